"""Why an item is in the record: the rule or model that found it, what that goes by, and how sure it is.

Rows of rule files explain themselves by their words and their first example; steps of the code and heads of the encoder are
explained in `rules/finders.yaml`. The words of the report that an item came from are its own spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from dragoman import data

FINDERS = "rules/finders.yaml"
# Rule files whose rows find items: the keys of a row that hold the words it fires on.
FILES = {
    "rules/contacts/triggers.yaml": ("lemma", "lemmas"),
    "rules/cues/speech.yaml": ("cue",),
    "rules/cues/nominal.yaml": ("lemmas",),
    "rules/stances/acts.yaml": ("verbs", "nouns", "adjectives", "lemmas"),
    "rules/plover/deeds.yaml": ("verbs", "nouns"),
    "rules/outcomes/outcomes.yaml": ("verbs", "nouns", "adjectives"),
    "rules/timex/rules.yaml": (),
}
# Words of a row that are shown; some rows have a hundred.
MOST_WORDS = 5
_MODEL = re.compile(r"(?P<model>[a-z]+-[\d.]+)(?:/(?P<head>\w+))?")
_PERSON = "person: "


class Found(Protocol):
    """An item of a record, or a card of one."""

    @property
    def found_by(self) -> str: ...

    @property
    def score(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an item is in the record.

    Attributes:
        finder: "rule act.urge", "model encoder-1.1" or "Anna Lind".
        goes_by: what the finder goes by, in words; "" if that is not known.
        example: a sentence of the rule file in which the rule holds, "" without one.
        file: rule file inside the package, "" if it is no rule of one.
        score: probability that the item is right, 0 to 1.
    """

    finder: str
    goes_by: str
    example: str
    file: str
    score: float

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.finder, self.goes_by, f"score {self.score:.2f}")))

    @property
    def source(self) -> str:
        """The rule file and its example, "" if it is no rule of one."""
        return ": ".join(filter(None, (self.file, f"“{self.example}”" if self.example else "")))


def of(item: Found) -> Reason:
    """The reason of an item, from who found it."""
    if item.found_by.startswith(_PERSON):
        return Reason(item.found_by.removeprefix(_PERSON), "added by a person", "", "", item.score)
    told = data.load_yaml(FINDERS)
    if model := _MODEL.fullmatch(item.found_by):
        return Reason(f"model {model['model']}", told["heads"].get(model["head"] or "", ""), "", "", item.score)
    rule, _, aim = item.found_by.partition("+")
    aimed = told["aims"].get(aim, "")
    if rule in told["steps"]:
        return Reason(f"step {rule}", _joined(told["steps"][rule], aimed), "", FINDERS, item.score)
    file, row = rows().get(rule, ("", {}))
    words = _words(row, FILES.get(file, ()))
    return Reason(f"rule {rule}", _joined(words, aimed), _example(row), file, item.score)


@cache
def rows() -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """The rows of the rule files by their ids, each with its file. Of rows with one id the first counts."""
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for file in FILES:
        for id, row in _identified(data.load_yaml(file)):
            found.setdefault(id, (file, row))
    return found


def _identified(tree: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows with their ids, wherever they stand in a file: cues are known by their words, nouns by each of theirs."""
    if isinstance(tree, Mapping):
        if "id" in tree:
            yield tree["id"], tree
        elif "cue" in tree:
            yield "_".join(["cue.en", *tree["cue"].split()]), tree
        elif "lemmas" in tree and "clause" in tree:
            yield from ((f"cue.en_noun_{noun}", tree) for noun in tree["lemmas"])
        else:
            for branch in tree.values():
                yield from _identified(branch)
    elif isinstance(tree, list):
        for branch in tree:
            yield from _identified(branch)


def _words(row: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    """The words a row fires on, the first few of many: "words urge, press, beg (and 8 more)"."""
    words = [str(word) for key in keys if key in row for word in (row[key] if isinstance(row[key], list) else [row[key]])]
    if not words:
        return ""
    rest = f" (and {len(words) - MOST_WORDS} more)" if len(words) > MOST_WORDS else ""
    after = " with " + " or ".join(f"“{word}”" for word in row["with"]) if row.get("with") else ""
    return f"word{'s' if len(words) > 1 else ''} {', '.join(words[:MOST_WORDS])}{rest}{after}"


def _example(row: Mapping[str, Any]) -> str:
    """The first sentence in which a row holds; tables give the sentences with their values."""
    given = row.get("yes") or row.get("timeml") or ""
    return given if isinstance(given, str) else str(next(iter(given)))


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))
