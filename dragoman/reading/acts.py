"""Speech acts and attitudes: who demands, condemns, supports, promises or refuses what, towards whom.

The rows of `rules/stances/acts.yaml` fire on words of the tree; positions and events both read what is found here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.act_rules import Rule, lexicon, words
from dragoman.reading.voices import Voices, split, unique
from dragoman.text import Span


@dataclass(frozen=True, slots=True)
class Act:
    """One act as found.

    Attributes:
        word: index of the word that the row fired on.
        issues: verbatim phrases that name what it is about, at least one.
        evidence: from the word to the end of the issue, code points.
    """

    rule: Rule
    word: int
    holders: tuple[str, ...]
    targets: tuple[str, ...]
    issues: tuple[Span, ...]
    evidence: Span
    stance: str | None
    event: str | None
    cameo: str | None
    negative: bool


# ---- where the issue stands


def _gerund(a: Analysis, t: Token) -> bool:
    return t.upos in ("VERB", "AUX") and any(m.deprel in ("mark", "case") for m in a.children(t.i))


def _after(a: Analysis, i: int, preposition: str) -> list[Token]:
    """What follows a preposition on word `i`: nouns ("for help") and gerunds ("for closing the harbour")."""
    nouns = phrases.obliques(a, i, (preposition,))
    gerunds = [
        t
        for t in a.children(i, "advcl", "acl", "xcomp", "ccomp")
        if t.i > i and any(m.lower == preposition and m.upos != "PART" and m.deprel in ("mark", "case") for m in a.children(t.i))
    ]
    return sorted([*(t for t in nouns if t.i > i), *gerunds], key=lambda t: t.i)


def _aim(a: Analysis, t: Token) -> Token:
    """ "must do all it can to [lift the siege]": what all is done for; any other verb is itself."""
    all_of_it = t.lemma == "do" and any(o.lower in ("all", "everything", "whatever", "utmost") for o in a.children(t.i, "obj"))
    return next((w for w in a.subtree(t.i) if w.i > t.i and phrases.infinitive(a, w.i)), t) if all_of_it else t


def _asked_to(a: Analysis, i: int) -> list[Token]:
    """ "called on [the parties] to [reopen] the harbour": infinitives that the tree hangs on who is asked."""
    asked = a.children(i, "obj", "iobj", "obl") if a.tokens[i].upos == "VERB" else []
    return [c for o in asked if o.upos in ("PROPN", "PRON") or o.lemma in words("actor_nouns") for c in a.children(o.i, "acl")]


def _predicated(a: Analysis, t: Token) -> list[Token]:
    """What a noun is said to be: "its goal is a new [treaty]", "the aim of the visit was to [reopen] the harbour"."""
    above = [a.tokens[t.head]] if t.deprel.startswith("nsubj") and a.children(t.head, "cop") else []
    below = [c for c in a.children(t.i, "acl") if any(w.lemma == "be" for w in a.children(c.i, "aux"))]
    return [w for w in above or below if not phrases.negated(a, w.i)]


def _left_out(a: Analysis, t: Token) -> list[Token]:
    """ "a [charge] Iran denies", "the [plan] that Peru backs": the object that a relative clause leaves out."""
    own = phrases.subject_child(a, t.i)
    missing = t.deprel == "acl:relcl" and own is not None and own.i != t.head and not a.children(t.i, "ccomp", "xcomp", "obl")
    return [a.tokens[t.head]] if missing else []


def select(a: Analysis, i: int, selector: str) -> list[Token]:
    """Heads of the phrases that `selector` picks on word `i`, text order; several where they are coordinated."""
    kind, _, preposition = selector.partition(":")
    t = a.tokens[i]
    if kind == "object":
        found = [phrases.antecedent(a, o) for o in a.children(i, "nsubj:pass" if phrases.is_passive(a, i) else "obj")]
        if not found and phrases.is_passive(a, i) and t.deprel.startswith("acl"):
            found = [a.tokens[t.head]]
        found = found or _left_out(a, t)
        named = [c for c in a.children(i, "xcomp") if phrases.nominal(c)]
        found = found or (named if len(named) > 1 else [])  # "called the seizure an act of piracy"
    elif kind == "clause":
        found = a.children(i, "ccomp") or [
            c for c in a.children(i, "acl") if any(m.lower == "that" for m in a.children(c.i, "mark"))
        ]
    elif kind == "infinitive":
        above = a.children(t.head, "advcl", "xcomp") if t.upos == "ADJ" and t.deprel == "xcomp" else []  # "stands ready [to help]"
        below = sorted([*_asked_to(a, i), *a.children(i, "xcomp", "acl", "ccomp", "advcl")], key=lambda c: c.i)
        found = [c for c in below or above if c.i > i and phrases.infinitive(a, c.i)]
    elif kind == "gerund" and not preposition:
        found = [c for c in a.children(i, "xcomp") if c.text.endswith("ing")]
    elif kind == "subject":
        subject = phrases.subject_child(a, i)
        found = [subject] if subject is not None else []
    elif kind == "predicate":
        found = _predicated(a, t)
    elif kind in ("self", "sentence"):
        found = [_aim(a, t)]
    else:
        after = [w for w in _after(a, i, preposition) if w.lemma != "behalf"]
        found = [w for w in after if kind == "on" or (w.upos == "VERB") == (kind == "gerund")]
    return [c for f in found[:1] for c in ([f] if kind in ("self", "sentence", "subject") else phrases.conjuncts(a, f.i))]


def span_of(a: Analysis, head: Token, selector: str) -> Span:
    """The verbatim phrase of an issue whose head `selector` picked."""
    if (selector in ("sentence", "clause") and not phrases.infinitive(a, head.i)) or (
        selector == "self" and phrases.is_passive(a, head.i)
    ):
        return phrases.clause(a, head.i)
    return phrases.noun_phrase(a, head.i) if selector == "predicate" and head.upos != "VERB" else phrases.phrase(a, head.i)


def _after_word(a: Analysis, span: Span, t: Token, head: Token) -> Span:
    """An issue that follows its word has nothing that stands before it, however the tree hangs the subject.

    One that is the subject of its word ends before the copula.
    """
    first = next((w.start for w in a.tokens_in(span) if w.i > t.i), span.start)
    copula = next((w.start for w in a.children(t.i, "cop") if head.i < w.i), span.end)
    return Span(first, span.end) if head.i > t.i else Span(span.start, max(min(span.end, copula), head.end))


# ---- does a row fit a word
_UNSURE = frozenset(("will", "would", "may", "might", "could"))


def _voiced(a: Analysis, t: Token) -> bool:
    """Whether a noun stands close after a verb that only gives voice to it: "stressed the urgent [need]"."""
    for before in reversed(a.tokens[max(0, t.i - 9) : t.i]):
        if before.upos == "VERB" and before.deprel != "amod" and not phrases.nominal(before):
            return before.lemma in words("light")
        if before.sent != t.sent or before.text in (".", ";", ":"):
            return False
    return False


_CURRENCY = frozenset("$ € £ ¥ dollar dollars euro euros pound pounds yen".split())


def _money(a: Analysis, t: Token) -> bool:
    """Whether a phrase tells a sum: "an additional $200 million in loans"."""
    return any(w.lower in _CURRENCY or w.text[0] in "$€£" for w in a.subtree(t.i) if w.i < t.i + 8)


def _condition(a: Analysis, t: Token) -> Token | None:
    """The predicate of the "if" clause on the predicate `t`."""
    clauses = a.children(t.i, "advcl")
    return next((c for c in clauses if any(m.lower in ("if", "unless", "should") for m in a.children(c.i, "mark", "aux"))), None)


def _aimed_at(a: Analysis, t: Token) -> bool:
    """ "cooperation on [widening] trade", "met in order to [widen] trade": what something else is done for."""
    return (t.text.endswith("ing") and _gerund(a, t)) or (t.deprel == "advcl" and phrases.infinitive(a, t.i))


def _to_come(a: Analysis, t: Token) -> bool:
    """Whether a verb tells what is only possible, planned or meant: "will close", "to close", "closing", not "is closing"."""
    loose = t.lower.endswith("ing") and not any(c.lemma == "be" for c in a.children(t.i, "aux"))
    return loose or phrases.infinitive(a, t.i) or bool(_UNSURE & set(phrases.auxiliaries(a, t.i)))


def _owner(a: Analysis, t: Token) -> Token | None:
    """Whose: "Norway's anger", "anger of", "by" or "from Norway"."""
    return phrases.possessor(a, t.i) or phrases.agent(a, t.i) or next(iter(phrases.obliques(a, t.i, ("from",))), None)


def _fits(a: Analysis, t: Token, rule: Rule) -> bool:
    if rule.with_ and not any(
        c.lower in rule.with_ for child in a.children(t.i) for c in (child, *a.children(child.i, "case", "mark")) if c.i != t.i
    ):
        return False
    if "passive" in rule.flags and not phrases.is_passive(a, t.i):
        return False
    if "predicate" in rule.flags and (not a.children(t.i, "cop") or (t.upos == "NOUN" and t.deprel.startswith("acl"))):
        return False
    if "addressed" in rule.flags and not (a.children(t.i, "obj", "iobj") or phrases.is_passive(a, t.i)):
        return False
    if "harsh" in rule.flags and {"must", "should"} & set(phrases.auxiliaries(a, t.i)):
        return False
    if "harsh" in rule.flags and not any(
        w.lemma in words("harsh") or w.lower in words("harsh") for w in a.subtree(t.i) if w.i > t.i
    ):
        return False
    if "voiced" in rule.flags and not _voiced(a, t):
        return False
    if "amount" in rule.flags and not any(_money(a, o) for o in a.children(t.i, "obj", "nsubj:pass")):
        return False
    if "objectless" in rule.flags and a.children(t.i, "obj"):
        return False
    if rule.after and phrases.case_of(a, t.i) not in rule.after:
        return False
    if rule.before and not any(c.i < t.i and c.lower in rule.before for c in a.subtree(t.i)):
        return False
    if "told" in rule.flags and _to_come(a, t):
        return False
    if "aim" in rule.flags and not _aimed_at(a, t):
        return False
    if "conditional" in rule.flags and _condition(a, t) is None:
        return False
    if "owned" in rule.flags and not (_owner(a, t) or a.children(t.i, "amod", "compound")):
        return False
    if "hypothetical" in rule.flags and not _UNSURE & set(phrases.auxiliaries(a, phrases.governor(a, t.i))):
        return False
    if rule.lemmas and t.lemma not in rule.lemmas:
        return False
    if rule.not_object and any(o.lemma in rule.not_object for o in select(a, t.i, "object")):
        return False
    if rule.object and not any(o.lemma in rule.object for o in select(a, t.i, "object")):
        return False
    if "bare" in rule.flags and any(o.lemma in lexicon().nouns for o in a.children(t.i, "obj")):
        return False
    return any(select(a, t.i, s) for s in rule.needs)


_VERBS = frozenset(
    "implement comment cement lament supplement complement augment mention question caution position witness".split()
)


def _nominal(t: Token) -> bool:
    """A common noun, also one with a noun's ending that was tagged as a verb ("our commitment to ..."); "implement" is a verb."""
    ending = t.lower.endswith(("ment", "tion", "ness", "ments", "tions")) and t.lemma not in _VERBS
    return phrases.nominal(t) or (t.upos == "VERB" and ending)


