"""What must stay in one place: each of these has one room, and a second one would be a second way."""

import ast
import re
from collections import Counter
from inspect import isclass
from pathlib import Path

import pytest

from coach import errors

COACH = Path(__file__).parents[1] / "coach"


def places_of(pattern):
    """The modules in which a pattern stands, below coach/."""
    found = re.compile(pattern)
    return {
        path.relative_to(COACH).as_posix()
        for path in COACH.rglob("*.py")
        if any(found.search(line) for line in path.read_text(encoding="utf-8").splitlines())
    }


@pytest.mark.parametrize(
    ("pattern", "rooms"),
    [
        (r"\bSessionPump\(", {"live/host.py"}),
        (r"\bSessionHost\(", {"live/start.py"}),
        (r"\bhost_session\(", {"live/start.py", "cli/demo.py", "cli/replay.py", "services/walks.py"}),
        (r"\bRecordingWriter\(", {"services/recorded_walks.py"}),
    ],
    ids=["pump", "host", "beginning", "recording"],
)
def test_there_is_one_way_to_start_a_walk(pattern, rooms):
    calls = {place for place in places_of(pattern) if place not in places_of(rf"class {pattern[2:-2]}")}
    assert calls == rooms


def test_our_lines_are_parsed_in_one_room():
    assert places_of(r"\bparse_(line|header)\(") == {"session/line_codec.py", "session/recording.py"}
    assert places_of(r"json\.loads|json\.decode|json\.Decoder") == {
        "session/strict_json.py",
        "session/viewer_lines.py",
        "session/wire.py",  # what a walk's host and its viewers say
        "cli/host_process.py",  # an order
        "live/channel.py",  # a token
        "live/meeting.py",  # an address
        "live/sharing.py",  # lines of `coach screen`
        "live/stopping.py",  # lines of any version of Coach
        "services/detached.py",  # the answer to an order
        "store/unasked.py",  # a format of its own
        "store/answers.py",  # a format of its own
        "store/check_ins.py",  # a column of its own
        "store/imports.py",  # a format of its own
        "store/rows.py",  # a column of its own
    }


def test_nobody_asks_which_kind_of_source_this_is():
    kinds = "BluetoothLink|RememberingStraps|Several|SimulatedStrap|ReplaySource|LineSource"
    assert places_of(rf"isinstance\(.*\b({kinds})\b") == set()


def test_no_sentence_of_the_link_decides_anything():
    assert places_of(r"\.said\s*(==|!=|\bin\b)|(==|!=|\bin)\s*\w+\.said\b") == set()
    assert places_of(r"str\(words_of\([^)]*\)\)\s*(==|!=|\bin\b)") == set()
    assert places_of(r"\.(partition|split)\(\"[;.] \"\)") == set()


def test_a_believed_heart_rate_is_asked_for_by_what_it_means():
    """An irregular heart has one as well: a question after `live` alone would leave it out."""
    asked = places_of(r"(\bis|\bis not|==|!=) Signal\.LIVE\b|\bin [({].*Signal\.LIVE\b")
    assert {place for place in asked if not place.startswith("domain/")} == set()


def test_a_plan_is_made_from_the_profile_in_one_place():
    """Or one of the places would forget what a walk starts from."""
    assert places_of(r"(?<!class )\bSessionPlan\(") == {"cli/demo.py", "services/diary.py"}


def test_a_value_is_a_struct():
    """To define a frozen dataclass takes forty times as long, at every start."""
    assert places_of(r"@dataclass\(.*frozen=True") == set()


ERRORS = {name for name, item in vars(errors).items() if isclass(item) and issubclass(item, errors.CoachError)}


