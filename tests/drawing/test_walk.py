from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import StepKind, free, long, steady, tempo
from coach.domain.zone.zones import Position
from coach.drawing.big_words import largest_words
from coach.drawing.ink import Tone, line_width, text_of
from coach.drawing.panels import WalkLook
from coach.drawing.walk import LEAST_HEIGHT, LEAST_WIDTH, draw_walk
from coach.drawing.wording import headline
from coach.errors import BluetoothProblem, During
from coach.pages.programme import Week
from coach.session import cue_words
from coach.session.inputs import LinkState
from coach.session.later import later
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.remark_words import IRREGULAR, REMARK
from coach.session.snapshot import LinkView
from coach.session.step_cues import ahead_cue, step_cue
from coach.tui.commands import FOOTER_KEYS
from tests.support import scenes

LOOK = WalkLook(keys=FOOTER_KEYS, today_z2_s=300.0, week=Week(3600.0, 150))
SIZES = ((40, 12), (80, 24), (160, 50))
TALL = (50, 40)
NASTY_NAME = "\x1b[31m[bold]\u202eH10\u202c [/bold]\n\t" + "é́́́" * 40


def text_at(view, look, width, height):
    return text_of(draw_walk(view, look, width, height))


@pytest.mark.parametrize("state", scenes.STATES)
def test_every_state_at_every_size(state, screens):
    view = scenes.STATES[state]
    sheets = [f"--- {width} x {height}\n{text_at(view, LOOK, width, height)}" for width, height in SIZES]
    assert "\n".join(sheets) + "\n" == screens


def test_a_failure_is_told_in_place_of_the_cue(screens):
    look = replace(LOOK, failure="The recording stopped: the disk is full; free some disk space. q leaves.")
    sheets = [f"--- {width} x {height}\n{text_at(scenes.LIVE_IN, look, width, height)}" for width, height in SIZES]
    assert "\n".join(sheets) + "\n" == screens


@pytest.mark.parametrize("state", ["in", "irregular", "above", "lost", "countdown"])
def test_the_far_view(state, screens):
    look = replace(LOOK, far=True)
    sheets = [
        f"--- {width} x {height}\n{text_at(scenes.STATES[state], look, width, height)}" for width, height in SIZES
    ]
    assert "\n".join(sheets) + "\n" == screens


@pytest.mark.parametrize("size", [(39, 12), (40, 11), (12, 3), (11, 3), (10, 2), (12, 1), (3, 1)])
def test_a_tiny_terminal_has_the_number_and_the_word(size, screens):
    assert text_at(scenes.ABOVE, LOOK, *size) + "\n" == screens


def test_a_narrow_and_tall_terminal(screens):
    assert text_at(scenes.ABOVE, LOOK, *TALL) + "\n" == screens


@pytest.mark.parametrize("size", [(39, 12), (40, 11), (12, 3), (12, 1)])
def test_a_tiny_terminal_marks_an_average_where_there_is_room(size, screens):
    assert text_at(replace(scenes.ABOVE, signal=Signal.IRREGULAR), LOOK, *size) + "\n" == screens


@settings(max_examples=50)
@given(
    state=st.sampled_from(sorted(scenes.STATES)),
    width=st.integers(LEAST_WIDTH, 180),
    height=st.integers(LEAST_HEIGHT, 60),
    far=st.booleans(),
    notice=st.sampled_from(["", "Pain 3 of 10 noted."]),
)
def test_an_average_is_marked_whatever_else_is_on_the_screen_and_changes_nothing_else(
    state, width, height, far, notice
):
    view = replace(scenes.STATES[state], signal=Signal.LIVE)
    look = replace(LOOK, far=far, notice=notice)
    plainly, marked = (
        text_at(replace(view, signal=signal), look, width, height) for signal in (Signal.LIVE, Signal.IRREGULAR)
    )
    assert "average" not in plainly
    assert "~ average" in marked
    unmarked = marked
    for words in ("~ average, irregular rhythm", "~ average"):
        unmarked = unmarked.replace(words, " " * len(words))
    assert [line.rstrip() for line in unmarked.splitlines()] == [line.rstrip() for line in plainly.splitlines()]


