import asyncio
import logging

import pytest

from coach.audio import announcer as module
from coach.audio.announcer import Announcer, SoundSettings, Weight, announcement
from coach.audio.players import Machine
from coach.audio.tones import Sound
from coach.domain.heart.signal_quality import Remark
from coach.domain.pacing.cue import Cue
from coach.domain.programme.pain import PainQuestion
from coach.domain.programme.safety import ADVICE_WHEN_ASKED_AGAIN
from coach.domain.zone.zones import Band
from coach.session.events import (
    BandReason,
    BandSet,
    CueRaised,
    PainHeard,
    PauseChanged,
    RhythmIrregular,
    SignsMarked,
    StepCountdown,
    StrapRemarked,
    WorkoutFinished,
    ZoneOutOfReach,
)
from coach.session.remark_words import IRREGULAR

LINUX = Machine("linux", lambda name: name if name in {"pw-play", "aplay", "espeak-ng"} else None, "python")
SILENT = Machine("linux", lambda name: None, "python")


def cue(kind, speech="Said."):
    return CueRaised(at_s=1.0, cue=kind, text="", speech=speech, reason="")


class Room:
    """Plays nothing and writes down what would be heard. `gate` holds every player until it is set."""

    def __init__(self, *, fails=(), held=False):
        self.heard, self.cut, self.at_once, self.most_at_once = [], [], 0, 0
        self._fails = fails
        self.gate = asyncio.Event()
        if not held:
            self.gate.set()

    async def run(self, command, longest_s):
        program = command.argv[0]
        if program in self._fails:
            return False
        what = command.spoken.decode() or command.argv[-1].rpartition("/")[2].removesuffix(".wav")
        self.heard.append((program, what))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cut.append(what)
            raise
        finally:
            self.at_once -= 1
        return True

    @property
    def said(self):
        return [what for _, what in self.heard]


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the condition is another task's doing
            await asyncio.sleep(0.001)


def make(tmp_path, room, *, machine=LINUX, bell=None, **settings):
    return Announcer(SoundSettings(**settings), tmp_path / "sounds", machine=machine, bell=bell, run=room.run)


@pytest.mark.parametrize("kind", Cue)
def test_every_cue_has_a_sound_and_its_sentence(kind):
    told = announcement(cue(kind, "Words."))
    assert (told.sound in Sound, told.speech) == (True, "Words.")


def test_pacing_weighs_least_and_safety_most():
    assert announcement(cue(Cue.EASE_OFF)).weight is Weight.PACE
    assert announcement(cue(Cue.STOP_AND_REST)).weight is max(Weight)


@pytest.mark.parametrize("event", [PauseChanged(at_s=1.0, paused=True), WorkoutFinished(at_s=1.0)])
def test_what_is_only_seen_is_not_heard(event):
    assert announcement(event) is None


def test_an_irregular_rhythm_is_spoken_and_what_a_strap_does_is_only_seen():
    heard = announcement(RhythmIrregular(at_s=1.0))
    assert (heard.speech, heard.weight) == (f"{IRREGULAR.sentence}.", Weight.SIGNAL)
    assert announcement(StrapRemarked(at_s=1.0, remark=Remark.CONTACT_BIT)) is None


def test_who_cannot_reach_the_zone_is_told_so_by_ear():
    words = {"text": "Fine as it is", "speech": "You are walking well."}
    heard = announcement(ZoneOutOfReach(at_s=1.0, mean_bpm=112.0, fitting_band=Band(105, 119), **words))
    assert (heard.speech, heard.weight) == ("You are walking well.", Weight.PACE)


def test_what_came_of_the_walker_s_answers_is_spoken():
    question = PainQuestion(8, advises_end=True, asks_signs=True)
    heard = announcement(PainHeard(at_s=1.0, question=question, text="a", speech="Pain 8 of 10."))
    assert (heard.sound, heard.speech, heard.weight) == (Sound.ATTENTION, "Pain 8 of 10.", Weight.STEP)
    assert announcement(SignsMarked(at_s=1.0, signs=())) is None
    assert announcement(SignsMarked(at_s=1.0, signs=("saddle",))).speech == ADVICE_WHEN_ASKED_AGAIN
    spoken = {reason: announcement(BandSet(at_s=1.0, band=Band(103, 118), reason=reason)) for reason in BandReason}
    assert spoken[BandReason.TALK_TEST].speech == "Your zone is now 103 to 118."
    assert spoken[BandReason.PAIN].speech == "An easier walk. Your zone is now 103 to 118."
    assert announcement(BandSet(at_s=1.0, band=Band(103, 118))) is None


async def test_news_waits_for_the_cue_of_the_same_answer_and_both_are_heard(tmp_path):
    room = Room()
    announcer = make(tmp_path, room)
    announcer.hear(BandSet(at_s=1.0, band=Band(103, 118), reason=BandReason.TALK_TEST))
    announcer.hear(cue(Cue.EASE_OFF, "Ease off."))
    await announcer.finish()
    assert room.said == ["ease_off", "Ease off.", "attention", "Your zone is now 103 to 118."]


async def test_a_cue_is_a_tone_and_then_a_sentence(tmp_path):
    room = Room()
    announcer = make(tmp_path, room)
    announcer.hear(cue(Cue.EASE_OFF, "Ease off. 138."))
    await announcer.finish()
    assert room.heard == [("pw-play", "ease_off"), ("espeak-ng", "Ease off. 138.")]
    assert (tmp_path / "sounds" / "ease_off.wav").read_bytes()[:4] == b"RIFF"


