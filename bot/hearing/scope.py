"""Whose feeling it is, and whether it is there: "not angry", "she was angry", "I wish I were"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.hearing.fold import PAUSE, STOP, Words
from bot.hearing.phrases import Hit, Phrases

Meaning = TypeVar("Meaning")

REACH = 5  # words that a "not" governs
WISH_REACH = 6  # words that a wish governs
LOOK_BACK = 3  # small words between a verb and its feeling: "she is always so very angry"


@dataclass(frozen=True, slots=True)
class ScopeWords:
    """One language's small words. The first six are phrases, the others single words."""

    nots: Sequence[str] = ()  # what follows is not there
    lifts: Sequence[str] = ()  # looks like a "not" and is none: "can't stop"
    wishes: Sequence[str] = ()  # what follows is missed when pleasant
    idioms: Sequence[str] = ()  # not about feelings: "happy birthday"
    theirs: Sequence[str] = ()  # somebody else's, whatever it says
    turns: Sequence[str] = ()  # but
    ends: Sequence[str] = ()  # a "not" ends here: and, because, just
    through: Sequence[str] = ()  # a "not" goes on over the next "I": think, mean
    starters: Sequence[str] = ()  # I: whoever says it begins anew
    me: Sequence[str] = ()  # heart, it, everything: speaks of me as well
    others: Sequence[str] = ()  # he, she, mother
    they_are: Sequence[str] = ()  # pronoun and verb in one: he's, they're
    verbs: Sequence[str] = ()  # was, got: anybody's
    their_verbs: Sequence[str] = ()  # is, seems: never mine
    theirs_before: Sequence[str] = ()  # his, her, your: right before the word
    small: Sequence[str] = ()  # so, very, always


@dataclass(frozen=True, slots=True)
class Reach:
    """What the small words of one message do to each of its words."""

    denied: frozenset[int]
    wished: frozenset[int]
    theirs: frozenset[int]
    idle: frozenset[int]
    turn: int  # the place of the last "but", or -1

    def denies(self, hit: Hit[Meaning], pleasant: bool) -> bool:
        """Whether what was found there is not this person's feeling now."""
        if hit.start in self.denied or hit.start in self.theirs:
            return True
        if self.idle.issuperset(range(hit.start, hit.end)):
            return True
        return pleasant and hit.start in self.wished


class Scope:
    """One language's small words, compiled once."""

    def __init__(self, data: ScopeWords) -> None:
        kinds = ("nots", "lifts", "wishes", "idioms", "theirs", "turns")
        self._phrases = Phrases((p, kind) for kind in kinds for p in getattr(data, kind))
        self._ends = frozenset(data.ends) | {PAUSE, STOP}
        self._through = frozenset(data.through)
        self._starters = frozenset(data.starters)
        self._me = frozenset(data.me) | self._starters
        self._others = frozenset(data.others)
        self._they_are = frozenset(data.they_are)
        self._verbs = frozenset(data.verbs)
        self._their_verbs = frozenset(data.their_verbs)
        self._before = frozenset(data.theirs_before)
        self._small = frozenset(data.small)
        self.vocabulary = frozenset().union(
            *(self._phrases.words, self._ends, self._through, self._me, self._others),
            *(self._they_are, self._verbs, self._their_verbs, self._before, self._small),
        )

    def read(self, words: Words) -> Reach:
        """Mark every word that is denied, wished for, somebody else's or part of an idiom."""
        found: dict[str, list[Hit[str]]] = {}
        for hit in self._phrases.find(words):
            found.setdefault(hit.meaning, []).append(hit)
        lifted = {p for hit in found.get("lifts", ()) for p in range(hit.start, hit.end)}
        denied: set[int] = set()
        for hit in found.get("nots", ()):
            if hit.start not in lifted:
                denied.update(self._governed(words, hit.end, REACH))
        wished: set[int] = set()
        for hit in found.get("wishes", ()):
            wished.update(self._governed(words, hit.end, WISH_REACH, over_me=True))
        theirs = {p for hit in found.get("theirs", ()) for p in range(hit.start, hit.end)}
        idle = {p for hit in found.get("idioms", ()) for p in range(hit.start, hit.end)}
        turn = max((hit.start for hit in found.get("turns", ())), default=-1)
        return Reach(frozenset(denied), frozenset(wished), frozenset(theirs), frozenset(idle), turn)

    def _governed(self, words: Words, start: int, reach: int, over_me: bool = False) -> range:
        closing = self._ends if over_me else self._ends | self._starters
        for place in range(start, min(start + reach, len(words))):
            word = words[place]
            if word in self._through:
                closing = self._ends
            elif word in (PAUSE, STOP) or (place > start and word in closing):
                return range(start, place)
        return range(start, min(start + reach, len(words)))

    def before_small(self, words: Words, place: int) -> int:
        """Where the small words right before this place begin."""
        for _ in range(LOOK_BACK):
            if place == 0 or words[place - 1] not in self._small:
                return place
            place -= 1
        return place

    def is_theirs(self, words: Words, place: int) -> bool:
        """Whether a feeling that begins here is somebody else's: "his fear", "she was very sad"."""
        if place == 0:
            return False
        if words[place - 1] in self._before:
            return True
        verb = self.before_small(words, place) - 1
        return verb >= 0 and (words[verb] in self._they_are or self._other_speaks(words, verb))

    def _other_speaks(self, words: Words, verb: int) -> bool:
        if words[verb] not in self._verbs and words[verb] not in self._their_verbs:
            return False
        start = self.before_small(words, verb)
        subject = words[start - 1] if start else STOP
        if subject in self._others:
            return True
        if subject in self._me or subject in self._ends:
            return False
        return words[verb] in self._their_verbs