@pytest.mark.parametrize("words", [IRREGULAR, *REMARK.values()], ids=lambda words: words.short)
def test_what_is_said_of_heart_and_strap_is_whole_on_every_screen(words):
    look = replace(LOOK, notice=words.sentence, notice_shorter=words[1:])
    shown = [text_at(scenes.IRREGULAR, look, *size) for size in SIZES]
    assert [word in text for word, text in zip(reversed(words), shown, strict=True)] == [True] * 3


def test_without_colour_the_band_is_a_pattern(screens):
    assert text_at(scenes.LIVE_IN, replace(LOOK, colourless=True), 80, 24) + "\n" == screens


@given(
    state=st.sampled_from(sorted(scenes.STATES)),
    width=st.integers(1, 180),
    height=st.integers(1, 60),
    far=st.booleans(),
    name=st.text(max_size=60),
    notice=st.sampled_from(["", "Pain 3 of 10 noted.", "x" * 200]),
)
def test_at_every_size_each_line_is_exactly_as_wide_as_the_screen(state, width, height, far, name, notice):
    view = scenes.STATES[state]
    view = replace(view, link=replace(view.link, strap_name=name, said=name[:20]))
    block = draw_walk(view, replace(LOOK, far=far, notice=notice), width, height)
    assert [line_width(line) for line in block] == [width] * height


@settings(max_examples=50)
@given(width=st.integers(LEAST_WIDTH, 180), height=st.integers(LEAST_HEIGHT, 60))
def test_from_the_least_size_up_what_matters_is_on_the_screen_whole(width, height):
    text = text_at(scenes.ABOVE, LOOK, width, height)
    for needed in (
        "13:35",
        "Polar H10 1234",
        "a little slower",
        "then cool down",
        "120",
        "135",
        "? help",
        "q end",
    ):
        assert needed in text
    assert "…" not in text


@pytest.mark.parametrize("state", scenes.STATES)
def test_nothing_is_cut_on_the_usual_screen(state):
    text = text_at(scenes.STATES[state], LOOK, 80, 24)
    assert "…" not in text


def cues():
    """Every cue that a session raises, in the words it raises it with: of all workouts, the steps' as well."""
    for kind in Cue:
        if kind not in {Cue.STEP, Cue.STEP_AHEAD}:
            yield scenes.cue(kind, cue_words.text(kind))
    for workout in (steady(30), long(45), tempo(), tempo(45), free()):
        for index in range(len(workout.steps)):
            yield step_cue(810.0, workout, index)
            yield ahead_cue(810.0, workout, index)


def moments():
    """Every state and signal, in every kind of step, without a cue and with each of them."""
    yield from scenes.STATES.values()
    for signal, kind, position in product(Signal, StepKind, (None, *Position)):
        yield replace(
            scenes.LIVE_IN, signal=signal, step=replace(scenes.STEADY, kind=kind), shown_position=position, cue=None
        )
    yield from (replace(scenes.LIVE_IN, cue=cue) for cue in cues())


WORDS = {headline(view).spellings: view for view in moments()}


@pytest.mark.parametrize("view", WORDS.values(), ids=[spellings[-1] for spellings in WORDS])
def test_every_word_is_readable_from_three_metres(view):
    """In letters of three rows: 10 mm in a small terminal, and an eye that sees half as well as usual needs 9 mm."""
    head = headline(view)
    for size in ((40, 12), (64, 20), (78, 22), (80, 24), (120, 30), (160, 50)):
        told = text_at(view, LOOK, *size)
        fits = largest_words(head.spellings, 40, 6) is not None
        assert (head.in_one_line in told) is (size[0] < 64 and not fits), size


def test_a_failure_is_in_large_letters_as_well():
    look = replace(LOOK, failure="The recording stopped.")
    assert not any("STOPPED" in text_at(scenes.ABOVE, look, *size) for size in SIZES)


@pytest.mark.parametrize("size", SIZES)
def test_a_hostile_name_is_text(size):
    link = LinkView(LinkState.LIVE, 0, "", NASTY_NAME, 80, -60)
    text = text_at(replace(scenes.LIVE_IN, link=link), LOOK, *size)
    assert "[31m[bold]H10 [/bold]" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_an_old_heart_rate_is_never_shown():
    lost = replace(scenes.LOST, sent_bpm=128)
    for size in SIZES:
        assert text_at(lost, LOOK, *size) == text_at(scenes.LOST, LOOK, *size)


