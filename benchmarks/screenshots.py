"""Draws the pictures of the README: `python -m benchmarks.screenshots [FOLDER]` (docs/ by default).

The walks are simulated, each with the first of the seeds 1, 2, 3 ... whose walker reaches the wanted moment;
the pages are those of a made-up walker in the fifth week (see `weeks`). The same program makes the same pictures.
"""

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from msgspec.structs import replace
from textual.screen import Screen

from benchmarks import weeks
from benchmarks.crisp_svg import crisp
from coach.domain.pacing.cue import Cue
from coach.domain.totals.summary import SessionSummary
from coach.domain.workout.steps import StepKind, Workout, steady, tempo
from coach.domain.zone.zones import TYPICAL_ZONES, Position
from coach.drawing.panels import Week
from coach.services.diary import Diary
from coach.services.facade import DiaryServices
from coach.session.commands import Command
from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason
from coach.session.plan import SessionPlan
from coach.session.ports import Listener
from coach.session.snapshot import SessionSnapshot
from coach.session.straps import StrapSeen
from coach.session_time import UnpacedClock
from coach.sources.simulator import SimulatedStrap
from coach.tui.app import CoachApp
from coach.tui.screens.after_walk import AfterWalkScreen
from coach.tui.screens.history import HistoryScreen
from coach.tui.screens.home import HomeScreen
from coach.tui.screens.plan import PlanScreen
from coach.tui.screens.summary import SummaryScreen
from coach.tui.screens.walk import WalkScreen

Moment = Callable[[SessionSnapshot], bool]

SHOWN_FOLDER = Path("/home/ada/.local/share/coach/recordings")
"""Where the walk of the picture is said to lie: its true folder is another one each time."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the first moment of a walk that fits, in a size and a theme, after some keys."""

    name: str
    workout: Workout
    moment: Moment
    size: tuple[int, int] = (80, 24)
    theme: str = "dark"
    keys: tuple[str, ...] = ()


def _tells(cue: Cue) -> Moment:
    return lambda view: view.cue is not None and view.cue.cue is cue and view.at_s > 600


def _eases_off(view: SessionSnapshot) -> bool:
    is_above = view.believed_bpm is not None and round(view.believed_bpm) > view.band.hi_bpm
    return is_above and _tells(Cue.EASE_OFF)(view) and view.shown_position is Position.ABOVE


def _calm(view: SessionSnapshot) -> bool:
    return view.cue is None and view.zone == 2 and view.at_s > 900


def _brisk(view: SessionSnapshot) -> bool:
    step = view.step
    return step is not None and step.kind is StepKind.EFFORT and step.index == 6 and step.elapsed_s > 200


def _nearly_over(view: SessionSnapshot) -> bool:
    step = view.step
    return step is not None and step.kind is StepKind.EFFORT and step.remaining_s is not None and step.remaining_s < 3


def _recovering(view: SessionSnapshot) -> bool:
    step = view.step
    return step is not None and step.kind is StepKind.RECOVERY and step.index == 5 and step.elapsed_s > 80


PICTURES = (
    Picture("walk-in-zone", steady(30), _calm),
    Picture("walk-ease-off", steady(30), _eases_off),
    Picture("walk-drifting", steady(30), _tells(Cue.DRIFTING_UP), theme="light"),
    Picture("walk-tempo-wide", tempo(), _brisk, size=(160, 45)),
    Picture("walk-countdown", tempo(), _nearly_over),
    Picture("walk-recovery", tempo(), _recovering, theme="contrast"),
    Picture("walk-far", steady(30), _eases_off, keys=("f",)),
    Picture("walk-talk-test", steady(30), _calm, keys=("t",)),
)


