"""One language's table of danger, as a clinician writes it, read into phrases; says what is wrong and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from bot.hearing.danger_phrase import BadPhrase, Either, Node, Row, Word, read
from bot.hearing.normal import plain

Sure = Literal["certain", "maybe"]
Heard = Literal["certain", "maybe", "sign"]
KINDS: Final = (
    "suicide", "self_harm", "violence", "harm_other", "third_person", "minor", "other"
)  # fmt: skip
SURE: Final = ("certain", "maybe", "sign")
REACH: Final = ("phrase", "sentence", "message")
TO: Final = ("nothing", "maybe")
_SPECIAL: Final = ("filler", "not", "joiner")  # words that stand between, deny, or join
_RULE_KEYS: Final = {"name", "kind", "sure", "say", "whole", "always"}
_GUARD_KEYS: Final = {"name", "reach", "say", "kinds", "to"}


class BadDangerTable(Exception):
    """A table is malformed: which file, which rule, and what would be right."""

    def __init__(self, lang: str, where: str, remedy: str) -> None:
        super().__init__(f"danger/{lang}.toml, {where}: {remedy}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that mean one thing. `whole`: they must be the whole message."""

    lang: str
    name: str
    kind: str
    sure: Heard
    phrases: tuple[Node, ...]
    whole: bool = False
    always: bool = False  # no guard takes it back

    @property
    def id(self) -> str:
        return f"{self.lang}.{self.kind}.{self.name}"


@dataclass(frozen=True, slots=True)
class Guard:
    """Phrases that take a danger back (`nothing`) or make it a question (`maybe`)."""

    lang: str
    name: str
    reach: str
    to: str
    kinds: frozenset[str]
    phrases: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """All that one language's file says."""

    lang: str
    rules: tuple[Rule, ...]
    guards: tuple[Guard, ...]
    own: frozenset[str] = frozenset()
    means: Mapping[str, str] = field(default_factory=dict)
    special: Mapping[str, tuple[Word, ...]] = field(default_factory=dict)
    shares: frozenset[str] = frozenset()  # languages whose guards count here as well


def read_table(lang: str, table: Mapping[str, object]) -> Table:
    """Raises `BadDangerTable` at the first thing that cannot be read."""
    unknown = set(table) - {"shares", "words", "spelling", "rule", "guard"}
    if unknown:
        raise BadDangerTable(
            lang,
            f"[{min(unknown)}]",
            "only shares, [words], [spelling], [[rule]] and [[guard]] are read",
        )
    sets = _sets(lang, table)
    spelling = _mapping(lang, "[spelling]", table.get("spelling", {}))
    means = _mapping(lang, "[spelling.means]", spelling.get("means", {}))
    return Table(
        lang=lang,
        rules=tuple(_rule(lang, entry, sets) for entry in _entries(lang, "rule", table)),
        guards=tuple(_guard(lang, entry, sets) for entry in _entries(lang, "guard", table)),
        own=frozenset(
            plain(word) for word in _text(lang, "[spelling] own", spelling.get("own", "")).split()
        ),
        means={
            plain(typed): plain(_text(lang, f"[spelling.means] {typed}", meant))
            for typed, meant in means.items()
        },
        special={name: _singles(lang, name, sets[name]) for name in _SPECIAL if name in sets},
        shares=_languages(lang, table.get("shares", [])),
    )


