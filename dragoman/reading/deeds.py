"""Deeds: attacks, arrests, sanctions, aid, withdrawals ..., by verb or event noun, with who does them to whom.

The rows of `rules/plover/deeds.yaml` fire on words of the tree. Only what the text asserts counts: wishes, conditions, denials and
what others are asked to do are left out; the speech act that carries them is found elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.errors import RuleError
from dragoman.reading import phrases
from dragoman.reading.act_rules import words
from dragoman.reading.coding import Coder
from dragoman.reading.voices import Voices, unique
from dragoman.text import Span

FILE = "rules/plover/deeds.yaml"
_KEYS = (
    "id", "type", "cameo", "verbs", "nouns", "with", "object", "object_or_xcomp", "object_or_in", "object_none",
    "oblique", "modifier", "actor_nouns", "recipient", "needs_recipient", "own", "yes", "no",
)  # fmt: skip
# An infinitive under one of these is done all the same ("began to shell", "continues to hold").
_DONE = frozenset(("begin", "start", "continue", "keep", "proceed", "help", "come", "manage", "move", "use", "try", "resume"))
_HYPOTHETICAL = frozenset(("can", "could", "may", "might", "should", "must", "ought"))
_FUTURE = frozenset(("will", "would", "shall"))
# What one promises, wants or goes on with is held out, not done.
_HELD_OUT = frozenset(
    """agree commit commitment pledge promise vow intend intention plan hope want wish aim seek look forward interest interested
    ready readiness determine determined determination continue remain importance need desire willing willingness offer
    propose""".split()
)
_CONDITIONS = frozenset(("if", "unless", "should", "whether", "lest", "until"))
# How `coding` may know for whom a phrase stands that names no party itself.
_SURE = frozenset(("own", "before", "after", "place"))
# What is between the two sides of the talks told of.
_MUTUAL = frozenset(("bilateral", "our", "their", "mutual", "joint"))
_UNREAL_MODIFIERS = frozenset(
    ("possible", "potential", "future", "planned", "threatened", "imminent", "hypothetical", "any", "further", "cold")
)


@dataclass(frozen=True)
class Rule:
    """One row of the lexicon; see the head of the file for what each key means."""

    id: str
    type: str
    cameo: str
    recipient: tuple[str, ...]
    with_: frozenset[str]
    object: frozenset[str]
    loose_object: frozenset[str]
    oblique: frozenset[str]
    modifier: frozenset[str]
    actor_nouns: frozenset[str]
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed as found; `future` if it is announced, not done."""

    rule: Rule
    word: int
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    evidence: Span
    future: bool


def _rule(row: dict[str, Any], where: str) -> Rule:
    data.check_keys(row, _KEYS, where)
    flags = ("object_none", "needs_recipient", "own")
    names = {key: frozenset(row.get(key, ())) for key in ("with", "object", "oblique", "modifier", "actor_nouns")}
    return Rule(
        id=row["id"],
        type=row["type"],
        cameo=row["cameo"],
        recipient=tuple(row["recipient"]),
        with_=names["with"],
        object=names["object"],
        loose_object=frozenset((*row.get("object_or_xcomp", ()), *row.get("object_or_in", ()))),
        oblique=names["oblique"],
        modifier=names["modifier"],
        actor_nouns=names["actor_nouns"],
        flags=frozenset(f for f in flags if row.get(f)),
    )


@cache
def lexicon() -> tuple[dict[str, list[Rule]], dict[str, list[Rule]]]:
    """The rows by verb lemma and by noun lemma, in file order.

    Raises:
        RuleError: if a row has an unknown key or an id occurs twice.
    """
    verbs: dict[str, list[Rule]] = {}
    nouns: dict[str, list[Rule]] = {}
    seen = set()
    for row in data.load_yaml(FILE)["rows"]:
        rule = _rule(row, f"{FILE}: {row.get('id')}")
        if rule.id in seen:
            raise RuleError(f"{FILE}: id {rule.id!r} occurs twice")
        seen.add(rule.id)
        for table, key in ((verbs, "verbs"), (nouns, "nouns")):
            for lemma in row.get(key, ()):
                table.setdefault(lemma, []).append(rule)
    return verbs, nouns


