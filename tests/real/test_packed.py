"""Real files, packed in every way: what comes of one is what comes of it unpacked."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from coach.errors import CoachError, FormatError, FormatProblem
from coach.formats.registry import read_walks

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"
LARGEST = 150_000
"""Each file is read once more for each way of packing it."""

FILES = sorted(
    path for folder in ("real", "bad") for path in (RECORDINGS / folder).glob("*.*") if path.stat().st_size < LARGEST
)

SMALLEST = {path.suffix.lower(): path for path in sorted(FILES, key=lambda path: path.stat().st_size, reverse=True)}
"""Of each kind the file that is read soonest: packings know nothing of what they hold."""

CUT_OFF = (FormatError, FormatProblem.CUT_OFF)

pytestmark = pytest.mark.skipif(not FILES, reason="no recordings of real devices here")


def outcomes(path):
    """What came of a file's walks, without their names."""
    return [
        (type(found.outcome), found.outcome.problem)
        if isinstance(found.outcome, CoachError)
        else (found.format, found.outcome.header.source["sha256"], tuple(found.outcome.inputs), found.outcome.flaws)
        for found in read_walks(path)
    ]


def zipped(name, data, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(name, data)
    return file.getvalue()


DEEPEST = ".gz in .zip in .zip"
PACKINGS = {
    ".gz": lambda name, data: (f"{name}.gz", gzip.compress(data)),
    "stored": lambda name, data: ("export.zip", zipped(f"activities/{name}", data, zipfile.ZIP_STORED)),
    DEEPEST: lambda name, data: (
        "export.zip", zipped("part.zip", zipped(f"a/{name}.gz", gzip.compress(data)))
    ),
    "without its directory": lambda name, data: (
        "export.zip", zipped(name, data).rpartition(b"PK\x01\x02")[0]
    ),
}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_packed_it_is_the_same(path, tmp_path):
    expected = outcomes(path)
    for how in PACKINGS if path in SMALLEST.values() else (DEEPEST,):
        pack = PACKINGS[how]
        name, data = pack(path.name, path.read_bytes())
        packed = tmp_path / name
        packed.write_bytes(data)
        is_cut = how == "without its directory"
        found = outcomes(packed)
        assert found.count(CUT_OFF) == is_cut
        assert [outcome for outcome in found if outcome != CUT_OFF] == expected, how
