"""Makes gazetteer/noun_classes.tsv: what kind of thing common English nouns name, by their commonest sense in WordNet.

Run: python -m knowledge.build.noun_classes DICT [--data ../shared/data], where DICT is WordNet's folder with index.noun, data.noun.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

from dragoman.knowledge import singular
from knowledge.build import tables

OUT = tables.GAZETTEER / "noun_classes.tsv"
HEAD = """# What kind of thing common English nouns name: the lexicographer file of the commonest sense in WordNet, files grouped.
# Source: WordNet 3.1 (Princeton University 2011). Licence: that of WordNet, as free as MIT's (use, copy, change, give on, with
# this notice: "WordNet 3.1 Copyright 2011 by Princeton University. All rights reserved. This database is provided 'as is' and
# Princeton University makes no representations or warranties, express or implied."). Date: 2026-11-24.
"""
# Lexicographer files of WordNet (lexnames(5WN)) to classes.
CLASSES = {
    "act": (4, 11), "thing": (5, 6, 8, 13, 17, 20, 27), "thought": (9, 10), "state": (7, 12, 16, 19, 22, 24, 25, 26),
    "group": (14,), "place": (15,), "person": (18,), "money": (21,), "quantity": (23,), "time": (28,),
}  # fmt: skip
# How often a noun must stand in news and readouts: those that stand once are mostly slips and names.
LEAST = 2
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def first_senses(folder: Path) -> dict[str, str]:
    """Single-word noun -> class of its first sense; nouns of WordNet's topmost file have none."""
    class_of = {number: name for name, numbers in CLASSES.items() for number in numbers}
    files = {}
    for line in (folder / "data.noun").read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            offset, number, _ = line.split(" ", 2)
            files[offset] = int(number)
    found = {}
    for line in (folder / "index.noun").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if not line.startswith(" ") and _WORD.fullmatch(fields[0]):
            sense = files[fields[-int(fields[2])]]
            found.update({fields[0]: class_of[sense]} if sense in class_of else {})
    return found


def counts(data: Path) -> Counter[str]:
    """How often each lower-case word, and the singular of each plural, stands in the unmarked texts."""
    found: Counter[str] = Counter()
    with gzip.open(data / "corpus" / "pool.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            found.update(_WORD.findall(json.loads(line)["text"]))
    for word, n in list(found.items()):
        if singular(word) != word:
            found[singular(word)] += n
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dict", type=Path)
    parser.add_argument("--data", type=Path, default=tables.ROOT.parent / "shared" / "data")
    args = parser.parse_args()
    seen, grouped = counts(args.data), defaultdict(list)
    for noun, name in sorted(first_senses(args.dict).items()):
        if seen[noun] >= LEAST:
            grouped[name].append(noun)
    rows = "".join(f"{name}\t{'|'.join(nouns)}\n" for name, nouns in sorted(grouped.items()))
    OUT.write_text(f"{HEAD}class\tnouns\n{rows}", encoding="utf-8")


if __name__ == "__main__":
    main()
