"""A terminal for each test."""

import os

import pytest

from coach.config import NO_DEVICE, Profile, folders_of
from coach.config.profile_writing import save_profile
from coach.domain.programme.safety import SafetyAnswers, SafetySign

if os.name == "posix":
    from tests.support.hosts import end_hosts
    from tests.support.pseudo_terminal import Terminal
else:
    collect_ignore_glob = ["test_*.py"]  # signals and pseudo-terminals are POSIX's


@pytest.fixture
def asked(home):
    """Somebody who was asked the first questions, and marked no sign."""
    no_sign = SafetyAnswers().answered(SafetySign, ())
    save_profile(folders_of().profile_file, Profile(disclaimers_seen=(NO_DEVICE,)).with_safety(no_sign))


@pytest.fixture
def python(home):
    """`python ARGUMENTS...` in a terminal of its own; a walk that goes on without it ends with the test."""
    opened = []

    def start(*arguments, **more):
        opened.append(Terminal(*arguments, **more))
        return opened[-1]

    yield start
    for item in opened:
        item.close()
    end_hosts(home)


@pytest.fixture
def coach(python):
    """`coach ARGUMENTS...` in a terminal of its own."""

    def start(*arguments, **more):
        return python("-m", "coach", *arguments, **more)

    return start
