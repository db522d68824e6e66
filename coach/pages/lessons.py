"""Short texts on what the programme is about, in Coach's own words."""

import msgspec

from coach.pages.walk_lessons import OWN_LESSONS, SHARED_LESSONS, WalkLesson

LESSON_PLACES = 36
"""Walks before a lesson comes again: the six weeks as they are laid out have 32, later weeks about five."""

OWN_EVERY = 4
"""Every so many walks the lesson is of the phase itself: once a week or twice."""


class Lesson(msgspec.Struct, frozen=True):
    """One text: a title and a few paragraphs."""

    key: str
    title: str
    paragraphs: tuple[str, ...]


LESSONS = (
    Lesson(
        "zone-2",
        "Why Zone 2",
        (
            (
                "Zone 2 is the pace at which you get warm, breathe deeper and can still talk in whole sentences. "
                "Here it is 70 to 80 percent of your maximum heart rate. Most watches call that range Zone 3, so "
                "Coach always prints the beats per minute."
            ),
            (
                "At this pace your muscles burn mostly fat with plenty of oxygen, and you could keep going. It "
                "trains heart, blood vessels and muscles, and it costs so little that you can do it again tomorrow. "
                "Coming back tomorrow is what makes the difference."
            ),
            (
                "Faster is not better here. A pace that leaves you breathless makes you tired and stiff, and tired "
                "people skip days."
            ),
        ),
    ),
    Lesson(
        "spine",
        "Why walking helps a back",
        (
            (
                "A spine is made to be moved and loaded. Every step turns and bends it a little, pumps fluid "
                "through the discs, and has the muscles along it work and let go. That is gentle practice, "
                "thousands of times a walk."
            ),
            (
                "Pain that stays for months has as much to do with an alarm set too fine as with damage. Walking "
                "without harm, again and again, is how that alarm learns to be calm. Some soreness that is gone by "
                "the next morning is no reason to stop."
            ),
            (
                "Let the arms swing, let the trunk turn with them, look ahead and not at your feet. There is no "
                "perfect posture to hold."
            ),
        ),
    ),
    Lesson(
        "weeks-1-2",
        "Weeks 1 and 2: rhythm",
        (
            (
                "Four or five walks a week of 15 to 20 minutes. Nothing else counts yet: no weekly goal, no "
                "distance, no pace. What you build now is the habit."
            ),
            (
                "Choose flat ground. Let the arms swing loosely, take the stride that comes by itself, and breathe "
                "through the nose, or through nose and mouth."
            ),
        ),
    ),
    Lesson(
        "weeks-3-4",
        "Weeks 3 and 4: volume",
        (
            (
                "Five or six walks of 25 to 35 minutes, and once a week a longer one of 40 or more. You should "
                "never be breathless."
            ),
            (
                "Keep one pace and one rhythm. The fewer spikes in your heart rate, the steadier the walk: start "
                "hills and crossings gently."
            ),
        ),
    ),
    Lesson(
        "weeks-5-6",
        "Weeks 5 and 6: capacity",
        (
            ("Six or seven walks of 30 to 45 minutes. Now the goal of 150 to 300 minutes in Zone 2 a week applies."),
            (
                "If you like, walk one tempo walk: four times five minutes brisk, with two easy minutes between. "
                "Brisk still means Zone 2, its upper half. The easy minutes are really easy."
            ),
        ),
    ),
    Lesson(
        "talk-test",
        "The talk test",
        (
            (
                "Say a full sentence aloud. If it comes comfortably, you are at or below Zone 2. If you have to "
                "take a breath in between, you are at its top. If you cannot speak, slow down."
            ),
            (
                "The numbers come from averages, you do not. When your own talk test keeps saying something else "
                "than the heart rate, Coach proposes to shift your zone. With medicine that slows the heart, such "
                "as beta blockers, the talk test is what counts."
            ),
        ),
    ),
    Lesson(
        "not-enough",
        "When walking is not enough",
        (
            (
                "Walking is a strong beginning, and not everything. If nothing has changed for weeks, if daily life "
                "stays limited, if you avoid movements because you are afraid of them, or if you want to lift, run "
                "or play again, then individual rehabilitation or strength training is the next step. A "
                "physiotherapist is the one to ask."
            ),
            (
                "See a doctor soon with new weakness in a leg, pain or tingling in both legs, numbness between the "
                "legs, trouble with bladder or bowel, fever, chest pain or fainting. Do not wait for the next walk."
            ),
        ),
    ),
    Lesson(
        "strap",
        "Strap hygiene",
        (
            (
                "Wet the electrodes, the two ribbed patches, before each walk, and wear the strap just below the "
                "chest muscles, tight enough not to slip. Dry electrodes are the usual reason for nonsense in the "
                "first minutes."
            ),
            (
                "After the walk unclip the pod, rinse the strap with water and let it dry flat. The pod stays awake "
                "and empties its battery while it touches wet skin or wet cloth. Wash the strap with mild soap "
                "every week."
            ),
        ),
    ),
)


def lesson(key: str) -> Lesson:
    """Return one lesson.

    Raises:
        KeyError: when there is none of that name.
    """
    for known in LESSONS:
        if known.key == key:
            return known
    raise KeyError(key)


def lesson_of_week(week: int | None) -> Lesson:
    """Return this week's lesson; before and after the programme, the talk test."""
    if week is None or not 1 <= week <= 6:
        return lesson("talk-test")
    return lesson(("weeks-1-2", "weeks-3-4", "weeks-5-6")[(week - 1) // 2])


def lesson_of_walk(week: int, walks_before: int) -> WalkLesson:
    """Return the lesson of a walk in this week of the programme, after so many walks since it began; never by chance.

    There are `LESSON_PLACES` places, and a walk has the place of its number among all walks; each lesson has one place.
    So none comes again within that many walks, whatever the weeks do meanwhile. Every fourth place holds one lesson for
    each phase, the others hold one that is true in every week. A week before the first belongs to the first phase.
    """
    place = walks_before % LESSON_PLACES
    if place % OWN_EVERY == 0:
        return OWN_LESSONS[phase_of(week)][place // OWN_EVERY]
    return SHARED_LESSONS[place - place // OWN_EVERY - 1]


def phase_of(week: int) -> int:
    """Return the phase of a week, 0-3: weeks 1-2, 3-4, 5-6, and all that come after."""
    return min(len(OWN_LESSONS) - 1, max(0, week - 1) // 2)
