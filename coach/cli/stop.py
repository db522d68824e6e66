"""`coach stop`: ends the walk that runs."""

import json

import click

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.options import json_option
from coach.cli.running import diary_services
from coach.live.stopping import stop_walk
from coach.services.diary import Diary
from coach.session.sentences import NOTHING_HEARD, summary_sentence


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
        session = services.keep(walk_id)
        if as_json:
            click.echo(json.dumps({"walk": walk_id, "kept": session is not None, "summary": said}))
        elif session is None:
            click.echo(NOTHING_HEARD)
        else:
            summary = None if session.summary is None else session.summary.as_summary()
            click.echo(f"The walk is over, and kept. {'' if summary is None else summary_sentence(summary)}".rstrip())
        return EXIT_DONE if services.walks.all_recorded else EXIT_COULD_NOT
