"""Phrases as authors write them, and what a wrong one answers."""

import pytest

from bot.hearing.fold import fold
from bot.hearing.phrase import BadPhrase, parse
from bot.hearing.phrases import Phrases


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("stomach .. (knot|knots)", "My stomach is in KNOTS!"),
        ("(my|) heart (is|) pounding", "heart pounding"),
        ("(my|) heart (is|) pounding", "my heart is pounding"),
        ("enojad(o|a)", "estoy enojada"),
        ("cry*", "crying"),
        ("(out of|no) energy", "out of energy"),
        ("miss (him|my (mum|dad))", "i miss my dad"),
        ("can't stop", "can’t stop"),
        ("añoranza", "anoranza"),
    ],
)
def test_a_phrase_is_found_as_written(phrase: str, text: str) -> None:
    found = list(Phrases([(phrase, "here")]).find(fold(text)))

    assert {hit.meaning for hit in found} == {"here"}


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("stomach .. knots", "my stomach was very much all in knots"),
        ("stomach .. knots", "my stomach. tie the knots"),
        ("no energy", "no, energy"),
        ("cry", "crying"),
    ],
)
def test_a_phrase_is_not_found_beyond_its_gap_its_clause_or_its_word(
    phrase: str, text: str
) -> None:
    assert list(Phrases([(phrase, "here")]).find(fold(text))) == []


@pytest.mark.parametrize("phrase", ["", "..", "one ..", ".. one", "(one", "one+", "what?", "a**b"])
def test_a_wrong_phrase_says_what_would_have_been_right(phrase: str) -> None:
    with pytest.raises(BadPhrase, match="write words"):
        parse(phrase)
