"""What the session tells the walker quietly, in the line above the keys."""

import msgspec

from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN
from coach.drawing.wording import band_text
from coach.session.error_words import error_sentence
from coach.session.events import (
    BandSet,
    BatteryLow,
    MuteSet,
    PainChosen,
    RecordingFailed,
    RecordingRecovered,
    Reported,
    RhythmIrregular,
    SessionEvent,
    SignalWeak,
    SignsMarked,
    StrapRemarked,
    ZoneOutOfReach,
)
from coach.session.pain_words import CHOSEN
from coach.session.remark_words import IRREGULAR, REMARK, out_of_reach_spellings
from coach.session.sentences import (
    MUTED,
    RECORDED_AGAIN,
    UNMUTED,
    WEAK_SIGNAL,
    band_sentence,
    battery_sentence,
    reported_sentence,
)
from coach.tui.screens.page import NOTICE_S

HEART_NOTICE_S = 20.0
"""How long a notice about the heart itself stays: it is told once a walk, and must not be missed."""


class Notice(msgspec.Struct, frozen=True):
    """A text in spellings, the longest first, and how long it stays."""

    spellings: tuple[str, ...]
    for_s: float = NOTICE_S


def notice_of_event(event: SessionEvent) -> Notice | None:  # noqa: C901, PLR0911, PLR0912 - an arm a fact
    """Return the notice for what the session says; None for what the screen shows otherwise."""
    match event:
        case BatteryLow(percent=percent):
            return Notice((f"{battery_sentence(percent)}.",))
        case SignalWeak():
            return Notice((f"{WEAK_SIGNAL}.",))
        case ZoneOutOfReach(fitting_band=band):
            return Notice(out_of_reach_spellings(band), HEART_NOTICE_S)
        case RhythmIrregular():
            return Notice(tuple(IRREGULAR), HEART_NOTICE_S)
        case StrapRemarked(remark=remark):
            return Notice(tuple(REMARK[remark]))
        case RecordingFailed(error=error):
            return Notice((error_sentence(error),))
        case RecordingRecovered():
            return Notice((f"{RECORDED_AGAIN}.",))
        case MuteSet(muted=muted):
            return Notice((f"{MUTED}; m brings them back." if muted else f"{UNMUTED}.",))
        case BandSet() as changed:
            return Notice((f"{band_sentence(changed)}.", f"Your zone is now {band_text(changed.band)} bpm."))
        case PainChosen(choice=choice):
            return Notice((f"{CHOSEN[choice]}.", f"{CHOSEN[choice].partition(':')[0]}."))
        case SignsMarked(signs=signs) if signs:
            return Notice((ADVICE_WHEN_ASKED_AGAIN, "Stop, and see a doctor today."), HEART_NOTICE_S)
        case Reported() as felt if (said := reported_sentence(felt)) is not None:
            return Notice((f"{said}.",))
        case _:
            return None
