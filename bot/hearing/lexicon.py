"""One language's ears: feelings, posing words, controls, choices, numbers, times, yes and no."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.hearing.choices import Choice, Choices, ChoiceWords
from bot.hearing.controls import Controls
from bot.hearing.feelings import Feelings, FeelingWords
from bot.hearing.fold import Words, fold
from bot.hearing.numbers import Numbers, NumberWords
from bot.hearing.posing import Posing, PosingData
from bot.hearing.scope import Scope, ScopeWords
from bot.hearing.spelling import Spelling
from bot.hearing.times import Times, TimeWords
from bot.hearing.yesno import YesNo, YesNoWords


@dataclass(frozen=True, slots=True)
class LexiconData:
    """All that authors write for one language, not compiled yet."""

    feelings: Mapping[str, FeelingWords] = field(default_factory=dict)
    small_words: ScopeWords = field(default_factory=ScopeWords)
    posing: PosingData = field(default_factory=PosingData)
    ordinary: Sequence[str] = ()  # words that look like a mistyped feeling and are none
    common: Collection[str] = ()  # words that ordinary messages are full of
    controls: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fillers: Sequence[str] = ()  # please, now: beside a control they change nothing
    choices: ChoiceWords = field(default_factory=ChoiceWords)
    numbers: NumberWords = field(default_factory=NumberWords)
    times: TimeWords = field(default_factory=TimeWords)
    yesno: YesNoWords = field(default_factory=YesNoWords)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one message may mean, apart from danger."""

    feelings: tuple[str, ...] = ()
    posing: tuple[str, ...] = ()
    control: str | None = None


class Lexicon:
    """One language's data, compiled once; every method is pure and keeps nothing it read."""

    def __init__(self, data: LexiconData) -> None:
        scope = Scope(data.small_words)
        self._feelings = Feelings(data.feelings, scope, frozenset(data.common))
        self._posing = Posing(data.posing, scope, frozenset(data.common))
        self._spelling = Spelling(
            self._feelings.worth_mending | self._posing.worth_mending,
            self._feelings.vocabulary | self._posing.vocabulary | frozenset(data.ordinary),
        )
        self._controls = Controls(data.controls, data.fillers)
        self._choices = Choices(data.choices)
        self._numbers = Numbers(data.numbers)
        self._times = Times(data.times, self._numbers)
        self._yesno = YesNo(data.yesno)
        self.posing_words = {name: word.said for name, word in data.posing.words.items()}

    def hear(self, text: str) -> Heard:
        """Feelings, posing words and control at once, the text folded once."""
        words = self._read(text)
        return Heard(self._feelings.find(words), self._posing.find(words), self.control(text))

    def feelings(self, text: str) -> tuple[str, ...]:
        """Families likely in it, best first."""
        return self._feelings.find(self._read(text))

    def posing(self, text: str) -> tuple[str, ...]:
        """Words that pose as feelings, by the name they have in the vocabulary."""
        return self._posing.find(self._read(text))

    def control(self, text: str) -> str | None:
        """skip, back, stop, menu or helpnow, when the whole message is that."""
        return self._controls.find(text)

    def choice(self, text: str, options: Mapping[str, Sequence[str]]) -> Choice | None:
        """Which option a message means, given each option's labels and aliases."""
        return self._choices.find(text, options)

    def number(self, text: str, low: int, high: int) -> int | None:
        """The number meant, rounded up, when it lies from `low` to `high`."""
        return self._numbers.find(text, low, high)

    def time(self, text: str) -> datetime.time | None:
        """The time of day meant."""
        return self._times.find(text)

    def yes(self, text: str) -> bool | None:
        """True for yes, False for no, None for anything else."""
        return self._yesno.yes(text)

    def unsure(self, text: str) -> bool:
        """Whether the person says that they cannot tell."""
        return self._yesno.unsure(text)

    def _read(self, text: str) -> Words:
        return self._spelling.mend(fold(text))
