"""Processes of this machine. Each is alone: of a pool, one that dies would take the others' partitions with it."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from queue import SimpleQueue

from dragoman.errors import StoreError
from dragoman.plan import Partition
from dragoman.runners import Outcome, Work, each
from dragoman.workers import DIED


def run(work: Work, partitions: Sequence[Partition], workers: int, scheduler: str | None) -> Iterator[Outcome]:
    if scheduler:
        raise StoreError("the local runner has no scheduler: leave --scheduler out, or use --runner dask or spark")
    free: SimpleQueue[_Process] = SimpleQueue()
    started = [_Process(work) for _ in range(workers)]
    for process in started:
        free.put(process)

    def do(partition: Partition) -> Outcome:
        process = free.get()
        try:
            return process.do(partition)
        finally:
            free.put(process)

    try:
        yield from each(do, partitions, workers)
    finally:
        for process in started:
            process.stop()


class _Process:
    """A process that does one partition after the other, started anew when it has died."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._start()

    def _start(self) -> None:
        # Fresh, not a fork: the model's threads do not survive a fork.
        spawn = multiprocessing.get_context("spawn")
        self._line, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs, self._work), daemon=True)
        self._process.start()
        theirs.close()

    def do(self, partition: Partition) -> Outcome:
        if not self._process.is_alive():
            self._start()
        try:
            self._line.send(partition)
            outcome: Outcome = self._line.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            raise StoreError(DIED) from error
        return outcome

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()


def _serve(line: Connection, work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is left to the process that started this one
    while True:
        try:
            partition = line.recv()
        except EOFError:
            return
        line.send(work(partition))
