"""The profile as the first questions change it: what was not asked stays, and nothing impossible is kept."""

from datetime import date

import pytest

from coach.config import NO_DEVICE, Profile, load_profile, save_profile
from coach.domain.programme.safety import SafetySign
from coach.domain.zone.zones import Band
from coach.errors import ConfigError
from coach.services.diary import Diary, declined_name
from coach.services.profile import ProfileKeeper
from coach.session.straps import StrapId

TODAY = date(2026, 11, 23)


@pytest.fixture
def keeper(home):
    with Diary(None) as diary:
        yield ProfileKeeper(diary, lambda: TODAY)


def kept(keeper):
    return load_profile(keeper._diary.folders.profile_file)


def test_the_answers_are_kept_beside_what_was_not_asked(keeper):
    save_profile(keeper._diary.folders.profile_file, Profile(max_bpm=171.4, volume=30))
    view = keeper.view()
    assert (view.age, view.max_bpm, view.asked) == (None, 171, False)
    keeper.save(view.__class__(age=57, max_bpm=171, safety=(SafetySign.FEVER,), start=date(2026, 11, 30)))
    found = kept(keeper)
    assert (found.age, found.volume, found.safety, found.asked) == (57, 30, (SafetySign.FEVER,), True)
    assert found.max_bpm == 171.4  # looked at as 171, and not changed by it
    assert (found.programme_start, found.programme_said) == ("2026-11-30", "2026-11-23")


def test_a_start_said_again_keeps_the_day_on_which_it_was_said(keeper):
    earlier = Profile(programme_start="2026-11-09", programme_said="2026-11-10")
    save_profile(keeper._diary.folders.profile_file, earlier)
    keeper.save(keeper.view())
    assert kept(keeper).programme_said == "2026-11-10"


def test_a_band_taken_is_the_walker_s_and_a_declined_one_is_not_proposed_again(keeper):
    keeper.decide_band(Band(118.0, 133.0), take=True)
    assert kept(keeper).band_bpm == (118.0, 133.0)
    keeper.decide_band(Band(116.0, 131.0), take=False)
    found = kept(keeper)
    assert found.band_bpm == (118.0, 133.0)
    assert found.disclaimers_seen == (declined_name(Band(116.0, 131.0)),)
    assert NO_DEVICE not in found.disclaimers_seen


def test_a_strap_is_remembered_and_forgotten(keeper):
    keeper.remember_strap(StrapId("Polar", "AA"))
    assert (kept(keeper).strap.name, kept(keeper).strap.address) == ("Polar", "AA")
    keeper.remember_strap(None)
    assert kept(keeper).strap is None


def test_what_another_program_wrote_meanwhile_is_not_lost(keeper):
    keeper.read()
    save_profile(keeper._diary.folders.profile_file, Profile(volume=20))
    keeper.remember_theme("light")
    assert (kept(keeper).volume, kept(keeper).theme) == (20, "light")


def test_numbers_that_cannot_be_a_person_s_are_refused_before_they_are_kept(keeper):
    save_profile(keeper._diary.folders.profile_file, Profile(band_bpm=(135.0, 120.0), age=50))
    with pytest.raises(ConfigError):
        keeper.save(keeper.view().__class__(age=60))
    assert kept(keeper).age == 50
