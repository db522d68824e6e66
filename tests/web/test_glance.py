"""What the page shows is what the terminal shows; and the page's own files are small, still and readable."""

import json
import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import coach.web
from coach.domain.heart.signal_quality import Signal
from coach.domain.zone.zones import Band, Position
from coach.drawing.ink import text_of
from coach.drawing.panels import WalkLook
from coach.drawing.walk import draw_walk
from coach.drawing.wording import TALK_ANSWERS, headline, heart_rate_text, link_words, number_tone, step_words
from coach.session.inputs import LinkState
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.names import PAIN_WORDS
from coach.session.snapshot import LinkView, RecordingState
from coach.tui.commands import FOOTER_KEYS
from coach.tui.screens.talk_dialog import READ_ALOUD
from coach.web.glance import glance
from tests.support import scenes
from tests.support.headlines import every_headline
from tests.support.seeing import EYES, contrast, lab, linear

VIEWS = [*scenes.STATES.values(), *(view for view, failure in every_headline() if failure is None)]
HOSTILE = '<img src=x onerror="alert(1)">\u202e\x1b[31m\n'


def texts_of(shown):
    """Every text in it, at any depth."""
    for value in shown.values() if isinstance(shown, dict) else shown:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield from texts_of(value)


@pytest.mark.parametrize("view", VIEWS)
def test_the_words_are_the_terminals(view):
    shown, head, step = glance(view), headline(view), step_words(view)
    assert (shown["head"]["arrow"], shown["head"]["word"], shown["head"]["acting"]) == (
        head.arrow,
        head.word,
        head.acting,
    )
    assert f"walk-{shown['head']['tone']}" == head.tone
    assert shown["bpm"] == heart_rate_text(view)
    assert f"walk-{shown['tone']}" == number_tone(view)
    assert (shown["step"]["name"], shown["step"]["place"], shown["step"]["follows"]) == (
        step.name,
        step.place,
        step.follows,
    )
    assert shown["step"]["left"] == (step.left if step.counting is None else str(step.counting))
    assert shown["link"]["mark"] == link_words(view.link, view.signal).mark
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
    assert glance(view) == shown


@pytest.mark.parametrize("state", ["in", "below", "above", "drifting", "rest", "effort", "recovery", "free", "back"])
def test_the_texts_stand_on_the_walk_screen_as_well(state):
    view = scenes.STATES[state]
    screen = " ".join(text_of(draw_walk(view, WalkLook(), 160, 50)).split())
    shown = glance(view)
    for text in (
        shown["head"]["detail"],
        shown["step"]["name"],
        shown["step"]["follows"],
        *shown["link"]["text"].split("  "),
    ):
        assert text in screen


def test_no_text_names_a_key_which_a_tablet_does_not_have():
    links = [replace(scenes.LOST.link, state=state, said="") for state in LinkState]
    links += [
        replace(scenes.LOST.link, state=LinkState.CHOOSE, said=LinkFact(kind, name="H10")) for kind in LinkFactKind
    ]
    views = [*VIEWS, *(replace(scenes.WAITING, link=link) for link in links)]
    views += [replace(scenes.FINISHED, recovery_bpm=24.0), replace(scenes.FINISHED, at_s=5000.0)]
    keys = "|".join(sorted(re.escape(key) for key, _ in FOOTER_KEYS if key.isalpha()))
    named = re.compile(rf"(?<![\w'])(?<!\d )({keys}|esc)(?![\w'])|\bpress\b")
    # A number of seconds has an s as well.
    assert {text for view in views for text in texts_of(glance(view)) if named.search(text)} == set()


@given(
    bpm=st.floats(30, 240),
    lo_bpm=st.floats(60, 180),
    width_bpm=st.floats(1.01, 60),
    position=st.none() | st.sampled_from(Position),
)
def test_the_pointer_is_on_the_side_that_the_word_names(bpm, lo_bpm, width_bpm, position):
    band = Band(lo_bpm, lo_bpm + width_bpm)
    gauge = glance(replace(scenes.LIVE_IN, believed_bpm=bpm, band=band, shown_position=position))["gauge"]
    assert 0 < gauge["lo"] < gauge["hi"] < 1
    assert 0 <= gauge["at"] <= 1
    match position:
        case Position.BELOW:
            assert gauge["at"] < gauge["lo"]
        case Position.IN:
            assert gauge["lo"] <= gauge["at"] <= gauge["hi"]
        case Position.ABOVE:
            assert gauge["at"] > gauge["hi"]


