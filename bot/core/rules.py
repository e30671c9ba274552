"""The questions a dialog may ask of facts and answers instead of the person.

A rule knows no dialog.

A rule is a function of one `Look`; the `Literal` it returns lists its exits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, get_args, get_type_hints
from zoneinfo import ZoneInfo

from bot.core.calendar import zone_of
from bot.core.effects import Facts
from bot.core.senses import Deaf, Senses
from bot.core.session import Answer, Session

YesNo = Literal["yes", "no"]
MUCH, SEVERE, LITTLE = 7, 8, 4  # of ten
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Look:
    """What a rule or an act may look at."""

    session: Session
    of: str
    facts: Facts
    now: datetime
    senses: Senses = field(default_factory=Deaf)

    @property
    def answer(self) -> Answer | None:
        """The answer that `of` names: here, in a dialog called (`felt.family`), or in a caller."""
        return self.named(self.of)

    def named(self, name: str) -> Answer | None:
        if name == "given" and self.session.open:
            given = self.session.frame.given
            return Answer(words=given) if given else None
        found: object = self.session.answers()
        for part in name.split("."):
            found = found.get(part) if isinstance(found, dict) else None
        return found if isinstance(found, Answer) and found.given else None

    def said(self, name: str = "") -> str:
        """An answer in the words that the person saw or typed."""
        name = name or self.of
        answer = self.named(name)
        if answer is None:
            return ""
        if answer.words and not answer.keys:
            return answer.words
        if answer.number is not None:
            return str(answer.number)
        state = name.rsplit(".", 1)[-1]
        asked = (s.frame for s in reversed(self.session.trail) if s.answer is answer)
        dialog = self.session.frames[next(asked)].dialog
        labels = (self.senses.label(dialog, state, key, self.facts) for key in answer.keys)
        return ", ".join(label.lower() for label in labels)

    @property
    def number(self) -> int | None:
        return self.answer.number if self.answer is not None else None

    @property
    def local(self) -> datetime:
        """Now, on the person's own clock (UTC where no zone is known)."""
        return self.now.astimezone(self.zone)

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.facts)

    @property
    def language(self) -> str:
        return self.facts.get("language") or "en"


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    look: Callable[[Look], str]
    exits: tuple[str, ...]  # empty: any, as named in the flow


RULES: dict[str, Rule] = {}


def rule(function: Callable[[Look], str]) -> Callable[[Look], str]:
    """Enter a function into the list of rules, under its own name."""
    exits = get_args(get_type_hints(function)["return"])
    RULES[function.__name__] = Rule(function.__name__, function, exits)
    return function


def _yes(so: bool) -> YesNo:
    return "yes" if so else "no"


# ---- of a number


@rule
def too_much(look: Look) -> YesNo:
    return _yes(look.number is not None and look.number >= MUCH)


@rule
def severe(look: Look) -> YesNo:
    return _yes(look.number is not None and look.number >= SEVERE)


@rule
def low(look: Look) -> YesNo:
    return _yes(look.number is not None and look.number <= LITTLE)


@rule
def eased(look: Look) -> YesNo:
    """Is the latest number under this name lower than the first number of the conversation?"""
    numbers = [s.answer.number for s in look.session.trail if s.answer.number is not None]
    return _yes(look.number is not None and bool(numbers) and look.number < numbers[0])


@rule
def worse(look: Look) -> YesNo:
    """Is the latest number of the conversation higher than the one before it?"""
    numbers = [s.answer.number for s in look.session.trail if s.answer.number is not None]
    return _yes(len(numbers) > 1 and numbers[-1] > numbers[-2])


@rule
def sank(look: Look) -> YesNo:
    """Of felt safety: is the latest number lower than the one before it?"""
    numbers = [s.answer.number for s in look.session.trail if s.answer.number is not None]
    return _yes(len(numbers) > 1 and numbers[-1] < numbers[-2])


@rule
def another_round(look: Look) -> YesNo:
    """Was the state named by `of` answered fewer than three times in this dialog?"""
    here = look.session.here
    times = sum(s.frame == here and s.state == look.of for s in look.session.trail)
    return _yes(times < ROUNDS)


# ---- of an answer


@rule
def which(look: Look) -> str:
    """By the key of an earlier answer; `other` for own words, no answer, or a key not named."""
    return look.answer.key if look.answer is not None and look.answer.key else "other"


@rule
def answered(look: Look) -> YesNo:
    return _yes(look.answer is not None)


@rule
def was_given(look: Look) -> YesNo:
    return _yes(look.named("given") is not None)


# ---- of what is known


