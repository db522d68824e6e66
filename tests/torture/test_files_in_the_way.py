"""Files that nobody meant to be here: bad recordings, pipes, profiles, and recordings made to do harm."""

import json
import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from coach.clock import local_now, utc_now
from tests.support.fit_bytes import fit_file, seconds
from tests.support.pseudo_terminal import ENTER_SCREEN
from tests.torture.program import FAULTS, PATIENCE_S, WALK, write_walk
from tests.torture.tally import count, spread

pytestmark = [pytest.mark.torture, pytest.mark.timeout(1800)]

LITTLE_MEMORY = ("--memory-mb", "1500")
"""Of addresses, most of which the libraries reserve and never use."""

SOON_S = 30.0
"""For one bad file on a machine with much else to do."""

HEADER = (
    '{"format": "coach-recording", "version": 1, "started_at": "%s", '
    '"session": {"workout": "free", "band_bpm": [120, 135]}}\n'
)


def a_walk(last="", started=None):
    """A recording that never ended, of some minutes; as bytes."""
    header = HEADER % (started or (utc_now() - timedelta(hours=3)).isoformat())
    lines = "".join(f'{{"t": {t}.0, "hex": "007d"}}\n' for t in range(1, 400))
    return (header + lines + last).encode("utf-8", "surrogatepass")


BAD_RECORDINGS = {
    **{f"t {text[:9]}": a_walk(f'{{"t": {text}, "hex": "007d"}}\n') for text in
       ("NaN", "Infinity", "-Infinity", "1e300", "1e12", "-1e300", "1" * 400, "null", '"1"', "true", "[1]")},
    "50,000 [": a_walk("[" * 50_000 + "\n"),
    "8,000 objects": a_walk('{"a":' * 8000 + "\n"),
    "100,000 objects": a_walk('{"a":' * 100_000 + "1" + "}" * 100_000 + "\n"),
    **{f"begun at {started}": a_walk(started=started) for started in
       ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z",
        "yesterday")},
    "half a surrogate": a_walk('{"t": 400.0, "event": "note", "text": "\\ud800"}\n'),
    "surrogate bytes": a_walk('{"t": 400.0, "event": "note", "text": "\ud800"}\n'),
    "zone of NaN": a_walk().replace(b'"version"', b'"utc_offset_s": NaN, "version"', 1),
    "an end at NaN": a_walk('{"t": NaN, "event": "end", "reason": "finished"}\n'),
    "version 99": a_walk().replace(b'"version": 1', b'"version": 99', 1),
    "version Infinity": a_walk().replace(b'"version": 1', b'"version": Infinity', 1),
    "band of NaN": a_walk().replace(b"[120, 135]", b"[NaN, 1e999]", 1),
    "nothing": b"",
    "zeros": bytes(9999),
    "text": b"hello\n",
    "header cut off": HEADER[:40].encode(),
    "header alone": (HEADER % "2026-01-01T07:00:00Z").encode(),
}  # fmt: skip
"""Recordings that never ended, by what is in them; the reliability report's table and what is like it."""

COMMANDS = (["history"], ["history", "--json"], ["history", "--rebuild"], ["plan"])


def works(home):
    """Every command of the program does its work, and so does home."""
    for command in COMMANDS:
        home.run(*command, options=LITTLE_MEMORY, patience_s=SOON_S).must(0)
    home.start(*WALK, "--new", options=LITTLE_MEMORY).until_states(1).end().must(143)
    assert [walk["end_reason"] for walk in home.history()].count("interrupted") == 1


def opens(home):
    """The home screen comes, and is left."""
    terminal = home.screen()
    try:
        terminal.read_until(ENTER_SCREEN, b"THIS WEEK")
        terminal.send(b"q")
        assert terminal.ends() == 0
        assert not [fault for fault in FAULTS if fault.encode() in terminal.output]
    finally:
        terminal.close()


def a_good_walk_and(home, name, data):
    """A home with a whole recording, and one file that is none."""
    folder = home.path / "data" / "recordings"
    folder.mkdir(parents=True)
    write_walk(folder / "2026-01-02-0700.jsonl", datetime(2026, 1, 2, 7, tzinfo=UTC))
    with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as file:  # noqa: PTH118, PTH123 - a Path holds text
        file.write(data)