@given(signal=st.sampled_from(Signal), bpm=st.none() | st.floats(30, 240), ended=st.booleans())
def test_what_is_not_believed_has_no_number_and_no_pointer(signal, bpm, ended):
    shown = glance(replace(scenes.LIVE_IN, signal=signal, believed_bpm=bpm, ended=ended))
    assert (shown["bpm"] == "--") == (bpm is None or ended)
    assert (shown["gauge"]["at"] is None) == (bpm is None or ended)


@given(
    name=st.text(max_size=60) | st.just(HOSTILE),
    said=st.text(max_size=60) | st.just(HOSTILE),
    state=st.sampled_from(LinkState),
)
def test_text_of_strangers_is_one_line_that_prints(name, said, state):
    link = LinkView(state, 2, said, name, None, None)
    text = glance(replace(scenes.LOST, link=link))["link"]["text"]
    assert text
    assert text.isprintable()


def test_a_recording_that_fails_is_said():
    assert glance(replace(scenes.LIVE_IN, recording=RecordingState.FAILING))["unrecorded"] is True
    assert glance(replace(scenes.LIVE_IN, recording=RecordingState.OK))["unrecorded"] is False


def test_without_a_band_there_is_no_gauge():
    assert glance(scenes.NO_BAND)["gauge"] is None


@given(name=st.text("PolarH10-_", min_size=25, max_size=248))
def test_beside_what_is_wrong_a_long_name_is_cut_and_what_is_wrong_is_not(name):
    named = glance(replace(scenes.LOST, link=replace(scenes.LOST.link, strap_name=name)))["link"]["text"]
    shown, _, sentence = named.partition(": ")
    assert shown == name[:23] + "…"
    assert sentence == link_words(scenes.LOST.link, scenes.LOST.signal).sentence


# The page's own files

STATIC = Path(coach.web.__file__).parent / "static"
HTML, STYLE, SCRIPT = ((STATIC / name).read_text(encoding="utf-8") for name in ("index.html", "page.css", "page.js"))
TONES = ("below", "in", "above", "alarm", "easy", "text", "muted")
THEMES = [
    dict(re.findall(r"--(\w+): (#[0-9A-F]{6})", block)) for block in re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
]


def test_the_page_is_under_30_kilobytes():
    assert sum(len(text.encode()) for text in (HTML, STYLE, SCRIPT)) < 30_000


def test_nothing_comes_from_outside_and_nothing_is_inline():
    links = re.findall(r'(?:src|href|action)="([^"]*)"', HTML)
    assert set(links) == {"/page.css", "/page.js"}
    assert re.findall(r"<style|<script>|\bstyle=|\bon\w+=", HTML) == []
    assert re.findall(r"url\(|@import", STYLE) == []
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", SCRIPT) == []


def test_text_is_only_ever_set_as_text():
    assert re.findall(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function", SCRIPT) == []


def test_script_and_style_run_on_a_tablet_of_2018():
    """On iOS 12 and Chrome 79 a word of a later year is an error, and the page stays empty."""
    later = r"\?\.(?!\d)|\?\?|\|\|=|&&=|\.at\(|replaceChildren|replaceAll|structuredClone|allSettled|#\w+ ?[=(]|\d_\d"
    assert re.findall(later, SCRIPT) == []
    assert re.findall(r"\binset:|:is\(|:where\(|:has\(|\bclamp\(|@layer|@container", STYLE) == []


def test_the_questions_are_the_terminals():
    buttons = dict(re.findall(r'<button value="(\w+)">(.*?)</button>', HTML))
    talk = {answer.value: text for answer, text in TALK_ANSWERS}
    assert buttons == talk | {f"{level}": f"{level} <small>{words}</small>" for level, words in enumerate(PAIN_WORDS)}
    assert f"<p>{READ_ALOUD}</p>" in HTML


@pytest.mark.parametrize("theme", THEMES, ids=["dark", "light", "contrast", "contrast-light"])
def test_every_tone_is_readable_and_the_zones_stay_apart(theme):
    """On the ground, and turned round, as the word is where there is something to do."""
    for tone in TONES:
        assert contrast(theme[tone], theme["ground"]) >= 7, tone
    for tone in ("text", "muted"):
        assert contrast(theme[tone], theme["raised"]) >= 7, tone
    for tone in TONES[:3]:
        assert contrast(theme[tone], theme["band"]) >= 3, tone
    assert contrast(theme["line"], theme["ground"]) >= 3
    for eye in EYES.values():
        seen = [lab(eye @ linear(theme[tone])) for tone in TONES[:3]]
        assert min(float(((one - other) ** 2).sum() ** 0.5) for one, other in combinations(seen, 2)) > 25
