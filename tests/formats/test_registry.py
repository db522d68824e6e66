import gzip
import hashlib
from pathlib import Path

import pytest

from coach.errors import FormatError, FormatProblem, RecordingError, RecordingProblem, RecordingVersionError
from coach.formats import apple_health, coach_recording, csv_table, fit, gpx, hrm, registry, rr_text, tcx
from coach.formats.file_format import Reader
from coach.formats.registry import (
    WRITERS,
    kind_of_file,
    kinds_of_files,
    read_activity,
    read_walks,
    readers,
    refusal,
    writer_of,
)
from coach.limits import HEAD_BYTES
from coach.session.activity import Activity
from coach.session.error_words import error_sentence
from coach.session.inputs import Notification, Reading, SessionEnded, UnknownEvent
from coach.session.line_codec import Header
from tests.support.fit_bytes import fit_file
from tests.support.saying import flaws_of, raises_saying
from tests.support.zip_bytes import zip_of

FIXTURES = Path(__file__).parents[2] / "fixtures"

HEADER = '{"format": "coach-recording", "version": 1, "started_at": "2026-11-23T07:31:04.512Z"}'


def written(tmp_path, *lines, end="\n"):
    path = tmp_path / "walk.jsonl"
    path.write_text("\n".join(lines) + end, encoding="utf-8")
    return path


def test_a_recording_is_read(tmp_path):
    path = written(tmp_path, HEADER, '{"t": 1.0, "hex": "0048"}', '{"t": 2.0, "event": "end", "reason": "finished"}')
    recording = read_activity(path)
    assert recording.header.started_at == "2026-11-23T07:31:04.512Z"
    assert recording.inputs == (Notification(at_s=1.0, payload=b"\x00\x48"), SessionEnded(at_s=2.0))
    assert flaws_of(recording) == ()


def test_windows_line_ends_empty_lines_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = tmp_path / "walk.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + HEADER.encode() + b'\r\n\r\n{"t": 1, "bpm": 72}\r\n')
    recording = read_activity(path)
    assert (recording.inputs, flaws_of(recording)) == ((Reading(at_s=1.0, bpm=72),), ())


def test_a_cut_last_line_costs_that_line_only(tmp_path):
    path = written(tmp_path, HEADER, '{"t": 1, "bpm": 72}', '{"t": 2, "bp', end="")
    recording = read_activity(path)
    assert recording.inputs == (Reading(at_s=1.0, bpm=72),)
    assert len(flaws_of(recording)) == 1
    assert "line 3" in flaws_of(recording)[0]
    assert "cut off" in flaws_of(recording)[0]


def test_a_last_line_without_its_end_is_used_when_it_is_whole(tmp_path):
    recording = read_activity(written(tmp_path, HEADER, '{"t": 1, "bpm": 72}', end=""))
    assert (recording.inputs, flaws_of(recording)) == ((Reading(at_s=1.0, bpm=72),), ())


@pytest.mark.parametrize(
    "line", ["not JSON", '{"t": "soon", "bpm": 1}', '{"t": 1.5}', "[1, 2]", '{"t": 1.5, "hex": "0"}']
)
def test_a_line_without_sense_is_left_out_by_its_number(tmp_path, line):
    recording = read_activity(written(tmp_path, HEADER, '{"t": 1, "bpm": 72}', line, '{"t": 2, "bpm": 73}'))
    assert [item.bpm for item in recording.inputs] == [72, 73]
    assert len(flaws_of(recording)) == 1
    assert flaws_of(recording)[0].startswith("line 3 was left out:")


def test_bytes_that_are_no_text_cost_their_line_only(tmp_path):
    path = tmp_path / "walk.jsonl"
    path.write_bytes(HEADER.encode() + b'\n\xff\xfe\x00\n{"t": 2, "bpm": 73}\n')
    recording = read_activity(path)
    assert recording.inputs == (Reading(at_s=2.0, bpm=73),)
    assert len(flaws_of(recording)) == 1


def test_time_that_runs_backwards_is_held_and_told_once(tmp_path):
    path = written(tmp_path, HEADER, '{"t": 5, "bpm": 72}', '{"t": 3, "bpm": 73}', '{"t": -1, "bpm": 74}')
    recording = read_activity(path)
    assert [item.at_s for item in recording.inputs] == [5.0, 5.0, 5.0]
    assert len(flaws_of(recording)) == 1
    assert "backwards in line 3" in flaws_of(recording)[0]


def test_nothing_follows_the_end(tmp_path):
    path = written(tmp_path, HEADER, '{"t": 1, "event": "end", "reason": "stopped"}', '{"t": 2, "bpm": 73}')
    assert [type(item) for item in read_activity(path).inputs] == [SessionEnded]