def _objects(a: Analysis, i: int) -> list[Token]:
    """Direct object, in a passive the subject, of a participle after its noun that noun; coordinated ones included."""
    t = a.tokens[i]
    if phrases.is_passive(a, i):
        subject = phrases.subject(a, i)
        heads = [subject] if subject is not None else []
    elif phrases.nominal(t):
        heads = phrases.obliques(a, i, ("of",))
    else:
        heads = a.children(i, "obj")
    return [c for h in heads for c in phrases.conjuncts(a, h.i)]


def _named(tokens: list[Token], lemmas: frozenset[str]) -> bool:
    return any(t.lemma in lemmas or t.lower in lemmas for t in tokens)


def _fits(a: Analysis, t: Token, rule: Rule) -> bool:
    objects = _objects(a, t.i)
    children = a.children(t.i)
    near = [*children, *(c for child in children for c in a.children(child.i, "case", "mark"))]
    if rule.with_ and not any(c.lower in rule.with_ for c in near):
        return False
    if rule.object and not _named([w for o in objects for w in (o, *a.children(o.i, "compound", "amod", "nummod"))], rule.object):
        return False
    if rule.loose_object and not _named([*objects, *(w for c in children for w in (c, *a.children(c.i)))], rule.loose_object):
        return False
    if "object_none" in rule.flags and (objects and not phrases.is_passive(a, t.i)):
        return False
    if rule.oblique and not _named(a.children(t.i, "obl"), rule.oblique):
        return False
    if rule.modifier and not _named(a.children(t.i, "amod", "compound", "nmod"), rule.modifier):
        return False
    if rule.actor_nouns:
        doer = phrases.agent(a, t.i) if phrases.is_passive(a, t.i) else phrases.subject(a, t.i)
        return doer is not None and _named([doer, *a.children(doer.i, "compound")], rule.actor_nouns)
    return True


def _real_verb(a: Analysis, t: Token) -> bool:
    """Whether the text asserts the deed of the verb, done or announced."""
    if phrases.negated(a, t.i) or _HYPOTHETICAL & set(phrases.auxiliaries(a, t.i)):
        return False
    at = t
    while True:
        if any(m.lower in _CONDITIONS for m in a.children(at.i, "mark", "aux") if m.i < at.i):
            return False
        head = a.tokens[at.head]
        if phrases.infinitive(a, at.i) and not any(c.deprel == "nsubj" for c in a.children(at.i)):
            return at.deprel in ("xcomp", "conj") and head.lemma in _DONE
        if at.deprel in ("conj", "xcomp") and head.upos == "VERB" and not a.children(at.i, "nsubj"):
            at = head
            continue
        return True


def _real_noun(a: Analysis, t: Token) -> bool:
    """Whether the text takes the deed of the noun for real: not "a possible attack", "no attack", "the threat of war"."""
    if any(c.lower in _UNREAL_MODIFIERS or c.lower == "no" for c in a.children(t.i, "amod", "det")):
        return False
    head = a.tokens[t.head]
    return head.lemma not in (
        "threat",
        "risk",
        "possibility",
        "prevent",
        "avoid",
        "avert",
        "prospect",
        "fear",
        "danger",
        "crime",
        "talk",
    )


def _participles(a: Analysis, t: Token) -> list[Token]:
    """ "sanctions [imposed] on Chile", "the war [waged] by Norway": participles that tell more of an event noun."""
    return [c for c in a.children(t.i, "acl") if c.i > t.i and "VerbForm=Part" in c.feats and phrases.is_passive(a, c.i)]


def _carriers(a: Analysis, t: Token, selector: str) -> list[Token]:
    """Heads of the phrases in which `selector` looks for who suffers or gets what word `t` tells."""
    kind, _, preposition = selector.partition(":")
    if kind == "object":
        return [] if phrases.nominal(t) else _objects(a, t.i)
    if kind == "owner":
        return _objects(a, t.i)
    if kind == "iobject":
        return a.children(t.i, "iobj")
    if kind == "with":
        return []
    if phrases.nominal(t):
        carriers = [t, *_participles(a, t)]
    else:
        carriers = [t, *(_objects(a, t.i) if not phrases.is_passive(a, t.i) else [])]
    return [c for at in carriers for h in phrases.obliques(a, at.i, (preposition,)) for c in phrases.conjuncts(a, h.i)]


