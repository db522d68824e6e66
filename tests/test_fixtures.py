"""The walks in fixtures/, against what the engine is expected to say to them and against what truly happened."""

import json
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from coach.domain.pacing.cue import PACING
from coach.domain.wire.heart_rate import decode
from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.formats.registry import read_activity
from coach.session.error_words import flaw_sentence
from coach.session.inputs import Notification, SessionEnded
from coach.session.plan import SessionPlan
from fixtures.make import GAP_S, HERE, ZEROS_S, expected, walked

WALKS = sorted(path.stem for path in HERE.glob("*.jsonl"))

EDGE_S = 25.0
"""The zone is entered and left twice, with holes and zeros around it; smoothing is up to half a dozen seconds late."""


def told(name):
    return [json.loads(line) for line in expected(HERE / f"{name}.jsonl")]


def cues(name):
    return [(line["t"], line["cue"]) for line in told(name) if line["type"] == "cue"]


def beats(name):
    """(time, heart rate) as the simulated strap of a clean walk sent them."""
    inputs = read_activity(HERE / f"{name}.jsonl").inputs
    return [(item.at_s, decode(item.payload).bpm) for item in inputs if isinstance(item, Notification)]


def true_bpm(name, at_s):
    """The heart rate at a time, cleared of beat-to-beat noise by what came before and after it."""
    return median(bpm for beat_s, bpm in beats(name) if abs(beat_s - at_s) <= 8)


def true_z2_s(from_recording, *, until_s=1200, without=()):
    """Seconds of a clean walk with the heart rate, cleared of beat-to-beat noise, inside the zone."""
    seen = beats(from_recording)
    total_s = 0.0
    for index, ((at_s, _), (next_s, _)) in enumerate(pairwise(seen)):
        heart_bpm = median(bpm for _, bpm in seen[max(0, index - 8) : index + 9])
        hidden = any(start_s <= next_s < end_s for start_s, end_s in without)
        if next_s <= until_s and not hidden and TYPICAL_ZONES.zone(heart_bpm) == 2:
            total_s += next_s - at_s
    return total_s


def test_the_walks_are_here():
    assert WALKS == ["by_hand", "damaged", "steady", "tempo"]


@pytest.mark.parametrize("name", WALKS)
def test_the_engine_says_what_it_is_expected_to(name):
    lines = (HERE / f"{name}.expected").read_text(encoding="utf-8").splitlines()
    assert told(name) == [json.loads(line) for line in lines], "after a change of the judgement: fixtures/make.py"


@pytest.mark.parametrize("name", WALKS)
def test_the_walks_are_small(name):
    assert Path(HERE / f"{name}.jsonl").stat().st_size < 300_000


@pytest.mark.parametrize("name", ["steady", "tempo"])
def test_a_clean_walk_has_a_heart_rate_throughout_and_few_cues(name):
    summary = told(name)[-1]
    assert summary["dropouts"]["count"] == 0
    assert summary["rejected"] == 0
    assert summary["z2_s"] > 0.5 * summary["elapsed_s"]
    assert sum(cue in PACING for _, cue in cues(name)) <= 10


def test_the_tempo_walk_is_four_efforts_and_three_recoveries():
    steps = [line for line in told("tempo") if line.get("event") == "step_started"]
    assert [(step["kind"], step["duration_s"]) for step in steps[1:-1]] == [
        *[("effort", 300.0), ("recovery", 120.0)] * 3,
        ("effort", 300.0),
    ]


def test_the_tempo_walk_announces_its_steps_when_they_come():
    """By hand: 5 min to warm up, 4 x 5 min with 2 min between, 3 min to cool down; each is announced 10 s ahead."""
    starts_s = [0, 300, 600, 720, 1020, 1140, 1440, 1560, 1860]
    said = [(at_s, cue) for at_s, cue in cues("tempo") if cue not in PACING]
    ahead = [(at_s - 10.0, "step_ahead") for at_s in (*starts_s[1:], 2040)]
    assert said == sorted([*((float(at_s), "step") for at_s in starts_s), *ahead, (2040.0, "finished")])
    counted = [line["t"] for line in told("tempo") if line.get("event") == "step_countdown"]
    assert counted == [at_s - 3.0 for at_s in (*starts_s[1:], 2040)]


