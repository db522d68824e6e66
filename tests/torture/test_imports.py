"""kill -9 at single system calls of an import and of its undoing: what comes after is as if nothing had happened."""

import os
import shutil
from random import Random

import pytest

from tests.support.watch_files import MORNING, fit_walk, put
from tests.torture.tally import count
from tests.torture.test_kills import STRACE, calls_of

pytestmark = [pytest.mark.torture, pytest.mark.timeout(3600)]


def state_of(home):
    """What is known of the walks, and which recordings lie there under which names."""
    walks = [
        (walk["started_at"], walk["counts"], walk["log"]["rpe"], walk["summary"]["readings"]) for walk in home.history()
    ]
    names = [path.name for path in (home.path / "data" / "recordings").iterdir()]
    known = {walk["recording"] for walk in home.history()}
    assert {path.name for path in home.recordings} == known
    return walks, sorted(name for name in names if not name.endswith(".new"))


@pytest.fixture
def prepared(homes, tmp_path):
    """A home with an imported walk that the walker has answered about, and a folder with a better one and another."""
    plain = put(tmp_path / "files", "a.fit", fit_walk(minutes=11))
    put(tmp_path / "in", "b.fit", fit_walk(minutes=11, has_rr=True))
    put(tmp_path / "in", "c.fit", fit_walk(MORNING.replace(day=24), 11))
    first = homes("first").be_asked()
    first.run("import", str(plain)).must(0)
    first.run("log", "--rpe", "4").must(0)
    done = homes("done").copy_of(first)
    done.run("import", "--count", str(tmp_path / "in")).must(0)
    return {"import": (first, ("import", "--count", str(tmp_path / "in"))), "undo": (done, ("import", "--undo"))}


@pytest.mark.skipif(shutil.which("strace") is None, reason="no strace to kill by system call")
@pytest.mark.parametrize("what", ["import", "undo"])
def test_kill_an_import_at_system_calls(tally, homes, prepared, tmp_path, what):
    source, arguments = prepared[what]
    calm = homes("calm").copy_of(source)
    before = state_of(calm)
    made = calls_of(calm, tmp_path / "calls", arguments)
    after = state_of(calm)
    assert before[0] != after[0]

    def kill(point):
        call, number = point
        home = homes(f"{call}-{number}").copy_of(source)
        inject = ("-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}")
        home.start(*arguments, prefix=(*STRACE, "-o", os.devnull, *inject)).ended().must(0, 137)
        started = [walk["started_at"] for walk in home.history()]
        assert len(started) == len(set(started)), "a walk is there twice"
        home.check_database()
        if what == "import" or state_of(home)[0] != after[0]:
            home.run(*arguments).must(0)
        assert [walk[:3] for walk in state_of(home)[0]] == [walk[:3] for walk in after[0]]
        home.check_database()

    with tally(f"SIGKILL at the n-th system call: {what}") as row:
        random = Random(what)
        points = [(call, number) for call, often in sorted(made.items()) for number in range(1, often + 1)]
        random.shuffle(points)
        row.each(kill, points[: count(len(points), 4)], at_once=4)
        row.say(f"of {len(points)} points")
