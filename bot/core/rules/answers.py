"""Questions about answers: how much, which, was it given."""

from bot.core.look import Look
from bot.core.rules.registry import YesNo, rule, yes

MUCH, SEVERE, LITTLE = 7, 8, 4  # of ten
ROUNDS = 3


@rule
def too_much(look: Look) -> YesNo:
    return yes(look.number is not None and look.number >= MUCH)


@rule
def severe(look: Look) -> YesNo:
    return yes(look.number is not None and look.number >= SEVERE)


@rule
def low(look: Look) -> YesNo:
    return yes(look.number is not None and look.number <= LITTLE)


@rule
def worse(look: Look) -> YesNo:
    """Is the latest number of the conversation higher than the one before it?"""
    numbers = [s.answer.number for s in look.session.trail if s.answer.number is not None]
    return yes(len(numbers) > 1 and numbers[-1] > numbers[-2])


@rule
def sank(look: Look) -> YesNo:
    """Of felt safety: is the latest number lower than the one before it?"""
    numbers = [s.answer.number for s in look.session.trail if s.answer.number is not None]
    return yes(len(numbers) > 1 and numbers[-1] < numbers[-2])


@rule
def another_round(look: Look) -> YesNo:
    """Was the state named by `of` answered fewer than three times in this dialog?"""
    here = look.session.here
    times = sum(s.frame == here and s.state == look.of for s in look.session.trail)
    return yes(times < ROUNDS)


@rule
def which(look: Look) -> str:
    """By the key of an earlier answer; `other` for own words, no answer, or a key not named."""
    return look.answer.key if look.answer is not None and look.answer.key else "other"


@rule
def answered(look: Look) -> YesNo:
    return yes(look.answer is not None)


@rule
def was_asked(look: Look) -> YesNo:
    """Was the question put, here or by a caller, even if it was passed over?"""
    return yes(look.of in look.session.answers())


@rule
def own_words(look: Look) -> YesNo:
    """Was it answered in words of one's own, and with none of the words on offer?"""
    answer = look.answer
    return yes(answer is not None and bool(answer.words) and not answer.keys)


@rule
def was_given(look: Look) -> YesNo:
    return yes(look.named("given") is not None)
