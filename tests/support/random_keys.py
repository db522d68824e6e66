"""Any keys at any moment in a window of any size, and what must hold whatever was typed."""

import asyncio
import string
from collections import Counter, deque

from msgspec.structs import replace
from textual import events
from textual.geometry import Size
from textual.pilot import WaitForScreenTimeout

from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.start import host_session
from coach.pages.ports import WalkSetup
from coach.session.inputs import EndReason, SessionEnded
from coach.sources.simulator import SimulatedStrap
from coach.tui.app import CoachApp
from tests.support.manual_clock import ManualClock
from tests.support.memory_sink import MemorySink
from tests.support.sample_pages import STRAPS, UNFINISHED, WARNED, FakeServices
from tests.support.sessions import FREE, SHORT, STEADY

ENDING = ("q", "ctrl+q", "ctrl+c", "y")
"""The keys that ask for the end of a walk, or say yes to it."""
MOVING = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "shift+tab", "backspace")
CHOOSING = ("enter", "enter", "escape", "escape", "space", "ctrl+p", "f1", "question_mark", "plus", "minus")
TYPED = (*string.ascii_lowercase, *string.digits, "full_stop", "comma", "ctrl+u", "ctrl+w", "ctrl+a", "delete", "ä")
CHARACTERS = {"space": " ", "question_mark": "?", "plus": "+", "minus": "-", "full_stop": ".", "comma": ","}
HASTE = (
    ("ctrl+p", "pageup"),
    ("ctrl+p", "pagedown"),
    ("ctrl+p", "ctrl+p", "escape", "ctrl+p"),
    ("ctrl+p", "e", "n", "d", "enter", "enter", "escape"),
    ("q", "ctrl+q", "ctrl+q", "n"),
    ("escape", "escape", "escape", "escape"),
    ("enter", "enter", "enter"),
)
"""What hasty fingers do."""
KEYS_FOR_ONE_PROGRAM = 250
"""It is left by then, mostly: a walk has to be able to come far."""


async def settled(pilot):
    """Wait until all is handled. While a program is left, some widgets are gone before they can answer: then go on."""
    try:
        await pilot.pause()
    except WaitForScreenTimeout:
        if not pilot.app._exit:
            raise


class Ends(MemorySink):
    """A recording, and its ends."""

    @property
    def reasons(self):
        return [item.reason for item in self if isinstance(item, SessionEnded)]


class Straps:
    """Meets `coach.session.ports.StrapSwitch`."""

    def switch_to(self, device):
        pass

    async def straps_in_range(self):
        await asyncio.sleep(0)
        return STRAPS


class Walk:
    """A simulated walk on a clock that the driver moves."""

    def __init__(self, name, plan):
        self.name = name
        self.clock = ManualClock()
        self.ends = Ends()
        walker = SimulatedStrap(TYPICAL_ZONES.zone_2, self.clock, seed=5)
        self.host = host_session(
            plan, walker, self.clock, sink=self.ends, straps=Straps(), end_when_finished=False, listeners=[walker]
        )
        self.finished = False
        self.host.attach(self._hear)

    def _hear(self, events, snapshot, *, heard):
        self.finished = self.finished or snapshot.finished

    @property
    def begun(self):
        return self.host._running is not None


class Services(FakeServices):
    """A walker's services: slow now and then, with real walks."""

    def __init__(self, rng, plan):
        home = replace(WARNED, unfinished=UNFINISHED.unfinished, ask_check_in=True)
        super().__init__(home)
        self.rng = rng
        self.walks_plan = plan
        self.walks = []
        self.offered = 0

    async def _reached(self):
        for _ in range(self.rng.choice((0, 1, 20))):
            await asyncio.sleep(0)

    def setup(self, *, begins=True):
        walk = Walk(f"walk {len(self.walks)}", self.walks_plan)
        self.walks.append(walk)
        return WalkSetup(walk.name, walk.host, 0.0, None, begins=begins)

    async def start_walk(self, walk):
        self.offered += 1
        await self._reached()
        return self.setup()

    async def continue_walk(self, walk_id):
        self.offered += 1
        await self._reached()
        return self.setup(begins=False)

    async def prescription(self, kind, minutes):
        return replace(await super().prescription(kind, minutes), warning=self.rng.choice(("", WARNED.warning)))

    async def finish_walk(self, walk_id, felt):
        await self._reached()
        return await super().finish_walk(walk_id, felt)

    @property
    def kept_walks(self):
        return [kept[1] for kept in self.kept if kept[0] == "finish"]


