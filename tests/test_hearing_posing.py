"""Words that pose as feelings: only where they are felt, and never beside danger."""

import pytest
from hearing_lexicons import labelled, lexicon


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "I feel used", ("used",)),
        ("en", "felt so ignored", ("ignored",)),
        ("en", "he ignored me", ("ignored",)),
        ("en", "ignored, unimportant, the usual", ("ignored", "unimportant")),
        ("en", "i feel sad and rejected", ("rejected",)),
        ("es", "me siento ignorada", ("ignored",)),
        ("es", "me hizo sentir usada y juzgada", ("used", "judged")),
        ("es", "siempre me deja en visto", ("ignored",)),
    ],
)
def test_what_somebody_seems_to_have_done_poses_as_a_feeling(
    language: str, text: str, words: tuple[str, ...]
) -> None:
    heard = lexicon(language).posing(text)

    assert heard == words


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I used my phone"),
        ("en", "he ignored the dog"),
        ("en", "I left out the salt"),
        ("en", "i was used to it"),
        ("en", "I don't feel rejected"),
        ("es", "usé mi teléfono"),
        ("es", "no me siento juzgada"),
    ],
)
def test_the_same_word_as_a_plain_fact_does_not_pose(language: str, text: str) -> None:
    heard = lexicon(language).posing(text)

    assert heard == ()


@pytest.mark.parametrize(
    "text",
    [
        "I feel controlled",
        "I feel threatened and ignored",
        "he manipulated me and then forced himself on me",
        "I feel trapped here, he locks the door when he leaves",
        "I feel rejected, and I'm afraid of him",
    ],
)
def test_nothing_poses_beside_danger(text: str) -> None:
    heard = lexicon("en").posing(text)

    assert heard == ()


def test_every_labelled_posing_word_is_heard() -> None:
    rows = [(set(want.split(",")) - {"-"}, text) for want, text in labelled("posing.tsv")]

    missed = [t for want, t in rows if not want <= set(lexicon("en").posing(t))]
    read = [t for want, t in rows if not want and lexicon("en").posing(t)]

    assert (missed, read) == ([], [])


def test_both_languages_know_the_same_posing_words_and_how_to_say_them() -> None:
    english, spanish = lexicon("en").posing_words, lexicon("es").posing_words

    assert english.keys() == spanish.keys()
    assert spanish["ignored"] == "ignorada"