def test_an_unknown_event_stays(tmp_path):
    recording = read_activity(written(tmp_path, HEADER, '{"t": 1, "event": "sneeze", "loud": true}'))
    assert recording.inputs == (UnknownEvent(at_s=1.0, name="sneeze", extra={"loud": True}),)


def test_a_newer_version_is_refused_by_its_number(tmp_path):
    with raises_saying(RecordingVersionError, "version 2"):
        read_activity(written(tmp_path, HEADER.replace('"version": 1', '"version": 2')))


@pytest.mark.parametrize("text", ["<html/>", "{}", "120\n121\n", "\x00\x01"])
def test_another_file_is_refused_with_what_to_do(tmp_path, text):
    with raises_saying(RecordingError, r"not a recording of Coach, nor of another format"):
        read_activity(written(tmp_path, text))


def test_an_empty_file_is_refused(tmp_path):
    with raises_saying(RecordingError, "empty"):
        read_activity(written(tmp_path, ""))


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \r\n"])
def test_blank_lines_are_empty(tmp_path, text):
    with raises_saying(RecordingError, "is empty"):
        read_activity(written(tmp_path, text))


@pytest.mark.parametrize("text", ["\n<html/>", "\n" + HEADER, " \n\x00"])
def test_a_file_that_begins_with_a_blank_line_is_not_told_to_be_empty(tmp_path, text):
    with raises_saying(RecordingError, "is not a recording of Coach, nor of another format"):
        read_activity(written(tmp_path, text))


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        with raises_saying(RecordingError, "cannot read|is no file but a folder"):
            read_activity(path)


def test_too_large_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(coach_recording, "MOST_WALK_BYTES", 10)
    with raises_saying(FormatError, "larger than any walk"):
        read_activity(written(tmp_path, HEADER))


def test_a_fit_file_is_known_by_its_content(tmp_path):
    path = tmp_path / "walk.jsonl"
    path.write_bytes(fit_file(("record", {"timestamp": 1_000_000_000, "heart_rate": 101})))
    recording = read_activity(path)
    assert recording.inputs == (Reading(at_s=0.0, bpm=101),)
    source = recording.header.source
    assert (source["kind"], source["format"], source["file"]) == ("file", "fit", "walk.jsonl")
    assert source["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"", "is empty"),
        (b" ", "is empty"),
        (b" \n", "is not a recording"),
        (b"hello\n", "is not a recording"),
        (b".FIT", "give a FIT file or "),
    ],
)
def test_standard_input_takes_recordings_alone(line, told):
    assert told in error_sentence(refusal("", line))


def test_a_new_format_is_a_reader_and_a_line_in_the_table(tmp_path, monkeypatch):
    """A list of heart rates, one a second, as a stranger would add it: sniffed, read, in help and refusals."""

    def read(document):
        rates = [int(line) for line in document.whole(1000, "rates").decode().split()]
        if not rates:
            raise FormatError(FormatProblem.NO_HEART_RATE, "rates", name=document.name)
        beats = tuple(Reading(at_s=float(second), bpm=bpm) for second, bpm in enumerate(rates))
        return [Activity(Header(""), beats)]

    rates = Reader("rates", "list of heart rates", "of a spreadsheet", lambda _head, suffix: suffix == ".bpm", read)
    monkeypatch.setattr(registry, "readers", lambda: iter((*readers(), rates)))
    path = tmp_path / "walk.BPM"
    path.write_text("120\n121\n")
    assert [item.bpm for item in read_activity(path).inputs] == [120, 121]
    assert kinds_of_files().startswith("a recording of Coach, a FIT file of a watch, ")
    assert kinds_of_files().endswith(", a list of heart rates of a spreadsheet")
    told = r"is not a recording of Coach, nor of another format that Coach reads \(FIT file, .*, list of heart rates\)"
    with raises_saying(RecordingError, told):
        read_activity(written(tmp_path, "<html/>"))
    assert " or a list of heart rates by its name" in error_sentence(refusal("", b"<html/>"))


def test_the_kind_of_a_file_is_said_in_words_and_never_by_its_key():
    assert [kind_of_file(reader.key) for reader in readers()] == [f"a {reader.name}" for reader in readers()]
    assert kind_of_file("apple") == "a Health export"
    assert (kind_of_file("xyz"), kind_of_file("")) == ("a xyz file", "a file")


