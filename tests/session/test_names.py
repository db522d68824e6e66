"""One name for a thing, wherever it is said: screen, voice, printed lines, help, JSON."""

import ast
import re
from functools import cache
from pathlib import Path

import click
import pytest
from msgspec.structs import replace

from coach.cli.main import cli
from coach.domain.heart.signal_quality import Signal
from coach.domain.pacing.cue import Cue
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import Step, StepKind, WorkoutKind
from coach.domain.zone.zones import Band, Position
from coach.drawing.wording import TALK_ANSWERS, headline, link_words
from coach.session import cue_words, sentences
from coach.session.events import (
    BandReason,
    BandSet,
    BatteryLow,
    LinkStateChanged,
    MuteSet,
    PainChosen,
    PositionChanged,
    Reported,
    SignalWeak,
    SignsMarked,
)
from coach.session.inputs import LinkState
from coach.session.names import (
    LINK_NAME,
    PAIN_WORDS,
    POSITION_NAME,
    RPE_WORDS,
    SIGNAL_NAME,
    TALK_NAME,
    WORKOUT_NAME,
    titled,
)
from coach.session.pain_words import CHOSEN
from coach.session.sentences import plain_line
from coach.session.snapshot import LinkView
from coach.session.step_words import STEP_NAME, ahead_speech, step_speech, step_text
from tests.support import scenes
from tests.support.headlines import NEVER_A_WORD, OF_STEPS, every_headline

COACH = Path(__file__).parents[2] / "coach"
README = (COACH.parent / "README.md").read_text(encoding="utf-8")
OF_CUES = sorted(set(Cue) - OF_STEPS)


def printed(event, snapshot=scenes.LIVE_IN):
    _, _, line = plain_line(event, snapshot).partition("  ")
    return line


@pytest.mark.parametrize("cue", OF_CUES)
def test_the_voice_says_the_word_of_the_screen(cue):
    assert cue_words.text(cue).lower() in cue_words.speech(cue, None).lower()


@pytest.mark.parametrize("cue", sorted(set(OF_CUES) - NEVER_A_WORD - {Cue.STOP_AND_REST}))
def test_the_screen_has_the_word_of_the_cue(cue):
    view = replace(scenes.LIVE_IN, cue=scenes.cue(cue, cue_words.text(cue)))
    assert headline(view).word == cue_words.text(cue)


def test_stop_and_rest_is_one_word_too():
    assert headline(scenes.REST).word == cue_words.text(Cue.STOP_AND_REST)


def test_the_hand_made_scenes_have_the_words_of_the_cues():
    for view in scenes.STATES.values():
        if view.cue is not None and view.cue.cue not in OF_STEPS:
            assert view.cue.text == cue_words.text(view.cue.cue)


def test_large_letters_spell_the_word_or_a_part_of_it():
    for view in every_headline():
        head = headline(*view)
        assert f" {head.short.lower()} " in f" {head.word.lower()} " or not head.short


@pytest.mark.parametrize("signal", [signal for signal in SIGNAL_NAME if signal is not Signal.WAITING])
def test_a_lost_signal_is_told_by_the_word_that_stands_on_the_screen(signal):
    word = headline(replace(scenes.LIVE_IN, signal=signal)).word
    assert cue_words.text(Cue.SIGNAL_LOST, signal) == word
    assert cue_words.speech(Cue.SIGNAL_LOST, None, signal).startswith(f"{word}. ")


@pytest.mark.parametrize("signal", SIGNAL_NAME)
def test_a_missing_heart_rate_is_named_alike_on_the_screen_and_in_lines(signal):
    view = replace(scenes.LIVE_IN, signal=signal, believed_bpm=None, shown_position=None)
    assert headline(view).word == titled(SIGNAL_NAME[signal])
    lost = (
        printed(PositionChanged(at_s=5.0, before=Position.IN, after=None), view) if signal is not Signal.WAITING else ""
    )
    assert lost.startswith(titled(SIGNAL_NAME[signal])) or not lost


@pytest.mark.parametrize("position", Position)
def test_a_position_is_named_alike_on_the_screen_and_in_lines(position):
    view = replace(scenes.LIVE_IN, shown_position=position)
    assert headline(view).word.lower().split()[0] == POSITION_NAME[position] == position.value
    assert (
        printed(PositionChanged(at_s=5.0, before=None, after=position), view)
        .lower()
        .startswith(POSITION_NAME[position])
    )


