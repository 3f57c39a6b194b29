"""Work spread over processes: answers in the order of the tasks, and a task that kills its process fails alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection
from typing import TypeVar

# Tasks that a process gets at a time, and such shares under way for each process: a share of reports takes about a second.
SHARE = 4
SHARES_AHEAD = 2
DIED = "the process that read it died; it may have run out of memory"

Task = TypeVar("Task")
Result = TypeVar("Result")


def spread(work: Callable[[Task], Result], tasks: Iterable[Task], workers: int, lost: Callable[[Task], Result]) -> Iterator[Result]:
    """Do every task, in this process if there is one worker, else in several.

    Args:
        work: importable, for it is sent to the processes; must not raise.
        tasks: taken only a few ahead.
        lost: the answer for a task whose process died. The tasks that the process may have had are done again one by one, each in
            a process of its own, so that only the one that kills it is lost.
    Returns:
        Answers in the order of the tasks.
    """
    return map(work, tasks) if workers == 1 else _spread(work, iter(tasks), workers, lost)


def _spread(
    work: Callable[[Task], Result], tasks: Iterator[Task], workers: int, lost: Callable[[Task], Result]
) -> Iterator[Result]:
    pool = _pool(workers)
    under_way: deque[tuple[list[Task], Future[list[Result]]]] = deque()
    try:
        while True:
            while len(under_way) < workers * SHARES_AHEAD and (share := list(islice(tasks, SHARE))):
                under_way.append((share, _submit(pool, work, share)))
            if not under_way:
                return
            share, future = under_way.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                yield from _one_by_one(work, share, lost)
                pool.shutdown()
                pool = _pool(workers)
                under_way = deque((s, f if _is_kept(f) else _submit(pool, work, s)) for s, f in under_way)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Fresh processes, not forks: the model's threads do not survive a fork."""
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C to the process that started this one, and end with it, also when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _do_share(work: Callable[[Task], Result], share: list[Task]) -> list[Result]:
    return [work(task) for task in share]


def _submit(pool: ProcessPoolExecutor, work: Callable[[Task], Result], share: list[Task]) -> Future[list[Result]]:
    """The share under way; a pool whose process has died gives a future that says so."""
    try:
        return pool.submit(_do_share, work, share)
    except BrokenProcessPool as error:
        broken: Future[list[Result]] = Future()
        broken.set_exception(error)
        return broken


def _is_kept(future: Future[list[Result]]) -> bool:
    return future.done() and future.exception() is None


def _one_by_one(work: Callable[[Task], Result], share: list[Task], lost: Callable[[Task], Result]) -> Iterator[Result]:
    for task in share:
        with _pool(1) as pool:
            try:
                yield pool.submit(work, task).result()
            except BrokenProcessPool:
                yield lost(task)
