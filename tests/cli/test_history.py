"""`coach history`: what it prints, and that it comes back from the recordings."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.commands import as_json, asked, rebuilt
from tests.support.recorded_walks import days, record
from tests.support.watch_files import fit_walk, put

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_an_empty_history_says_how_to_begin(capsys, home):
    assert "coach walk" in asked(capsys, "history")[1]


def test_walks_newest_first_with_what_was_felt(capsys, home):
    old, new = record(home, ago=days(3)), record(home, ago=days(1), minutes=12)
    rebuilt(capsys)
    assert asked(capsys, "log", old, "--rpe", "4", "--pain", "2", "--note", "wind\x1b[2J")[0] == 0
    found = as_json(capsys, "history")
    assert [item["session"] for item in found] == [new, old]
    assert found[1]["summary"]["z2_s"] == pytest.approx(1195, abs=15)
    assert found[1]["log"]["note"] == "wind\x1b[2J"
    _, out, _ = asked(capsys, "history")
    assert "\x1b" not in out
    assert out.splitlines()[2].split() == [
        old,
        "steady",
        "20:00",
        *out.splitlines()[2].split()[3:5],
        "4",
        "2",
        "128",
        "wind·[2J",
    ]


def test_whatever_was_noted_is_ascii_as_json(capsys, home):
    walks = [record(home, ago=days(ago)) for ago in (3, 2, 1)]
    rebuilt(capsys)
    for walk, note in zip(walks, ("wind", "Gänse \U0001fabf", 'a "quote"\n\x1b'), strict=True):
        assert asked(capsys, "log", walk, "--note", note)[0] == 0
    code, out, _ = asked(capsys, "history", "--json")
    assert (code, out.isascii(), out.count("\n")) == (0, True, 1)
    assert json.dumps(json.loads(out)) == out.strip(), "written as every other JSON of Coach"
    assert [item["log"]["note"] for item in json.loads(out)] == ['a "quote"\n\x1b', "Gänse \U0001fabf", "wind"]


def test_an_imported_walk_says_what_kind_of_file_it_comes_from(capsys, home, tmp_path):
    rows = "".join(f"{800 + number * 11 % 20}\n" for number in range(900))
    assert asked(capsys, "import", str(put(tmp_path, "beats.txt", rows.encode())))[0] == 0
    assert asked(capsys, "history")[1].splitlines()[1].endswith("  (from a list of RR intervals)")
    assert asked(capsys, "profile", "--start", "2026-11-20")[0] == 0
    assert asked(capsys, "import", "--count", str(put(tmp_path, "walk.fit", fit_walk())))[0] == 0
    assert any(line.endswith("  (from a FIT file, counts)") for line in asked(capsys, "history")[1].splitlines())


def walked(home, capsys, count, **answers):
    """Walks with their answers, one every second day."""
    stems = [record(home, ago=days(2 * (count - number)), minutes=11) for number in range(count)]
    rebuilt(capsys)
    for number, stem in enumerate(stems):
        options = [word for name, values in answers.items() for word in (f"--{name}", str(values[number]))]
        assert asked(capsys, "log", stem, *options)[0] == 0


def test_the_trends_are_printed_with_their_scales(capsys, home):
    walked(home, capsys, 6, rpe=(5, 5, 4, 4, 4, 3), pain=(6, 5, 5, 4, 3, 3), speed=(4.0, 4.0, 4.1, 4.3, 4.4, 4.4))
    _, out, _ = asked(capsys, "history")
    _, _, told = out.partition("How things change, from old to new\n")
    lines = told.splitlines()
    assert [line for line in lines if line.isupper() or "→" in line][1:] == [
        "SPEED AT 128 BPM  4 → 4.4 km/h  usually 4, lately 4.4: likely real",
        "SPIKES ABOVE THE ZONE  0 → 0 a walk  no sure change",
        "EFFORT AT 4.2 KM/H  5 → 3 of 10  no sure change",
        "PAIN AFTER  6 → 3 of 10  usually 5, lately 3: less",
    ]
    assert "the line: 150 min, from week 5 on" in told
    assert asked(capsys, "history", "--trends")[1].strip() == told.strip()


def test_help_and_readme_promise_the_trends_that_there_are(capsys, home):
    promises = [asked(capsys, "history", "--help")[1], README]
    for trend in as_json(capsys, "history", "--trends"):
        name = f"{trend['name'][0].lower()}{trend['name'][1:]}".replace("zone 2", "Zone 2")
        assert all(name in " ".join(promise.split()) for promise in promises)


def test_the_trends_as_json(capsys, home):
    assert [item["points"] for item in as_json(capsys, "history", "--trends")] == [[]] * 5
    walked(home, capsys, 6, pain=(6, 5, 5, 4, 3, 3))
    trends = {item["trend"]: item for item in as_json(capsys, "history", "--trends")}
    pain = trends["pain_after"]
    assert (pain["axis"], pain["unit"], [point["value"] for point in pain["points"]]) == (
        [0, 10],
        "of 10",
        [6, 5, 5, 4, 3, 3],
    )
    assert pain["change"] == {"earlier": 5, "later": 3, "least_that_matters": 2, "likely_real": True}
    assert trends["z2_minutes_a_week"]["goal"] == 150
    assert trends["effort_at_the_same_work"]["change"] is None


def test_one_walk_says_what_makes_a_trend(capsys, home):
    walked(home, capsys, 1, pain=(2,))
    _, out, _ = asked(capsys, "history")
    assert "PAIN AFTER  2 of 10" in out
    assert "Give the distance or the belt's speed" in out


@pytest.mark.parametrize("width", [38, 40, 48, 56, 64, 80, 200])
def test_a_line_fits_its_terminal(capsys, home, monkeypatch, width):
    walked(home, capsys, 2, rpe=(10, 10), pain=(10, 10))
    monkeypatch.setattr("coach.cli.history._terminal_width", lambda: width)
    _, out, _ = asked(capsys, "history")
    assert max(len(line) for line in out.splitlines()) <= width


def test_a_lost_history_comes_back_from_the_recordings(capsys, home):
    stems = [record(home, ago=days(ago)) for ago in (3, 2, 1)]
    rebuilt(capsys)
    before = as_json(capsys, "history")
    for path in (home / "data").glob("history.sqlite3*"):
        path.unlink()
    code, _, err = asked(capsys, "history", "--rebuild")
    assert (code, "3 walks computed again" in err) == (0, True)
    assert as_json(capsys, "history") == before
    assert {item["session"] for item in before} == set(stems)


def test_a_recording_that_cannot_be_read_is_told_and_costs_only_itself(capsys, home):
    record(home, ago=days(1))
    (home / "data" / "recordings" / "broken.jsonl").write_text("hello\n", encoding="utf-8")
    code, _, err = asked(capsys, "history", "--rebuild")
    assert code == 0
    assert "broken.jsonl was left out" in err
    assert len(as_json(capsys, "history")) == 1


@pytest.mark.usefixtures("near_midnight")
def test_an_old_walk_that_never_ended_is_closed_where_it_stopped(capsys, home):
    stem = record(home, ago=timedelta(hours=3), minutes=11, ends=False)
    (found,) = as_json(capsys, "history")
    assert (found["session"], found["end_reason"]) == (stem, None)
    assert found["summary"]["elapsed_s"] == 659.0
    assert as_json(capsys, "plan")["this_week"]["walks"] == 1


def test_where_a_walk_is_recorded_is_printed_and_null_when_it_is_gone(capsys, home):
    there, gone = record(home, ago=days(3)), record(home, ago=days(1))
    rebuilt(capsys)
    folder = home / "data" / "recordings"
    assert sorted(path.name for path in folder.iterdir()) == [f"{there}.jsonl.xz", f"{gone}.jsonl.xz"]  # it packs all
    (folder / f"{gone}.jsonl.xz").unlink()
    files = {item["session"]: item["file"] for item in as_json(capsys, "history")}
    assert files == {there: str(folder / f"{there}.jsonl.xz"), gone: None}
    assert as_json(capsys, "log", there)["file"] == files[there]
    assert as_json(capsys, "log", gone)["file"] is None


def test_counts_is_said_only_where_it_is_so(home, tmp_path, capsys):
    """Before the programme's first day, today where nothing else is known, it has no effect."""
    asked(capsys, "import", "--count", str(put(tmp_path, "walk.fit", fit_walk())))
    said = []
    for arguments in (["history"], ["profile", "--start", "2026-11-20"], ["history"], ["log", "--rpe", "3"]):
        code, out, _ = asked(capsys, *arguments)
        said.append((code, ", counts)" in out))
    assert said == [(0, False), (0, False), (0, True), (0, True)]
