"""The lessons of walks: a sentence or two each, with its source, in Coach's own words, in the order of their places.

`lessons.lesson_of_walk` says which walk has which; neighbours there have different themes.
"""

from enum import StrEnum
from functools import partial

import msgspec


class LessonTheme(StrEnum):
    """What a lesson is about."""

    HABIT = "habit"
    SAFETY = "safety"
    VOLUME = "volume"
    CAPACITY = "capacity"
    KEEPING = "keeping going"
    BACK = "back"
    PAIN = "pain"
    TALK = "talk test"
    HEART = "heart"
    STRIDE = "stride"


class WalkLesson(msgspec.Struct, frozen=True):
    """One lesson: a sentence or two, and where it comes from."""

    theme: LessonTheme
    text: str
    source: str


_habit, _safety, _volume, _capacity, _keeping, _back, _pain, _talk, _heart, _stride = (
    partial(WalkLesson, theme) for theme in LessonTheme
)

PROGRAMME, FIRST, SECOND, THIRD, AFTER = (
    "the programme",
    "the programme, weeks 1-2",
    "the programme, weeks 3-4",
    "the programme, weeks 5-6",
    "the programme, after week 6",
)
WALKBACK = "WalkBack, Lancet 2024"
INTERVIEWS = "Pocovi 2023, interviews"
HUNT = "HUNT, JAMA Netw Open 2025"
WHO_BACK, WHO_ACTIVITY = "WHO 2023, low back pain", "WHO 2020, physical activity"
NHS = "NHS leaflets on flare-ups"
PEDOMETER = "pedometer trial, PMC4895187"

SHARED_LESSONS = (
    _talk(
        "Say a whole sentence aloud now and then. Where easy speech ends, hard effort is near: so a sentence can put a "
        "number right.",
        "Foster 2008, talk test",
    ),
    _back(
        "For low back pain that lasts, the WHO counts education and exercise among what may help, and advises "
        "against belts as a routine.",
        WHO_BACK,
    ),
    _pain(
        "Pain of up to 3 of 10, or about your usual one, that is gone by the next morning is fine here. With more than "
        "that the programme waits, or steps back.",
        PROGRAMME,
    ),
    _stride(
        "Let your arms swing loosely from the shoulders. The trunk turns with them by itself.",
        PROGRAMME,
    ),
    _heart(
        "A heart takes about a minute to answer a change of pace. Change a little, wait, then look again.",
        "Hunt 2015, heart rate on a treadmill",
    ),
    _pain(
        "In seven trials with lasting pain, exercise that was allowed to hurt did slightly better for a while, and "
        "later no worse. It is no call to push through much.",
        "Smith 2017, review of seven trials",
    ),
    _back(
        "Of people in Norway without lasting back pain, those who walked over 100 minutes a day came to have it "
        "less often than those under 78. Habits alone prove no cause.",
        HUNT,
    ),
    _talk(
        "Untrained adults in one study still spoke with ease at about 79 % of their maximum, and began to doubt it at "
        "82 %. That is where Zone 2 ends.",
        "Foster 2009, talk test",
    ),
    _heart(
        "A zone from your age is an estimate: for about 29 people in 100 its middle lies outside their own. The talk "
        "test moves it to where you are.",
        "Nes 2013, maximum heart rate",
    ),
    _pain(
        "One point of ten up or down is how days differ. People notice a change from about two points on, so Coach "
        "calls nothing less a change.",
        "Abbott & Schmitt 2014",
    ),
    _back(
        "Among 11,194 people in Norway, how long they walked in a day told more about lasting back pain later on "
        "than how briskly. Minutes come first.",
        HUNT,
    ),
    _heart(
        "Over half an hour or more at one pace, a heart speeds up by one to four beats. That comes with time, not with "
        "pace.",
        "Mikus 2009, heart rate in training",
    ),
    _stride(
        "Take the stride that comes by itself: smooth rather than long.",
        PROGRAMME,
    ),
    _pain(
        "Flare-ups are common, and mostly over in two to seven days. Do less on those days, but do not stop "
        "everything.",
        NHS,
    ),
    _talk(
        "For the talk test, speak for twenty seconds or more. A longer text tells more than a word.",
        "Foss 2014, talk test",
    ),
    _heart(
        "70 to 80 % of the maximum lies across what textbooks call moderate and vigorous, and most watches call it "
        "Zone 3. Go by the beats that Coach prints.",
        "ACSM 2018",
    ),
    _back(
        "WalkBack followed people who had recovered: half had their next attack after 208 days or later with "
        "walking and education, after 112 without.",
        WALKBACK,
    ),
    _pain(
        "A good day tempts to do twice as much, and the next days pay for it. An even dose gets further.",
        NHS,
    ),
    _talk(
        "When you are not sure whether you still speak with ease, you are at the upper edge of your zone.",
        "Foster 2009, talk test",
    ),
    _heart(
        "Beta blockers slow the heart, and even a formula made for them is off by about 18 beats. With them, speech is "
        "the guide.",
        "Brawner 2004, beta blockers",
    ),
    _stride(
        "Breathe through the nose, or in through the nose and out through the mouth, for as long as it comes easily.",
        PROGRAMME,
    ),
    _pain(
        "In a small trial of walking for lasting back pain, 37 of 40 people walked for six weeks or more, and 5 had "
        "a minor complaint. Mind your feet and knees too.",
        PEDOMETER,
    ),
    _back(
        "People who had recovered from back pain, and took up walking with some education, sought care for it 43 % "
        "less than others.",
        WALKBACK,
    ),
    _heart(
        "At the very same effort a heart still wanders by two beats. Coach waits for more than that before it speaks.",
        "Wang & Hunt 2021",
    ),
    _stride(
        "Find one pace and keep its rhythm. On the trace that is a calm line with few spikes.",
        PROGRAMME,
    ),
    _pain(
        "Where this way of judging pain began, with knees, up to 2 of 10 was called safe and up to 5 acceptable. For "
        "your back Coach is more careful: up to 3.",
        "Thomeé 1997",
    ),
    _back(
        "WalkBack tried walking together with education, not walking alone. So a sentence like this one belongs to the "
        "walk.",
        WALKBACK,
    ),
)
"""True in every week; one in each place that is not a phase's own."""

