"""What to do about a message that could not be sent. Pure, but for the jitter."""

import random
from dataclasses import dataclass
from enum import Enum

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.core.post import Edit
from bot.store.records import Posted
from bot.telegram.request import MaybeSent, TooFast

EDIT_ATTEMPTS = 5
BACK_OFF_LIMIT = 15.0  # seconds
PATIENCE_SECONDS = 3.0  # waits longer than this are waited in the database
_GONE = ("chat not found", "user is deactivated", "user not found", "peer_id_invalid")


class Do(Enum):
    WAIT = "try again here, once the pace allows"
    LATER = "back to the database until then"
    DROP = "it will never be taken"
    LET_BE = "the person is not there any more"


@dataclass(frozen=True, slots=True)
class Remedy:
    do: Do
    seconds: float = 0.0
    why: str = ""
    unknown: bool = False  # it may have arrived


def remedy(problem: TelegramError, post: Posted) -> Remedy:
    if isinstance(problem, TooFast):
        patient = problem.seconds <= PATIENCE_SECONDS
        return Remedy(Do.WAIT if patient else Do.LATER, problem.seconds, "too fast")
    if isinstance(problem, Forbidden) or _is_gone(problem):
        return Remedy(Do.LET_BE)
    if isinstance(problem, MaybeSent):
        return _in_doubt(post)
    if isinstance(problem, BadRequest):
        return Remedy(Do.DROP, why="refused")
    spread = random.uniform(0.5, 1.0)
    pause = min(BACK_OFF_LIMIT, 0.5 * 2.0 ** min(post.attempts, 8)) * spread
    return Remedy(Do.LATER, pause, "away")


def _in_doubt(post: Posted) -> Remedy:
    """It may have arrived: once more at most. An edit does no harm if it is made again."""
    harmless = isinstance(post.outgoing, Edit) and post.attempts < EDIT_ATTEMPTS
    if post.unknown and not harmless:
        return Remedy(Do.DROP, why="in doubt")
    return Remedy(Do.LATER, 1.0 + post.attempts, "in doubt", unknown=True)


def _is_gone(problem: TelegramError) -> bool:
    said = problem.message.lower()
    return isinstance(problem, BadRequest) and any(phrase in said for phrase in _GONE)
