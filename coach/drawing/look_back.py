"""Past walks: one walk's summary, the list of all, and how things change."""

from itertools import pairwise
from pathlib import Path, PurePath

from coach.domain.programme.felt import Felt
from coach.domain.totals.summary import SessionSummary
from coach.domain.zone.zones import ZoneTable
from coach.drawing import block_font
from coach.drawing.block_font import DigitScale
from coach.drawing.curve import draw_walk_curve
from coach.drawing.ink import FAINT, MUTED, PLAIN, STRONG, Block, Ink, Line, Span, Tone, fit_line
from coach.drawing.pages import WIDE_WIDTH, Section, bar, beside, paragraph, stacked
from coach.drawing.plain_text import plain_text
from coach.drawing.trends import draw_trends
from coach.pages.history import HistoryView, WalkDetail, WalkRow
from coach.session.sentences import unrecorded_sentence
from coach.session.text import clock_text

STEADY_DRIFT_PCT = 5.0
"""A smaller rise from the first to the second half counts as steady (a convention, TrainingPeaks)."""


def draw_summary(detail: WalkDetail, width: int, height: int, *, shaded: bool = False) -> Block:
    """A walk in one page, the most telling first; it may be higher than `height`."""
    wide = width >= WIDE_WIDTH
    left_width = width * 3 // 5 if wide else width
    numbers = _numbers(detail, left_width, big=height >= 18)
    zones = _zones(detail.zones, detail.summary, width - left_width - 4 if wide else min(width, 70))
    words = _words(detail, width - left_width - 4 if wide else width)
    if wide:
        curve = _curve(detail, left_width, max(6, height - len(numbers) - 2), shaded=shaded)
        left = [Section(numbers, 9), Section(curve, 8)]
        right = [Section(zones, 7), Section(words, 6)]
        right_width = width - left_width - 4
        return beside([(stacked(left, height), left_width), (stacked(right, height), right_width)], gap=4)
    spare = height - len(numbers) - len(zones) - len(words) - 3
    curve = _curve(detail, width, max(4, min(12, spare)), shaded=shaded)
    blocks = [block for block in (numbers, curve, zones, words) if block]
    # A page scrolls what is too high for it, so leave nothing of a walk out.
    lines = sum(len(block) for block in blocks)
    return stacked([Section(block, 9) for block in blocks], max(height, lines))


def _numbers(detail: WalkDetail, width: int, *, big: bool) -> Block:
    """The minutes walked, large; beside them those in Zone 2 and the other measurements."""
    minutes = detail.row.minutes
    walked = f"{minutes:.0f} MIN" if minutes >= 1 else clock_text(minutes * 60)
    beside_it = [[Span("walked", STRONG), *_in_zone(detail.summary)], *_measured(detail)]
    if width < 56:
        return (
            *block_font.draw_big(walked, DigitScale(1, 1), Ink(Tone.IN)),
            *(fit_line(width, line) for line in beside_it),
        )
    scale = DigitScale(2, 2) if big and width >= 60 else DigitScale(1, 1)
    digits = block_font.draw_big(walked, scale, Ink(Tone.IN))
    cells = block_font.width_of(walked, scale)
    side_width = max(8, width - cells - 3)
    side = [fit_line(side_width, parts) for parts in beside_it]
    return beside([(digits, cells), (tuple(side[: max(scale.height, 3)]), side_width)], gap=3)