def test_one_bad_recording_shuts_nothing(tally, homes):
    def try_once(what):
        home = homes(list(BAD_RECORDINGS).index(what)).be_asked()
        a_good_walk_and(home, "2026-01-03-0700.jsonl", BAD_RECORDINGS[what])
        works(home)
        opens(home)
        assert "2026-01-02-0700" in [walk["session"] for walk in home.history()]

    with tally("one bad recording among the others") as row:
        row.each(try_once, spread(list(BAD_RECORDINGS), 6), at_once=2)


def test_all_bad_recordings_together(tally, homes):
    with tally("all bad recordings at once") as row, row.attempt("all"):
        home = homes("home").be_asked()
        a_good_walk_and(home, "2026-01-03-0700.jsonl", b"")
        for number, data in enumerate(BAD_RECORDINGS.values()):
            (home.path / "data" / "recordings" / f"2026-01-04-07{number:02}.jsonl").write_bytes(data)
        said = home.run("history").must(0).err
        named = [number for number in range(len(BAD_RECORDINGS)) if f"2026-01-04-07{number:02}" in said]
        assert named, "no unreadable recording is named"
        for number in named:
            assert sum(f"2026-01-04-07{number:02}" in line for line in said.splitlines()) == 1, said
        works(home)
        opens(home)


NAMES = (
    b"bad\xff\xfe.jsonl", b"\xed\xa0\x80.jsonl", b"new\nline.jsonl", b"esc\x1b[31m\x1b]0;title\x07.jsonl",
    "\N{RIGHT-TO-LEFT OVERRIDE}lnosj.jsonl".encode(), b"[bold red]markup[/].jsonl", b"-rf.jsonl",
    b".jsonl", b"x" * 249 + b".jsonl",
    b"quote'; DROP TABLE sessions; --.jsonl",
)  # fmt: skip


def test_hostile_names_of_recordings(tally, homes):
    def try_once(name):
        home = homes(NAMES.index(name)).be_asked()
        a_good_walk_and(home, name, a_walk())
        for command in (*COMMANDS, ["log", "--rpe", "3"]):
            outcome = home.run(*command, patience_s=SOON_S).must(0)
            assert "\x1b" not in outcome.out + outcome.err
            assert len(outcome.err.splitlines()) == len(
                [line for line in outcome.err.splitlines() if line.startswith("coach: ")]
            )
        works(home)
        opens(home)

    with tally("hostile names of recordings") as row:
        row.each(try_once, spread(NAMES, 3), at_once=2)


def test_pipes_and_folders_in_the_way(tally, homes):
    def fifo_among_the_recordings(home):
        os.mkfifo(home.path / "data" / "recordings" / "2026-01-05-0700.jsonl")

    def folder_among_the_recordings(home):
        (home.path / "data" / "recordings" / "2026-01-05-0700.jsonl").mkdir()

    def link_to_nowhere(home):
        (home.path / "data" / "recordings" / "2026-01-05-0700.jsonl").symlink_to("nowhere")

    def link_to_itself(home):
        (home.path / "data" / "recordings" / "2026-01-05-0700.jsonl").symlink_to("2026-01-05-0700.jsonl")

    def zeros_without_end(home):
        (home.path / "data" / "recordings" / "2026-01-05-0700.jsonl").symlink_to("/dev/zero")

    def fifo_for_answers(home):
        os.mkfifo(home.path / "data" / "recordings" / "2026-01-02-0700.answers.jsonl")

    def fifo_for_a_copy(home):
        os.mkfifo(home.path / "data" / "history.sqlite3.2026-01-02.backup")

    with tally("pipes, folders and links in the way") as row:
        for put in (
            fifo_among_the_recordings, folder_among_the_recordings, link_to_nowhere, link_to_itself, zeros_without_end,
            fifo_for_answers, fifo_for_a_copy,
        ):  # fmt: skip
            with row.attempt(put.__name__):
                home = homes(put.__name__).be_asked()
                a_good_walk_and(home, "2026-01-03-0700.jsonl", a_walk())
                put(home)
                works(home)
        with row.attempt("replay of a FIFO"):
            home = homes("replay")
            os.mkfifo(home.path.with_suffix(".jsonl"))
            home.run("replay", str(home.path.with_suffix(".jsonl")), patience_s=SOON_S).must(1)


