"""Real walks of other people's devices, exported: others read what Coach had read, and Coach reads it again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from chiptime.validate import validate
from lxml import etree

from coach.formats import fit, fit_writer, tcx, tcx_writer
from coach.formats.coach_recording import recorded
from coach.formats.document import Document
from coach.formats.registry import read_walks
from coach.formats.whole_seconds import whole_seconds
from coach.formats.written_walk import WrittenWalk
from coach.services.exporting import laps_of
from coach.session.activity import Activity
from tests.support.exports import by_fitparse, readings_of

SHARED = Path(__file__).parents[3] / "shared"
REAL = SHARED / "recordings" / "real"
SCHEMA = SHARED / "schemas" / "TrainingCenterDatabasev2.xsd"
LARGEST = 400_000
"""Larger files have the same in them, and each takes seconds."""
FILES = sorted(
    path for path in REAL.glob("*") if path.suffix.lower() in {".fit", ".tcx", ".gpx"} and path.stat().st_size < LARGEST
)

pytestmark = pytest.mark.skipif(not FILES or not SCHEMA.exists(), reason="no recordings of real devices here")


def walks_in(path):
    for found in read_walks(path):
        if isinstance(found.outcome, Activity):
            activity = found.outcome
            lasts_s = max(activity.lasts_s or 0.0, activity.inputs[-1].at_s)
            began = datetime.fromisoformat(activity.header.started_at or "2026-11-23T07:31:04Z")
            began = began if began.tzinfo else began.replace(tzinfo=UTC)
            yield WrittenWalk(recorded(activity), activity, began, lasts_s, laps_of(activity, lasts_s))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_real_walk_is_exported_and_read_again(path):
    for walk in walks_in(path):
        kept = whole_seconds(walk)
        rated = [(float(item.second), item.bpm) for item in kept.seconds if item.bpm]
        data = fit_writer.write(walk).data
        assert [finding for site in ("strict-spec", "garmin-connect") for finding in validate(data, site)] == []
        back = fit.read_fit(data)
        assert ([item[:2] for item in readings_of(back)], back.flaws) == (rated, ())
        others = [
            values["heart_rate"] for name, values in by_fitparse(data) if name == "record" and "heart_rate" in values
        ]
        assert others == [bpm for _, bpm in rated]
        xml = tcx_writer.write(walk).data
        etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(xml))
        (again,) = tcx.read(Document.of_bytes(xml))
        assert [item[:2] for item in readings_of(again)] == rated
