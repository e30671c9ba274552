"""How fast messages leave, and who waits when they may not."""

import asyncio

import pytest

from bot.telegram.pace import BURST, BadPace, Pace


class Hand:
    """A clock of seconds that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


async def sent(pace: Pace, chat: int, times: int = 1) -> None:
    for _ in range(times):
        await pace.turn(chat, 0)


async def test_a_short_burst_to_one_person_passes_and_then_it_is_one_a_second() -> None:
    clock = Hand()
    pace = Pace.parse("30/1", clock)

    await sent(pace, 1, BURST)

    assert pace.delay(1) == pytest.approx(1.0)
    assert pace.delay(2) == 0
    clock.at += 1
    assert pace.delay(1) == 0
    await sent(pace, 1)
    assert pace.delay(1) == pytest.approx(1.0)


async def test_no_second_holds_more_than_the_pace_in_all() -> None:
    pace = Pace.parse("30/1000")
    left: list[float] = []

    async def one(chat: int) -> None:
        await pace.turn(chat, 0)
        left.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(one(chat) for chat in range(70)))

    assert len(left) == 70
    for first, next_but_29 in zip(left, left[30:], strict=False):
        assert next_but_29 - first >= 0.99


async def test_an_answer_goes_before_a_prompt_that_waited_longer() -> None:
    pace = Pace.parse("1/1000")
    order: list[str] = []

    async def one(name: str, urgency: int) -> None:
        await pace.turn(hash(name), urgency)
        order.append(name)

    await one("first", 0)
    waiting = [asyncio.create_task(one("prompt", 1)), asyncio.create_task(one("countdown", 2))]
    await asyncio.sleep(0)
    waiting.append(asyncio.create_task(one("answer", 0)))
    await asyncio.gather(*waiting[:1], waiting[2])
    waiting[1].cancel()

    assert order == ["first", "answer", "prompt"]


async def test_an_answer_leaves_at_once_while_a_crowd_of_prompts_waits() -> None:
    pace = Pace.parse("20/1000")
    crowd = [asyncio.create_task(pace.turn(chat, 1)) for chat in range(40)]
    await asyncio.sleep(0)

    async with asyncio.timeout(0.1):
        await pace.turn(99, 0)
        await pace.turn(98, 0)

    assert sum(prompt.done() for prompt in crowd) == 18
    for prompt in crowd:
        prompt.cancel()


async def test_one_who_stopped_waiting_takes_nobodys_place() -> None:
    pace = Pace.parse("1/1000")
    await pace.turn(1, 0)
    gone = asyncio.create_task(pace.turn(2, 0))
    stays = asyncio.create_task(pace.turn(3, 0))
    await asyncio.sleep(0.01)

    gone.cancel()

    await asyncio.wait_for(stays, 1.5)


async def test_telegram_asking_one_person_to_wait_holds_nobody_else() -> None:
    clock = Hand()
    pace = Pace.parse("30/1", clock)

    pace.hold(1, 5)

    assert pace.delay(1) == 5
    assert pace.delay(2) == 0


async def test_three_people_asked_to_wait_within_ten_seconds_hold_everybody() -> None:
    clock = Hand()
    pace = Pace.parse("off", clock)

    pace.hold(1, 5)
    clock.at += 4
    pace.hold(2, 5)
    pace.hold(2, 5)
    assert pace.delay(9) == 0
    pace.hold(3, 7)

    assert pace.delay(9) == 7


async def test_three_people_asked_to_wait_over_a_long_time_do_not() -> None:
    clock = Hand()
    pace = Pace.parse("30/1", clock)

    for chat in (1, 2, 3):
        pace.hold(chat, 60)
        clock.at += 6

    assert pace.delay(9) == 0


async def test_off_holds_nobody() -> None:
    pace = Pace.parse("off", Hand())

    await asyncio.wait_for(sent(pace, 1, 1000), 1)

    assert not pace.tight()


@pytest.mark.parametrize("given", ["", "30", "a/b", "0/1", "30/0", "30/1/2", "1e9/1", "nan/1"])
def test_a_pace_that_is_none_is_refused_with_what_would_be_right(given: str) -> None:
    with pytest.raises(BadPace, match=r"30/1"):
        Pace.parse(given)
