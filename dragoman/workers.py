"""Work spread over processes: answers in the order of the tasks, and a task that kills its process fails alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import islice
from multiprocessing import connection, resource_tracker
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

# Tasks that a process gets at a time, and such shares under way for each process: a share of reports takes about a second.
SHARE = 4
SHARES_AHEAD = 2
DIED = "the process that read it died; it may have run out of memory"

Task = TypeVar("Task")
Result = TypeVar("Result")
# Fresh processes, not forks: the model's threads do not survive a fork.
_CONTEXT = multiprocessing.get_context("spawn")


def spread(
    work: Callable[[Task], Result], tasks: Iterable[Task], workers: int, lost: Callable[[Task], Result]
) -> Generator[Result, None, None]:
    """Do every task, in this process if there is one worker, else in several.

    Args:
        work: importable, for it is sent to the processes; must not raise.
        tasks: taken only a few ahead.
        lost: the answer for a task whose process died. The tasks that the process had are done again one by one, each in a process
            of its own, so that only the one that kills it is lost.
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
    with closing(_Pool(work, workers, lost)) as pool:
        under_way: deque[Future[list[Result]]] = deque()
        while True:
            while len(under_way) < workers * SHARES_AHEAD and (share := list(islice(tasks, SHARE))):
                under_way.append(pool.submit(share))
            if not under_way:
                return
            yield from under_way.popleft().result()


class _Pool(Generic[Task, Result]):
    """Processes that end when it is closed, whatever they are at; a thread here waits for each of them."""

    def __init__(self, work: Callable[[Task], Result], workers: int, lost: Callable[[Task], Result]) -> None:
        self._lost = lost
        self._processes = [_Process(work) for _ in range(workers)]
        self._free: SimpleQueue[_Process[Task, Result]] = SimpleQueue()
        for process in self._processes:
            self._free.put(process)
        # The first start of a process would let Ctrl-C through to its thread again, for the sake of this one.
        resource_tracker.ensure_running()
        # A process started by these threads does not hear of Ctrl-C, and leaves it to this one.
        self._threads = ThreadPoolExecutor(
            workers, initializer=signal.pthread_sigmask, initargs=(signal.SIG_BLOCK, {signal.SIGINT})
        )

    def submit(self, share: list[Task]) -> Future[list[Result]]:
        return self._threads.submit(self._do, share)

    def _do(self, share: list[Task]) -> list[Result]:
        process = self._free.get()
        try:
            answers = process.do(share)
            return self._one_by_one(process, share) if answers is None else answers
        finally:
            self._free.put(process)

    def _one_by_one(self, process: _Process[Task, Result], share: list[Task]) -> list[Result]:
        found: list[Result] = []
        for task in share:
            found += process.do([task]) or [self._lost(task)]
            process.end()
        return found

    def close(self) -> None:
        for process in self._processes:
            process.close()
        self._threads.shutdown(cancel_futures=True)


class _Process(Generic[Task, Result]):
    """A process that is started when there is something to do, anew if it has ended.

    It alone has the other end of a pipe: if it dies, even in the middle of an answer, the pipe has an end too. Processes that share
    a queue, as those of `concurrent.futures` do, leave the one that waits for them waiting then.
    """

    def __init__(self, work: Callable[[Task], Result]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._closed = False
        self._running: tuple[multiprocessing.process.BaseProcess, connection.Connection[Any, Any]] | None = None

    def do(self, share: list[Task]) -> list[Result] | None:
        """The answers, or None if the process died or the whole is closed."""
        pipe = self._started()
        if pipe is None:
            return None
        try:
            pipe.send((self._work, share))
            answers: list[Result] = pipe.recv()
        except (EOFError, OSError):
            self.end()
            return None
        return answers

    def _started(self) -> connection.Connection[Any, Any] | None:
        with self._lock:
            if self._closed:
                return None
            if self._running is None:
                here, there = _CONTEXT.Pipe()
                process = _CONTEXT.Process(target=_serve, args=(there,), daemon=True)
                process.start()
                there.close()
                self._running = process, here
            return self._running[1]

    def end(self) -> None:
        """Let the next share find a fresh process."""
        with self._lock:
            if self._running is not None:
                process, pipe = self._running
                self._running = None
                process.kill()
                process.join()
                pipe.close()

    def close(self) -> None:
        """End it for good, from another thread: the one that waits for an answer finds the pipe at its end."""
        with self._lock:
            self._closed = True
            if self._running is not None:
                self._running[0].kill()
                self._running[0].join()


def _serve(pipe: connection.Connection[Any, Any]) -> None:
    # Before anything else is imported: the work comes with what it needs.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, ConnectionError):
        while True:
            work, share = pipe.recv()
            pipe.send([work(task) for task in share])


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
