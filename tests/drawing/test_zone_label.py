import pytest
from msgspec.structs import replace

from coach.domain.workout.steps import StepKind
from coach.domain.zone.zones import Position
from coach.drawing.zone_label import shown_zone, zone_name
from tests.support import scenes

EFFORT = replace(scenes.STEADY, kind=StepKind.EFFORT)


def seen(zone, position, step=scenes.STEADY):
    return replace(scenes.LIVE_IN, zone=zone, shown_position=position, step=step)


@pytest.mark.parametrize(
    ("zone", "position", "name"),
    [
        (0, Position.BELOW, "below Zone 1"),
        (1, Position.BELOW, "Zone 1"),
        (2, Position.IN, "Zone 2"),
        (3, Position.ABOVE, "Zone 3"),
        (5, Position.ABOVE, "Zone 5"),
        (None, Position.IN, "no zone"),
        (2, None, "no zone"),
    ],
)
def test_the_zone_by_its_name(zone, position, name):
    assert zone_name(seen(zone, position)) == name


@pytest.mark.parametrize(
    ("zone", "position"), [(2, Position.BELOW), (1, Position.IN), (3, Position.IN), (2, Position.ABOVE)]
)
def test_a_number_that_crossed_before_the_position_is_at_the_edge(zone, position):
    view = seen(zone, position)
    assert (zone_name(view), shown_zone(view)) == ("edge of Zone 2", None)


def test_zone_2_is_also_below_a_brisk_effort():
    assert zone_name(seen(2, Position.BELOW, EFFORT)) == "Zone 2"
