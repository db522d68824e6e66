"""`coach history`: past walks, and the history computed again."""

import json
from dataclasses import asdict

import click

from coach.cli.exits import EXIT_DONE
from coach.cli.notices import warn
from coach.cli.options import json_option
from coach.cli.settling import Bar, settle, walks_text
from coach.domain.programme.felt import Felt
from coach.services.diary import Diary
from coach.services.recorded_walks import RecordedWalks
from coach.session.json_lines import summary_object
from coach.session.text import clock_text, printable
from coach.store.rows import Session, StoredSummary


@click.command(epilog="Example: coach history --json")
@click.option("--rebuild", is_flag=True, help="Compute it again from the recordings.")
@json_option
@click.pass_obj
def history(profile_name: str | None, /, *, rebuild: bool, as_json: bool) -> int:
    """The walks that were, newest first."""
    with Diary(profile_name, mends=rebuild) as diary:
        recorded = RecordedWalks(diary)
        if diary.moved_aside is not None:
            warn(f"the damaged history is now {diary.moved_aside}")
        if rebuild:
            _rebuild(recorded)
            recorded.settle()  # the rebuild has named what cannot be read
        else:
            settle(diary, recorded)
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
    with Bar(shown_after_s=0.0) as bar:
        count = recorded.rebuild(bar)
    changed = f"{walks_text(count.changed)} changed" if count.changed else "nothing in them changed"
    warn(f"{walks_text(count.walks)} computed again from the recordings; {changed}")


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
        **({} if (seconds := _unrecorded_s(session)) is None else {"unrecorded_s": round(seconds, 1)}),
    }


def _unrecorded_s(session: Session) -> float | None:
    return None if session.summary is None else session.summary.unrecorded_s


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
    if (seconds := _unrecorded_s(session)) is not None:
        note = f"  (its last {clock_text(max(1.0, seconds))} not recorded){note}"
    elif session.ended_at is not None and session.end_reason is None:
        note = f"  (its end not recorded){note}"
    kind, name = session.kind.value, printable(session.session_id)
    if summary is None:
        return f"{name:<18} {kind:<7}  not ended{note}"
    length, in_zone = clock_text(summary.moving_s), "-" if summary.z2_s is None else clock_text(summary.z2_s)
    mean = "-" if summary.mean_bpm is None else f"{summary.mean_bpm:.0f}"
    sums = f"{length:>7} {in_zone:>7} {mean:>5} {effort:>5} {pain:>5} {after:>10}"
    return f"{name:<18} {kind:<7} {sums}{note}".rstrip()