def _languages(lang: str, value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadDangerTable(lang, "shares", 'write a list of languages, as in shares = ["pt"]')
    return frozenset(value)


def _sets(lang: str, table: Mapping[str, object]) -> dict[str, Node]:
    sets: dict[str, Node] = {}
    for name, value in _mapping(lang, "[words]", table.get("words", {})).items():
        where = f"[words] {name}"
        ways = [_phrase(lang, where, line, sets) for line in _lines(lang, where, value)]
        sets[name] = ways[0] if len(ways) == 1 else Either(tuple(ways))
    return sets


def _rule(lang: str, entry: Mapping[str, object], sets: Mapping[str, Node]) -> Rule:
    name = _name(lang, "rule", entry, _RULE_KEYS)
    where = f"rule {name}"
    return Rule(
        lang=lang,
        name=name,
        kind=_one_of(lang, where, "kind", entry, KINDS),
        sure=cast(Heard, _one_of(lang, where, "sure", entry, SURE)),
        phrases=_phrases(lang, where, entry, sets),
        whole=entry.get("whole") is True,
        always=entry.get("always") is True,
    )


def _guard(lang: str, entry: Mapping[str, object], sets: Mapping[str, Node]) -> Guard:
    name = _name(lang, "guard", entry, _GUARD_KEYS)
    where = f"guard {name}"
    kinds = entry.get("kinds", list(KINDS))
    if not isinstance(kinds, list) or not set(KINDS).issuperset(kinds):
        raise BadDangerTable(lang, where, f"kinds is a list out of {', '.join(KINDS)}")
    return Guard(
        lang=lang,
        name=name,
        reach=_one_of(lang, where, "reach", entry, REACH),
        to=_one_of(lang, where, "to", entry, TO) if "to" in entry else "nothing",
        kinds=frozenset(kinds),
        phrases=_phrases(lang, where, entry, sets),
    )


def _phrases(
    lang: str, where: str, entry: Mapping[str, object], sets: Mapping[str, Node]
) -> tuple[Node, ...]:
    lines = _lines(lang, where, entry.get("say"))
    return tuple(_phrase(lang, where, line, sets) for line in lines)


def _phrase(lang: str, where: str, line: str, sets: Mapping[str, Node]) -> Node:
    try:
        return read(line, sets)
    except BadPhrase as fault:
        raise BadDangerTable(lang, f"{where}, {line!r}", str(fault)) from None


def _lines(lang: str, where: str, value: object) -> list[str]:
    lines = [line.partition("#")[0].strip() for line in _text(lang, where, value).splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        raise BadDangerTable(lang, where, "there is no phrase; write one on each line")
    return lines


def _singles(lang: str, name: str, node: Node) -> tuple[Word, ...]:
    match node:
        case Word():
            return (node,)
        case Either(ways):
            return tuple(word for way in ways for word in _singles(lang, name, way))
        case Row():
            raise BadDangerTable(lang, f"[words] {name}", "only single words may stand here")
        case _:
            raise BadDangerTable(lang, f"[words] {name}", "only plain words may stand here")


def _entries(lang: str, key: str, table: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    entries = table.get(key, [])
    if not isinstance(entries, list):
        raise BadDangerTable(lang, f"[{key}]", f"write [[{key}]] with two brackets")
    seen: set[object] = set()
    for entry in entries:
        found = _mapping(lang, f"[[{key}]]", entry)
        same = (found.get("kind"), found.get("name"))
        if same in seen:
            raise BadDangerTable(
                lang, f"{key} {found.get('name')}", "the name is taken; choose another"
            )
        seen.add(same)
        yield found


def _name(lang: str, key: str, entry: Mapping[str, object], keys: set[str]) -> str:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise BadDangerTable(lang, f"a [[{key}]]", 'it needs a name, as in name = "plan"')
    if unknown := set(entry) - keys:
        known = ", ".join(sorted(keys))
        raise BadDangerTable(
            lang, f"{key} {name}", f"{min(unknown)!r} is not read (read are: {known})"
        )
    return name


def _one_of(
    lang: str, where: str, key: str, entry: Mapping[str, object], allowed: tuple[str, ...]
) -> str:
    value = entry.get(key)
    if value not in allowed:
        raise BadDangerTable(lang, where, f"{key} is one of {', '.join(allowed)}, not {value!r}")
    return value


def _mapping(lang: str, where: str, value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadDangerTable(lang, where, "write it as a table of name = value")
    return cast(Mapping[str, object], value)


def _text(lang: str, where: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadDangerTable(lang, where, f"write text between quotes, not {value!r}")
    return value
