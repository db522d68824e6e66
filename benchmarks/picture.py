"""What the judgement does to a spike, a step, a ramp and a gap: `python benchmarks/picture.py docs/judgement.svg`.

Four simulated walks with known heart rate through the same chain as a real one. What the strap says is dotted, the true
heart rate dashed, the believed one a line with its uncertainty around it; below them the quick judgement, which cues
use, and the calm one, which is shown and logged; cues stand where they are said.
"""

import argparse
import html
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from simple_strap import Message, messages

from coach.domain.pacing.cues import CueDecider, StepContext
from coach.domain.pacing.tracker import Assessment, PacingTracker
from coach.domain.zone.zones import Band, Position

BAND = Band(120, 135)
MAX_BPM = BAND.hi_bpm / 0.8


@dataclass(frozen=True, slots=True)
class Scene:
    """One walk: its name, its true heart rate, what the strap does to each message, and the seconds to draw."""

    title: str
    says: str
    heart: Callable[[float], float]
    damage: Callable[[Message], Message | None]
    from_s: float
    to_s: float


def _answer(before_bpm: float, after_bpm: float, since_s: float) -> float:
    return after_bpm + (before_bpm - after_bpm) * math.exp(-max(0.0, since_s) / 50)


def _step(at_s: float) -> float:
    return _answer(128, 146, at_s - 120) if at_s < 220 else _answer(_answer(128, 146, 100), 127, at_s - 220)


