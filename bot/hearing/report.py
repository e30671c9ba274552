"""What `hear` does: a line in, what was heard in it out, as one line of JSON."""

import json
from collections.abc import Iterable, Iterator

from bot.hearing import Danger, Heard, Hearing, detect
from bot.hearing.danger import WEIGHED


def hear_lines(
    lines: Iterable[str], hearing: Hearing, language: str | None = None
) -> Iterator[str]:
    """One JSON object for each line; without a language the rest is heard in the one detected."""
    for line in lines:
        text = line.rstrip("\r\n")
        danger = hearing.danger.find(text)
        spoken = language or detect(text)
        heard = hear_rest(text, hearing, spoken)
        yield json.dumps(
            {
                "danger": danger.kind if danger else None,
                "sure": danger.sure if danger else None,
                "rule": danger.rule if danger else None,
                **_because(danger, text, hearing),
                "feelings": heard.feelings,
                "posing": heard.posing,
                "control": heard.control,
                "language": spoken,
            },
            ensure_ascii=False,
        )


def _because(danger: Danger | None, text: str, hearing: Hearing) -> dict[str, list[str]]:
    """A phrase has a name that says it; what was weighed is explained by its words."""
    if danger is None or not danger.rule.startswith(WEIGHED):
        return {}
    return {"because": hearing.danger.because(text)}


def hear_rest(text: str, hearing: Hearing, language: str | None) -> Heard:
    """All but danger: in this language, or, when it is unsure, in the first that hears anything."""
    lexicon = hearing.lexicon(language)
    if lexicon is not None:
        return lexicon.hear(text)
    if language is not None:
        return Heard()
    every = (lexicon.hear(text) for lexicon in hearing.lexicons.values())
    return next((heard for heard in every if heard != Heard()), Heard())
