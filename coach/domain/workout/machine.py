"""Runs a workout's steps against time.

The whole machine is three states and this table; a command that is not in it changes nothing and raises:

| state    | time reaches the step's end | skip         | stop     | extend    | pause  | resume  |
|----------|-----------------------------|--------------|----------|-----------|--------|---------|
| running  | next step, or finished      | the same now | finished | end moves | paused | -       |
| paused   | (its clock stops)           | the same now | finished | end moves | -      | running |
| finished | -                           | -            | -        | -         | -      | -       |
"""

from enum import StrEnum

import msgspec

from coach.domain.workout.steps import LONGEST_STEP_S, Step, StepKind, Workout

STEP_AHEAD_S = 10.0
"""Announce the next step this long before a step's end: time to hear a sentence and to get ready."""

COUNTDOWN_S = 3.0
"""Three beeps before a change, as on interval timers."""

HALF_WAY_LEAST_S = 600.0
"""Ask the talk test half way through steady steps of ten minutes and more, when the heart rate has long settled."""


_ASKED_HALF_WAY = frozenset({StepKind.STEADY, StepKind.LONG})

SETTLED_AFTER_S = 150.0
"""Ask a walker whose band only the talk test can find after two and a half steady minutes: speech shows the threshold
after more than two (Foster 2008), and the walker is not to go long without a zone."""

SETTLED_EVERY_S = 180.0
"""And again every three minutes: an answer may have met a lost signal, or none came."""


