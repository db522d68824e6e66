"""The keys that a page names in its last line."""

from functools import lru_cache

from coach.drawing.ink import MUTED, Ink, Line, Span, Tone, fit_line, line_width


@lru_cache(maxsize=8)
def draw_keys(keys: tuple[tuple[str, str], ...], width: int) -> Line:
    """The footer: as many keys as fit; the last two, help and the end, always stay."""
    kept: list[tuple[str, str]] = list(keys)
    if line_width(_key_line(kept, 2)) <= width:
        return _key_line(kept, 2)
    while len(kept) > 2 and line_width(_key_line(kept, 1)) > width:
        del kept[-3]
    return fit_line(width, _key_line(kept, 2), _key_line(kept, 1))


def _key_line(keys: list[tuple[str, str]], gap: int) -> Line:
    spans: list[Span] = []
    for key, label in keys:
        if spans:
            spans.append(Span(" " * gap))
        spans += [Span(key, Ink(Tone.KEY, bold=True)), Span(f" {label}", MUTED)]
    return tuple(spans)
