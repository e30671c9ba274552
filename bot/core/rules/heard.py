"""Questions about what hearing read in typed words."""

from typing import Literal

from bot.core.look import Look
from bot.core.rules.registry import YesNo, rule, yes

PRESSURE = {"trapped", "pressured", "used", "manipulated", "smothered"}
HEAVY = {
    *("afraid", "anxious", "sad", "lonely", "hurt", "ashamed", "guilty", "overwhelmed"),
    *("numb", "angry", "disappointed", "disconnected", "jealous"),
}
HEARD = 3  # feelings, best first, of which a rule takes notice
OF_AGE = 18


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
    return yes("wish" in _signs(look))


@rule
def grief(look: Look) -> YesNo:
    return yes("grief" in _signs(look))


@rule
def reads_minds(look: Look) -> YesNo:
    """Insults, or what another was thinking, where a camera was asked for."""
    return yes("mind_reading" in _signs(look))


@rule
def vague(look: Look) -> Literal["vague", "stop", "no"]:
    """A request that no camera could see, or one that only asks to stop something."""
    signs = _signs(look)
    return "stop" if "stopping" in signs else "vague" if "vague" in signs else "no"


@rule
def heavy(look: Look) -> YesNo:
    """What was heard first in the words is hard, or most of what was heard."""
    felt = [sign for sign in _signs(look) if "." not in sign][:HEARD]
    hard = [sign for sign in felt if sign in HEAVY]
    return yes(bool(hard) and (hard[0] == felt[0] or len(hard) > len(felt) // 2))


@rule
def adult(look: Look) -> Literal["yes", "no", "unclear"]:
    if look.number is None:
        return "unclear"
    return yes(look.number >= OF_AGE)


def _signs(look: Look) -> tuple[str, ...]:
    return look.answer.signs if look.answer is not None else ()