def _in_zone(summary: SessionSummary) -> list[Span]:
    """The minutes in Zone 2, where there were any: the walk counts without them."""
    minutes = int((summary.z2_s or 0.0) // 60)
    return [Span(f", {minutes} min in Zone 2", MUTED)] if minutes else []


def _measured(detail: WalkDetail) -> list[list[Span]]:
    summary, felt = detail.summary, detail.felt
    rate: list[Span] = []
    if summary.mean_bpm is not None and summary.max_bpm is not None:
        rate = [Span("mean ", MUTED), Span(f"{summary.mean_bpm:.0f}", STRONG), Span("  highest ", MUTED)]
        rate += [Span(f"{summary.max_bpm:.0f}", STRONG), Span(" bpm", MUTED)]
    fell: list[Span] = []
    if summary.recovery_bpm is not None:
        fell = [Span("fell ", MUTED), Span(f"{summary.recovery_bpm:.0f}", STRONG), Span(" in the minute after", MUTED)]
    how = [Span("effort ", MUTED), Span("-" if felt.rpe is None else f"{felt.rpe}", STRONG)]
    how += [Span("  pain ", MUTED), Span(_pain_text(felt), STRONG)]
    if felt.distance_m:
        how += [Span("  "), Span(f"{felt.distance_m / 1000:.2f} km", STRONG)]
    return [line for line in (rate, how, fell) if line]


def _pain_text(felt: Felt) -> str:
    """Return it as in "2 → 1" if it was asked before the walk as well."""
    after = "-" if felt.pain_after is None else str(felt.pain_after)
    return after if felt.pain_before is None else f"{felt.pain_before} → {after}"


def _curve(detail: WalkDetail, width: int, rows: int, *, shaded: bool) -> Block:
    if detail.trace is None or detail.zones is None or rows < 4:
        return ()
    return draw_walk_curve(
        detail.trace.at_s,
        detail.trace.bpm,
        detail.zones.zone_2,
        width,
        min(rows, 16),
        bands=detail.trace.bands,
        shaded=shaded,
    )


def _zones(zones: ZoneTable | None, summary: SessionSummary, width: int) -> Block:
    """Minutes in each zone as bars of all minutes; zones without a second are left out."""
    if zones is None or sum(summary.zone_s) < 1:
        return ()
    total_s = sum(summary.zone_s) or 1.0
    bounds = zones.lower_bounds_bpm
    names = ["below", *(f"Zone {number}" for number in range(1, 6))]
    ranges = [f"<{bounds[0]:.0f}", *(f"{a:.0f}-{b:.0f}" for a, b in pairwise(bounds)), f"{bounds[4]:.0f}+"]
    cells = max(4, width - 24)
    lines: list[Line] = []
    for number in range(5, -1, -1):
        if summary.zone_s[number] < 1:
            continue
        tone = Tone.BELOW if number < 2 else Tone.IN if number == 2 else Tone.ABOVE
        drawn = bar(summary.zone_s[number] / total_s, cells, tone, rest=" ")
        minutes = "<1 min" if 1 <= summary.zone_s[number] < 60 else f"{summary.zone_s[number] // 60:.0f} min"
        name = Span(f"{names[number]:<6}", Ink(tone, bold=number == 2))
        lines.append((name, Span(f" {ranges[number]:>7} ", MUTED), *drawn, Span(f" {minutes:>7}", PLAIN)))
    whole = f"{total_s / 60:.0f} min"
    lines.append((Span(" " * 15 + f"0{whole.rjust(cells - 1)}", FAINT),))
    return tuple(lines)


def steadiness(summary: SessionSummary) -> str:
    """Say in a sentence how even the walk was: "steady" is said where it holds, and what else was is a plain fact."""
    if summary.mean_bpm is None:
        return "Walked without a heart rate: its minutes count all the same."
    excursions = {0: "no spikes", 1: "one spike"}.get(summary.excursions, f"{summary.excursions} spikes")
    if summary.cardiac_drift_pct is None:
        return f"{excursions[0].upper()}{excursions[1:]} above the zone."
    if abs(summary.cardiac_drift_pct) < 1:
        drift = "the heart rate stayed level"
    else:
        way = "rose" if summary.cardiac_drift_pct > 0 else "fell"
        drift = f"the heart rate {way} {abs(summary.cardiac_drift_pct):.0f} % in the second half"
    steady = summary.excursions <= 1 and summary.cardiac_drift_pct < STEADY_DRIFT_PCT
    sentence = f"{excursions} above the zone; {drift}."
    return f"Steady: {sentence}" if steady else f"{sentence[0].upper()}{sentence[1:]}"


EASY_WALK = (
    "Every minute of walking counts; the zone is the craft on top.",
    "Easy walking is walking: it is what the longer and brisker walks stand on.",
    "The minutes come first; a brisker pace can follow when this one feels light.",
)
"""What is said of a walk that was mostly under the zone: another sentence each week, so that none wears out."""


def minutes_sentence(detail: WalkDetail) -> str:
    """Praise a walk that was mostly under the zone for its minutes; empty for any other."""
    zone_s = detail.summary.zone_s
    if detail.row.minutes < 1 or sum(zone_s[:2]) <= sum(zone_s) / 2:
        return ""
    minutes = round(detail.row.minutes)
    week = detail.row.started_at.isocalendar().week
    return f"{minutes} minute{'s'[: minutes != 1]} walked. {EASY_WALK[week % len(EASY_WALK)]}"


def _words(detail: WalkDetail, width: int) -> Block:
    """The minutes, steadiness, comparison, what the programme makes of it, the note."""
    lines: list[Line] = [*paragraph(minutes_sentence(detail), width), *paragraph(steadiness(detail.summary), width)]
    if detail.summary.dropouts.seconds >= 1:
        gaps = detail.summary.dropouts
        text = f"Without a heart rate for {gaps.seconds:.0f} s in all: walked, and in no zone."
        lines += paragraph(text, width, MUTED)
    if detail.unrecorded_s is not None:
        lines += paragraph(unrecorded_sentence(detail.unrecorded_s), width, Ink(Tone.ABOVE))
    for sentence in detail.comparison:
        lines += paragraph(sentence, width)
    if not detail.comparison:
        lines += paragraph("The first walk of its kind: the next ones will be compared with it.", width, MUTED)
    if detail.advice:
        lines += paragraph(detail.advice, width, Ink(Tone.KEY))
    if detail.felt.note:
        lines += paragraph(f"“{plain_text(detail.felt.note)}”", width, MUTED, most=3)
    if detail.lesson is not None:
        lines += paragraph(f"{detail.lesson.text} ({detail.lesson.source})", width, MUTED)
    lines.append(file_line(detail.file, width))
    return tuple(lines)


def file_line(file: Path | None, width: int) -> Line:
    """Where the recording lies, with as many of its folders as there is room for, the last ones first."""
    if file is None:
        return fit_line(width, [Span("Its recording is gone.", MUTED)])
    tails = (f"…/{PurePath(*file.parts[first:])}" for first in range(2, len(file.parts)))
    texts = [plain_text(text) for text in (str(file), *tails)]
    return fit_line(width, *([Span("Recorded in ", MUTED), Span(text)] for text in texts))


def draw_history(view: HistoryView, chosen: int, width: int, height: int, *, trends: bool) -> Block:
    """The list, or the trends; side by side where there is room for both."""
    if not view.walks:
        text = "No walk yet. The first one appears here when it is over: esc goes home, where enter starts it."
        return paragraph(text, min(width, 70), MUTED)
    if width >= WIDE_WIDTH:
        left_width = 66
        right_width = width - left_width - 5
        right = draw_trends(view.trends, right_width, height)
        return beside([(_rows(view, chosen, left_width, height), left_width), (right, right_width)], gap=5)
    if not trends:
        return _rows(view, chosen, width, height)
    return draw_trends(view.trends, width, height)


_COLUMNS = (
    (6, "date"),
    (8, "walk"),
    (5, "min"),
    (7, "Zone 2"),
    (5, "bpm"),
    (8, "effort"),
    (6, "pain"),
)


DATE_WITH_YEAR_CELLS = 9
"""Walks of several years, as imported ones are, say which: "06 May 24"."""


def _rows(view: HistoryView, chosen: int, width: int, height: int) -> Block:
    """The walks, the chosen one in sight."""
    columns = _COLUMNS if width >= 56 else _COLUMNS[:5]
    has_years = width >= 56 and len({row.started_at.year for row in view.walks}) > 1
    if has_years:
        columns = ((DATE_WITH_YEAR_CELLS, "date"), *columns[1:])
    aligned = [f"{name:<{cells}}" if i < 2 else f"{name:>{cells}}" for i, (cells, name) in enumerate(columns)]
    head = (Span("  " + " ".join(aligned), MUTED),)
    room = max(1, height - 1)
    first = max(0, min(chosen - room // 2, len(view.walks) - room))
    lines: list[Line] = [fit_line(width, head)]
    for index, row in enumerate(view.walks[first : first + room], first):
        lines.append(fit_line(width, _row(row, columns, here=index == chosen, has_years=has_years)))
    return tuple(lines)


def _kind(row: WalkRow) -> str:
    """The walk's kind; of an imported one the file's, in brackets while it does not count in the programme."""
    if not row.imported:
        return row.kind.value
    kind = plain_text(row.imported)
    return kind[:8] if row.counts and not row.is_before_start else f"({kind[:6]})"


def _row(row: WalkRow, columns: tuple[tuple[int, str], ...], *, here: bool, has_years: bool) -> list[Span]:
    texts = (
        f"{row.started_at:%d %b %y}" if has_years else f"{row.started_at:%d %b}",
        _kind(row),
        f"{row.minutes:.0f}" if row.minutes >= 1 else "<1",
        f"{int(row.z2_minutes)}" if row.z2_minutes >= 1 else "",
        "-" if row.mean_bpm is None else f"{row.mean_bpm:.0f}",
        "-" if row.rpe is None else str(row.rpe),
        "-" if row.pain is None else str(row.pain),
    )
    spans = [Span("▸ " if here else "  ", Ink(Tone.KEY, bold=True))]
    for index, ((cells, _), text) in enumerate(zip(columns, texts, strict=False)):
        shown = f"{text:<{cells}}" if index < 2 else f"{text:>{cells}}"
        ink = Ink(Tone.IN, bold=here) if _COLUMNS[index][1] == "min" else Ink(bold=here)
        spans.append(Span(shown + " ", ink))
    return spans
