"""No keys end a walk but those that say so, and nothing that is typed closes the program with a fault.

`COACH_TORTURE=1 python -m pytest tests/tui/test_random_keys.py` sends 20,000 keys and says what it sent.
"""

import random

import pytest

from coach.pages.ports import Show
from coach.pages.profile import ProfileView
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.screens.dialogs import ConfirmEnd, Ending
from coach.tui.screens.exporting import ExportScreen
from coach.tui.screens.first_run import FirstRunScreen
from coach.tui.screens.flare import FlarePlanScreen, FlareScreen
from coach.tui.screens.history import HistoryScreen
from coach.tui.screens.home import HomeScreen
from coach.tui.screens.learn import LearnScreen
from coach.tui.screens.pair import PairScreen
from coach.tui.screens.plan import PlanScreen
from coach.tui.screens.settings import SettingsScreen
from coach.tui.screens.summary import SummaryScreen
from coach.tui.screens.walk import WalkScreen
from coach.tui.screens.whole_walk import WholeWalk
from tests.support.random_keys import ENDING, Typist
from tests.support.sample_pages import DETAIL, TODAY
from tests.support.sessions import FREE, SHORT
from tests.support.torture import share

ALL_KEYS = share(1_000, 20_000)


def whole_walk(services):
    return WholeWalk(services, services.setup())


def demo(services):
    return WalkScreen(services.setup().host, show=Show("demo, x10"))


OPENINGS = {
    "walk": (whole_walk, {}),
    "short walk": (whole_walk, {"plans": (SHORT,)}),
    "walk that nobody ends": (whole_walk, {"plans": (FREE,), "without": (*ENDING, "ctrl+p")}),
    "demo": (demo, {"keeps": False}),
    "home": (HomeScreen, {}),
    "first questions": (lambda services: FirstRunScreen(TODAY, ProfileView(asked=False)), {}),
    "questions after a walk": (lambda services: AfterWalkScreen(), {}),
    "summary": (lambda services: SummaryScreen(services, DETAIL), {}),
    "history": (HistoryScreen, {}),
    "pair": (PairScreen, {}),
    "plan": (PlanScreen, {}),
    "export": (lambda services: ExportScreen(), {}),
    "learn": (lambda services: LearnScreen(), {}),
    "settings": (SettingsScreen, {}),
    "a flare": (lambda services: FlareScreen(services, "Warmth."), {}),
    "plan for a flare": (lambda services: FlarePlanScreen(""), {}),
}
MOSTLY = ("walk", "short walk", "home")
"""Where most can happen: each gets twice as many keys as another."""


@pytest.fixture
def confirmed(monkeypatch):
    """Each yes to the end of a walk."""
    said = []
    answer = ConfirmEnd.action_answer

    def heard(self, ending):
        said.extend([True] * (ending == Ending.END))
        answer(self, ending)

    monkeypatch.setattr(ConfirmEnd, "action_answer", heard)
    return said


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", OPENINGS)
async def test_no_keys_end_a_walk_but_its_own_and_none_close_the_program_with_a_fault(
    name, confirmed, monkeypatch, caplog, record_property
):
    monkeypatch.setattr("coach.tui.screens.pain_dialogs.ASKED_FOR_S", 0.1)  # it closes by itself, whatever covers it
    opening, options = OPENINGS[name]
    rng = random.Random(name)  # noqa: S311 - a simulation
    typist = Typist(opening, rng, confirmed, **options)
    await typist.type(ALL_KEYS * (2 if name in MOSTLY else 1) // (len(OPENINGS) + len(MOSTLY)))
    assert [record.getMessage() for record in caplog.records if record.name.startswith("coach.")] == []
    record_property("typed", dict(typist.sent))
    record_property("screens", sorted(screen.__name__ for screen in typist.screens))
