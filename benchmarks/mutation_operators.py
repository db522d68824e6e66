"""What a mutant is: one small error in one place of the program, as an engineer might make it.

Texts, annotations, decorators, logging and what only a type check sees are left alone, and so are assignments of plain
names and those of `__init__`: without them nearly every test fails, which says little about the tests.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BOUNDARY = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
NEGATION = {
    ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}

LARGE = 1000
"""A whole number from here on is a limit or a size: one more or less of it would be no error."""

SCALED = (1.25, 0.8)

INITS = {"__init__", "__post_init__"}

UNSEEN = {"annotation", "returns", "decorator_list", "bases", "type_params"}


@dataclass(frozen=True)
class Mutant:
    """One error, described by what does not move when other code does."""

    file: str
    """Below the checkout, with slashes."""

    owner: str
    """The qualified name of the function it is in, or of the class's field or the constant that it belongs to."""

    before: str
    operator: str
    ordinal: int
    """Which one of those alike in the same owner it is."""

    after: str = field(compare=False)
    line: int = field(compare=False)
    number: int = field(compare=False)
    """Which of all mutants of the file it is, as they stand there."""

    def drawn_by(self, seed: int) -> str:
        """Return the hash that says how early it is drawn."""
        parts = (seed, self.file, self.owner, self.before, self.operator, self.ordinal)
        return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()

    @property
    def key(self) -> str:
        """What names it in the list of equivalent mutants and in results: the same whatever the seed."""
        return self.drawn_by(0)[:12]


TRUE, FALSE = ast.Constant(value=True), ast.Constant(value=False)

Put = Callable[[ast.AST], None]


@dataclass(frozen=True)
class _Site:
    """A node, and what is needed to replace and to name it."""

    node: ast.AST
    put: Put
    owner: str
    within: str
    """The name of the innermost function, empty outside of all."""

    @property
    def line(self) -> int:
        lines = (getattr(node, "lineno", 0) for node in ast.walk(self.node))
        return next(filter(None, lines), 1)


def mutants_of(root: Path, file: str) -> list[Mutant]:
    """Return all mutants of a file, in the order in which they stand there."""
    alike: Counter[tuple[str, str, str]] = Counter()
    found: list[Mutant] = []
    for number, (site, operator, other) in enumerate(_changes(ast.parse((root / file).read_text(encoding="utf-8")))):
        one = (site.owner, _words(site.node), operator)
        found.append(Mutant(file, *one, alike[one], _words(other), site.line, number))
        alike[one] += 1
    return found


def mutated(root: Path, mutant: Mutant) -> str:
    """Return the source of a file with the mutant in it, and without its comments."""
    tree = ast.parse((root / mutant.file).read_text(encoding="utf-8"))
    for number, (site, _, other) in enumerate(_changes(tree)):
        if number == mutant.number:
            site.put(ast.copy_location(other, site.node))
            return ast.unparse(ast.fix_missing_locations(tree))
    raise LookupError(mutant)


def _words(node: ast.AST) -> str:
    """The node in one line: of what has a body, the condition alone."""
    match node:
        case ast.If(test=test) | ast.While(test=test):
            return f"{'if' if isinstance(node, ast.If) else 'while'} {ast.unparse(test)}"
        case ast.match_case(pattern=pattern, guard=guard):
            return f"case {ast.unparse(pattern)} if {ast.unparse(guard or TRUE)}"
    return ast.unparse(node)


def _changes(tree: ast.Module) -> Iterator[tuple[_Site, str, ast.AST]]:
    for site in _sites(tree, "", ""):
        for operator, other in _operators(site):
            yield site, operator, other


def _sites(parent: ast.AST, owner: str, within: str) -> Iterator[_Site]:
    """Every node below, with its owner; what no test could see is left out."""
    for name, value in ast.iter_fields(parent):
        if name in UNSEEN or (name == "keywords" and isinstance(parent, ast.ClassDef)):
            continue
        nodes = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for index, node in nodes:
            if not isinstance(node, ast.AST) or _is_unseen(node):
                continue
            inner, function = _names_of(node, owner, within)
            yield _Site(node, _replacing(parent, name, index), inner, function)
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"isinstance", "TypeVar", "cast"}):
                yield from _sites(node, inner, function)


