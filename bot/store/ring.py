"""The ring of wrapping keys: newest first, kept outside of the database."""

import base64
import binascii
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.store.faults import BadRing, KeyFileFault, WrongKey

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key sealed with one of the ring, and which one."""

    ring: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Ring:
    """Wraps with the newest key, unwraps with whichever it was."""

    ids: tuple[str, ...]
    _ciphers: Mapping[str, AESGCM] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Ring":
        ciphers: dict[str, AESGCM] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, colon, key = part.partition(":")
            if not colon or not name:
                raise BadRing("has a key without an id")
            if name in ciphers:
                raise BadRing(f"names {name!r} twice")
            ciphers[name] = AESGCM(_bytes(name, key))
        if not ciphers:
            raise BadRing("is empty")
        return cls(tuple(ciphers), ciphers)

    @staticmethod
    def new_key() -> str:
        """A fresh key as it is written in the ring."""
        key = base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")
        return f"k{secrets.token_hex(4)}:{key}"

    @property
    def newest(self) -> str:
        return self.ids[0]

    def wrap(self, key: bytes, name: bytes) -> Wrapped:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.newest].encrypt(nonce, key, self._bound(self.newest, name))
        return Wrapped(self.newest, nonce + sealed)

    def unwrap(self, wrapped: Wrapped, name: bytes) -> bytes:
        cipher = self._ciphers.get(wrapped.ring)
        if cipher is None:
            raise WrongKey(wrapped.ring, self.ids)
        nonce, sealed = wrapped.sealed[:NONCE_BYTES], wrapped.sealed[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, sealed, self._bound(wrapped.ring, name))
        except InvalidTag:
            raise WrongKey(wrapped.ring, (f"another key of that id ({wrapped.ring})",)) from None

    @staticmethod
    def _bound(ring: str, name: bytes) -> bytes:
        return b"wrapped|" + ring.encode() + b"|" + name


def _bytes(name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise BadRing(f"has a key {name!r} that is not base64url") from None
    if len(key) != KEY_BYTES:
        raise BadRing(f"has a key {name!r} of {len(key)} bytes")
    return key


def key_file(path: Path) -> Ring:
    """The ring in a file of one's own, made on the first start."""
    if not path.exists():
        _make(path)
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFileFault(
            f"the key file {path} cannot be read ({type(fault).__name__}): make it readable for "
            "the user that runs this, or give the key in SECURE_BASE_KEY"
        ) from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeyFileFault(
            f"the key file {path} is open to others (mode {stat.S_IMODE(mode):04o}): chmod 600 "
            "it, and if others could have read it, add a new key in front and rotate"
        )
    return Ring.parse(text.replace("\n", ","))


def _make(path: Path) -> None:
    """Whole or not at all, also when two processes start at once: the link decides."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(Ring.new_key() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    except OSError as fault:
        raise KeyFileFault(
            f"no key file can be made at {path} ({type(fault).__name__}): make its folder "
            "writable, set SECURE_BASE_HOME, or give the key in SECURE_BASE_KEY"
        ) from None
    finally:
        with suppress(OSError):
            draft.unlink()
