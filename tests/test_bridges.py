"""Words for somebody leave the chat by a tap: copied, or carried to a chat of one's choice."""

from datetime import UTC, datetime

import pytest

from bot.companion.companion import Companion
from bot.companion.opening import open_house
from bot.content.proof.pages import read
from bot.content.proof.tone import Guide
from bot.core.clock import StillClock
from bot.core.post import Button
from bot.desk.stage import Stage

HOUSE = 'first = "tell"\nlanguages = ["en"]\n'
FLOW = """
start = "words"

[words]
text = "ready"

[ready]
done = "end"

[end]
"""
PAGE = """{% block title %}words{% endblock %}
{% block words %}What would you say?{% endblock %}
{% block ready %}
<pre>{{ words }}</pre>
Whoever you pick sees the bot's name.

(copy) Copy the words
(share) Pick a chat
[done] Done
{% endblock %}
{% block end %}Good.{% endblock %}
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Companion:
    folder = tmp_path_factory.mktemp("dialogs")
    (folder / "house.toml").write_text(HOUSE)
    (folder / "tell").mkdir()
    (folder / "tell" / "flow.toml").write_text(FLOW)
    (folder / "tell" / "en.j2").write_text(PAGE)
    return open_house(folder, StillClock(datetime(2026, 3, 2, tzinfo=UTC)))


def bridges(house: Companion, typed: str) -> list[Button]:
    """The buttons that lead out, under the message that follows what was typed."""
    stage = Stage(house, StillClock(datetime(2026, 3, 2, tzinfo=UTC)), facts={"agreed": True})
    stage.opens("tell")
    stage.types(typed)
    _, send = stage.shown[-1]
    return [button for row in send.rows for button in row if not button.data]


def test_the_words_that_are_seen_are_the_words_that_are_copied(house: Companion) -> None:
    copy, share = bridges(house, 'I like <you> & "tea"')

    assert (copy.label, copy.copy) == ("Copy the words", 'I like <you> & "tea"')
    assert (share.label, share.share) == ("Pick a chat", 'I like <you> & "tea"')


def test_words_too_long_for_a_button_are_left_to_a_tap_on_them(house: Companion) -> None:
    assert bridges(house, "a" * 257) == []


def test_a_copy_button_needs_something_to_copy() -> None:
    page = "{% block one %}\nNothing here.\n\n(copy) Copy it\n{% endblock %}\n"

    wrong = read(page, "en", Guide()).wrong

    assert [(w.line, w.promise) for w in wrong] == [(4, "labels_lead_somewhere")]


def test_every_wording_needs_it() -> None:
    page = "{% block one %}\n<pre>x</pre>\n---\nNone.\n\n(copy) Copy it\n{% endblock %}\n"

    assert [w.promise for w in read(page, "en", Guide()).wrong] == ["labels_lead_somewhere"]
