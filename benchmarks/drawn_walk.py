"""Reads a drawn walk screen as a walker does: number, word, sentence, pointer, labels, colours, clocks.

It knows where things stand at 40x12, 80x24 and 160x50, and the shapes of block letters; not how a screen is worded.
"""

import re
from functools import cache
from typing import Any

import msgspec

from coach.drawing.block_font import DigitScale, draw_big, scales_of
from coach.drawing.glyphs import BOLD
from coach.drawing.ink import Block, Ink, Line, Tone

_HALVES = {"█": "##", "▀": "#.", "▄": ".#"}
_POINTERS = "▼◀▶"
ARROWS = "▲▼↗↘●■‖✕✓→?…"
_FULL_WIDTH = 78


class Drawn(msgspec.Struct, frozen=True):
    """What stands on the screen; None where it does not."""

    number: int | None
    number_tone: Tone | None
    word: str
    word_tone: Tone | None
    sentence: str
    gauge: bool
    pointer: str | None
    """Where the pointer is, of what the bar shows as the band: below, in, above."""
    pointer_tone: Tone | None
    bounds: tuple[int, ...]
    """The numbers at the band's ends."""
    trace_labels: frozenset[int]
    zone: str
    """The zone's name beside the number, or the one that is bold in the table of zones."""
    step_left: str
    counting: bool
    """Whether the step's time left is a bare number of seconds."""
    walk_clock: str
    zone_2_clock: str
    unread: tuple[str, ...] = msgspec.field(default=())
    """Block letters that are no letters."""


def read(block: Block) -> Drawn:
    """Read a drawing of one of the three sizes."""
    lines = ["".join(span.text for span in line) for line in block]
    gauge_y = next((y for y, line in enumerate(block) if _is_gauge(line)), None)
    cells = _Cells(block)
    end_y = len(lines) - 2 if gauge_y is None else gauge_y
    wide = len(lines[0]) >= _FULL_WIDTH
    parts = _full(cells, lines, end_y) if wide else _compact(cells, lines, end_y, gauge=gauge_y is not None)
    pointer, pointer_tone, bounds = _gauge(cells, lines, gauge_y, wide=wide)
    below = range(len(lines) if gauge_y is None else gauge_y + 1, len(lines))
    labels = frozenset(int(lines[y][1:6]) for y in below if re.fullmatch(r" *\d+ ", lines[y][1:6]))
    clock = re.search(r"(\d+:)?\d+:\d\d$", lines[0].rstrip())
    return Drawn(
        gauge=gauge_y is not None,
        pointer=pointer,
        pointer_tone=pointer_tone,
        bounds=bounds,
        trace_labels=labels if wide else frozenset(),
        walk_clock=clock[0] if clock else "",
        zone=parts.pop("zone", "") or _bold_zone(cells, lines, below),
        **parts,
    )


