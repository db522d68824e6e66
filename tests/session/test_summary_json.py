"""A walk's sums as JSON: rounded as people read them, and null where nothing is known."""

import pytest

from coach.domain.totals.summary import Dropouts, SessionSummary
from coach.session.summary_json import rounded, summary_object


def test_sums_are_rounded_and_have_the_names_of_the_history():
    sums = SessionSummary(
        elapsed_s=61.26, moving_s=60.04, z2_s=30.06, zone_s=(1.04, 2.06, 30.06, 0.0, 0.0, 0.0), believed_s=59.96,
        mean_bpm=121.26, max_bpm=130.26, excursions=3, cardiac_drift_pct=-1.26, recovery_bpm=20.04, cues={"step": 2},
        dropouts=Dropouts(2, 3.16), readings=61, rejected=1, distance_m=99.6,
    )  # fmt: skip
    assert summary_object(sums) == {
        "elapsed_s": 61.3, "moving_s": 60.0, "z2_s": 30.1,
        "zone_s": {"0": 1.0, "1": 2.1, "2": 30.1, "3": 0.0, "4": 0.0, "5": 0.0}, "believed_s": 60.0,
        "mean_bpm": 121.3, "max_bpm": 130.3, "spikes": 3, "drift_pct": -1.3, "recovery_bpm": 20.0, "cues": {"step": 2},
        "dropouts": {"count": 2, "seconds": 3.2}, "readings": 61, "rejected": 1, "distance_m": 100.0,
    }  # fmt: skip


def test_without_a_band_there_are_no_zones_and_what_is_not_known_is_null():
    sums = SessionSummary(
        elapsed_s=60.0, moving_s=60.0, z2_s=None, zone_s=(60.0, 0.0, 0.0, 0.0, 0.0, 0.0), believed_s=0.0,
        mean_bpm=None, max_bpm=None, excursions=0, cardiac_drift_pct=None, recovery_bpm=None, cues={},
        dropouts=Dropouts(0, 0.0), readings=0, rejected=0, distance_m=None,
    )  # fmt: skip
    printed = summary_object(sums)
    unknown = {name for name, value in printed.items() if value is None}
    assert unknown == {"z2_s", "zone_s", "mean_bpm", "max_bpm", "drift_pct", "recovery_bpm", "distance_m"}


@pytest.mark.parametrize(("number", "digits", "printed"), [(1.26, 1, 1.3), (1499.6, 0, 1500.0), (None, 1, None)])
def test_a_number_has_its_decimals(number, digits, printed):
    assert rounded(number, digits) == printed
