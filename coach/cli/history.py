"""`coach history`: past walks, how things change, and the history computed again."""

import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec

from coach.cli.exits import EXIT_DONE
from coach.cli.notices import warn
from coach.cli.options import json_option
from coach.cli.settling import Bar, settled_sessions, walks_text
from coach.clock import local_now
from coach.domain.programme.felt import NAMES, Felt
from coach.drawing.ink import text_of
from coach.drawing.trends import MOST_ROWS, draw_trend
from coach.pages.trends import TrendView
from coach.services.diary import Diary
from coach.services.trends import trends_of
from coach.session.summary_json import summary_object
from coach.session.text import clock_text, printable
from coach.store.rows import Session, StoredSummary

LEAST_WIDTH, WHOLE_WIDTH = 38, 80
"""Columns of the narrowest terminal that is drawn for, and of a whole line."""


@click.command(epilog="Example: coach history --trends")
@click.option("--trends", "only_trends", is_flag=True, help="Only how things change, not the walks.")
@click.option("--rebuild", is_flag=True, help="Compute it again from the recordings and answers.")
@json_option
@click.pass_obj
def history(profile_name: str | None, /, *, only_trends: bool, rebuild: bool, as_json: bool) -> int:
    """The walks that were, newest first, and how things change.

    Five things are followed: Zone 2 a week, speed at the same heart rate, spikes above the zone, effort at the
    same work, pain after; and three activities of your own once you have rated them. A change is called likely real
    when it is large enough to matter: 2 of 10 for pain and effort. --json prints the walks, --trends --json the trends.
    """
    with Diary(profile_name, mends=rebuild) as diary:
        if diary.moved_aside is not None:
            warn(f"the damaged history is now {diary.moved_aside}")
        sessions = _rebuilt(diary) if rebuild else settled_sessions(diary)
        check_ins, first_day = diary.history.check_ins(), diary.counts_from(sessions)
    if as_json and not only_trends:
        newest_first = sessions[::-1]
        click.echo(f"[{', '.join(map(_json_text, newest_first, diary.files_of(newest_first)))}]")
        return EXIT_DONE
    trends = trends_of(sessions, local_now().date(), check_ins)
    if as_json:
        click.echo(json.dumps([trend_object(trend) for trend in trends]))
    elif not sessions:
        click.echo("No walk yet. Begin with `coach walk`, or see one with `coach demo`.")
    else:
        _print(sessions, trends, first_day, only_trends=only_trends)
    return EXIT_DONE


def _print(sessions: Sequence[Session], trends: Sequence[TrendView], first_day: int, *, only_trends: bool) -> None:
    width = _terminal_width()
    if not only_trends:
        click.echo(heading_text(width))
        for session in reversed(sessions):
            click.echo(session_text(session, first_day, width))
        click.echo("\nHow things change, from old to new")
    for trend in trends:
        click.echo()
        click.echo(text_of(draw_trend(trend, min(width, WHOLE_WIDTH), MOST_ROWS)))


