"""All noun phrases of a text with exact limits: candidates from the tree, kept or left by a small learned filter.

A phrase reaches from its first to its last word below the head, without the preposition before it, appositions, predicates' own
subjects and loose parts; a possessive keeps its "'s". "X and Y" is a candidate besides "X". What counts as a phrase follows GUM
(Zeldes 2017): pronouns and numbers that stand for something too, no relative pronouns, no names inside names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.analysis import Analysis, Token
from dragoman.reading import coref_model
from dragoman.reading.coref_model import Filter

# Log-odds from which a candidate is kept: best F1 of phrases in cross-validation on GUM.
LEAST = -0.4

_HEADS = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "SYM", "X", "ADV", "VERB"))
_GERUNDS = frozenset("compound obj obl nmod nsubj conj".split())
_INNER = frozenset(("flat", "fixed", "goeswith", "punct"))
_LOOSE = frozenset(
    "cc mark cop aux nsubj csubj expl parataxis vocative discourse dislocated orphan reparandum advcl dep list obl punct".split()
)
_SIDES = {"case": "R", "advmod": "R", "nmod": "R", "nmod:unmarked": "R"}
_CLOSED = frozenset(("PRON", "DET", "NUM", "ADV"))
_MEASURES = frozenset("lot number kind sort couple part all some many most".split())
# Relations whose words head next to no phrase in GUM, by part of speech.
_NEVER = {
    "ADJ": frozenset("amod advmod compound case acl advcl ccomp flat".split()),
    "DET": frozenset(("det", "det:predet")),
    "NUM": frozenset(("nummod", "flat")),
    "ADV": frozenset("advmod cc case mark discourse fixed".split()),
    "SYM": frozenset(("case", "cc")),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: words `first` up to `last`, its head word, and whether the head is the first of "X and Y" meant together."""

    first: int
    last: int
    head: int
    joint: bool = False


def candidates(analysis: Analysis) -> Iterator[Phrase]:
    """Whatever may be a phrase, in the order of heads, "X" before "X and Y"."""
    below = _below(analysis)
    for token in analysis.tokens:
        if token.upos not in _HEADS or token.deprel in _INNER or token.deprel in _NEVER.get(token.upos, ()):
            continue
        if token.upos == "VERB" and token.deprel not in _GERUNDS:
            continue
        children = analysis.children(token.i)
        predicate = any(c.deprel == "cop" for c in children)
        near = (c for c in children if not _crosses(token, c))
        kept = [c for c in near if _belongs(analysis.tokens, token, c, predicate, below[c.i])]
        alone = [c for c in kept if c.deprel != "conj"]
        yield _phrase(analysis.tokens, token, [below[c.i] for c in alone], False)
        if len(alone) < len(kept):
            yield _phrase(analysis.tokens, token, [below[c.i] for c in kept], True)


def _below(analysis: Analysis) -> list[tuple[int, int]]:
    """For each word the first word below it, itself included, and the one after the last."""
    low, high = list(range(len(analysis.tokens))), list(range(1, len(analysis.tokens) + 1))
    for token in analysis.tokens:
        i = token.head
        while low[i] > token.i or high[i] <= token.i:
            low[i], high[i] = min(low[i], token.i), max(high[i], token.i + 1)
            i = analysis.tokens[i].head
    return list(zip(low, high, strict=True))


def _crosses(head: Token, child: Token) -> bool:
    """Whether the word that a head hangs on stands between it and what hangs on it: such an arc is wrong."""
    return min(head.i, child.i) < head.head < max(head.i, child.i)


def _belongs(tokens: Sequence[Token], head: Token, child: Token, predicate: bool, below: tuple[int, int]) -> bool:
    """Whether what hangs on a head is part of its phrase."""
    relation, base = child.deprel, child.deprel.split(":")[0]
    side = "L" if child.i < head.i else "R"
    if relation in ("det:predet", "cc:preconj"):
        return True
    if base == "obl":
        return side == "R" and not predicate
    if relation in _SIDES:
        return side == _SIDES[relation] and (relation != "case" or child.text[:1] in "'’")
    if base == "appos":
        return side == "R" and _is_close(tokens, head, child, below)
    return base not in _LOOSE


