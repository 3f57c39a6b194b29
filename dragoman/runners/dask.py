"""Dask distributed (extra `dask`): a cluster by its address, or one of processes on this machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from dragoman.errors import StoreError
from dragoman.plan import Partition
from dragoman.runners import TRIES, Outcome, Work, each

_LOCAL = {"threads_per_worker": 1, "processes": True, "dashboard_address": None, "silence_logs": logging.CRITICAL}


def run(work: Work, partitions: Sequence[Partition], workers: int, scheduler: str | None) -> Iterator[Outcome]:
    try:
        import dask
        from distributed import Client
    except ModuleNotFoundError as error:
        raise StoreError("the Dask runner needs the extra: pip install 'dragoman[dask]'") from error
    with dask.config.set({"distributed.scheduler.allowed-failures": TRIES - 1}):
        try:
            client = Client(scheduler) if scheduler else Client(n_workers=workers, **_LOCAL)
        except OSError as error:
            raise StoreError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        with client:
            yield from each(lambda partition: client.submit(work, partition, pure=False).result(), partitions, workers)
