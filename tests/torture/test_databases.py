"""A history that is gone, broken, newer, in the way or in use: no walk is lost for it, and no answer."""

import json
import os
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from random import Random

import pytest

from coach.clock import local_now
from coach.store.schema import MIGRATIONS
from tests.torture.program import PATIENCE_S, WALK, missing_in, write_walk
from tests.torture.tally import count

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

WALKS = 4
"""In the home of each try, each with an answer."""


def without_sessions_of_now(walks):
    return [walk for walk in walks if walk["end_reason"] == "finished"]


def sums(walks):
    return [(walk["session"], walk["summary"]) for walk in walks]


def take_away(home):
    """The history's own files; its copies stay."""
    for name in ("history.sqlite3", "history.sqlite3-wal", "history.sqlite3-shm"):
        (home.path / "data" / name).unlink(missing_ok=True)


def missing(home):
    take_away(home)


def empty(home):
    take_away(home)
    home.database.touch()


def truncated(home):
    data = whole_database(home)
    home.database.write_bytes(data[: len(data) // 2])


def text(home):
    take_away(home)
    home.database.write_text("hello\n" * 999)


def newer(home):
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA user_version = 9999")


def folder(home):
    take_away(home)
    home.database.mkdir()


def fifo(home):
    take_away(home)
    os.mkfifo(home.database)


def whole_database(home):
    """Its bytes, with all that was written, the log file gone."""
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return home.database.read_bytes()


COMMANDS = (["history"], ["history", "--json"], ["plan"], ["log", "--rpe", "5"])


@pytest.mark.parametrize("harm", [missing, empty])
def test_a_history_that_is_gone_comes_back_with_its_answers(tally, homes, harm):
    whole = homes("whole").be_asked().make_walks(WALKS)
    before = whole.history()

    def come_back(first):
        home = homes("-".join(first)).copy_of(whole)
        harm(home)
        said = home.run(*first).must(0)
        assert said.err.count("coach:") == 1, f"one notice, not {said.err!r}"
        after = home.history()
        if first[0] == "log":
            assert after[0]["log"]["rpe"] == 5
            after[0]["log"]["rpe"] = before[0]["log"]["rpe"]
        assert after == before
        assert home.run("history").must(0).err == ""

    with tally(f"a history that is {harm.__name__}") as row:
        row.each(come_back, COMMANDS, at_once=2)


def rebuild(home):
    home.run("history", "--rebuild").must(0)


def update(home):
    with closing(sqlite3.connect(home.database)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def clear_the_way(home):
    home.database.rmdir() if home.database.is_dir() else home.database.unlink()


@pytest.mark.parametrize(
    ("harm", "mend"),
    [(truncated, rebuild), (text, rebuild), (newer, update), (folder, clear_the_way), (fifo, clear_the_way)],
)
def test_a_history_that_cannot_be_used_stops_no_walk(tally, homes, harm, mend):
    with tally(f"in the history's place: {harm.__name__}") as row:
        home = homes("home").be_asked().make_walks(WALKS)
        before = home.history()
        harm(home)
        for command in COMMANDS:
            with row.attempt(command):
                said = home.run(*command).must(*((1,) if command[0] == "history" else (0, 1)))
                assert said.err.count("\n") == 1, f"one line, not {said.err!r}"
        with row.attempt("walk"):
            walked = home.start(*WALK).until_states(3).end().must(143)
            assert "coach:" in walked.err.replace("coach: recording to", ""), "no notice"
            assert missing_in(home.recordings[-1], walked.lines) == 0
        with row.attempt("the next start"):
            mend(home)
            after = home.history()
            assert without_sessions_of_now(after) == before
            assert [walk["end_reason"] for walk in after].count("interrupted") == 1


def test_random_pages_overwritten(tally, homes):
    """Either the history says that it is damaged, or it says what it said: never another answer."""
    whole = homes("whole").be_asked().make_walks(8)
    data = whole_database(whole)
    before = whole.history()

    def overwrite(seed):
        random = Random(seed)
        home = homes(seed).be_asked()
        (home.path / "data").mkdir()
        harmed = bytearray(data)
        for _ in range(random.choice((1, 1, 2, 5))):
            page = random.randrange(len(data) // 4096)
            harmed[page * 4096 : (page + 1) * 4096] = random.choice((bytes(4096), random.randbytes(4096)))
        home.database.write_bytes(harmed)
        shutil.copytree(whole.path / "data" / "recordings", home.path / "data" / "recordings")
        said = home.run("history", "--json").must(0, 1)
        if said.code == 0:
            assert json.loads(said.out) == before
        else:
            assert said.err.count("\n") == 1, said.err
        home.run("plan").must(0, 1)
        home.run("log", "--rpe", "5").must(0, 1)
        home.run("history", "--rebuild").must(0)
        rebuilt = home.history()
        assert sums(rebuilt) == sums(before)
        return said.code

    with tally("random pages of the history overwritten") as row:
        said = row.each(overwrite, range(count(100, 4)), at_once=3)
        row.say(f"{said.count(1)} said damaged, {said.count(0)} harmless")


@contextmanager
def held(home):
    with closing(sqlite3.connect(home.database, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield
        connection.execute("ROLLBACK")


def read_while_in_use(home):
    with held(home):
        home.run("history", "--json").must(0)


def start_while_in_use(home):
    with held(home):
        walked = home.start(*WALK).until_states(3, PATIENCE_S).end().must(143, 1)
    assert missing_in(home.recordings[-1], walked.lines) == 0


def end_while_in_use(home):
    walk = home.start(*WALK).until_states(3)
    with held(home):
        walked = walk.end().must(143, 1)
    assert missing_in(home.recordings[-1], walked.lines) == 0


def test_a_history_that_is_in_use(tally, homes):
    """Another program holds it for longer than anybody waits: nothing is lost, and the next start knows the walk."""
    whole = homes("whole").be_asked().make_walks(2)

    def while_in_use(do):
        home = homes(do.__name__).copy_of(whole)
        do(home)
        assert len(home.history()) == len(home.recordings)

    with tally("a history under BEGIN EXCLUSIVE") as row:
        row.each(while_in_use, (read_while_in_use, start_while_in_use, end_while_in_use), at_once=3)


def test_everything_at_once(tally, homes):
    """A walk or one that is gone on with, whichever is first, two rebuilds, an answer, and the history."""

    def all_at_once(number):
        home = homes(number).be_asked().make_walks(3)
        newest = home.history()[0]["session"]
        killed = home.start(*WALK, "--new").until_states(2)
        killed.kill()
        walks = [home.start(*WALK, "--new"), home.start(*WALK, "--go-on")]
        others = [
            home.start("history", "--rebuild"),
            home.start("log", newest, "--pain", "2"),
            home.start("history", "--json"),
            home.start("history", "--rebuild"),
            home.start("plan"),
        ]
        for other in others:
            other.ended().must(0)
        # Of the two, one runs; or none, when one has closed the walk that the other held the place for.
        running = [walk for walk in walks if walk.waits(5.0) is None]
        assert len(running) <= 1
        for walk in walks:
            if walk in running:
                walk.until_states(3)
                ended = walk.end().must(143)
                assert min(missing_in(item, ended.lines) for item in home.recordings) == 0
            else:
                walk.ended().must(1)
        history = home.history()
        assert len(history) == len({walk["session"] for walk in history}) == len(home.recordings)
        assert [walk["log"]["pain_after"] for walk in history if walk["session"] == newest] == [2]
        home.check_database()

    with tally("two walks, two rebuilds, log, history and go-on at once") as row:
        row.each(all_at_once, range(count(12, 1)), at_once=2)


def test_four_rebuilds_at_once(tally, homes):
    number = count(62, 8)
    home = homes("home").be_asked().make_walks(number)
    before = home.history()
    with tally(f"four rebuilds at once over {number} walks") as row, ThreadPoolExecutor(4) as pool:
        for outcome in pool.map(lambda _: home.run("history", "--rebuild"), range(4)):
            with row.attempt("a rebuild"):
                outcome.must(0)
        with row.attempt("what is left"):
            assert home.history() == before
            home.check_database()


def test_ten_days_after_a_history_was_emptied_its_answers_are_there(tally, homes):
    """A copy with answers must not go before they are safe."""
    with tally("ten days after a history was emptied") as row:
        home = homes("home").be_asked().make_walks(WALKS)
        home.run("history").must(0)
        before = home.history()
        empty(home)
        for day in range(1, 11):
            with row.attempt(f"day {day}"):
                moment = local_now() + timedelta(days=day)
                write_walk(home.recordings[0].with_name(f"{moment:%Y-%m-%d-%H%M}.jsonl"), moment - timedelta(hours=1))
                after = home.history(options=("--begin-at", moment.isoformat()))
                assert (len(after), after[day:]) == (day + WALKS, before)
        assert len(list((home.path / "data").glob("*.backup"))) <= 12
