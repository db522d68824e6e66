"""What the programme says, as templates: each reason in as many ways as it may hold for weeks (`programme_words`).

Nobody is told to have done too little: what was walked is said, and what comes next.
"""

from coach.domain.programme.advice import Limit, TooMuchKind
from coach.domain.programme.pain import PainChoice
from coach.domain.programme.tolerance import Why
from coach.domain.programme.weeks import AttendTo

ATTEND_TO: dict[AttendTo, tuple[str, ...]] = {
    AttendTo.COMFORT: (
        "Walk as far as is comfortable, and stop while it still is.",
        "No pace and no distance counts now, but what your back takes well.",
    ),
    AttendTo.ARMS: (
        "Let your arms swing loosely from the shoulders.",
        "Drop your shoulders, and let the arms hang and swing.",
    ),
    AttendTo.STRIDE: (
        "Take the stride that comes by itself: smooth, not long.",
        "Roll over the whole foot, in steps as short as they like to be.",
    ),
    AttendTo.FLAT_GROUND: ("Stay on flat ground.", "Choose an even way today: no hill, no stairs."),
    AttendTo.BREATH: (
        "Breathe through your nose, or in through the nose and out through the mouth.",
        "Let the breath be quiet; where the nose is enough, the pace is right.",
    ),
    AttendTo.RHYTHM: (
        "Find one pace and keep its rhythm from start to end.",
        "Count a few steps now and then: as many a minute at the end as at the start.",
    ),
    AttendTo.TRUNK: (
        "Let your trunk turn a little with your arms.",
        "Feel the ribs turn over the hips, a little with each step.",
    ),
    AttendTo.EVEN_HEART: (
        "Keep the heart rate even: few spikes, no hurry.",
        "Begin hills and crossings gently, so that the heart rate stays level.",
    ),
    AttendTo.BRISK: (
        "Walk briskly and steadily, still able to speak in sentences.",
        "Brisk is a matter of quicker steps, not of longer ones.",
    ),
    AttendTo.EASY_PARTS: (
        "Make the easy parts truly easy.",
        "In the easy parts let the heart rate fall as far as it likes.",
    ),
    AttendTo.PACE: (
        "See whether the same heart rate carries you a little faster.",
        "Notice your pace today, and let the heart rate stay where it is.",
    ),
    AttendTo.HABIT: ("Keep the habit: the same days, the same hour.", "Put the next walk into the calendar today."),
    AttendTo.VARIETY: ("Vary the way, keep the effort.", "Take a way today that you have not walked for long."),
    AttendTo.TALL: (
        "Walk tall, arms loose, and breathe quietly.",
        "Look ahead to where you are going; the back follows the eyes.",
    ),
}
"""What to attend to, in our own words (README, "The programme")."""

REST = (
    "Rest today: the body gets stronger between walks.",
    "A day of rest. Moving about is welcome, a walk is not asked for.",
    "Rest today: what the walks began is finished in the days between.",
)

WEEK_DONE = (
    "This week's walks are done: rest, or walk as you like.",
    "All walks of this week are done. What comes on top is for pleasure.",
)

CHOSEN: dict[PainChoice, str] = {
    PainChoice.EASIER: "You made a walk easier",
    PainChoice.SHORTER: "You made a walk shorter",
    PainChoice.END: "You ended a walk",
}

STAYS = (
    "the step stays",
    "this week is like the last one",
    "the minutes stay where they are",
)

BACK = (
    "one step back until it settles",
    "the walks are shorter until it settles",
    "less for some days, then up again by steps",
)

SHORTER = (
    "the walks are shorter until it settles",
    "less for some days, then up again by steps",
)
"""After a flare at the same step."""

LOWER = (
    "this week is a step lower",
    "the walks are a step lower for now",
    "so it goes on one step lower",
)
"""After a flare that has settled."""

NOT_ENOUGH = (
    (
        "walking alone isn't enough: individual rehab or strength work with a physiotherapist is the next step. "
        "Keep walking beside it."
    ),
    (
        "this is the time to see a physiotherapist, for rehab or strength work of your own. The walks stay "
        "worth it meanwhile."
    ),
    (
        "the next step is work on strength that somebody fits to you: a physiotherapist is the one to ask. "
        "Go on walking."
    ),
)

LIMIT: dict[Limit, tuple[str, ...]] = {
    Limit.WANTS_MORE: ("For getting back to lifting, running or sport",),
    Limit.LIMITED: ("Daily life is still limited, so", "As daily life is still limited,"),
    Limit.AVOIDS_MOVEMENT: ("Some movements are still avoided, so", "As some movements are still avoided,"),
    Limit.PAIN_STAYS: ("The pain is no lower than when you began, so", "As the pain is where it was when you began,"),
    Limit.PLATEAU: (
        "Pain or effort has kept the step for some weeks now, so",
        "For some weeks now pain or effort keeps the step where it is:",
    ),
}

KEEP_GOING = (
    "Keep going: a back is kept well over months, and the walks of these weeks are what does it.",
    "In the largest trial people walked on for half a year, and stayed well nearly twice as long (WalkBack, 2024).",
    "Keep going: a walk on most of your days is the habit that this was all for.",
    "The six weeks were the beginning. What you keep up now is what your back keeps.",
)

