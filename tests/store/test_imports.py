"""The list of imports: kept whole, and of no harm when it is lost or broken."""

from coach.store.imports import Added, Import, add_walk, added_as, imports_beside, mark_taken_back, read_imports

FIRST, SECOND = Import("2026-11-28 a", "2026-11-28"), Import("2026-11-29 b", "2026-11-29")
ADDED = Added("f00", {"rpe": 4, "note": "\u00e9"}, ("other",))


def test_what_was_added_is_known(tmp_path):
    folder = tmp_path / "recordings"
    add_walk(folder, FIRST, "one", ADDED)
    add_walk(folder, FIRST, "two", Added("f01"))
    add_walk(folder, SECOND, "three", Added("f02"))
    assert [(item.id, list(item.walks)) for item in read_imports(folder)] == [
        (FIRST.id, ["one", "two"]),
        (SECOND.id, ["three"]),
    ]
    assert (added_as(folder, "one"), added_as(folder, "gone")) == (ADDED, None)
    assert len(imports_beside(folder).read_bytes().splitlines()) == 2


def test_a_name_is_of_the_import_that_had_it_last(tmp_path):
    folder = tmp_path / "recordings"
    add_walk(folder, FIRST, "one", ADDED)
    add_walk(folder, SECOND, "one", Added("f01"))
    assert [(item.id, list(item.walks)) for item in read_imports(folder)] == [(SECOND.id, ["one"])]
    assert added_as(folder, "one") == Added("f01")


def test_one_that_was_taken_back_is_marked_while_something_of_it_stays(tmp_path):
    folder = tmp_path / "recordings"
    add_walk(folder, FIRST, "one", ADDED)
    mark_taken_back(folder, FIRST.id, FIRST.at, is_gone=False)
    mark_taken_back(folder, SECOND.id, SECOND.at, is_gone=False)
    assert [(item.id, item.is_taken_back) for item in read_imports(folder)] == [(FIRST.id, True), (SECOND.id, True)]
    for item in (FIRST, SECOND, SECOND):
        mark_taken_back(folder, item.id, item.at, is_gone=True)
    assert not imports_beside(folder).exists()


def test_a_broken_line_costs_that_line(tmp_path):
    folder = tmp_path / "recordings"
    assert read_imports(folder) == ()
    add_walk(folder, FIRST, "one", ADDED)
    path = imports_beside(folder)
    path.write_bytes(b"no line\n[]\n{}\n\xff\n" + b"[" * 100_000 + b"\n" + path.read_bytes())
    assert [item.id for item in read_imports(folder)] == [FIRST.id]
