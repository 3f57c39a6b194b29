"""Work spread over processes: answers in the order of the tasks, and a task that kills its process fails alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from itertools import islice
from multiprocessing import connection
from typing import ParamSpec, TypeVar

# Tasks that a process gets at a time, and such shares under way for each process: a share of reports takes about a second.
SHARE = 4
SHARES_AHEAD = 2
DIED = "the process that read it died; it may have run out of memory"

Task = TypeVar("Task")
Result = TypeVar("Result")
_Arguments = ParamSpec("_Arguments")


def spread(
    work: Callable[[Task], Result], tasks: Iterable[Task], workers: int, lost: Callable[[Task], Result]
) -> Generator[Result, None, None]:
    """Do every task, in this process if there is one worker, else in several.

    Args:
        work: importable, for it is sent to the processes; must not raise.
        tasks: taken only a few ahead.
        lost: the answer for a task whose process died. The tasks that the process may have had are done again one by one, each in
            a process of its own, so that only the one that kills it is lost.
    Returns:
        Answers in the order of the tasks. Close it (`contextlib.closing`), so that the processes end at once when no more answers
        are wanted, say because of Ctrl-C or a full disk.
    """
    if workers == 1:
        yield from map(work, tasks)
    else:
        yield from _spread(work, iter(tasks), workers, lost)


def _spread(
    work: Callable[[Task], Result], tasks: Iterator[Task], workers: int, lost: Callable[[Task], Result]
) -> Iterator[Result]:
    pool = _Pool(workers)
    under_way: deque[tuple[list[Task], Future[list[Result]]]] = deque()
    try:
        while True:
            while len(under_way) < workers * SHARES_AHEAD and (share := list(islice(tasks, SHARE))):
                under_way.append((share, pool.submit(_do_share, work, share)))
            if not under_way:
                return
            share, future = under_way.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                pool.close()
                yield from _one_by_one(work, share, lost)
                pool = _Pool(workers)
                under_way = deque((s, f if _is_kept(f) else pool.submit(_do_share, work, s)) for s, f in under_way)
    finally:
        pool.close()


class _Pool:
    """Processes that end when it is closed, whatever they are at, and when this process ends, however it does."""

    def __init__(self, workers: int) -> None:
        # Fresh processes, not forks: the model's threads do not survive a fork.
        context = multiprocessing.get_context("spawn")
        # This process alone holds the end `_open`; the others see when it is gone.
        self._seen, self._open = context.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(self._seen,))

    def submit(self, do: Callable[_Arguments, Result], *args: _Arguments.args, **named: _Arguments.kwargs) -> Future[Result]:
        """A call under way; if a process has died it gives a future that says so."""
        try:
            with _uninterrupted():
                return self._executor.submit(do, *args, **named)
        except BrokenProcessPool as error:
            broken: Future[Result] = Future()
            broken.set_exception(error)
            return broken

    def close(self) -> None:
        self._open.close()
        self._executor.shutdown()
        self._seen.close()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back: a process started meanwhile does not hear of it, and leaves it to this one."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(others: connection.Connection) -> None:
    threading.Thread(target=_end_with, args=(others,), daemon=True).start()


def _end_with(others: connection.Connection) -> None:
    connection.wait([others])
    os._exit(1)


def _do_share(work: Callable[[Task], Result], share: list[Task]) -> list[Result]:
    return [work(task) for task in share]


def _is_kept(future: Future[list[Result]]) -> bool:
    return future.done() and future.exception() is None


def _one_by_one(work: Callable[[Task], Result], share: list[Task], lost: Callable[[Task], Result]) -> Iterator[Result]:
    for task in share:
        with closing(_Pool(1)) as pool:
            try:
                yield pool.submit(work, task).result()
            except BrokenProcessPool:
                yield lost(task)