def _rows(a: Analysis, t: Token) -> Iterator[Rule]:
    table = lexicon()
    if t.upos in ("ADJ", "VERB", "ADV", "ADP"):
        yield from table.adjectives.get(t.lower, ())
    if _nominal(t):
        yield from table.nouns.get(phrases.noun_lemma(t), ())
    elif t.upos == "VERB" and (t.deprel != "amod" or a.children(t.i)):  # not "pressing challenges"
        yield from table.verbs.get(t.lemma, ())


def _auxiliary_rules(a: Analysis, t: Token) -> Iterator[Rule]:
    """Rows that fire on "must" and "will" before the predicate `t`."""
    if t.deprel == "conj" and t.upos != "VERB":  # "must be settled peacefully and in [accordance] with law"
        return
    table, found = lexicon(), phrases.auxiliaries(a, t.i)
    yield from (table.deontic[w] for w in found if w in table.deontic and not _inverted(a, t))
    if (
        t.upos == "VERB"
        and t.deprel != "acl:relcl"  # "supplies that will be made available": nobody's promise by itself
        and (any(w in ("will", "shall", "would") for w in found) or _going_to(a, t))
    ):
        yield from table.future
    clause = _clause_of(a, t)
    yield from (
        table.conditions[m.lower] for m in a.children(clause.i, "mark") if m.lower in table.conditions and _made(a, clause, m)
    )