def _is_close(tokens: Sequence[Token], head: Token, child: Token, below: tuple[int, int]) -> bool:
    """Whether an apposition is part of the name: "Norburg, Norvia", "his brother Ivo", not "Ivo, his brother"."""
    opening = tokens[below[0]]
    if opening.upos != "PUNCT":
        return True
    return opening.text == "," and head.upos == child.upos == "PROPN" and below[1] - below[0] <= 3


def _phrase(tokens: Sequence[Token], head: Token, kept: list[tuple[int, int]], joint: bool) -> Phrase:
    """The stretch around a head that its kept parts cover, without marks at the ends."""
    first, last = head.i, head.i + 1
    for low, high in kept:
        first, last = min(first, low), max(last, high)
    while first < head.i and tokens[first].upos in ("PUNCT", "CCONJ"):
        first += 1
    while last > head.i + 1 and tokens[last - 1].upos == "PUNCT" and not _closes(tokens, first, last):
        last -= 1
    return Phrase(first, last, head.i, joint)


def _closes(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the last mark closes a bracket that opened inside."""
    return tokens[last - 1].text == ")" and any(tokens[i].text == "(" for i in range(first, last - 1))


def clues(analysis: Analysis, phrase: Phrase, names: Mapping[int, int]) -> list[str]:
    """What the filter looks at.

    Args:
        names: for each word of a name, the number of the name.
    """
    head = analysis.tokens[phrase.head]
    parent, children = analysis.tokens[head.head], analysis.children(head.i)
    base = head.deprel.split(":")[0]
    relations = {c.deprel for c in children}
    case = next((c.lower for c in children if c.deprel == "case" and c.i < head.i), "")
    kind = f"{head.upos}{'+' if phrase.joint else ''}"
    place = f"{kind} {base}"
    named = names.get(head.i, -1)
    within = "in" if named == names.get(parent.i, -2) else "name" if named >= 0 else ""
    closed = head.upos in _CLOSED
    found = [
        kind,
        f"{kind} {head.deprel}",
        f"{place} {within}",
        f"{place} {parent.upos}",
        f"{place} {parent.deprel.split(':')[0]}",
        f"{kind} {bool(case)} {'det' in relations} {'nmod:poss' in relations}",
        f"{place} {min(phrase.last - phrase.first, 4)}",
        f"{place} {head.text[:1].isupper()}",
        f"{kind} -{head.lemma if closed else head.lemma[-3:]}",
        f"{head.lemma} {base if closed else ''}",
        f"{case} {head.lemma} {phrase.last - phrase.first < 2}",
    ]
    if closed:
        found += [f"{head.lower} {parent.upos}", f"{head.lower} {head.feats}", f"{head.lower} {head.deprel}"]
    if base == "compound":
        found += [f"compound {parent.lemma}", f"compound {kind} {len(relations) > 0}"]
    if phrase.joint:
        found += _of_joined(analysis, head, base, relations)
    elif "conj" in relations:
        found.append(f"{kind} first {'det' in relations}")
    if parent.lemma in _MEASURES:
        found.append(f"of {parent.lemma} {base}")
    return found


def _of_joined(analysis: Analysis, head: Token, base: str, relations: set[str]) -> list[str]:
    """What the filter looks at in "X and Y"."""
    joined = analysis.children(head.i, "conj")
    below = {c.deprel for c in analysis.children(joined[0].i)}
    return [f"+ {base} {len(joined)}", f"+ {joined[0].upos} {'det' in below}", f"+ {'det' in relations}", f"+ {'case' in below}"]


def find(analysis: Analysis, filtering: Filter | None = None) -> list[Phrase]:
    """The noun phrases of a document in the order of heads, "X" before "X and Y"; no two of the same words."""
    filtering = filtering or coref_model.load()[0]
    names = {t.i: k for k, n in enumerate(analysis.names) for t in analysis.tokens_in(n.span)}
    kept = (p for p in candidates(analysis) if filtering.score(clues(analysis, p, names)) > LEAST)
    return list({(p.first, p.last): p for p in kept}.values())
