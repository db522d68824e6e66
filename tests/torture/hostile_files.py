"""Files made to crash, hang or fill whatever reads them. `python -m tests.torture.hostile_files CASE FOLDER` reads one
in a process of its own, and prints what came of it."""

import gzip
import json
import random
import re
import struct
import sys
import zipfile
import zlib
from pathlib import Path

from coach.errors import CoachError
from coach.formats.document import Document
from coach.formats.registry import _found_in, read_walks
from coach.formats.unpacking import stream
from coach.session.activity import Activity
from tests.support.apple_exports import export, record, workout
from tests.support.fit_bytes import fit_file
from tests.support.zip_bytes import local_header, zip_of

MB = 1 << 20
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
POINT = (
    '<trkpt lat="1" lon="2"><time>2026-11-23T{:02}:{:02}:{:02}Z</time><extensions><hr>{}</hr></extensions></trkpt>\n'
)
HEADS = {
    "GPX": XML + b'<gpx version="1.1" creator="x"><trk><trkseg>\n',
    "TCX": XML + b"<TrainingCenterDatabase><Activities><Activity><Lap><Track>\n",
    "Apple": XML + b'<!DOCTYPE HealthData [\n]>\n<HealthData locale="en">\n',
    "recording": b'{"format": "coach-recording", "version": 1, "started_at": "2026-11-23T07:31:04Z"}\n',
    "table": b"time,heart_rate\n2026-11-23T07:30:00Z,100\n",
    "HRM": b"[Params]\nVersion=106\nDate=20261123\nStartTime=07:30:00.0\nInterval=1\n[HRData]\n100\n",
    "intervals": b"800\n810\n805\n",
    "FIT": fit_file(("record", {"timestamp": 1_000_000_000, "heart_rate": 101})),
    "nothing": b"",
}  # fmt: skip
"""The beginning of a file of each format, so that its reader takes it."""

MOST_MB = {"recording": 45, "FIT": 15, "Apple": 200}
"""Nearly as much as each format may have, where it is not the 64 MB of a text."""

