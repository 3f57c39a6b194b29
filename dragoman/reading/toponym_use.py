"""How a report uses the name of a place: as a location, for whoever acts in its name, or to say whose something is.

"In Turkey" and "a base near Izmir" are locations; in "Turkey said" and "talks with Moscow" the state acts; "Turkish", "Turks",
"Turkey’s president" and "U.S. officials" only say whose (Gritta et al. 2019, literal and associative toponyms).
"""

from __future__ import annotations

from functools import cache

from dragoman import data, places
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.toponym_names import words
from dragoman.record import PlaceUse
from dragoman.text import Span

# States, capitals, blocs and seats act; of other places it is said that something happens to them.
ACTING_FEATURES = frozenset(("PCLI", "PPLC", "ZN", "CONT", "PCLH"))
_SUBJECT = ("nsubj", "csubj")


@cache
def _place_nouns() -> frozenset[str]:
    """Lower case nouns of things that stand where the name in front says: "airport", "street", "province"."""
    kinds = (row["noun"].split()[-1] for row in data.load_tsv("rules/places/site_kinds.tsv"))
    return frozenset((*kinds, *(w.lower() for rule in ("places.en.after", "places.en.ground") for w in words(rule))))


def use(analysis: Analysis | None, span: Span, feature: str | None) -> PlaceUse:
    """How one toponym is used; a location where nothing tells otherwise.

    Args:
        analysis: its trees; without it only adjectives are told apart.
        feature: GeoNames feature code of the place, None if not known.
    """
    if analysis is None:
        return "location"
    folded = places.fold(analysis.doc[span])
    if folded in places.demonyms() and folded not in places.country_names() and folded not in places.region_names():
        return "adjective"
    head = analysis.head_of(span)
    may_act = feature in ACTING_FEATURES or folded in places.site_names()
    return _by_tree(analysis, head, may_act) if head else "location"


def _by_tree(a: Analysis, head: Token, may_act: bool) -> PlaceUse:
    if head.deprel in ("conj", "appos") and head.head != head.i and not phrases.case_of(a, head.i):
        return _by_tree(a, a.tokens[head.head], may_act) if a.tokens[head.head].upos == "PROPN" else "location"
    relation, governor = head.deprel, a.tokens[head.head]
    if relation.split(":")[0] in ("compound", "amod") or relation == "nmod:poss" or _owns(a, head):
        ground = {governor.lower, governor.lemma} & _place_nouns() or (governor.upos == "PROPN" and not may_act)
        return "location" if ground else "adjective"
    case = phrases.case_of(a, head.i)
    if case:
        return _after(case, governor, may_act)
    if relation.split(":")[0] in _SUBJECT:
        copula = a.children(governor.i, "cop")
        return "actor" if not copula and (may_act or relation == "nsubj") else "location"
    if relation in ("obj", "iobj"):
        return "location" if not may_act or governor.lemma in words("places.en.reached") else "actor"
    return "location"


def _owns(a: Analysis, head: Token) -> bool:
    """ "Turkey’s", however the tree has it."""
    after = a.tokens[head.i + 1] if head.i + 1 < len(a.tokens) else None
    return after is not None and after.lower in ("'s", "’s", "’", "'") and after.upos == "PART"


def _after(case: str, governor: Token, may_act: bool) -> PlaceUse:
    first, over = case.split(" ")[0], governor.lemma.lower()
    if first == "of" and may_act and (governor.upos == "PROPN" or over in words("places.en.offices")):
        return "adjective"
    if first in words("places.en.where") or not may_act or (first == "to" and over in words("places.en.moving")):
        return "location"
    return "actor" if first in words("places.en.acted_on") else "location"
