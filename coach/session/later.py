"""A snapshot some seconds later, for a viewer whose timers move between what it is told."""

from msgspec.structs import replace

from coach.domain.heart.signal_quality import Signal
from coach.session.inputs import LinkState
from coach.session.link_facts import LinkFact, LinkFactKind
from coach.session.snapshot import SessionSnapshot


def later(snapshot: SessionSnapshot, by_s: float) -> SessionSnapshot:
    """Return the state with its clocks moved on by so many seconds; whatever else changes, the host tells."""
    if snapshot.ended or by_s <= 0:
        return snapshot
    moved_s = 0.0 if snapshot.paused or snapshot.finished else by_s
    step = snapshot.step
    if step is not None:
        # A step's end is the host's to tell: until then it has a moment left.
        left_s = None if step.remaining_s is None else max(0.0, step.remaining_s - moved_s)
        step = replace(step, elapsed_s=step.elapsed_s + moved_s, remaining_s=left_s)
    return replace(snapshot, at_s=snapshot.at_s + by_s, moving_s=snapshot.moving_s + moved_s, step=step)


def unheard(snapshot: SessionSnapshot) -> SessionSnapshot:
    """Return the state without what may no longer be true: nothing was heard of the host for too long."""
    if snapshot.ended:
        return snapshot
    return replace(
        snapshot,
        sent_bpm=None,
        believed_bpm=None,
        zone=None,
        position=None,
        shown_position=None,
        signal=Signal.STALE,
        signal_reason=None,
        exit_in_s=None,
        expected_bpm=None,
        cue=None if snapshot.standing is None else snapshot.cue,
        link=replace(snapshot.link, state=LinkState.LOST, attempt=0, said=LinkFact(LinkFactKind.UNANSWERED)),
    )


def until_next_second_s(snapshot: SessionSnapshot) -> float:
    """Return how long all clocks of a state show the same: over 0, at most a second, for which clocks that stand wait.

    A time that has passed counts whole seconds, a time that is left counts the second that has begun.
    """
    step = snapshot.step
    waits_s = [1.0 - snapshot.moving_s % 1.0]
    if step is not None:
        waits_s.append(1.0 - step.elapsed_s % 1.0)
        if step.remaining_s is not None:
            waits_s.append(step.remaining_s % 1.0 or 1.0)
    return min(waits_s)