PROFILES = {
    "not UTF-8": b"\xff\xfe\x00age",
    "20,000 [": b"theme = " + b"[" * 20_000,
    "5,000 tables": b"x = " + b"{a=" * 5000,
    "5,001 digits": b"age = " + b"9" * 5001,
    "10 MB of comment": b"# x\n" * 2_500_000,
    "10 MB of a list": b"x = [" + b"1,\n" * 3_300_000 + b"]",
    "10 MB of keys": b"".join(b"k%d = 1\n" % number for number in range(800_000)),
    "year 1": b"programme_start = 0001-01-01\n",
    "year 9999": b"programme_start = 9999-12-31\n",
    "age of NaN": b"age = nan\n",
    "zeros": bytes(4096),
    "escapes": b'theme = "\\u001b[31m"\n',
}
BROKEN_LINKS = {"fifo": None, "/dev/zero": "/dev/zero", "itself": "profile.toml", "folder": None}


def test_horrors_for_a_profile(tally, homes):
    def try_once(what):
        home = homes([*PROFILES, *BROKEN_LINKS].index(what))
        (home.path / "config").mkdir(parents=True)
        profile = home.path / "config" / "profile.toml"
        if what in PROFILES:
            profile.write_bytes(PROFILES[what])
        elif BROKEN_LINKS[what] is not None:
            profile.symlink_to(BROKEN_LINKS[what])
        elif what == "fifo":
            os.mkfifo(profile)
        else:
            profile.mkdir()
        for command in (["plan"], ["profile"], ["profile", "--age", "50"], ["history"]):
            outcome = home.run(*command, options=LITTLE_MEMORY, patience_s=SOON_S).must(0, 1)
            assert "\x1b" not in outcome.out + outcome.err
            assert outcome.err.count("\n") == outcome.code, outcome.err

    def with_a_mark(home):
        (home.path / "config").mkdir(parents=True)
        (home.path / "config" / "profile.toml").write_bytes(b"\xef\xbb\xbf" + b"age = 50\r\n")
        assert json.loads(home.run("profile", "--json").must(0).out)["age"] == 50

    with tally("horrors for a profile") as row:
        row.each(try_once, spread([*PROFILES, *BROKEN_LINKS], 6), at_once=2)
        with row.attempt("a mark before the text, as Notepad writes it"):
            with_a_mark(homes("marked"))


def note(text):
    return f'{{"t": 3.0, "event": "note", "text": {json.dumps(text)}}}\n'.encode()


BEATS = b"".join(b'{"t": %d.0, "hex": "007d"}\n' % t for t in range(1, 30))
START = (HEADER % "2026-11-23T07:31:04.512Z").encode()


def strap(name):
    return START + f'{{"t": 0.5, "event": "link_up", "name": {json.dumps(name)}, "address": ""}}\n'.encode() + BEATS


def sparse(file, size):
    file.write(START + BEATS)
    file.truncate(size)


ODD_NUMBERS = b'{"t": 1, "bpm": X}\n{"t": X, "bpm": 120}\n{"t": 2, "speed_mps": X}\n{"t": 3, "bpm": 120, "rr_s": [X]}\n'


def watch_with_a_wrong_date():
    """Two kilobytes of a watch whose clock was wrong for one record, by twenty years."""
    began = seconds(datetime(2014, 5, 1, 7, tzinfo=UTC))
    records = [
        ("record", {"timestamp": began + second, "heart_rate": 120, "distance": second * 140}) for second in range(60)
    ]
    records[30][1]["timestamp"] = seconds(datetime(2035, 5, 1, 7, tzinfo=UTC))
    return fit_file(("file_id", {"type": 4, "manufacturer": 1}), *records)


