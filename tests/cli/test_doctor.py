"""`coach doctor` as its user runs it where there is no Bluetooth; its judgement is in test_diagnosis."""

import json

from coach.cli.doctor import connections_lost
from coach.cli.exits import EXIT_COULD_NOT, EXIT_DONE
from coach.cli.main import run
from coach.sources.bluetooth_checks import RadioFacts, StrapFacts, SystemFacts
from coach.sources.strap import CONNECTION_LOST
from tests.cli.fake_radio import strap

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
        return RadioFacts(problem=None, straps=(strap("Polar", "AA"),), devices=1, found=strap("Polar", "AA"))

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


def line(**fields):
    return f"{json.dumps(fields)}\n"


def recorded(folder, name, *events):
    folder.mkdir(parents=True, exist_ok=True)
    head = line(format="coach-recording", version=1, started_at="2026-11-23T07:31:04.512Z")
    (folder / name).write_text(head + "".join(line(**event) for event in events))


def test_the_newest_recording_tells_how_long_connections_stood(tmp_path):
    assert connections_lost(tmp_path / "nowhere") is None
    recorded(
        tmp_path,
        "walk.jsonl",
        {"t": 2.0, "event": "link_up", "name": "Polar", "address": "AA"},
        {"t": 26.0, "event": "link_down", "reason": CONNECTION_LOST},
        {"t": 30.0, "event": "link_up", "name": "Polar", "address": "AA"},
        {"t": 40.0, "event": "link_down", "reason": "Another strap was chosen."},
        {"t": 50.0, "event": "link_up", "name": "Garmin", "address": "BB"},
    )
    assert connections_lost(tmp_path) == (24.0,)


def test_a_recording_that_cannot_be_read_is_no_finding(tmp_path):
    (tmp_path / "walk.jsonl").write_text("no recording")
    assert connections_lost(tmp_path) is None
