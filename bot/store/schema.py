"""The schema's version, and the way up to it: Alembic, imported only when there is one to go."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.store.sql import is_postgresql

HEAD = "0001"
_LOCK = 7_305_811_224_903  # one process migrates a PostgreSQL, the others wait


def migrate(connection: Connection) -> None:
    """Inside of the caller's transaction: all of it or nothing."""
    if version(connection) == HEAD:
        return
    if is_postgresql(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        if version(connection) == HEAD:
            return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
