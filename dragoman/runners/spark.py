"""PySpark (extra `spark`, and Java 17 or later): a cluster by its master's address, or one on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from dragoman.errors import StoreError
from dragoman.plan import Partition
from dragoman.runners import Outcome, Work, each


def run(work: Work, partitions: Sequence[Partition], workers: int, scheduler: str | None) -> Iterator[Outcome]:
    """Each partition is a job of its own: Spark ends a job, with all its tasks, when one of them fails for good."""
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
    except ModuleNotFoundError as error:
        raise StoreError("the Spark runner needs the extra: pip install 'dragoman[spark]'") from error
    conf = SparkConf().setAppName("dragoman").set("spark.ui.enabled", "false").set("spark.ui.showConsoleProgress", "false")
    if not scheduler:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        conf = conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    try:
        context = SparkContext(conf=conf.setMaster(scheduler or f"local[{workers}]"))
    except (PySparkException, OSError) as error:
        raise StoreError(f"Spark does not start: {error}; it needs Java 17 or later (JAVA_HOME)") from error
    context.setLogLevel("OFF")
    try:
        yield from each(lambda partition: context.parallelize([partition], 1).map(work).collect()[0], partitions, workers)
    finally:
        context.stop()
