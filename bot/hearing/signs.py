"""Signs in typed words that a dialog may ask about: a wish about a person, grief, a vague request."""

from collections.abc import Mapping, Sequence

from bot.hearing.fold import fold
from bot.hearing.phrases import Phrases


class Signs:
    """One language's phrases for each sign."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._phrases = Phrases((phrase, sign) for sign in phrases for phrase in phrases[sign])

    def find(self, text: str) -> tuple[str, ...]:
        """Each sign once, in the order of the words that gave it away."""
        return tuple(dict.fromkeys(hit.meaning for hit in self._phrases.find(fold(text))))