def _spike(message: Message) -> Message:
    at_s, bpm, rr_s = message
    if 130 <= at_s < 134:
        return at_s, 189, (0.31,) * 3
    return (at_s, bpm // 2, (sum(rr_s),) if rr_s else ()) if 180 <= at_s < 200 else message


def _gap(message: Message) -> Message | None:
    at_s, _, _ = message
    if 140 <= at_s < 170:
        return at_s, 0, ()
    return None if 200 <= at_s < 245 else message


SCENES = (
    Scene("Spike", "four seconds of static, then twenty of every other beat", lambda _: 128.0, _spike, 90, 260),
    Scene("Step", "a hill, and down again: both are told within seconds", _step, lambda m: m, 90, 340),
    Scene("Ramp", "3 bpm a minute: warned before the edge", lambda s: 122 + max(0, s - 90) / 20, lambda m: m, 90, 420),
    Scene("Gap", "zeros, then nothing: no heart rate, no zone, no cue", lambda _: 128.0, _gap, 90, 300),
)


@dataclass(frozen=True, slots=True)
class Track:
    """The results of a scene."""

    raw: list[tuple[float, int]]
    assessment: list[Assessment]
    cues: list[tuple[float, str]]


def run(scene: Scene) -> Track:
    """The scene through the chain, deadlines first, as the session's engine does it."""
    judgement, decider = PacingTracker(BAND, max_bpm=MAX_BPM), CueDecider(max_bpm=MAX_BPM)
    context = StepContext(has_lower_bound=True, walking=True, muted=False)
    track = Track([], [], [])

    def look() -> None:
        assessment = judgement.assessment()
        track.assessment.append(assessment)
        track.cues.extend((assessment.at_s, str(told.cue)) for told in decider.decide(assessment, context, BAND))

    for message in messages(scene.heart, scene.to_s, seed=5):
        seen = scene.damage(message)
        at_s = message[0]
        while (due := [s for s in (judgement.next_deadline(), decider.next_deadline()) if s is not None]) and min(
            due
        ) <= at_s:
            judgement.advance(min(due))
            look()
        if seen is None:
            judgement.advance(at_s)
        else:
            judgement.reading(*seen)
            if seen[1]:
                track.raw.append((at_s, seen[1]))
        look()
    return track


# The drawing

WIDTH, HEIGHT, MARGIN, GUTTER = 960, 660, 46, 34
LO_BPM, HI_BPM = 104.0, 156.0
STRIP = 9
INK, QUIET, BELIEVED, ZONE = "#24323d", "#8797a3", "#0b6e99", "#dff0e4"
COLOURS = {Position.BELOW: "#5b8fd9", Position.IN: "#3c9a5f", Position.ABOVE: "#d9822b", None: "#d5dbe0"}


class Panel:
    """One scene's picture, at its place in the sheet."""

    def __init__(self, scene: Scene, left: float, top: float, width: float, height: float) -> None:
        self._scene, self._left, self._top, self._width, self._height = scene, left, top, width, height
        self.parts: list[str] = []

    def _x(self, at_s: float) -> float:
        span_s = self._scene.to_s - self._scene.from_s
        return self._left + (at_s - self._scene.from_s) / span_s * self._width

    def _y(self, bpm: float) -> float:
        inside = min(HI_BPM, max(LO_BPM, bpm))
        return self._top + (HI_BPM - inside) / (HI_BPM - LO_BPM) * self._height

    def _text(self, x: float, y: float, words: str, colour: str = INK, size: int = 12, style: str = "") -> None:
        escaped = html.escape(words)
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" {style}>{escaped}</text>')

    def draw(self, track: Track) -> str:
        """Return the whole panel as SVG."""
        scene = self._scene
        self._text(self._left, self._top - 12, scene.title, size=15, style='font-weight="bold"')
        self._text(self._left + 56, self._top - 12, scene.says, QUIET)
        self._ground()
        seconds = np.arange(scene.from_s, scene.to_s, 2.0)
        truth = " ".join(f"{self._x(s):.1f},{self._y(scene.heart(s)):.1f}" for s in seconds)
        self.parts.append(f'<polyline points="{truth}" fill="none" stroke="{INK}" stroke-dasharray="5 4"/>')
        for at_s, bpm in track.raw:
            if at_s >= scene.from_s:
                edge = "" if LO_BPM < bpm < HI_BPM else ' fill-opacity="0.5"'
                x, y = self._x(at_s), self._y(bpm)
                self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.7" fill="{QUIET}"{edge}/>')
        self._belief([assessment for assessment in track.assessment if assessment.at_s >= scene.from_s])
        self._strips([assessment for assessment in track.assessment if assessment.at_s >= scene.from_s])
        told = [(at_s, cue) for at_s, cue in track.cues if at_s >= scene.from_s]
        for index, (at_s, cue) in enumerate(told):
            self._cue(at_s, cue, self._top + 16 + 15 * (index % 2))
        return "\n".join(self.parts)

    def _ground(self) -> None:
        top, bottom = self._y(BAND.hi_bpm), self._y(BAND.lo_bpm)
        self.parts.append(
            f'<rect x="{self._left}" y="{top:.1f}" width="{self._width}" height="{bottom - top:.1f}" fill="{ZONE}"/>'
        )
        for bpm in (110, int(BAND.lo_bpm), int(BAND.hi_bpm), 150):
            self._text(self._left - 6, self._y(bpm) + 4, str(bpm), QUIET, 11, 'text-anchor="end"')
        for at_s in range(int(self._scene.from_s) + 30, int(self._scene.to_s), 30):
            minutes, seconds = divmod(at_s, 60)
            y = self._top + self._height + 3 * STRIP + 16
            self._text(self._x(at_s), y, f"{minutes}:{seconds:02}", QUIET, 10, 'text-anchor="middle"')

    def _belief(self, assessment: list[Assessment]) -> None:
        run_: list[Assessment] = []
        for now in [*assessment, None]:
            if now is not None and now.believed_bpm is not None:
                run_.append(now)
                continue
            if len(run_) > 1:
                line = [(self._x(j.at_s), self._y(j.believed_bpm or 0)) for j in run_]
                up = [(self._x(j.at_s), self._y((j.believed_bpm or 0) + (j.sd_bpm or 0))) for j in run_]
                down = [(self._x(j.at_s), self._y((j.believed_bpm or 0) - (j.sd_bpm or 0))) for j in reversed(run_)]
                around = " ".join(f"{x:.1f},{y:.1f}" for x, y in up + down)
                points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
                self.parts.append(f'<polygon points="{around}" fill="{BELIEVED}" fill-opacity="0.18"/>')
                self.parts.append(f'<polyline points="{points}" fill="none" stroke="{BELIEVED}" stroke-width="2.2"/>')
            run_ = []

    def _strips(self, assessment: list[Assessment]) -> None:
        for row, (name, of) in enumerate((("cues", "position"), ("shown", "shown_position"))):
            y = self._top + self._height + 4 + row * (STRIP + 2)
            self._text(self._left - 6, y + 8, name, QUIET, 10, 'text-anchor="end"')
            began = assessment[0]
            for before, now in zip(assessment, [*assessment[1:], None], strict=True):
                if now is None or getattr(now, of) is not getattr(began, of):
                    end_s = before.at_s if now is None else now.at_s
                    x, colour = self._x(began.at_s), COLOURS[getattr(began, of)]
                    width = self._x(end_s) - x
                    self.parts.append(
                        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{STRIP}" fill="{colour}"/>'
                    )
                    began = before if now is None else now

    def _cue(self, at_s: float, cue: str, high: float) -> None:
        x = self._x(at_s)
        self.parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{high + 3}" y2="{self._top + self._height}" stroke="{INK}" '
            'stroke-width="0.8" stroke-dasharray="2 3"/>'
        )
        self._text(x, high, cue.replace("_", " "), INK, 11, 'text-anchor="middle"')


def sheet() -> str:
    """The picture of all scenes, as SVG."""
    width = (WIDTH - 2 * MARGIN - GUTTER) / 2
    height = 190.0
    panels = []
    for index, scene in enumerate(SCENES):
        left = MARGIN + (index % 2) * (width + GUTTER + 12)
        top = 52 + (index // 2) * (height + 110)
        panels.append(Panel(scene, left, top, width - 12, height).draw(run(scene)))
    legend = Panel(SCENES[0], MARGIN, HEIGHT - 28, 0, 0)
    words = "dots: the strap's own bpm · dashes: true heart rate · line: believed heart rate and its uncertainty"
    legend._text(MARGIN, HEIGHT - 26, words, QUIET)  # noqa: SLF001
    legend._text(MARGIN, HEIGHT - 9, "strips: blue below, green in, orange above the zone; grey: not known", QUIET)  # noqa: SLF001
    body = "\n".join([*panels, *legend.parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="ui-sans-serif, Helvetica, Arial, sans-serif">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def main() -> None:
    """Write it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("out", type=Path, help="where to write the SVG")
    parser.parse_args().out.write_text(sheet(), encoding="utf-8")


if __name__ == "__main__":
    main()