class Typist:
    """Types at random into one program after another.

    Args:
        opening: makes a program's first screen, of its services.
        rng: what is random here.
        confirmed: grows with each yes to the end of a walk.
        plans: the walks to choose from.
        without: the keys that are left out.
        keeps: whether walks are to be kept, and their end is asked for first.
    """

    def __init__(self, opening, rng, confirmed, *, plans=(SHORT, FREE, STEADY), without=(), keeps=True):
        self._opening = opening
        self._rng = rng
        self._confirmed = confirmed
        self._plans = plans
        self._without = set(without)
        self._keeps = keeps
        self.sent = Counter()
        self.screens = set()
        self._last = deque(maxlen=40)
        self._broke_off = False
        """Whether control-C was typed into this program: it ends a walk at once."""

    async def type(self, keys):
        """Send so many keys in all, or a few more."""
        while self.sent["keys"] < keys:
            services = Services(self._rng, self._rng.choice(self._plans))
            try:
                await self._into_one_program(services, min(keys, self.sent["keys"] + KEYS_FOR_ONE_PROGRAM))
            except Exception as error:
                error.add_note(f"after the keys {' '.join(self._last)}")
                raise

    async def _into_one_program(self, services, until):
        self._confirmed.clear()
        self._broke_off = False
        app = CoachApp(lambda: self._opening(services))
        async with app.run_test(size=self._size()) as pilot:
            while self.sent["keys"] < until and app.is_running and not app._exit:
                self._burst(app)
                if self._rng.random() < 0.1:
                    self._resize(app)
                if services.walks and self._rng.random() < 0.1:
                    await services.walks[-1].clock.pass_time(self._rng.choice((1, 2, 5, 30)))
                await self._wait(pilot)
                self.screens.add(type(app.screen))
            await settled(pilot)
            left = app._exit
        for walk in services.walks:
            await self._holds(walk)
        begun = [walk.name for walk in services.walks if walk.begun]
        self.sent += Counter(programs=1, walks=len(begun))
        if self._keeps:
            # The program's own end keeps what was under way: a walk that it breaks off, or that begins as it is left.
            kept_later = 1 if not left or services.offered or self._broke_off else 0
            assert services.kept_walks == begun[: len(services.kept_walks)]
            assert len(begun) - len(services.kept_walks) <= kept_later

    def _size(self):
        anything = (self._rng.randint(1, 200), self._rng.randint(1, 60))
        return self._rng.choice(((1, 1), (80, 24), (40, 12), anything, anything))

    def _resize(self, app):
        app._driver._size = size = Size(*self._size())
        app.post_message(events.Resize(size, size))
        self.sent["sizes"] += 1

    def _burst(self, app):
        """A key, or a few typed faster than the screen follows."""
        rng = self._rng
        keys = rng.choice(HASTE) if rng.random() < 0.1 else [self._key() for _ in range(rng.choice((1, 1, 2, 5)))]
        for key in keys:
            if key not in self._without:
                app.post_message(events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None)))
                self.sent["keys"] += 1
                self._last.append(key)
                self._broke_off = self._broke_off or key == "ctrl+c"

    def _key(self):
        return self._rng.choice(self._rng.choices((ENDING, MOVING, CHOOSING, TYPED), weights=(1, 4, 5, 6))[0])

    async def _wait(self, pilot):
        turns = self._rng.choice((0, 0, 0, 1, 5, 30, 30, None))
        if turns is None:
            await settled(pilot)
        else:
            for _ in range(turns):
                await asyncio.sleep(0)

    async def _pause(self, pilot):
        """Wait for the screen; a program that ends meanwhile answers no more."""
        try:
            await pilot.pause()
        except WaitForScreenTimeout:
            if not pilot.app._exit:
                raise

    async def _holds(self, walk):
        """A walk ends by its own keys or its own end, once; the program's end, which comes here, ends it as well."""
        for reason in walk.ends.reasons:
            broke_off = reason is EndReason.INTERRUPTED and self._broke_off
            assert broke_off or reason in {EndReason.STOPPED, EndReason.FINISHED}
            asked_for = broke_off or self._confirmed or walk.finished or not self._keeps
            assert asked_for, "nobody asked for the end of this walk"
        if walk.begun:
            walk.host.end(EndReason.INTERRUPTED)
            await walk.host.over()
            assert len(walk.ends.reasons) == 1
