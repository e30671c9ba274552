"""The local Bot API is a part of Telegram's, field for field."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.local.fields import METHODS, REACTIONS, TYPES
from bot.local.methods import METHODS as ANSWERED

SPECIFICATION = Path(__file__).parents[2] / "shared/telegram/api.min.json"


@pytest.fixture(scope="module")
def telegram() -> Any:
    if not SPECIFICATION.exists():
        pytest.skip("Telegram's specification is not beside this checkout")
    return json.loads(SPECIFICATION.read_text())


@pytest.mark.parametrize("method", METHODS)
def test_every_field_of_a_method_is_telegrams(telegram: Any, method: str) -> None:
    fields = telegram["methods"][method].get("fields", [])

    assert METHODS[method] <= {field["name"] for field in fields}
    assert {field["name"] for field in fields if field["required"]} <= METHODS[method]


@pytest.mark.parametrize("kind", TYPES)
def test_every_field_of_a_type_is_telegrams(telegram: Any, kind: str) -> None:
    fields = telegram["types"][kind].get("fields", [])

    assert TYPES[kind] <= {field["name"] for field in fields}
    assert {field["name"] for field in fields if field["required"]} <= TYPES[kind]


def test_the_reactions_are_telegrams(telegram: Any) -> None:
    described = json.dumps(telegram["types"]["ReactionTypeEmoji"], ensure_ascii=False)

    assert all(f'"{emoji}"' in described.replace("\\", "") for emoji in REACTIONS)


def test_every_method_is_answered() -> None:
    assert {*ANSWERED, "getUpdates"} == {*METHODS}
