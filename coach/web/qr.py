"""An address as a QR code, for a camera that looks at a terminal."""

import segno

BORDER = 2
"""Light modules around the code: half of the standard's four, which a camera needs only where the surroundings are as
dark as the code. A line of a terminal less is worth more."""


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the code's rows, its border included; True is dark."""
    code = segno.make_qr(text, error="l", boost_error=True)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=BORDER))


def qr_lines(text: str) -> tuple[str, ...]:
    """Return the code for a terminal, two rows a line: the light modules are blocks, for white on black."""
    rows = list(qr_modules(text))
    if len(rows) % 2:
        rows.append((True,) * len(rows[0]))  # no module, and so no block
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return tuple("".join(_HALVES[upper, lower] for upper, lower in zip(*pair, strict=True)) for pair in pairs)


_HALVES = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