_FIRST_PHASE = (
    _habit(
        "The same hour and the same door: for now the habit is the whole aim, and a short walk is enough.",
        FIRST,
    ),
    _safety(
        "New numbness between the legs, trouble with bladder or bowel, or growing weakness in a leg: see a doctor "
        "today, and walk another time.",
        "Finucane 2020",
    ),
    _habit(
        "Who enjoys walking keeps walking. Choose a way that you like before you choose a fast one.",
        INTERVIEWS,
    ),
    _safety(
        "Guidelines know 46 warning signs of a back, and none makes a diagnosis by itself. So Coach asks about "
        "several, and leaves the rest to a professional.",
        "Verhagen 2016",
    ),
    _habit(
        "Tell somebody that you walk. To be asked how it goes is one of the things that kept people at it.",
        INTERVIEWS,
    ),
    _safety(
        "Stay on flat ground in these weeks, and leave the hills for later.",
        FIRST,
    ),
    _habit(
        "A day without a walk changes nothing, and nothing is made up. Minutes grow with walks done, not with days "
        "gone by.",
        PROGRAMME,
    ),
    _safety(
        "Write down on a good day what you will do on a bad one. A plan made before is there when a flare comes.",
        NHS,
    ),
    _habit(
        "Four or five short walks a week are plenty now. Too much too soon is what makes a back sore.",
        FIRST,
    ),
)

