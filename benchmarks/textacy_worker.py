"""textacy's direct quotations of documents from standard input; run by the interpreter of an environment with textacy and a spaCy
model, whose package is the first argument (see compare.py).

In: one `{"id", "text"}` a line. Out: one `{"id", "attributions"}` a line, then one line with `name`, `seconds`, `cpu_seconds` and
`given_up`: the documents that textacy refuses because of an odd number of quotation marks.
"""

import json
import sys
import time
from importlib import import_module
from importlib.metadata import version

from textacy.extract.triples import direct_quotations


def runs(tokens: list) -> list:
    """The spans of adjacent tokens."""
    spans, last = [], None
    for token in tokens:
        if last is not None and token.i == last + 1:
            spans[-1][1] = token.idx + len(token)
        else:
            spans.append([token.idx, token.idx + len(token)])
        last = token.i
    return spans


def main() -> None:
    package = sys.argv[1]
    nlp = import_module(package).load()
    docs = [json.loads(line) for line in sys.stdin]
    nlp("He said: “Warm up.”")
    start, cpu, given_up = time.perf_counter(), time.process_time(), 0
    for doc in docs:
        attributions = []
        try:
            for q in direct_quotations(nlp(doc["text"])):
                content = [[q.content.start_char, q.content.end_char]]
                attributions.append({"source": runs(q.speaker), "cue": runs(q.cue), "content": content})
        except ValueError:
            attributions, given_up = [], given_up + 1
        sys.stdout.write(json.dumps({"id": doc["id"], "attributions": attributions}) + "\n")
    name = f"textacy {version('textacy')} with {package} {version(package)}"
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    sys.stdout.write(json.dumps({"name": name, "seconds": seconds, "cpu_seconds": cpu, "given_up": given_up}) + "\n")


main()
