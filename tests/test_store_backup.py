"""A backup is whole while everything goes on; a restored one brings back nobody who had left."""

import asyncio
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.core.clock import StillClock
from bot.core.post import Send
from bot.store.books import Books
from bot.store.faults import WrongKey
from bot.store.ring import Ring
from bot.store.store import Store

pytest_plugins = ["postgres"]


def meet(books: Books, chat: int) -> None:
    person = books.person(chat)
    person.facts["name"] = f"name {chat}"
    books.add_entry(person, {"of": chat})
    books.add_item(person, "people", {"of": chat})
    books.appoint(person, "morning", books.now, {"of": chat})
    books.say(person, Send("waiting"))
    books.keep(person)


async def met(store: Store, *chats: int) -> None:
    for chat in chats:
        await store.turn(lambda books, chat=chat: meet(books, chat))  # type: ignore[misc]


async def known(store: Store, *chats: int) -> list[object]:
    """Each one's name, read with everything else of theirs; None for whoever is not there."""

    def read(books: Books, chat: int) -> object:
        if (person := books.known(chat)) is None:
            return None
        (entry,), (item,) = books.entries(person, 9), books.items(person, "people")
        (morning,) = books.appointments(person)
        assert entry.data == item.data == morning.payload == {"of": chat}
        return person.facts["name"]

    return [(await store.turn(lambda books, chat=chat: read(books, chat))).value for chat in chats]  # type: ignore[misc]


async def opened(url: str, ring: Ring, clock: StillClock) -> Store:
    store = Store(url, ring, clock)
    await store.open()
    return store


async def test_a_backup_opens_by_itself_and_is_for_its_owner_alone(
    store: Store, ring: Ring, clock: StillClock, tmp_path: Path
) -> None:
    await met(store, 1, 2)

    path = tmp_path / "backups.db"
    await store.backup(path)
    copy = await opened(f"sqlite:///{path}", ring, clock)
    found = await known(copy, 1, 2, 3)
    await copy.close()

    assert found == ["name 1", "name 2", None]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_backup_is_of_one_instant_while_everything_goes_on(
    store: Store, ring: Ring, clock: StillClock, tmp_path: Path
) -> None:
    await met(store, *range(30))

    async def backups() -> None:
        for number in range(2):
            await store.backup(tmp_path / f"{number}.copy")

    await asyncio.gather(backups(), *(met(store, chat) for chat in range(100, 200)))
    stats = []
    for number in range(2):
        copy = await opened(f"sqlite:///{tmp_path}/{number}.copy", ring, clock)
        stats.append(await copy.stats())
        await copy.close()

    assert (await store.stats())["people"] == 130
    for each in stats:
        assert each["people"] == each["entries"] == each["appointments"] == each["waiting"] >= 30


async def test_a_backup_replaces_an_older_one_of_its_name(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "copy"

    await store.backup(path)
    await store.backup(path)

    assert [each.name for each in tmp_path.glob("*copy*")] == ["copy"]


async def test_restoring_brings_back_everyone_but_those_who_had_left(
    store: Store, tmp_path: Path
) -> None:
    await met(store, 1, 2, 3)
    await store.backup(tmp_path / "copy")
    for leaving in (2, 3):
        await store.turn(lambda books, chat=leaving: books.erase(books.person(chat)))  # type: ignore[misc]
    await met(store, 3, 4)

    gone = await store.restore(tmp_path / "copy")

    assert gone == 2
    assert await known(store, 1, 2, 3, 4) == ["name 1", None, None, None]


async def test_someone_who_left_and_came_back_before_the_backup_stays(
    store: Store, tmp_path: Path
) -> None:
    await met(store, 1)
    await store.turn(lambda books: books.erase(books.person(1)))
    await met(store, 1)
    await store.backup(tmp_path / "copy")

    gone = await store.restore(tmp_path / "copy")

    assert gone == 0
    assert await known(store, 1) == ["name 1"]


async def test_nothing_that_waited_in_a_backup_is_said_after_it_is_restored(
    store: Store, tmp_path: Path
) -> None:
    await met(store, 1)
    await store.backup(tmp_path / "copy")

    await store.restore(tmp_path / "copy")

    assert (await store.stats())["waiting"] == 0


async def test_what_was_kept_moves_from_one_kind_of_database_to_the_other(
    store: Store, ring: Ring, clock: StillClock, tmp_path: Path, postgres: Any
) -> None:
    await met(store, 1, 2)
    await store.backup(tmp_path / "copy")
    url = postgres.new_database() if store.on_sqlite else f"sqlite:///{tmp_path}/other.db"

    other = await opened(url, ring, clock)
    await other.restore(tmp_path / "copy")
    found = await known(other, 1, 2)
    await other.close()

    assert found == ["name 1", "name 2"]


async def test_when_the_database_was_lost_a_ledger_kept_elsewhere_is_replayed(
    store: Store, ring: Ring, clock: StillClock, tmp_path: Path
) -> None:
    await met(store, 1, 2)
    await store.backup(tmp_path / "copy")
    await store.turn(lambda books: books.erase(books.person(2)))
    ledger = await store.ledger()

    fresh = await opened(f"sqlite:///{tmp_path}/fresh.db", ring, clock)
    gone = await fresh.restore(tmp_path / "copy", ledger)
    found = await known(fresh, 1, 2)
    await fresh.close()

    assert gone == 1
    assert found == ["name 1", None]


async def test_a_backup_sealed_with_another_key_changes_nothing(
    store: Store, clock: StillClock, tmp_path: Path
) -> None:
    await met(store, 1)
    stranger = await opened(f"sqlite:///{tmp_path}/s.db", Ring.parse(Ring.new_key()), clock)
    await stranger.backup(tmp_path / "copy")
    await stranger.close()

    with pytest.raises(WrongKey):
        await store.restore(tmp_path / "copy")

    assert await known(store, 1) == ["name 1"]


async def test_who_polls_is_decided_by_one_lease(
    store: Store, database: str, ring: Ring, clock: StillClock
) -> None:
    from datetime import timedelta

    other = await opened(database, ring, clock)

    first = [await store.lease("poll", 60), await other.lease("poll", 60)]
    clock.jump(timedelta(seconds=50))
    renewed = [await store.lease("poll", 60), await other.lease("poll", 60)]
    clock.jump(timedelta(seconds=61))
    taken_over = [await other.lease("poll", 60), await store.lease("poll", 60)]
    await other.close()

    assert first == renewed == [True, False]
    assert taken_over == [True, False]


async def test_a_process_that_is_alone_need_not_wait_for_a_dead_ones_claims(
    tmp_path: Path, ring: Ring, clock: StillClock
) -> None:
    url = f"sqlite:///{tmp_path}/base.db"
    dead = await opened(url, ring, clock)
    await met(dead, 1)
    await dead.lease("poll", 60)
    await dead.due(5)
    assert dead._presence is not None
    dead._presence.leave()  # as the kernel does for a process that was killed

    store = await opened(url, ring, clock)
    found = len(await store.claim_posts(5)), len(await store.due(5)), await store.lease("poll", 9)
    await store.close()
    await dead._shut()

    assert found == (1, 1, True)
