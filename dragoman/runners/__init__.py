"""Engines that read the partitions of a plan: this machine's processes, Dask, Spark.

All do the same: so many partitions under way at a time, each tried twice if its worker dies, so that a death costs its partition
and no other. What was not done is told, and done by running again.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import cast

from dragoman.batch import Done
from dragoman.errors import StoreError
from dragoman.partitions import UNFINISHED, Settings, process_partition
from dragoman.plan import Partition, Plan

NAMES = ("local", "dask", "spark")
TRIES = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a partition: how many reports it has, or why it was not done."""

    partition: Partition
    done: Done | None
    why: str = ""


Work = Callable[[Partition], Outcome]
Runner = Callable[[Work, Sequence[Partition], int, str | None], Iterator[Outcome]]


def run(plan: Plan, name: str, workers: int, scheduler: str | None = None) -> Iterator[Outcome]:
    """Read every partition of a plan that is not finished.

    Args:
        name: one of `NAMES`.
        workers: partitions under way at a time.
        scheduler: address of a cluster of the engine; without it the engine starts on this machine.
    Returns:
        Outcomes as they come.
    Raises:
        StoreError: if the engine is not installed, or does not start.
    """
    runner = cast(Runner, importlib.import_module(f"dragoman.runners.{name}").run)
    yield from runner(partial(work, settings=plan.settings), plan.partitions, workers, scheduler)
    for folder in {partition.out.parent for partition in plan.partitions}:
        for left in folder.glob(f".*{UNFINISHED}"):  # by workers that died
            left.unlink(missing_ok=True)


def work(partition: Partition, settings: Settings) -> Outcome:
    """One partition, in a worker."""
    try:
        return Outcome(partition, process_partition(partition.slices, partition.out, settings))
    except StoreError as error:
        return Outcome(partition, None, str(error))


def each(do: Work, partitions: Sequence[Partition], at_once: int) -> Iterator[Outcome]:
    """Do every partition, each in a thread that waits for its worker; one whose worker dies is tried again."""
    closing = Event()

    def tried(partition: Partition) -> Outcome:
        why = ""
        for _ in range(TRIES):
            if closing.is_set():
                break
            try:
                return do(partition)
            except Exception as error:  # whatever an engine says of a worker that died
                why = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return Outcome(partition, None, why)

    threads = ThreadPoolExecutor(at_once)
    try:
        for future in as_completed([threads.submit(tried, partition) for partition in partitions]):
            yield future.result()
    finally:
        closing.set()
        threads.shutdown(wait=False, cancel_futures=True)
