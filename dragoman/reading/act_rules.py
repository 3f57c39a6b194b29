"""The lexicon of speech acts: the rows of `rules/stances/acts.yaml` by the words they fire on, and the word lists they lean on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from dragoman import data
from dragoman.errors import RuleError

FILE = "rules/stances/acts.yaml"
_KEYS = (
    "id", "verbs", "nouns", "adjectives", "deontic", "future", "condition", "with", "needs", "issue", "holder", "target", "scope",
    "stance", "event", "cameo", "negated", "passive", "predicate", "voiced", "addressed", "bare", "harsh",
    "adjectives_before", "split", "strict", "owned", "conditional", "hypothetical", "lemmas", "joint", "aimed", "object",
    "not_object", "weak", "objectless", "allied", "amount", "last", "aim", "told", "after", "yes", "no",
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One row of the lexicon; see the head of the file for what each key means."""

    id: str
    issue: tuple[str, ...]
    needs: tuple[str, ...]
    with_: frozenset[str]
    holder: str
    target: str
    scope: str
    stance: str | None
    event: str | None
    cameo: str | None
    negated: dict[str, str] | None
    before: frozenset[str]
    after: frozenset[str]
    split: frozenset[str]
    lemmas: frozenset[str]
    object: frozenset[str]
    not_object: frozenset[str]
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lexicon:
    """The rows by the lemma they fire on."""

    verbs: dict[str, list[Rule]] = field(default_factory=dict)
    nouns: dict[str, list[Rule]] = field(default_factory=dict)
    adjectives: dict[str, list[Rule]] = field(default_factory=dict)
    deontic: dict[str, Rule] = field(default_factory=dict)
    future: list[Rule] = field(default_factory=list)
    conditions: dict[str, Rule] = field(default_factory=dict)


def _rule(row: dict[str, Any], where: str) -> Rule:
    data.check_keys(row, _KEYS, where)
    flags = (
        "passive", "predicate", "voiced", "addressed", "bare", "harsh", "strict", "owned", "conditional",
        "hypothetical", "joint", "aimed", "weak", "objectless", "allied", "amount", "last", "aim",
        "told",
    )  # fmt: skip
    issue = tuple(row["issue"])
    return Rule(
        id=row["id"],
        issue=issue,
        needs=tuple(row.get("needs", issue)),
        with_=frozenset(row.get("with", ())),
        holder=row.get("holder", "subject"),
        target=row.get("target", "none"),
        scope=row.get("scope", "any"),
        stance=row.get("stance"),
        event=row.get("event"),
        cameo=row.get("cameo"),
        negated=row.get("negated"),
        before=frozenset(row.get("adjectives_before", ())),
        after=frozenset(row.get("after", ())),
        split=frozenset(row.get("split", ())),
        lemmas=frozenset(row.get("lemmas", ())),
        object=frozenset(row.get("object", ())),
        not_object=frozenset(row.get("not_object", ())),
        flags=frozenset((*(f for f in flags if row.get(f)), *(["adjective"] if "adjectives" in row else []))),
    )


@cache
def lexicon() -> Lexicon:
    """The rows of the lexicon, in file order under each lemma.

    Raises:
        RuleError: if a row has an unknown key or an id occurs twice.
    """
    found, seen = Lexicon(), set()
    for row in data.load_yaml(FILE)["rows"]:
        rule = _rule(row, f"{FILE}: {row.get('id')}")
        if rule.id in seen:
            raise RuleError(f"{FILE}: id {rule.id!r} occurs twice")
        seen.add(rule.id)
        for table, key in ((found.verbs, "verbs"), (found.nouns, "nouns"), (found.adjectives, "adjectives")):
            for lemma in row.get(key, ()):
                table.setdefault(lemma, []).append(rule)
        for lemma in row.get("deontic", ()):
            found.deontic[lemma] = rule
        for mark in row.get("condition", ()):
            found.conditions[mark] = rule
        if row.get("future"):
            found.future.append(rule)
    return found


@cache
def words(name: str) -> frozenset[str]:
    """One of the word lists that the rows lean on."""
    return frozenset(data.load_yaml("rules/stances/words.yaml")[name])