class Still:
    """A walk frozen at one moment; implements `coach.session.ports.WalkHost`."""

    has_strap = True
    asks_here = True
    outlives_viewers = False

    def __init__(self, view: SessionSnapshot) -> None:
        self._view = view
        self._over = asyncio.Event()

    def start(self) -> None:
        """Do nothing: a still does not run."""

    async def over(self) -> SessionSummary:
        """Wait for ever: a still does not end."""
        await self._over.wait()
        raise RuntimeError("a still does not end")

    def attach(self, listener: Listener) -> Callable[[], None]:
        """Call the listener once, with the one moment."""
        listener((), self._view, heard=False)
        return lambda: None

    @property
    def latest(self) -> SessionSnapshot:
        """The one moment."""
        return self._view

    def send(self, command: Command) -> None:
        """Refuse the command: a still takes none."""
        raise RuntimeError(f"a still takes no {command}")

    def end(self, reason: EndReason) -> None:
        """Do nothing: a still does not end."""

    async def straps_in_range(self) -> tuple[StrapSeen, ...]:
        """Return no straps."""
        return ()


async def moment_of(picture: Picture) -> SessionSnapshot:
    """The moment, from the first simulated walk that has it."""
    for seed in range(1, 41):
        view = await _walk_until(picture, seed)
        if view is not None:
            return view
    raise RuntimeError(f"{picture.name}: none of forty walks has such a moment")


async def _walk_until(picture: Picture, seed: int) -> SessionSnapshot | None:
    """Walk in simulated time, as fast as the machine can, until the moment comes; None when it does not."""
    engine = SessionEngine(SessionPlan(picture.workout, TYPICAL_ZONES))
    strap = SimulatedStrap(TYPICAL_ZONES.zone_2, UnpacedClock(), seed=seed)
    async for item in strap.inputs():
        for told in weeks.named(item):
            engine.receive(told)
        strap.follow(engine.events())
        view = engine.snapshot(item.at_s)
        if picture.moment(view):
            return view
        if view.finished:
            break
    return None


async def draw(picture: Picture) -> str:
    """The picture of a walk as SVG."""
    still = Still(await moment_of(picture))
    return await _export(lambda: WalkScreen(still, week=Week(5580.0, 150)), picture.size, picture.theme, picture.keys)


async def _export(
    opening: Callable[[], Screen[object]], size: tuple[int, int], theme: str = "dark", keys: tuple[str, ...] = ()
) -> str:
    app = CoachApp(opening, theme=theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.1)
        while any(worker.group in {"fetch", "load"} and not worker.is_finished for worker in app.workers):
            await pilot.pause(0.1)
        await pilot.press(*keys)
        await pilot.pause(0.1)
        return crisp(app.export_screenshot(title="coach"))


async def draw_pages() -> dict[str, str]:
    """The pages of a walker in the fifth week, by name."""
    now = datetime.combine(weeks.TODAY, time(7), UTC)
    with Diary(None, now=lambda: now) as diary:
        last = await weeks.make(diary)
        services = DiaryServices(diary, None, audible=False)
        found = await services.walk(last)
        detail = replace(found, file=None if found.file is None else SHOWN_FOLDER / found.file.name)
        _, view = await weeks.walked(SessionPlan(steady(30), TYPICAL_ZONES), seed=3)
        after = AfterWalkScreen(host=Still(view), finished_at_s=view.at_s - 66.0)
        return {
            "home": await _export(lambda: HomeScreen(services), (80, 24)),
            "home-wide": await _export(lambda: HomeScreen(services), (140, 40), "light"),
            "plan": await _export(lambda: PlanScreen(services), (80, 24)),
            "after-walk": await _export(lambda: after, (80, 24), keys=("3",)),
            "summary": await _export(lambda: SummaryScreen(services, detail), (80, 24)),
            "history": await _export(lambda: HistoryScreen(services), (120, 30), "light"),
        }


def main() -> None:
    """Write every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["COACH_HOME"] = home
        drawn = asyncio.run(draw_pages())
    for picture in PICTURES:
        drawn[picture.name] = asyncio.run(draw(picture))
    for name, svg in drawn.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
        print(folder / f"{name}.svg")


if __name__ == "__main__":
    main()
