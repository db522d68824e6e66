"""The names of what a walker meets, one for each: on the screen, in the voice, in printed lines, in the README.

The words of cues stand in `cue_words`, those of steps in `step_words`. Programs know the same things by the values of
their enumerations (`with_effort`, `no_contact`), which are part of a format and stay.
"""

from coach.domain.heart.signal_quality import Signal
from coach.domain.programme.talk import TalkTest
from coach.domain.workout.steps import WorkoutKind
from coach.domain.zone.zones import Position
from coach.session.inputs import LinkState

POSITION_NAME: dict[Position, str] = {
    Position.BELOW: "below",
    Position.IN: "in",
    Position.ABOVE: "above",
}
"""Where the heart rate is, of the zone."""

SIGNAL_NAME: dict[Signal, str] = {
    Signal.WAITING: "waiting",
    Signal.NO_CONTACT: "no contact",
    Signal.SUSPECT: "unsure",
    Signal.STALE: "no signal",
    Signal.DISCONNECTED: "no signal",
}
"""Why there is no heart rate."""

SETTLING = "settling"
"""What a heart rate is that is not judged yet."""

TALK_NAME: dict[TalkTest, str] = {
    TalkTest.COMFORTABLE: "comfortable",
    TalkTest.WITH_EFFORT: "with effort",
    TalkTest.CANNOT: "cannot",
}
"""The answers of the talk test."""

WORKOUT_NAME: dict[WorkoutKind, str] = {
    WorkoutKind.STEADY: "steady walk",
    WorkoutKind.LONG: "long walk",
    WorkoutKind.TEMPO: "tempo walk",
    WorkoutKind.FREE: "free walk",
}

LINK_NAME: dict[LinkState, str] = {
    LinkState.SEARCHING: "looking for the strap",
    LinkState.CONNECTING: "connecting",
    LinkState.SUBSCRIBING: "asking for heart beats",
    LinkState.LIVE: "connected",
    LinkState.STALE: "the strap has gone quiet",
    LinkState.LOST: "connection lost, getting it back",
    LinkState.ADAPTER_OFF: "Bluetooth is off: switch it on",
    LinkState.NO_ADAPTER: "no Bluetooth here",
    LinkState.NO_SERVICE: "Bluetooth is not running",
    LinkState.NOT_PERMITTED: "Bluetooth is not permitted",
    LinkState.CHOOSE: "your strap is not here; s chooses another",
}


def titled(name: str) -> str:
    """Return a name as it begins a sentence or stands alone."""
    return f"{name[:1].upper()}{name[1:]}"


RPE_WORDS = (
    "no effort at all",
    "very easy",
    "easy",
    "moderate",
    "somewhat hard",
    "hard",
    "harder",
    "very hard",
    "very, very hard",
    "almost all I have",
    "the hardest ever",
)
"""The ten-step scale of perceived effort (after CR10, Borg 1982), in everyday words."""

PAIN_WORDS = (
    "no pain",
    "hardly any",
    "mild",
    "mild, I notice it",
    "moderate",
    "moderate, it bothers me",
    "moderate, it holds me back",
    "strong",
    "very strong",
    "nearly unbearable",
    "the worst I can imagine",
)