DATA = "data alone: its classes are in use in every test of what takes or gives them"
ERRORS_TEST = "tested as a whole in tests/test_errors.py"
PORTS = "protocols alone: the type check holds every user and implementation to them"
WITHOUT_A_TEST_FILE = {
    "cli/exits.py": DATA,
    "domain/pacing/cue.py": DATA,
    "domain/wire/quantities.py": DATA,
    "errors/base.py": ERRORS_TEST,
    "errors/bluetooth.py": ERRORS_TEST,
    "errors/config.py": ERRORS_TEST,
    "errors/files.py": ERRORS_TEST,
    "errors/host.py": ERRORS_TEST,
    "errors/requests.py": ERRORS_TEST,
    "errors/store.py": ERRORS_TEST,
    "formats/file_format.py": DATA,
    "formats/written_walk.py": DATA,
    "limits.py": DATA,
    "pages/history.py": DATA,
    "pages/trends.py": DATA,
    "pages/ports.py": PORTS,
    "pages/programme.py": DATA,
    "pages/programme_texts.py": "templates alone: tests/pages/test_programme_words.py says each of them",
    "pages/straps.py": DATA,
    "services/settled.py": DATA,
    "session/activity.py": DATA,
    "session/events.py": DATA,
    "session/flaws.py": DATA,
    "session/ports.py": PORTS,
    "sources/bluetooth/connection.py": DATA,
    "sources/bluetooth/limits.py": DATA,
    "tui/commands.py": DATA,
    "tui/messages.py": DATA,
    "tui/screens/home_keys.py": DATA,
    "tui/screens/walk_outcome.py": DATA,
}


def test_every_module_has_its_test_file_or_a_reason_why_not():
    modules = {path.relative_to(COACH) for path in COACH.rglob("*.py") if path.name != "__init__.py"}
    tests = COACH.parent / "tests"
    without = {module.as_posix() for module in modules if not (tests / module.parent / f"test_{module.name}").exists()}
    assert without == set(WITHOUT_A_TEST_FILE)


def test_no_file_and_no_function_is_too_long_to_be_read():
    """The engine is one mediator: it may shrink, and is not split."""
    sources = {path.relative_to(COACH).as_posix(): path.read_text(encoding="utf-8") for path in COACH.rglob("*.py")}
    longest = {"session/engine.py": 480}
    assert [name for name, text in sources.items() if text.count("\n") > longest.get(name, 400)] == []
    functions = (
        (name, node)
        for name, text in sources.items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert {f"{name}:{node.name}" for name, node in functions if node.end_lineno - node.lineno >= 60} == set()


def test_no_constant_is_defined_twice_in_a_module():
    """The second one would win, and nobody would see it."""
    twice = {
        f"{path.relative_to(COACH).as_posix()}:{name}"
        for path in COACH.rglob("*.py")
        for name, count in Counter(
            target.id
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ).items()
        if count > 1
    }
    assert twice == set()


def test_the_type_check_is_switched_off_nowhere_and_no_benchmark_imports_a_test():
    assert places_of(r"#\s*type:\s*ignore") == set()
    benchmarks = (COACH.parent / "benchmarks").glob("*.py")
    tests = re.compile(r"^\s*(from|import) tests\b", re.MULTILINE)
    assert [path.name for path in benchmarks if tests.search(path.read_text(encoding="utf-8"))] == []


def prose_in(call):
    """Words for a reader among the arguments: text with a blank in it."""
    parts = [part for given in (*call.args, *call.keywords) for part in ast.walk(given)]
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value for part in parts)


def test_errors_carry_facts_and_only_the_command_line_raises_sentences():
    told = {
        f"{path.relative_to(COACH).as_posix()}:{node.lineno}"
        for path in COACH.rglob("*.py")
        if path.relative_to(COACH).parts[0] != "cli"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and prose_in(node)
    }
    assert told == set()


def test_no_message_of_an_error_is_taken_apart():
    parsed = r"str\(error\)\.|\.args\[|\bin str\(error\)|str\(error\) *==|re\.\w+\([^)]*str\(error\)"
    assert places_of(parsed) == set()


def words_of_names():
    """Every word of every name that the program gives: functions, classes, arguments, variables, attributes."""
    for path in COACH.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (getattr(node, key, None) for key in ("id", "arg", "name", "attr"))
            yield from ((word, path) for name in names if isinstance(name, str) for word in name.lower().split("_"))


def test_telling_is_named_by_what_it_is():
    """To report, announce, raise, print or answer: `told` was all of these."""
    places = {path.relative_to(COACH).as_posix() for word, path in words_of_names() if word in {"told", "telling"}}
    assert places == set()


def test_no_two_classes_have_one_name():
    names = [
        node.name
        for path in COACH.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    assert [name for name, count in Counter(names).items() if count > 1] == []
