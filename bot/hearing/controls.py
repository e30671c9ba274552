"""The words that steer a conversation from anywhere: skip, back, stop, menu, help now."""

from collections.abc import Mapping, Sequence

from bot.hearing.fold import fold, spoken

CONTROLS = ("skip", "back", "stop", "menu", "helpnow")
LONGEST = 60  # characters; a control is the whole message


class Controls:
    """One language's control words; only a whole message is one."""

    def __init__(self, phrases: Mapping[str, Sequence[str]], fillers: Sequence[str] = ()) -> None:
        self._by_phrase = {
            spoken(fold(phrase)): control for control, said in phrases.items() for phrase in said
        }
        self._fillers = frozenset(fillers)

    def find(self, text: str) -> str | None:
        """The control this message is, if it is nothing else."""
        if len(text) > LONGEST:
            return None
        words = spoken(fold(text))
        if words in self._by_phrase:
            return self._by_phrase[words]
        return self._by_phrase.get(tuple(w for w in words if w not in self._fillers))
