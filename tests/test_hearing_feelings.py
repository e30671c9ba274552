"""Feelings in typed sentences: said outright, by the body, denied, wished for, somebody else's."""

import pytest
from hearing_lexicons import labelled, lexicon


@pytest.mark.parametrize(
    ("language", "text", "family"),
    [
        ("en", "I feel so lonely tonight", "lonely"),
        ("en", "my stomach is in knots", "anxious"),
        ("en", "I can't stop checking my phone", "anxious"),
        ("en", "cried myself to sleep", "sad"),
        ("en", "saaaad", "sad"),
        ("en", "i'm overwelmed", "overwhelmed"),
        ("en", "so embarassed", "embarrassed"),
        ("en", "😭", "sad"),
        ("en", "I feel nothing", "numb"),
        ("en", "I don't know why I'm so sad", "sad"),
        ("en", "can't help feeling guilty", "guilty"),
        ("es", "tengo un nudo en la garganta", "anxious"),
        ("es", "no puedo dejar de mirar si está en línea", "anxious"),
        ("es", "me siento muy sola", "lonely"),
        ("es", "toy trizte y cansada", "sad"),
        ("es", "lo echo de menos", "longing"),
        ("es", "me da mucha rabia", "angry"),
        ("es", "me enojé con mi hermano", "angry"),
    ],
)
def test_what_is_felt_is_heard_first(language: str, text: str, family: str) -> None:
    heard = lexicon(language).feelings(text)

    assert heard[0] == family


@pytest.mark.parametrize(
    ("language", "text", "families"),
    [
        ("en", "not angry, just tired", ("tired",)),
        ("en", "I'm not angry, but I'm really hurt", ("hurt",)),
        ("en", "it's not anger its hurt", ("hurt",)),
        ("en", "I don't think I'm angry", ()),
        ("en", "I wish I were happy", ()),
        ("en", "trying to be calm", ()),
        ("es", "no estoy enojada, estoy triste", ("sad",)),
        ("es", "no estoy enojada ni celosa, solo cansada", ("tired",)),
        ("es", "ojalá estuviera tranquila", ()),
    ],
)
def test_what_is_denied_or_wished_for_is_not_felt(
    language: str, text: str, families: tuple[str, ...]
) -> None:
    heard = lexicon(language).feelings(text)

    assert set(heard) - {"longing"} == set(families)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "she was angry at the waiter"),
        ("en", "Anna is happy"),
        ("en", "my boyfriend was so jealous"),
        ("en", "he's always tired"),
        ("en", "happy birthday"),
        ("en", "I lost my keys"),
        ("es", "mi padre estaba enojado con el vecino"),
        ("es", "ella dice que su hermano está triste"),
        ("es", "feliz cumpleaños"),
        ("es", "perdí las llaves"),
    ],
)
def test_what_others_feel_and_idioms_are_nobodys_feeling(language: str, text: str) -> None:
    heard = lexicon(language).feelings(text)

    assert heard == ()


def test_what_is_said_outright_comes_before_what_the_body_says() -> None:
    heard = lexicon("en").feelings("my hands shake and I cry, I'm so ashamed")

    assert heard[0] == "ashamed"
    assert "sad" in heard


def test_what_comes_after_but_weighs_more() -> None:
    heard = lexicon("en").feelings("happy but also scared he'll leave")

    assert heard[:2] == ("afraid", "happy")


def test_a_longer_phrase_comes_before_a_word_within_it() -> None:
    heard = lexicon("en").feelings("i snapped at her")

    assert heard.index("guilty") < heard.index("angry")


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_accepted_family_is_among_the_first_three(language: str) -> None:
    rows = [row for row in labelled("feelings.tsv") if row[0] == language]

    felt = [(set(want.split(",")), text) for _, want, text in rows if want != "-"]
    missed = [t for want, t in felt if not want & set(lexicon(language).feelings(t)[:3])]

    assert len(missed) <= 0.05 * len(felt), missed


@pytest.mark.parametrize("language", ["en", "es"])
def test_plain_facts_are_mostly_left_alone(language: str) -> None:
    rows = [row for row in labelled("feelings.tsv") if row[0] == language]

    facts = [text for _, want, text in rows if want == "-"]
    read = [text for text in facts if lexicon(language).feelings(text)]

    assert len(read) <= 0.1 * len(facts), read
