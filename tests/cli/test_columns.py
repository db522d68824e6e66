"""`--map`: which columns of a table are which."""

import pytest

from tests.support.commands import asked, lines

TABLE = b"Foo;Bar;Baz\n" + b"".join(b"%d;%d;0\n" % (at, 100 + at) for at in range(60))


@pytest.mark.parametrize("command", ["import", "replay"])
def test_a_table_that_is_not_known_is_read_by_the_names_of_its_columns(capsys, home, tmp_path, command):
    path = tmp_path / "walk.csv"
    path.write_bytes(TABLE)
    code, _, said = asked(capsys, command, str(path), "--json")
    assert code == 1
    assert "say which is which: --map" in said
    code, printed, _ = asked(capsys, command, str(path), "--map", "at_s=Foo,bpm=Bar", "--json")
    assert (code, lines(printed)[-1]["readings"]) == (0, 60)


@pytest.mark.parametrize("given", ["bpm", "bpm=a,bpm=b", "pulse=a", "bpm="])
@pytest.mark.parametrize("command", ["import", "replay"])
def test_what_names_no_columns_is_wrong_usage(capsys, home, command, given):
    code, printed, said = asked(capsys, command, "walk.csv", "--map", given)
    assert (code, printed) == (2, "")
    assert "names no columns: say which is which, like time=Zeit,bpm=Puls" in said