@pytest.mark.parametrize(
    ("name", "expected_cues"),
    [
        ("steady", [("drifting_up", 120, 135)] * 2),
        ("tempo", [("drifting_down", 127.5, 135), ("drifting_up", 127.5, 135)]),
        ("by_hand", [("speed_up", 112, 126)] * 2),
    ],
)
def test_a_pacing_cue_is_true_of_the_heart_that_was_simulated(name, expected_cues):
    """The effort's band at the time, from the step and what the walker set: a warning within 2 bpm of its bound."""
    said = [(at_s, cue) for at_s, cue in cues(name) if cue in PACING]
    assert [cue for _, cue in said] == [cue for cue, _, _ in expected_cues]
    for (at_s, cue), (_, lo_bpm, hi_bpm) in zip(said, expected_cues, strict=True):
        match cue:
            case "drifting_up":
                assert true_bpm(name, at_s) == pytest.approx(hi_bpm, abs=2)
            case "drifting_down":
                assert true_bpm(name, at_s) == pytest.approx(lo_bpm, abs=2)
            case _:
                assert true_bpm(name, at_s) < lo_bpm


def test_what_is_done_by_hand_adds_up():
    """Of 10 min: 187.5 s to warm up, skipped at 2:00, 300 + 60 s steady with a pause of 35 s, 112.5 s to cool down."""
    summary = told("by_hand")[-1]
    assert summary["moving_s"] == 120.0 + 300.0 + 60.0 + 112.5
    assert summary["elapsed_s"] == summary["moving_s"] + 35.0
    muted = [at_s for at_s, cue in cues("by_hand") if cue in PACING and 270 <= at_s < 330]
    assert muted == []
    assert [at_s for at_s, cue in cues("by_hand") if cue == "signal_lost"] == [380.0 + 15.0]


@pytest.mark.parametrize(("name", "until_s"), [("steady", 1200), ("tempo", 2040)])
def test_time_in_zone_is_the_truth_to_within_the_edges(name, until_s):
    """Each crossing may be late or early by as much as smoothing is."""
    crossings = sum(line.get("event") == "zone_changed" for line in told(name))
    allowed_s = max(EDGE_S, 5.0 * crossings)
    assert told(name)[-1]["z2_s"] == pytest.approx(true_z2_s(name, until_s=until_s), abs=allowed_s)


def test_a_damaged_walk_has_the_true_time_in_zone_and_earns_nothing_in_its_holes():
    truth_s = true_z2_s("steady", without=(ZEROS_S, GAP_S))
    assert truth_s < true_z2_s("steady") - 100  # there is something to be wrong about
    assert told("damaged")[-1]["z2_s"] == pytest.approx(truth_s, abs=EDGE_S)


def test_zeros_gaps_and_junk_raise_no_pacing_cue():
    for start_s, end_s in (ZEROS_S, GAP_S):
        assert not [cue for at_s, cue in cues("damaged") if start_s <= at_s < end_s + 10 and cue in PACING]


def test_a_hole_is_told_once_and_so_is_its_end():
    assert [cue for _, cue in cues("damaged") if cue.startswith("signal")] == ["signal_lost", "signal_back"] * 2


def test_junk_and_the_cut_line_are_told_and_cost_nothing_else():
    recording = read_activity(HERE / "damaged.jsonl")
    assert len(recording.flaws) == 1
    assert "cut off" in flaw_sentence(recording.flaws[0])
    rejected = [line["problem"] for line in told("damaged") if line.get("event") == "measurement_rejected"]
    assert set(rejected) == {"empty", "too_short", "odd_tail"}
    assert told("damaged")[-1]["rejected"] == sum(problem != "odd_tail" for problem in rejected)


def test_what_the_walker_does_by_hand_is_told():
    said = [line.get("event") for line in told("by_hand")]
    for event in ("paused", "resumed", "band_changed", "muted", "unmuted", "felt", "battery_low"):
        assert event in said
    assert [line["state"] for line in told("by_hand") if line.get("event") == "link"] == ["live", "lost", "live"]


def test_the_walks_can_be_made_again():
    plan = SessionPlan(make(WorkoutKind.STEADY, 2.0), TYPICAL_ZONES)
    first, again, other = (walked(plan, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert isinstance(first[-1], SessionEnded)
