"""What a condition in the words proves about the answers it looks at."""

from collections.abc import Iterator

from jinja2 import nodes

Names = frozenset[str]
NONE: Names = frozenset()
UNLIKE = ("ne", "notin")
COUNTING = ("length", "count", "list", "first", "last", "join", "string", "lower", "upper", "trim")


def dotted(expression: nodes.Node) -> str:
    """`felt.family` for a name and what is under it; empty for anything else."""
    match expression:
        case nodes.Name():
            return expression.name
        case nodes.Getattr():
            under = dotted(expression.node)
            return f"{under}.{expression.attr}" if under else ""
        case nodes.Getitem():
            under = dotted(expression.node)
            if isinstance(expression.arg, nodes.Const) and isinstance(expression.arg.value, str):
                return f"{under}.{expression.arg.value}" if under else ""
            return under  # a slice or a number: still the same list
    return ""


def proved(condition: nodes.Node | None, holds: bool) -> Names:
    """The names that were surely given when `condition` holds (or does not)."""
    match condition:
        case nodes.Not():
            return proved(condition.node, not holds)
        case nodes.And():
            left, right = proved(condition.left, holds), proved(condition.right, holds)
            return left | right if holds else left & right
        case nodes.Or():
            left, right = proved(condition.left, holds), proved(condition.right, holds)
            return left & right if holds else left | right
        case nodes.Compare():
            return _compared(condition) if holds else _not_compared(condition)
        case nodes.Filter() if condition.name in COUNTING:
            return proved(condition.node, holds) if holds else NONE
        case nodes.Name() | nodes.Getattr() | nodes.Getitem():
            return _all_above(dotted(condition)) if holds else NONE
    return NONE


def _all_above(name: str) -> Names:
    """Where `felt.family` was given, something under `felt` was."""
    parts = name.split(".")
    return frozenset(".".join(parts[: n + 1]) for n in range(len(parts))) - {""}


def _compared(compare: nodes.Compare) -> Names:
    names: Names = NONE
    left: nodes.Node = compare.expr
    for operand in compare.ops:
        if operand.op not in UNLIKE:
            names |= _both(left, operand.expr)
        left = operand.expr
    return names


def _not_compared(compare: nodes.Compare) -> Names:
    """`{% if x != "a" %}` failing means that x was "a"."""
    if len(compare.ops) == 1 and compare.ops[0].op in UNLIKE:
        return _both(compare.expr, compare.ops[0].expr)
    return NONE


def _both(left: nodes.Node, right: nodes.Node) -> Names:
    return _all_above(dotted(left)) | _all_above(dotted(right))


def keys_compared(condition: nodes.Node) -> Iterator[tuple[int, str, str]]:
    """(line, name, key) for every comparison of a name with a word in quotes."""
    compares = [*condition.find_all(nodes.Compare)]
    if isinstance(condition, nodes.Compare):
        compares.insert(0, condition)
    for compare in compares:
        sides = [compare.expr, *(operand.expr for operand in compare.ops)]
        names = [name for side in sides if (name := dotted(side))]
        for side in sides:
            for key in _words(side):
                yield from ((compare.lineno, name, key) for name in names)


def _words(side: nodes.Node) -> Iterator[str]:
    if isinstance(side, nodes.Const) and isinstance(side.value, str):
        yield side.value
    elif isinstance(side, nodes.List | nodes.Tuple):
        for item in side.items:
            yield from _words(item)
