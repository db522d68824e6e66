from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from coach.cli.demo import DEMO_WALK
from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import Cue
from coach.domain.workout.steps import StepKind, WorkoutKind, make
from coach.domain.zone.zones import Position
from coach.drawing import wording
from coach.drawing.ink import Tone
from coach.errors import BluetoothProblem, During
from coach.session import cue_words
from coach.session.cue_board import ABOUT_POSITION
from coach.session.inputs import LinkState
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.snapshot import LinkView, StepView
from tests.support import scenes


@pytest.mark.parametrize(
    ("state", "line", "tone", "acting"),
    [
        ("waiting", "… WAITING", Tone.EASY, False),
        ("in", "● IN ZONE", Tone.IN, False),
        ("irregular", "● IN ZONE", Tone.IN, False),
        ("below", "▲ PICK UP", Tone.BELOW, True),
        ("above", "▼ EASE OFF", Tone.ABOVE, True),
        ("drifting", "↗ EASE A BIT", Tone.IN, True),
        ("rest", "■ STOP AND REST", Tone.ALARM, True),
        ("lost", "✕ NO SIGNAL", Tone.EASY, True),
        ("no_contact", "✕ NO CONTACT", Tone.EASY, True),
        ("paused", "‖ PAUSED", Tone.EASY, True),
        ("recovery", "● EASY", Tone.BELOW, False),
        ("finished", "✓ WELL DONE", Tone.EASY, False),
        ("ended", "✓ THE END", Tone.EASY, False),
        ("talk", "● TALK TEST", Tone.EASY, False),
    ],
)
def test_the_one_thing_that_matters(state, line, tone, acting):
    head = wording.headline(scenes.STATES[state])
    assert (head.in_one_line, head.tone, head.acting) == (line, tone, acting)


def test_what_matters_most_wins():
    everything = replace(scenes.ABOVE, paused=True, signal=Signal.STALE)
    assert wording.headline(everything, "broken").word == "Stopped"
    assert wording.headline(everything).word == "Paused"
    assert wording.headline(replace(everything, paused=False)).word == "No signal"
    assert wording.headline(replace(everything, paused=False, signal=Signal.LIVE)).word == "Ease off"


@pytest.mark.parametrize(
    ("position", "kind", "word"),
    [
        (Position.BELOW, StepKind.STEADY, "Below"),
        (Position.BELOW, StepKind.WARM_UP, "Easy"),
        (Position.IN, StepKind.RECOVERY, "Easy"),
        (Position.ABOVE, StepKind.RECOVERY, "Easy"),
        (Position.ABOVE, StepKind.STEADY, "Above"),
        (None, StepKind.STEADY, "Settling"),
    ],
)
def test_without_a_cue_the_zone_is_the_word(position, kind, word):
    view = replace(scenes.LIVE_IN, shown_position=position, step=replace(scenes.STEADY, kind=kind))
    assert wording.headline(view).word == word


@pytest.mark.parametrize("state", scenes.STATES)
def test_an_arrow_says_the_same_as_the_colour(state):
    head = wording.headline(scenes.STATES[state])
    if head.tone is Tone.ABOVE:
        assert head.arrow in {"▼", "↗"}
    if head.tone is Tone.BELOW and head.acting:
        assert head.arrow in {"▲", "↘"}


def test_every_cue_but_two_has_an_arrow():
    for cue in Cue:
        view = replace(scenes.LIVE_IN, cue=scenes.cue(cue, cue.value))
        shown = wording.headline(view).word == cue.value
        assert shown is (cue not in {Cue.SIGNAL_LOST, Cue.STOP_AND_REST})


@pytest.mark.parametrize("signal", Signal)
@pytest.mark.parametrize("change", [{}, {"paused": True}, {"finished": True, "step": None}, {"cue": None}])
def test_stop_and_rest_is_the_big_word_while_it_stands(signal, change):
    bpm = 171.0 if signal.is_believed else None
    view = replace(scenes.REST, signal=signal, believed_bpm=bpm, **change)
    assert wording.headline(view).in_one_line == "■ STOP AND REST"
    assert wording.headline(replace(view, shown_position=None)).detail != "it is falling: rest a little longer"
    assert wording.headline(replace(view, standing=None)).word != "Stop and rest"


@pytest.mark.parametrize(
    ("bpm", "told"),
    [
        (110.0, "10 below Zone 2, 120-135 bpm"),
        (128.0, "in Zone 2, 120-135 bpm"),
        (141.4, "6 above Zone 2, 120-135 bpm"),
    ],
)
def test_the_zone_in_numbers(bpm, told):
    view = replace(scenes.LIVE_IN, believed_bpm=bpm, shown_position=scenes.LIVE_IN.band.position(bpm))
    assert wording.zone_sentence(view) == told