HOSTILE = {
    "a FIT file with one wrong date": watch_with_a_wrong_date(),
    "escapes in a strap's name": strap("\x1b[31m\x1b]0;owned\x07\x1b]52;c;aGk=\x07\x9b31m"),
    "markup in a strap's name": strap("[bold red]x[/] [@click=app.quit]y[/]"),
    "bidi in a strap's name": strap("\u202eevil\u2066\u200f"),
    "10 kB of a strap's name": strap("x" * 10_000),
    "escapes in a note": START + note("\x1b[2J\x1b]8;;http://x\x07") + BEATS,
    **{token: START + ODD_NUMBERS.replace(b"X", token.encode()) + BEATS for token in ("NaN", "Infinity", "1e308")},
    "band of NaN": START.replace(b"[120, 135]", b"[NaN, Infinity]") + BEATS,
    "100,000 deep": START + b"[" * 100_000 + b"\n" + b'{"a":' * 100_000 + b"\n" + BEATS,
    "a header 100,000 deep": START[:-3] + b', "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n" + BEATS,
    "time backwards": START + b"".join(b'{"t": %d, "hex": "007d"}\n' % t for t in range(600, 0, -1)),
    "times far apart": START + b"".join(b'{"t": %d, "hex": "007d"}\n' % (t * 90_000) for t in range(9)),
    "a line of 50 MB": START + BEATS + b'{"t": 40, "event": "note", "text": "' + b"x" * 50_000_000 + b'"}\n' + BEATS,
    "a header of 50 MB": START[:-2] + b', "x": "' + b"x" * 50_000_000 + b'"}\n' + BEATS,
    "20 MB of garbage": START + os.urandom(20_000_000),
    "255 MB of nothing": lambda file: sparse(file, 255 << 20),
    "1 GB of nothing": lambda file: sparse(file, 1 << 30),
    "notes, 10 MB": START + note("x" * 8) * 200_000,
}  # fmt: skip


def no_number(token):
    raise AssertionError(f"{token} on the output")


WAYS = [(piped, how) for piped in (False, True) for how in ("--json", "--plain")]


def replayed(home, file, *, piped, how):
    if not piped:
        return home.run("replay", str(file), how, options=LITTLE_MEMORY, patience_s=2 * PATIENCE_S)
    with subprocess.Popen(["cat", file], stdout=subprocess.PIPE) as cat:
        try:
            return home.run("replay", "-", how, stdin=cat.stdout, options=LITTLE_MEMORY, patience_s=2 * PATIENCE_S)
        finally:
            cat.kill()


def test_recordings_made_to_do_harm(tally, homes):
    def try_once(case):
        what, (piped, how) = case
        home, data = homes(cases.index(case)), HOSTILE[what]
        file = home.path.with_suffix(".jsonl")
        with file.open("wb") as opened:
            opened.write(data) if isinstance(data, bytes) else data(opened)
        outcome = replayed(home, file, piped=piped, how=how).must(0, 1)
        file.unlink()
        assert not [byte for byte in "\x1b\x07\x9b\u202e\u2066" if byte in outcome.out + outcome.err]
        if how == "--json":
            for line in outcome.out.splitlines():
                json.loads(line, parse_constant=no_number)

    cases = [(what, way) for what in HOSTILE for way in WAYS]
    with tally("recordings made to do harm, as file and pipe, in JSON and in words") as row:
        row.each(try_once, spread(cases, 12))


HARMFUL = (b"\x1b]0;owned", b"\x1b]52;", "\x9b31m".encode(), "\u202e".encode(), "\u2066".encode(), b"Traceback")
"""A title, a clipboard, a colour and two directions of text, as a strap's name would have them."""


def test_a_hostile_strap_on_the_screen(tally, homes):
    """Markup is text there, and neither title nor clipboard of the terminal is touched."""
    with tally("hostile names of straps on the screen") as row:
        for what in ("escapes in a strap's name", "markup in a strap's name", "bidi in a strap's name"):
            with row.attempt(what):
                home = homes(list(HOSTILE).index(what))
                file = home.path.with_suffix(".jsonl")
                file.write_bytes(HOSTILE[what])
                terminal = home.screen("replay", str(file), "--speed", "5")
                try:
                    terminal.read_until(ENTER_SCREEN)
                    terminal.read_clock(5)
                    terminal.send(b"qq")
                    assert terminal.ends() == 0
                    assert not [bad for bad in HARMFUL if bad in terminal.output]
                finally:
                    terminal.close()


def test_thousands_of_unknown_recordings(tally, homes):
    """As after a move to a new computer: each is in the history, and the next start is quick."""
    number = count(5000, 60)
    home = homes("home").be_asked()
    folder = home.path / "data" / "recordings"
    folder.mkdir(parents=True)
    for days in range(number):
        started = local_now() - timedelta(days=days + 1)
        write_walk(folder / f"{started:%Y-%m-%d-%H%M}.jsonl", started, minutes=6)
    with tally(f"{number} recordings that the history does not know") as row, row.attempt("adopted"):
        home.run("history", patience_s=30 + number).must(0)
        assert len(home.history()) == number
