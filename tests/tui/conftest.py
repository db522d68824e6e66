"""What the random keys were sent to, told at the end of a run that was asked for it."""

import os
from collections import Counter


def pytest_terminal_summary(terminalreporter):
    if os.environ.get("COACH_TORTURE"):
        properties = [item for report in terminalreporter.getreports("passed") for item in report.user_properties]
        sent = sum((Counter(value) for name, value in properties if name == "typed"), Counter())
        screens = sorted({screen for name, value in properties if name == "screens" for screen in value})
        terminalreporter.section("random keys")
        terminalreporter.line(", ".join(f"{count} {what}" for what, count in sent.items()))
        terminalreporter.line(f"{len(screens)} screens: {', '.join(screens)}")