@rule
def has_memories(look: Look) -> YesNo:
    return _yes(any(not item.get("resting") for item in look.facts.get("memories") or ()))


@rule
def has_people(look: Look) -> YesNo:
    return _yes(any(not item.get("resting") for item in look.facts.get("people") or ()))


@rule
def has_methods(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("methods")))


@rule
def has_forecasts(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("forecasts")))


@rule
def has_open_forecast(look: Look) -> YesNo:
    return _yes(any(not f.get("came") for f in look.facts.get("forecasts") or ()))


@rule
def has_resting(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("resting")))


@rule
def has_practice(look: Look) -> YesNo:
    """Is somebody chosen to practise with, and not resting?"""
    practice = look.facts.get("practice") or {}
    return _yes(bool(practice) and not practice.get("resting"))


@rule
def asked_lately(look: Look) -> YesNo:
    """Was this answer's cost asked about within the last month?"""
    asked = (look.facts.get("asked_on") or {}).get(look.answer.key if look.answer else "")
    days = (look.local.date() - date.fromisoformat(asked)).days if asked else MONTH
    return _yes(days < MONTH)


@rule
def has_entries(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("entries_count")))


@rule
def knows_name(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("name")))


@rule
def knows_country(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("country")))


@rule
def knows_zone(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("zone")))


@rule
def agreed(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("agreed")))


@rule
def keeps_nothing(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("keeps_nothing")))


@rule
def afraid_lately(look: Look) -> YesNo:
    return _yes(bool(look.facts.get("afraid")))


@rule
def watched(look: Look) -> YesNo:
    """Was a thought of dying asked about, and not yet asked again?"""
    return _yes("watch" in look.session.flags)


@rule
def part_of_day(look: Look) -> Literal["morning", "day", "evening", "night"]:
    hour = look.local.hour
    if hour < 5 or hour >= 22:
        return "night"
    return "morning" if hour < 11 else "day" if hour < 18 else "evening"


@rule
def card_lately(look: Look) -> YesNo:
    """Was a safety card shown today or yesterday?"""
    shown = look.facts.get("card_on")
    days = (look.local.date() - date.fromisoformat(shown)).days if shown else None
    return _yes(days is not None and days <= 1)


@rule
def rough_evening(look: Look) -> YesNo:
    """Did yesterday's evening carry much distress, or a lonely day?"""
    rough = look.facts.get("rough_on")
    days = (look.local.date() - date.fromisoformat(rough)).days if rough else None
    return _yes(days is not None and days <= 1)


@rule
def discreet(look: Look) -> YesNo:
    """Neutral on a locked screen, unless the person wants it plain."""
    return _yes(look.facts.get("discreet") is not False)


# ---- of what hearing read in the words


@rule
def posing(look: Look) -> Literal["feeling", "pressure", "no"]:
    """A word that poses as a feeling; some of these may mean that somebody is under pressure."""
    words = [sign.removeprefix("posing.") for sign in _signs(look) if sign.startswith("posing.")]
    if not words:
        return "no"
    return "pressure" if PRESSURE & {*words} else "feeling"


@rule
def wishes(look: Look) -> YesNo:
    """A wish about a person ("that she calls") where a need was asked for."""
    return _yes("wish" in _signs(look))


@rule
def grief(look: Look) -> YesNo:
    return _yes("grief" in _signs(look))


@rule
def reads_minds(look: Look) -> YesNo:
    """Insults, or what another was thinking, where a camera was asked for."""
    return _yes("mind_reading" in _signs(look))


@rule
def vague(look: Look) -> Literal["vague", "stop", "no"]:
    """A request that no camera could see, or one that only asks to stop something."""
    signs = _signs(look)
    return "stop" if "stopping" in signs else "vague" if "vague" in signs else "no"


@rule
def heavy(look: Look) -> YesNo:
    """Something hard was heard in the words."""
    return _yes(bool(HEAVY & {*_signs(look)}))


@rule
def adult(look: Look) -> Literal["yes", "no", "unclear"]:
    if look.number is None:
        return "unclear"
    return _yes(look.number >= OF_AGE)


PRESSURE = {"trapped", "pressured", "used", "manipulated", "smothered"}
HEAVY = {
    *("afraid", "anxious", "sad", "lonely", "hurt", "ashamed", "guilty", "overwhelmed"),
    *("numb", "angry", "disappointed", "disconnected", "jealous"),
}
OF_AGE = 18
MONTH = 30


def _signs(look: Look) -> tuple[str, ...]:
    return look.answer.signs if look.answer is not None else ()