def _clause_of(a: Analysis, t: Token) -> Token:
    """The predicate that opens the clause of `t`: "unless it stops and [leaves]"."""
    return a.tokens[t.head] if t.deprel == "conj" and not a.children(t.i, "nsubj", "mark") else t


def _made(a: Analysis, clause: Token, mark: Token) -> bool:
    """Whether a clause is a condition that is made: "will not return unless", "threatens to leave if Chile does not"."""
    above = a.tokens[clause.head]
    rows = lexicon().verbs.get(above.lemma, ())
    withheld = phrases.negated(a, above.i) or any(r.stance == "rejects" or r.event == "THREATEN" for r in rows)
    open_ = withheld or bool(_UNSURE & set(phrases.auxiliaries(a, above.i))) or phrases.infinitive(a, above.i)
    before = a.tokens[mark.i - 1].lower
    only, even = before == "only", before == "even"
    return clause.deprel == "advcl" and open_ and not even and (mark.lower != "if" or only or phrases.negated(a, clause.i))


def _inverted(a: Analysis, t: Token) -> bool:
    """ "should the harbour be closed, ..." is a condition or a question."""
    subject, auxiliaries = phrases.subject_child(a, t.i), a.children(t.i, "aux")
    return subject is not None and bool(auxiliaries) and auxiliaries[0].i < subject.i


