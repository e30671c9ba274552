"""Which language a message is in."""

import pytest

from bot.hearing import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I don't know what to do with him", "en"),
        ("no sé qué hacer con mi marido", "es"),
        ("ich weiß nicht was ich machen soll", "de"),
        ("je ne sais pas quoi faire avec lui", "fr"),
        ("não sei o que fazer com ele", "pt"),
        ("я не знаю что делать", "ru"),
        ("no", None),
        ("", None),
        ("12345", None),
    ],
)
def test_small_words_tell_the_language_and_unsure_is_an_answer(
    text: str, language: str | None
) -> None:
    assert detect(text) == language
