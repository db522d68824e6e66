"""What is in a walk, counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.wire.heart_rate import HeartRateMeasurement, encode
from coach.formats.tally import Tally, tally, together
from coach.session.activity import Activity
from coach.session.flaws import DROPPED, Flaw, FlawKind
from coach.session.inputs import LinkUp, Notification, Reading, SessionEnded, SpeedReading
from coach.session.line_codec import Header


def activity(*inputs, **more):
    return Activity(Header(""), inputs, **more)


def test_zeros_are_readings_but_no_heart_rates():
    found = tally(activity(*(Reading(at_s=float(at), bpm=bpm) for at, bpm in enumerate((0, 100, 121, 0))), lasts_s=7.5))
    assert found == Tally(4, 7.5, 100, 121, 110.5, 2, 0, None, {})


def test_a_walk_of_ours_is_counted_by_its_notifications():
    payload = encode(HeartRateMeasurement(bpm=120, rr_s=(0.5, 0.5)))
    inputs = (
        LinkUp(at_s=0.0, name="strap"),
        Notification(at_s=1.0, payload=payload),
        Notification(at_s=2.0, payload=b"\x10"),  # cut off: the strap said nothing
        Notification(at_s=2.5, payload=b"\x00\x63\x01\x66", sensor="foot_pod", characteristic=0x2A53),
        Reading(at_s=3.0, bpm=122, rr_s=(0.49,)),
        SessionEnded(at_s=9.0),
    )
    found = tally(activity(*inputs))
    assert (found.readings, found.rr, found.seconds, found.mean_bpm) == (2, 3, 9.0, 121)


def test_the_mean_of_a_list_of_intervals_is_that_of_the_beats_themselves():
    beats = [Reading(at_s=float(at), bpm=round(60 / rr_s), rr_s=(rr_s,)) for at, rr_s in enumerate((0.351, 0.353))]
    assert tally(activity(*beats)).mean_bpm == pytest.approx((60 / 0.351 + 60 / 0.353) / 2)
    with_another = tally(activity(*beats, Reading(at_s=2.0, bpm=170)))
    assert with_another.mean_bpm == pytest.approx((171 + 170 + 170) / 3)


def test_nothing_has_no_mean():
    assert tally(activity(SpeedReading(at_s=1.0, speed_mps=1.0))) == Tally(seconds=1.0)
    assert together(()) == Tally()


@pytest.mark.parametrize("kind", list(FlawKind))
def test_what_is_not_in_the_walk_is_counted_by_its_reason(kind):
    found = tally(activity(flaws=(Flaw(kind, count=3), Flaw(kind, line=7)))).dropped
    assert found == ({kind.value: 4} if kind in DROPPED else {})


READINGS = st.lists(st.tuples(st.integers(0, 250), st.integers(0, 3)), max_size=30)


@given(READINGS, READINGS)
def test_two_walks_together_are_as_one_with_all_their_readings(first, second):
    def walk(readings):
        return tally(activity(*(Reading(at_s=1.0, bpm=bpm, rr_s=(0.5,) * rr) for bpm, rr in readings), lasts_s=60.0))

    both, whole = together([walk(first), walk(second)]), walk(first + second)
    assert (both.readings, both.measured, both.rr) == (whole.readings, whole.measured, whole.rr)
    assert (both.min_bpm, both.max_bpm) == (whole.min_bpm, whole.max_bpm)
    assert both.mean_bpm == (None if whole.mean_bpm is None else pytest.approx(whole.mean_bpm))
    assert both.seconds == 120.0


def test_distances_are_added_where_there_are_some():
    one, none = tally(activity(distance_m=100.0)), tally(activity())
    assert together([one, none, one]).distance_m == 200.0
    assert together([none]).distance_m is None