def recipients(v: Voices, coder: Coder, t: Token, selectors: Sequence[str], actors: tuple[str, ...]) -> tuple[str, ...]:
    """Whom the selectors name, the first that names one; else for whom their phrases stand by place or modifier."""
    heads = [(selector, _carriers(v.analysis, t, selector)) for selector in selectors]
    for selector, carriers in heads:
        whom = v.parties if selector == "object" else v.owner if selector == "owner" else lambda i: v.parties(i) or v.owner(i)
        found = unique(p for h in carriers for p in whom(h.i) if p not in actors)
        if found:
            return found
    for _, carriers in heads:
        coded = [coder.of(h.i, joint=False) for h in carriers]
        found = unique(p for c in coded if c.how in _SURE for p in c.parties if p not in actors)
        if found:
            return found
    return ()


def _partners(v: Voices, t: Token) -> tuple[str, ...]:
    """The other side of a joint deed: "cooperates with Chile", "cooperation between Norway and Chile", "Norway-Chile cooperation".

    That of a noun without any party is between those who hold the talks: "bilateral cooperation", "our cooperation".
    """
    a = v.analysis
    heads = phrases.obliques(a, t.i, ("with", "between", "among", "of", "by"))
    found = unique(p for h in heads for p in v.parties(h.i))
    if not phrases.nominal(t):
        return found
    before = [c for c in a.children(t.i, "amod", "compound", "nmod:poss") if c.i < t.i]
    start = min((w.start for c in before for w in a.subtree(c.i)), default=t.start)
    joined = tuple(p for p in v.cast.parties((start, t.start)) if p not in found)
    mutual = any(c.lower in _MUTUAL for c in before)
    return unique((*joined, *found)) or (v.present if mutual and len(v.present) == 2 else ())


def _deed(v: Voices, coder: Coder, t: Token, rule: Rule) -> Deed | None:
    a = v.analysis
    noun = phrases.nominal(t)
    actors = (
        v.noun_doer(t.i, words("light") | words("performing"), "on:of" not in rule.recipient, "own" not in rule.flags)
        if noun
        else v.doer(t.i)
    )
    if not actors and noun:
        actors = unique(p for c in _participles(a, t) for p in v.doer(c.i))
    if "with" in rule.recipient:
        partners = _partners(v, t)
        actors = unique((*partners, *actors) if noun else (*actors, *partners))
    if not actors:
        return None
    suffering = recipients(v, coder, t, rule.recipient, actors)
    if "needs_recipient" in rule.flags and not suffering:
        return None
    if "with" in rule.recipient and len(actors) < 2:
        return None
    span = phrases.noun_phrase(a, t.i) if noun else phrases.verb_phrase(a, t.i)
    future = _promised(a, t) if "with" in rule.recipient else not noun and bool(_FUTURE & set(phrases.auxiliaries(a, t.i)))
    return Deed(rule, t.i, actors, suffering, span, future)


def _promised(a: Analysis, t: Token) -> bool:
    """ "agreed to continue to [work] together", "their intention to expand [cooperation]": a joint deed that somebody holds out."""
    for above in (t, *a.ancestors(t.i)):
        if above.lemma in _HELD_OUT or _FUTURE & set(phrases.auxiliaries(a, above.i)):
            return True
        if above.deprel in ("root", "conj", "parataxis", "acl:relcl"):
            break
    return False


def find(v: Voices, coder: Coder) -> list[Deed]:
    """All deeds of the document, in text order, at most one for each word; a noun that a verb's row took is left out."""
    a, found = v.analysis, []
    verbs, nouns = lexicon()
    taken: set[int] = set()
    for t in a.tokens:
        rows = nouns.get(phrases.noun_lemma(t), ()) if phrases.nominal(t) else verbs.get(t.lemma, ()) if t.upos == "VERB" else ()
        for rule in rows:
            if t.i in taken or not _fits(a, t, rule) or not (_real_noun(a, t) if phrases.nominal(t) else _real_verb(a, t)):
                continue
            deed = _deed(v, coder, t, rule)
            if deed is not None:
                found.append(deed)
                if rule.object:
                    taken.update(o.i for o in _objects(a, t.i))
                break
    return found