@pytest.mark.parametrize("kind", StepKind)
def test_below_the_zone_is_easy_where_that_is_right_in_lines_too(kind):
    view = replace(scenes.LIVE_IN, shown_position=Position.BELOW, step=replace(scenes.STEADY, kind=kind))
    line = printed(PositionChanged(at_s=5.0, before=None, after=Position.BELOW), view)
    assert line.partition(":")[0].partition(" ")[0] == headline(view).word


@cache
def words_of_programs():
    """All text in the program's modules but docstrings, with its place."""
    found = []
    for path in sorted(COACH.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found += [
            (f"{path.relative_to(COACH)}:{node.lineno}", node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
        ]
    return tuple(found)


OTHER_NAMES = {
    "above and below the zone": r"\b(under|over|beneath) (the|your) zone|\b(under|over) Zone \d|^ (under|over) $",
    "talk test": r"(?i)can you talk|speech test|speaking test",
    "no signal": r"(?i)signal lost\b|lost signal|no heartbeat",
    "tempo walk": r"(?i)tempo (day|session|workout|training)|interval (day|walk)",
    "long walk": r"(?i)longer walk",
    "maximum heart rate": r"(?i)highest heart rate|peak heart rate",
    "spikes": r"(?i)\bexcursions? (over|above)",
}
"""What things are called, and by which words they were called too."""


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_nothing_has_its_old_name_again(name):
    readme = [(f"README.md:{number}", line) for number, line in enumerate(README.splitlines(), 1)]
    assert [(at, text) for at, text in (*words_of_programs(), *readme) if re.search(OTHER_NAMES[name], text)] == []


@pytest.mark.parametrize("kind", StepKind)
def test_the_voice_says_the_step_s_name(kind):
    step = Step(kind, 300.0)
    for said in (step_speech(step, 1, 4, None), ahead_speech(step), step_text(step, None)):
        assert STEP_NAME[kind].lower() in said.lower()


@pytest.mark.parametrize("kind", WorkoutKind)
def test_a_walk_is_named_by_its_kind(kind):
    assert WORKOUT_NAME[kind] == f"{kind.value} walk"


@pytest.mark.parametrize("answer", TalkTest)
def test_an_answer_of_the_talk_test_has_one_name(answer):
    name = TALK_NAME[answer]
    assert name == answer.value.replace("_", " ")
    assert dict(TALK_ANSWERS)[answer].startswith(titled(name))
    assert name in cue_words.speech(Cue.TALK_TEST, None).lower()
    assert printed(Reported(at_s=5.0, talk_test=answer)) == f"Talk test noted: {name}"
    assert name in help_of("log")["talk_test"]


def help_of(name):
    with click.Context(cli) as context:
        command = cli.get_command(context, name)
    return {parameter.name: parameter.help for parameter in command.params if isinstance(parameter, click.Option)}


def test_the_help_of_a_scale_has_the_words_of_its_question():
    told = help_of("log")
    for name, words in (("rpe", RPE_WORDS), ("pain_after", PAIN_WORDS)):
        named = told[name].partition(": ")[2].removesuffix(".").split(", ")
        assert len(named) > 3
        assert all(words[int(level)] == word for level, _, word in (item.partition(" ") for item in named))


@pytest.mark.parametrize("state", LinkState)
def test_a_link_without_more_to_say_is_named_alike(state):
    view = LinkView(state, 0, "", "", None, None)
    shown = link_words(view, Signal.WAITING).sentence
    assert shown == LINK_NAME[state]
    assert printed(LinkStateChanged(at_s=5.0, state=state, attempt=0, said="")).endswith(LINK_NAME[state])


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (MuteSet(at_s=5.0, muted=True), sentences.MUTED),
        (MuteSet(at_s=5.0, muted=False), sentences.UNMUTED),
        *(
            (changed, sentences.band_sentence(changed))
            for reason in (None, *BandReason)
            for changed in (BandSet(at_s=5.0, band=Band(110, 125), reason=reason),)
        ),
        *((PainChosen(at_s=5.0, choice=choice), CHOSEN[choice]) for choice in PainChoice),
        (SignsMarked(at_s=5.0, signs=("saddle",)), ADVICE_WHEN_ASKED_AGAIN),
        (BatteryLow(at_s=5.0, percent=9), sentences.battery_sentence(9)),
        (SignalWeak(at_s=5.0, rssi_dbm=-90), sentences.WEAK_SIGNAL),
        (Reported(at_s=5.0, pain=4), "Pain 4 of 10 noted"),
    ],
)
def test_the_lines_say_what_the_screen_s_notices_say(event, sentence):
    assert printed(event) == sentence
