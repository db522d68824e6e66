"""A simulated walk on the screen of the terminal this program runs in, recorded to the file that it is given."""

import sys
from pathlib import Path

from coach.cli.streams import settle_streams
from coach.domain.workout import steps
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.live.start import host_session
from coach.session.line_codec import Header
from coach.session.plan import SessionPlan
from coach.session_time import RunningClock
from coach.sources.simulator import SimulatedStrap
from coach.store.recorder import RecordingWriter
from coach.tui.app import CoachApp
from coach.tui.screens.walk import WalkScreen


def main(path):
    plan = SessionPlan(steps.tempo(), TYPICAL_ZONES)
    header = Header(started_at="2026-11-23T07:31:04.512Z", source={"kind": "simulator"}, session=plan.to_json())
    recorder = RecordingWriter(Path(path), header)

    clock = RunningClock(10.0)
    walker = SimulatedStrap(TYPICAL_ZONES.zone_2, clock, seed=1)
    host = host_session(plan, walker, clock, sink=recorder, end_when_finished=False, listeners=[walker])
    app = CoachApp(lambda: WalkScreen(host))
    app.run()
    recorder.close()
    settle_streams()  # the terminal may be gone
    return app.return_code or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
