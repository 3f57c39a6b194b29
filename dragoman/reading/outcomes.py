"""Outcomes: agreements, promises, signings, next steps, and talks that failed, with their parties, date and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import issues, phrases, said, tagged, unmeant
from dragoman.reading.acts import Act
from dragoman.reading.cast import Cast
from dragoman.reading.voices import Voices, split, unique
from dragoman.record import Contact, Outcome, Statement, Time
from dragoman.text import Document, Span

FILE = "rules/outcomes/outcomes.yaml"
# Words of what is marked that must be left when it was cut to a phrase.
_LEAST = 2
_KEYS = (
    "id",
    "verbs",
    "nouns",
    "adjectives",
    "object",
    "subject",
    "infinitive",
    "without",
    "modifier",
    "between",
    "particle",
    "negative",
    "what",
    "kind",
    "status",
    "yes",
    "no",
)


@dataclass(frozen=True)
class Rule:
    """One row of the lexicon; see the head of the file for what each key means."""

    id: str
    what: str
    kind: str
    status: str
    negative: bool
    object: frozenset[str]
    subject: frozenset[str]
    infinitive: frozenset[str]
    without: frozenset[str]
    modifier: frozenset[str]
    between: frozenset[str]
    particle: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """An outcome before its date and place are known."""

    id: str
    kind: str
    status: str
    parties: tuple[str, ...]
    what: Span
    evidence: Span
    when: str | None = None
    where: str | None = None


@cache
def _lexicon() -> dict[tuple[str, str], list[Rule]]:
    """The rows by part of speech ("verbs", "nouns", "adjectives") and lemma.

    Raises:
        RuleError: if a row has an unknown key.
    """
    found: dict[tuple[str, str], list[Rule]] = {}
    for row in data.load_yaml(FILE)["rows"]:
        data.check_keys(row, _KEYS, f"{FILE}: {row.get('id')}")
        sets = {
            k: frozenset(row.get(k, ())) for k in ("object", "subject", "infinitive", "without", "modifier", "between", "particle")
        }
        rule = Rule(row["id"], row["what"], row["kind"], row["status"], bool(row.get("negative")), **sets)
        for part in ("verbs", "nouns", "adjectives"):
            for lemma in row.get(part, ()):
                found.setdefault((part, lemma), []).append(rule)
    return found


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(data.load_yaml(FILE)[name])


def _of_acts() -> dict[str, dict[str, Any]]:
    return dict(data.load_yaml(FILE)["acts"])


# ---- rows on words


def _has(tokens: Sequence[Token], lemmas: frozenset[str]) -> bool:
    return any(t.lemma in lemmas or t.lower in lemmas for t in tokens)


def _negative(a: Analysis, t: Token) -> bool:
    objects = a.children(t.i, "obj", "nsubj:pass")
    return phrases.negated(a, t.i) or any(d.lower in ("no", "little") for o in objects for d in a.children(o.i, "det", "amod"))


def _fits(a: Analysis, t: Token, rule: Rule) -> bool:
    passive = phrases.is_passive(a, t.i)
    objects = [t for o in a.children(t.i, "nsubj:pass" if passive else "obj") for t in phrases.conjuncts(a, o.i)]
    if passive and t.deprel.startswith("acl"):
        objects.append(a.tokens[t.head])
    off = phrases.obliques(a, t.i, rule.particle)  # "called [off the talks]" as a prepositional phrase
    objects.extend(off)
    subject = phrases.subject(a, t.i)
    return (
        rule.negative == (t.upos == "VERB" and not phrases.nominal(t) and _negative(a, t))
        and (not rule.object or _has(objects, rule.object))
        and (not rule.subject or (subject is not None and _has([subject], rule.subject)))
        and (not rule.infinitive or _has(a.children(t.i, "xcomp"), rule.infinitive))
        and (not rule.without or _has(phrases.obliques(a, t.i, ("without", "with no")), rule.without))
        and (not rule.modifier or _has([w for w in a.subtree(t.i) if w.i < t.i], rule.modifier))
        and (not rule.particle or bool(off) or any(c.lower in rule.particle for c in a.children(t.i)))
        and (not rule.between or bool(phrases.obliques(a, t.i, rule.between)))
    )


def _unreal(a: Analysis, t: Token) -> bool:
    """Wished, possible or conditional: "must reach a deal", "if they agree"; not "could not agree"."""
    modal = {"must", "should", "could", "may", "might", "would", "can", "will"} & set(phrases.auxiliaries(a, t.i))
    if modal and not (modal <= {"could", "can"} and _negative(a, t)):
        return True
    first = a.tokens[t.head] if t.deprel == "conj" and not a.children(t.i, "nsubj") else t  # "to close the gaps and reach a deal"
    aim = any(
        m.lower in ("toward", "towards", "of", "for", "before", "without", "including") for m in a.children(t.i, "mark", "case")
    )
    voted = first.deprel == "xcomp" and a.tokens[first.head].lemma == "vote"  # "voted to adopt the treaty" has adopted it
    return (
        aim
        or (phrases.infinitive(a, first.i) and not voted)
        or any(m.lower in ("if", "unless", "until", "whether") for m in a.children(t.i, "mark"))
    )


def _of_rows(v: Voices) -> Iterator[_Found]:
    a = v.analysis
    for t in a.tokens:
        noun = phrases.nominal(t)
        part = "nouns" if noun else "adjectives" if t.upos == "ADJ" else "verbs"
        for rule in _lexicon().get((part, phrases.noun_lemma(t) if noun else t.lemma), ()):
            verb = a.tokens[t.head] if noun and t.deprel == "obj" else None if noun else t  # "could sign [a treaty]"
            if not _fits(a, t, rule) or (verb is not None and not rule.modifier and _unreal(a, verb)):
                continue
            what = _what(a, t, rule)
            evidence = what if noun else phrases.clause(a, t.i)
            active = rule.kind == "no_agreement" and rule.negative and not phrases.is_passive(a, t.i)
            parties = v.doer(t.i) if active and t.lemma == "accept" else _parties(v, t, evidence)
            if rule.kind == "breakdown" and rule.object | rule.infinitive:  # "Norway called off the visit of Chile's minister"
                parties = unique((*parties, *v.named_in(evidence)))
            if parties:
                yield _Found(rule.id, rule.kind, rule.status, parties, what, evidence)
                break


def _what(a: Analysis, t: Token, rule: Rule) -> Span:
    if rule.what == "task":
        tasks = [c for c in a.children(t.i, "xcomp", "advcl", "acl") if phrases.infinitive(a, c.i)]
        return phrases.phrase(a, tasks[0].i) if tasks else phrases.clause(a, t.i)
    if rule.what == "object":
        objects = a.children(t.i, "nsubj:pass" if phrases.is_passive(a, t.i) else "obj")
        if objects:
            return phrases.noun_phrase(a, objects[0].i)
    return phrases.noun_phrase(a, t.i) if phrases.nominal(t) else phrases.clause(a, t.i)


def _parties(v: Voices, t: Token, evidence: Span) -> tuple[str, ...]:
    """Of the subject, else all named in the words or their clause, else those present."""
    noun = phrases.nominal(t)
    doers = v.doer(t.i) if t.upos in ("VERB", "ADJ") and not noun else ()
    clause = phrases.clause(v.analysis, phrases.governor(v.analysis, t.i)) if noun else evidence
    return doers or v.named_in(evidence) or v.named_in(clause) or v.present


# ---- acts and contacts


def is_next_step(a: Analysis, head: Token) -> bool:
    """ "continue contacts", "meet again": the content is itself talk."""
    if _has([head], _words("next_step_words")):
        return True
    near = [
        *a.children(head.i, "obj", "xcomp", "obl"),
        *(c for x in a.children(head.i, "xcomp") for c in a.children(x.i, "obj", "obl")),
    ]
    return head.lemma in _words("carriers") and _has(
        [w for n in near for w in phrases.conjuncts(a, n.i)], _words("next_step_words")
    )


def _of_act(v: Voices, act: Act) -> Iterator[_Found]:
    known = _of_acts().get(act.rule.id)
    if known is None or act.negative or act.event == "THREATEN":
        return
    a = v.analysis
    if unmeant.in_condition(a, act.word):
        return
    for issue in act.issues:
        head = a.head_of(issue)
        kind, status = known["kind"], known["status"]
        if kind == "agreement" and len(act.holders) == 1 and "joint" in act.rule.flags and _as_one(v, act):
            continue
        if head is not None and kind in ("agreement", "commitment") and (is_next_step(a, head) or unmeant.journey(a, head)):
            kind, status = "next_step", "expected"
        if kind == "signing" and _unreal(a, a.tokens[act.word]):
            status = "expected"
        signers = [(p,) for p in act.holders] if kind == "signing" else [act.holders]
        for parties in signers:
            yield _Found(act.rule.id, kind, status, parties, issue, act.evidence)


def _as_one(v: Voices, act: Act) -> bool:
    """ "we agree with the report": one state alone, in its own words, is of one mind with somebody but has agreed nothing."""
    return act.rule.id == "act.agree" and len(act.holders[0]) == 3 and act.holders[0].isupper()


def _of_contact(analysis: Analysis, c: Contact) -> _Found | None:
    """A planned contact is a next step."""
    parties = unique(p for s in c.sides for p in split(s.party))
    if c.status != "planned" or not parties or not c.evidence:
        return None
    evidence = Span(*c.evidence[0])
    return _Found("outcome.contact.planned", "next_step", "expected", parties, evidence, evidence, c.start, c.place)


def _of_tags(v: Voices, found: Sequence[_Found]) -> Iterator[_Found]:
    """What the encoder marks where nothing else was found."""
    a = v.analysis
    for tag in tagged.find(a, "what", "outcome"):
        what, evidence = issues.name(a, tagged.span(a, tag)), tagged.evidence(a, tag)
        if what is None or len(a.tokens_in(what)) < _LEAST:
            continue
        parties = tagged.doers(v, tag) or v.named_in(evidence) or v.present
        least = 2 if tag.label == "signing" else 1  # one alone signs its own laws
        if len(parties) >= least and not any(f.evidence.overlaps(what) for f in found):
            yield _Found(f"{a.model}/outcome", tag.label, _usual_status()[tag.label], parties, what, evidence)


def _usual_status() -> dict[str, str]:
    return dict(data.load_yaml(FILE)["status"])


def _when(times: Sequence[Time], f: _Found, published: str | None) -> str | None:
    """The date that stands in the outcome's own words: not before publication if it is expected, not after it if it is done."""
    inside = [t.value.split("T")[0] for t in times if t.type in ("DATE", "TIME") and t.value and f.evidence.covers(Span(*t.span))]
    fitting = (day for day in inside if day[0].isdigit() and _timely(day, f.status, published))
    return next(fitting, None)


