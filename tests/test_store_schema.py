"""The migrations lead to the tables that the code speaks of, and cost nothing once they have."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event
from statements import watched

from bot.core.clock import StillClock
from bot.core.post import Edit, Send
from bot.store import schema
from bot.store.books import Books
from bot.store.engine import engine_for, normal
from bot.store.ring import Ring
from bot.store.store import Store
from bot.store.tables import metadata

pytest_plugins = ["postgres"]

START = """
import asyncio, sys
from bot.core.clock import WallClock
from bot.store.ring import Ring
from bot.store.store import Store

async def start():
    store = Store(sys.argv[1], Ring.parse(sys.argv[2]), WallClock())
    await store.open()
    await store.close()
    print("alembic" in sys.modules)

asyncio.run(start())
"""


def test_the_constant_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))

    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_the_migrations_make_the_tables_that_the_code_speaks_of(database: str) -> None:
    engine = engine_for(normal(database))

    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


async def test_the_first_start_makes_everything_and_the_next_needs_no_alembic(
    tmp_path: Path,
) -> None:
    url, keys = f"sqlite:///{tmp_path}/deep/base.db", Ring.new_key()

    starts = [
        subprocess.run([sys.executable, "-c", START, url, keys], capture_output=True, text=True)
        for _ in range(2)
    ]

    assert [start.stdout for start in starts] == ["True\n", "False\n"]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
        ("sqlite:////tmp/base.db", "sqlite"),
    ],
)
def test_every_way_to_write_an_address_means_the_same_driver(given: str, used: str) -> None:
    assert normal(given).drivername == used


async def test_a_turn_costs_four_statements_however_long_the_past(
    store: Store, clock: StillClock
) -> None:
    def past(books: Books) -> None:
        person = books.person(1)
        books.keep(person)
        for number in range(200):
            books.add_entry(person, {"number": number})
            books.appoint(person, "follow-up", clock.now(), key=str(number))

    def step(books: Books) -> None:
        person = books.person(1)
        books.is_new(77, person_message=5)
        person.turn += 1
        books.keep(person)
        books.keep(person)
        books.say(person, Edit(message=4))
        books.say(person, Send("next?"))

    await store.turn(past)
    statements: list[str] = []
    commits: list[None] = []
    event.listen(store.engine, "commit", lambda _: commits.append(None))
    with watched(store, lambda statement: statements.append(statement.split()[0])):
        await store.turn(step)

    reads = ["SELECT"] if store.on_sqlite else ["SELECT", "SELECT"]  # what waits, under the lock
    assert [word for word in statements if word != "BEGIN"] == [
        *reads,
        "INSERT",
        "UPDATE",
        "INSERT",
    ]
    assert len(commits) == 1


async def test_turns_in_flight_share_a_commit_on_sqlite(
    tmp_path: Path, ring: Ring, clock: StillClock
) -> None:
    import asyncio

    store = Store(f"sqlite:///{tmp_path}/base.db", ring, clock)
    await store.open()
    commits: list[None] = []
    event.listen(store.engine, "commit", lambda _: commits.append(None))

    await asyncio.gather(
        *(store.turn(lambda books, chat=chat: books.keep(books.person(chat))) for chat in range(50))  # type: ignore[misc]
    )
    await store.close()

    assert len(commits) < 10