_SECOND_PHASE = (
    _volume(
        "These weeks add minutes, not speed: 25 to 35 a walk, and never out of breath.",
        SECOND,
    ),
    _volume(
        "Once a week a walk is longer, 40 minutes or more. It is the same easy walk, and your back gets to know that "
        "longer is fine.",
        SECOND,
    ),
    _volume(
        "The study from Norway counted all walking of the day, the way to the shop included. Your steps outside the "
        "plan are walking too.",
        HUNT,
    ),
    _volume(
        "Walks grow when the last ones agreed with you. The calendar alone moves nothing.",
        PROGRAMME,
    ),
    _volume(
        "A trial with knees let walks grow while pain rose by less than 2 of 10. Coach watches the same two points.",
        "EPIPHA-KNEE 2021",
    ),
    _volume(
        "Start hills and crossings gently. The fewer spikes in your heart rate, the steadier the walk.",
        SECOND,
    ),
    _volume(
        "Stop where the plan stops, on the best of days too. Small steps are those that last.",
        NHS,
    ),
    _volume(
        "Let the trunk turn with the arms as walks get longer. Nothing needs to be held still.",
        SECOND,
    ),
    _volume(
        "Rest days belong to the plan: between walks the body gets used to the minutes.",
        PROGRAMME,
    ),
)

_THIRD_PHASE = (
    _capacity(
        "The WHO advises 150 to 300 minutes of moderate activity a week, and counts every one of them. Who walks on "
        "fewer days has a goal of their own.",
        WHO_ACTIVITY,
    ),
    _capacity(
        "Brisk is still Zone 2, its upper half. Whole sentences remain possible in every effort.",
        THIRD,
    ),
    _capacity(
        "Make the easy parts truly easy. They are there for your heart to come down.",
        THIRD,
    ),
    _capacity(
        "The tempo walk is an offer. An ordinary walk of the same minutes is as good for the plan.",
        THIRD,
    ),
    _capacity(
        "A little more speed at the same heart rate is what getting fitter looks like. Look at weeks, for a day says "
        "little.",
        THIRD,
    ),
    _capacity(
        "Effort has a scale from 0 to 10, and nobody but you can read it. The same walk at a lower number is progress.",
        "Borg 1982",
    ),
    _capacity(
        "Warm up before the brisk parts, and cool down after them. A heart takes about a minute up, and as long down.",
        "Hunt 2015, heart rate on a treadmill",
    ),
    _capacity(
        "Walks of 30 to 45 minutes on most days are the programme's summit. What comes after is to stay near it.",
        THIRD,
    ),
    _capacity(
        "See what you can do again, and not pain alone. Two points of ten, on average, is a change that matters.",
        "Abbott & Schmitt 2014",
    ),
)

_LAST_PHASE = (
    _keeping(
        "Six weeks are a start. WalkBack went on for six months, towards 30 minutes on five days a week.",
        WALKBACK,
    ),
    _keeping(
        "Keep the days and the hour that have worked for you.",
        AFTER,
    ),
    _keeping(
        "When a week was full of other things, the next one begins as usual. Nothing is owed.",
        PROGRAMME,
    ),
    _keeping(
        "What kept people walking, in their own words: to enjoy it, to feel that it does them good, and somebody "
        "who asks.",
        INTERVIEWS,
    ),
    _keeping(
        "If nothing has changed for weeks, or you want to lift, run or play again, individual rehabilitation or "
        "strength training is the next step.",
        PROGRAMME,
    ),
    _keeping(
        "A flare after months is a flare, and no way back to the start. If you wrote a plan for it, take it out.",
        NHS,
    ),
    _keeping(
        "Rate your own activities anew when Coach asks. What you can do is one side of a back, and pain is the other.",
        "Stratford 1995",
    ),
    _keeping(
        "Vary the way, and keep the effort.",
        AFTER,
    ),
    _keeping(
        "WalkBack was six visits to a physiotherapist in six months, and not a plan alone. Take your walks along to "
        "yours.",
        WALKBACK,
    ),
)

OWN_LESSONS = (_FIRST_PHASE, _SECOND_PHASE, _THIRD_PHASE, _LAST_PHASE)
"""Of weeks 1-2, 3-4, 5-6 and all that come after; one of each in each place that is a phase's own."""
