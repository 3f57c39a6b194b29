"""Reads descriptions: "the Russian delegation", "a spokesman for the German government", "both sides"."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman import knowledge
from dragoman.knowledge import NounClass
from dragoman.reading.mentioned import Mentioned, rules
from dragoman.reading.names import Title
from dragoman.reading.scene import Scene


class Descriptions:
    """Reads the descriptions of one document."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.words = scene.words

    def read(self, first: int, last: int, title: Title | None) -> Mentioned | None:
        """A description whose head is an office or a noun for somebody who acts; None if it is neither."""
        head = self._head(first, last, title)
        if head is None:
            return None
        kind, plural = head
        noun = self.words.lowers[last - 1]
        sent = bool(title and title.office.id in ("ambassador", "envoy"))
        end, after = self.scene.extent(last, knowledge.singular(noun) if plural else noun, title is not None, plural)
        party = self.scene.party_in(first, title.first if title else last - 1, sent) or after or self._shared(last)
        if party and (noun in rules()["against"] if after else self._is_somebody_elses(first, last, noun)):
            party = None
        begin, others = self.scene.adjectives_before(first) if plural else (first, [])
        lowers = self.words.lowers[begin:last]
        return Mentioned(
            begin, end, last - 1, self.without_determiner(begin, end), "nominal", kind,
            party=" & ".join(dict.fromkeys([*others, *([party] if party else [])])) or None,
            offices=(title.office,) if title and not self.scene.is_past(first, title.first) else (),
            role=self.scene.text(title.first, title.last) if title else None,
            plural=plural,
            count=next((rules()["counts"][w] for w in lowers if w in rules()["counts"]), None),
            gender=sex_of(lowers),
            definite=self._is_definite(lowers, self.words.texts[begin], kind, plural),
        )  # fmt: skip

    def _shared(self, last: int) -> str | None:
        """The party of an "of" that comes only after a second noun: "the [government] and people of Norvia"."""
        other = self.scene.chunk_from.get(last + 1) if self.words.lowers[last : last + 1] == ["and"] else None
        noun = self.words.lowers[other.last - 1] if other else ""
        if other is None or other.last - other.first > 1 or noun not in knowledge.nouns():
            return None
        if self.words.lowers[other.last : other.last + 1] != ["of"]:
            return None
        return self.scene.extent(other.last, noun, False)[1]

    def _is_somebody_elses(self, first: int, last: int, noun: str) -> bool:
        """Whether a description only says whose friend or foe is meant: "Norvia's ally" does not act for Norvia."""
        return noun in rules()["opposite"] and any(w in ("'s", "'") for w in self.words.lowers[first:last])

    @staticmethod
    def _is_definite(lowers: Sequence[str], opening: str, kind: str, plural: bool) -> bool:
        """Whether a description means somebody already known: by its determiner, a possessor, or capitals ("Foreign Minister")."""
        if lowers[0] in rules()["definite"] or "'s" in lowers or "'" in lowers:
            return True
        return not plural and kind in ("person", "body") and opening[:1].isupper() and lowers[0] not in rules()["indefinite"]

    def _head(self, first: int, last: int, title: Title | None) -> tuple[NounClass, bool] | None:
        """What kind of actor the head of a description means, and whether it is plural."""
        lowers = self.words.lowers
        if (title is None or title.last - title.first == 1) and self._is_idiom(first, last):
            return None
        if title:
            inner = lowers[title.first : title.last]
            word = lowers[title.first] if "of" in inner else inner[inner.index("for") - 1] if "for" in inner else inner[-1]
            return "person", knowledge.nouns().get(word, ("", "", word.endswith("s")))[2]
        if lowers[last - 1] == "one" and last - first == 3 and lowers[first] == "the" and self.scene.party_in(first, last - 1):
            return "side", False
        found = knowledge.nouns().get(" ".join(lowers[max(first, last - 2) : last]), knowledge.nouns().get(lowers[last - 1]))
        if found is None:
            return None
        plural = found[2] or lowers[last - 1] in ("two", "three", "four", "pair", "duo", "trio")
        if found[0] == "side" and not self._is_group(first, last, plural):
            return None
        return found[0], plural

    def _is_idiom(self, first: int, last: int) -> bool:
        """Whether a noun for an actor means none: "in general", "social justice", "the current state of relations"."""
        lowers = self.words.lowers
        if lowers[max(first - 1, 0) : last] == ["in", "general"]:
            return True
        plain = all(t.islower() for t in self.words.texts[first:last]) and lowers[first] not in rules()["opening"]
        if plain and lowers[last - 1] in rules()["bare_nothing"]:
            return True
        following = self.scene.chunk_from.get(last + 1)
        state_of = lowers[last - 1] in ("state", "source") and lowers[last : last + 1] == ["of"]
        return state_of and not (following and self.scene.party_in(following.first, following.last))

    def _is_group(self, first: int, last: int, plural: bool) -> bool:
        """Whether a word such as "side" means an actor: "both sides", "the two", "the Norvian side"; not "the side of the road"."""
        opening = self.words.lowers[first]
        if self.words.lowers[last - 1] in ("two", "three", "four"):
            return last - first == 2 and opening in ("the", "these", "those") and not self.words.joined(last)
        if self.scene.names_in(first, last):
            return True
        return plural or (opening in rules()["definite"] and self.words.lowers[last : last + 1] != ["of"])

    def without_determiner(self, first: int, last: int) -> tuple[int, int]:
        """A phrase without the articles and possessive pronouns before it."""
        while first < last - 1 and self.words.lowers[first] in rules()["determiners"]:
            first += 1
        return first, last


def sex_of(words: Sequence[str]) -> str | None:
    """The sex that words such as "spokeswoman" and "Mr." tell: "m", "f" or None."""
    if any(w in rules()["female"] for w in words):
        return "f"
    return "m" if any(w in rules()["male"] for w in words) else None
