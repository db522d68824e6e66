"""`coach history`: past walks, and the history computed again."""

import json
import sys
from dataclasses import asdict

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.notices import warn
from coach.cli.options import json_option
from coach.domain.programme.felt import Felt
from coach.services.diary import Diary
from coach.services.recorded_walks import LeftOut, RecordedWalks
from coach.session.error_words import error_sentence
from coach.session.json_lines import summary_object
from coach.session.text import clock_text, printable
from coach.store.rows import Session, StoredSummary


@click.command(epilog="Example: coach history --json")
@click.option("--rebuild", is_flag=True, help="Compute it again from the recordings.")
@json_option
@click.pass_obj
def history(profile_name: str | None, /, *, rebuild: bool, as_json: bool) -> int:
    """The walks that were, newest first."""
    with Diary(profile_name) as diary:
        recorded = RecordedWalks(diary)
        if rebuild:
            _rebuild(recorded)
        recorded.close_unfinished()
        sessions = tuple(reversed(diary.history.sessions()))
    if as_json:
        click.echo(json.dumps([session_object(session) for session in sessions]))
    elif not sessions:
        click.echo("No walk yet. Begin with `coach walk`, or see one with `coach demo`.")
    else:
        click.echo("walk               kind     length  Zone 2  mean  felt  pain      after")
        for session in sessions:
            click.echo(session_text(session))
    return EXIT_DONE


def _rebuild(recorded: RecordedWalks) -> None:
    with click.progressbar(length=1, label="Reading", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def on_progress(done: int, of: int, left_out: LeftOut | None) -> None:
            bar.length = of
            bar.update(done - bar.pos)
            if left_out is not None:
                warn(f"{left_out.recording} was left out: {error_sentence(left_out.error)}")

        count = recorded.rebuild(on_progress)
    warn(f"{count} walks computed again from their recordings")


def session_object(session: Session) -> dict[str, object]:
    """A walk as `coach history --json` and `coach log --json` print it."""
    summary = session.summary
    return {
        "session": session.session_id,
        "started_at": session.started_at.isoformat(),
        "workout": session.kind.value,
        "planned_minutes": session.planned_min,
        "recording": session.recording,
        "end_reason": session.end_reason,
        "summary": None if summary is None else _summary_object(summary),
        "log": felt_object(session.felt),
    }


def felt_object(felt: Felt) -> dict[str, object]:
    """Return what was felt as it is printed: every answer by its name, heart rates to a tenth."""
    return {
        name: round(value, 1) if name.endswith("_bpm") and isinstance(value, float) else value
        for name, value in asdict(felt).items()
    }


def _summary_object(summary: StoredSummary) -> dict[str, object]:
    """Return the sums as in the walk's own summary line; those of another version of Coach as they were kept."""
    known = summary.as_summary()
    return dict(summary.everything) if known is None else summary_object(known)


def session_text(session: Session) -> str:
    """A walk as a line of the table."""
    felt, summary = session.felt, session.summary
    effort, pain = ("-" if value is None else str(value) for value in (felt.rpe, felt.pain_after))
    after = " -> ".join(f"{bpm:.0f}" for bpm in (felt.end_bpm, felt.one_minute_bpm) if bpm is not None)
    note = f"  {printable(felt.note)}" if felt.note else ""
    kind = session.kind.value
    if summary is None:
        return f"{session.session_id:<18} {kind:<7}  not ended{note}"
    length, in_zone = clock_text(summary.moving_s), clock_text(summary.z2_s)
    mean = "-" if summary.mean_bpm is None else f"{summary.mean_bpm:.0f}"
    sums = f"{length:>7} {in_zone:>7} {mean:>5} {effort:>5} {pain:>5} {after:>10}"
    return f"{session.session_id:<18} {kind:<7} {sums}{note}".rstrip()
