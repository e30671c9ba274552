"""A wording walked through every branch: what it mentions, and how long it can become."""

from jinja2 import nodes

from bot.content.filters import FILTERS as OURS
from bot.content.proof.look import Names, dotted, keys_compared, proved
from bot.content.proof.markup import visible
from bot.content.reading import ITEM, Mention, Size, Wrong

MANY = 20  # items of a list, where the words do not say how many
AS_LONG = {"capitalize", "title", "upper", "lower", "trim", "string", "join", "first", "last", "e"}
AS_LONG |= {*OURS}
NUMBERS = {"length", "count", "round", "int", "sum", "abs", "float"}
NUMBER = 8  # digits


class Walk:
    """Gathers mentions and faults; each method gives the size of what it walked through."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.wrong: list[Wrong] = []
        self.local: set[str] = set()

    def bad(self, node: nodes.Node, what: str, right: str = "", promise: str = "") -> None:
        self.wrong.append(Wrong(node.lineno, promise or "templates_valid", what, right))

    # ---- statements

    def all(self, body: list[nodes.Node], known: Names) -> Size:
        return _sum([self.one(node, known) for node in body])

    def one(self, node: nodes.Node, known: Names) -> Size:
        match node:
            case nodes.Output():
                return _sum([self.said(part, known) for part in node.nodes])
            case nodes.If():
                return self.branches(node, known)
            case nodes.For():
                return self.each(node, known)
            case nodes.Assign():
                self.said(node.node, known)
                self.local |= {target.name for target in _targets(node.target)}
                return 0
            case nodes.Block():
                self.bad(node, f"the block {node.name!r} begins inside another", "{% endblock %}")
                return 0
        self.bad(node, f"{type(node).__name__.lower()} has no place in words", "if, for and set do")
        return 0

    def branches(self, node: nodes.If, known: Names) -> Size:
        self.tested(node.test, known)
        sizes = [self.all(node.body, known | proved(node.test, True))]
        known |= proved(node.test, False)
        for other in node.elif_:
            self.tested(other.test, known)
            sizes.append(self.all(other.body, known | proved(other.test, True)))
            known |= proved(other.test, False)
        return _max([*sizes, self.all(node.else_, known)])

    def each(self, node: nodes.For, known: Names) -> Size:
        self.tested(node.iter, known)
        name, limit = dotted(node.iter), MANY
        if isinstance(node.iter, nodes.Getitem) and isinstance(node.iter.arg, nodes.Slice):
            stop = node.iter.arg.stop
            limit = stop.value if isinstance(stop, nodes.Const) else MANY
        before = {*self.local}
        self.local |= {target.name for target in _targets(node.target)} | {"loop"}
        if node.test is not None:
            self.tested(node.test, known)
        inside = self.all(node.body, known | proved(node.iter, True))
        self.local = before
        return _max([["each", name, limit, inside], self.all(node.else_, known)])

    # ---- expressions

    def said(self, part: nodes.Node, known: Names, sure: bool = False) -> Size:
        """What is printed; `sure`: only when there is something to print (`a` in `a or b`)."""
        match part:
            case nodes.TemplateData():
                return visible(part.data)
            case nodes.Const():
                return len(str(part.value))
            case nodes.Getitem() if isinstance(part.arg, nodes.Slice):
                return _least(part.arg.stop, self.said(part.node, known, sure))
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                return self.mentioned(part, known, sure)
            case nodes.CondExpr():
                self.tested(part.test, known)
                yes = self.said(part.expr1, known | proved(part.test, True), sure)
                known |= proved(part.test, False)
                return _max([yes, self.said(part.expr2, known, sure) if part.expr2 else 0])
            case nodes.Filter():
                return self.filtered(part, known, sure)
            case nodes.Or():
                left = self.said(part.left, known, sure=True)
                known |= proved(part.left, False)
                return _max([left, self.said(part.right, known, sure)])
            case nodes.And():
                self.tested(part.left, known)
                return self.said(part.right, known | proved(part.left, True), sure)
            case nodes.Concat():
                return _sum([self.said(each, known) for each in part.nodes])
            case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.FloorDiv():
                return _sum([self.said(part.left, known), self.said(part.right, known)])
            case nodes.Compare() | nodes.Not() | nodes.Test():
                what = "prints True or False"
                self.bad(part, what, "{% if … %}words{% endif %}", "keys_never_printed")
                return NUMBER
        self.bad(part, f"{type(part).__name__.lower()} has no place in words")
        return 0

    def filtered(self, part: nodes.Filter, known: Names, sure: bool) -> Size:
        inner = part.node
        if inner is None or part.name not in FILTERS:
            right = f"these do: {', '.join(sorted(FILTERS))}"
            self.bad(part, f"the filter {part.name!r} has no place in words", right)
            return 0
        if part.name in NUMBERS:
            self.tested(inner, known)
            return NUMBER
        if part.name in ("default", "d"):
            sure = sure or len(part.args) > 1
            return _max(
                [self.said(inner, known, sure), *(self.said(a, known) for a in part.args[:1])]
            )
        return self.said(inner, known, sure)

    def mentioned(self, part: nodes.Node, known: Names, sure: bool) -> Size:
        name = dotted(part)
        root = name.split(".")[0]
        if root in self.local:
            return ITEM
        if not name and isinstance(part, nodes.Getattr | nodes.Getitem):
            return self.said(part.node, known, sure)
        guarded, rooted = sure or name in known, root in known
        self.mentions.append(Mention(part.lineno, name, guarded, said=True, rooted=rooted))
        return ["say", name]

    def tested(self, condition: nodes.Node, known: Names) -> None:
        """What is only asked about."""
        keys = [*keys_compared(condition)]
        for line, name, key in keys:
            if name.split(".")[0] not in self.local:
                self.mentions.append(Mention(line, name, guarded=True, said=False, key=key))
        compared = {name for _, name, _ in keys}
        for part in _chains(condition):
            name = dotted(part)
            if name and name.split(".")[0] not in self.local and name not in compared:
                self.mentions.append(Mention(part.lineno, name, guarded=True, said=False))
        for test in condition.find_all(nodes.Test):
            self._defined(test)
        if isinstance(condition, nodes.Test):
            self._defined(condition)
        for call in condition.find_all(nodes.Call):
            self.bad(call, "a call has no place in words")

    def _defined(self, test: nodes.Test) -> None:
        if test.name in ("defined", "undefined", "none"):
            name = dotted(test.node)
            right = f"{{% if {name} %}}"
            self.bad(test, f"`is {test.name}` does not ask whether {name!r} was answered", right)


FILTERS = AS_LONG | NUMBERS | {"default", "d", "list", "escape"}


def _chains(expression: nodes.Node) -> list[nodes.Node]:
    """The outermost names in an expression: `felt.family`, not `felt` beside it."""
    if isinstance(expression, nodes.Name | nodes.Getattr | nodes.Getitem) and dotted(expression):
        return [expression]
    return [found for child in expression.iter_child_nodes() for found in _chains(child)]


def _targets(target: nodes.Node) -> list[nodes.Name]:
    return [target] if isinstance(target, nodes.Name) else [*target.find_all(nodes.Name)]


def _sum(sizes: list[Size]) -> Size:
    return _joined("sum", sum(size for size in sizes if isinstance(size, int)), sizes)


def _least(stop: nodes.Node | None, size: Size) -> Size:
    """The beginning of something: `story[:300]`."""
    longest = stop.value if isinstance(stop, nodes.Const) else None
    return ["least", longest, size] if isinstance(longest, int) and longest > 0 else size


def _max(sizes: list[Size]) -> Size:
    return _joined("max", max((n for n in sizes if isinstance(n, int)), default=0), sizes)


def _joined(how: str, plain: int, sizes: list[Size]) -> Size:
    rest = [size for size in sizes if not isinstance(size, int)]
    if not rest:
        return plain
    return rest[0] if len(rest) == 1 and not plain else [how, plain, *rest]
