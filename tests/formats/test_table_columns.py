import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.formats.table_columns import ROLES, Role, column_of, columns_of, with_units


@pytest.mark.parametrize(
    "name",
    ["hr", "HR", "HR (bpm)", "HR [bpm]", "Heart Rate", "heart_rate", "heartRate", "HeartRateBpm", "heart rate in bpm",
     "heart-rate (beats/min)", "bpm", "Pulse", "Herzfrequenz", "Herzfrequenz [S/min]", "HF", "FC", "Ritmo cardíaco",
     "Fréquence cardiaque (bpm)", "Frequenza cardiaca", "Frequência cardíaca", "Hartslag", "Puls", "Syke", "Tętno",
     "Пульс", "ЧСС", "心率", "心拍数", "심박수"],
)  # fmt: skip
def test_a_heart_rate_in_the_languages_of_walkers(name):
    assert column_of(0, name).role is Role.BPM


@pytest.mark.parametrize(
    "name",
    ["Avg HR", "Max HR", "HR max", "Average heart rate (bpm)", "HR (%)", "HR [% max]", "Resting HR", "Ø HF",
     "Heart Rate Included?", "VO2/HR", "Rolling Avg HR", "RR (1/min)", "RR [breaths/min]", "Distance (ft)"],
)  # fmt: skip
def test_what_is_like_a_name_is_not_known(name):
    assert column_of(0, name).role is None


@pytest.mark.parametrize(
    ("name", "role", "unit"),
    [
        ("rr_ms", Role.RR, 0.001),
        ("RR-interval [ms]", Role.RR, 0.001),
        ("RR (s)", Role.RR, 1.0),
        ("rr", Role.RR, None),
        ("Speed (km/h)", Role.SPEED, 1 / 3.6),
        ("speed_mps", Role.SPEED, 1.0),
        ("Speed (m/s)", Role.SPEED, 1.0),
        ("kph", Role.SPEED, 1 / 3.6),
        ("enhanced_speed", Role.SPEED, 1.0),
        ("speed", Role.SPEED, None),
        ("Pace (min/km)", Role.PACE, 0.06),
        ("Speed (min/km)", Role.PACE, 0.06),
        ("Distances (m)", Role.DISTANCE, 1.0),
        ("distance_miles", Role.DISTANCE, 1609.344),
        ("km", Role.DISTANCE, 1000.0),
        ("Distance", Role.DISTANCE, None),
        ("at_s", Role.ELAPSED, 1.0),
        ("time_s", Role.TIME, 1.0),
        ("Time (ms)", Role.TIME, 0.001),
        ("Time (hh:mm:ss)", Role.TIME, None),
        ("millis", Role.ELAPSED, 0.001),
        ("event", Role.EVENT, None),
        ("Subject ID", Role.WHO, None),
        ("", Role.UNUSED, None),
        ("Cadence", Role.UNUSED, None),
    ],
)
def test_roles_and_units(name, role, unit):
    column = column_of(3, name)
    assert (column.place, column.role, column.unit) == (3, role, None if unit is None else pytest.approx(unit))


def test_a_name_may_say_that_it_is_utc_or_has_a_day():
    assert column_of(0, "Time (UTC)").is_utc
    assert column_of(0, "utc_time").is_utc
    assert column_of(0, "timestamp").is_dated
    assert not column_of(0, "time").is_dated


def test_units_may_stand_in_a_line_of_their_own():
    columns = with_units(columns_of(["t", "HR", "GPS Speed", "RQ"]), ["s", "bpm", "km/h", "---"])
    assert [column.unit for column in columns] == [1.0, 1.0, pytest.approx(1 / 3.6), None]


def test_no_name_has_two_meanings():
    names = [name for role in Role if role in ROLES.values() for name in ROLES if ROLES[name] is role]
    assert len(names) == len(set(names))


@given(name=st.text(max_size=60))
def test_any_name_is_known_or_not(name):
    column_of(0, name)
