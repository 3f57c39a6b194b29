"""Acts read off a statement's own spans: who speaks, by which cue, with which content.

The attribution already says where the content begins and ends, so the act stands even where the tree does not show the complement.
It is asked only for statements in which the tree gave no act.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.analysis import Analysis, Token
from dragoman.reading import acts, phrases
from dragoman.reading.act_rules import Rule, lexicon, words
from dragoman.reading.acts import Act
from dragoman.reading.voices import Voices, split, unique
from dragoman.record import Statement
from dragoman.text import Span

_COMPLEMENTS = frozenset(("to", "for", "of", "in", "about", "over", "regarding", "with", "at", "on", "that", "towards", "against"))
# Words of a content among which the noun of a light verb is looked for: "expressed [its deep and lasting] concern".
_REACH = 8


def _noun_act(cue: Sequence[Token], content: Sequence[Token]) -> tuple[Rule, Token, Sequence[Token]] | None:
    """ "expressed its concern about ...": the noun under a light verb, and what follows its preposition."""
    if not any(t.lemma in words("light") for t in cue):
        return None
    spoken = (*cue, *content)
    for n, t in enumerate(spoken[: len(cue) + _REACH]):
        rows = lexicon().nouns.get(phrases.noun_lemma(t), ()) if n and (phrases.nominal(t) or t.upos == "VERB") else ()
        rest = spoken[n + 1 :]
        if n and spoken[n - 1].lower == "no":
            return None
        if len(rest) > 1 and rest[0].lower in _COMPLEMENTS and (rule := _row(rows, rest[0], rest[1])) is not None:
            return rule, t, rest[1:]
    return None


def _row(rows: Sequence[Rule], preposition: Token, after: Token) -> Rule | None:
    """The first row whose complement begins so: "to [reopen]", "to [reopening]", "for [help]"."""
    gerund = after.lower.endswith("ing") and after.upos in ("VERB", "NOUN", "ADJ")
    verb = preposition.lower == "to" and after.upos in ("VERB", "AUX") and not gerund
    for rule in rows:
        needs = [need.partition(":") for need in rule.needs if need != "clause" or preposition.lower != "of"]
        kinds = {kind for kind, _, word in needs if word in ("", preposition.lower)}
        if kinds & ({"gerund", "on"} if gerund else {"infinitive"} if verb else {"on", "noun", "clause"}):
            return rule
    return None


def _verb_act(cue: Sequence[Token], content: Sequence[Token]) -> tuple[Rule, Token, Sequence[Token]] | None:
    """ "condemned ...", "urged X to ...": the cue's own verb, its content as the object."""
    near, whole = ({t.lower for t in (*cue, *content[:n])} for n in (1, len(content)))
    for t in cue:
        for rule in lexicon().verbs.get(t.lemma, ()) if t.upos == "VERB" else ():
            if (
                rule.flags & {"passive", "predicate", "addressed", "harsh", "amount"}
                or rule.object
                or (rule.with_ and not rule.with_ & (whole if rule.split else near))
            ):
                continue
            if "bare" not in rule.flags or not _finite(content):
                return rule, t, content
    return None


def _finite(content: Sequence[Token]) -> bool:
    """ "that the ruling is final": a clause, not a thing named."""
    return any("VerbForm=Fin" in t.feats or t.upos == "AUX" for t in phrases.run(content))


def _asked(rule: Rule, content: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """ "[Chile] to [reopen the harbour]", "[Chile] for [its help]": whom and what; everything is the matter without such a word."""
    infinitive = rule.target == "addressee"
    for n, t in enumerate(content[:-1]):
        if (
            n
            and content[n + 1].lower != "behalf"
            and (t.lower in rule.split or (infinitive and t.lower == "to" and content[n + 1].upos in ("VERB", "AUX")))
        ):
            return content[:n], content[n + 1 :]
    return (), content


def _without_manner(content: Sequence[Token]) -> Sequence[Token]:
    """ "in the strongest terms [the attack]": how it is said is none of what is said."""
    if not content or content[0].lower != "in":
        return content
    end = next((n for n, t in enumerate(content[:6]) if t.lemma in ("term", "way", "manner", "language", "tone")), None)
    return content[end + 1 :] if end is not None else content


def of_statement(v: Voices, s: Statement) -> Act | None:
    """The act that a statement is by its cue; None if the lexicon does not know the cue."""
    a: Analysis = v.analysis
    if not s.cue_span or not s.party or not s.content_spans:
        return None
    cue, content = a.tokens_in(s.cue_span), _without_manner(a.tokens_in(s.content_spans[0]))
    found = _noun_act(cue, content) or _verb_act(cue, content)
    if found is None or any(t.lower in ("not", "n't", "n’t", "never") for t in cue):
        return None
    rule, word, rest = found
    asked, matter = _asked(rule, rest)
    issue = phrases.run(matter)
    if not issue:
        return None
    holders = split(s.party)
    span = Span(issue[0].start, issue[-1].end)
    whole = Span(asked[0].start, asked[-1].end) if asked else span
    named = () if rule.target in ("none", "with") else unique(p for p in v.named_in(whole) if p not in holders)
    one = named[:1] if rule.target == "owner" else named
    evidence = Span(min(cue[0].start, span.start), max(cue[-1].end, span.end))
    return Act(rule, word.i, holders, one, (span,), evidence, rule.stance, rule.event, rule.cameo, negative=False)


def find(v: Voices) -> list[Act]:
    """All acts of the document: those of the tree, and of each statement without one its own; in text order."""
    found = acts.find(v)
    tokens = v.analysis.tokens
    for s in v.statements:
        spans = [Span(*x) for x in (s.cue_span, *s.content_spans) if x]
        inside = [act for act in found if any(x.covers(tokens[act.word].span) for x in spans)]
        if all(act.rule.flags & {"weak", "last"} for act in inside):
            own = of_statement(v, s)
            if own is not None and not (inside and "weak" in own.rule.flags):
                found = [act for act in found if act not in inside] + [own]
    return sorted(found, key=lambda x: x.word)