def test_every_reader_is_sure_of_its_own_files_alone():
    heads = {
        fit.READER: fit_file(("record", {"timestamp": 1}))[:HEAD_BYTES],
        tcx.READER: b'<?xml version="1.0"?><TrainingCenterDatabase><Activities>',
        gpx.READER: b'<?xml version="1.0"?><gpx version="1.1">',
        apple_health.READER: b'<?xml version="1.0"?><!DOCTYPE HealthData [ ]><HealthData locale="en_GB">',
        coach_recording.READER: HEADER.encode(),
        hrm.READER: b"[Params]\r\nVersion=106\r\n",
        rr_text.READER: b"812\n790\n801\n",
        csv_table.READER: b"time;bpm\n0;100\n",
    }
    assert {reader: [other for other in readers() if other.sniff(head, "")] for reader, head in heads.items()} == {
        reader: [reader] for reader in readers()
    }


def test_a_writer_s_name_is_the_suffix_of_its_files():
    assert [writer_of(to).suffix for to in WRITERS] == [f".{to}" for to in WRITERS]


def test_a_fit_file_without_a_heart_rate_is_nothing_to_replay(tmp_path):
    path = tmp_path / "walk.fit"
    path.write_bytes(fit_file(("record", {"timestamp": 1_000_000_000, "speed": 1400})))
    with raises_saying(FormatError, "no heart rate"):
        read_activity(path)


@pytest.mark.parametrize(
    "messages",
    [
        [("session", {"avg_heart_rate": 120})],
        [("hr", {"event_timestamp": 1024, "filtered_bpm": 120})],
        [("hr", {"timestamp": 1_000_000_000, "filtered_bpm": 120})],
    ],
)
def test_a_fit_file_that_is_not_understood_is_not_told_to_be_empty(tmp_path, messages):
    path = tmp_path / "walk.fit"
    path.write_bytes(fit_file(("record", {"timestamp": 1_000_000_000, "speed": 1400}), *messages))
    with raises_saying(FormatError, "has a heart rate in it, but"):
        read_activity(path)


def test_a_fit_file_that_is_damaged_before_its_first_heart_rate_is_not_told_to_be_empty(tmp_path):
    path = tmp_path / "walk.fit"
    speed, beat = (("record", {"timestamp": 1_000_000_000, **more}) for more in ({"speed": 1400}, {"heart_rate": 101}))
    path.write_bytes(fit_file(speed, beat, finished=False)[:-20])
    with raises_saying(FormatError, "cannot be read"):
        read_activity(path)


BEAT = ("record", {"timestamp": 1_000_000_000, "heart_rate": 101})


def outcomes(path, data):
    """What is found in a file, by name: the walk's first heart rate, or the problem."""
    path.write_bytes(data)
    return {
        found.name.removeprefix(f"{path.parent}/"): found.outcome.inputs[0].bpm
        if isinstance(found.outcome, Activity)
        else found.outcome.problem
        for found in read_walks(path)
    }


def test_the_walks_of_an_archive_are_read_and_what_is_none_is_left(tmp_path):
    fit = fit_file(BEAT)
    data = zip_of({
        "activities/1.fit.gz": gzip.compress(fit),
        "activities/2.fit": fit,
        "photo.jpg": b"\xff\xd8\xff\xe0",
        "profile.json": b'{"name": "Anna"}\n',
        "cut.fit": fit[:20],
    })  # fmt: skip
    assert outcomes(tmp_path / "export.zip", data) == {
        "export.zip: activities/1.fit.gz": 101,
        "export.zip: activities/2.fit": 101,
        "export.zip: photo.jpg": RecordingProblem.UNKNOWN_FORMAT,
        "export.zip: profile.json": RecordingProblem.UNKNOWN_FORMAT,
        "export.zip: cut.fit": FormatProblem.DAMAGED,
    }
    walk = read_activity(tmp_path / "export.zip")
    assert walk.header.source["file"] == "1.fit.gz"
    assert walk.header.source["sha256"] == hashlib.sha256(fit).hexdigest(), "of what is packed, however it is packed"


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("walk.fit", "walk.fit"),
        ("Anna/walk.fit", "walk.fit"),
        ("a\\b\\walk.fit.gz", "walk.fit.gz"),
        ("x: y.fit", "y.fit"),
    ],
)
@pytest.mark.parametrize("is_twice_packed", [False, True])
def test_a_walks_source_is_its_files_own_name_without_that_of_the_archive(tmp_path, inside, name, is_twice_packed):
    data = zip_of({inside: gzip.compress(fit_file(BEAT)) if inside.endswith(".gz") else fit_file(BEAT)})
    path = tmp_path / "Jane Doe: all.zip"
    path.write_bytes(zip_of({"Jane Doe.zip": data}) if is_twice_packed else data)
    assert read_activity(path).header.source["file"] == name


def test_a_walks_source_has_all_of_the_name_of_a_file_that_is_in_no_archive(tmp_path):
    for name, data in (("a: b.fit", fit_file(BEAT)), ("a: b.fit.gz", gzip.compress(fit_file(BEAT)))):
        (tmp_path / name).write_bytes(data)
        assert read_activity(tmp_path / name).header.source["file"] == name


