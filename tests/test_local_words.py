"""Telegram's HTML is read by Telegram's rules, and what it refuses is refused in its words."""

import pytest

from bot.local.call import Call
from bot.local.html import read, units
from bot.local.refusal import Refused
from bot.local.written import as_html, written


def entities(source: str) -> list[tuple[object, object, object]]:
    call = Call("sendMessage", {"text": source, "parse_mode": "HTML"})
    _, found = written(call, "text", "entities", 4096)
    return [(one["type"], one["offset"], one["length"]) for one in found]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<b>x</b>", "bold"),
        ("<strong>x</strong>", "bold"),
        ("<i>x</i>", "italic"),
        ("<em>x</em>", "italic"),
        ("<u>x</u>", "underline"),
        ("<ins>x</ins>", "underline"),
        ("<s>x</s>", "strikethrough"),
        ("<strike>x</strike>", "strikethrough"),
        ("<del>x</del>", "strikethrough"),
        ('<span class="tg-spoiler">x</span>', "spoiler"),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler"),
        ('<a href="https://example.org">x</a>', "text_link"),
        ("<code>x</code>", "code"),
        ("<pre>x</pre>", "pre"),
        ("<blockquote>x</blockquote>", "blockquote"),
        ("<blockquote expandable>x</blockquote>", "expandable_blockquote"),
        ('<tg-emoji emoji-id="5368324170671202286">x</tg-emoji>', "custom_emoji"),
        ('<tg-time unix="1647531900" format="wDT">x</tg-time>', "date_time"),
        ("<B>x</b>", "bold"),
        ("<b>x</>", "bold"),
    ],
)
def test_every_tag_that_telegram_knows_is_known(source: str, kind: str) -> None:
    assert entities(source) == [(kind, 0, 1)]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_broken_html_is_refused_with_the_place(source: str, fault: str) -> None:
    if source == "1 < 2":
        source = "1 < 2>"

    with pytest.raises(Refused) as refused:
        read(source)

    assert refused.value.description == f"Bad Request: can't parse entities: {fault}"


def test_only_four_named_entities_and_numbers_are_decoded() -> None:
    text, _ = read("&lt;&gt;&amp;&quot;&#39;&#x1F600;&nbsp;&copy;")

    assert text == "<>&\"'😀&nbsp;&copy;"


def test_offsets_count_utf_16_units() -> None:
    assert entities("😀 <b>é😀</b>") == [("bold", 3, 3)]
    assert units("😀é") == 3


def test_white_space_around_a_message_goes_and_entities_move_along() -> None:
    assert entities("\n  <b> x </b>\n") == [("bold", 0, 1)]


def test_nothing_nests_in_code_but_its_language() -> None:
    assert entities("<code>a<b>b</b></code>") == [("code", 0, 2)]

    source = '<pre><code class="language-python">x</code></pre>'
    text, found = written(
        Call("sendMessage", {"text": source, "parse_mode": "HTML"}), "text", "entities", 4096
    )

    assert text == "x"
    assert found == [{"type": "pre", "offset": 0, "length": 1, "language": "python"}]


def test_commands_and_addresses_are_found_as_telegram_finds_them() -> None:
    assert entities("go /hard or https://example.org/a.") == [
        ("bot_command", 3, 5),
        ("url", 12, 21),
    ]
    assert entities("and/or 1/2") == []


@pytest.mark.parametrize(
    "source",
    [
        "<b>bold <i>both</i></b> &amp; plain",
        "<blockquote expandable>why 😀</blockquote>",
        '<a href="https://example.org/?a=1&amp;b=2">x</a>',
        "<tg-spoiler>hidden</tg-spoiler>",
    ],
)
def test_a_message_becomes_the_same_html_again(source: str) -> None:
    text, found = read(source)
    ordered = sorted(found, key=lambda one: (one["offset"], -int(str(one["length"]))))

    assert as_html(text, ordered) == source