def _replacing(parent: ast.AST, name: str, index: int | None) -> Put:
    def put(node: ast.AST) -> None:
        if index is None:
            setattr(parent, name, node)
        else:
            getattr(parent, name)[index] = node

    return put


def _names_of(node: ast.AST, owner: str, within: str) -> tuple[str, str]:
    """Return the owner of what is in a node, and the function that it is in."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            within = name
        case ast.ClassDef(name=name):
            pass
        case (
            ast.Assign(targets=[ast.Name(id=name)])
            | ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=name), *_])])
            | ast.AnnAssign(target=ast.Name(id=name))
        ) if not within:
            pass
        case _:
            return owner, within
    return f"{owner}.{name}" if owner else name, within


def _is_unseen(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Assert():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))):
            return "log" in name.lower().strip("_").split("_")
        case ast.Expr(value=ast.Call(func=ast.Name(id="assert_never"))):
            return True
    return False


def _operators(site: _Site) -> Iterator[tuple[str, ast.AST]]:
    """What can go wrong at a node: the name of the error, and what stands there then."""
    match site.node:
        case ast.Compare():
            yield from _comparisons(site.node)
        case ast.BinOp(left, op, right) if type(op) in ARITHMETIC:
            if site.within or not isinstance(op, ast.BitOr):  # else the alias of a type
                yield "arithmetic", ast.BinOp(left, ARITHMETIC[type(op)](), right)
        case ast.BoolOp(op, values):
            yield "and or", ast.BoolOp(ast.And() if isinstance(op, ast.Or) else ast.Or(), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield "not", operand
        case ast.Call(ast.Name(id=name), arguments, keywords) if name in NAMES:
            yield name, ast.Call(ast.Name(NAMES[name]), arguments, keywords)
        case ast.Constant(value):
            yield from _other_constants(value)
        case ast.stmt():
            yield from _statements(site)
    yield from _conditions(site.node)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for name, table in (("boundary", BOUNDARY), ("negated", NEGATION)):
        for index, op in enumerate(node.ops):
            if type(op) in table:
                ops = [*node.ops[:index], table[type(op)](), *node.ops[index + 1 :]]
                yield f"{name} {index}" if index else name, ast.Compare(node.left, ops, node.comparators)


def _statements(site: _Site) -> Iterator[tuple[str, ast.AST]]:
    match site.node:
        case ast.Return(ast.expr() as value) if ast.unparse(value) not in {"None", "False"}:
            yield "returns None", ast.Return(ast.Constant(None))
        case ast.AugAssign(target, op, value):
            if type(op) in ARITHMETIC:
                yield "arithmetic", ast.AugAssign(target, ARITHMETIC[type(op)](), value)
            yield "deleted", ast.Pass()
        case ast.Expr(value=ast.Call() | ast.Await()) | ast.Raise() | ast.Continue() | ast.Break():
            yield "deleted", ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]) if site.within not in INITS:
            yield "deleted", ast.Pass()


def _other_constants(value: object) -> Iterator[tuple[str, ast.AST]]:
    match value:
        case bool():
            yield "flipped", ast.Constant(not value)
        case int() if value < LARGE:
            yield "+ 1", ast.Constant(value + 1)
            yield "- 1", ast.UnaryOp(ast.USub(), ast.Constant(1)) if value == 0 else ast.Constant(value - 1)
        case 0.0:
            yield "+ 1", ast.Constant(1.0)
        case int() | float():
            for factor in SCALED:
                yield f"* {factor}", ast.Constant(type(value)(value * factor))


def _conditions(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """A condition that always holds, or never: the test alone is replaced."""

    def forced(**fields: Any) -> ast.AST:  # noqa: ANN401 - fields of a node of any kind
        return type(node)(**{**dict(ast.iter_fields(node)), **fields})

    match node:
        case ast.If() | ast.IfExp():
            for always in (TRUE, FALSE):
                yield f"always {ast.unparse(always)}", forced(test=always)
        case ast.While(test=test) if not isinstance(test, ast.Constant):
            yield "always False", forced(test=FALSE)
        case ast.comprehension(ifs=[_, *_]):
            yield "always True", forced(ifs=[])
        case ast.match_case(guard=guard) if guard is not None:
            for always in (TRUE, FALSE):
                yield f"always {ast.unparse(always)}", forced(guard=always)
