"""`coach demo`: a whole walk without a strap, the same each time."""

import pytest

from tests.support.commands import lines


def test_a_demo_without_a_screen_is_a_whole_walk_mostly_in_zone_2(coach, home):
    result = coach("demo", "--no-screen", "--json", "--speed", "max")
    assert result.returncode == 0, result.stderr
    *_, summary = lines(result.stdout)
    assert summary["type"] == "summary"
    assert summary["elapsed_s"] == 1200.0
    assert summary["z2_s"] > 0.6 * summary["elapsed_s"]
    assert not home.exists()


def test_a_demo_is_the_same_each_time_and_another_seed_is_another_walk(coach):
    first, again, other = (coach("demo", "--json", "--seed", seed).stdout for seed in ("1", "1", "2"))
    assert first == again != other


def test_plain_lines_are_sentences(coach):
    result = coach("demo", "--plain")
    assert "Warm up, four minutes easy to begin with." in result.stdout
    assert "{" not in result.stdout


@pytest.mark.parametrize("speed", ["300", "2000"])
@pytest.mark.parametrize("form", ["--json", "--plain"])
def test_a_demo_is_the_same_at_every_speed(coach, speed, form):
    paced = coach("demo", form, "--speed", speed)
    assert paced.stdout == coach("demo", form, "--speed", "max").stdout
    assert "20:00" in paced.stdout if form == "--plain" else lines(paced.stdout)[-1]["t"] == 1200.0
