"""The people of a side: who leads it, and who came along ("he was joined by", "accompanied by", "led by")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dragoman import knowledge
from dragoman.analysis import Analysis
from dragoman.reading import phrases
from dragoman.reading.cast import Cast
from dragoman.reading.contact_fields import rules
from dragoman.reading.contact_merge import ContactMention
from dragoman.reading.contact_sides import phrase
from dragoman.record import Side
from dragoman.text import Span

# Below every rank of the table of offices.
_NO_RANK = 99


@dataclass(frozen=True)
class Company:
    """People who came along with somebody: `leads` if they led ("a delegation led by A"). `sent` is the sentence that says so."""

    sent: int
    with_party: str
    names: tuple[str, ...]
    leads: bool


@cache
def rank(role: str | None) -> int:
    """How high an office is, 1 for heads of state; the highest of those that a role as written names."""
    words = knowledge.split((role or "").lower().partition(" to ")[0])
    found, at = [_NO_RANK], 0
    while at < len(words):
        fitting = [(form, office) for form, office in knowledge.offices().get(words[at], ()) if words[at : at + len(form)] == form]
        found += [office.rank for _, office in fitting[:1]]
        at += len(fitting[0][0]) if fitting else 1
    return min(found)


def lead(names: Sequence[str], roles: dict[str, str | None]) -> str | None:
    """The head of a side: who holds the highest office, the first named of several; None without people."""
    return min(names, key=lambda n: rank(roles.get(n)), default=None)


def carried(mentions: Sequence[ContactMention]) -> list[ContactMention]:
    """The mentions, those of "they" or "the delegation" with the people of the same party in the contact told before.

    Args:
        mentions: in text order.
    """
    found: list[ContactMention] = []
    before: tuple[Side, ...] = ()
    for mention in mentions:
        if mention.carried and before and mention.sides and not mention.sides[0].people:
            known = next((s for s in before if s.party == mention.sides[0].party), None)
            mention = replace(mention, sides=(known, *mention.sides[1:])) if known else mention
        if any(s.people for s in mention.sides):
            before = mention.sides
        found.append(mention)
    return found


def companies(analysis: Analysis, cast: Cast) -> dict[int, list[Company]]:
    """Every "joined by", "accompanied by", "led by" of a document, by sentence."""
    found: dict[int, list[Company]] = {}
    for company in _companies(analysis, cast):
        found.setdefault(company.sent, []).append(company)
    return found


def _companies(analysis: Analysis, cast: Cast) -> Iterator[Company]:
    words = rules()
    for token in analysis.tokens:
        leads = token.lemma in words["leads"]
        if token.upos != "VERB" or not (leads or token.lemma in words["joins"]) or not phrases.is_passive(analysis, token.i):
            continue
        agent, whom = phrases.agent(analysis, token.i), _whom(analysis, token.i)
        party = cast.parties(whom)[:1] if agent and whom else ()
        if agent and party:
            names = tuple(name for name, of in cast.people(phrase(analysis, agent.i)) if of in (None, *party))
            yield Company(token.sent, party[0], names, leads)


def _whom(analysis: Analysis, i: int) -> Span | None:
    """Who is joined or led: the subject of the passive, or the noun that the participle follows."""
    subject = phrases.subject(analysis, i)
    return phrase(analysis, subject.i) if subject else None


def joined_by(sides: Sequence[Side], found: dict[int, list[Company]], sentences: set[int]) -> tuple[Side, ...]:
    """The sides with those who came along, as told in their sentences or the ones right after them."""
    near = [c for s in sorted(sentences | {s + 1 for s in sentences}) for c in found.get(s, ())]
    return tuple(_with(side, [c for c in near if c.with_party == side.party]) for side in sides)


def _with(side: Side, company: Sequence[Company]) -> Side:
    names = list(side.people)
    for one in company:
        new = [n for n in one.names if n not in names]
        names = [*new, *names] if one.leads else [*names, *new]
    return Side(party=side.party, people=tuple(names))
