"""The profile: where it lives, what it may hold, and what is told when it cannot be used."""

import os
import sys

import msgspec
import pytest

from coach.config import Profile, load_profile
from coach.config.profile_writing import save_profile
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.errors import ConfigError
from coach.session.error_words import error_sentence
from tests.support.profiles import FULL
from tests.support.saying import raises_saying


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "profile.toml"


def test_full_has_nothing_at_its_default():
    fresh = Profile()
    assert [name for name in FULL.__struct_fields__ if getattr(FULL, name) == getattr(fresh, name)] == []


def test_no_file_is_the_default_profile(path):
    assert load_profile(path) == Profile()
    assert Profile().zones().table == TYPICAL_ZONES


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ("age = 300", "age", "a whole number from 18 to 100"),
        ("age = true", "age", "a whole number"),
        ('age = "57"', "age", "a whole number"),
        ("max_bpm = 20", "max_bpm", "a number from 100 to 230"),
        ("agee = 57", "agee", "did you mean age"),
        ("xyz = 57", "xyz", "it may be one of age, max_bpm"),
        ('formula = "best"', "formula", "tanaka, fox, gellish, hunt"),
        ('theme = "pink"', "theme", "dark, light, contrast"),
        ('zone_model = "x"', "zone_model", "maximum, reserve"),
        ("sound = 1", "sound", "true or false"),
        ("band_bpm = [120]", "band_bpm", "a list"),
        ("band_bpm = [120, 999]", "band_bpm", "a list of 2 numbers from 30 to 250"),
        ('safety = ["itch"]', "safety", "chest_pain"),
        ('programme_start = "soon"', "programme_start", "like 2026-11-23"),
        ('programme_start = "2026-13-01"', "programme_start", "no date"),
        ("[strap]\nname = 3", "strap.name", "a text"),
        ('[strap]\nname = "a"\naddress = "b"\nsystem = "c"\ncolour = "d"', "colour", "name, address, system"),
        ('walk_days = ["monday"]', "walk_days", "a list of any of mon, tue, wed, thu, fri, sat, sun"),
        ('walk_days = "mon"', "walk_days", "a list of any of mon"),
        ("usual_pain = 11", "usual_pain", "a whole number from 0 to 10"),
        ('baseline = "yes"', "baseline", "true or false"),
        (f'flare_plan = "{"x" * 601}"', "flare_plan", "a text in quotes of at most 600 characters"),
        ('moved = ["2026-11-27"]', "moved", "a list of lists of 2 dates like 2026-11-23"),
        ("moved = [[2026-11-27]]", "moved", "a list of lists of 2 dates"),
        ('moved = [["2026-11-27", "soon"]]', "moved", "a list of lists of 2 dates"),
        ('moved = [["2026-11-27", "2026-11-31"]]', "moved", "2026-11-31', which is no date"),
        ('moved = [["2026-11-27", "1826-11-28"]]', "moved", "1826-11-28, a day too far away"),
        ("moved = [[2026-11-27, 2026-11-27]]", "moved", "coach profile --clear moves"),
        ("moved = [[2026-11-01, 2026-11-27]]", "moved", "a walk moves within its week"),
        ("age = ", "profile", "not TOML"),
    ],
)
def test_what_cannot_be_used_is_named_with_what_it_may_be(path, text, key, told):
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_profile(path)
    assert caught.value.key == key
    assert told in error_sentence(caught.value)
    assert "mend" in error_sentence(caught.value) or "coach profile" in error_sentence(caught.value)
    assert "\n" not in error_sentence(caught.value)


def test_a_date_may_be_written_without_quotes(path):
    path.parent.mkdir()
    path.write_text("programme_start = 2026-11-02\nmoved = [[2026-11-27, 2026-11-28]]\n", encoding="utf-8")
    assert load_profile(path).programme_start == "2026-11-02"
    assert load_profile(path).moved == (("2026-11-27", "2026-11-28"),)


def test_a_mark_before_the_text_is_no_part_of_it(path):
    """Windows' editor puts it there."""
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbfage = 57  # years\n")
    assert load_profile(path).age == 57
    save_profile(path, msgspec.structs.replace(load_profile(path), age=58))
    assert path.read_bytes() == b"age = 58  # years\n"


HUGE = {
    "lists in lists": (
        "x = " + "[" * 20_000,
        "nested too deep, or a number that is too long; mend it",
    ),
    "tables in tables": ("x = " + "{a=" * 5000, "nested too deep"),
    "closed lists": ("age = " + "[" * 5000 + "]" * 5000, "nested too deep"),
    "a number": ("age = " + "9" * 5001, "a number that is too long"),
    "a shorter number": ("max_bpm = " + "9" * 4300, "max_bpm in .* from 100 to 230"),
    "no number": ("resting_bpm = nan", "resting_bpm in .* from 30 to 110"),
    "no end": ("band_bpm = [120.0, inf]", "band_bpm in .* from 30 to 250"),
    "ten megabytes": ("#" * 10_000_000, r"larger than any profile \(64 kB\); mend it, or move it away$"),
    "a list of thousands": ("disclaimers_seen = [" + '"a",' * 10_000 + "]", "disclaimers_seen in "),
    "signs by the thousand": ("safety = [" + '"fever",' * 7000 + "]", "safety in "),
    "the first day": ("programme_start = 0001-01-01", "programme_start is 0001-01-01, a day too far away"),
    "the last day": ('programme_start = "9999-12-31"', "programme_start is 9999-12-31, a day too far away"),
    "a century ago": ("programme_said = 1999-12-31", "programme_said is 1999-12-31, a day too far away"),
    "no day": ('programme_start = "0000-00-00"', "is no date"),
    "other bytes": (b"age = \xff", "is not TOML"),
    "half a character": (r'theme = "\ud800"', "is not TOML"),
}


@pytest.mark.parametrize("name", HUGE)
def test_whatever_a_profile_holds_it_is_refused_at_once_and_in_one_line(path, name):
    text, pattern = HUGE[name]
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    began_s = os.times().user
    with raises_saying(ConfigError, pattern):
        load_profile(path)
    with pytest.raises(ConfigError):
        save_profile(path, msgspec.structs.replace(load_profile(path), age=50))
    assert os.times().user - began_s < 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and devices in folders")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link to itself"])
def test_what_is_no_file_is_refused_and_never_waited_for(path, kind):
    path.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero" if kind == "device" else path)
    with raises_saying(ConfigError, "is no file but a folder, a pipe or a device; move it away|cannot read"):
        load_profile(path)


def test_settings_of_earlier_versions_are_let_be(path):
    path.parent.mkdir()
    path.write_text('units = "imperial"\nmuted = true\nage = 57\n', encoding="utf-8")
    assert load_profile(path) == Profile(age=57)
    save_profile(path, msgspec.structs.replace(load_profile(path), age=58))
    assert load_profile(path) == Profile(age=58)


def test_what_is_about_to_be_set_anew_is_not_read(path):
    path.parent.mkdir()
    path.write_text('age = "57"\nsound = 1\nvolume = 30\n', encoding="utf-8")
    known = load_profile(path, replacing=("age", "sound"))
    assert known == Profile(volume=30)
    save_profile(path, msgspec.structs.replace(known, age=57))
    assert load_profile(path) == Profile(age=57, volume=30)


def test_a_band_upside_down_is_told(path):
    path.parent.mkdir()
    path.write_text("band_bpm = [135, 120]\n", encoding="utf-8")
    with raises_saying(ConfigError, "coach profile"):
        load_profile(path).zones()
