"""A computer's name as a browser sends it, and nothing else."""

import re

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.cli.exits import EXIT_USAGE
from coach.cli.host_name import HostName
from coach.cli.main import run


def host_of(text):
    return HostName().convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("laptop", "laptop"),
        ("Laptop.Fritz.BOX", "laptop.fritz.box"),
        ("my-laptop.local", "my-laptop.local"),
        ("192.168.1.20", "192.168.1.20"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("bücher.example", "xn--bcher-kva.example"),  # the example of RFC 3492's readers everywhere
        ("2go.example", "2go.example"),
        ("a" * 63 + ".example", "a" * 63 + ".example"),
    ],
)
def test_a_name_is_as_a_browser_sends_it(text, host):
    assert host_of(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a..b",
        "laptop.",
        ".laptop",
        "a/b c",
        "host:99",
        "http://host",
        "user@host",
        "-a",
        "a-",
        "a_b",
        "a\nb",
        "a\r\nX: y",
        "\x1b[2J",
        "laptop\n",
        "[::1]",
        "::1",
        "256.1.1.1",
        "1.2.3",
        "host.7",
        "0x7f",
        "7",
        "*.example",
        "straße.example",
        "a" * 64,
        ".".join(["a" * 50] * 6),
        "\ud800",
    ],
)
def test_what_is_no_name_is_refused(text):
    with pytest.raises(click.BadParameter):
        host_of(text)


@given(st.text(st.characters(codec=None), max_size=30) | st.text("ab1-.:/ \n\\xü", max_size=30))
def test_whatever_passes_can_stand_in_an_address(text):
    try:
        host = host_of(text)
    except click.BadParameter:
        return
    assert re.fullmatch(r"[a-z0-9.-]{1,253}", host)
    assert host_of(host) == host


@pytest.mark.usefixtures("home")
def test_the_command_refuses_it_as_a_word_that_it_does_not_understand(capsys):
    assert run(["screen", "--name", "a/b c"]) == EXIT_USAGE
    assert "no name of a computer" in " ".join(capsys.readouterr().err.split())
