"""What a page may ask of a walk: six things."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.programme.talk import TalkTest
from coach.session.commands import AnswerTalkTest, Mute, Pause, ReportPain, Resume, SkipStep
from coach.web.commands import PageCommand, Tapped, tapped


@pytest.mark.parametrize(
    ("sent", "command"),
    [
        ({"command": "pause"}, Pause()),
        ({"command": "resume"}, Resume()),
        ({"command": "skip_step"}, SkipStep()),
        ({"command": "mute", "muted": True}, Mute(muted=True)),
        ({"command": "talk_test", "answer": "with_effort"}, AnswerTalkTest(TalkTest.WITH_EFFORT)),
        ({"command": "pain", "level": 3}, ReportPain(3)),
    ],
)
def test_a_page_may_send_these(sent, command):
    assert tapped(json.dumps(sent).encode()) == Tapped(command)
    assert tapped(json.dumps(sent | {"t": 815.4}).encode()) == Tapped(command, 815.4)


@pytest.mark.parametrize(
    "sent",
    [
        {"command": "stop"},
        {"command": "end"},
        {"command": "extend_step", "by_s": 60},
        {"command": "change_band", "band": {"lo_bpm": 150, "hi_bpm": 170}},
        {"command": "note", "text": "<script>"},
        {"command": "answer_pain", "choice": "ease"},
        {"command": "answer_signs", "signs": []},
        {"command": "switch_strap", "strap": {"address": "AA:BB:CC:DD:EE:FF", "name": "x"}},
        {"command": "take_control"},
        {"command": "pain", "level": 3, "moment": "before"},
        {"command": "pain", "level": 11},
        {"command": "pain", "level": -1},
        {"command": "pain"},
        {"command": "mute"},
        {"command": "mute", "muted": 1},
        {"command": "talk_test", "answer": "shouting"},
        {"command": ["pause"]},
        {"command": "pause", "t": "815"},
        {"command": "pause", "t": True},
        {"command": "pause", "t": [815]},
        {},
        [],
        "pause",
        None,
    ],
)
def test_and_nothing_else(sent):
    assert tapped(json.dumps(sent).encode()) is None


@given(st.binary())
def test_no_bytes_break_it(body):
    assert tapped(body) is None


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
_NAMES = st.sampled_from(["pause", "resume", "skip_step", "mute", "talk_test", "pain", "stop", "note", "extend_step"])


@given(_NAMES, st.dictionaries(st.sampled_from(["muted", "answer", "level", "moment", "text", "t"]), _VALUES))
def test_whatever_is_understood_is_one_of_the_six(name, values):
    asked = tapped(json.dumps({"command": name} | values).encode())
    assert asked is None or isinstance(asked.command, PageCommand)
    assert asked is None or asked.at_s is None or math.isfinite(asked.at_s)
