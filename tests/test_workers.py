"""Many workers on one database: each update once, in order, even when one of them is killed."""

from pathlib import Path
from typing import TYPE_CHECKING

from many_workers import many_workers
from processes import nursery

if TYPE_CHECKING:
    from postgres import Server

pytest_plugins = ["postgres"]

UPDATES, PEOPLE = 150, 15  # docs/hosting.md has the figures of 3,000 and 150
STALL = 30.0  # seconds


async def test_four_workers_and_a_clock_lose_one_and_nothing_is_lost(
    postgres: "Server", tmp_path: Path
) -> None:
    with nursery(tmp_path) as houses:
        outcome = await many_workers(
            *(houses, postgres.new_database(), tmp_path),
            updates=UPDATES,
            people=PEOPLE,
            workers=4,
            haste="3",
        )

    assert outcome.updates == UPDATES
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)
    assert outcome.longest_wait < STALL
