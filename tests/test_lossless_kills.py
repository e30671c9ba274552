"""The process is killed again and again while people talk: nothing lost, nothing doubled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kill_loop import kill_loop
from processes import Nursery, nursery

pytest_plugins = ["postgres"]

UPDATES, KILLS, PEOPLE = 40, 3, 4  # docs/hosting.md has the figures of 500 and 50
SLOW = "0.2"  # seconds, at most, that an update is under way: a kill meets some of them
SOON = "2"  # seconds until what a dead process held is free


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with nursery(tmp_path_factory.mktemp("houses")) as made:
        yield made


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_killed_at_any_moment_everything_is_kept_once_and_in_order(
    houses: Nursery, database: str, tmp_path: Path, way: str
) -> None:
    haste = SOON if database.startswith("postgres") else ""

    outcome = await kill_loop(
        *(houses, database, tmp_path),
        updates=UPDATES,
        kills=KILLS,
        webhook=way == "webhook",
        people=PEOPLE,
        haste=haste,
        slow=SLOW,
    )

    assert outcome.updates == UPDATES
    assert outcome.kills == KILLS
    assert (outcome.lost, outcome.doubled, outcome.disordered) == (0, 0, 0)
    assert outcome.extra_messages <= KILLS * PEOPLE
