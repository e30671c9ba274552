"""What is counted. No label points at a person."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """One registry for each process; nothing global."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = self._counter("turns", "Updates heard and kept")
        self.texts = self._counter("texts", "Typed messages heard")
        self.presses = self._counter("presses", "Buttons heard")
        self.odd = self._counter("odd", "Voice notes, stickers and the like")
        self.flooding = self._counter("flooding", "Updates of someone who types too fast to answer")
        self.failed = self._counter("failed", "Tries of hearing an update that raised")
        self.set_aside = self._counter("set_aside", "Updates that nobody could understand")
        self.refused = self._counter("refused", "Webhook requests turned away")
        self.sent = self._counter("sent", "Messages that Telegram took")
        self.retries = self._counter("retries", "Messages that had to be tried again")
        self.blocked = self._counter("blocked", "Messages to people who are not there any more")
        self.dropped = Counter(
            "secure_base_dropped", "Messages not sent", ["why"], registry=self.registry
        )
        self._danger = Counter(
            "secure_base_danger", "Times danger was heard", ["kind"], registry=self.registry
        )
        self.turn_seconds = Histogram(
            "secure_base_turn_seconds",
            "From an update's arrival until it is kept",
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._waiting = Gauge(
            "secure_base_outbox_waiting", "Messages in this process", registry=self.registry
        )

    def danger(self, kind: str) -> None:
        self._danger.labels(kind).inc()

    def watch_outbox(self, waiting: Callable[[], float]) -> None:
        self._waiting.set_function(waiting)

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def _counter(self, name: str, what: str) -> Counter:
        return Counter(f"secure_base_{name}", what, registry=self.registry)
