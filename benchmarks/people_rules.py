"""The judge of sixteen weeks: what must hold for everybody, written from the issue and the contract, not from the code.

A rule yields its name, the day, and words for a reader; nothing is yielded where all is well.
"""

from collections.abc import Iterator

from benchmarks import people_pain_rules, people_path_rules, people_week_rules
from benchmarks.people_case import Broken, Case
from benchmarks.people_model import Diary
from benchmarks.people_words import repeats, reproaches

RULES = (*people_pain_rules.RULES, *people_week_rules.RULES, *people_path_rules.RULES)


def broken(diary: Diary) -> Iterator[Broken]:
    """Yield what breaks a rule."""
    case = Case(diary)
    yield from reproaches(diary)
    yield from repeats(diary)
    for rule in RULES:
        yield from rule(case)
