"""Words that say a contact takes place: verbs ("met"), nouns ("the talks"), names of conferences, each with its rule.

Rows are data (`rules/contacts/triggers.yaml`); this module matches them against words and trees. Whether a trigger makes a
contact is decided later, when its sides are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.errors import RuleError
from dragoman.reading import phrases
from dragoman.reading.lemmas import lemma
from dragoman.record import Channel, ContactKind
from dragoman.text import Span

FILE = "rules/contacts/triggers.yaml"
_KEYS = (
    "id lemma kind other alone not_object object particle not_particle not_complement channel yes no plural singular needs "
    "not_modifier not_preposition not_support of person pattern group process status neutral decides joint only_object lasts "
    "not_of hosts receives"
).split()
# Marks that a noun group does not reach across.
_STOPS = (",", ";", ":", "(", ")", "“", "”", '"')
_OCCASION = ("at", "to", "during", "for", "before", "of")
# Forms that support a noun whatever the tagger makes of them.
_HAVE_AND_HOLD = ("had", "has", "have", "having", "held", "hold", "holds", "holding")
_DETERMINERS = ("the", "a", "this", "that", "these", "those", "their", "his", "her", "its", "our", "'s", "’s")
# How far, in words, "with" may stand from a verb that needs it: "discussed the border and its crossings with".
_PARTNER = 12
_CONTENT = ("NOUN", "PROPN", "VERB", "ADJ")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table; `form` says from which of its lists."""

    id: str
    form: Literal["verb", "noun", "name"]
    kind: ContactKind
    options: dict[str, Any]

    @property
    def channel(self) -> Channel | None:
        channel: Channel | None = self.options.get("channel")
        return channel

    def get(self, key: str) -> Any:
        return self.options.get(key)


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger in the text.

    Attributes:
        token: index of its head word.
        row: the rule that found it.
        support: index of the verb that lends a noun its tense and subject ("held" in "held talks"), None without one.
        role: what the subject of `support` is: "party", "host"; None without support.
        span: its own words (one word for verbs and nouns, the name for names).
        plural: more than one contact is spoken of ("calls", "meetings").
    """

    token: int
    row: Row
    span: Span
    support: int | None = None
    role: str | None = None
    plural: bool = False

    @property
    def anchor(self) -> int:
        """The word whose clause says when and whether it takes place."""
        return self.token if self.support is None else self.support


@dataclass(frozen=True)
class _Table:
    verbs: dict[str, tuple[Row, ...]]
    nouns: dict[str, tuple[Row, ...]]
    names: tuple[tuple[re.Pattern[str], Row], ...]
    supports: dict[str, str]
    particles: dict[str, str]


def rows() -> tuple[Row, ...]:
    """Every row of the table, in file order.

    Raises:
        RuleError: for a row with an unknown key.
    """
    found = []
    for form in ("verb", "noun", "name"):
        for entry in data.load_yaml(FILE)[form + "s"]:
            data.check_keys(entry, _KEYS, f"{FILE}: {entry.get('id')}")
            found.append(Row(entry["id"], form, entry["kind"], entry))
    return tuple(found)


def _lemmas(row: Row) -> list[str]:
    words = row.get("lemma")
    return words if isinstance(words, list) else [words]


@cache
def table() -> _Table:
    """The rows by lemma.

    Raises:
        RuleError: for an unknown key or a pattern that does not compile.
    """
    by_form: dict[str, dict[str, tuple[Row, ...]]] = {"verb": {}, "noun": {}}
    names = []
    for row in rows():
        if row.form == "name":
            try:
                names.append((re.compile(row.get("pattern")), row))
            except re.error as error:
                raise RuleError(f"{FILE}: {row.id}: {error}") from error
            continue
        for word in _lemmas(row):
            by_form[row.form][word] = (*by_form[row.form].get(word, ()), row)
    supports = [(word, entry) for entry in data.load_yaml(FILE)["supports"] for word in entry["lemma"]]
    roles = {word: entry["role"] for word, entry in supports}
    particles = {word: entry["particle"] for word, entry in supports if "particle" in entry}
    return _Table(by_form["verb"], by_form["noun"], tuple(names), roles, particles)


def group_in(analysis: Analysis, trigger: Trigger) -> Any:
    """Whose conference a noun is by the name behind its "of": UN of "the session of the Conference of the Parties"; else None."""
    if trigger.row.form != "noun" or trigger.row.kind not in ("summit", "conference"):
        return None
    text = analysis.doc[phrases.noun_phrase(analysis, trigger.token)]
    return next((row.get("group") for pattern, row in table().names if row.kind == trigger.row.kind and pattern.search(text)), None)


def find(analysis: Analysis) -> tuple[Trigger, ...]:
    """Every trigger of the document, in text order, at most one a head word.

    "Round of talks" and "peace talks summit" are one trigger, at the word that heads them.
    """
    found = {t.token: t for t in _names(analysis)}
    people = {t.i for name in analysis.names if name.type == "PER" for t in analysis.tokens_in(name.span) if t.text[:1].isupper()}
    for token in analysis.tokens:
        if token.i not in found and token.i not in people and (trigger := _match(analysis, token)):
            found[token.i] = trigger
    swallowed = {i for t in found.values() for i in _parts(analysis, t, found)}
    return tuple(found[i] for i in sorted(found) if i not in swallowed)


def _match(analysis: Analysis, token: Token) -> Trigger | None:
    if (verb := verb_lemma(token)) is not None and not _nominal(analysis, token):
        for row in table().verbs.get(verb, ()):
            if _verb_fits(analysis, token, row):
                return Trigger(token.i, row, token.span)
    if token.upos not in ("VERB", "AUX") or _nominal(analysis, token):
        singular, plural = _number(token)
        for row in table().nouns.get(singular, ()):
            if _noun_fits(analysis, token, row, plural):
                support = _support(analysis, token)
                role = _role(analysis, support)
                return Trigger(token.i, row, token.span, support, role, plural and row.kind not in ("talks",))
    return None


def _number(token: Token) -> tuple[str, bool]:
    """The singular of a noun as written, and whether it stands in the plural; does not lean on the tagger."""
    word = token.lower
    if word.endswith("s") and not word.endswith("ss"):
        stem = word[:-1]
        if stem in table().nouns:
            return stem, True
        if word.endswith("ies") and word[:-3] + "y" in table().nouns:
            return word[:-3] + "y", True
    return word, False


def verb_lemma(token: Token) -> str | None:
    """The lemma of a verb; also of a past tense like "met" that the tagger takes for a name after a long name. None if no verb."""
    if token.upos == "VERB":
        return token.lemma
    if token.upos in ("PROPN", "ADJ", "NOUN") and token.text.islower() and not token.lower.endswith(("s", "ing")):
        verb = lemma(token.text, "VERB")
        return verb if verb != token.lower and verb in table().verbs and token.deprel not in ("amod", "compound") else None
    return None


def is_trigger_noun(token: Token) -> bool:
    """Whether a word is a noun of the table, in the singular or plural."""
    return token.upos not in ("VERB", "AUX") and _number(token)[0] in table().nouns


def group_before(analysis: Analysis, token: Token) -> Span:
    """The words of the noun group of `token` up to and with it, by their parts of speech: "the Oslo Economic Forum"."""
    at = token.i
    first = analysis.sentences[token.sent].first
    while at > first and _continues_group(analysis, at - 1, first):
        at -= 1
    return Span(analysis.tokens[at].start, token.end)


def _continues_group(analysis: Analysis, i: int, first: int) -> bool:
    """Whether word `i` can stand inside a noun group, before its head; "in" of "in-person" can."""
    token = analysis.tokens[i]
    hyphened = i + 1 < len(analysis.tokens) and analysis.tokens[i + 1].text == "-" and analysis.tokens[i + 1].start == token.end
    return hyphened or (i >= first and token.text not in _STOPS and not is_closed(token) and not _is_common_verb(token))


def is_preposition(token: Token) -> bool:
    """By its form, whatever the tagger says."""
    return token.lower in words()["prepositions"]


def is_closed(token: Token) -> bool:
    """Whether a word is a preposition, a conjunction or an auxiliary by its form, and so stands in no noun group."""
    return any(token.lower in words()[name] for name in ("prepositions", "conjunctions", "auxiliaries"))


def _is_common_verb(token: Token) -> bool:
    return token.text.islower() and (token.upos in ("VERB", "ADV", "SCONJ") or verb_lemma(token) is not None)


@cache
def words() -> dict[str, frozenset[str]]:
    """The closed classes of `rules/contacts/fields.yaml`."""
    lists = data.load_yaml("rules/contacts/fields.yaml")
    return {name: frozenset(lists[name]) for name in ("prepositions", "conjunctions", "auxiliaries")}


def _nominal(analysis: Analysis, token: Token) -> bool:
    """A noun of the table that the tagger takes for a verb: "the meeting", "her upcoming visit"."""
    if _number(token)[0] not in table().nouns:
        return False
    before = analysis.tokens[token.i - 1] if token.i else token
    determined = before.upos in ("DET", "ADJ") or before.lower in _DETERMINERS
    named = token.text[:1].isupper() and before.text[:1].isupper() and before.i < token.i and before.sent == token.sent
    return determined or named or bool(analysis.children(token.i, "det", "nmod:poss"))


def _verb_fits(analysis: Analysis, token: Token, row: Row) -> bool:
    if token.deprel in ("amod", "compound") or (token.i and analysis.tokens[token.i - 1].text == "-"):
        return False
    particles = {c.lower for c in analysis.children(token.i, "compound:prt", "advmod")}
    if row.get("particle") and row.get("particle") not in particles:
        return False
    if particles & set(row.get("not_particle") or ()):
        return False
    complements = analysis.children(token.i, "xcomp", "ccomp") if row.get("not_complement") else []
    if any(not analysis.children(c.i, "mark") for c in complements):
        return False
    objects = analysis.children(token.i, "obj", "nsubj:pass")
    if any(o.lemma in (row.get("not_object") or ()) for o in objects) or _is_other_act(analysis, token, row):
        return False
    if row.get("only_object") and not any(o.lemma in row.get("only_object") for o in objects):
        return False
    if token.i + 1 < len(analysis.tokens) and analysis.tokens[token.i + 1].lower in (row.get("not_particle") or ()):
        return False
    if row.get("other") == ["with"] and not row.get("alone"):
        last = analysis.sentences[token.sent].last
        if row.get("joint") and objects:
            return True
        return any(t.lower == "with" for t in analysis.tokens[token.i + 1 : min(last, token.i + _PARTNER)])
    return bool(objects) or row.get("other") != ["obj"] or _nominal_follows(analysis, token)


def _is_other_act(analysis: Analysis, verb: Token, row: Row) -> bool:
    """By word order: "meet Norway’s urgent security needs", "met with a swift and united response"."""
    glue = ("with", ",", "and") if phrases.is_passive(analysis, verb.i) else ()
    for token in analysis.tokens[verb.i + 1 : analysis.sentences[verb.sent].last]:
        if lemma(token.text, "NOUN") in (row.get("not_object") or ()):
            return True
        if token.lower not in glue and (is_closed(token) or token.upos in ("VERB", "PUNCT", "ADV")):
            return False
    return False


def _nominal_follows(analysis: Analysis, verb: Token) -> bool:
    """Whether what stands right behind a verb can be its object."""
    after = analysis.tokens[verb.i + 1] if verb.i + 1 < len(analysis.tokens) else verb
    return after.sent == verb.sent and after.upos in ("PROPN", "NOUN", "DET", "ADJ", "PRON")


def _noun_fits(analysis: Analysis, token: Token, row: Row, plural: bool) -> bool:
    if (row.get("plural") and not plural) or (row.get("singular") and plural):
        return False
    below = analysis.children(token.i)
    before = {t.lower for t in below if t.i < token.i and t.upos in _CONTENT}
    phrase = analysis.doc.text[max(0, token.start - 40) : token.start].lower()
    if any(m in before or (" " in m and phrase.rstrip().endswith(m)) for m in row.get("not_modifier") or ()):
        return False
    if token.i and analysis.tokens[token.i - 1].lower in (row.get("not_modifier") or ()):
        return False
    cases = {c.lower for n in below if n.i > token.i for c in analysis.children(n.i, "case", "mark")}
    following = analysis.tokens[token.i + 1].lower if token.i + 1 < len(analysis.tokens) else ""
    apart = cases if not cases & {"with", "between"} else set()
    if (apart | {following}) & set(row.get("not_preposition") or ()):
        return False
    if _only_modifies(analysis, token) or {t.lower for t in _of_phrase(analysis, token)} & set(row.get("not_of") or ()):
        return False
    wanted = row.get("of")
    inside = (*analysis.children(token.i, "nmod", "compound", "amod"), *_of_phrase(analysis, token))
    return not wanted or any(_number(n)[0] in wanted for n in inside)


def _only_modifies(analysis: Analysis, token: Token) -> bool:
    """ "Visit card", "talk show": the noun stands before another one that is no trigger."""
    head = analysis.tokens[token.head]
    between = analysis.tokens[token.i + 1 : head.i]
    near = head.i > token.i and all(t.upos in ("NOUN", "PROPN", "ADJ", "PUNCT") for t in between)
    return token.deprel == "compound" and near and _number(head)[0] not in table().nouns


def _of_phrase(analysis: Analysis, token: Token) -> tuple[Token, ...]:
    """The words right behind a noun and "of", by word order: "grain talks" in "round of grain talks"."""
    after = analysis.tokens[token.i + 1 : token.i + 5]
    return after[1:] if after and after[0].lower == "of" else ()


def _support(analysis: Analysis, token: Token) -> int | None:
    """The verb that lends a noun its tense and subject: "hold" in "to hold talks", "attend" in "attended the summit"."""
    head, rel = analysis.tokens[token.head], token.deprel
    while head.upos in ("NOUN", "PROPN") and (rel == "conj" or (rel == "nmod" and head.lower in ("round", "series", "number"))):
        rel, head = head.deprel, analysis.tokens[head.head]
    if head.i == token.i or head.upos != "VERB" or not _supports(analysis, head):
        return _support_before(analysis, token)
    if rel in ("obj", "nsubj:pass", "nsubj", "obl"):
        case = {c.lower for c in analysis.children(token.i, "case")}
        if rel != "obl" or case & {"in", "into", "to", "with", "from", "on"}:
            return head.i
    return _support_before(analysis, token)


def _role(analysis: Analysis, support: int | None) -> str | None:
    """What the subject of a supporting verb is: "party", "host", "maybe"."""
    return None if support is None else table().supports.get(lemma(analysis.tokens[support].text, "VERB"))


def _support_before(analysis: Analysis, token: Token) -> int | None:
    """The supporting verb right before the noun group, over "part in" and one preposition: "take part in the forum"."""
    first = analysis.sentences[token.sent].first
    at = analysis.tokens_in(group_before(analysis, token))[0].i - 1
    if at < first:
        return None
    if analysis.tokens[at].lower in ("in", "at", "into", "to", "with") and at > first:
        at -= 1 + (analysis.tokens[at - 1].lower == "part")
    verb = analysis.tokens[max(at, first)]
    if verb.upos not in ("VERB", "AUX") and verb.lower not in _HAVE_AND_HOLD:
        return None
    return verb.i if _supports(analysis, verb) else None


def _supports(analysis: Analysis, verb: Token) -> bool:
    """Whether a verb, with the particle that it needs ("called off"), supports a noun."""
    word = lemma(verb.text, "VERB")
    particle = table().particles.get(word)
    return word in table().supports and particle in (None, *(c.lower for c in analysis.children(verb.i)))


def _names(analysis: Analysis) -> Iterator[Trigger]:
    for pattern, row in table().names:
        for match in pattern.finditer(analysis.doc.text):
            span = Span(match.start(), match.end())
            head = analysis.head_of(span)
            if head is not None and (row.get("process") or _is_occasion(analysis, span)):
                support = _support(analysis, head)
                yield Trigger(head.i, row, span, support, _role(analysis, support))


def _is_occasion(analysis: Analysis, span: Span) -> bool:
    """Whether a body's name stands for its meeting ("at the General Assembly"), not for the body ("adopted by the Assembly")."""
    words = analysis.tokens_in(span)
    first = analysis.sentences[words[0].sent].first
    near = analysis.tokens[max(first, words[0].i - 4) : words[0].i]
    before = [t for t in near if t.upos not in ("DET", "ADJ", "NUM", "PROPN")]
    return bool(before) and (before[-1].lower in _OCCASION or before[-1].lemma in table().supports)


def _parts(analysis: Analysis, trigger: Trigger, found: dict[int, Trigger]) -> Iterator[int]:
    """Triggers inside the noun group of `trigger` that name the same contact: "talks" in "round of talks"."""
    if trigger.row.form == "verb":
        return
    for child in analysis.children(trigger.token, "compound", "amod"):
        if child.i in found:
            yield child.i
    if trigger.row.get("of"):
        yield from (t.i for t in _of_phrase(analysis, analysis.tokens[trigger.token])[:3] if t.i in found)
    for child in analysis.children(trigger.token, "nmod"):
        cases = {c.lower for c in analysis.children(child.i, "case")}
        if child.i in found and ("of" in cases and (trigger.row.get("of") or found[child.i].row.form == "name")):
            yield child.i
    if trigger.row.form == "name":
        span = trigger.span
        yield from (t.i for t in analysis.tokens_in(span) if t.i != trigger.token and t.i in found)