WHY: dict[Why, tuple[str, ...]] = {
    Why.BEGINS: ("The programme begins: how these walks feel decides the next step.",),
    Why.BASELINE_BEGINS: (
        "First a week at what is comfortable: it shows where you can begin.",
        "Walk two or three times as far as is comfortable: that is where your programme begins.",
    ),
    Why.BASELINE_KNOWN: (
        "{minutes} were comfortable: you begin at four fifths of that, and it grows by a tenth a week.",
    ),
    Why.BASELINE_ENOUGH: ("{minutes} were comfortable: that is enough to begin with week 1.",),
    Why.GOES_AS_PLANNED: ("The next step follows when this week goes as planned.",),
    Why.WALKED: (
        "{walks} done{felt}{calm}: on to the next step.",
        "A good week, {walks}{felt}{calm}: the next step is yours.",
        "On to the next step: {walks} last week{felt}{calm}.",
    ),
    Why.WALKED_SLOWLY: (
        "{walks} done at this step{felt}{calm}: on to the next one.",
        "This step is done, {walks}{felt}{calm}: the next one is yours.",
    ),
    Why.TAKEN_AS_WALKED: ("Taken as walked: it was over when you told Coach of the programme.",),
    Why.WEEK_OFF: (
        "A week off: you go on where you were. Nothing has to be made up.",
        "After a week without a walk you go on where you were: there is nothing to catch up with.",
        "Welcome back: the same step waits for you, and nothing has to be made up.",
    ),
    Why.WEEKS_AWAY: (
        "{count} weeks without a walk: you begin again gently, at a lower step.",
        "After {count} weeks without a walk the next ones are easier, and grow again from there.",
    ),
    Why.MORE_WALKS: (
        "{walks} of this step so far. They count on: from {needed} the next step follows.",
        "{walks} of this step so far: the same once more, from {needed} on you move up. Nothing is made up.",
    ),
    Why.KEEP_GOING: KEEP_GOING,
    Why.PAIN_FINE: ("Pain stayed low and settled.",),
    Why.PAIN_REACHED: (
        "Pain reached {level} of 10 with a walk: {then}.",
        "A walk brought pain of {level} of 10: {then}.",
    ),
    Why.PAIN_UNSETTLED: (
        "Pain had not settled the morning after a walk ({level} of 10): {then}.",
        "The morning after a walk the pain was still there ({level} of 10): {then}.",
    ),
    Why.PAIN_CHOICE: ("{chose} for pain: {then}.", "{chose}, which was wise with that pain: {then}."),
    Why.SORE_BEFORE: (
        "Your back was already sore before a walk ({level} of 10): {then}.",
        "Before a walk your back was sore ({level} of 10): {then}.",
    ),
    Why.FLARE_REPORTED: (
        "Your back flares ({level} of 10). That is common and passes: {then}.",
        "A flare ({level} of 10) does no harm, and passes: {then}.",
    ),
    Why.SHORT_WALKS: (
        "Every walk counts as a walk. For the next step they count from half of their minutes on: this one stays.",
        "Shorter than planned is fine: the step stays until about half of its minutes feel like yours.",
    ),
    Why.HARD_BUT_CALM: (
        "The walks feel hard ({effort} of 10), and your back takes them well: on with the minutes, at a slower pace.",
        "Slower and a little longer: the minutes count first, and the zone comes when it is no longer hard.",
    ),
    Why.HARD: (
        "Most walks felt hard ({effort} of 10): {then}, until they feel easier. Walk in the lower half of the zone.",
        "The walks felt hard ({effort} of 10): {then}. Slower is fine; the settings (g) take a lower zone, too.",
    ),
}
"""Each reason, in as many ways as it may hold for weeks."""


TOO_MUCH: dict[TooMuchKind, tuple[str, ...]] = {
    TooMuchKind.PLANNED: (
        (
            "{done} minutes is more than the programme's next step ({enough}). "
            "Too much too soon is what hurts; shorter and more often does more."
        ),
    ),
    TooMuchKind.LONGEST: (
        (
            "A walk of {done} minutes is more than the programme's next step ({enough}): "
            "go easy on the next days, and let the minutes grow week by week."
        ),
        (
            "{done} minutes in one walk, where the next step has {enough}: walk easily for some days, "
            "and share the minutes out."
        ),
    ),
    TooMuchKind.WEEK: (
        (
            "{done} minutes this week is more than the programme's next step ({enough}): "
            "a day of rest now is worth more than another walk."
        ),
        "{done} minutes so far this week, where the next step has {enough}: rest today, and keep what you have.",
    ),
    TooMuchKind.DAYS: (
        "Walks on {done} days; this phase has {enough} at most. Rest is part of it.",
        "{done} days with a walk this week. With {enough} at most the body has time to get stronger.",
    ),
    TooMuchKind.GOOD_DAY: (
        (
            "A good day: {done} minutes, where {enough} were planned. Keep to the plan tomorrow, "
            "for a sore day likes to follow a good one."
        ),
        (
            "{done} minutes today, {enough} were planned: enjoy it, and walk the planned minutes next time, "
            "so that tomorrow is a good day as well."
        ),
    ),
}
