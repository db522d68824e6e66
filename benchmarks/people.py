"""A thousand people walk the programme for sixteen weeks: `python -m benchmarks.people --seeds 0-999`.

Each is simulated from a seed (`people_model`), of a kind (`people_kinds`), and judged by what must hold for everybody
(`people_rules`). Prints tables of kinds and rules, and examples; `--diary SEED` prints a person's days. The exit
code is 1 when anything is broken.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from statistics import median_low

from benchmarks.people_case import Broken, Case, capped
from benchmarks.people_model import live, person, read
from benchmarks.people_rules import broken

MAINTENANCE = 7


@dataclass(frozen=True)
class Result:
    """What became of a person in sixteen weeks."""

    seed: int
    kind: str
    broken: tuple[Broken, ...]
    reached: int
    """The furthest week of the programme; 7 is maintenance."""
    goal_in_week: int | None
    """The calendar week in which a goal was reached for the first time."""


def judged(seed: int) -> Result:
    """Live a person's weeks, and judge them."""
    who = person(seed)
    diary = live(who)
    reached = max(capped(told.number) for day in diary.days for told in day.told)
    weeks = Case(diary).weeks
    goals = [week for week, (z2_min, goal_min) in weeks.items() if goal_min and z2_min >= goal_min]
    return Result(seed, who.kind.name, tuple(broken(diary)), reached, goals[0] if goals else None)


def _seeds(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _kinds(results: Sequence[Result]) -> None:
    """Print a line for each kind."""
    by_kind: dict[str, list[Result]] = defaultdict(list)
    for item in results:
        by_kind[item.kind].append(item)
    print("| kind | people | nothing broken | furthest week | goal first in week | rules broken, by people |")
    print("|---|---|---|---|---|---|")
    for kind, people in by_kind.items():
        rules = Counter(rule for item in people for rule in {rule for rule, _, _ in item.broken})
        goals = [item.goal_in_week for item in people if item.goal_in_week is not None]
        week = f"{median_low(goals)}, {len(goals)} of {len(people)}" if goals else "-"
        furthest = median_low(item.reached for item in people)
        words = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items()))
        whole = sum(not item.broken for item in people)
        print(f"| {kind} | {len(people)} | {whole} | {_week(furthest)} | {week} | {words} |")


def _week(number: int) -> str:
    return "after 6" if number >= MAINTENANCE else str(number)


def _rules(results: Sequence[Result], examples: int) -> None:
    """Print a line for each rule, then its examples, of different kinds."""
    people: Counter[str] = Counter()
    times: Counter[str] = Counter()
    first: dict[str, dict[str, str]] = defaultdict(dict)
    for item in results:
        people.update({rule for rule, _, _ in item.broken})
        for rule, day, words in item.broken:
            times[rule] += 1
            week = (day - person(item.seed).start_day) // 7 + 1
            first[rule].setdefault(item.kind, f"{item.kind} (seed {item.seed}, week {week}, day {day}): {words}")
    print("\n| rule | people | times | kinds |\n|---|---|---|---|")
    for rule, count in people.most_common():
        print(f"| {rule} | {count} | {times[rule]} | {len(first[rule])} |")
    for rule, _ in people.most_common():
        print(f"\n{rule}:", *list(first[rule].values())[:examples], sep="\n  ")


def main() -> int:
    """Judge people, and print what is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=_seeds, default=range(1000), help="from-to, both included")
    parser.add_argument("--examples", type=int, default=3, help="of each rule, of different kinds")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--diary", type=int, help="print this person's days")
    asked = parser.parse_args()
    if asked.diary is not None:
        print(read(live(person(asked.diary))))
        return 0
    with ProcessPoolExecutor(asked.jobs) as pool:
        results = list(pool.map(judged, asked.seeds, chunksize=5))
    _kinds(results)
    _rules(results, asked.examples)
    whole, times = sum(not item.broken for item in results), sum(len(item.broken) for item in results)
    print(f"\n{len(results)} people, {whole} with nothing broken, {times} times")
    return 1 if times else 0


if __name__ == "__main__":
    raise SystemExit(main())