async def test_the_countdown_is_a_tone_alone(tmp_path):
    room = Room()
    announcer = make(tmp_path, room)
    announcer.hear(StepCountdown(at_s=1.0, seconds=3.0))
    await announcer.finish()
    assert room.said == ["countdown"]


async def test_a_newer_cue_cuts_an_older_one(tmp_path):
    room = Room(held=True)
    announcer = make(tmp_path, room)
    announcer.hear(cue(Cue.EASE_OFF))
    await until(lambda: room.said == ["ease_off"])
    announcer.hear(cue(Cue.BACK_IN_ZONE))
    announcer.hear(cue(Cue.STEP, "Cool down."))
    room.gate.set()
    await announcer.finish()
    assert room.cut == ["ease_off"]
    assert room.said == ["ease_off", "step", "Cool down."]
    assert room.most_at_once == 1


async def test_what_weighs_less_waits_for_its_turn_and_the_newest_has_it(tmp_path):
    room = Room(held=True)
    announcer = make(tmp_path, room)
    announcer.hear(cue(Cue.STOP_AND_REST, "Stop."))
    await until(lambda: room.said == ["stop_and_rest"])
    announcer.hear(cue(Cue.EASE_OFF, "Ease off."))
    announcer.hear(cue(Cue.SPEED_UP, "Pick up."))
    room.gate.set()
    await announcer.finish()
    assert room.cut == []
    assert room.said == ["stop_and_rest", "Stop.", "pick_up", "Pick up."]


async def test_what_weighs_less_does_not_take_the_place_of_what_waits(tmp_path):
    room = Room()
    announcer = make(tmp_path, room)
    announcer.hear(cue(Cue.STEP, "Cool down."))
    announcer.hear(cue(Cue.EASE_OFF))
    await announcer.finish()
    assert room.said == ["step", "Cool down."]


async def test_what_waited_too_long_is_not_said(tmp_path, monkeypatch):
    now_s = [100.0]
    monkeypatch.setattr(module, "monotonic_s", lambda: now_s[0])
    room = Room(held=True)
    announcer = make(tmp_path, room)
    announcer.hear(cue(Cue.STOP_AND_REST, "Stop."))
    await until(lambda: room.heard)
    announcer.hear(cue(Cue.EASE_OFF))
    now_s[0] += module.STALE_S + 1
    room.gate.set()
    await announcer.finish()
    assert room.said == ["stop_and_rest", "Stop."]


async def test_it_is_heard_again_after_a_silence(tmp_path):
    room = Room()
    announcer = make(tmp_path, room)
    for _ in range(3):
        announcer.hear(cue(Cue.EASE_OFF, ""))
        await announcer.finish()
    assert room.said == ["ease_off"] * 3


async def test_closing_is_silence_at_once(tmp_path):
    room = Room(held=True)
    announcer = make(tmp_path, room)
    announcer.hear(cue(Cue.STOP_AND_REST))
    await until(lambda: room.heard)
    announcer.hear(cue(Cue.EASE_OFF))
    await announcer.close()
    assert (room.said, room.cut) == (["stop_and_rest"], ["stop_and_rest"])


async def test_closing_what_never_sounded_is_nothing(tmp_path):
    await make(tmp_path, Room()).close()


async def test_a_player_that_fails_is_replaced_by_the_next_and_told_once(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    room = Room(fails={"pw-play"})
    announcer = make(tmp_path, room)
    for _ in range(2):
        announcer.hear(cue(Cue.EASE_OFF, ""))
        await announcer.finish()
    assert room.heard == [("aplay", "ease_off")] * 2
    assert [record.getMessage() for record in caplog.records] == [
        "pw-play cannot play sounds here; it is not asked again"
    ]


async def test_the_bell_is_the_last_resort(tmp_path):
    rung = []
    room = Room(fails={"pw-play", "aplay"})
    announcer = make(tmp_path, room, bell=lambda: rung.append(1))
    announcer.hear(cue(Cue.EASE_OFF, "Ease off."))
    await announcer.finish()
    assert rung == [1]
    assert room.said == ["Ease off."]
    assert announcer.player is None


async def test_with_nothing_at_all_it_is_silent(tmp_path):
    room = Room()
    announcer = make(tmp_path, room, machine=SILENT)
    announcer.hear(cue(Cue.STOP_AND_REST))
    await announcer.finish()
    assert room.heard == []
    assert (announcer.player, announcer.voice) == (None, None)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"tones": False}, ["Ease off."]),
        ({"voice": False}, ["ease_off"]),
        ({"tones": False, "voice": False}, []),
        ({"volume_pct": 0}, []),
    ],
)
async def test_what_is_switched_off_is_not_heard(tmp_path, settings, said):
    rung = []
    room = Room()
    announcer = make(tmp_path, room, bell=lambda: rung.append(1), **settings)
    announcer.hear(cue(Cue.EASE_OFF, "Ease off."))
    await announcer.finish()
    assert (room.said, rung) == (said, [])


async def test_tones_that_cannot_be_written_leave_the_voice(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    (tmp_path / "sounds").write_text("a file in the way")
    room = Room()
    announcer = make(tmp_path, room)
    announcer.hear(cue(Cue.EASE_OFF, "Ease off."))
    await announcer.finish()
    assert room.said == ["Ease off."]
    assert "no tones" in caplog.text


async def test_a_fault_of_ours_is_a_line_in_the_log(tmp_path, caplog):
    caplog.set_level(logging.INFO)

    def broken():
        raise RuntimeError("no bell")

    announcer = make(tmp_path, Room(), machine=SILENT, bell=broken)
    announcer.hear(cue(Cue.EASE_OFF))
    await announcer.finish()
    assert "a cue could not be heard" in caplog.text