def _terminal_width() -> int:
    """The terminal's columns; lines into a pipe or a file are whole."""
    return max(LEAST_WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else WHOLE_WIDTH


def trend_object(trend: TrendView) -> dict[str, object]:
    """A trend as `coach history --trends --json` prints it; null is "not known"."""
    change = trend.change
    return {
        "trend": trend.kind.value,
        "name": trend.name,
        "unit": trend.unit,
        "better": trend.better.value,
        "axis": list(trend.axis),
        "goal": trend.goal,
        "points": [{"day": day.isoformat(), "value": _rounded(value)} for day, value in trend.points],
        "change": None
        if change is None
        else {
            "earlier": _rounded(change.earlier),
            "later": _rounded(change.later),
            "least_that_matters": _rounded(change.least),
            "likely_real": change.is_likely_real,
        },
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)


def _rebuilt(diary: Diary) -> tuple[Session, ...]:
    from coach.services.packing_up import pack_walks
    from coach.services.recorded_walks import RecordedWalks

    recorded = RecordedWalks(diary)
    with Bar(shown_after_s=0.0) as bar:
        count = recorded.rebuild(bar)
    changed = f"{walks_text(count.changed)} changed" if count.changed else "nothing in them changed"
    warn(f"{walks_text(count.walks)} computed again from the recordings; {changed}")
    recorded.settle()  # the rebuild has named what cannot be read
    pack_walks(diary)
    return diary.history.sessions()


def session_object(session: Session, file: Path | None) -> dict[str, object]:
    """A walk as `coach history --json` and `coach log --json` print it; `file` is its recording, None when gone."""
    summary = session.summary
    return {
        "session": session.session_id,
        "started_at": session.started_at.isoformat(),
        "workout": session.kind.value,
        "planned_minutes": session.planned_min,
        "recording": session.recording,
        "file": None if file is None else str(file),
        "end_reason": session.end_reason,
        "summary": None if summary is None else _summary_object(summary),
        "log": felt_object(session.felt),
        **({} if (seconds := _unrecorded_s(session)) is None else {"unrecorded_s": round(seconds, 1)}),
        **({} if session.source is None else {"source": _source_object(session.source), "counts": session.counts}),
    }


def _json_text(session: Session, file: Path | None) -> str:
    """Return the walk's object as ASCII, which is JSON whatever the output's encoding is."""
    shown = session_object(session, file)
    text = msgspec.json.format(msgspec.json.encode(shown), indent=0)  # a quarter of the time, but it escapes no letter
    return text.decode() if text.isascii() else json.dumps(shown)


def _source_object(source: Mapping[str, object]) -> dict[str, object]:
    """Return where an imported walk comes from, without what only Coach itself needs."""
    return {name: source.get(name) for name in ("kind", "format", "file", "maker", "model", "imported_at")}


def _unrecorded_s(session: Session) -> float | None:
    return None if session.summary is None else session.summary.unrecorded_s


_RATES = tuple(name for name in NAMES if name.endswith("_bpm"))


def felt_object(felt: Felt) -> dict[str, object]:
    """Return what was felt as it is printed: every answer by its name, heart rates to a tenth."""
    answers = {name: getattr(felt, name) for name in NAMES}
    return answers | {name: round(answers[name], 1) for name in _RATES if answers[name] is not None}


def _summary_object(summary: StoredSummary) -> dict[str, object]:
    """Return the sums as in the walk's own summary line; those of another version of Coach as they were kept."""
    known = summary.as_summary()
    return summary.everything if known is None else summary_object(known)


_COLUMNS = (
    ("walk", -18, 0),
    ("kind", -7, 56),
    ("length", 7, 0),
    ("Zone 2", 7, 0),
    ("mean", 5, 48),
    ("effort", 6, 64),
    ("pain", 5, 40),
    ("after", 10, WHOLE_WIDTH),
)
"""Of the table: name, cells (to the left where negative), and the narrowest terminal with it."""


def heading_text(width: int = WHOLE_WIDTH) -> str:
    """The table's first line."""
    return _row({name: name for name, _, _ in _COLUMNS}, width)


def _row(texts: Mapping[str, str], width: int) -> str:
    shown = [(texts.get(name, ""), cells) for name, cells, least in _COLUMNS if width >= least]
    return " ".join(f"{text:<{-cells}}" if cells < 0 else f"{text:>{cells}}" for text, cells in shown).rstrip()


def session_text(session: Session, first_day: int, width: int = WHOLE_WIDTH) -> str:
    """A walk as a line of the table; `first_day` is the first on which walks of other programs count."""
    felt, summary = session.felt, session.summary
    note = f"  {printable(felt.note)}" if felt.note else ""
    if (seconds := _unrecorded_s(session)) is not None:
        note = f"  (its last {clock_text(max(1.0, seconds))} not recorded){note}"
    elif session.ended_at is not None and session.end_reason is None:
        note = f"  (its end not recorded){note}"
    if session.source is not None:
        from coach.formats.registry import kind_of_file

        counts = ", counts" if session.counts and session.day >= first_day else ""
        note = f"  (from {printable(kind_of_file(str(session.source.get('format', ''))))}{counts}){note}"
    named = {"walk": printable(session.session_id), "kind": session.kind.value}
    if summary is None:
        return f"{_row(named, width)}  not ended{note}"
    known = {
        "length": clock_text(summary.moving_s),
        "Zone 2": "-" if summary.z2_s is None else clock_text(summary.z2_s),
        "mean": "-" if summary.mean_bpm is None else f"{summary.mean_bpm:.0f}",
        "effort": "-" if felt.rpe is None else str(felt.rpe),
        "pain": "-" if felt.pain_after is None else str(felt.pain_after),
        "after": " -> ".join(f"{bpm:.0f}" for bpm in (felt.end_bpm, felt.one_minute_bpm) if bpm is not None),
    }
    return f"{_row(named | known, width)}{note}"
