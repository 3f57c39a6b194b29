"""Makes gazetteer/people.tsv: members of governments since 2000 by name, for those whom holders.tsv lacks."""

from __future__ import annotations

import json
import re
from collections import defaultdict

from knowledge.build import tables

HEAD = """\
People who held public office of a state at some time since 2000, by their full names, lower case without accents; one row a state.
Only for whom a person acts when the text does not say; no dates, no offices. Names that two states share are left out.
Source: actor dictionaries of openeventdata/petrarch2 (Phoenix/CAMEO), as phoenix-actors.jsonl. Made by knowledge/build/people.py.
Licence: MIT. Date: 2026-11-24 (sources end about 2014)."""
_TITLES = frozenset("ambassador president minister secretary general prime premier chief governor senator king prince the".split())
_CODE = re.compile(r"([A-Z]{3})GOV")


def names(actor: dict[str, list[str]]) -> set[str]:
    """The person's names of two words and more, lower case."""
    found = {re.sub(r"[^a-z ]", " ", n.lower()) for n in [str(actor["name"]), *actor["aliases"]]}
    return {" ".join(n.split()) for n in found if 2 <= len(n.split()) <= 5 and not _TITLES & set(n.split())}


def main() -> None:
    """Write the table."""
    parties: dict[str, set[str]] = defaultdict(set)
    with (tables.SHARED / "phoenix-actors.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            actor = json.loads(line)
            recent = [
                c for c in actor["codes"] if _CODE.match(c["code"]) and ("from" in c or "to" in c) and c.get("to", "9") >= "2000"
            ]
            if actor["source"] == "countries" and recent:
                for name in names(actor):
                    parties[name].add(recent[0]["code"][:3])
    by_state: dict[str, list[str]] = defaultdict(list)
    for name, found in sorted(parties.items()):
        if len(found) == 1:
            by_state[next(iter(found))].append(name)
    tables.write("people.tsv", HEAD, ("party", "names"), [(p, "|".join(n)) for p, n in sorted(by_state.items())])


if __name__ == "__main__":
    main()
