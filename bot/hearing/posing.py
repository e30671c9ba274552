"""Words that pose as feelings: they tell what somebody seems to have done, not what is felt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.hearing.fold import PAUSE, STOP, Words
from bot.hearing.phrases import Hit, Phrases
from bot.hearing.scope import Scope

JOINED = 8  # words back to a felt word: "I feel used and, well, let down"


@dataclass(frozen=True, slots=True)
class PosingWord:
    """How a language says it, and how it is heard."""

    said: str
    adjectives: Sequence[str] = ()  # poses only where it is felt: "I feel used", not "a used car"
    phrases: Sequence[str] = ()  # poses wherever it stands: "he ignored me"


@dataclass(frozen=True, slots=True)
class PosingData:
    """One language's words that pose as feelings, by their English name."""

    words: Mapping[str, PosingWord] = field(default_factory=dict)
    felt: Sequence[str] = ()  # phrases that make the adjective after them a feeling: I feel
    being: Sequence[
        str
    ] = ()  # the same, when the clause ends or goes on with one of `after`: I was
    after: Sequence[str] = ()  # by, again, and
    joins: Sequence[str] = ()  # and: one adjective takes the next along
    never: Sequence[str] = ()  # speaks of danger: nothing in this message poses


class Posing:
    """One language's words that pose as feelings, compiled once."""

    def __init__(
        self, data: PosingData, scope: Scope, common: Collection[str] = frozenset()
    ) -> None:
        frames = ((p, kind) for kind in ("felt", "being", "never") for p in getattr(data, kind))
        self._frames = Phrases(frames, common)
        adjectives = ((p, name) for name, word in data.words.items() for p in word.adjectives)
        phrases = ((p, name) for name, word in data.words.items() for p in word.phrases)
        self._adjectives = Phrases(adjectives, common)
        self._phrases = Phrases(phrases, common)
        self._after = frozenset(data.after) | {PAUSE, STOP}
        self._joins = frozenset(data.joins) | {PAUSE}
        self._scope = scope
        self.vocabulary = self._phrases.words | self._adjectives.words | self._frames.words
        self.worth_mending = self._phrases.alone | self._adjectives.alone

    def find(self, words: Words) -> tuple[str, ...]:
        """The words posing here, by their English name, in the order they were said."""
        spoken = list(self._phrases.find(words))
        adjectives = sorted(self._adjectives.find(words), key=lambda hit: hit.start)
        if not spoken and not adjectives:
            return ()
        frames: dict[str, set[int]] = {"felt": set(), "being": set(), "never": set()}
        for frame in self._frames.find(words):
            frames[frame.meaning].add(frame.end)
        if frames["never"]:
            return ()
        hits = spoken + self._felt(words, adjectives, frames)
        denied = self._scope.read(words).denied
        hits = sorted((h for h in hits if h.start not in denied), key=lambda hit: hit.start)
        return tuple(dict.fromkeys(hit.meaning for hit in hits))

    def _felt(
        self, words: Words, adjectives: Sequence[Hit[str]], frames: Mapping[str, set[int]]
    ) -> list[Hit[str]]:
        hits: list[Hit[str]] = []
        for hit in adjectives:
            start = self._scope.before_small(words, hit.start)
            closed = hit.end == len(words) or words[hit.end] in self._after
            opening = start == 0 or words[start - 1] in (PAUSE, STOP)
            places = range(start, hit.start + 1)
            felt = not frames["felt"].isdisjoint(places)
            been = opening or not frames["being"].isdisjoint(places)
            if felt or (closed and been):
                hits.append(hit)
            elif words[start - 1] in self._joins:
                known = frames["felt"] | {other.end for other in hits}
                if any(start - JOINED <= place < start for place in known):
                    hits.append(hit)
        return hits
