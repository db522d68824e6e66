"""Profiles of all kinds, for properties."""

from datetime import date, timedelta

from hypothesis import strategies as st

from coach.config import Profile, RememberedStrap, Theme, Weekday
from coach.domain.programme.safety import SafetySign
from coach.domain.zone.max_heart_rate import Formula, ZoneModel

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
LINES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\n\r\t"\\'), max_size=60)
MOVES = st.builds(
    lambda day, by: (day.isoformat(), (day + timedelta(days=by)).isoformat()),
    st.dates(date(2000, 1, 10), date(2199, 12, 20)),
    st.integers(-6, 6).filter(bool),
)
"""Walks moved within a week."""
PROFILES = st.builds(
    Profile,
    age=st.none() | st.integers(18, 100),
    max_bpm=st.none() | st.floats(100, 230),
    resting_bpm=st.none() | st.floats(30, 110),
    formula=st.sampled_from(Formula),
    slowing_medication=st.none() | st.booleans(),
    paced_heart=st.none() | st.booleans(),
    safety=st.none() | st.lists(st.sampled_from(SafetySign), unique=True).map(tuple),
    safety_asked=st.none() | st.lists(st.sampled_from(SafetySign), unique=True).map(tuple),
    signs_seen=st.none() | st.lists(st.sampled_from(SafetySign), unique=True).map(tuple),
    signs_seen_on=st.none() | st.just("2026-11-20"),
    disclaimers_seen=st.lists(TEXTS, max_size=3).map(tuple),
    theme=st.sampled_from(Theme),
    walk_days=st.none() | st.lists(st.sampled_from(Weekday), unique=True).map(tuple),
    moved=st.lists(MOVES, max_size=4).map(tuple),
    baseline=st.none() | st.booleans(),
    usual_pain=st.none() | st.integers(0, 10),
    flare_plan=st.none() | LINES,
    volume=st.integers(0, 100),
    strap=st.none() | st.builds(RememberedStrap, TEXTS, TEXTS, TEXTS),
)

FULL = Profile(
    age=57,
    max_bpm=171.5,
    resting_bpm=62.0,
    formula=Formula.HUNT,
    zone_model=ZoneModel.RESERVE,
    band_bpm=(112.0, 128.0),
    slowing_medication=False,
    paced_heart=True,
    programme_start="2026-11-02",
    programme_said="2026-11-01",
    walk_days=(Weekday.MON, Weekday.FRI),
    moved=(("2026-11-27", "2026-11-28"),),
    baseline=False,
    usual_pain=4,
    flare_plan='Warmth, then "the short round".\nI ask Ann \\ the physio.',
    safety=(SafetySign.FEVER,),
    safety_asked=(SafetySign.FEVER, SafetySign.CANCER),
    signs_seen=(SafetySign.FEVER,),
    signs_seen_on="2026-11-20",
    disclaimers_seen=("no_device",),
    theme=Theme.CONTRAST,
    sound=False,
    speech=False,
    volume=30,
    speech_words_per_min=120,
    strap=RememberedStrap("Polar H10 “1234”", "AA:BB", "linux"),
)
