"""How many persons named in annotated documents get a party and an office: `python benchmarks/persons.py ../shared/data/gold`.

A person is whom a contact names as taking part, and a speaker whose party is known and who is found as a person. Prints, over
documents: persons, found, with the party of the annotation, with an office, with both; and each that lacks one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from dragoman import knowledge
from dragoman.evaluation import record as scorer
from dragoman.evaluation.common import Doc, read_set
from dragoman.evaluation.layers import document
from dragoman.reading import encoder, pipeline
from dragoman.record import Entity


def named(gold: Doc) -> Iterator[tuple[str, str]]:
    """Names and parties of the annotation, once each."""
    people = {p: side["party"] for c in gold["contacts"] for side in c["sides"] for p in side["people"] if side["party"]}
    for s in gold["statements"]:
        parties = (s["party"] or "").split(" & ")
        speakers = scorer.split_names(s["speaker"])
        for name, party in zip(speakers, parties, strict=False):
            if party and len(parties) == len(speakers):
                people.setdefault(name, party)
    yield from people.items()


def entity(found: list[Entity], name: str) -> Entity | None:
    """The entity of a name or of a part of it."""
    words = set(knowledge.fold(name))
    return next((e for e in found if (own := set(knowledge.fold(e.name))) and (own <= words or words <= own)), None)


def main(folder: Path) -> None:
    """Print the counts."""
    counts = dict.fromkeys(("persons", "party", "office", "both"), 0)
    for gold in read_set(folder):
        doc = document(gold)
        layers = pipeline.find(doc, encoder.analyse(doc))
        entities = [e for e in layers["entities"] if isinstance(e, Entity)]
        taking_part = {p for c in gold["contacts"] for side in c["sides"] for p in side["people"]}
        for name, party in named(gold):
            known = entity([e for e in entities if e.kind == "person"], name)
            if known is None and name not in taking_part:
                continue  # a body that speaks
            right = known is not None and known.party == party
            office = known is not None and bool(known.role or (known.actor_code or "")[3:])
            for key, value in (("persons", True), ("party", right), ("office", office), ("both", right and office)):
                counts[key] += value
            if not (right and office):
                sys.stdout.write(f"{gold['id']}: {name} ({party}): {known and (known.name, known.party, known.role)}\n")
    sys.stdout.write(" · ".join(f"{name} {count}" for name, count in counts.items()) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