def _going_to(a: Analysis, t: Token) -> bool:
    """ "is going to reopen", "is to reopen"."""
    if not phrases.infinitive(a, t.i):
        return False
    going = t.deprel == "xcomp" and a.tokens[t.head].lower == "going"
    return going or any(c.lemma == "be" and "VerbForm=Fin" in c.feats for c in a.children(t.i, "aux"))


# ---- who and towards whom


def _holders(v: Voices, t: Token, rule: Rule) -> tuple[str, ...]:
    if rule.holder == "speaker":
        return v.speaker(t.i)
    if rule.holder == "bearer":
        return v.bearer(t.i, words("hindering"))
    if rule.holder == "above":
        return v.doer(_clause_of(v.analysis, t).head) or v.speaker(t.i)
    if rule.holder == "teller":
        verb = v.analysis.tokens[phrases.governor(v.analysis, t.i)]
        told = verb.lemma in words("light") and v.around(t.i) is None
        return (v.doer(verb.i) if told else ()) or v.speaker(t.i)
    if _nominal(t) and rule.after:
        return v.doer(phrases.governor(v.analysis, t.i))
    if _nominal(t) and "predicate" not in rule.flags:
        return v.noun_doer(t.i, words("light"))
    said = v.statement_of_cue(t.i)
    if said is not None and said.party:
        return split(said.party)
    if "adjective" in rule.flags:
        subject = phrases.subject(v.analysis, t.i)
        return (v.parties(subject.i) if subject is not None else ()) or _right_before(v, t)
    found = v.doer(t.i) or _right_before(v, t) or _spoken_of(v, t)
    done_to = phrases.subject_child(v.analysis, t.i)
    if rule.scope == "own" and phrases.is_passive(v.analysis, t.i) and done_to is not None and v.parties(done_to.i):
        return found  # "the president will be tested": nobody's promise
    if (
        not found
        and phrases.is_passive(v.analysis, t.i)
        and phrases.agent(v.analysis, t.i) is None
        and not t.deprel.startswith("acl")
    ):
        return (v.present if "joint" in rule.flags else ()) or v.reporter(t.i)
    return found