@pytest.mark.parametrize(
    ("bpm", "shown", "told"),
    [
        (122.0, Position.BELOW, "nearly in Zone 2, 120-135 bpm"),
        (119.6, Position.BELOW, "nearly in Zone 2, 120-135 bpm"),
        (133.0, Position.ABOVE, "nearly in Zone 2, 120-135 bpm"),
        (118.0, Position.IN, "at the edge of Zone 2, 120-135 bpm"),
        (137.0, Position.IN, "at the edge of Zone 2, 120-135 bpm"),
    ],
)
def test_while_the_number_is_ahead_the_sentence_keeps_to_the_shown_position(bpm, shown, told):
    assert wording.zone_sentence(replace(scenes.LIVE_IN, believed_bpm=bpm, shown_position=shown)) == told


@given(bpm=st.floats(40, 220), shown=st.sampled_from(Position))
def test_word_sentence_and_colour_name_the_same_side(bpm, shown):
    view = replace(scenes.LIVE_IN, believed_bpm=bpm, shown_position=shown)
    head = wording.headline(view)
    assert head.tone is wording.number_tone(view) is wording.POSITION_TONE[shown]
    says = {"below": Position.BELOW, "above": Position.ABOVE, "in": Position.IN, "at": None, "nearly": None}
    words = head.detail.split()
    side = next(says[word] for word in words if word in says)
    assert side in {shown, None}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "128"),
        ({"believed_bpm": None, "sent_bpm": 131, "signal": Signal.SUSPECT}, "--"),
        ({"believed_bpm": None, "sent_bpm": 131, "signal": Signal.STALE}, "--"),
        ({"ended": True}, "--"),
    ],
)
def test_the_number_is_fresh_or_absent(changes, text):
    assert wording.heart_rate_text(replace(scenes.LIVE_IN, **changes)) == text


@pytest.mark.parametrize(
    ("seconds", "left"), [(0, "0:00"), (7.2, "0:08"), (754.0, "12:34"), (3723.4, "1:02:04"), (-3, "0:00")]
)
def test_a_second_that_has_begun_is_left(seconds, left):
    assert wording.left_text(seconds) == left


@pytest.mark.parametrize(
    ("kind", "index", "following", "place"),
    [
        (StepKind.WARM_UP, 1, StepKind.EFFORT, "before 1 of 4"),
        (StepKind.EFFORT, 2, StepKind.RECOVERY, "1 of 4"),
        (StepKind.RECOVERY, 3, StepKind.EFFORT, "before 2 of 4"),
        (StepKind.EFFORT, 8, StepKind.COOL_DOWN, "4 of 4"),
        (StepKind.COOL_DOWN, 9, None, ""),
    ],
)
def test_a_tempo_walk_counts_its_efforts(kind, index, following, place):
    step = StepView(kind, index, 9, scenes.BAND, 10.0, 50.0, following, 60.0)
    assert wording.step_words(replace(scenes.LIVE_IN, workout=WorkoutKind.TEMPO, step=step)).place == place


@pytest.mark.parametrize("walk", [make(WorkoutKind.TEMPO, None), DEMO_WALK], ids=["tempo", "demo"])
def test_the_count_is_that_of_the_efforts_there_are(walk):
    efforts = [step for step in walk.steps if step.kind is StepKind.EFFORT]
    before = 0
    for index, (step, following) in enumerate(pairwise([*walk.steps, None]), start=1):
        next_kind = following and following.kind
        view = StepView(step.kind, index, len(walk.steps), scenes.BAND, 10.0, 50.0, next_kind, 60.0)
        place = wording.step_words(replace(scenes.LIVE_IN, workout=walk.kind, step=view)).place
        before += step.kind is StepKind.EFFORT
        if step.kind is StepKind.EFFORT:
            assert place == f"{before} of {len(efforts)}"
        elif next_kind is StepKind.EFFORT and step.kind.is_easy:
            assert place == f"before {before + 1} of {len(efforts)}"
        else:
            assert place == ""


@pytest.mark.parametrize(("left_s", "counting"), [(5.1, None), (5.0, 5), (2.2, 3), (0.0, 0)])
def test_the_last_seconds_are_counted(left_s, counting):
    view = replace(scenes.LIVE_IN, step=replace(scenes.STEADY, remaining_s=left_s))
    assert wording.step_words(view).counting == counting
    assert wording.step_words(replace(view, paused=True)).counting is None


@pytest.mark.parametrize("state", LinkState)
def test_every_state_of_the_link_has_a_sentence(state):
    words = wording.link_words(LinkView(state, 4, "", "", None, None), Signal.DISCONNECTED)
    assert words.sentence
    assert words.troubled
    untried = {
        LinkState.LIVE,
        LinkState.ADAPTER_OFF,
        LinkState.NO_ADAPTER,
        LinkState.NO_SERVICE,
        LinkState.NOT_PERMITTED,
    }
    assert words.sentence.endswith(", try 4") is (state not in untried)


