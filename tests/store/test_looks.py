"""Looks that are kept: found again as they were, and never taken for those of another recording or version."""

import os
import stat

import numpy as np
import pytest

from coach.domain.workout.steps import WorkoutKind, make
from coach.domain.zone.zones import TYPICAL_ZONES
from coach.session.analysis import analyse
from coach.session.plan import SessionPlan
from coach.store import looks
from coach.store.looks import Look, LookStore
from tests.support.sessions import beats

PLAN = SessionPlan(make(WorkoutKind.STEADY, 20), TYPICAL_ZONES)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "recordings" / "2026-11-23-0731.jsonl"
    path.parent.mkdir()
    path.write_bytes(b"what was recorded\n")
    return path


@pytest.fixture
def store(tmp_path):
    return LookStore(tmp_path / "looks")


@pytest.fixture
def look():
    found = analyse(PLAN, [*beats(126, 1, 300), *beats(128, 331, 500)])
    return Look(PLAN, found.summary, found.trace)


def test_a_look_is_found_as_it_was_kept(store, recording, look):
    assert store.find(recording) is None
    store.keep(recording, look)
    found = store.find(recording)
    assert (found.plan, found.summary) == (look.plan, look.summary)
    assert np.allclose(found.trace.at_s, look.trace.at_s, atol=0.0005)
    assert np.allclose(found.trace.bpm, look.trace.bpm, atol=0.005, equal_nan=True)
    assert np.isnan(found.trace.bpm).any()


def test_another_state_of_the_recording_has_no_look_yet(store, recording, look):
    store.keep(recording, look)
    with recording.open("ab") as file:
        file.write(b"the walk went on\n")
    assert store.find(recording) is None
    store.keep(recording, look)
    os.utime(recording, ns=(1, 1))
    assert store.find(recording) is None
    recording.unlink()
    assert store.find(recording) is None


def test_another_version_of_the_analysis_has_no_look_yet(store, recording, look, monkeypatch):
    store.keep(recording, look)
    monkeypatch.setattr(looks, "ANALYSIS_VERSION", looks.ANALYSIS_VERSION + 1)
    assert store.find(recording) is None


@pytest.mark.parametrize("damage", [lambda _: b"", lambda data: data[: len(data) // 2], lambda data: b"x" + data])
def test_a_broken_look_is_none(store, recording, look, tmp_path, damage):
    store.keep(recording, look)
    (kept,) = (tmp_path / "looks").iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    assert store.find(recording) is None


def test_the_look_of_a_recording_that_is_gone_is_forgotten(store, recording, look, tmp_path):
    other = recording.with_name("2026-11-24-0731.jsonl")
    other.write_bytes(b"another walk\n")
    for path in (recording, other):
        store.keep(path, look)
    (tmp_path / "looks" / f"{other.stem}.look.123.new").touch()  # a program killed while it wrote
    store.forget_all_but([other])
    assert [kept.stem for kept in (tmp_path / "looks").iterdir()] == [other.stem]
    assert store.find(other) is not None
    LookStore(tmp_path / "nowhere").forget_all_but([])


def test_a_disk_without_room_keeps_nobody_from_looking_back(recording, look, tmp_path, caplog):
    (tmp_path / "looks").write_bytes(b"a file where the folder is to be")
    store = LookStore(tmp_path / "looks")
    store.keep(recording, look)
    assert store.find(recording) is None
    assert recording.name in caplog.text


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_only_the_owner_may_look(store, recording, look, tmp_path):
    store.keep(recording, look)
    (kept,) = (tmp_path / "looks").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
