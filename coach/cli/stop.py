"""`coach stop`: ends the walk that runs."""

import json

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.notices import warn
from coach.cli.options import json_option
from coach.cli.running import diary_services
from coach.cli.settling import finished
from coach.live.stopping import stop_walk
from coach.services.diary import Diary
from coach.services.walks_elsewhere import Ended
from coach.session.sentences import NOTHING_HEARD, summary_sentence, unrecorded_sentence


@click.command(epilog="Example: coach stop")
@json_option
@click.pass_obj
def stop(profile_name: str | None, /, *, as_json: bool) -> int:
    """End the walk that runs, whoever shows it, and keep it.

    How it felt is asked at the next start. It ends a walk of another version of Coach as well.
    """
    with Diary(profile_name, walks_anyway=True) as diary:
        services = diary_services(diary, profile_name, for_screen=False)
        walk_id, said = stop_walk(services.walks.meeting)
        session = services.keep(walk_id, Ended.of_line(said))
        if as_json:
            click.echo(json.dumps({"walk": walk_id, "kept": session is not None, "summary": said}))
        elif session is None:
            click.echo(NOTHING_HEARD)
        else:
            summary = None if session.summary is None else session.summary.as_summary()
            click.echo(f"The walk is over, and kept. {'' if summary is None else summary_sentence(summary)}".rstrip())
            if session.summary is not None and session.summary.unrecorded_s is not None:
                warn(unrecorded_sentence(session.summary.unrecorded_s))
        return finished(diary, services.walks, "", EXIT_DONE)
