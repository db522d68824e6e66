"""Pairing by command: chosen by the walker alone, proven by beats, remembered with its system."""

import asyncio
import io
import json

import pytest

from coach.cli import pair
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE, EXIT_USAGE
from coach.cli.main import run
from coach.cli.pair import NoBeatsError, Pairing
from coach.config import load_profile, this_system
from coach.errors import CommandError
from coach.services.diary import Diary
from coach.services.facade import DiaryServices
from coach.tui.screens.pair import PairScreen
from tests.support.fake_radio import FakeRadio, beats, strap

POLAR = strap()
GARMIN = strap("HRM-Dual", "C0:00:00:00:00:01", -50)
OTHER_GARMIN = strap("HRM-Dual", "C0:00:00:00:00:02", -70)
SHY = strap("Watch", "C0:00:00:00:00:03", -40, heart_rate=False)


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(pair, "LISTEN_S", 0.02)
    monkeypatch.setattr(pair, "SEARCH_S", 0.05)
    monkeypatch.setattr(pair, "SETTLE_S", 0.01)


@pytest.fixture
def made(home):
    with Diary(None) as diary:

        def make(*lists, inputs=beats, quiet=False):
            radio = FakeRadio(*lists, inputs=inputs)
            services = DiaryServices(diary, None, radio=radio, audible=False)
            made = Pairing(services, radio, quiet=quiet)
            made.radio = radio
            return made

        make.remembered = lambda: load_profile(diary.folders.profile_file).strap
        yield make


def answer(monkeypatch, *lines):
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_by_name_the_strap_is_proven_and_remembered_with_its_system(made, capsys):
    assert made([GARMIN, POLAR]).by_name("polar h10") == EXIT_DONE
    kept = made.remembered()
    assert (kept.name, kept.address, kept.system) == (POLAR.name, POLAR.address, this_system())
    assert "Polar H10 1234 works and is remembered: 128 bpm, battery 77 %." in capsys.readouterr().out


def test_as_json_it_is_one_object_and_nothing_else(made, capsys):
    made([POLAR], quiet=True).by_name(POLAR.address.lower())
    told = json.loads(capsys.readouterr().out)
    assert told == {
        "name": POLAR.name,
        "address": POLAR.address,
        "system": this_system(),
        "bpm": 128,
        "battery_percent": 77,
        "location": None,
        "manufacturer": None,
    }


def test_a_strap_that_does_not_advertise_its_service_is_found_by_name(made):
    paired = made([SHY, POLAR])
    assert paired.by_name("Watch") == EXIT_DONE
    assert paired.radio.wanted[0].address == SHY.address


def test_a_name_that_two_straps_have_takes_neither(made):
    with pytest.raises(CommandError, match=r"C0:00:00:00:00:01.*C0:00:00:00:00:02"):
        made([GARMIN], [GARMIN, OTHER_GARMIN]).by_name("HRM-Dual")
    assert made.remembered() is None


def test_an_address_is_clear_at_once(made):
    assert made([GARMIN, OTHER_GARMIN]).by_name(OTHER_GARMIN.address) == EXIT_DONE
    assert made.remembered().address == OTHER_GARMIN.address


def test_a_strap_that_is_not_there_is_told_with_what_to_do(made):
    with pytest.raises(CommandError, match="wet the electrodes"):
        made([GARMIN]).by_name("Polar")
    assert made.remembered() is None


def test_a_strap_without_beats_is_not_remembered(made, monkeypatch):
    monkeypatch.setattr("coach.services.strap_proof.PROOF_LIMIT_S", 0.0)
    with pytest.raises(NoBeatsError, match="Polar H10 1234: it connects but sends no heart beats"):
        made([POLAR], inputs=lambda clock: beats(clock, bpm=0, count=3)).by_name("Polar")
    assert made.remembered() is None


