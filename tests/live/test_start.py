"""The one way in which a walk begins: who listens from its first second, and what it ends with."""

from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.start import host_session
from coach.session.engine import SessionEngine
from coach.session.inputs import EndReason
from coach.session.plan import SessionPlan
from tests.support.sessions import beats

PLAN = SessionPlan(make(WorkoutKind.FREE, None), TYPICAL_ZONES)


class Given:
    """A source of inputs given beforehand, and a clock that they move."""

    paced = False

    def __init__(self, items):
        self._items = items
        self._now_s = 0.0

    async def inputs(self):
        for item in self._items:
            self._now_s = item.at_s
            yield item

    def now_s(self):
        return self._now_s

    async def sleep_until(self, at_s):
        self._now_s = at_s


async def test_listeners_hear_the_walk_from_its_first_second():
    heard = []
    given = Given(beats(126, 1, 5))
    host = host_session(
        PLAN,
        given,
        given,
        end_when_finished=False,
        listeners=[lambda events, snapshot, **_: heard.append((snapshot.at_s, events))],
    )
    summary = await host.run()
    assert summary.readings == 5
    assert heard[0][0] == 0.0
    assert heard[-1][1][-1].reason is EndReason.SOURCE_ENDED


async def test_a_walk_that_goes_on_has_the_engine_that_heard_its_first_part():
    engine = SessionEngine(PLAN)
    for item in beats(126, 1, 30):
        engine.receive(item)
    given = Given(beats(126, 31, 40))
    host = host_session(PLAN, given, given, engine=engine, end_when_finished=False)
    assert (await host.run()).readings == 40