class MachineState(StrEnum):
    """Whether the workout's clock runs."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class MachineEventKind(StrEnum):
    """The kinds of event that the machine emits."""

    STEP_STARTED = "step_started"
    STEP_AHEAD = "step_ahead"
    COUNTDOWN = "countdown"
    HALF_WAY = "half_way"
    SETTLED = "settled"
    FINISHED = "finished"


class MachineEvent(msgspec.Struct, frozen=True):
    """One event, at the time it was due. `index` is the step it concerns, from 0."""

    at_s: float
    kind: MachineEventKind
    index: int


class WorkoutMachine:
    """Steps through a workout; starts running its first step at 0 s.

    Args:
        workout: the steps.
        notes_settled: emit `SETTLED` in every step that is not easy, again and again.

    Raises:
        RuntimeError: on a command that the table above does not have; nothing has changed then.
    """

    def __init__(self, workout: Workout, *, notes_settled: bool = False) -> None:
        self._workout = workout
        self._notes_settled = notes_settled
        self._settled = 0
        self._state = MachineState.RUNNING
        self._index = 0
        self._step_at_s = 0.0  # when the step began, on a clock from which its pauses are cut out
        self._extra_s = 0.0
        self._paused_at_s = 0.0
        self._command_at_s = 0.0  # rounding must not make an event due before the command that moved it
        self._announced: set[MachineEventKind] = set()
        self._events = [MachineEvent(0.0, MachineEventKind.STEP_STARTED, 0)]

    @property
    def state(self) -> MachineState:
        """Whether the clock runs."""
        return self._state

    @property
    def workout(self) -> Workout:
        """The walk's steps."""
        return self._workout

    @property
    def index(self) -> int:
        """The current step, from 0; the last one once finished."""
        return self._index

    @property
    def step(self) -> Step:
        """The current step; the last one once finished."""
        return self._workout.steps[self._index]

    @property
    def next_step(self) -> Step | None:
        """The step after the current one; None in the last."""
        steps, following = self._workout.steps, self._index + 1
        return steps[following] if following < len(steps) else None

    def elapsed_s(self, now_s: float) -> float:
        """Return how long the current step has run, without its pauses."""
        return max(0.0, (self._paused_at_s if self._state is MachineState.PAUSED else now_s) - self._step_at_s)

    def remaining_s(self, now_s: float) -> float | None:
        """Return how long the current step still runs; None when it is endless."""
        length_s = self._length_s
        return None if length_s is None else max(0.0, length_s - self.elapsed_s(now_s))

    @property
    def _length_s(self) -> float | None:
        length_s = self.step.duration_s
        return None if length_s is None else length_s + self._extra_s

    def next_deadline(self) -> float | None:
        """Return when the next event is due, unless a command comes first."""
        due = self._next_due()
        return None if due is None else due[0]

    def _next_due(self) -> tuple[float, MachineEventKind] | None:
        length_s = self._length_s
        if self._state is not MachineState.RUNNING:
            return None
        settled_s = self._settled_s(length_s)
        following = None if length_s is None else self._next_before_end(length_s)
        if settled_s is not None and (following is None or settled_s <= following[0]):
            return settled_s, MachineEventKind.SETTLED
        return following

    def _next_before_end(self, length_s: float) -> tuple[float, MachineEventKind]:
        end_s = self._step_at_s + length_s
        if MachineEventKind.HALF_WAY not in self._announced and (half_s := self._half_way_s()) is not None:
            return half_s, MachineEventKind.HALF_WAY
        # Announce the end of a step only when the step is longer than twice the notice.
        if MachineEventKind.STEP_AHEAD not in self._announced and length_s > 2 * STEP_AHEAD_S:
            return end_s - STEP_AHEAD_S, MachineEventKind.STEP_AHEAD
        if MachineEventKind.COUNTDOWN not in self._announced and length_s > 2 * COUNTDOWN_S:
            return end_s - COUNTDOWN_S, MachineEventKind.COUNTDOWN
        return end_s, MachineEventKind.FINISHED if self.next_step is None else MachineEventKind.STEP_STARTED

    def _settled_s(self, length_s: float | None) -> float | None:
        """Return when the walker is asked next; a short step asks half way, none asks as it ends."""
        if not self._notes_settled or self.step.kind.is_easy:
            return None
        first_s = SETTLED_AFTER_S if length_s is None else min(SETTLED_AFTER_S, length_s / 2)
        after_s = first_s + self._settled * SETTLED_EVERY_S
        fits = length_s is None or after_s + 2 * STEP_AHEAD_S <= length_s
        return self._step_at_s + after_s if fits else None

    def _half_way_s(self) -> float | None:
        planned_s = self.step.duration_s
        if self._notes_settled:
            return None  # the walker is asked often enough
        if planned_s is None or planned_s < HALF_WAY_LEAST_S or self.step.kind not in _ASKED_HALF_WAY:
            return None
        return self._step_at_s + planned_s / 2

    def advance(self, now_s: float) -> None:
        """Emit every event that is due by `now_s`, each at its own time."""
        while (due := self._next_due()) is not None and due[0] <= now_s:
            at_s, kind = due
            self._take(max(at_s, self._command_at_s), kind)

    def _take(self, at_s: float, kind: MachineEventKind) -> None:
        if kind in {MachineEventKind.STEP_STARTED, MachineEventKind.FINISHED}:
            self._leave(at_s)
        else:
            if kind is MachineEventKind.SETTLED:
                self._settled += 1
            self._announced.add(kind)
            self._events.append(MachineEvent(at_s, kind, self._index))

    def _leave(self, at_s: float) -> None:
        if self.next_step is None:
            self._finish(at_s)
            return
        self._index += 1
        self._step_at_s = self._paused_at_s = at_s
        self._extra_s = 0.0
        self._settled = 0
        self._announced.clear()
        self._events.append(MachineEvent(at_s, MachineEventKind.STEP_STARTED, self._index))

    def _finish(self, at_s: float) -> None:
        self._state = MachineState.FINISHED
        self._events.append(MachineEvent(at_s, MachineEventKind.FINISHED, self._index))

    def skip(self, at_s: float) -> None:
        """Go to the next step now; in the last one, finish."""
        self._command(at_s, "skip", MachineState.RUNNING, MachineState.PAUSED)
        self._leave(at_s)

    def stop(self, at_s: float) -> None:
        """Finish now, whatever steps are left."""
        self._command(at_s, "stop", MachineState.RUNNING, MachineState.PAUSED)
        self._finish(at_s)

    def ease(self, at_s: float) -> None:
        """Walk every brisk part steadily, from now on; no minute changes."""
        self._command(at_s, "ease", MachineState.RUNNING, MachineState.PAUSED)
        self._workout = self._workout.eased
        planned_s = self.step.duration_s
        if planned_s is not None and self.elapsed_s(at_s) >= planned_s / 2:
            self._announced.add(MachineEventKind.HALF_WAY)  # a brisk part has none, the steady one is past it

    def cool_down(self, at_s: float) -> None:
        """Begin the cool-down now, whatever steps are left before it; a walk without one gets one."""
        self._command(at_s, "cool down", MachineState.RUNNING, MachineState.PAUSED)
        if self.step.kind is StepKind.COOL_DOWN:
            return
        self._workout = self._workout.cooled_after(self._index)
        self._leave(at_s)

    def extend(self, at_s: float, by_s: float) -> None:
        """Make the step `by_s` seconds longer; its end will be announced again. An endless step stays as it is.

        Raises:
            ValueError: when `by_s` is not positive, or longer than a step can be.
        """
        if not 0 < by_s <= LONGEST_STEP_S:
            raise ValueError(f"a step is made longer by over 0 to {LONGEST_STEP_S:g} s, not {by_s}")
        self._command(at_s, "extend", MachineState.RUNNING, MachineState.PAUSED)
        self._extra_s += by_s
        remaining_s = self.remaining_s(at_s)
        if remaining_s is None:
            return
        for kind, before_s in ((MachineEventKind.STEP_AHEAD, STEP_AHEAD_S), (MachineEventKind.COUNTDOWN, COUNTDOWN_S)):
            # A moment that has passed even for the new end counts as announced: no event is ever due in the past.
            if remaining_s > before_s:
                self._announced.discard(kind)
            else:
                self._announced.add(kind)

    def pause(self, at_s: float) -> None:
        """Stop the clock."""
        self._command(at_s, "pause", MachineState.RUNNING)
        self._state = MachineState.PAUSED
        self._paused_at_s = at_s

    def resume(self, at_s: float) -> None:
        """Restart the clock where it stopped."""
        self._command(at_s, "resume", MachineState.PAUSED)
        self._step_at_s += at_s - self._paused_at_s
        self._state = MachineState.RUNNING

    def _command(self, at_s: float, name: str, *states: MachineState) -> None:
        if self._state not in states:
            raise RuntimeError(f"cannot {name} while {self._state}")
        self._command_at_s = at_s

    def events(self) -> tuple[MachineEvent, ...]:
        """Return the events since the last call."""
        events = tuple(self._events)
        self._events.clear()
        return events