def _spoken_of(v: Voices, t: Token) -> tuple[str, ...]:
    """ "said [the government] plans to": in somebody's words an actor that is not named is his own."""
    subject = phrases.subject(v.analysis, t.i)
    own = subject is not None and subject.lemma in words("actor_nouns") and not v.owner(subject.i) and v.around(t.i) is not None
    return v.speaker(t.i) if own else ()


def _right_before(v: Voices, t: Token) -> tuple[str, ...]:
    """The parties of the subject that stands next to its predicate, where the tree hangs it elsewhere."""
    a = v.analysis
    if phrases.subject_child(a, t.i) is not None or phrases.infinitive(a, t.i):
        return ()
    for before in reversed(a.tokens[a.sentences[t.sent].first : t.i]):
        if before.deprel.startswith("nsubj"):
            return v.parties(before.i)
        if before.deprel == "conj" and before.upos == "PROPN" and before.i < t.i - 1:  # "Peru and [Chile] have agreed"
            first = a.tokens[before.head].i if a.tokens[before.head].upos == "PROPN" else before.i
            return unique((*v.parties(min(first, before.i)), *v.parties(before.i)))
        part = before.text == "-" or (before.head == t.i and before.deprel == "compound")  # "co-signed"
        if not part and before.upos not in ("AUX", "ADV", "PART") and before.lemma not in ("remain", "stand", "stay"):
            return ()
    return ()


def _addressees(v: Voices, t: Token, heads: list[Token]) -> tuple[str, ...]:
    """Who is asked: the object of the verb, the "to" or "on" phrase, else the subject of what is asked for, else its owner."""
    a = v.analysis
    direct = a.children(t.i, "nsubj:pass") if phrases.is_passive(a, t.i) else [*a.children(t.i, "iobj"), *a.children(t.i, "obj")]
    ids = {h.i for h in heads}
    candidates = [w for w in (*direct, *phrases.obliques(a, t.i, ("to", "on", "upon", "from", "with"))) if w.i not in ids]
    for word in candidates:
        if v.parties(word.i):
            return v.parties(word.i)
    for head in heads:
        subject = phrases.subject_child(a, head.i)
        found = (
            v.parties(subject.i) or v.owner(subject.i) if subject is not None else v.owner(head.i) if head.upos != "VERB" else ()
        )
        if found:
            return found
    return ()


def _targets(
    v: Voices, t: Token, rule: Rule, heads: list[Token], issues: tuple[Span, ...], holders: tuple[str, ...]
) -> tuple[str, ...]:
    a = v.analysis
    if rule.target == "head":
        direct = a.children(t.i, "nsubj:pass") if phrases.is_passive(a, t.i) else a.children(t.i, "obj", "iobj")
        words_ = direct or heads
        return unique(p for w in words_ for p in v.parties(w.i) or v.owner(w.i))
    if rule.target == "owner":
        return v.owner(heads[0].i)
    if rule.target == "addressee":
        return _addressees(v, t, heads)
    if rule.target == "issue":
        return v.first_named(issues, holders)
    if rule.target == "condition":
        condition = _condition(a, t)
        return v.named_in(phrases.clause(a, condition.i)) if condition is not None else ()
    if rule.target == "subject":
        subject = phrases.agent(a, t.i) if phrases.is_passive(a, t.i) else phrases.subject(a, t.i)
        return (v.parties(subject.i) or v.owner(subject.i)) if subject is not None else ()
    return ()