def test_a_table_that_is_not_known_is_told_apart_from_what_is_no_table(tmp_path):
    """Alone in an archive or beside walks: the walker may know its columns."""
    table = b"a,b\n1,2\n3,4\n"
    alone = outcomes(tmp_path / "export.zip", zip_of({"activities.csv": table}))
    assert alone == {"export.zip: activities.csv": FormatProblem.COLUMNS_UNKNOWN}
    beside = outcomes(tmp_path / "export.zip", zip_of({"activities.csv": table, "1.fit": fit_file(BEAT)}))
    assert beside == {"export.zip: activities.csv": FormatProblem.COLUMNS_UNKNOWN, "export.zip: 1.fit": 101}


def test_what_an_archive_loses_is_a_flaw_of_the_walk_or_the_reason_why_there_is_none(tmp_path):
    records = [("record", {"timestamp": 1_000_000_000 + second, "heart_rate": 101}) for second in range(5000)]
    packed = gzip.compress(fit_file(*records), 1)
    path = tmp_path / "walk.fit.gz"
    path.write_bytes(packed[: len(packed) // 2])
    walk = read_activity(path)
    assert 2000 < len(walk.inputs) < 3000
    assert any("unexpected end of data" in flaw for flaw in flaws_of(walk))
    path.write_bytes(packed[:30])
    with raises_saying(
        FormatError, "the packed file .*walk.fit.gz cannot be read: unexpected end of data; copy it anew"
    ):
        read_activity(path)


def test_one_walk_without_a_heart_costs_no_other_walk_of_its_file(tmp_path, monkeypatch):
    def read(_document):
        return [Activity(Header(""), (Reading(at_s=0.0, bpm=bpm),)) for bpm in (100, 0, 102)]

    walks = Reader("walks", "list of walks", "of a watch", lambda head, _suffix: head == b"walks", read)
    monkeypatch.setattr(registry, "readers", lambda: iter((walks,)))
    path = tmp_path / "walks"
    path.write_bytes(b"walks")
    found = [item.outcome for item in read_walks(path)]
    assert [item.problem if isinstance(item, FormatError) else item.inputs[0].bpm for item in found] == [
        100, FormatProblem.NOTHING_BELIEVABLE, 102,
    ]  # fmt: skip


def test_progress_never_goes_back_and_ends_within_the_file(tmp_path):
    data = zip_of({f"{number}.fit.gz": gzip.compress(fit_file(BEAT)) for number in range(20)})
    path = tmp_path / "export.zip"
    path.write_bytes(data)
    seen = []
    assert len(list(read_walks(path, on_progress=seen.append))) == 20
    assert seen == sorted(seen)
    assert len(data) / 2 < seen[-1] <= len(data)


def test_the_error_of_a_file_is_one_about_a_recording_where_there_is_one(tmp_path):
    path = tmp_path / "export.zip"
    table, photo, cut = {"a.csv": b"a,b\n1,2\n3,4\n"}, {"photo.jpg": b"\xff\xd8"}, {"cut.fit": fit_file(BEAT)[:20]}
    for files in (photo | table | cut, cut | table | photo):
        path.write_bytes(zip_of(files))
        with raises_saying(FormatError, "cannot be read"):
            read_activity(path)
    for files in (photo | table, table | photo):
        path.write_bytes(zip_of(files))
        with raises_saying(FormatError, "is a table, but"):
            read_activity(path)


NOT_OF_A_FILE = {RecordingProblem.NAME_NOT_TEXT, FormatProblem.DATE_NOT_HELD} | {
    problem for problem in RecordingProblem if problem.value.startswith("line_")
}
"""What no reader says of a whole file."""


@pytest.mark.parametrize("is_packed", [False, True])
@pytest.mark.parametrize("problem", [item for item in (*RecordingProblem, *FormatProblem) if item not in NOT_OF_A_FILE])
def test_every_refusal_names_its_file_whether_or_not_its_reader_knew_it(tmp_path, monkeypatch, problem, is_packed):
    def read(_document):
        if problem is RecordingProblem.NEWER_VERSION:
            raise RecordingVersionError(9, 1)
        if isinstance(problem, RecordingProblem):
            raise RecordingError(problem, formats=("recording", "FIT file"))
        raise FormatError(problem, "FIT", detail="why", limit=1)

    monkeypatch.setattr(
        registry, "readers", lambda: iter((Reader("fit", "FIT file", "of a watch", lambda *_: True, read),))
    )
    path = tmp_path / "export.zip"
    path.write_bytes(zip_of({"walk.fit": b"walk"}) if is_packed else b"walk")
    (found,) = read_walks(path)
    assert found.name in error_sentence(found.outcome)
    assert found.name == (f"{path}: walk.fit" if is_packed else str(path))
