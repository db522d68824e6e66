"""The pairing screen: the straps in range, and the proof that beats arrive."""

from collections.abc import Sequence

from coach.drawing import block_font
from coach.drawing.ink import FAINT, MUTED, STRONG, Block, Ink, Line, Span, Tone, fit_line
from coach.drawing.pages import Section, bar, beside, padded, paragraph, stacked
from coach.drawing.plain_text import plain_text, strap_label
from coach.drawing.signal_strength import signal_bars
from coach.pages.straps import ProofState, StrapProof, StrapView
from coach.session.straps import StrapSeen

NOT_HEARD_YET = (
    "Put the strap on and wet its two electrodes: it wakes up by your skin.",
    "A strap talks to one device at a time: end its use on phone, watch or treadmill.",
    "a shows every device in range, for straps that do not say what they are.",
)

_BARS = "▂▄▆█"


def age_text(age_s: float) -> str:
    """Say how long ago a strap was heard."""
    return "now" if age_s < 2 else f"{age_s:.0f} s ago" if age_s < 60 else f"{age_s / 60:.0f} min ago"


def draw_straps(
    straps: Sequence[StrapSeen],
    chosen: str | None,
    remembered: StrapView | None,
    width: int,
    height: int,
    *,
    tick: int,
    everything: bool,
    deaf: bool = False,
) -> Block:
    """The list with the chosen one marked, or what to do while there is none; `deaf` when the radio cannot listen."""
    if deaf:
        line = [Span("✕ ", Ink(Tone.ABOVE, bold=True)), Span("Not listening: ", STRONG), Span("r tries again.")]
        return (fit_line(width, line),)
    what = "devices of any kind" if everything else "heart-rate straps"
    listening: Line = (Span("·•●•"[tick % 4], Ink(Tone.KEY, bold=True)), Span(f" Listening for {what}", MUTED))
    if not straps:
        tips: list[Line] = []
        for tip in NOT_HEARD_YET:
            tips += paragraph(tip, width)
        yours = () if remembered is None else paragraph(f"Your strap: {strap_label(remembered.name)}.", width, MUTED)
        return stacked([Section((listening,), 9), Section(tuple(tips), 8), Section(yours, 5)], height)
    room = max(1, height - 2)
    index = next((i for i, strap in enumerate(straps) if strap.address == chosen), 0)
    first = max(0, min(index - room // 2, len(straps) - room))
    rows = [
        _strap_row(strap, width, here=i == index, yours=remembered is not None and strap.address == remembered.address)
        for i, strap in enumerate(straps[first : first + room], first)
    ]
    return (listening, (), *rows)[:height] if height > 3 else tuple(rows[:height])


def _strap_row(strap: StrapSeen, width: int, *, here: bool, yours: bool) -> Line:
    bars, word = signal_bars(strap)
    tone = Tone.IN if bars >= 3 else Tone.TEXT if bars == 2 or strap.rssi_dbm is None else Tone.ABOVE
    drawn = [Span(_BARS[:bars], Ink(tone, bold=True)), Span("·" * (4 - bars), FAINT)]
    name_cells = 24 if width >= 60 else 18
    name = Span(padded(strap_label(strap.name, name_cells), name_cells), Ink(bold=here))
    mark = Span("▸ " if here else "  ", Ink(Tone.KEY, bold=True))
    line = [mark, name, Span(" "), *drawn]
    words = [Span(f" {word:<9}", MUTED), Span(f" {age_text(strap.age_s):<9}", MUTED)]
    battery = [] if strap.battery_percent is None else [Span(f" battery {strap.battery_percent} %", MUTED)]
    other = [] if strap.advertises_heart_rate or strap.connected else [Span(" no strap?", MUTED)]
    own = [Span(" yours", Ink(Tone.IN, bold=True))] if yours else []
    return fit_line(width, [*line, *words, *own, *battery, *other], [*line, *words, *own], [*line, *own], line)


def draw_proof(strap: StrapSeen, proof: StrapProof, width: int, height: int, *, tick: int) -> Block:
    """The strap under test: its heart rate as large as fits, how far the proof is, what it says of itself."""
    failed, proven = proof.state is ProofState.FAILED, proof.state is ProofState.PROVEN
    tone = Tone.ABOVE if failed else Tone.IN if proof.readings else Tone.EASY
    mark = "✕" if failed else "✓" if proven else "·•●•"[tick % 4]
    line = paragraph(f"{mark} {plain_text(proof.text)}", width, Ink(tone, bold=True))
    text = "--" if proof.bpm is None else str(proof.bpm)
    scale = block_font.largest_scale("888", width // 2, max(3, height // 3), most_down=4) or block_font.DigitScale(1, 1)
    cells = block_font.width_of("888", scale)
    facts: list[Line] = [fit_line(max(8, width - cells - 3), [Span(strap_label(strap.name), STRONG)])]
    if proof.manufacturer:
        facts.append((Span(plain_text(proof.manufacturer, 30), MUTED),))
    if proof.battery_percent is not None:
        facts.append((Span("battery ", MUTED), Span(f"{proof.battery_percent} %", STRONG)))
    if proof.location:
        facts.append((Span("worn at the ", MUTED), Span(plain_text(proof.location, 20), STRONG)))
    picture = beside(
        [(block_font.draw_big(text, scale, Ink(tone)), cells), (tuple(facts), max(8, width - cells - 3))], 3
    )
    share = min(1.0, proof.readings / max(1, proof.wanted))
    progress = (*bar(share, min(30, width - 12), tone), Span(f" {proof.readings} of {proof.wanted}", MUTED))
    return stacked(
        [
            Section(line, 9),
            Section(() if failed else picture, 8),
            Section(() if failed or proven else (progress,), 7),
        ],
        height,
    )
