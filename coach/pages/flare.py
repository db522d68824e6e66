"""The words about a flare: what is normal, what to write down before one, what to do in one."""

import msgspec

from coach.domain.programme.pain import MUCH, PAIN_FINE

NORMAL = (
    "Flare-ups last 2-7 days and are normal. Do not stop all: keep moving in what is comfortable. "
    "The walks are halved, and return by steps."
)
"""Cambridge University Hospitals and Leeds NHS, leaflets on flare-ups of back pain (cuh.nhs.uk, leeds NHS)."""

FINE = (
    "That is within what is fine for a walk. Walk as planned; soreness that is gone by the next morning is no "
    "reason to hold back."
)

SEVERE = "Pain this strong that stays is a reason to ask a doctor or physiotherapist, whatever the plan says."

PROMPTS = (
    ("What eases it?", "Warmth, lying down for a while, a slow round through the flat."),
    ("What do I go on doing?", "Short walks, light housework, meeting people."),
    ("Whom do I ask?", "Somebody who knows my back, and how to reach them."),
)
"""What a plan should answer, each with the beginnings of an answer."""

EXAMPLE = (
    "A warm bath eases it, and ten minutes on the floor with my legs up. I go on with two short rounds a day, and "
    "with cooking. After a week without change I ring Ms Weber, the physio."
)

NO_PLAN = "w writes down what helps you: for this time, and for the next."


class FlareAdvice(msgspec.Struct, frozen=True):
    """What is said about pain of a level, in this order."""

    title: str
    sentences: tuple[str, ...]
    shows_plan: bool


def advice(level: int | None, fine: int = PAIN_FINE) -> FlareAdvice:
    """Return what is said about pain, fine up to `fine`; None is a flare of which a walk told."""
    if level is not None and level <= fine:
        return FlareAdvice("This is fine to walk with", (FINE,), shows_plan=False)
    severe = (SEVERE,) if level is not None and level >= MUCH else ()
    return FlareAdvice("When pain flares", (NORMAL, *severe), shows_plan=True)
