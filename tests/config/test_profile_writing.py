"""The profile as it is written: it comes back as it was, and the comments of its file survive."""

import os
import stat

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from coach.config import Profile, load_profile
from coach.config.profile_writing import save_profile
from coach.errors import ConfigError
from tests.support.profiles import FULL, PROFILES
from tests.support.saying import raises_saying


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "profile.toml"


@pytest.mark.parametrize("profile", [Profile(), FULL])
def test_a_profile_comes_back_as_it_was_kept(path, profile):
    save_profile(path, profile)
    assert load_profile(path) == profile
    assert [item.name for item in path.parent.iterdir()] == ["profile.toml"]


def test_comments_order_and_layout_survive(path):
    path.parent.mkdir()
    text = (
        "# mine\nage = 57  # years\n\nsound = true # keep\nresting_bpm = 60\n"
        '\n[strap]\nname = "H10"\naddress = "AA"\nsystem = "linux"\n'
    )
    path.write_text(text, encoding="utf-8")
    save_profile(path, load_profile(path))
    assert path.read_text(encoding="utf-8") == text
    save_profile(path, msgspec.structs.replace(load_profile(path), age=58, resting_bpm=None, volume=40))
    changed = path.read_text(encoding="utf-8")
    assert changed.startswith("# mine\nage = 58  # years\n\nsound = true # keep\n")
    assert "resting_bpm" not in changed
    assert load_profile(path).volume == 40
    assert load_profile(path).strap.name == "H10"


def test_a_strap_can_be_forgotten_and_remembered(path):
    save_profile(path, FULL)
    save_profile(path, msgspec.structs.replace(FULL, strap=None))
    assert load_profile(path).strap is None
    save_profile(path, FULL)
    assert load_profile(path) == FULL


def test_a_text_of_several_lines_is_written_in_several_lines(path):
    save_profile(path, Profile(flare_plan="Warmth.\nThe short round."))
    assert path.read_text(encoding="utf-8") == 'flare_plan = """Warmth.\nThe short round."""\n'


def test_where_it_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with raises_saying(ConfigError, "cannot write"):
        save_profile(tmp_path / "file" / "profile.toml", Profile())


@pytest.mark.skipif(os.name != "posix", reason="rights and links are POSIX's")
def test_only_the_owner_may_look_and_a_link_stays_a_link(tmp_path, path):
    save_profile(path, FULL)
    path.chmod(0o644)
    save_profile(path, FULL)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    link = tmp_path / "linked.toml"
    link.symlink_to(path)
    save_profile(link, msgspec.structs.replace(FULL, age=60))
    assert link.is_symlink()
    assert load_profile(path).age == 60


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=PROFILES, second=PROFILES)
def test_any_profile_after_any_other_comes_back(path, first, second):
    for profile in (first, second):
        save_profile(path, profile)
        assert load_profile(path) == profile
