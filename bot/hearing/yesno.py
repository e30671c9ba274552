"""Yes, no, and "I can't tell"."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.hearing.fold import PAUSE, STOP, Words, fold, spoken

LONGEST = 300  # characters; a longer message is a story
SHORT = 3  # other words around a phrase that still make it the whole answer


@dataclass(frozen=True, slots=True)
class YesNoWords:
    """One language's ways to agree, to refuse and not to know."""

    yes: Sequence[str] = ()
    no: Sequence[str] = ()
    alone: Sequence[str] = ()  # yes or no only when nothing, or a pause, follows: Spanish "si"
    unsure: Sequence[str] = ()
    turns: Sequence[str] = ()  # "yes but": neither


class YesNo:
    """One language's yes, no and unsure, compiled once."""

    def __init__(self, data: YesNoWords) -> None:
        self._said = {spoken(fold(p)): True for p in data.yes}
        self._said |= {spoken(fold(p)): False for p in data.no}
        self._alone = {spoken(fold(p)) for p in data.alone}
        self._unsure = [spoken(fold(p)) for p in data.unsure]
        self._turns = frozenset(data.turns)
        self._longest = max(map(len, self._said), default=0)

    def yes(self, text: str) -> bool | None:
        """True for yes, False for no, None for anything else."""
        if len(text) > LONGEST:
            return None
        words = fold(text)
        plain = spoken(words)
        if not plain or self._turns.intersection(plain) or self.unsure(text):
            return None
        first = self._opening(words)
        if first is None:
            return None
        agreed, after = first
        again = self._opening(words[after:]) if after < len(words) else None
        return None if again is not None and again[0] is not agreed else agreed

    def unsure(self, text: str) -> bool:
        """Whether the message says that the person cannot tell."""
        words = spoken(fold(text[: LONGEST + 1]))
        return len(text) <= LONGEST and any(
            len(words) - len(phrase) <= SHORT and _within(words, phrase) for phrase in self._unsure
        )

    def _opening(self, words: Words) -> tuple[bool, int] | None:
        start = next((i for i, w in enumerate(words) if w not in (PAUSE, STOP)), len(words))
        for length in range(self._longest, 0, -1):
            phrase = words[start : start + length]
            if len(phrase) < length or phrase not in self._said:
                continue
            after = start + length
            paused = after == len(words) or words[after] in (PAUSE, STOP)
            if phrase in self._alone and not paused:
                continue
            return self._said[phrase], after
        return None


def _within(words: Words, phrase: Words) -> bool:
    return any(words[i : i + len(phrase)] == phrase for i in range(len(words) - len(phrase) + 1))
