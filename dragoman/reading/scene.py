"""Where the names, titles and base noun phrases of a document stand, and which party the words around a head state."""

from __future__ import annotations

from bisect import bisect_right

from dragoman import knowledge
from dragoman.analysis import Analysis
from dragoman.reading import chunks, names
from dragoman.reading.chunks import Chunk
from dragoman.reading.mentioned import rules
from dragoman.reading.names import Named, Title, Words


class Scene:
    """The words of one document with its names, titles and phrases; `day` (ISO) tells which holder of an office a name means."""

    def __init__(self, analysis: Analysis, day: str | None) -> None:
        self.analysis = analysis
        self.day = day
        self.words = Words.of(analysis)
        self.titles = _titles(analysis, self.words)
        self.names = names.find(analysis, self.words, self.titles)
        self.chunks = chunks.find(self.words, self.names, self.titles, rules()["times"])
        self.chunk_from = {c.first: c for c in self.chunks}
        self.chunk_to = {c.last: c for c in self.chunks}
        self._name_firsts = [n.first for n in self.names]
        self._title_firsts = [t.first for t in self.titles]

    def names_in(self, first: int, last: int) -> list[Named]:
        """Names that lie in the words `first` to `last`."""
        low, high = bisect_right(self._name_firsts, first - 1), bisect_right(self._name_firsts, last - 1)
        return [n for n in self.names[low:high] if n.last <= last]

    def titles_in(self, first: int, last: int) -> list[Title]:
        """Titles that lie in the words `first` to `last`."""
        low, high = bisect_right(self._title_firsts, first - 1), bisect_right(self._title_firsts, last - 1)
        return [t for t in self.titles[low:high] if t.last <= last]

    def text(self, first: int, last: int) -> str:
        tokens = self.words.tokens
        return self.analysis.doc.text[tokens[first].start : tokens[last - 1].end]

    def title_at_end(self, chunk: Chunk) -> Title | None:
        return next((t for t in reversed(self.titles_in(chunk.first, chunk.last)) if t.last == chunk.last), None)

    def is_past(self, first: int, last: int) -> bool:
        """Whether a title is one no longer held: "former", "ex-"."""
        return any(w in rules()["past"] for w in self.words.lowers[first:last])

    def is_listed(self, i: int) -> bool:
        """Whether a list goes on at word `i`: ", and", "and", unless a verb follows ("X, the envoy, and left")."""
        at = i + (self.words.lowers[i : i + 2] == [",", "and"])
        listed = self.words.lowers[at : at + 1] in (["and"], ["or"])
        return listed and self.words.tokens[min(at + 1, len(self.words.tokens) - 1)].upos not in ("VERB", "AUX")

    def party_in(self, first: int, last: int, sent: bool = False) -> str | None:
        """The party that names among the words before a head state; for someone `sent` to a body the state, else the nearest."""
        named = [n for n in self.names_in(first, last) if n.known and n.known.party and not self.is_negated(n)]
        found = [n.known for n in named if n.known and not self.is_backer(n)] or [n.known for n in named if n.known]
        states = [k.party for k in found if k.country == k.party]
        if sent and states:
            return states[0]
        if found:
            return found[-1].party
        people = [n for n in self.names_in(first, last) if n.kind == "person" or n.last - n.first == 1]
        return self._led_by(people[-1]) if people else None

    def is_where(self, name: Named) -> bool:
        """Whether a capital says where and not whose: "in Oslo President X spoke"."""
        capital = name.known is not None and name.known.kind == "capital" and name.first > 0
        return capital and self.words.lowers[name.first - 1] in rules()["locative"]

    def is_backer(self, name: Named) -> bool:
        """Whether a participle joined to the name says that it only helps, leads or holds what is meant: "Norway-backed"."""
        hyphen, *following = self.words.lowers[name.last : name.last + 2] or [""]
        return hyphen == "-" and self.words.joined(name.last) and bool(rules()["joined_after"].intersection(following))

    def is_negated(self, name: Named) -> bool:
        """Whether a prefix says that the name is not whom the phrase acts for: "anti-Taliban forces", "non-NATO allies"."""
        lowers = self.words.lowers[max(name.first - 2, 0) : name.first]
        if lowers and lowers[-1] in rules()["negating_words"]:
            return True
        return lowers[1:] == ["-"] and self.words.joined(name.first) and lowers[0] in rules()["negating"]

    def _led_by(self, name: Named) -> str | None:
        """The party of a name that stands for its holder's: "the Bush administration"."""
        held = knowledge.holders(self.text(name.first, name.last), self.day)
        if name.last - name.first == 1:
            held = [h for h in held if h.office in rules()["leaders"]]
        return held[0].party if held and held[0].distance(self.day) < 2 else None

    def extent(self, last: int, noun: str, office: bool, plural: bool = False) -> tuple[int, str | None]:
        """How far "of"-phrases and the like after word `last` belong to a description, and the party they state.

        Args:
            noun: the head noun, singular.
            office: whether it is a title.
            plural: then "of Russia and Ukraine" states both, joined by " & ".
        """
        party: str | None = None
        sent = noun in rules()["sent"]
        for step in range(3):
            taken = self._belonging(last, noun, office, step)
            if taken is None:
                break
            preposition, chunk = taken[0], self._after_backer(taken[1])
            last = chunk.last
            elsewhere = preposition in ("in", "to") and not is_public(noun) and (step > 0 or not office)
            about = office and preposition == "for" and noun not in rules()["close_to"]
            if party is None and not ((sent and preposition in ("to", "for", "in", "with")) or elsewhere or about):
                party = self.party_in(chunk.first, chunk.last)
                last, party = self._and_others(last, party) if plural and party else (last, party)
            last = self._and_region(last) if office and not plural else last
        return last, party

    def _after_backer(self, chunk: Chunk) -> Chunk:
        """The phrase that goes on behind a participle joined to this one: "the Norway-backed [Chilean government]"."""
        hyphen, *following = self.words.lowers[chunk.last : chunk.last + 2] or [""]
        joined = hyphen == "-" and self.words.joined(chunk.last) and rules()["joined_after"].intersection(following)
        return self.chunk_from.get(chunk.last + 2, chunk) if joined else chunk

    def _and_region(self, last: int) -> int:
        """Where "for Norvia and Central Europe," ends: a second name in capitals before a mark is of the same office."""
        chunk = self.chunk_from.get(last + 1) if self.words.lowers[last : last + 1] == ["and"] else None
        if chunk is None or self.words.lowers[chunk.last : chunk.last + 1] not in ([","], ["."], [";"]):
            return last
        styled = all(w[:1].isupper() for w in self.words.texts[chunk.first : chunk.last])
        people = any(n.kind == "person" for n in self.names_in(chunk.first, chunk.last))
        return chunk.last if styled and not people and not self.titles_in(chunk.first, chunk.last) else last

    def _and_others(self, last: int, party: str) -> tuple[int, str]:
        """The further names of "the leaders of Russia, Ukraine and France" after the first, which is of `party`."""
        parties = [party]
        while self.words.lowers[last : last + 1] in (["and"], [","]):
            chunk = self.chunk_from.get(last + 2 if self.words.lowers[last : last + 2] == [",", "and"] else last + 1)
            if chunk is None:
                break
            names = self.names_in(chunk.first, chunk.last)
            if not names or names[-1].last != chunk.last or names[-1].known is None or names[-1].known.party is None:
                break
            parties.append(names[-1].known.party)
            last = chunk.last
        return last, " & ".join(dict.fromkeys(parties))

    def adjectives_before(self, first: int) -> tuple[int, list[str]]:
        """The adjectives that "and" or a comma joins to the one at word `first`: of "[Russian], [Turkish] and Iranian ministers".

        Returns:
            The word at which the whole phrase begins, and the parties in text order; `first` and [] if there are none.
        """
        if not self._adjective(first):
            return first, []
        parties: list[str] = []
        begin = first
        while begin >= 2 and self.words.lowers[begin - 1] in ("and", ","):
            earlier = self.chunk_to.get(begin - 1)
            party = self._adjective(earlier.last - 1) if earlier else None
            alone = earlier and earlier.last - earlier.first - (self.words.lowers[earlier.first] == "the") == 1
            if not (earlier and party and alone):
                break
            begin = earlier.first
            parties.insert(0, party)
        return begin, parties

    def _adjective(self, i: int) -> str | None:
        """The party of the adjective that word `i` is, as "Russian"; None if it is none."""
        names = self.names_in(i, i + 1)
        known = names[0].known if names else None
        return known.party if known and (known.kind == "demonym" or known.also_adjective) else None

    def _belonging(self, last: int, noun: str, office: bool, step: int) -> tuple[str, Chunk] | None:
        """The preposition at word `last` and the phrase after it, if they belong to the description before."""
        lowers = self.words.lowers
        if last + 1 >= len(lowers) or last + 1 not in self.chunk_from:
            return None
        preposition, chunk = lowers[last], self.chunk_from[last + 1]
        if preposition == "by":
            return (preposition, chunk) if knowledge.nouns().get(noun, ("",))[0] == "document" else None
        actor = office or noun in knowledge.nouns()
        allowed = preposition in rules()["belonging"]
        if preposition in ("with", "at", "for", "from", "within"):
            serves = noun in rules()["sent"] or noun in rules()["close_to"]
            allowed = allowed and actor and step == 0 and (serves or self._ends_in_actor(chunk))
        elif preposition == "to":
            allowed = step == 0 and (noun in rules()["sent"] or noun in rules()["close_to"])
        elif preposition == "in":
            allowed = actor and any(n.known and n.known.party for n in self.names_in(chunk.first, chunk.last))
        return (preposition, chunk) if allowed else None

    def _ends_in_actor(self, chunk: Chunk) -> bool:
        """Whether a phrase names somebody: "the Norvian ministry", "Norvia", not "Norvia's reconstruction"."""
        named = self.names_in(chunk.first, chunk.last)
        return bool(named) and (named[-1].last == chunk.last or self.words.lowers[chunk.last - 1] in knowledge.nouns())


def _titles(analysis: Analysis, words: Words) -> list[Title]:
    """Titles, but not names that look like one: "John Major", "Crown Prince Sultan"."""
    inner = {t.i for n in analysis.names if n.type == "PER" for t in analysis.tokens_in(n.span)[1:]}
    firsts = {tokens[0].i for n in analysis.names if n.type == "PER" and (tokens := analysis.tokens_in(n.span))}
    found = names.titles(words)
    ends = {t.last for t in found}

    def is_name(t: Title) -> bool:
        if t.first in inner and t.first - 1 in firsts and words.lowers[t.first - 1] not in knowledge.offices():
            return True
        after = words.texts[t.last : t.last + 1]
        ambiguous = words.lowers[t.first] in rules()["titles_as_names"] and words.texts[t.first][0].isupper()
        return ambiguous and t.first in ends and not (after and after[0][0].isupper())

    return [t for t in found if not is_name(t)]


def is_public(noun: str) -> bool:
    """Whether a noun means an organ or servant of a state."""
    found = knowledge.nouns().get(noun)
    return found is not None and found[1] in ("GOV", "LEG", "JUD", "COP", "SPY", "MIL")
