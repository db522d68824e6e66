"""The zone's name beside the heart rate: it never contradicts the position that word, pointer and colour follow."""

from coach.domain.workout.steps import StepKind
from coach.domain.zone.zones import Position
from coach.session.snapshot import SessionSnapshot


def zone_name(view: SessionSnapshot) -> str:
    """The zone's name, as the five-zone model has it."""
    if view.zone is None or view.shown_position is None:
        return "no zone"
    zone = shown_zone(view)
    if zone is None:
        return "edge of Zone 2"
    return "below Zone 1" if zone == 0 else f"Zone {zone}"


def shown_zone(view: SessionSnapshot) -> int | None:
    """The zone where it agrees with the shown position; None while the number has crossed a bound, and that has not.

    A brisk effort keeps to the upper half of Zone 2, so Zone 2 is also below its band.
    """
    if view.zone is None or view.shown_position is None:
        return None
    is_effort = view.step is not None and view.step.kind is StepKind.EFFORT
    agrees = {
        Position.BELOW: view.zone <= (2 if is_effort else 1),
        Position.IN: view.zone == 2,
        Position.ABOVE: view.zone > 2,
    }
    return view.zone if agrees[view.shown_position] else None
