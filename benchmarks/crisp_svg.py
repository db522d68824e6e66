"""Makes a terminal's SVG look the same everywhere: blocks and braille become shapes instead of glyphs.

Fonts disagree about the height of a block and the width of a braille cell, so that large digits get stripes and lines
drift. A rectangle is a rectangle.
"""

import html
import re

CELL_WIDTH, LINE_HEIGHT = 12.2, 24.4
BASELINE = 18.5
"""Where the exporter puts the baseline in a line, from its top."""

FONTS = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"

_TEXT = re.compile(
    r'<text class="([^"]*)" x="([^"]*)" y="([^"]*)" textLength="[^"]*" clip-path="([^"]*)">([^<]*)</text>'
)
_RISING = {char: (1 - eighths / 8, eighths / 8) for eighths, char in enumerate("▁▂▃▄▅▆▇█", 1)}
_BLOCKS = _RISING | {"▀": (0.0, 0.5)}
"""How far from the line's top a block begins, and how high it is."""

_LYING = {char: eighths / 8 for eighths, char in enumerate("▏▎▍▌▋▊▉", 1)}
"""The width of a block that fills its cell from the left."""

_DOT = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))


def crisp(svg: str) -> str:
    """Return the picture with shapes for blocks and braille and the reader's own fonts; text stays text."""
    own = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    own = re.sub(r"font-family: [^;]*;", f"font-family: {FONTS};", own)
    return _TEXT.sub(_element, own)


def _element(found: re.Match[str]) -> str:
    style, x, y, clip, escaped = found.groups()
    left, top = float(x), float(y) - BASELINE
    text = html.unescape(escaped)
    parts: list[str] = []
    for run in re.finditer(r"(.)\1*", text.rstrip("\n")):
        char, start, width = run.group(1), left + run.start() * CELL_WIDTH, len(run.group()) * CELL_WIDTH
        if char in _LYING:
            parts += [
                _rect(style, start + cell * CELL_WIDTH, top, _LYING[char] * CELL_WIDTH, LINE_HEIGHT)
                for cell in range(len(run.group()))
            ]
        elif char in _BLOCKS:
            from_top, height = _BLOCKS[char]
            parts.append(_rect(style, start, top + from_top * LINE_HEIGHT, width, height * LINE_HEIGHT))
        elif 0x2800 <= ord(char) <= 0x28FF:
            for cell in range(len(run.group())):
                parts += _dots(style, ord(char) - 0x2800, start + cell * CELL_WIDTH, top)
    words = "".join(" " if _is_shape(char) else char for char in text)
    for run in re.finditer(r"[^\s\xa0]+", words):
        start = left + run.start() * CELL_WIDTH
        length = len(run.group()) * CELL_WIDTH
        parts.append(
            f'<text class="{style}" x="{start:.1f}" y="{y}" textLength="{length:.1f}" clip-path="{clip}">'
            f"{html.escape(run.group())}</text>"
        )
    return "".join(parts)


def _is_shape(char: str) -> bool:
    return char in _BLOCKS or char in _LYING or 0x2800 <= ord(char) <= 0x28FF


def _rect(style: str, x: float, y: float, width: float, height: float) -> str:
    return (
        f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" '
        f'width="{width:.1f}" height="{height:.1f}" shape-rendering="crispEdges"/>'
    )


def _dots(style: str, code: int, x: float, y: float) -> list[str]:
    return [
        f'<circle class="{style}" cx="{x + (column + 0.5) * CELL_WIDTH / 2:.1f}" '
        f'cy="{y + (row + 0.5) * LINE_HEIGHT / 4:.1f}" r="2.1"/>'
        for row in range(4)
        for column in range(2)
        if code & _DOT[row][column]
    ]
