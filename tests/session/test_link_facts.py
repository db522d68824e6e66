"""Facts of a link in a recorded line: as short as they can be, and only what this version knows is taken for one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import BluetoothError, BluetoothProblem, During
from coach.session.link_facts import LinkFact, LinkFactKind

FACTS = st.builds(
    LinkFact,
    st.sampled_from(LinkFactKind),
    name=st.text(max_size=20),
    in_range=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    seconds=st.none() | st.floats(0, 1e6),
    problem=st.none() | st.sampled_from(BluetoothProblem),
    during=st.none() | st.sampled_from(During),
    detail=st.text(max_size=20),
    system=st.sampled_from(["", "linux", "darwin", "win32"]),
)


@given(FACTS)
def test_a_fact_comes_back_from_its_json_as_it_was(fact):
    assert LinkFact.from_json(json.loads(json.dumps(fact.to_json()))) == fact


def test_what_does_not_belong_to_a_fact_is_left_out():
    assert LinkFact(LinkFactKind.LOST).to_json() == {"kind": "lost"}
    not_here = json.dumps(LinkFact(LinkFactKind.NOT_HERE, "Polar", ("A", "B")).to_json())
    assert json.loads(not_here) == {"kind": "not_here", "name": "Polar", "in_range": ["A", "B"]}


def test_the_sentence_of_an_older_recording_stands_beside_the_fact_and_not_in_it():
    fact = LinkFact(LinkFactKind.LOST, recorded="The link broke.")
    assert fact.to_json() == {"kind": "lost"}
    assert fact.recorded == "The link broke.", "only the copy lacks it"


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "abducted"},
        {"kind": "lost", "galaxy": 7},
        {"kind": "quiet", "seconds": "long"},
        {"kind": "trouble", "problem": "haunted"},
        {"name": "Polar"},
        ["lost"],
        "lost",
        None,
    ],
)
def test_what_this_version_does_not_know_is_no_fact(data):
    with pytest.raises(ValueError, match="not a fact that this version knows"):
        LinkFact.from_json(data)


@pytest.mark.parametrize("problem", BluetoothProblem)
def test_trouble_has_all_that_the_error_says(problem):
    error = BluetoothError(problem, During.SUBSCRIBE, "le-abort", system="win32")
    assert LinkFact.trouble(error) == LinkFact(
        LinkFactKind.TROUBLE, problem=problem, during=During.SUBSCRIBE, detail="le-abort", system="win32"
    )
