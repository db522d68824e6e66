"""Whether the walk screen says one thing: `python -m benchmarks.one_thing 1000`.

Simulated walks with everything that can happen in one. At each change of word, sentence, pointer, label, colour or
clock the screen is drawn at three sizes and read as a walker reads it; what contradicts what is counted by kind.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from msgspec.structs import replace

from benchmarks.drawn_walk import Drawn, read
from benchmarks.guided_walks import moments
from benchmarks.one_thing_rules import contradictions
from coach.drawing.panels import WalkLook
from coach.drawing.walk import draw_walk
from coach.session.snapshot import SessionSnapshot

SIZES = ((40, 12), (80, 24), (160, 50))

CLOCK_S = 30.0
"""Clocks that run on alone are looked at this often, in a step's last seconds at each: else with all that changes."""

STEP_MIN, WHOLE_EACH = 0.2, 250
"""The walks have all their steps, 7-22 s each, so that much changes in little time; of so many walks one
has its whole length."""

TRACE_POINTS = 20
"""How much of the line is drawn: it is none of the six things, its bands and their labels are."""


def seen(view: SessionSnapshot, size: tuple[int, int]) -> Drawn:
    """What is read of a moment at a size."""
    trace = replace(view.trace, at_s=view.trace.at_s[-TRACE_POINTS:], bpm=view.trace.bpm[-TRACE_POINTS:])
    return read(draw_walk(replace(view, trace=trace), WalkLook(), *size))


def judged(seed: int, length: float | None = STEP_MIN) -> Iterator[tuple[float, list[tuple[str, str]]]]:
    """Each drawing of a walk: the moment, and the contradictions in it."""
    before: dict[tuple[int, int], tuple[Drawn, SessionSnapshot]] = {}
    for view in moments(seed, length=length, clock_s=CLOCK_S):
        for size in SIZES:
            drawn = seen(view, size)
            found = contradictions(drawn, view, before.get(size))
            before[size] = drawn, view
            yield view.at_s, [(f"{kind} at {size[0]}x{size[1]}", words) for kind, words in found]


def _walk(seed: int) -> tuple[int, Counter[str], dict[str, str]]:
    drawings, kinds = 0, Counter[str]()
    first: dict[str, str] = {}
    for at_s, found in judged(seed, STEP_MIN if seed % WHOLE_EACH else None):
        drawings += 1
        for kind, words in found:
            kinds[kind] += 1
            first.setdefault(kind, f"walk {seed} at {at_s:.2f} s: {words}")
    return drawings, kinds, first


def main() -> None:
    """Walk and print; exit 1 when anything contradicts anything."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "walks", type=int, nargs="?", default=100, help="default %(default)s; 1000 take eight minutes on two cores"
    )
    parser.add_argument("--first", type=int, default=0, help="the first seed, default %(default)s")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    drawings, kinds = 0, Counter[str]()
    first: dict[str, str] = {}
    with ProcessPoolExecutor(asked.workers) as pool:
        for more, found, examples in pool.map(_walk, range(asked.first, asked.first + asked.walks), chunksize=4):
            drawings += more
            kinds += found
            first = {**examples, **first}
    print(f"{asked.walks} walks, {drawings // len(SIZES)} moments, {drawings} drawings: {kinds.total()} contradictions")
    for kind, count in kinds.most_common():
        print(f"{count:6}  {kind:28}  {first[kind]}")
    if kinds:
        parser.exit(1)


if __name__ == "__main__":
    main()
