"""The profile: answers are kept beside what is known, in a file that others change as well."""

import threading
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from coach.config import NO_DEVICE, Profile, RememberedStrap, Theme, Weekday, load_profile, this_system
from coach.config.profile_writing import save_profile
from coach.domain.programme.own_path import Move, OwnPath
from coach.domain.programme.safety import FIRST_LIST, SafetyAnswers, SafetySign
from coach.domain.zone.max_heart_rate import ZoneModel
from coach.domain.zone.zones import TYPICAL_ZONES, Band
from coach.errors import ConfigError, ConfigProblem
from coach.pages.profile import ProfileView, SettingsView
from coach.services.diary import declined_name
from coach.services.profile import ProfileKeeper
from coach.session.straps import StrapId

TODAY = date(2026, 11, 25)
EVERYTHING = ProfileView(
    age=52,
    max_bpm=171,
    heart_medication=False,
    paced_heart=True,
    safety=SafetyAnswers().answered(SafetySign, {SafetySign.FEVER}),
    start=date(2026, 11, 23),
    asked=True,
    weekdays=frozenset({0, 2, 4}),
    usual_pain=5,
    baseline=True,
    flare_plan="Warmth.\nThe short round.",
)


@pytest.fixture
def keeper(diary):
    return ProfileKeeper(diary, lambda: TODAY)


@pytest.fixture
def file(diary):
    diary.folders.profile_file.parent.mkdir(parents=True, exist_ok=True)
    return diary.folders.profile_file


def test_a_walker_of_whom_nothing_is_known_has_answered_nothing(keeper):
    assert keeper.view() == ProfileView(asked=False)


def test_answers_come_back_as_they_were_given_and_the_questions_were_asked(keeper, diary):
    keeper.save(EVERYTHING)
    assert keeper.view() == EVERYTHING
    assert diary.profile == load_profile(diary.folders.profile_file), "the diary goes by the answers at once"
    keeper.save(ProfileView())
    assert keeper.view() == ProfileView(start=EVERYTHING.start), "skipped is not said; the programme goes on"
    assert load_profile(diary.folders.profile_file).disclaimers_seen == (NO_DEVICE,)


def test_what_another_program_wrote_meanwhile_stays(keeper, file):
    keeper.save(ProfileView(age=52))
    file.write_text(f'# by hand\ntheme = "contrast"\nvolume = 30\n{file.read_text(encoding="utf-8")}', encoding="utf-8")
    keeper.save(ProfileView(age=53))
    keeper.remember_strap(StrapId("Polar H10", "AA:BB"))
    known = load_profile(file)
    assert (known.age, known.theme, known.volume) == (53, Theme.CONTRAST, 30)
    assert known.strap == RememberedStrap("Polar H10", "AA:BB", this_system())
    assert "# by hand" in file.read_text(encoding="utf-8")


def test_what_another_program_wrote_is_read(keeper, diary, file):
    file.write_text("age = 60\n", encoding="utf-8")
    assert keeper.view().age == 60
    file.write_text("age = 61\n", encoding="utf-8")
    assert keeper.read().age == diary.profile.age == 61


@pytest.mark.parametrize(("answer", "kept"), [(171, 170.6), (172, 172), (None, None)])
def test_a_maximum_keeps_its_tenths_until_its_answer_is_another(keeper, file, answer, kept):
    file.write_text("max_bpm = 170.6\n", encoding="utf-8")
    assert keeper.view().max_bpm == 171
    keeper.save(ProfileView(max_bpm=answer))
    assert load_profile(file).max_bpm == kept


@pytest.mark.parametrize(
    ("start", "kept"),
    [
        (date(2026, 11, 9), ("2026-11-09", "2026-11-10")),
        (date(2026, 11, 16), ("2026-11-16", TODAY.isoformat())),
        (None, ("2026-11-09", "2026-11-10")),
    ],
    ids=["the same", "another", "not said"],
)
def test_only_another_first_day_is_said_today(keeper, file, start, kept):
    file.write_text("programme_start = 2026-11-09\nprogramme_said = 2026-11-10\n", encoding="utf-8")
    keeper.save(ProfileView(start=start))
    known = load_profile(file)
    assert (known.programme_start, known.programme_said) == kept


def test_numbers_that_cannot_be_a_persons_are_refused_and_change_nothing(keeper, diary, file):
    save_profile(file, Profile(resting_bpm=70.0, zone_model=ZoneModel.RESERVE, max_bpm=180.0))
    before = file.read_bytes()
    known = keeper.read()
    with pytest.raises(ConfigError) as caught:
        keeper.save(ProfileView(max_bpm=105))
    assert caught.value.problem is ConfigProblem.NOT_A_PERSONS
    assert file.read_bytes() == before
    assert diary.profile == known


