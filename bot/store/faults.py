"""What can go wrong in keeping, one class for each thing a caller does about it."""

from collections.abc import Iterable


class StoreAway(Exception):
    """The database cannot be reached or cannot write. Nothing of the turn was kept; try again."""

    def __init__(self, cause: BaseException) -> None:
        reason = getattr(cause, "orig", None) or cause
        super().__init__(
            f"the database cannot be used now ({type(reason).__name__}); "
            "nothing was kept: see that it runs and that its disk has room, then try again"
        )


class WrongKey(Exception):
    """What is kept cannot be opened with the keys at hand."""

    def __init__(self, wanted: str, held: Iterable[str]) -> None:
        have = ", ".join(held) or "none"
        super().__init__(
            f"the database is sealed with key {wanted!r}, and the ring holds {have}: put that key "
            "back into SECURE_BASE_KEY or the key file (it is in your backup of the key, not of "
            "the database), or point DATABASE_URL at the database that belongs to this key"
        )


class BadRing(Exception):
    """The ring cannot be read. Never shows a key."""

    def __init__(self, fault: str) -> None:
        super().__init__(
            f"SECURE_BASE_KEY or the file `keys`: the ring {fault}; it reads id:base64url, several "
            "separated by commas, newest first, each key 32 bytes; `secure-base keys new` makes one"
        )


class KeyFileFault(Exception):
    """The key file is there but cannot be trusted or read."""


class Tampered(Exception):
    """Something sealed does not open in its own place: moved, changed, or of another key."""

    def __init__(self, table: str) -> None:
        super().__init__(
            f"a row of {table} does not open: it was changed or moved outside of this program; "
            "restore the last backup, or erase that person"
        )
