"""The screen's clocks: drawn when a second changes, at rest in between, and the same as one that is drawn afresh."""

import math

import pytest
from msgspec.structs import replace

from coach.domain.workout.steps import Step, StepKind, Workout, WorkoutKind
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason, LinkDown, LinkUp, Paused, Resumed, SessionEnded
from coach.session.later import later
from coach.session.plan import SessionPlan
from coach.tui.app import CoachApp
from coach.tui.screens.second_hand import LATE_S, LEAST_S, SecondHand
from coach.tui.screens.walk import WalkScreen
from coach.tui.widgets.drawn import WalkView
from tests.support import scenes
from tests.support.fakes import FakeHost
from tests.support.screens import screen_inks, screen_text, until
from tests.support.sessions import notification


class Alarms:
    """Time that is moved by hand, with the one alarm that is set."""

    def __init__(self):
        self.now_s = 0.0
        self.due_s = None
        self._callback = None

    def __call__(self, delay, callback):
        assert self.due_s is None, "one at a time"
        self.due_s, self._callback = self.now_s + delay, callback
        return self

    def stop(self):
        self.due_s = None

    def run(self, until_s):
        while self.due_s is not None and self.due_s <= until_s:
            self.now_s = self.due_s
            self._callback()
        self.now_s = until_s


def looked_at(view, for_s, speed=1.0):
    """What is shown, and when, in so many seconds of the wall in which the walk's host says nothing."""
    alarms, shown = Alarms(), []

    def look():
        now = later(view, alarms.now_s * speed)
        shown.append((alarms.now_s, int(now.moving_s), math.ceil(now.step.remaining_s)))
        hand.wait(now)

    hand = SecondHand(alarms, look, speed)
    hand.wait(view)
    alarms.run(for_s)
    return shown


@pytest.mark.parametrize("moved_s", [0.0, 0.25, 0.999])
def test_a_minute_is_sixty_looks_each_a_new_second_and_none_is_skipped(moved_s):
    shown = looked_at(later(scenes.LIVE_IN, moved_s), 60.0 + LATE_S)
    first = int(scenes.LIVE_IN.moving_s)
    assert [second for _, second, _ in shown] == [*range(first + 1, first + 61)]
    assert [left_s for _, _, left_s in shown] == [*range(564, 504, -1)]
    assert all(at_s % 1 == pytest.approx((LATE_S - moved_s) % 1) for at_s, _, _ in shown)


def test_clocks_out_of_step_each_have_their_second():
    step = replace(scenes.STEADY, elapsed_s=515.5, remaining_s=564.5)
    shown = looked_at(replace(scenes.LIVE_IN, moving_s=815.0, step=step), 10.0 + 2 * LATE_S)
    assert len(shown) == 20


@pytest.mark.parametrize("view", [scenes.PAUSED, scenes.FINISHED])
def test_clocks_that_stand_are_looked_at_once_a_second(view):
    view = replace(view, step=scenes.STEADY)
    assert len(looked_at(view, 10.0 + 10 * LATE_S)) == 10


@pytest.mark.parametrize("speed", [10.0, math.inf])
def test_faster_than_life_it_moves_a_few_times_a_second(speed):
    alarms, looks = Alarms(), []
    hand = SecondHand(alarms, lambda: (looks.append(alarms.now_s), hand.wait(scenes.LIVE_IN)), speed)
    hand.wait(scenes.LIVE_IN)
    alarms.run(10 * (LEAST_S + LATE_S) + 0.001)
    assert len(looks) == 10


def test_a_new_state_sets_it_anew_and_a_stopped_one_moves_no_more():
    alarms = Alarms()
    hand = SecondHand(alarms, pytest.fail, 1.0)
    hand.wait(replace(scenes.LIVE_IN, step=None, moving_s=10.75))
    hand.wait(replace(scenes.LIVE_IN, step=None, moving_s=10.25))
    assert alarms.due_s == 0.75 + LATE_S
    hand.stop()
    alarms.run(10.0)


STEPS = (Step(StepKind.WARM_UP, 30.0), Step(StepKind.STEADY, 90.0), Step(StepKind.COOL_DOWN, 30.0))


def a_walk():
    """The states of a walk with a dropout, a pause and an end."""
    engine = SessionEngine(SessionPlan(Workout(WorkoutKind.STEADY, STEPS), TYPICAL_ZONES))
    inputs = [LinkUp(at_s=0.0, name="Strap", address="none")]
    inputs += [notification(second + 0.4, 95 + second // 2) for second in range(1, 70)]
    inputs += [LinkDown(at_s=71.0, said="gone"), LinkUp(at_s=80.0, name="Strap", address="none")]
    inputs += [notification(second + 0.4, 131) for second in range(81, 100)]
    inputs += [Paused(at_s=100.7), Resumed(at_s=104.9)]
    inputs += [notification(second + 0.4, 128 - second % 3) for second in range(106, 175)]
    inputs += [SessionEnded(at_s=176.0, reason=EndReason.STOPPED)]
    for item in inputs:
        engine.receive(item)
        yield engine.snapshot(item.at_s)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_what_is_kept_from_one_drawing_to_the_next_is_as_if_drawn_afresh(size):
    views = [*a_walk()][::5]
    host = FakeHost(views[0])
    app = CoachApp(lambda: WalkScreen(host))
    async with app.run_test(size=size) as pilot:
        for number, view in enumerate(views):
            host.tell(snapshot=view)
            await pilot.pause()
            host.latest = later(view, 0.7)
            app.screen._refresh()
            await pilot.pause()
            if number % 7 == 0 or number == len(views) - 1:
                afresh = CoachApp(lambda: WalkScreen(FakeHost(host.latest)))
                async with afresh.run_test(size=size) as other:
                    await until(other, shows="♥" if "♥" in screen_text(app) else "○")
                    assert screen_text(app) == screen_text(afresh)
                    assert screen_inks(app) == screen_inks(afresh)


async def test_nothing_is_drawn_while_no_second_changes(monkeypatch):
    drawn = []
    monkeypatch.setattr(WalkView, "draw", lambda view, width, height: drawn.append(view.snapshot) or ())
    host = FakeHost(scenes.PAUSED)  # it stands still: each look finds the same
    async with CoachApp(lambda: WalkScreen(host)).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = len(drawn)
        for _ in range(20):
            pilot.app.screen._refresh()
            await pilot.pause()
        assert len(drawn) == before
