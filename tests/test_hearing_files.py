"""Hearing files: every wrong shape is named where it stands."""

from pathlib import Path

import pytest
from hearing_lexicons import labelled

from bot.content.lexicon import load_lexicon
from bot.content.tables import BadHearingFile
from bot.hearing import FEELINGS


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("[feelings.melancholy]\nwords = ['blue']", "'melancholy' is not known here"),
        ("[feelings.sad]\nword = ['sad']", "'word' is not known here"),
        ("[feelings.sad]\nwords = 'sad'", r"\[feelings.sad.words\] should be a list"),
        ("[numbers.units]\none = 'one'", "should hold one int"),
        ("[posing.ignored]\nphrases = ['x']", "needs said"),
        ("[moods]\n", "'moods' is not known here"),
        ("[feelings", "file"),
    ],
)
def test_a_wrong_file_says_where_and_what_would_have_been_right(
    tmp_path: Path, toml: str, told: str
) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(toml, encoding="utf-8")

    with pytest.raises(BadHearingFile, match=told):
        load_lexicon(path)


def test_a_small_file_is_a_whole_language(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text("[feelings.sad]\nwords = ['trista']\n[yesno]\nyes = ['ja']", encoding="utf-8")

    lexicon = load_lexicon(path)

    assert lexicon.feelings("mi estas trista") == ("sad",)
    assert lexicon.yes("ja") is True
    assert lexicon.number("7", 0, 10) == 7


def test_every_family_is_in_the_labelled_set() -> None:
    accepted = {family for _, want, _ in labelled("feelings.tsv") for family in want.split(",")}

    assert accepted - {"-"} == set(FEELINGS)
