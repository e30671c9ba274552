"""Signs in typed words that a dialog may ask about, in English and Spanish."""

from pathlib import Path

import pytest

from bot.content.hearing import load_signs

SIGNS = load_signs(Path(__file__).resolve().parent.parent / "dialogs")


@pytest.mark.parametrize(
    ("language", "text", "sign"),
    [
        ("en", "that she calls me back", "wish"),
        ("en", "I want him to call", "wish"),
        ("en", "he just wants to hurt me", "mind_reading"),
        ("en", "she always does this", "mind_reading"),
        ("en", "I miss him so much", "grief"),
        ("en", "my mom died in May", "grief"),
        ("en", "be nicer to me", "vague"),
        ("en", "stop yelling at me", "stopping"),
        ("es", "que me llame", "wish"),
        ("es", "siempre me hace esto", "mind_reading"),
        ("es", "extraño a mi papá", "grief"),
        ("es", "que me respete", "vague"),
        ("es", "que deje de gritar", "stopping"),
    ],
)
def test_a_sign_is_read_where_it_stands(language: str, text: str, sign: str) -> None:
    assert sign in SIGNS[language].find(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "closeness"),
        ("en", "he looked at his phone for ten minutes"),
        ("en", "listen to me for five minutes"),
        ("es", "cercanía"),
        ("es", "miró el teléfono diez minutos"),
    ],
)
def test_plain_words_carry_no_sign(language: str, text: str) -> None:
    assert SIGNS[language].find(text) == ()
