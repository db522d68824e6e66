"""`coach doctor` as its user runs it where there is no Bluetooth; its judgement is in test_diagnosis."""

import json

from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.main import run
from coach.sources.bluetooth.checks import RadioFacts, StrapFacts, SystemFacts
from tests.support.fake_radio import strap

NO_BUS = {"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere/bus"}


def test_without_a_bus_it_says_so_and_a_walk_would_not_work(coach):
    done = coach("doctor", **NO_BUS)
    assert done.returncode == EXIT_COULD_NOT, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("ok           system")
    problem = next(i for i, line in enumerate(lines) if line.startswith("problem"))
    assert lines[problem].split()[1] == "D-Bus"
    assert "-> install and start D-Bus" in lines[problem + 1]
    assert lines[problem + 2].startswith("not checked")
    assert lines[-1].startswith("A walk would not work")


def test_as_json_every_line_has_a_verdict(coach):
    done = coach("doctor", "--json", **NO_BUS)
    told = json.loads(done.stdout)
    assert told["works"] is False
    assert {check["verdict"] for check in told["checks"]} == {"ok", "problem", "not checked"}
    (problem,) = [check for check in told["checks"] if check["verdict"] == "problem"]
    assert problem["check"] == "D-Bus"
    assert problem["stops_a_walk"]


def test_a_remembered_strap_is_connected_to_and_a_working_one_is_0(home, monkeypatch, capsys):
    (home / "config").mkdir(parents=True)
    (home / "config" / "profile.toml").write_text('[strap]\nname = "Polar"\naddress = "AA"\nsystem = "linux"\n')
    asked = []

    async def radio(wanted):
        asked.append(wanted)
        return RadioFacts(straps=(strap("Polar", "AA"),), devices=1, found=strap("Polar", "AA"))

    async def listened(source, clock):
        return StrapFacts(0.9, "", tuple((1.0 + i, bytes([0x16, 120, 0x00, 0x02])) for i in range(12)), 12.0)

    monkeypatch.setattr("coach.cli.doctor.examine_radio", radio)
    monkeypatch.setattr("coach.cli.doctor.examine_strap", listened)
    monkeypatch.setattr("coach.cli.doctor.system_facts", lambda: SystemFacts("linux", "Linux 6.1", "3.1.0"))
    assert run(["doctor"]) == EXIT_DONE
    assert asked[0].address == "AA"
    told = capsys.readouterr().out
    assert "120 bpm" in told
    assert told.endswith("A walk would work.\n")