def test_the_questions_list_them_nearest_first_and_take_the_number(made, monkeypatch, capsys):
    answer(monkeypatch, "7", "r", "2")
    assert made([GARMIN, POLAR]).by_questions() == EXIT_DONE
    assert made.remembered().name == POLAR.name
    told = capsys.readouterr().out
    assert told.index("  1    -50 dBm  HRM-Dual") < told.index("  2    -60 dBm  Polar H10 1234")
    assert "128 bpm" in told


def test_the_questions_show_everything_only_when_asked(made, monkeypatch, capsys):
    answer(monkeypatch, "a", "1")
    assert made([SHY]).by_questions() == EXIT_DONE
    first, second = capsys.readouterr().out.split("Listening for every device")
    assert "Watch" not in first
    assert "no strap was heard" in first.lower()
    assert "does not say that it is a strap" in second


@pytest.mark.parametrize("lines", [["q"], []], ids=["quit", "nobody there"])
def test_leaving_chooses_nothing(made, monkeypatch, lines):
    answer(monkeypatch, *lines)
    with pytest.raises(CommandError, match="no strap was chosen"):
        made([POLAR]).by_questions()
    assert made.remembered() is None


def test_after_a_failed_try_it_asks_again(made, monkeypatch, capsys):
    monkeypatch.setattr("coach.services.strap_proof.PROOF_LIMIT_S", 0.0)
    answer(monkeypatch, "1", "q")
    with pytest.raises(CommandError):
        made([POLAR], inputs=lambda _clock: iter(())).by_questions()
    assert "Polar H10 1234: it could not be reached" in capsys.readouterr().out


def test_a_name_from_outside_cannot_write_on_the_terminal(made, monkeypatch, capsys):
    answer(monkeypatch, "q")
    with pytest.raises(CommandError):
        made([strap("Evil\x1b[2J\u202estrap")]).by_questions()
    assert "\x1b" not in capsys.readouterr().out


def test_forget(made, capsys):
    made([POLAR]).by_name("Polar")
    assert made().forget() == EXIT_DONE
    assert made.remembered() is None
    assert made().forget() == EXIT_DONE
    told = capsys.readouterr().out
    assert "Polar H10 1234 is forgotten." in told
    assert "No strap was remembered." in told


class OnTerminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("words", "kept", "code"),
    [
        ("[strap]\nname = 'Polar'\naddress = 'AA'\nsystem = 'linux'\n", "Walks use Polar.", EXIT_DONE),
        ("", "", EXIT_COULD_NOT),
    ],
    ids=["paired", "left without"],
)
def test_on_a_terminal_it_opens_the_screen_and_says_what_came_of_it(home, monkeypatch, capsys, words, kept, code):
    opened = []

    def walker(app):
        opened.append(app._opening())
        (home / "config").mkdir(parents=True, exist_ok=True)
        (home / "config" / "profile.toml").write_text(words)

    monkeypatch.setattr("coach.tui.app.CoachApp.run", walker)
    monkeypatch.setattr("sys.stdin", OnTerminal())
    screen = OnTerminal()
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setattr("sys.stderr", OnTerminal())
    monkeypatch.setenv("TERM", "xterm")
    assert run(["pair"]) == code
    assert isinstance(opened[0], PairScreen)
    assert kept in screen.getvalue()


@pytest.mark.parametrize("words", [["--json"], ["Polar", "--forget"]])
def test_options_that_contradict_are_a_usage_error(home, words):
    assert run(["pair", *words]) == EXIT_USAGE


def test_without_bluetooth_the_command_says_what_to_do(coach):
    done = coach("pair", "Polar", DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nowhere/bus")
    assert done.returncode == EXIT_COULD_NOT
    assert done.stderr.startswith("coach: ")
    assert done.stderr.count("\n") == 1


def test_the_event_loop_is_free_again_afterwards(made):
    made([POLAR]).by_name("Polar")
    assert asyncio.run(asyncio.sleep(0, "free")) == "free"
