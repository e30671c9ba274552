"""Small changes that let the person's own words stand inside one of our sentences."""

from markupsafe import Markup

ENDS = ".?!…:,;—-"
NO_APOSTROPHES = dict.fromkeys(map(ord, "'’"))  # thumbs leave them out


def after(words: object, *beginnings: str) -> str:
    """What stands after a beginning that our sentence already has: "could you listen", "listen"."""
    left = _plain(words).strip()
    while found := next((b for b in beginnings if _begins(left, b)), ""):
        left = left[len(found) :].lstrip(" ,:…")
    return left or _plain(words)


def sentence(words: object) -> str:
    """With a capital at the front and a stop at the end, where there is none."""
    whole = _plain(words).strip()
    stop = "" if not whole or whole[-1] in ENDS else "."
    return whole[:1].upper() + whole[1:] + stop


def begun_with(words: object, *beginnings: str) -> bool:
    """Whether they are a sentence of their own, by how they begin: "I need to know", not "rest"."""
    bare = _plain(words).strip().translate(NO_APOSTROPHES)
    return any(_begins(bare, beginning.translate(NO_APOSTROPHES)) for beginning in beginnings)


FILTERS = {"after": after, "sentence": sentence}
TESTS = {"begun_with": begun_with}


def _begins(words: str, beginning: str) -> bool:
    words = words.replace("’", "'")  # as phones write it
    return words[: len(beginning) + 1].lower().rstrip(" ,:…") == beginning.lower()


def _plain(words: object) -> str:
    return words.unescape() if isinstance(words, Markup) else str(words)