def test_a_band_that_is_taken_is_walked_in_and_one_that_is_declined_is_only_noted(keeper, diary, file):
    band = Band(110, 125)
    keeper.decide_band(band, take=False)
    assert diary.profile.zones().table.zone_2 == TYPICAL_ZONES.zone_2
    assert load_profile(file).disclaimers_seen == (declined_name(band),)
    keeper.save(ProfileView())
    assert declined_name(band) in load_profile(file).disclaimers_seen, "it is not proposed again"
    keeper.decide_band(band, take=True)
    assert diary.profile.zones().table.zone_2 == band


def test_a_strap_is_forgotten_and_colours_are_remembered(keeper, file):
    keeper.remember_strap(StrapId("Polar H10", "AA:BB"))
    keeper.remember_theme("light")
    assert load_profile(file).theme is Theme.LIGHT
    keeper.remember_strap(None)
    assert load_profile(file) == Profile(theme=Theme.LIGHT)


def test_threads_that_change_it_at_once_lose_nothing(keeper, file):
    bands = [Band(100 + number, 120 + number) for number in range(24)]
    together = threading.Barrier(4)

    def decline(some):
        together.wait()
        for band in some:
            keeper.decide_band(band, take=False)

    threads = [threading.Thread(target=decline, args=(bands[number::4],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(load_profile(file).disclaimers_seen) == {declined_name(band) for band in bands}


def test_a_profile_of_before_has_answered_the_first_list_and_keeps_its_file(keeper, file):
    file.write_text('safety = ["injury"]\n', encoding="utf-8")
    known = keeper.view().safety
    assert known == SafetyAnswers(FIRST_LIST, frozenset({SafetySign.INJURY}))
    keeper.save(keeper.view())
    assert "safety_asked" not in file.read_text(encoding="utf-8")
    file.write_text("age = 60\n", encoding="utf-8")
    assert keeper.view().safety == SafetyAnswers(), "skipped is not answered"


def test_a_sign_stays_open_until_somebody_has_seen_to_it_and_opens_again_when_it_is_back(keeper, file):
    keeper.notice_signs({SafetySign.BOTH_LEGS})
    assert keeper.view().safety.open == {SafetySign.BOTH_LEGS}
    keeper.say_signs_seen()
    known = load_profile(file)
    assert (known.safety, known.signs_seen, known.signs_seen_on) == (
        (SafetySign.BOTH_LEGS,),
        (SafetySign.BOTH_LEGS,),
        TODAY.isoformat(),
    )
    assert not keeper.view().safety.open
    keeper.notice_signs({SafetySign.BOTH_LEGS})
    assert keeper.view().safety.open == {SafetySign.BOTH_LEGS}


def test_days_and_moved_walks_reach_the_programme_and_the_answers_keep_the_moves(keeper, diary):
    keeper.save(replace(keeper.view(), weekdays=frozenset({0, 2, 4})))
    keeper.move_walk(TODAY, TODAY + timedelta(days=1))
    keeper.save(replace(keeper.view(), age=52))
    own = diary.profile.programme(TODAY).own
    assert own == OwnPath(frozenset({0, 2, 4}), (Move(TODAY.toordinal(), TODAY.toordinal() + 1),))
    keeper.save(replace(keeper.view(), weekdays=frozenset()))
    assert keeper.view().weekdays == frozenset()
    with pytest.raises(ValueError, match="one to six days"):
        keeper.move_walk(TODAY, TODAY)


def test_days_that_stay_leave_the_file_as_it_is(keeper, file):
    file.write_text('walk_days = ["fri", "mon", "mon"]  # by hand\n', encoding="utf-8")
    keeper.save(keeper.view())
    assert file.read_text(encoding="utf-8").startswith('walk_days = ["fri", "mon", "mon"]  # by hand\n')


def test_a_plan_for_flares_is_kept_in_the_walkers_words_and_taken_back_when_there_is_none(keeper, file):
    keeper.save_flare_plan("  Warmth,\tthen\r\nthe \x1b[2Jshort round.\n\n")
    assert keeper.view().flare_plan == "  Warmth, then\nthe [2Jshort round."
    keeper.save_flare_plan(" \n ")
    assert load_profile(file) == Profile()


def test_settings_are_read_and_only_what_differs_is_written(keeper, file):
    save_profile(file, Profile(theme=Theme.LIGHT, volume=30, band_bpm=(112.5, 128.0)))
    before = keeper.settings()
    assert before == SettingsView(volume_percent=30, band=Band(112.5, 128), zone_source="your own band, 112-128 bpm")
    save_profile(file, Profile(theme=Theme.CONTRAST, sound=False, age=60))  # by another program meanwhile
    keeper.change_settings(before, replace(before, speech=False, weekdays=frozenset({6})))
    assert load_profile(file) == Profile(
        theme=Theme.CONTRAST, sound=False, age=60, speech=False, walk_days=(Weekday.SUN,)
    )
    keeper.change_settings(before, replace(before, band=Band(100, 120), volume_percent=0, sound=False))
    assert (load_profile(file).band_bpm, load_profile(file).volume) == ((100, 120), 0)
    keeper.change_settings(before, replace(before, band=None))
    assert load_profile(file).band_bpm is None