def _in_scope(v: Voices, t: Token, rule: Rule, holders: tuple[str, ...]) -> bool:
    """`statement`: somebody says it of another; `own`: somebody says it of its own side; `statement_or_own`: somebody says it;
    `said`: it stands in a statement."""
    a = v.analysis
    subject = phrases.subject(a, t.i)
    parties = v.parties(subject.i) if subject is not None else ()
    if rule.scope == "statement":
        return bool(v.speaker(t.i)) and not set(parties) & set(holders)
    if rule.scope == "statement_or_own":
        return v.around(t.i) is not None or bool(parties)
    if rule.scope == "said":
        return v.around(t.i) is not None or v.statement_of_cue(t.i) is not None
    if rule.scope == "own":
        return (
            bool(holders)
            and (t.lemma not in words("no_commitments") or any(c.upos == "ADJ" for c in a.children(t.i, "xcomp")))
            and (v.around(t.i) is None or set(holders) <= set(v.speaker(t.i)))
        )
    return True


def _thing(a: Analysis, t: Token) -> bool:
    """Whether what the word is said of is a thing or an event, which holds no stance: "the attack affirms the need for ..."."""
    verb = a.tokens[phrases.governor(a, t.i)] if _nominal(t) else t
    if _nominal(t) and (verb.lemma not in words("light") or phrases.possessor(a, t.i) is not None):
        return False
    subject = phrases.subject(a, verb.i)
    return subject is not None and subject.upos == "NOUN" and phrases.noun_lemma(subject) in words("things")


def _asked_of_others(a: Analysis, t: Token) -> bool:
    """ "urged all to [reject violence]": an infinitive that complements another verb is not an act of its subject.

    That of a noun of speech is: "issued a statement to [condemn ...]".
    """
    if t.deprel == "acl" and a.tokens[t.head].lemma in words("utterances"):
        return False
    return t.upos == "VERB" and t.deprel in ("xcomp", "ccomp", "acl") and phrases.infinitive(a, t.i)


def _act(v: Voices, t: Token, rule: Rule) -> Act | None:
    a = v.analysis
    if rule.holder == "subject" and v.statement_of_cue(t.i) is None and _asked_of_others(a, t):
        return None
    selector = next((s for s in rule.issue if select(a, t.i, s)), None)
    if selector is None:
        return None
    heads = select(a, t.i, selector)
    holders = _holders(v, t, rule)
    if rule.holder in ("subject", "teller") and v.statement_of_cue(t.i) is None and _thing(a, t) and not phrases.is_passive(a, t.i):
        return None
    if not holders or not _in_scope(v, t, rule, holders):
        return None
    negative = phrases.negated(a, t.i) and rule.holder != "above"
    turned = rule.negated if negative else None
    if negative and turned is None and rule.scope != "own" and rule.holder != "speaker":
        return None
    said = turned if turned is not None else {"stance": rule.stance, "event": rule.event, "cameo": rule.cameo}
    if not said.get("stance") and not said.get("event"):
        return None
    issues = tuple(_after_word(a, span_of(a, h, selector), t, h) for h in heads)
    targets = tuple(p for p in _targets(v, t, rule, heads, issues, holders) if p not in holders)
    if ("conditional" in rule.flags or rule.holder == "above") and not targets:
        return None
    evidence = Span(min(t.start, issues[0].start), max(t.end, issues[-1].end))
    return Act(rule, t.i, holders, targets, issues, evidence, said.get("stance"), said.get("event"), said.get("cameo"), negative)


def find(v: Voices) -> list[Act]:
    """All acts of the document, in text order, at most one for each word."""
    a, found = v.analysis, []
    for t in a.tokens:
        rows = sorted([*_rows(a, t), *_auxiliary_rules(a, t)], key=lambda rule: ("last" in rule.flags, rule.holder != "above"))
        for rule in rows:
            if _fits(a, t, rule):
                act = _act(v, t, rule)
                if act is not None:
                    found.append(act)
                    break
    return found
