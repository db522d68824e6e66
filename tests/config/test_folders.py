"""Where a person's files lie, and that no name leads elsewhere."""

from pathlib import Path

import pytest

from coach.config import exports_folder, folders_of
from coach.errors import ConfigError
from tests.support.saying import raises_saying


def test_coach_home_holds_everything(tmp_path):
    environ = {"COACH_HOME": str(tmp_path)}
    for name in (None, "Anna"):
        folders = folders_of(name, environ)
        for place in (folders.profile_file, folders.history_file, folders.recordings, folders.logs):
            assert place.is_relative_to(tmp_path)
    assert folders_of(None, environ).history_file != folders_of("Anna", environ).history_file


def test_without_it_the_platform_decides(monkeypatch, tmp_path):
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    folders = folders_of(None, {})
    assert all("coach" in place.parts for place in (folders.config, folders.data, folders.logs))
    assert isinstance(folders_of("Anna", {}).config, Path)


def test_exports_lie_with_the_downloads_or_at_home_or_in_coach_home(monkeypatch, tmp_path):
    monkeypatch.setattr("platformdirs.user_downloads_path", lambda: tmp_path / "Downloads")
    assert exports_folder(None, {}) == Path.home()
    (tmp_path / "Downloads").mkdir()
    assert exports_folder("Anna", {}) == tmp_path / "Downloads"
    assert exports_folder(None, {"COACH_HOME": str(tmp_path)}) == tmp_path / "exports"
    assert exports_folder("Anna", {"COACH_HOME": str(tmp_path)}) == tmp_path / "people" / "Anna" / "exports"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "a/b", "a\\b", "/etc", " a", "a ", "a.", "nul", "CON", "com1.txt", "x" * 41, "a\0", "a\n"],
)
def test_a_name_cannot_lead_elsewhere(name):
    with raises_saying(ConfigError, "name"):
        folders_of(name, {"COACH_HOME": "/nowhere"})
