"""How this program logs: where, never who, never what was said, and never a secret."""

import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO

import orjson
import structlog

TOKEN = re.compile(r"\d+(?::|%3[Aa])[A-Za-z0-9_-]{30,}")
HIDDEN = "[hidden]"
# Below warning, these tell of whole updates, whole URLs or whole statements.
CHATTY = ("httpx", "httpcore", "telegram", "aiohttp", "apscheduler", "sqlalchemy", "asyncio")
_ROOT = str(Path(__file__).resolve().parent.parent) + "/"
_PLAIN = (str, int, float, bool, type(None))


def configure(
    level: str = "info",
    form: str = "",
    stream: IO[str] | None = None,
    secrets: Iterable[str] = (),
) -> None:
    """Send every log line, ours and the libraries', through one redacting writer.

    `form` is "text", "json" or "" (text on a terminal, JSON elsewhere); `secrets` are further
    strings that must never be written.
    """
    out = sys.stderr if stream is None else stream
    as_text = form == "text" or (form != "json" and out.isatty())
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    writer = Writer(out, _as_text if as_text else _as_json, secrets)
    structlog.configure(
        processors=[_stamped, _exceptions_named, _only_plain_values, writer.rendered],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *names: writer,
        cache_logger_on_first_use=False,
    )
    _route_standard_loggers(writer, number)
    sys.excepthook = _last_words


class Writer:
    """The one place where a line leaves the program."""

    def __init__(
        self,
        stream: IO[str],
        render: Callable[[Mapping[str, object]], str],
        secrets: Iterable[str],
    ) -> None:
        self._stream = stream
        self._render = render
        self._secrets = sorted({s for s in secrets if len(s) >= 8}, key=len, reverse=True)

    def rendered(
        self, _logger: object, level: str, event: MutableMapping[str, object]
    ) -> tuple[tuple[str], dict[str, object]]:
        event.setdefault("level", level)
        return (self.redacted(self._render(event)),), {}

    def redacted(self, line: str) -> str:
        line = TOKEN.sub(HIDDEN, line)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line

    def write(self, line: str) -> None:
        try:
            self._stream.write(line + "\n")
            self._stream.flush()
        except (OSError, ValueError):
            pass  # a closed pipe must not stop a turn

    debug = info = warning = error = critical = msg = log = write


class _Standard(logging.Handler):
    """Takes what the libraries log into the same writer."""

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        try:
            event: dict[str, object] = {"event": record.getMessage(), "logger": record.name}
            if record.exc_info:
                event["exc_info"] = record.exc_info
            for change in (_stamped, _exceptions_named, _only_plain_values):
                change(None, record.levelname.lower(), event)
            (line,), _ = self._writer.rendered(None, record.levelname.lower(), event)
        except Exception as problem:
            line = f"a log line could not be made: {type(problem).__name__}"
        self._writer.write(line)


def _route_standard_loggers(writer: Writer, level: int) -> None:
    root = logging.getLogger()
    root.handlers[:] = [_Standard(writer)]
    root.setLevel(max(level, logging.WARNING))
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    # It logs malformed requests with their bytes, and a scanner should not fill a disk.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    logging.getLogger("aiohttp.access").setLevel(logging.CRITICAL)
    # It warns of each beat that falls into a longer tick; the tick goes on, and takes those in.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.captureWarnings(True)
    warnings.simplefilter("default")


def told(problem: BaseException) -> str:
    """The exception and the way to it. Locals never; a message only if it is one of our own."""
    lines: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = problem
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        lines[:0] = [*_frames(link.__traceback__), _named(link)]
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\n".join(lines)


def _named(problem: BaseException) -> str:
    kind = type(problem)
    if kind.__module__.partition(".")[0] == "bot":
        return f"{kind.__name__}: {problem}"
    if isinstance(problem, OSError) and problem.strerror:
        return f"{kind.__name__}: {problem.strerror}"
    return kind.__name__  # others quote what they choked on


def _frames(trace: TracebackType | None) -> list[str]:
    lines = []
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {code.co_filename.removeprefix(_ROOT)}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return lines


def _stamped(
    _logger: object, level: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    event["at"] = datetime.now(UTC).isoformat(timespec="milliseconds")
    event["level"] = level
    return event


def _exceptions_named(
    _logger: object, _level: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()[1]
    if isinstance(info, tuple):
        info = info[1]
    if isinstance(info, BaseException):
        event["problem"] = told(info)
    return event


def _only_plain_values(
    _logger: object, _level: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    """An object's repr may hold anything; its type is enough."""
    for key, value in event.items():
        if not isinstance(value, _PLAIN):
            event[key] = type(value).__name__
    return event


def _as_json(event: Mapping[str, object]) -> str:
    try:
        return orjson.dumps(dict(event)).decode()
    except TypeError:  # half of a surrogate pair
        return orjson.dumps({k: ascii(v) for k, v in event.items()}).decode()


def _as_text(event: Mapping[str, object]) -> str:
    skipped = {"at", "level", "event", "problem"}
    rest = "".join(f" {key}={value}" for key, value in event.items() if key not in skipped)
    line = f"{event['at']} {event['level']:<8} {event['event']}{rest}"
    problem = event.get("problem")
    return f"{line}\n{problem}" if problem else line


def _last_words(
    kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("stopped", exc_info=problem)
