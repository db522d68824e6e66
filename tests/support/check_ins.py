"""Answers outside a walk, for properties."""

from hypothesis import strategies as st

from coach.domain.programme.felt import SCALE
from coach.domain.programme.walk_log import MOST_ACTIVITIES, CheckIn, OwnActivity, activity_name

SAID = st.none() | st.booleans()
ACTIVITY = st.builds(
    OwnActivity,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80).map(activity_name).filter(bool),
    st.sampled_from(SCALE),
)
CHECK_IN = st.builds(
    CheckIn,
    st.integers(739_900, 739_904),
    SAID,
    SAID,
    SAID,
    st.none() | st.sampled_from(SCALE),
    st.lists(ACTIVITY, max_size=MOST_ACTIVITIES).map(tuple),
    SAID,
)
CHECK_INS = st.lists(CHECK_IN, max_size=6)
