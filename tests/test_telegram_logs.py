"""What the log tells, and the many things that it must never tell."""

import io
import json
import logging
import sys
import traceback
import warnings
from collections.abc import Iterator

import pytest
import structlog
from telegram import Bot
from telegram.error import InvalidToken

from bot import logs

TOKEN = "123456789:AAHabcdefghijklmnopqrstuvwxyz_0123"
SECRET = "webhook-secret-words"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root, names = logging.getLogger(), (*logs.CHATTY, "aiohttp.server", "aiohttp.access")
    before = root.handlers[:], root.level, {n: logging.getLogger(n).level for n in names}
    hook = sys.excepthook
    out = io.StringIO()
    with warnings.catch_warnings():
        logs.configure("debug", "json", out, [SECRET])
        yield out
    logging.captureWarnings(False)
    sys.excepthook = hook
    structlog.reset_defaults()
    root.handlers[:], root.level = before[0], before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)


def told(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_has_its_time_its_level_and_what_happened(lines: io.StringIO) -> None:
    structlog.get_logger().info("stepped", dialog="impulse", turn=3)

    (line,) = told(lines)
    assert (line["event"], line["level"], line["dialog"]) == ("stepped", "info", "impulse")
    assert str(line["at"]).endswith("+00:00")


def test_text_on_a_terminal_reads_like_a_sentence(lines: io.StringIO) -> None:
    out = io.StringIO()
    logs.configure("info", "text", out)

    structlog.get_logger().info("stepped", dialog="impulse")
    structlog.get_logger().debug("not this")

    assert out.getvalue().endswith("info     stepped dialog=impulse\n")


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_token_is_hidden_wherever_it_stands(lines: io.StringIO, form: str) -> None:
    logs.configure("debug", form, lines, [SECRET])
    log, standard = structlog.get_logger(), logging.getLogger("anything")
    url = f"https://api.telegram.org/bot{TOKEN}/getMe"

    log.warning(url, url=url, quoted=url.replace(":", "%3A"), secret=SECRET)
    standard.error("calling %s with %r", url, {"secret": SECRET})
    try:
        raise OSError(5, f"could not open {url}")
    except OSError:
        log.error("failed", exc_info=True)
        standard.exception("failed")

    assert "AAHabc" not in lines.getvalue()
    assert SECRET not in lines.getvalue()
    assert logs.HIDDEN in lines.getvalue()


def test_chatty_libraries_are_silent_even_at_debug(lines: io.StringIO) -> None:
    for name in ("httpx", "httpcore.http11", "telegram.Bot", "apscheduler.x", "sqlalchemy.engine"):
        logging.getLogger(name).info("parameters: secret words")
    logging.getLogger("aiohttp.server").error("bad request: secret words")
    logging.getLogger("aiohttp.access").info("GET /bot")

    assert lines.getvalue() == ""


def test_what_libraries_warn_of_comes_in_the_same_form(lines: io.StringIO) -> None:
    logging.getLogger("sqlalchemy").warning("missed %d", 3)

    (line,) = told(lines)
    assert (line["event"], line["logger"], line["level"]) == ("missed 3", "sqlalchemy", "warning")


def test_a_traceback_shows_the_way_and_neither_locals_nor_what_it_choked_on(
    lines: io.StringIO,
) -> None:
    typed = "secret words"
    try:
        try:
            {}[typed]  # type: ignore[index]
        except KeyError as problem:
            raise ValueError(f"cannot use {typed}") from problem
    except ValueError as problem:
        structlog.get_logger().error("failed", exc_info=problem)
        logging.getLogger("asyncio").error("never retrieved", exc_info=problem)

    whole = lines.getvalue()
    assert typed not in whole
    assert "KeyError" in whole
    assert "ValueError" in whole
    assert "test_telegram_logs.py:" in whole


def test_a_sentence_of_our_own_exceptions_is_shown(lines: io.StringIO) -> None:
    from bot.telegram import BadToken

    try:
        raise BadToken("telegram.test")
    except BadToken as problem:
        structlog.get_logger().error("failed", exc_info=problem)

    assert "TELEGRAM_BOT_TOKEN" in lines.getvalue()


def test_an_object_is_named_by_its_type_and_not_by_what_it_holds(lines: io.StringIO) -> None:
    from bot.core.post import Typed

    structlog.get_logger().info("heard", what=Typed(1, "secret words", 2), many=["secret words"])

    (line,) = told(lines)
    assert (line["what"], line["many"]) == ("Typed", "list")


def test_ptbs_own_ways_of_leaking_the_token_end_here(lines: io.StringIO) -> None:
    bot = Bot(TOKEN)

    logging.getLogger("telegram.ext").error("using %r", bot)
    try:
        raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")
    except InvalidToken as problem:
        logging.getLogger("telegram").exception("it failed: %s", problem)
        structlog.get_logger().error(str(problem), bot=bot, problem=repr(problem))
        structlog.get_logger().error("shown", trace=traceback.format_exc())

    assert "AAHabc" not in lines.getvalue()


def test_half_of_a_surrogate_pair_does_not_stop_the_log(lines: io.StringIO) -> None:
    structlog.get_logger().info("odd", what="\ud800")
    broken = logging.LogRecord("x", logging.ERROR, "x.py", 1, "%d", ("no number",), None)
    (ours,) = (one for one in logging.getLogger().handlers if isinstance(one, logs._Standard))
    ours.handle(broken)

    assert len(lines.getvalue().splitlines()) == 2


def test_the_last_words_of_a_crash_are_redacted_too(lines: io.StringIO) -> None:
    try:
        raise RuntimeError(f"it was {TOKEN} and {SECRET}")
    except RuntimeError as problem:
        sys.excepthook(type(problem), problem, problem.__traceback__)

    (line,) = told(lines)
    assert line["event"] == "stopped"
    assert "AAHabc" not in lines.getvalue()


def test_a_closed_pipe_does_not_stop_a_turn(lines: io.StringIO) -> None:
    out = io.StringIO()
    logs.configure("info", "json", out)
    out.close()

    structlog.get_logger().info("nobody listens")
