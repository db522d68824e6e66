"""Facts of a link: what is in a recorded line comes back, and what a newer Coach wrote is not guessed at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import BluetoothError, BluetoothProblem, During
from coach.session.link_facts import LinkFact, LinkFactKind

TEXT = st.text(max_size=12)
FACTS = st.builds(
    LinkFact,
    kind=st.sampled_from(LinkFactKind),
    name=TEXT,
    in_range=st.lists(TEXT, max_size=3).map(tuple),
    seconds=st.none() | st.floats(0, 1e6),
    problem=st.none() | st.sampled_from(BluetoothProblem),
    during=st.none() | st.sampled_from(During),
    detail=TEXT,
    system=TEXT,
)


@given(fact=FACTS)
def test_a_fact_comes_back_from_its_json(fact):
    assert LinkFact.from_json(fact.to_json()) == fact


def test_only_what_belongs_to_it_is_written():
    assert LinkFact(LinkFactKind.LOST).to_json() == {"kind": "lost"}
    assert LinkFact(LinkFactKind.LOST, recorded="It broke off.").to_json() == {"kind": "lost"}


def test_an_error_of_bluetooth_keeps_all_its_facts():
    error = BluetoothError(BluetoothProblem.TAKEN, During.SUBSCRIBE, "busy", system="darwin")
    assert LinkFact.trouble(error).to_json() == {
        "kind": "trouble", "problem": "taken", "during": "subscribe", "detail": "busy", "system": "darwin",
    }  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [None, [], "lost", {}, {"kind": "flown_away"}, {"kind": "lost", "colour": 1}, {"kind": "quiet", "seconds": "5"}],
)
def test_what_no_fact_of_this_version_is_raises(data):
    with pytest.raises(ValueError, match="not a fact"):
        LinkFact.from_json(data)
