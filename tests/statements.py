"""Every statement of a store, seen before it is carried out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import event

from bot.store import prepared
from bot.store.store import Store


@contextmanager
def watched(store: Store, see: Callable[[str], None]) -> Iterator[None]:
    """`see` is told its words, by whichever way it goes to the database."""
    execute = prepared.execute

    def through_core(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        see(statement)

    def quick(connection: Any, text: str, row: Any) -> Any:
        if store.on_sqlite:  # elsewhere the event below sees it
            see(text)
        return execute(connection, text, row)

    event.listen(store.engine, "before_cursor_execute", through_core)
    try:
        with patch.object(prepared, "execute", quick):
            yield
    finally:
        event.remove(store.engine, "before_cursor_execute", through_core)
