"""A session that is heard: exactly its cues, and silence where there is nothing to say."""

import asyncio

from coach.audio.announcer import Announcer, SoundSettings
from coach.audio.players import Machine
from coach.domain.workout import steps
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.host import SessionHost
from coach.live.voice import VoiceListener
from coach.session.commands import Pause
from coach.session.engine import SessionEngine
from coach.session.events import CueRaised, StepCountdown
from coach.session.inputs import EndReason, LinkUp, Notification
from coach.session.plan import SessionPlan
from tests.support.manual_clock import ManualClock


class Beats:
    """A strap whose heart rate is a function of time; it says nothing while `silent`."""

    def __init__(self, clock, bpm):
        self._clock = clock
        self._bpm = bpm
        self.silent = False

    async def inputs(self):
        yield LinkUp(at_s=0.0, name="Strap", address="AA")
        second = 0
        while True:
            second += 1
            await self._clock.sleep_until(second)
            if not self.silent:
                bpm = self._bpm(second)
                rr = round(60 / bpm * 1024)
                payload = bytes([0x10, bpm]) + rr.to_bytes(2, "little")
                yield Notification(at_s=self._clock.now_s(), payload=payload)


class Ear(Announcer):
    """Writes down what is heard, and when."""

    def __init__(self, clock, tmp_path):
        super().__init__(SoundSettings(), tmp_path, machine=Machine("linux", lambda _: None))
        self._clock = clock
        self.heard = []

    def announce(self, told):
        self.heard.append((self._clock.now_s(), told.sound.value))


class Walk:
    def __init__(self, tmp_path, bpm):
        self.clock = ManualClock()
        self.source = Beats(self.clock, bpm)
        self.ear = Ear(self.clock, tmp_path)
        self.events = []
        self.session = SessionHost(
            source=self.source,
            engine=SessionEngine(SessionPlan(steps.steady(30), TYPICAL_ZONES)),
            clock=self.clock,
        )
        voice = VoiceListener(self.ear, hears_out=False)
        self.session.attach(voice, at_end=voice.close)
        self.session.attach(lambda events, _snapshot, heard: self.events.extend(events))

    async def __aenter__(self):
        self.task = asyncio.create_task(self.session.run())
        await self.clock.pass_time(1)
        return self

    async def __aexit__(self, *_):
        self.session.end(EndReason.STOPPED)
        await self.task


async def test_exactly_the_cues_are_heard(tmp_path):
    async with Walk(tmp_path, lambda second: 128 if second < 500 else 145) as walk:
        await walk.clock.pass_time(900)
    cues = [event for event in walk.events if isinstance(event, CueRaised | StepCountdown)]
    assert len(walk.ear.heard) == len(cues) > 3
    assert "ease_off" in {sound for _, sound in walk.ear.heard}


async def test_a_pause_is_silent(tmp_path):
    async with Walk(tmp_path, lambda second: 128 if second < 400 else 145) as walk:
        await walk.clock.pass_time(390)
        walk.session.send(Pause())
        before = len(walk.ear.heard)
        await walk.clock.pass_time(600)
        assert walk.ear.heard[before:] == []


async def test_without_a_reading_only_the_loss_is_heard_and_the_steps(tmp_path):
    async with Walk(tmp_path, lambda second: 145) as walk:
        await walk.clock.pass_time(320)
        walk.source.silent = True
        before = len(walk.ear.heard)
        await walk.clock.pass_time(500)
        silent = {sound for _, sound in walk.ear.heard[before:]}
    assert silent <= {"signal_lost", "attention", "countdown", "step"}
    assert "signal_lost" in silent


async def test_a_walk_that_is_stopped_is_silent_at_once(tmp_path):
    async with Walk(tmp_path, lambda second: 128) as walk:
        walk.ear.finish = None  # nobody waits for it
        walk.ear.close = closed = Closed()
        await walk.clock.pass_time(5)
    assert closed.count == 1


class Closed:
    count = 0

    async def __call__(self):
        self.count += 1