def _timely(day: str, status: str, published: str | None) -> bool:
    if not published or status not in ("expected", "done"):
        return True
    near = min(len(day), len(published))
    return day[:near] >= published[:near] if status == "expected" else day[:near] <= published[:near]


def _present(contacts: Sequence[Contact]) -> tuple[str, ...]:
    """The parties of the first contact held: those of whom "it was agreed" is said."""
    held = [c for c in contacts if c.status in ("held", "ongoing")]
    return unique(p for s in held[0].sides for p in split(s.party)) if held else ()


def find(
    doc: Document,
    analysis: Analysis,
    cast: Cast,
    times: Sequence[Time],
    contacts: Sequence[Contact],
    statements: Sequence[Statement] = (),
) -> tuple[Outcome, ...]:
    """Find the outcomes of `doc`.

    Returns:
        Outcomes in text order with ids "o1", "o2" ...; `what` is verbatim.
    """
    voices = Voices(analysis, cast, statements, _present(contacts))
    found = [f for c in contacts if (f := _of_contact(analysis, c)) is not None]
    acts = [f for act in said.find(voices) for f in _of_act(voices, act)]
    found += [f for f in acts if f.kind != "commitment" or issues.name(analysis, f.what) is not None]
    found += _of_rows(voices)
    found += list(_of_tags(voices, found))
    kept: list[_Found] = []
    for f in found:
        if not any(_same(f, k, times, doc.published) for k in kept):
            kept.append(f)
    return tuple(
        _outcome(analysis, times, _dated(f, times, contacts, doc.published), n)
        for n, f in enumerate(sorted(kept, key=lambda f: (f.evidence, f.what)), 1)
    )


