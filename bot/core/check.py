"""Every promise that the flows make, before anyone meets them; words are proofread elsewhere."""

from collections.abc import Iterator

from bot.core.dialog import House
from bot.core.fault import Fault
from bot.core.proof.exits import exits, skip_owed
from bot.core.proof.given import Answers, answers
from bot.core.proof.place import Flows, LineOf
from bot.core.proof.targets import looked_at, targets
from bot.core.proof.ways import ways


def nowhere(dialog: str, state: str, key: str) -> int:
    """For flows that were never written down."""
    return 1


def check(house: House, line_of: LineOf = nowhere, known: Answers | None = None) -> Iterator[Fault]:
    """All faults of all flows at once; `line_of` says where a state or a key of it is written."""
    flows = Flows(house, line_of)
    yield from targets(flows)
    yield from exits(flows)
    yield from skip_owed(flows)
    yield from ways(flows)
    yield from looked_at(flows, known or answers(house))
