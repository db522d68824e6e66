"""What is said as belief changes: each finding once, each state at its change, a loss only of what there was."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.heart.signal_quality import Rejection, Remark, Signal
from coach.domain.pacing.cues import OutOfReach
from coach.domain.pacing.tracker import Assessment
from coach.domain.zone.zones import Band, Position
from coach.session.events import PositionChanged, RhythmIrregular, SignalChange, SignalChanged, StrapRemarked
from coach.session.remarks import Remarks, zone_out_of_reach

STATES = [signal for signal in Signal if signal is not Signal.ENDED]


def believed(signal=Signal.LIVE, *, position=Position.IN, remarks=(), reason=None, at_s=0.0):
    has_rate = signal.is_believed
    return Assessment(
        at_s=at_s,
        sent_bpm=125,
        signal=signal,
        reason=reason,
        believed_bpm=125.0 if has_rate else None,
        shown_position=position if has_rate else None,
        remarks=frozenset(remarks),
    )


ASSESSMENTS = st.lists(
    st.builds(
        believed,
        st.sampled_from(STATES),
        position=st.sampled_from(Position),
        remarks=st.sets(st.sampled_from(Remark)),
        reason=st.sampled_from([None, *Rejection]),
    ),
    max_size=30,
)


def taken(assessments):
    remarks = Remarks()
    return [fact for at_s, one in enumerate(assessments) for fact in remarks.take(float(at_s), one)]


@given(ASSESSMENTS)
def test_states_are_reported_at_their_changes_and_findings_once(assessments):
    facts = taken(assessments)
    for kind, states, first in (
        (SignalChanged, [one.signal for one in assessments], Signal.WAITING),
        (PositionChanged, [one.shown_position for one in assessments], None),
    ):
        changes = [now for before, now in itertools.pairwise([first, *states]) if now is not before]
        assert [fact.after for fact in facts if isinstance(fact, kind)] == changes
    said = [fact.remark for fact in facts if isinstance(fact, StrapRemarked)]
    assert len(said) == len(set(said))
    assert set(said) == {remark for one in assessments for remark in one.remarks}
    irregular = any(one.signal is Signal.IRREGULAR for one in assessments)
    assert sum(isinstance(fact, RhythmIrregular) for fact in facts) == irregular


@given(ASSESSMENTS)
def test_losses_and_returns_take_turns_and_a_loss_is_the_first(assessments):
    turns = [fact.change for fact in taken(assessments) if isinstance(fact, SignalChanged)]
    turns = [change for change in turns if change is not SignalChange.CHANGED]
    expected = itertools.cycle([SignalChange.LOST, SignalChange.BACK])
    assert all(change is due for change, due in zip(turns, expected, strict=False))


def test_the_same_assessment_says_nothing_twice():
    remarks, one = Remarks(), believed(Signal.IRREGULAR, remarks=Remark)
    kinds = [type(fact) for fact in remarks.take(1.0, one)]
    assert kinds == [SignalChanged, RhythmIrregular, *len(Remark) * [StrapRemarked], PositionChanged]
    assert remarks.take(2.0, one) == ()
    assert (remarks.signal, remarks.position) == (Signal.IRREGULAR, Position.IN)


@pytest.mark.parametrize("reason", [None, Rejection.UNSETTLED])
def test_waiting_for_readings_to_agree_after_a_pause_is_no_loss(reason):
    facts = taken([believed(), believed(Signal.WAITING), believed(Signal.SUSPECT, reason=reason), believed()])
    changes = [fact.change for fact in facts if isinstance(fact, SignalChanged)]
    lost = reason is None
    assert (SignalChange.LOST in changes, SignalChange.BACK in changes) == (lost, lost)


def test_the_end_is_the_last_state():
    remarks = Remarks()
    remarks.end()
    assert remarks.signal is Signal.ENDED


def test_who_cannot_reach_the_zone_hears_of_a_band_that_fits():
    said = zone_out_of_reach(600.0, OutOfReach(112.4, Band(105.0, 119.0)))
    assert (said.at_s, said.mean_bpm, said.fitting_band) == (600.0, 112.4, Band(105.0, 119.0))
    assert "105 to 119" in said.speech
    assert said.text