def _dated(f: _Found, times: Sequence[Time], contacts: Sequence[Contact], published: str | None) -> _Found:
    """What was agreed without a date of its own was agreed at the contact held before it in the text, by the same parties."""
    own = f.when or _when(times, f, published)
    if own or f.kind != "agreement" or not f.id.startswith("act."):
        return replace(f, when=own)
    held = [c for c in contacts if c.status == "held" and c.evidence and c.evidence[0][0] <= f.evidence.end]
    met = [c for c in held if set(f.parties) <= {p for s in c.sides for p in split(s.party)}]
    return replace(f, when=met[-1].start if met else None)


def _same(f: _Found, k: _Found, times: Sequence[Time], published: str | None) -> bool:
    """Whether one is told by the other: the same words, or one signing by one signer on one day."""
    if f.kind == k.kind == "signing" and f.parties == k.parties:
        return _when(times, f, published) in (None, _when(times, k, published))
    fewer = f.kind == k.kind == "next_step" and set(f.parties) < set(k.parties)
    alike = f.kind == k.kind or f.what.overlaps(k.what)
    return f.evidence.overlaps(k.evidence) and alike and (f.parties == k.parties or fewer)


def _outcome(a: Analysis, times: Sequence[Time], f: _Found, number: int) -> Outcome:
    when = f.when
    what = issues.name(a, f.what) or f.what
    evidence = Span(f.evidence.start, what.end) if f.evidence.end == f.what.end else f.evidence  # what was cut off is none of it
    unknown = {} if when else {"when": "the text gives no date for it"}
    return Outcome.model_validate(
        {
            "id": f"o{number}",
            "kind": f.kind,
            "status": f.status,
            "parties": f.parties,
            "what": a.doc[what],
            "when": when,
            "where": f.where,
            "evidence": evidence,
            "found_by": f.id,
            "score": 0.5,
            "unknown": unknown,
        }
    )
