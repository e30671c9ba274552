"""One Bot API call: its parameters, read strictly and with Telegram's own complaints."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from bot.local.fields import BY_LOWER_NAME, METHODS, TYPES
from bot.local.ports import Json
from bot.local.refusal import Refused, bad


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart body."""

    name: str
    kind: str
    body: bytes


class Call:
    def __init__(self, method: str, raw: Mapping[str, object]) -> None:
        if (name := BY_LOWER_NAME.get(method.lower())) is None:
            raise Refused(404, "Not Found")
        self.method = name
        self.raw = {key: value for key, value in raw.items() if value is not None}
        attached = {f"attach://{key}" for key, value in raw.items() if isinstance(value, Upload)}
        for key, value in self.raw.items():
            if key in METHODS[name] or (isinstance(value, Upload) and attached & {*self._texts()}):
                continue
            raise bad(f'unknown parameter "{key}" of {name}')

    def has(self, key: str) -> bool:
        return key in self.raw

    def text(self, key: str) -> str:
        value = self.raw.get(key, "")
        if not isinstance(value, str):
            value = str(value)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad("strings must be encoded in UTF-8") from None
        return value

    def number(self, key: str, default: int = 0) -> int:
        value = self.raw.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        try:
            return int(str(value))
        except ValueError:
            raise bad(f'invalid integer value of field "{key}" specified') from None

    def flag(self, key: str) -> bool:
        return str(self.raw.get(key, "")).lower() in ("true", "1", "yes")

    def value(self, key: str) -> object:
        """A structured value, which forms carry as JSON text; None when absent or empty."""
        found = self.raw.get(key)
        if not isinstance(found, str):
            return found
        if not found.strip():
            return None
        try:
            return cast(object, json.loads(found))
        except ValueError:
            raise bad(f"can't parse {key.replace('_', ' ')} JSON object") from None

    def rows(self, key: str) -> list[object]:
        found = self.value(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise bad(f"expected an Array in {key}")
        return found

    def shape(self, key: str, kind: str) -> Json:
        return shaped(self.value(key), kind)

    def chat(self) -> int:
        if not str(self.raw.get("chat_id", "")):
            raise bad("chat_id is empty")
        try:
            return int(str(self.raw["chat_id"]))
        except ValueError:
            raise bad("chat not found") from None

    def upload(self, key: str) -> Upload | str:
        value = self.raw.get(key, "")
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.raw.get(value.removeprefix("attach://"), "")
        return value if isinstance(value, Upload) else str(value)

    def _texts(self) -> list[str]:
        return [value for value in self.raw.values() if isinstance(value, str)]


def shaped(value: object, kind: str) -> Json:
    """The value as an object of that kind, with no field that the kind does not have."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise bad(f"expected an Object of type {kind}")
    for key in value:
        if key not in TYPES[kind]:
            raise bad(f'unknown parameter "{key}" of {kind}')
    return {key: found for key, found in value.items() if found is not None}
