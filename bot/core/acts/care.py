"""Signs to be careful of, and what helped: flags, marks and counts."""

from bot.core.acts.registry import Done, act, counted
from bot.core.effects import Flag, SetFact
from bot.core.look import Look


@act()
def flag_fear(look: Look) -> Done:
    """Drafting and moving toward anyone are off until it is asked whom the fear concerns."""
    return Done((SetFact("afraid", True), _card_today(look)))


@act()
def mark_rough(look: Look) -> Done:
    """The evening was hard: tomorrow's morning is a gentle one."""
    return Done((SetFact("rough_on", look.local.date().isoformat()),))


@act()
def clear_fear(look: Look) -> Done:
    return Done((SetFact("afraid", None),))


@act()
def flag_watch(look: Look) -> Done:
    return Done((Flag("watch"), _card_today(look)))


@act()
def clear_watch(look: Look) -> Done:
    return Done((Flag("watch", up=False),))


@act()
def note_card(look: Look) -> Done:
    """A safety card was shown today: tomorrow's prompt is only a quiet hello."""
    return Done((_card_today(look),))


@act()
def note_share(look: Look) -> Done:
    """Counts one share with a person."""
    return Done(counted(look, "shares"))


def _card_today(look: Look) -> SetFact:
    return SetFact("card_on", look.local.date().isoformat())
