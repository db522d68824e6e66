"""Work side by side: the order, the progress, and processes that are lost."""

import os
import signal
import threading
from contextlib import closing
from multiprocessing.context import SpawnProcess

import pytest

from coach.services.workers import MOST_WAITING, MOST_WORKERS, Mark, cores, in_turn, side_by_side


def counted(item, on_progress):
    """As many results as the item says."""
    on_progress(1)
    for number in range(item):
        yield item, number


def fatal(item, on_progress):
    """A process that the system ends, for want of memory for example."""
    yield item
    if item == 3:
        os.kill(os.getpid(), signal.SIGKILL)


def who(item, on_progress):
    yield os.getpid()


def endless(item, on_progress):
    while True:
        yield item


def unwatched(_number, _done):
    pass


ITEMS = [3, 0, 1, 2 * MOST_WAITING, 1, 0]
EXPECTED = [
    pair
    for number, item in enumerate(ITEMS)
    for pair in (*((number, (item, result)) for result in range(item)), (number, Mark.DONE))
]


@pytest.mark.parametrize("workers", [1, 2, 20])
def test_results_come_in_the_order_of_the_items(workers):
    assert list(side_by_side(counted, ITEMS, unwatched, workers)) == EXPECTED


def test_one_process_does_the_same():
    watched = []
    assert list(in_turn(counted, ITEMS, lambda *done: watched.append(done))) == EXPECTED
    assert watched == [(number, 1) for number in range(len(ITEMS))]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
def test_a_process_that_is_ended_costs_its_item_only():
    found = list(side_by_side(fatal, [1, 2, 3, 4, 5], unwatched, 2))
    results = [(number, result) for number, result in found if result is not Mark.DONE]
    assert results == [(0, 1), (1, 2), (2, 3), (2, Mark.LOST), (3, 4), (4, 5)]


def test_where_no_process_can_be_had_this_one_does_the_work(monkeypatch):
    def refused(*_given, **_more):
        raise OSError("no more processes")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refused)
    found = list(side_by_side(who, [1, 2], unwatched, 2))
    assert found == [(0, os.getpid()), (0, Mark.DONE), (1, os.getpid()), (1, Mark.DONE)]


def test_where_processes_die_at_once_this_one_does_the_work(monkeypatch):
    monkeypatch.setattr("coach.services.workers._serve", dies)
    found = list(side_by_side(who, [1, 2, 3], unwatched, 2))
    assert [result for _, result in found if result is not Mark.DONE] == [os.getpid()] * 3


def dies(_pipe, _work):
    os._exit(1)


def test_who_stops_listening_leaves_no_process_behind():
    with closing(side_by_side(endless, [1, 2], unwatched, 2)) as results:
        assert next(results) == (0, 1)


def blocked(item, on_progress):
    yield signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be blocked here")
def test_a_process_never_hears_of_control_c_and_the_program_does(monkeypatch):
    """A process that is still importing its modules, too, would print a traceback for each."""
    real = SpawnProcess.start
    pressed = []

    def start(self):
        # The moment before it can ignore anything; to this thread, since the tests' own others do not put it off.
        pressed.append(signal.pthread_kill(threading.get_ident(), signal.SIGINT))
        real(self)

    assert [result for _, result in side_by_side(blocked, [1, 2], unwatched, 2)] == [True, Mark.DONE] * 2
    monkeypatch.setattr(SpawnProcess, "start", start)
    with pytest.raises(KeyboardInterrupt), closing(side_by_side(blocked, [1, 2], unwatched, 2)) as results:
        list(results)
    assert pressed == [None]  # it was heard as soon as that process had started
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_there_is_a_processor():
    assert cores() >= 1
    assert MOST_WORKERS >= 1
