"""The feelings likely in a sentence: said outright first, then what the body or the hands say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.hearing.fold import Words
from bot.hearing.phrases import Hit, Phrases
from bot.hearing.scope import Scope

FEELINGS = (
    *("afraid", "anxious", "angry", "annoyed", "sad", "lonely", "hurt", "ashamed", "guilty"),
    *("embarrassed", "confused", "tired", "overwhelmed", "numb", "jealous", "disappointed"),
    *("disconnected", "longing", "relieved", "grateful", "calm", "hopeful", "happy", "loved"),
    *("curious", "proud"),
)
PLEASANT = frozenset(
    ("relieved", "grateful", "calm", "hopeful", "happy", "loved", "curious", "proud")
)

OUTRIGHT, LEANING, SIGN = 4.0, 2.5, 1.0
AFTER_BUT = 1.5  # "tired, but mostly sad": what comes last is what is meant
INSIDE = 0.9  # of a longer phrase that holds it
AGAIN = 0.3  # each further hit of the same family


@dataclass(frozen=True, slots=True)
class FeelingWords:
    """One family as authors write it: words for it, what leans to it, signs of body or deed."""

    words: Sequence[str] = ()
    leaning: Sequence[str] = ()
    signs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Sense:
    family: str
    weight: float


def _weighted(said: FeelingWords) -> tuple[tuple[float, Sequence[str]], ...]:
    return (OUTRIGHT, said.words), (LEANING, said.leaning), (SIGN, said.signs)


class Feelings:
    """One language's feelings, compiled once."""

    def __init__(
        self,
        families: Mapping[str, FeelingWords],
        scope: Scope,
        common: Collection[str] = frozenset(),
    ) -> None:
        senses = (
            (phrase, _Sense(family, weight))
            for family, said in families.items()
            for weight, phrases in _weighted(said)
            for phrase in phrases
        )
        self._phrases = Phrases(senses, common)
        self._scope = scope
        self.vocabulary = self._phrases.words | self._scope.vocabulary
        self.worth_mending = self._phrases.alone

    def find(self, words: Words) -> tuple[str, ...]:
        """Families likely in these words, best first."""
        hits = tuple(self._phrases.find(words))
        if not hits:
            return ()
        reach = self._scope.read(words)
        told: dict[str, list[tuple[float, int]]] = {}
        for hit in hits:
            if reach.denies(hit, hit.meaning.family in PLEASANT):
                continue
            if self._scope.is_theirs(words, hit.start):
                continue
            louder = AFTER_BUT if hit.start > reach.turn >= 0 else 1.0
            mark = (_weight(hit, hits) * louder, hit.start)
            told.setdefault(hit.meaning.family, []).append(mark)
        return tuple(sorted(told, key=lambda family: _rank(told[family])))


def _weight(hit: Hit[_Sense], hits: tuple[Hit[_Sense], ...]) -> float:
    """Less than that of a longer phrase around it: "lost my temper" is anger before it is lost."""
    around = (other.meaning.weight for other in hits if _holds(other, hit))
    return min([hit.meaning.weight, *(weight * INSIDE for weight in around)])


def _holds(wide: Hit[_Sense], hit: Hit[_Sense]) -> bool:
    longer = wide.end - wide.start > hit.end - hit.start
    other = wide.meaning.family != hit.meaning.family
    return other and longer and wide.start <= hit.start and hit.end <= wide.end


def _rank(marks: list[tuple[float, int]]) -> tuple[float, int]:
    best = max(mark for mark, _ in marks)
    return -(best + AGAIN * min(len(marks) - 1, 3)), min(place for _, place in marks)