FILLINGS = {
    "zeros": lambda: bytes(MB),
    "blanks": lambda: b" " * MB,
    "line ends": lambda: b"\n" * MB,
    "digits": lambda: b"9" * MB,
    "angles": lambda: b"<" * MB,
    "elements": lambda: b"<a>" * (MB // 3),
    "quotes": lambda: b'<a b="' * (MB // 6),
    "comments": lambda: b"<!--" * (MB // 4),
    "commas": lambda: b"," * MB,
    "noise": lambda: random.Random(1).randbytes(MB),
}
"""A megabyte, which is repeated."""


def filled(head, filling, megabytes):
    yield head
    piece = FILLINGS[filling]()
    for _ in range(megabytes):
        yield piece


def gzipped(path, pieces):
    with gzip.open(path, "wb", 9) as file:
        for piece in pieces:
            file.write(piece)


def sparse(path, head, size=2 << 30):
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)


def written(make, *given):
    return lambda path: path.write_bytes(make(*given))


ENTITIES = b"".join(b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10))
BOMB = b'<!DOCTYPE %s [<!ENTITY l0 "lol">' + ENTITIES + b"]>"
LONG = b'<!DOCTYPE %s [<!ENTITY l9 "' + b"x" * 100_000 + b'">]>'
OUTSIDE = b'<!DOCTYPE %s [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'
PARAMETER = b'<!DOCTYPE %s [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]>'


def with_entities(head, declared, times):
    root = head.removeprefix(XML).partition(b"]>")[2] if b"]>" in head else head.removeprefix(XML)
    name = re.search(rb"<(\w+)", root)[1]
    return XML + declared.replace(b"%s", name, 1) + root + b"<a>" + b"&l9;" * times + b"</a>"


def nested(depth, width=1):
    data = zip_of({"walk.fit": HEADS["FIT"]})
    for _ in range(depth):
        data = zip_of({f"{number}.zip": data for number in range(width)})
    return data


def overlapping(entries):
    """One file of 20 MB under thousands of names, in 21 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(HEADS["GPX"] + b" " * (20 * MB)) + packer.flush()
    head = bytearray(local_header(b"0", packed, method=8))
    head[14:18] = struct.pack("<I", 0)
    more = [(b"%d" % number, None, len(packed)) for number in range(1, entries)]
    return zip_of({}, entries=[(b"0", bytes(head), len(packed)), *more])


def of_many(names, data):
    def write(path):
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(names):
                archive.writestr(f"{number}.fit", data)

    return write


NAMES = [b"../../../../../../tmp/owned.fit", b"/tmp/owned.fit", b"C:\\owned.fit", b"\\\\host\\owned.fit", b"a\0.fit",
         b"\xed\xa0\x80.fit", b"x" * 65_000, b"con", b"\x1b]0;owned\x07.fit", b"..", b"\xe2\x80\xae.fit"]  # fmt: skip


def of_names(path):
    fit = HEADS["FIT"]
    path.write_bytes(zip_of({}, entries=[(name, local_header(name, fit), len(fit)) for name in NAMES]))


FILES = {
    "4 GB of zeros in a .gz": lambda path: gzipped(path, filled(b"", "zeros", 4096)),
    **{f"{name}: 2 GB of nothing": (lambda path, head=head: sparse(path, head)) for name, head in HEADS.items()},
    **{f"{name}: 1 GB of {filling} in a .gz": (lambda path, head=HEADS[name], filling=filling:
       gzipped(path, filled(head, filling, 1024)))
       for name, filling in (("GPX", "blanks"), ("Apple", "zeros"), ("table", "zeros"), ("recording", "blanks"))},
    "a .gz in a .gz": written(lambda: gzip.compress(gzip.compress(HEADS["FIT"]))),
    "a million empty .gz": written(lambda: gzip.compress(b"") * 1_000_000),
    "zips nine deep": written(nested, 9),
    "zips in zips, each in sixteen": written(nested, 3, 16),
    "10,000 names of one file": written(overlapping, 10_000),
    "70,000 files": of_many(70_000, b""),
    "5,000 recordings": of_many(5_000, HEADS["FIT"]),
    "names that lead elsewhere": of_names,
    **{f"{name}: {what}": written(with_entities, HEADS[name], declared, times) for name in ("GPX", "TCX", "Apple")
       for what, declared, times in (("entities in entities", BOMB, 10), ("a long entity", LONG, 30_000),
                                     ("a file as an entity", OUTSIDE, 1), ("a page as an entity", PARAMETER, 1))},
}  # fmt: skip
"""Files by what is in them: each is written, and read by its path."""


def points(number):
    """Many trackpoints of a track that never ends."""
    yield HEADS["GPX"]
    for block in range(number // 1000):
        seconds = range(block * 1000, block * 1000 + 1000)
        yield "".join(POINT.format(s // 3600 % 24, s // 60 % 60, s % 60, 100) for s in seconds).encode()


def rows(number):
    """Many rows of a table that never ends."""
    yield b"time,heart_rate\n"
    for block in range(number // 1000):
        yield "".join(f"{second},{100 + second % 40}\n" for second in range(block * 1000, block * 1000 + 1000)).encode()


def intervals(number):
    """A list of many intervals."""
    for _ in range(number // 1000):
        yield b"800\n" * 1000


def heart_rates(number):
    """Many heart rates of one walk."""
    yield HEADS["Apple"]
    parts = record(0, 100).encode().rpartition(b'value="')
    for block in range(number // 1000):
        yield b"".join(b'%s%s%d"/>' % (*parts[:2], 60 + (block + item) % 100) for item in range(1000))
    yield b"<Workout" + export(workout(0, 3600)).partition(b"<Workout")[2]


def walks(number):
    """Many walks of one heart rate."""
    yield export(record(0, 100), end="")
    walk = workout(0, 3600).encode()
    for _ in range(number // 1000):
        yield walk * 1000


def beats(number):
    """A recording of many beats."""
    yield HEADS["recording"]
    for block in range(number // 1000):
        yield b"".join(b'{"t": %d.5, "hex": "0064"}\n' % (block * 1000 + item) for item in range(1000))


STREAMS = {
    "a recording of 120 MB": lambda: beats(4_000_000),
    "a recording of 250 MB": lambda: beats(8_000_000),
    "ten million points of GPX": lambda: points(10_000_000),
    "ten million rows of a table": lambda: rows(10_000_000),
    "60 MB of points of GPX": lambda: points(550_000),
    "60 MB of rows of a table": lambda: rows(5_000_000),
    "60 MB of intervals": lambda: intervals(14_000_000),
    "ten million heart rates of one hour": lambda: heart_rates(10_000_000),
    "300,000 walks": lambda: walks(300_000),
    **{f"{name}: {size} MB of {filling}": (lambda head=head, filling=filling, size=size: filled(head, filling, size))
       for name, head in HEADS.items() for filling in FILLINGS for size in (MOST_MB.get(name, 60), 1024)},
}  # fmt: skip
"""Files too large to be written: each is made as it is read."""

CASES = [*FILES, *STREAMS]


def found_in(case, folder, on_progress):
    if case in STREAMS:
        document = Document(case, ".x", lambda: stream(STREAMS[case]()), on_progress=on_progress)
        return _found_in(document)
    path = Path(folder, "export.zip")
    FILES[case](path)
    on_progress(0)
    return read_walks(path, on_progress=on_progress)


def read_one(case, folder):
    """Read one, and return what came of it, the longest time without a sign of life, and the most memory.

    Time is the processor's: beside other programs everything is slow.
    """
    import resource  # noqa: PLC0415 - not on Windows

    def now_s():
        used = resource.getrusage(resource.RUSAGE_SELF)
        return used.ru_utime + used.ru_stime

    last, longest = now_s(), 0.0

    def sign(_done=0):
        nonlocal last, longest
        now = now_s()
        longest, last = max(longest, now - last), now

    found = found_in(case, folder, sign)
    last, longest, began = now_s(), 0.0, now_s()
    outcomes = []
    for item in found:
        sign()
        assert isinstance(item.outcome, Activity | CoachError)
        if len(outcomes) < 30:
            is_walk = isinstance(item.outcome, Activity)
            outcomes.append(
                [item.name[-80:], f"{len(item.outcome.inputs)} inputs" if is_walk else item.outcome.problem]
            )
    sign()
    return {"outcomes": outcomes, "longest_s": longest, "peak_mb": _peak_mb(), "seconds": now_s() - began}


def _peak_mb():
    """Return the most memory that this process had; what the system counts for `getrusage` is its parent's too."""
    import resource  # noqa: PLC0415 - not on Windows

    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (MB if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read_one(*sys.argv[1:])))
