"""How fast and how large: articles a second on one core, cold start, peak memory. Measured in processes of their own."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from dragoman import data
from dragoman.evaluation.common import Figures

_WARM = """
import sys, time, resource
from dragoman.reading import pipeline
from dragoman.text import Document
text = sys.stdin.read()
doc = Document(text=text, published="2025-03-14", published_by="user")
pipeline.read(doc)
runs = []
for _ in range(int(sys.argv[1])):
    start = time.perf_counter()
    pipeline.read(doc)
    runs.append(time.perf_counter() - start)
runs.sort()
print(runs[len(runs) // 2], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
ARTICLE = "evaluation/article.txt"
REPEATS = 20


def article() -> str:
    """An invented report of about 600 words that ships with the package."""
    return data.path(ARTICLE).read_text(encoding="utf-8")


def measure() -> Figures:
    """Seconds for the whole record of a 600-word article once warm (median), articles a second, cold starts, peak memory in MB."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    warm = subprocess.run(
        [sys.executable, "-c", _WARM, str(REPEATS)],
        input=article(),
        text=True,
        capture_output=True,
        check=True,
        env=environment,
    )
    seconds, peak_kib = map(float, warm.stdout.split())
    return {
        "seconds a 600-word article": seconds,
        "articles a second": 1 / seconds,
        "peak memory, MB": peak_kib * 1024 / 1e6,
        "cold start of --help, s": _cold(["--help"], ""),
        "cold start of read, s": _cold(["read", "-", "--json"], article()),
    }


def _cold(arguments: list[str], given: str, runs: int = 5) -> float:
    """Median wall seconds of the whole command."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "dragoman", *arguments], input=given, text=True, capture_output=True, check=True)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
