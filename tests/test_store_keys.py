"""Without the right key nothing opens; with a new one in front, everything is wrapped anew."""

import asyncio
import os
import stat
from pathlib import Path

import pytest

from bot.core.clock import StillClock
from bot.store.books import Books
from bot.store.faults import BadRing, KeyFileFault, Tampered, WrongKey
from bot.store.ring import Ring, Wrapped, key_file
from bot.store.sealing import Seal
from bot.store.store import Store

pytest_plugins = ["postgres"]


def remember(books: Books) -> None:
    person = books.person(1)
    person.facts["name"] = "Ada"
    books.keep(person)


async def name(store: Store) -> object:
    return (await store.turn(lambda books: books.person(1).facts["name"])).value


async def reopened(database: str, keys: str, clock: StillClock) -> Store:
    store = Store(database, Ring.parse(keys), clock)
    await store.open()
    return store


def test_a_ring_reads_newest_first_and_never_shows_its_keys() -> None:
    new, old = Ring.new_key(), Ring.new_key()

    ring = Ring.parse(f" {new} , {old},")

    assert ring.ids == (new.split(":")[0], old.split(":")[0])
    assert new.split(":")[1] not in repr(ring)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "is empty"),
        ("abc", "without an id"),
        (":abc", "without an id"),
        ("a:SECRETS+/", "'a' that is not base64url"),
        ("a:U0VDUkVU", "'a' of 6 bytes"),
        ("a:" + "A" * 43 + ",a:" + "B" * 42 + "A", "names 'a' twice"),
    ],
)
def test_a_ring_that_cannot_be_read_says_what_is_wrong_without_telling_it(
    text: str, fault: str
) -> None:
    with pytest.raises(BadRing, match=fault) as raised:
        Ring.parse(text)

    assert "U0VDUkVU" not in str(raised.value)
    assert "keys new" in str(raised.value)


def test_what_was_wrapped_opens_with_its_key_and_name_alone() -> None:
    old, new = Ring.new_key(), Ring.new_key()
    wrapped = Ring.parse(old).wrap(b"data key", b"ada")

    assert Ring.parse(f"{new},{old}").unwrap(wrapped, b"ada") == b"data key"
    for ring, name in ((Ring.parse(new), b"ada"), (Ring.parse(old), b"bob")):
        with pytest.raises(WrongKey):
            ring.unwrap(wrapped, name)


def test_a_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "home" / "key"

    first, second = key_file(path), key_file(path)

    assert first.ids == second.ids
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["key"]


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key_file(path)
    path.chmod(0o644)

    with pytest.raises(KeyFileFault, match="chmod 600") as raised:
        key_file(path)

    assert path.read_text().strip() not in str(raised.value)


def test_a_key_file_in_the_wrong_place_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir(mode=0o700)

    with pytest.raises(KeyFileFault, match="SECURE_BASE_HOME"):
        key_file(tmp_path / "file" / "key")
    with pytest.raises(KeyFileFault, match="cannot be read"):
        key_file(tmp_path / "folder")


def test_two_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: key_file(tmp_path / "key"), range(8)))

    assert len({ring.ids for ring in rings}) == 1


def test_a_sealed_row_opens_in_its_own_place_alone() -> None:
    seal = Seal(os.urandom(32))
    sealed = seal.close({"a": 1}, b"person", "entries", b"row")

    assert seal.open(sealed, b"person", "entries", b"row") == {"a": 1}
    for place in (
        (b"another", "entries", b"row"),
        (b"person", "items", b"row"),
        (b"person", "entries", b"another"),
    ):
        with pytest.raises(Tampered):
            seal.open(sealed, *place)
    with pytest.raises(Tampered):
        seal.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), b"person", "entries", b"row")


async def test_it_does_not_start_with_a_wrong_key_and_says_what_to_do(
    database: str, clock: StillClock
) -> None:
    right, wrong = Ring.new_key(), Ring.new_key()
    same_id = right.split(":")[0] + ":" + wrong.split(":")[1]
    await (await reopened(database, right, clock)).close()

    for keys in (wrong, same_id):
        with pytest.raises(WrongKey, match="SECURE_BASE_KEY") as raised:
            await reopened(database, keys, clock)
        assert wrong.split(":")[1] not in str(raised.value)
    await (await reopened(database, right, clock)).close()


async def test_after_rotating_the_old_key_is_not_needed_and_does_not_open(
    database: str, clock: StillClock
) -> None:
    old, new = Ring.new_key(), Ring.new_key()
    store = await reopened(database, old, clock)
    await store.turn(remember)
    await store.close()

    store = await reopened(database, f"{new},{old}", clock)
    changed = [await store.rotate(), await store.rotate()]
    await store.close()
    store = await reopened(database, new, clock)
    still = await name(store)
    await store.close()

    assert changed == [1, 0]
    assert still == "Ada"
    with pytest.raises(WrongKey):
        await reopened(database, old, clock)


async def test_keys_are_rotated_beside_the_traffic(database: str, clock: StillClock) -> None:
    old, new = Ring.new_key(), Ring.new_key()
    store = await reopened(database, old, clock)
    for chat in range(2, 40):
        await store.turn(lambda books, chat=chat: books.keep(books.person(chat)))  # type: ignore[misc]
    await store.close()
    store = await reopened(database, f"{new},{old}", clock)

    async def traffic() -> None:
        for _ in range(20):
            await store.turn(remember)

    await asyncio.gather(traffic(), store.rotate(), traffic())
    await store.close()
    store = await reopened(database, new, clock)
    found = [
        (await store.turn(lambda books, chat=chat: books.known(chat))).value  # type: ignore[misc]
        for chat in range(1, 40)
    ]
    await store.close()

    assert None not in found


def test_a_wrapped_key_that_was_cut_short_does_not_open() -> None:
    ring = Ring.parse(Ring.new_key())
    wrapped = ring.wrap(b"data key", b"ada")

    with pytest.raises(WrongKey):
        ring.unwrap(Wrapped(wrapped.ring, wrapped.sealed[:20]), b"ada")
