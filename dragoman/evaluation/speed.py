"""How fast and how large: articles a second on one core, cold start, peak memory. Measured in processes of their own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from dragoman import data
from dragoman.errors import ModelError
from dragoman.evaluation.common import Figures

_READ = """
import re, resource, statistics, sys, time
from pathlib import Path
from dragoman.reading import pipeline
from dragoman.text import Document

def peak():  # bytes of this program alone; ru_maxrss would count what the process was before it became this program
    status = Path("/proc/self/status")
    if status.is_file():
        return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

doc = Document(text=sys.stdin.read(), published="2025-03-14", published_by="user")
pipeline.read(doc)
runs = []
for _ in range(int(sys.argv[1])):
    start, cpu = time.perf_counter(), time.process_time()
    pipeline.read(doc)
    runs.append((time.perf_counter() - start, time.process_time() - cpu))
print(*map(statistics.median, zip(*runs)), peak())
"""
ARTICLE = "evaluation/article.txt"
REPEATS, STARTS = 20, 5


def article() -> str:
    """An invented report of about 600 words that ships with the package."""
    return data.path(ARTICLE).read_text(encoding="utf-8")


def measure(repeats: int = REPEATS, starts: int = STARTS) -> Figures:
    """Seconds for the whole record of a 600-word article once warm, articles a second, cold starts, peak memory in MB (10^6 bytes).

    Medians of `repeats` readings in one process and of `starts` processes. Seconds are of the clock, so a busy machine makes them
    longer; the seconds of the processor beside them are near to what an idle machine takes.
    """
    warm = _run(["-c", _READ, str(repeats)], article())
    seconds, processor, peak = map(float, warm.split())
    return {
        "seconds a 600-word article": seconds,
        "processor seconds a 600-word article": processor,
        "articles a second": 1 / seconds,
        "peak memory, MB": peak / 1e6,
        "cold start of --help, s": _cold(["--help"], "", starts),
        "cold start of read, s": _cold(["read", "-", "--json"], article(), starts),
    }


def _cold(arguments: list[str], given: str, runs: int) -> float:
    """Median wall seconds of the whole command."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        _run(["-m", "dragoman", *arguments], given)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def _run(arguments: list[str], given: str) -> str:
    """What a Python process on one core printed.

    Raises:
        ModelError: if it failed; with its last line.
    """
    one_core = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, *arguments], input=given, encoding="utf-8", capture_output=True, env=one_core)
    if done.returncode:
        raise ModelError(f"reading failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    return done.stdout
