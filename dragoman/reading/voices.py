"""Whose: the parties behind a word, a deed and a stretch of speech.

`Voices` joins the tree, the cast and the statements of one document, so that positions, events and outcomes ask one place who
holds, does or suffers what.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from dragoman import data
from dragoman.analysis import Analysis, Token
from dragoman.reading import phrases
from dragoman.reading.cast import Cast
from dragoman.record import Statement
from dragoman.text import Span

FIRST_PERSON = frozenset(("i", "we", "me", "us", "my", "our", "ours", "myself", "ourselves"))
_SHARED = frozenset("shared mutual common joint collective".split())
# What may stand between two parties named together: "Chile, along with its ally Peru".
_JOINING = frozenset(", and or & the its with along especially both as well — – - including ally allies".split())


def split(party: str | None) -> tuple[str, ...]:
    """ "USA & RUS" to ("USA", "RUS"); None to ()."""
    return tuple(p for p in party.split(" & ") if p) if party else ()


def unique(parties: Iterable[str]) -> tuple[str, ...]:
    """Parties without repetition, first place kept."""
    return tuple(dict.fromkeys(parties))


class Voices:
    """Who speaks where, and which parties a word stands for."""

    def __init__(self, analysis: Analysis, cast: Cast, statements: Sequence[Statement] = (), present: tuple[str, ...] = ()) -> None:
        """Args:
        statements: with their content spans; the innermost around a word is its voice.
        present: the parties of the talks that the document reports, for agentless "it was agreed".
        """
        self.analysis = analysis
        self.cast = cast
        self.statements = statements
        self.present = present
        self._known: dict[int, tuple[str, ...]] = {}

    @cached_property
    def _cues(self) -> dict[int, Statement]:
        return {t.i: s for s in self.statements if s.cue_span for t in self.analysis.tokens_in(s.cue_span)}

    @cached_property
    def _voices(self) -> list[Statement | None]:
        """For each word the innermost statement whose content holds it."""
        voices: list[Statement | None] = [None] * len(self.analysis.tokens)
        spans = [(Span(*c), s) for s in self.statements for c in s.content_spans]
        for span, s in sorted(spans, key=lambda p: p[0].start - p[0].end):
            for t in self.analysis.tokens_in(span):
                voices[t.i] = s
        return voices

    def statement_of_cue(self, i: int) -> Statement | None:
        """The statement whose cue holds word `i`."""
        return self._cues.get(i)

    def around(self, i: int) -> Statement | None:
        """The innermost statement whose content holds word `i`."""
        return self._voices[i]

    def speaker(self, i: int) -> tuple[str, ...]:
        """The parties who say word `i`: of the statement around it, else of the publisher; () if it is the reporter's word."""
        around = self._voices[i]
        if around is not None:
            return split(around.party)
        return self.author or (self.home if self._reported(i) else ())

    @cached_property
    def home(self) -> tuple[str, ...]:
        """The side whose readout the document is where nothing names the publisher: who acts in its first sentence."""
        if self.cast.publisher_party or not self.analysis.sentences:
            return split(self.cast.publisher_party)
        first = self.analysis.sentences[0]
        subjects = [t for t in self.analysis.tokens[first.first : first.last] if t.deprel.startswith("nsubj")]
        return self._parties_of_one(subjects[0]) if subjects else ()

    def reporter(self, i: int) -> tuple[str, ...]:
        """Who tells the agentless passive `i`: the publisher; of "hope was expressed" the side whose readout it is."""
        return split(self.cast.publisher_party) or (self.home if self._reported(i) else ())

    def _reported(self, i: int) -> bool:
        """Whether word `i` hangs on a report without an agent: "it was stressed that [the siege] goes on"."""
        a = self.analysis
        return any(
            t.lemma in _reports() and phrases.is_passive(a, t.i) and phrases.agent(a, t.i) is None
            for t in (a.tokens[i], *a.ancestors(i))
        )

    @cached_property
    def author(self) -> tuple[str, ...]:
        """The parties whose words the document is: the publisher's; if it says "we" outside quotations, those who first speak."""
        if self.cast.publisher_party:
            return split(self.cast.publisher_party)
        tokens = self.analysis.tokens
        own = [s for s in self.statements if s.kind == "indirect" and s.party and s.source_span]
        we = next((split(s.party) for s in own if s.source_span and self._says_we(s.source_span)), ())
        if we or not any(t.lower == "we" and t.deprel.startswith("nsubj") and self._voices[t.i] is None for t in tokens):
            return we
        return next((split(s.party) for s in own if s.source_span and self._voices[self._first(s.source_span)] in (None, s)), ())

    def _first(self, span: tuple[int, int]) -> int:
        return self.analysis.tokens_in(span)[0].i

    def _says_we(self, span: tuple[int, int]) -> bool:
        words = self.analysis.tokens_in(span)
        return len(words) == 1 and words[0].lower == "we" and (self._voices[words[0].i] is None)

    def parties(self, i: int) -> tuple[str, ...]:
        """The parties that the noun phrase headed by word `i` stands for, coordinated ones included; () if none."""
        if i not in self._known:
            self._known[i] = ()  # a word is not named through itself, however the tree is tangled
            self._known[i] = unique(p for t in phrases.conjuncts(self.analysis, i) for p in self._parties_of_one(t))
        return self._known[i]

    def _parties_of_one(self, t: Token) -> tuple[str, ...]:
        if t.lower in FIRST_PERSON:
            return self.speaker(t.i)
        if t.upos in ("VERB", "AUX"):
            return ()
        found = self._named(t)
        if found or t.upos == "PROPN":
            return found
        if t.upos == "PRON":
            around = self._voices[t.i]
            itself = around is not None and t.lower in ("it", "they") and t.deprel.startswith("nsubj")
            return split(around.party) if around is not None and itself else ()
        return self._modifiers(t) if t.lemma in _actor_nouns() else ()

    @cached_property
    def _heads(self) -> frozenset[int]:
        """Offsets at which the head word of a mention starts: "attack" in "the Russian attack" is none, "Russian" is."""
        return frozenset(self.cast.heads.values())

    def _named(self, t: Token) -> tuple[str, ...]:
        return split(self.cast.party(t.span)) if t.start in self._heads or t.upos == "PROPN" else ()

    def _modifiers(self, t: Token) -> tuple[str, ...]:
        """The parties that stand before or after a noun: "Russian", "Canadian and British", "Russia's", "of Russia"."""
        for child in (*phrases.possessors(self.analysis, t.i), *self.analysis.children(t.i, "amod", "compound", "nmod")):
            if child.i < t.i or phrases.case_of(self.analysis, child.i) in ("of", "from", "for", "to"):
                found = unique(p for c in phrases.conjuncts(self.analysis, child.i) for p in self._parties_of_modifier(c))
                if found:
                    return found
        return ()

    def _parties_of_modifier(self, child: Token) -> tuple[str, ...]:
        if child.upos == "ADJ" or child.deprel in ("amod", "compound"):
            return split(self.cast.party(child.span)) if child.text[0].isupper() else ()
        return self.parties(child.i)

    def owner(self, i: int, depth: int = 3) -> tuple[str, ...]:
        """Whose deed the noun or clause headed by word `i` is: possessor, "by" phrase, nationality, subject, else its own party."""
        a, t = self.analysis, self.analysis.tokens[i]
        if t.upos in ("VERB", "AUX"):
            doer = phrases.agent(a, i) if phrases.is_passive(a, i) else phrases.subject(a, i)
            return self.parties(doer.i) if doer else ()
        for child in phrases.possessors(a, i):
            if self.parties(child.i):
                return self.parties(child.i)
        by = phrases.agent(a, i)
        if by and self.parties(by.i):
            return self.parties(by.i)
        own = self.parties(i)
        if own:
            return own
        found = unique(p for c in a.children(i, "amod", "compound") for p in self._parties_of_modifier(c))
        if found or depth == 0:
            return found
        for child in phrases.obliques(a, i, ("of", "from", "between")):
            found = self.owner(child.i, depth - 1)
            if found:
                return found
        return ()

    def named_in(self, span: tuple[int, int]) -> tuple[str, ...]:
        """Parties of all mentions in a stretch, first-person words included, text order."""
        first = next((self.speaker(t.i) for t in self.analysis.tokens_in(span) if t.lower in FIRST_PERSON), ())
        return unique((*self.cast.parties(span), *first))

    def first_named(self, spans: Sequence[tuple[int, int]], besides: tuple[str, ...]) -> tuple[str, ...]:
        """The first party named in some stretches that is not among `besides`, with those coordinated with it."""
        found: list[str] = []
        last: Span | None = None
        for mention in (m for s in spans for m, _ in self.cast.within(s)):
            parties = [p for p in self.cast.parties(mention) if p not in besides]
            if parties and last is not None and not self._coordinated(last, mention):
                break
            if parties:
                found += parties
                last = mention
        return unique(found)

    def _coordinated(self, one: Span, other: Span) -> bool:
        between = self.analysis.tokens_in((one.end, other.start))
        return len(between) <= 4 and all(t.lower in _JOINING for t in between)

    def doer(self, i: int) -> tuple[str, ...]:
        """Who does the deed of the verb `i`: the subject, in a passive the "by" phrase; of a cue, its statement's speaker.

        Readouts report without an agent: "it was stressed" is the publisher's word, "it was agreed" that of all present.
        """
        said = self._cues.get(i)
        if said is not None and said.party:
            return split(said.party)
        a = self.analysis
        if phrases.is_passive(a, i):
            by = phrases.agent(a, i)
            if by is not None:
                return self.parties(by.i) or self.owner(by.i)
            return ()
        subject = phrases.subject(a, i)
        if subject is None:
            return self._resolving(i)
        return self.parties(subject.i) or (self.owner(subject.i, depth=0) if subject.upos == "NOUN" else ())

    def _resolving(self, i: int) -> tuple[str, ...]:
        """ "Norway and Chile, / [Recalling] the treaty, / Welcoming ...": those named before a row of participles."""
        a, t = self.analysis, self.analysis.tokens[i]
        at = t.sent
        if t.deprel not in ("root", "conj") or not self._recites(at):
            return ()
        while at > 0 and self._recites(at):
            at -= 1
        return self.named_in(a.sentences[at].span) if a.doc[a.sentences[at].span].rstrip()[-1:] in (",", ":", ";") else ()

    def _recites(self, sentence: int) -> bool:
        first = self.analysis.tokens[self.analysis.sentences[sentence].first]
        return first.deprel == "root" and first.upos == "VERB" and first.lower.endswith(("ing", "ed"))

    def noun_doer(self, i: int, light: frozenset[str], of: bool = True, modifiers: bool = True) -> tuple[str, ...]:
        """Whose "support", "demand" or "attack": possessor, nationality, "by" phrase, else the subject of its light verb.

        Args:
            light: lemmas of the verbs whose subject does what their object names ("express support").
            of: whether the "of" phrase may be the doer ("the support of Norway"; not in "the invasion of Norway").
            modifiers: whether a nationality may be ("Norwegian aid"; not in "the Bosnian war").
        """
        a = self.analysis
        for child in phrases.possessors(a, i):
            if child.lower in FIRST_PERSON and any(c.lower in _SHARED for c in a.children(i, "amod")):
                return self.doer(phrases.governor(a, i)) or self.parties(child.i)
            if self.parties(child.i):
                return self.parties(child.i)
        for child in a.children(i, "amod", "compound") if modifiers else ():
            if self._parties_of_modifier(child):
                return self._parties_of_modifier(child)
        by = phrases.agent(a, i)
        if by is not None and self.parties(by.i):
            return self.parties(by.i)
        verb = a.tokens[phrases.governor(a, i)]
        if verb.lemma in light and verb.upos == "VERB" and verb.i < i and self._carried(i, verb.i):
            return self.doer(verb.i) or self.speaker(verb.i)
        whose = phrases.obliques(a, i, ("of", "from")) if of else []
        return self.parties(whose[0].i) if whose else ()

    def bearer(self, i: int, hindering: frozenset[str]) -> tuple[str, ...]:
        """Who pursues what word `i` names: the nearest party above it that does, owns or talks of it; in a statement the speaker.

        "[Chile] worked with Peru to widen trade", "[Chile and Peru] discussed ways of widening trade", "[Chile's] efforts to".

        Args:
            hindering: lemmas under which nobody pursues it ("failed to widen trade", "accused of widening").
        """
        a, at = self.analysis, self.analysis.tokens[i]
        for t in (at, *a.ancestors(i)):
            if t is not at and (t.lemma in hindering or phrases.negated(a, t.i)):
                return ()
            if self._voices[t.i] is not self._voices[i]:
                break
            found = self._bearers_at(t)
            if found is not None:
                return found
        return self.speaker(i)

    def _bearers_at(self, t: Token) -> tuple[str, ...] | None:
        """The parties that do or own word `t`; () if somebody who is no party does; None where nobody stands there."""
        a = self.analysis
        if t.upos not in ("VERB", "AUX") and not a.children(t.i, "cop"):
            whose = [p for p in phrases.possessors(a, t.i) if self.parties(p.i)]
            named = self._modifiers(t) if t.lemma not in _actor_nouns() else ()
            return self.parties(whose[0].i) if whose else named or None
        doer = phrases.agent(a, t.i) if phrases.is_passive(a, t.i) else phrases.subject_child(a, t.i)
        if doer is None:
            return None
        found = self.parties(doer.i) or (self.owner(doer.i, depth=0) if doer.upos == "NOUN" else ())
        return found or (None if phrases.nominal(doer) or doer.upos == "PRON" else ())

    def _carried(self, i: int, verb: int) -> bool:
        """Whether noun `i` is what the verb names: its object or a phrase on it, also as one of several coordinated ones."""
        t = self.analysis.tokens[i]
        while t.deprel == "conj" and t.head != t.i:
            t = self.analysis.tokens[t.head]
        return t.head == verb and t.deprel in ("obj", "obl", "nsubj:pass", "xcomp", "ccomp")


def _reports() -> frozenset[str]:
    return frozenset(data.load_yaml("rules/stances/words.yaml")["reports"])


def _actor_nouns() -> frozenset[str]:
    return frozenset(data.load_yaml("rules/stances/words.yaml")["actor_nouns"])
