"""What one page of words shows by itself: guards, HTML in every branch, tone, ease, size."""

from bot.content.proof.ease import syllables_en, syllables_es
from bot.content.proof.pages import read
from bot.content.proof.tone import Guide, guide_of
from bot.content.reading import Reading, from_plain, to_plain

QUIET = Guide()
TONE = {
    "all": {"marks": {"words": ["!", "¡"], "labels": True}},
    "en": {
        "why": {"words": ["why"], "questions": True},
        "praise": {"words": ["well done"], "unless": ["not well done"]},
        "human": {"words": ["i care"], "quoted": True},
    },
}


def page(words: str, guide: Guide = QUIET) -> Reading:
    return read(f"{{% block one %}}\n{words}\n{{% endblock %}}\n", "en", guide)


def bare(words: str) -> set[str]:
    """Names that are printed without being asked for first."""
    return {m.name for m in page(words).blocks["one"].mentions if m.said and not m.guarded}


def told(words: str, guide: Guide = QUIET) -> list[tuple[int, str]]:
    return [(wrong.line, wrong.promise) for wrong in page(words, guide).wrong]


def toned(words: str) -> list[tuple[int, str]]:
    return told(words, guide_of(TONE, "en"))


# ---- guards


def test_what_is_asked_for_first_is_guarded() -> None:
    assert bare("{% if a %}{{ a }}{% endif %}") == set()
    assert bare("{% if a and b %}{{ a }}{{ b }}{% endif %}") == set()
    assert bare("{% if not a %}none{% else %}{{ a }}{% endif %}") == set()
    assert bare("{{ a if a else 'none' }}") == set()
    assert bare("{{ a or b or 'none' }}") == set()
    assert bare("{% if a == 'x' %}{{ a }}{% endif %}") == set()
    assert bare("{% if a > 3 %}{{ a }}{% endif %}") == set()
    assert bare("{% if a in ['x', 'y'] %}{{ a }}{% endif %}") == set()
    assert bare("{% if felt.need %}{{ felt.need }}{% endif %}") == set()
    assert bare("{% for one in a %}{{ one.name }}{% endfor %}") == set()
    assert bare("{% if b %}{% elif a %}{{ a }}{% endif %}") == set()


def test_what_is_not_asked_for_first_is_bare() -> None:
    assert bare("{{ a }}") == {"a"}
    assert bare("{% if a or b %}{{ a }}{% endif %}") == {"a"}
    assert bare("{% if a %}{% else %}{{ a }}{% endif %}") == {"a"}
    assert bare("{% if a %}{% endif %}{{ a }}") == {"a"}
    assert bare("{% if a != 'x' %}{{ a }}{% endif %}") == {"a"}
    assert bare("{{ b or a }}") == {"a"}
    assert bare("{{ (a|string)[:20] }}") == {"a"}
    assert bare("{{ a[:20] }}") == {"a"}
    assert bare("{% if felt %}{{ felt.need }}{% endif %}") == {"felt.need"}


def test_asking_whether_something_is_defined_is_no_guard() -> None:
    assert bare("{% if a is defined %}{{ a }}{% endif %}") == {"a"}
    assert told("{% if a is defined %}{{ a }}{% endif %}") == [(2, "templates_valid")]


# ---- HTML


def test_tags_that_close_in_order_are_fine_in_every_branch() -> None:
    assert told("<b>{{ a }} <i>b</i></b>{% if a %}<i>c</i>{% else %}<b>d</b>{% endif %}") == []


def test_a_tag_opened_in_one_branch_only_is_told() -> None:
    assert told("a\n{% if a %}<b>{% endif %}x</b>")[0] == (3, "html_valid")


def test_signs_that_belong_to_no_tag_are_told() -> None:
    assert told("a < b") == [(2, "html_valid")]
    assert told("one\nyou & me") == [(3, "html_valid")]
    assert told("you &amp; me &lt;3") == []


def test_tags_that_telegram_does_not_know_are_told() -> None:
    assert told("<br>") == [(2, "html_valid")]
    assert told('<a href="https://example.org">x</a><tg-spoiler>y</tg-spoiler>') == []
    assert told("<blockquote><blockquote>x</blockquote></blockquote>") == [(2, "html_valid")]


def test_each_wording_is_judged_by_itself() -> None:
    assert told("fine\n---\n<b>not fine\n---\nfine") == [(4, "html_valid")]


# ---- buttons


def test_a_button_under_a_condition_is_told() -> None:
    assert told("Words\n{% if a %}\n[x] X\n{% endif %}") == [(4, "labels_lead_somewhere")]


def test_two_buttons_that_mean_the_same_when_typed_are_told() -> None:
    assert told("Words\n[x] X | ok, yes\n[y] Y | yes") == [(4, "labels_differ")]


# ---- tone


def test_a_why_is_told_in_a_question_only() -> None:
    assert toned("And why did you go?") == [(2, "tone")]
    assert toned("That is why it matters.\nWhat now?") == []


def test_exclamation_marks_are_told_on_buttons_too() -> None:
    assert toned("Words\n[x] Yes!") == [(3, "tone")]


def test_words_of_somebody_else_may_sound_human() -> None:
    assert toned("I care about it.") == [(2, "tone")]
    assert toned("You could say: <i>I care about you.</i>") == []


def test_a_phrase_over_a_line_break_is_still_found() -> None:
    assert toned("So\nwell\ndone.") == [(3, "tone")]
    assert toned("It was not well done.") == []


# ---- ease and size


def test_syllables_are_counted_about_right() -> None:
    english = {
        "feeling": 2,
        "need": 1,
        "caring": 2,
        "memory": 3,
        "time": 1,
        "little": 2,
        "wanted": 2,
    }
    spanish = {
        "necesidad": 4,
        "cuidado": 3,
        "miedo": 2,
        "quién": 1,
        "día": 2,
        "aire": 2,
        "ahora": 3,
    }

    assert {word: syllables_en(word) for word in english} == english
    assert {word: syllables_es(word) for word in spanish} == spanish


def test_the_longest_branch_counts_and_tags_do_not() -> None:
    size = page("<b>ab</b>{% if a %}12345{% else %}1{% endif %}").blocks["one"].wordings[0].size

    assert size == len("ab12345")


def test_the_beginning_of_an_answer_is_no_longer_than_it_says() -> None:
    size = page("{% if a %}{{ (a|string)[:20] }}{% endif %}").blocks["one"].wordings[0].size

    assert size == ["least", 20, ["say", "a"]]


def test_a_reading_survives_being_kept() -> None:
    reading = page("{{ a }} <b>\n[x] X | y\n---\n{% for b in c[:2] %}{{ b.d }}{% endfor %}")

    assert from_plain(to_plain(reading)) == reading
