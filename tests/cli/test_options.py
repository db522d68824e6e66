from datetime import date

import click
import pytest

from coach.cli.columns import ColumnsType
from coach.cli.host_name import HostName
from coach.cli.main import cli, run
from coach.cli.options import MAX_SPEED, BandType, DayType, FiniteRange, SpeedType, WeekdaysType, WholeRange
from coach.domain.zone.zones import Band


@pytest.mark.parametrize("text", ["120-135", "120\N{EN DASH}135", " 120 - 135 "])
def test_a_band(text):
    assert BandType().convert(text, None, None) == Band(120, 135)


@pytest.mark.parametrize("text", ["", "120", "135-120", "-5-100", "a-b", "120-135-150", "0-300"])
def test_what_is_no_band(text):
    with pytest.raises(click.BadParameter, match="not a band"):
        BandType().convert(text, None, None)


def test_speeds():
    assert SpeedType().convert("2.5", None, None) == 2.5
    assert SpeedType().convert("max", None, None) == MAX_SPEED


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "fast", ""])
def test_what_is_no_speed(text):
    with pytest.raises(click.BadParameter, match="not a speed"):
        SpeedType().convert(text, None, None)


@pytest.mark.parametrize("text", ["2026-11-23", " 2026-11-23 "])
def test_a_day(text):
    assert DayType().convert(text, None, None) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("24.12.2026", "year-month-day, such as 2026-11-23"),
        ("12/24/2026", "year-month-day, such as 2026-11-23"),
        ("20261224", "year-month-day, such as 2026-11-23"),
        ("tomorrow", "year-month-day, such as 2026-11-23"),
        ("\u0662\u0660\u0662\u0666-11-23", "year-month-day, such as 2026-11-23"),
        ("2026-02-30", "2026-02-30 is no day of the calendar"),
        ("0001-01-01", "give a day from 2000-01-01 to 2199-12-31"),
        ("9999-12-31", "give a day from 2000-01-01 to 2199-12-31"),
    ],
)
def test_a_date_in_another_form_is_told_the_form(text, said):
    with pytest.raises(click.BadParameter, match=said):
        DayType().convert(text, None, None)


@pytest.mark.parametrize("text", ["mon,wed,fri", "Friday, MONDAY wed", "we fr mo mo"])
def test_days_of_the_week(text):
    assert WeekdaysType().convert(text, None, None) == {0, 2, 4}


@pytest.mark.parametrize("text", ["", ",", "t", "moon", "1", "mon;tue"])
def test_what_is_no_day_of_the_week(text):
    with pytest.raises(click.BadParameter, match="like mon,wed,fri"):
        WeekdaysType().convert(text, None, None)


@pytest.mark.parametrize(
    ("kind", "text"), [(WholeRange(1, 9), "2.5"), (FiniteRange(1, 9), "nan"), (FiniteRange(), "inf")]
)
def test_what_is_no_number_of_that_kind(kind, text):
    with pytest.raises(click.BadParameter, match=f"'?{text}'? is not a (whole )?number"):
        kind.convert(text, None, None)


# All commands with all their options: each has to say what it takes


def options():
    """Every option of every command that takes a value of its own kind."""
    context = click.Context(cli)
    for name in cli.list_commands(context):
        for option in cli.get_command(context, name).params:
            if isinstance(option, click.Option) and not (
                option.is_flag or isinstance(option.type, click.types.StringParamType | click.Path)
            ):
                yield name, option


def wrong_values(kind):
    yield from (("bog us", "host:99", "") if isinstance(kind, HostName) else ("bogus", ""))
    if isinstance(kind, click.IntRange | click.FloatRange) and kind.min is not None:
        yield from (str(kind.min - 1), str(kind.max + 1), "1e999", "nan")
    if isinstance(kind, DayType):
        yield from ("24.12.2026", "2026-02-30", "1999-12-31", "2200-01-01")


def what_is_wanted(option):  # noqa: C901, PLR0911 - one arm per kind
    """The words that every refusal of a value has to hold."""
    match option.type:
        case click.Choice(choices=choices):
            return choices
        case click.IntRange(min=None) | click.FloatRange(min=None):
            return ("a number",)
        case click.IntRange(min=lo, max=hi) | click.FloatRange(min=lo, max=hi):
            return (f"from {lo:g} to {hi:g}", option.help.partition(".")[0][1:])
        case click.types.IntParamType():
            return ("not a valid integer",)
        case DayType():
            return ()  # its words depend on the value: see below
        case BandType():
            return ("like 120-135", "between 30 and 250")
        case ColumnsType():
            return ("like time=Zeit,bpm=Puls", "Coach knows time")
        case WeekdaysType():
            return ("mon,wed,fri",)
        case SpeedType():
            return ("a number over 0, or max",)
        case HostName():
            return ("letters, digits, hyphens and dots",)
        case other:
            raise AssertionError(f"{option.name}: nothing is known of the kind {other}")


@pytest.mark.parametrize(("command", "option"), list(options()), ids=lambda value: getattr(value, "name", value))
def test_a_wrong_value_of_any_option_says_in_one_line_what_it_takes(capsys, home, command, option):
    for value in wrong_values(option.type):
        assert run([command, f"{option.opts[0]}={value}"]) == 2, value
        printed = capsys.readouterr()
        assert printed.out == ""
        [line] = printed.err.splitlines()
        assert line.startswith(f"coach: invalid value for '{option.opts[0]}': "), line
        assert line.endswith(f"; see `coach {command} --help`"), line
        for words in what_is_wanted(option):
            assert words in line
        if isinstance(option.type, DayType):
            assert "2026-11-23" in line or "from 2000-01-01 to 2199-12-31" in line
    assert not home.exists(), "nothing is kept of a command that was refused"


@pytest.mark.parametrize("value", ["9999-01-01", "0001-01-01", "24.12.2026", "2026-02-30"])
def test_a_first_day_that_cannot_be_is_never_kept(capsys, home, value):
    assert run(["profile", "--start", value]) == 2
    assert run(["plan"]) == 0
    assert not (home / "config" / "profile.toml").exists()