def test_a_connected_strap_that_says_nothing_is_not_called_connected():
    words = wording.link_words(scenes.LIVE_LINK, Signal.STALE)
    assert (words.sentence, words.troubled) == ("the strap has gone quiet", True)
    assert wording.link_words(scenes.LIVE_LINK, Signal.LIVE).extras == ("battery 80 %",)


@pytest.mark.parametrize("signal", Signal)
def test_a_strap_that_sends_seldom_is_in_no_trouble_while_its_heart_rate_is_believed(signal):
    words = wording.link_words(replace(scenes.LIVE_LINK, state=LinkState.STALE), signal)
    assert words.troubled is not signal.is_believed
    assert (words.sentence == "connected") is signal.is_believed


@pytest.mark.parametrize(
    ("after_s", "recovery_bpm", "told"),
    [
        (20.0, None, "stand still: recovery is measured"),
        (66.0, 23.6, "24 beats down in a minute; q ends"),
        (80.0, None, "q ends the walk"),
    ],
)
def test_after_the_walk_the_recovery_is_told_once_it_is_known(after_s, recovery_bpm, told):
    trace = replace(scenes.FINISHED.trace, cues=((1200.0, Cue.FINISHED),))
    view = replace(scenes.FINISHED, at_s=1200.0 + after_s, recovery_bpm=recovery_bpm, trace=trace)
    assert wording.headline(view).detail == told


@pytest.mark.parametrize(
    ("said", "sentence", "remedy"),
    [
        (
            LinkFact(LinkFactKind.TROUBLE, problem=BluetoothProblem.NO_SERVICE, during=During.SCAN, system="linux"),
            "the Bluetooth service is not running",
            "start it with `sudo systemctl start bluetooth`, or ask `coach doctor`",
        ),
        (LinkFact(LinkFactKind.LOOKING, "Polar H10"), "Looking for Polar H10", "Is it on, and wet?"),
        (LinkFact(LinkFactKind.NONE_CHOSEN, in_range=("A",)), "No strap is chosen yet", "in range: A. Choose with s"),
        (LinkFact(LinkFactKind.LOOKING), "Looking for straps", ""),
        (LinkFact(LinkFactKind.LOOKING, "; wet. it\x1b[2J\u202e"), "Looking for ; wet. it [2J", "Is it on, and wet?"),
        ("An old sentence; told whole.", "An old sentence; told whole", ""),
        ("\x1b[2JGone; \u202ewet it\n", "[2JGone; wet it", ""),
    ],
)
def test_trouble_says_what_happened_and_what_to_do_next(said, sentence, remedy):
    words = wording.link_words(LinkView(LinkState.SEARCHING, 1, said, "", None, None), Signal.WAITING)
    assert (words.sentence.strip(), words.remedy.strip()) == (sentence, remedy)


@pytest.mark.parametrize("state", [LinkState.NO_ADAPTER, LinkState.NO_SERVICE, LinkState.NOT_PERMITTED])
def test_trouble_that_does_not_say_what_to_do_is_the_doctors(state):
    words = wording.link_words(LinkView(state, 1, "", "", None, None), Signal.WAITING)
    assert words.remedy == "coach doctor says what to do"


@pytest.mark.parametrize("state", LinkState)
def test_while_waiting_nobody_is_promised_beats_that_cannot_come(state):
    detail = wording.headline(replace(scenes.WAITING, link=replace(scenes.WAITING.link, state=state))).detail
    assert detail
    promised = "beats are on their way" in detail
    assert promised is (state in {LinkState.CONNECTING, LinkState.SUBSCRIBING, LinkState.LIVE})


@pytest.mark.parametrize("kind", sorted(ABOUT_POSITION))
@pytest.mark.parametrize("position", Position)
def test_a_cue_about_the_position_has_the_colour_of_the_number(kind, position):
    view = replace(scenes.LIVE_IN, cue=scenes.cue(kind, cue_words.text(kind)), shown_position=position)
    assert wording.headline(view).tone == wording.number_tone(view)


@pytest.mark.parametrize("kind", [Cue.HOLD, Cue.BACK_IN_ZONE])
def test_in_an_easy_step_the_word_stays_easy(kind):
    step = replace(scenes.STEADY, kind=StepKind.COOL_DOWN)
    view = replace(scenes.LIVE_IN, cue=scenes.cue(kind, cue_words.text(kind)), step=step)
    assert wording.headline(view).word == "Easy"


@pytest.mark.parametrize("kind", [Cue.SIGNAL_BACK, Cue.TALK_TEST, Cue.STEP, Cue.STEP_AHEAD])
def test_a_cue_about_something_else_has_no_colour_of_a_position(kind):
    view = replace(scenes.BELOW, cue=scenes.cue(kind, "Signal back"))
    assert wording.headline(view).tone is Tone.EASY
