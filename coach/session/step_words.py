"""The words of a step: its name on the screen, its line in a list, and its sentence for the ear."""

from coach.domain.workout.steps import Step, StepKind
from coach.session.text import clock_text

STEP_NAME: dict[StepKind, str] = {
    StepKind.WARM_UP: "Warm up",
    StepKind.STEADY: "Steady",
    StepKind.LONG: "Long walk",
    StepKind.EFFORT: "Brisk",
    StepKind.RECOVERY: "Easy",
    StepKind.COOL_DOWN: "Cool down",
    StepKind.FREE: "Walk",
}
"""A step's name on the screen."""

_COUNT = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten"}


def step_text(step: Step, number: int | None) -> str:
    """Return a step's name, with its number if it is an effort."""
    return f"{STEP_NAME[step.kind]} {number}" if number is not None else STEP_NAME[step.kind]


def step_line(kind: StepKind, duration_s: float | None) -> str:
    """Return a step's name and length, for a list."""
    length = "until you end it" if duration_s is None else clock_text(duration_s)
    return f"{STEP_NAME[kind]}  {length}"


def step_speech(step: Step, number: int | None, of: int, following: tuple[Step, int | None] | None) -> str:
    """Return a step in a sentence: "Two minutes easy, then number three of four."."""
    length = "" if step.duration_s is None else f"{duration(step.duration_s)} "
    match step.kind:
        case StepKind.WARM_UP:
            sentence = f"Warm up, {length}easy to begin with"
        case StepKind.COOL_DOWN:
            sentence = f"Cool down, {length}easy"
        case StepKind.EFFORT:
            sentence = f"Number {_count(number)} of {_count(of)}: {length}brisk, in the upper half of the zone"
        case StepKind.RECOVERY:
            sentence = f"{length}easy"
        case StepKind.STEADY:
            sentence = f"{length}steady in the zone"
        case StepKind.LONG:
            sentence = f"Long walk, {length}steady in the zone"
        case _:
            sentence = f"Walk in the zone{', ' + length.strip() if length else ''}"
    if step.kind is StepKind.RECOVERY and following is not None and following[1] is not None:
        sentence += f", then number {_count(following[1])} of {_count(of)}"
    return f"{sentence[0].upper()}{sentence[1:]}."


def ahead_speech(step: Step) -> str:
    """Return the announcement of the next step."""
    length = "" if step.duration_s is None else f", {duration(step.duration_s)}"
    return f"Soon: {STEP_NAME[step.kind].lower()}{length}."


def duration(seconds: float) -> str:
    """Return a length in spoken words, to the half minute above one minute."""
    if round(seconds) < 60:
        return f"{seconds:.0f} seconds"
    halves = round(seconds / 30)
    whole, half = divmod(halves, 2)
    words = _count(whole) + (" and a half" if half else "")
    return f"{words} {'minute' if halves == 2 else 'minutes'}"


def _count(number: int | None) -> str:
    return "" if number is None else _COUNT.get(number, str(number))
