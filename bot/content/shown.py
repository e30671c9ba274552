"""An answer as words see it: it prints as its label, and compares as its key."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import escape

from bot.core.session import Answer

LabelOf = Callable[[str], str]  # key -> what the person saw


class Shown:
    """False when nothing was answered, so that `{% if story %}` reads as it sounds."""

    __slots__ = ("_answer", "_joined", "_label")

    def __init__(self, answer: Answer, label: LabelOf, joined: Callable[[list[str]], str]) -> None:
        self._answer, self._label, self._joined = answer, label, joined

    def __str__(self) -> str:
        if self._answer.words and not self._answer.keys:
            return self._answer.words
        if self._answer.number is not None:
            return str(self._answer.number)
        parts = [self._label(key) for key in self._answer.keys]
        if self._answer.words and len(self._answer.keys) > 1:
            parts.append(self._answer.words)
        return self._joined([part for part in parts if part])

    def __html__(self) -> str:
        return str(escape(str(self)))

    def __bool__(self) -> bool:
        return self._answer.given

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return self._answer.number == other
        return other in self._answer.keys

    def __hash__(self) -> int:
        return hash(self._answer)

    def __contains__(self, key: str) -> bool:
        return key in self._answer.keys

    def __iter__(self) -> Iterator[str]:
        return iter([self._label(key) for key in self._answer.keys] or [self._answer.words])

    def __ge__(self, other: int) -> bool:
        return self._answer.number is not None and self._answer.number >= other

    def __le__(self, other: int) -> bool:
        return self._answer.number is not None and self._answer.number <= other

    def __gt__(self, other: int) -> bool:
        return self._answer.number is not None and self._answer.number > other

    def __lt__(self, other: int) -> bool:
        return self._answer.number is not None and self._answer.number < other


class Nothing:
    """An answer that was not given, and whatever would have been under it."""

    __slots__ = ()

    def __getattr__(self, name: str) -> "Nothing":
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __str__(self) -> str:
        return ""

    def __html__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return False

    def __getitem__(self, index: object) -> "Nothing":
        return self

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __contains__(self, key: object) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Nothing)

    def __hash__(self) -> int:
        return 0

    def __ge__(self, other: object) -> bool:
        return False

    __le__ = __gt__ = __lt__ = __ge__


NOTHING = Nothing()


class Under:
    """The answers of a dialog that was gone into: `{{ felt.family }}`."""

    __slots__ = ("_answers",)

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._answers.get(name, NOTHING)

    def __bool__(self) -> bool:
        return any(bool(answer) for answer in self._answers.values())

    def __html__(self) -> str:
        return ""
