"""Sealing: AES-256-GCM, bound to the person, table, column and row it was made for."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.core.post import Json
from bot.store.faults import Tampered

NONCE_BYTES = 12


class Seal:
    """One key, ready to seal and open."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, data: Mapping[str, object], person: bytes, table: str, row: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, written(data), bound(person, table, row))

    def open(self, sealed: bytes, person: bytes, table: str, row: bytes) -> dict[str, Json]:
        nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return read(self._cipher.decrypt(nonce, rest, bound(person, table, row)))
        except InvalidTag:
            raise Tampered(table) from None


def bound(person: bytes, table: str, row: bytes) -> bytes:
    """What a sealed value is tied to. Every table has one sealed column, named `sealed`."""
    return b"%b|%b|sealed|%b" % (person, table.encode(), row)


def written(data: Mapping[str, object]) -> bytes:
    """As JSON; a dataclass as its fields."""
    try:
        return orjson.dumps(data)
    except TypeError:  # a lone surrogate: slower, and takes it
        return json.dumps(data, default=_fields).encode()


def _fields(value: object) -> dict[str, object]:
    assert is_dataclass(value)
    assert not isinstance(value, type)
    return asdict(value)


def read(text: bytes) -> dict[str, Json]:
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        data = json.loads(text)
    assert isinstance(data, dict)
    return data
