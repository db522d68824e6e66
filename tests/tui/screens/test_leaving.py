"""Screens leave once, whatever is called, in whatever order."""

import inspect
import pkgutil
from importlib import import_module
from itertools import permutations

import pytest
from textual.screen import Screen

from coach.tui import screens
from coach.tui.app import CoachApp
from coach.tui.screens.dialogs import Dialog
from coach.tui.screens.leaving import LeavesOnce


class Below(LeavesOnce[str]):
    """A page: it stays where it is until it leaves."""


class Question(Dialog[str]):
    """It lies over a page."""


class Screens:
    """An app with screens on one another, and what each of them answered."""

    def __init__(self, *pushed):
        self.answers = []
        self.pushed = [kind() for kind in pushed]
        self.app = CoachApp(Screen)

    async def open(self, pilot):
        for number, screen in enumerate(self.pushed):
            self.app.push_screen(screen, lambda answer, number=number: self.answers.append((number, answer)))
            await pilot.pause()

    @property
    def left_over(self):
        return [screen for screen in self.app.screen_stack if screen in self.pushed]


def test_every_screen_of_coach_leaves_in_this_way():
    modules = [import_module(f"coach.tui.screens.{found.name}") for found in pkgutil.iter_modules(screens.__path__)]
    kinds = {kind for module in modules for _, kind in inspect.getmembers(module, inspect.isclass)}
    ours = {kind for kind in kinds if issubclass(kind, Screen) and kind.__module__.startswith("coach.")}
    assert len(ours) > 20
    assert {kind for kind in ours if kind.dismiss is not LeavesOnce.dismiss} == set()


async def test_the_first_answer_counts():
    shown = Screens(Below)
    async with shown.app.run_test() as pilot:
        await shown.open(pilot)
        for answer in ("yes", "no"):
            shown.pushed[0].dismiss(answer)
        await pilot.pause()
        assert shown.app.is_running
        assert shown.left_over == []
    assert shown.answers == [(0, "yes")]


async def test_questions_over_a_screen_go_with_it():
    shown = Screens(Below, Question, Question)
    async with shown.app.run_test() as pilot:
        await shown.open(pilot)
        shown.pushed[0].dismiss("over")
        await pilot.pause()
        assert shown.left_over == []
    assert sorted(shown.answers) == [(0, "over"), (1, None), (2, None)]


async def test_a_screen_under_a_page_waits_for_it():
    shown = Screens(Below, Below)
    async with shown.app.run_test() as pilot:
        await shown.open(pilot)
        shown.pushed[0].dismiss("over")
        await pilot.pause()
        assert shown.left_over == shown.pushed
        shown.pushed[1].dismiss("an answer")
        await pilot.pause()
        assert shown.left_over == []
    assert sorted(shown.answers) == [(0, "over"), (1, "an answer")]


async def test_a_screen_that_was_taken_away_takes_no_other_with_it():
    shown = Screens(Below, Question)
    async with shown.app.run_test() as pilot:
        await shown.open(pilot)
        gone = Below()
        gone_from = shown.app.push_screen(gone)
        await gone_from
        await gone.remove()
        gone.dismiss("late")
        await pilot.pause()
        assert shown.left_over == shown.pushed


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("kinds", [(Below, Below, Below), (Below, Question, Below), (Question, Below, Question)])
async def test_in_any_order_each_screen_answers_once(kinds, order):
    shown = Screens(*kinds)
    async with shown.app.run_test() as pilot:
        await shown.open(pilot)
        for number in (*order, *order):
            shown.pushed[number].dismiss(f"{number}")
        await pilot.pause()
        assert shown.left_over == []
        assert len(shown.app.screen_stack) == 2
    assert sorted(number for number, _ in shown.answers) == [0, 1, 2]


async def test_after_it_has_left_a_screen_does_nothing_for_a_key():
    class Counting(Below):
        done = 0

        def action_count(self):
            self.done += 1

    shown = Screens(Counting)
    async with shown.app.run_test() as pilot:
        await shown.open(pilot)
        screen = shown.pushed[0]
        await shown.app.run_action("count", screen)
        screen.dismiss("over")
        await shown.app.run_action("count", screen)
    assert screen.done == 1
