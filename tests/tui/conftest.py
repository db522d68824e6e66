"""Style sheets that are parsed once, and what the random keys were sent to, at the end of a run that asked for it."""

import os
from collections import Counter

import pytest
from textual.css.stylesheet import Stylesheet


@pytest.fixture(scope="session", autouse=True)
def _parsed_once():
    """Every app of a test parses the same style sheets: it was a third of the time of its start."""
    parse, parsed = Stylesheet._parse_rules, {}

    def rules_of(sheet, css, **how):
        key = (css, frozenset(how.items()), frozenset(sheet._variables.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, css, **how)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", rules_of)
        yield


def pytest_terminal_summary(terminalreporter):
    if os.environ.get("COACH_TORTURE"):
        properties = [item for report in terminalreporter.getreports("passed") for item in report.user_properties]
        sent = sum((Counter(value) for name, value in properties if name == "typed"), Counter())
        screens = sorted({screen for name, value in properties if name == "screens" for screen in value})
        terminalreporter.section("random keys")
        terminalreporter.line(", ".join(f"{count} {what}" for what, count in sent.items()))
        terminalreporter.line(f"{len(screens)} screens: {', '.join(screens)}")
