"""Whether sentences of the programme are kind, and whether one stands too long; written from the issue alone."""

import re
from collections import defaultdict
from collections.abc import Iterator

from benchmarks.people_model import Diary

FAILURE = (
    r"\bfail\w*", r"\bmiss(es|ed|ing)?\b", r"\bonly\b", r"\bshort of\b", r"\bshould(n't)? have\b", r"\btoo few\b",
    r"\btoo little\b", r"\bskip\w*", r"\bunfortunately\b", r"\bsorry\b", r"\bbehind\b", r"\bpoor\w*", r"\bbad(ly)?\b",
    r"\blaz\w+", r"\bg[ia]ve up\b", r"\bquit(ting)?\b", r"\b(you|weeks?|walks?) did(n't| not)\b",
    r"\bmust\b", r"\bweak\b", r"\bdisappoint\w*", r"\bguilt\w*", r"\bexcuse\w*", r"\bjust \d+", r"\byou lost\b",
    r"\bunable\b", r"(?<!nothing to )\bcatch(ing)? up\b", r"\bmake (it |them )?up\b", r"\bcould have\b", r"\bought\b",
    r"\b(under|below) (your |the )?(goal|plan)\b",
)  # fmt: skip
"""Words of failure and reproach, of this project's rules ("failed", "missed", "only", "short of", "should have") and of
what people with pain hear as blame (FitViz: measured goals made patients feel guilty)."""

SHORTFALL = (
    r"\b\d+ (of|out of) \d+ (walks?|days?|minutes?|min)\b",
    r"\b\d+ (more )?(minutes?|min|walks?|days?) (short|missing|to go|left|under|less|too)\b",
    r"\d+ ?% (of|less|short|below|under)\b",
)
"""A number said as what is lacking."""

OWN_GOAL_DAYS = 3
"""On so many weekdays or fewer people have a goal of their own; the programme's 150 would be a shortfall."""

WORDS_OF_A_LABEL = 3
"""A sentence is longer than a label such as "Rest today"."""

DAYS_OF_ONE_SENTENCE = 14
WEEKS_IN_A_ROW = 3

DAYS_FORGOTTEN = 7
"""Days without a sentence in this place, after which it may come anew."""


def unkind(sentence: str) -> str:
    """Return the words of failure in a sentence; empty when there are none."""
    found = re.search("|".join((*FAILURE, *SHORTFALL)), sentence, re.IGNORECASE)
    return found[0] if found else ""


def reproaches(diary: Diary) -> Iterator[tuple[str, int, str]]:
    """Each first sentence that speaks of failure: rule, day, words."""
    said: set[str] = set()
    few = 0 < len(diary.person.said_weekdays) <= OWN_GOAL_DAYS
    for day in diary.days:
        for told in day.told:
            if few and told.goal_min is not None and told.goal_min >= 150 and "goal" not in said:
                said.add("goal")
                yield "150 as a goal on few days", day.day, f"goal {told.goal_min} on {len(diary.person.said_weekdays)}"
            for where, sentence in told.says.items():
                if sentence in said:
                    continue
                said.add(sentence)
                if words := unkind(sentence):
                    yield "a word of failure", day.day, f"{where}: {words!r} in {sentence!r}"
                if few and re.search(r"\b150\b", sentence):
                    yield "150 as a goal on few days", day.day, f"{where}: {sentence!r}"


def repeats(diary: Diary) -> Iterator[tuple[str, int, str]]:
    """Each sentence that stands on every day of more than two weeks, or returns in three calendar weeks in a row."""
    shown: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for day in diary.days:
        places: dict[str, set[str]] = defaultdict(set)
        for told in day.told:
            for where, sentence in told.says.items():
                if len(sentence.split()) > WORDS_OF_A_LABEL:
                    places[where].add(sentence)
        for where, sentences in places.items():
            shown[where].append((day.day, frozenset(sentences)))
    for where, days in shown.items():
        yield from _stands(where, days, [item.day for item in diary.days if item.told])
        yield from _returns(where, days, diary.person.start_day)


def _stands(where: str, days: list[tuple[int, frozenset[str]]], looked: list[int]) -> Iterator[tuple[str, int, str]]:
    """Days without a look do not count, and after a week without the sentence's place it is new."""
    at = {day: number for number, day in enumerate(looked)}
    since: dict[str, int] = {}
    told: set[str] = set()
    before = 0
    for day, sentences in days:
        if at[day] - before > DAYS_FORGOTTEN:
            since = {}
        before = at[day]
        since = {item: since.get(item, at[day]) for item in sentences}
        for item, first in since.items():
            if at[day] - first + 1 > DAYS_OF_ONE_SENTENCE and item not in told:
                told.add(item)
                yield f"{where} stands over two weeks", day, f"since day {looked[first]}: {item!r}"


def _returns(where: str, days: list[tuple[int, frozenset[str]]], start_day: int) -> Iterator[tuple[str, int, str]]:
    weeks: dict[str, set[int]] = defaultdict(set)
    told: set[str] = set()
    for day, sentences in days:
        week = (day - start_day) // 7
        for item in sentences:
            weeks[item].add(week)
            if {week - back for back in range(WEEKS_IN_A_ROW)} <= weeks[item] and item not in told:
                told.add(item)
                yield f"{where} in three weeks in a row", day, repr(item)