class _Cells:
    """A drawing's rows as characters with their inks, made when they are looked at."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._rows: dict[int, list[tuple[str, Ink]]] = {}

    def __getitem__(self, y: int) -> list[tuple[str, Ink]]:
        if y not in self._rows:
            self._rows[y] = [(char, span.ink) for span in self._block[y] for char in span.text]
        return self._rows[y]


def _is_gauge(line: Line) -> bool:
    return {Tone.BELOW, Tone.ABOVE} <= {span.ink.tone for span in line if "━" in span.text}


def _full(cells: _Cells, lines: list[str], end_y: int) -> dict[str, Any]:
    zone_2_y, found = next(
        (y, match)
        for y in range(2, end_y)
        if (match := re.search(r"Zone 2 (\d+:[\d:]+)|Walked \d|Every minute counts", lines[y]))
    )
    x = found.start()
    number, unread = _number(cells, range(2, end_y), range(x))
    texts = [(y, text) for y in range(2, zone_2_y) if (text := _text(lines[y][x:]))]
    word_in_text = next(((y, text) for y, text in texts[:1] if _is_bold(cells[y], x)), None)
    sentence_y, sentence = texts[1 if word_in_text else 0]
    word, more = _word(cells, range(2, sentence_y), range(x, len(lines[0])), word_in_text)
    left = _blocks(cells, range(sentence_y + 1, zone_2_y), range(x, len(lines[0])))
    words = [text for y, text in texts if y > sentence_y]
    step_left = left[0][0] if left else _clock_in(" ".join(words))
    return {
        **number,
        **word,
        "sentence": sentence.lstrip(f"{ARROWS} "),
        "step_left": step_left or "",
        "counting": bool(re.fullmatch(r"\d+", step_left or "")),
        "zone_2_clock": found[1] or "",
        "unread": tuple(unread + more + ["clock" for text, *_ in left if text is None]),
    }


def _compact(cells: _Cells, lines: list[str], end_y: int, *, gauge: bool) -> dict[str, Any]:
    number, unread = _number(cells, range(4, end_y), range(len(lines[0])))
    in_text = next(((y, text) for y in range(1, 4) if (text := _text(lines[y]))), None)
    word, more = _word(cells, range(1, 4), range(len(lines[0])), in_text)
    aside = [_text(lines[y]) for y in range(4, 10)]
    last = lines[10].strip() if gauge else aside[0]  # without a gauge its row is the sentence's
    clock = re.match(r"Zone 2 (\d[\d:]*)", last)
    step_left = next((found[1] for text in aside[1:] if (found := re.match(r"(\d[\d:]*)( left)?$", text))), "")
    return {
        **number,
        **word,
        "zone": aside[0] if gauge else "",
        "sentence": "" if clock or last.startswith("Walked ") else last.lstrip(f"{ARROWS} "),
        "step_left": step_left,
        "counting": bool(re.fullmatch(r"\d+", step_left)),
        "zone_2_clock": clock[1] if clock else "",
        "unread": tuple(unread + more),
    }


def _text(line: str) -> str:
    """A line without block letters and bars."""
    return re.sub(r"[█▀▄━─]", " ", line).strip()


def _is_bold(row: list[tuple[str, Ink]], x: int) -> bool:
    first = next((ink for char, ink in row[x:] if char not in " █▀▄"), None)
    return first is not None and all(ink.bold for char, ink in row[x:] if char != " ")


def _clock_in(text: str) -> str:
    found = re.search(r"(\d[\d:]*)( left)?$", text) or re.search(r"(\d+:[\d:]+)", text)
    return found[1] if found else ""


def _number(cells: _Cells, ys: range, xs: range) -> tuple[dict[str, Any], list[str]]:
    found = _blocks(cells, ys, xs)
    if not found:
        return {"number": None, "number_tone": None}, ["number"]
    text, tone = found[0]
    is_number = text is not None and re.fullmatch(r"\d{1,3}", text)
    return {"number": int(text) if is_number else None, "number_tone": tone}, [] if text is not None else ["number"]


def _word(cells: _Cells, ys: range, xs: range, in_text: tuple[int, str] | None) -> tuple[dict[str, Any], list[str]]:
    if in_text is not None:
        y, text = in_text
        ink = next(ink for char, ink in cells[y][xs[0] :] if char in text and char != " ")
        return {"word": text.strip(f"{ARROWS} "), "word_tone": ink.ground or ink.tone}, []
    found = _blocks(cells, ys, xs)
    if not found or any(text is None for text, _ in found):
        return {"word": "", "word_tone": None}, ["word"]
    spelled = " ".join(text for text, _ in found)
    tones = {tone for _, tone in found}
    return {"word": spelled.strip(f"{ARROWS} "), "word_tone": tones.pop() if len(tones) == 1 else None}, []


def _blocks(cells: _Cells, ys: range, xs: range) -> list[tuple[str | None, Tone | None]]:
    """Lines of block letters, top to bottom: what they spell (None: nothing), and their colour."""
    halves: dict[int, set[int]] = {}
    tones: dict[int, set[Tone]] = {}
    for y in ys:
        for x, (char, ink) in enumerate(cells[y][xs.start : xs.stop], xs.start):
            if char in _HALVES:
                tone = ink.ground if ink.tone is Tone.GROUND else ink.tone
                for half, bit in zip((2 * y, 2 * y + 1), _HALVES[char], strict=True):
                    if bit == "#":
                        halves.setdefault(half, set()).add(x)
                        tones.setdefault(half, set()).add(tone)
    found = []
    rows = sorted(halves)
    while rows:
        band = [rows.pop(0)]
        while rows and rows[0] == band[-1] + 1:
            band.append(rows.pop(0))
        first = min(min(halves[half]) for half in band)
        last = max(max(halves[half]) for half in band)
        bitmap = tuple("".join(".#"[x in halves[half]] for x in range(first, last + 1)) for half in band)
        seen = set().union(*(tones[half] for half in band))
        found.append((_spelled(bitmap), seen.pop() if len(seen) == 1 else None))
    return found


@cache
def _letters(scale: DigitScale) -> list[tuple[str, tuple[str, ...]]]:
    """The letters of a scale as rows of half cells, the widest first."""
    letters = []
    for char in BOLD.glyphs:
        drawn = [line[0].text for line in draw_big(char, scale)]
        rows = ["".join(_HALVES.get(cell, "..")[half] for cell in line) for line in drawn for half in (0, 1)]
        letters.append((char, tuple(rows[: scale.half_rows])))
    return sorted(letters, key=lambda letter: (letter[0] == " ", -len(letter[1][0])))


@cache
def _spelled(bitmap: tuple[str, ...]) -> str | None:
    """What a line of block letters says; None when it is none. Two equal strokes alone are the two dashes."""
    if re.fullmatch(r"(#+)\.+\1", bitmap[0]) and set(bitmap) == {bitmap[0]}:
        return "--"
    for scale in scales_of(len(bitmap)):
        if scale.half_rows == len(bitmap) and (text := _parsed(bitmap, scale)) is not None:
            return text
    return None


def _parsed(bitmap: tuple[str, ...], scale: DigitScale) -> str | None:
    width = len(bitmap[0])

    def rest(x: int) -> str | None:
        if x - scale.across >= width:
            return ""
        for char, rows in _letters(scale):
            end = x + len(rows[0])
            if end > width or any(bitmap[y][x:end] != row for y, row in enumerate(rows)):
                continue
            if any("#" in row[end : end + scale.across] for row in bitmap):
                continue
            after = rest(end + scale.across)
            if after is not None:
                return char + after
        return None

    return rest(0)


def _gauge(
    cells: _Cells, lines: list[str], y: int | None, *, wide: bool
) -> tuple[str | None, Tone | None, tuple[int, ...]]:
    """Where the pointer is of the band that the bar shows, its colour, and the numbers at the band's ends."""
    if y is None:
        return None, None, ()
    row, bar = cells[y - 1 if wide else y], lines[y]
    at = next((x for x, (char, _) in enumerate(row) if char in _POINTERS), None)
    tone = None if at is None else row[at][1].tone
    in_bar = [(match.start(), match.end(), int(match[0])) for match in re.finditer(r"\d+", bar)]
    if in_bar:
        bounds = tuple(number for *_, number in in_bar)
        if at is None or len(in_bar) != 2:
            return ("unclear" if at is not None else None), tone, bounds
        (lo_start, lo_end, _), (hi_start, hi_end, _) = in_bar
        if not wide:  # numbers may have made room for the pointer: their order says on which side it is
            return "below" if at < lo_start else "above" if at >= hi_end else "in", tone, bounds
        return "below" if at < lo_end else "above" if at >= hi_start else "in", tone, bounds
    numbers = [match for match in re.finditer(r"\d+", lines[y + 1]) if cells[y + 1][match.start()][1].bold]
    bounds = tuple(int(match[0]) for match in numbers)
    first, last = bar.index("█"), bar.rindex("█")
    side = None if at is None else "below" if at < first else "above" if at > last else "in"
    return side, tone, bounds


def _bold_zone(cells: _Cells, lines: list[str], ys: range) -> str:
    for y in ys:
        for match in re.finditer(r"(Zone \d|below) +(<?\d+)", lines[y]):
            if cells[y][match.start()][1].bold:
                return match[1]
    return ""