def test_the_drawing_changes_nothing_and_is_the_same_again():
    trace = scenes.LIVE_IN.trace
    before = trace.at_s.copy(), trace.bpm.copy()
    assert draw_walk(scenes.LIVE_IN, LOOK, 80, 24) == draw_walk(scenes.LIVE_IN, LOOK, 80, 24)
    assert np.array_equal(trace.at_s, before[0])
    assert np.array_equal(trace.bpm, before[1], equal_nan=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("notice", ["", "Talk test noted."])
def test_the_remedy_stands_where_the_notice_would(size, notice):
    said = LinkFact(LinkFactKind.TROUBLE, problem=BluetoothProblem.NO_SERVICE, during=During.SCAN, system="darwin")
    view = replace(scenes.WAITING, link=replace(scenes.WAITING.link, state=LinkState.NO_SERVICE, said=said))
    told = text_at(view, replace(LOOK, notice=notice), *size)
    whole = "switch Bluetooth off and on in the system settings"
    remedy = "coach doctor says what to do" if size[0] < 64 else whole
    assert (remedy in told) is not bool(notice)
    assert notice in told


@pytest.mark.parametrize(("look", "told"), [(WalkLook(), "in this walk"), (WalkLook(today_z2_s=60.0), "today")])
def test_a_replay_is_no_part_of_a_day(look, told):
    assert told in text_of(draw_walk(scenes.LIVE_IN, look, 80, 24))


def test_the_slow_drift_of_a_long_walk_stands_beside_the_times_in_the_zones():
    drifting = replace(scenes.LIVE_IN, cardiac_drift_bpm_per_10min=2.6)
    assert "Drift +3 bpm in 10 min" in text_of(draw_walk(drifting, WalkLook(), 160, 50))
    assert "Drift" not in text_of(draw_walk(scenes.LIVE_IN, WalkLook(), 160, 50))


@pytest.mark.parametrize("state", scenes.STATES)
@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 30), (160, 50)])
def test_nothing_is_printed_twice(state, size):
    """Bounds stand at the gauge, the trace and the zones, each on its own scale; nothing else stands in two places."""
    told = text_at(scenes.STATES[state], LOOK, *size)
    for once in ("Zone 2 ", " 150 min", "today", "then cool", "13:35", "Polar", "Steady 2 of 3"):
        assert sum(line.count(once) for line in told.splitlines() if "120-135" not in line) <= 1, once


@pytest.mark.parametrize("size", [(40, 12), (64, 20), (80, 24), (120, 30), (160, 50)])
def test_while_no_band_is_known_nothing_is_shown_of_one(size):
    told = text_at(scenes.NO_BAND, LOOK, *size)
    for never in ("Zone 2", "bpm", "Time in zones", "━" * 12 + "█", "today"):
        assert never not in told
    assert "no zone yet" in told
    assert told.count("no zone") == 1
    assert "Every minute counts" in told
    block = draw_walk(scenes.NO_BAND, LOOK, *size)
    assert {Tone.BELOW, Tone.ABOVE, Tone.BAND}.isdisjoint(
        tone for line in block for span in line for tone in tones(span)
    )


def tones(span):
    return {span.ink.tone, span.ink.ground} if span.text.strip() else {span.ink.ground}


def test_each_stretch_of_the_trace_has_its_own_band_on_the_screen():
    steps = ((0.0, scenes.BAND), (500.0, scenes.BAND.upper_half))
    view = replace(scenes.EFFORT, trace=replace(scenes.EFFORT.trace, bands=steps))
    grounds = [
        [span.ink.ground is Tone.BAND for span in line for _ in span.text] for line in draw_walk(view, LOOK, 80, 24)
    ]
    early, late = (sum(row[column] for row in grounds) for column in (20, 70))
    assert early == 2 * late > 0


def test_the_trace_stands_still_between_two_readings_and_moves_by_itself_when_none_comes():
    shown = [draw_walk(later(scenes.LIVE_IN, by_s), LOOK, 80, 24)[14:22] for by_s in (0.0, 0.9, 60.0)]
    assert shown[0] == shown[1] != shown[2]
