"""Kinds of tests that pass without having tested anything, or fail on a busy machine: there are none of them here."""

import ast
from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parent
FILES = {path.relative_to(TESTS).as_posix(): path for path in sorted(TESTS.rglob("*.py"))}

WAITS = {
    "live/test_mad_viewers.py": "virtual time, by way of a helper",
    "sources/": "virtual time",
    "support/strap_walks.py": "virtual time",
    "services/": "virtual time",
    "live/test_channel.py": "virtual time",
    "browser/": "a browser's own clock",
    "torture/": "what a loaded machine takes",
}
"""Where sleeping takes no time, or nothing else would do."""

REAL_WAITS = {
    "cli/test_typed_lines.py": 1,  # a thread reads by then
    "tui/screens/test_walk.py": 8,  # that a question does not come is seen when the screen has looked twice
    "tui/test_app.py": 1,  # a link that takes a moment to close
}
"""How often a test waits by the clock: a number here may fall, and not rise."""

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def nodes(path):
    """Each node of a file, with those of its own function that it stands in, the function first."""

    def below(node, around):
        around = (node,) if isinstance(node, FUNCTION) else (*around, node)
        for child in ast.iter_child_nodes(node):
            yield child, around
            yield from below(child, around)

    yield from below(ast.parse(path.read_text(encoding="utf-8")), ())


def is_waiting(call):
    """Whether it is a call that waits for longer than a turn of the event loop."""
    if ast.unparse(call.func) not in {"time.sleep", "asyncio.sleep", "pilot.pause"} or not call.args:
        return False
    return not (isinstance(call.args[0], ast.Constant) and call.args[0].value == 0)


def test_no_test_waits_by_the_clock():
    """Waiting in a loop until something is so is another thing: it takes as long as the machine does."""
    found = Counter(
        name
        for name, path in FILES.items()
        if not name.startswith(tuple(WAITS))
        for node, around in nodes(path)
        if isinstance(node, ast.Call) and is_waiting(node)
        if not any(isinstance(each, ast.While | ast.For) for each in around)
    )
    assert found == REAL_WAITS


def test_no_test_returns_before_it_has_asserted_something():
    """`assume` is for examples that do not fit: it fails when there are no others."""
    early = [
        f"{name}:{node.lineno}"
        for name, path in FILES.items()
        for node, around in nodes(path)
        if isinstance(node, ast.Return) and getattr(around[0], "name", "").startswith("test")
        if not isinstance(around[-1], ast.ExceptHandler)
        # `with pytest.raises(...)` asserts as well.
        if not any(
            isinstance(each, ast.Assert | ast.With) and each.lineno < node.lineno for each in ast.walk(around[0])
        )
    ]
    assert early == []


def test_no_test_accepts_failure_as_well_as_success():
    either = [
        f"{name}:{node.lineno}"
        for name, path in FILES.items()
        if not name.startswith("torture/")  # there a damaged input may be read or refused
        for node, _ in nodes(path)
        if isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.In)
        and isinstance(node.comparators[0], ast.Set | ast.Tuple)
        and {0, 1} <= {each.value for each in node.comparators[0].elts if isinstance(each, ast.Constant)}
        and any(word in ast.unparse(node.left) for word in ("code", "wait(", "ends(", "run("))
    ]
    assert either == []


def test_no_assertion_compares_a_name_with_itself():
    same = [
        f"{name}:{node.lineno}"
        for name, path in FILES.items()
        for node, _ in nodes(path)
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Name | ast.Attribute | ast.Constant)
        and ast.dump(node.left) in {ast.dump(each) for each in node.comparators}
    ]
    assert same == []
