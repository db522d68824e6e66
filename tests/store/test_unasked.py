"""The walks whose questions nobody was asked: a small file, which no walk may fail for."""

import json

from hypothesis import given
from hypothesis import strategies as st

from coach.store.unasked import MOST_WALKS, UnaskedStore

NAMES = st.sampled_from(["2026-11-29-0731", "2026-11-29-0731-2", "a", "b", ""])


@given(changes=st.lists(st.tuples(st.booleans(), NAMES), max_size=60))
def test_what_was_begun_and_not_asked_about_is_there_in_order_for_whoever_opens_it(tmp_path_factory, changes):
    path = tmp_path_factory.mktemp("unasked") / "unasked.json"
    expected = []
    for adds, name in changes:
        if name in expected:
            expected.remove(name)
        if adds:
            UnaskedStore(path).add(name)
            expected = [*expected, name][-MOST_WALKS:]
        else:
            UnaskedStore(path).remove(name)
        assert UnaskedStore(path).ids() == tuple(expected)


def test_only_the_last_ones_are_remembered(tmp_path):
    store = UnaskedStore(tmp_path / "unasked.json")
    for number in range(MOST_WALKS + 5):
        store.add(str(number))
    assert store.ids() == tuple(map(str, range(5, MOST_WALKS + 5)))
    store.remove(*store.ids()[1:])
    assert store.ids() == ("5",)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8)


@given(content=st.binary(max_size=200) | JSON.map(lambda item: json.dumps(item).encode()))
def test_whatever_stands_in_the_file_is_no_fault(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("unasked") / "unasked.json"
    path.write_bytes(content)
    store = UnaskedStore(path)
    assert all(isinstance(item, str) for item in store.ids())
    store.add("new")
    assert store.ids()[-1] == "new"


def test_where_nothing_can_be_kept_nothing_is_asked(tmp_path):
    (tmp_path / "file").write_text("no folder")
    for path in (tmp_path / "file" / "unasked.json", tmp_path):
        store = UnaskedStore(path)
        store.add("walk")
        store.remove("walk")
        assert store.ids() == ()
