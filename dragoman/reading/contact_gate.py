"""Whether a trigger makes a contact: who meets whom, not the press, no goods, and nobody at home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.analysis import Analysis, Token
from dragoman.reading import contact_cues, contact_fields, contact_merge, contact_sides, contact_triggers, phrases
from dragoman.reading.cast import Cast
from dragoman.reading.contact_fields import rules
from dragoman.reading.contact_merge import Definiteness
from dragoman.reading.contact_runs import before_verb
from dragoman.reading.contact_sides import Participants, is_group
from dragoman.reading.contact_triggers import Trigger
from dragoman.record import Place, Side
from dragoman.text import Span

# How many words of a phrase tell who is met: "freed Norwegian-Turkish hostage Ada Rask".
_AUDIENCE = 5


def _tells_where(analysis: Analysis, i: int) -> bool:
    """Whether a clause is about a contact named right before it: "at the summit, where leaders will discuss grain"."""
    return any(c.lower in ("where", "which") and c.i < i for c in analysis.children(i))


class Gate:
    """One document with its triggers' places, each with its preposition, by the index of the trigger's head word."""

    def __init__(self, analysis: Analysis, cast: Cast, places: Mapping[int, Sequence[tuple[Place, str]]]) -> None:
        self.analysis, self.cast, self.places = analysis, cast, places

    def takes_part(self, trigger: Trigger, who: Participants) -> bool:
        row = trigger.row
        if any(t.lower in rules()["audience"] for s in who.others for t in self.analysis.tokens_in(s)[:_AUDIENCE]):
            return False
        if any(t.text in rules()["public"] for s in who.others for t in self.analysis.tokens_in(s)[:1]):
            return False
        if row.form == "verb":
            return self._verb_takes_part(trigger, who)
        if trigger.support is not None and self.analysis.tokens[trigger.support].lemma in (row.get("not_support") or ()):
            return False
        if row.get("needs") == "own" and trigger.role not in ("party", "host"):
            return any(self.cast.within(s) for s in (*who.spans, *who.maybe)) or self.is_definite(trigger)
        if row.kind == "correspondence" and self._is_figurative(trigger):
            return False
        if row.get("needs") == "partner":
            return contact_cues.case(self.analysis, self.analysis.tokens[trigger.token]) == "in" and bool(self.parties(who.others))
        if row.get("needs") == "ordinal":
            return contact_fields.ordinal(self.analysis, trigger) is not None
        if row.get("needs") == "both":
            return self.is_proper(trigger) or len(self.parties((*who.spans, *(who.maybe if who.gathered else ())))) > 1
        if row.get("needs") == "group":
            proper = self.is_proper(trigger) and bool(self.attending(trigger))
            named = contact_triggers.group_in(self.analysis, trigger) is not None
            return proper or named or any(self.cast.parties(s) for s in who.spans)
        if row.get("needs") == "occasion":
            return not self.is_proper(trigger) or self._is_occasion(trigger)
        if row.get("needs") == "place":
            return trigger.token in self.places
        return not who.told or any(self.cast.within(s) for s in who.others) or self.is_abroad(who)

    def _is_figurative(self, trigger: Trigger) -> bool:
        """ "Sent the message that Norway stands by Turkey", "a message to the world": nobody got a letter."""
        after = [t.lower for t in self.analysis.tokens[trigger.token + 1 : trigger.token + 4]]
        return after[:1] == ["that"] or after in (["to", "the", "world"], ["to", "the", "public"], ["to", "the", "nation"])

    def _is_occasion(self, trigger: Trigger) -> bool:
        """Whether a forum is one that people go to ("at the forum", "attended it"), not a body ("the forum's members")."""
        support = self.analysis.tokens[trigger.support].lemma if trigger.support is not None else ""
        case = contact_cues.case(self.analysis, self.analysis.tokens[trigger.token])
        dated = trigger.token in self.places
        return case in ("at", "during") or dated or (support not in ("", "join") and trigger.role in ("party", "host"))

    def _verb_takes_part(self, trigger: Trigger, who: Participants) -> bool:
        row = trigger.row
        if row.get("object") == "place":
            return trigger.token in self.places and self._travels(trigger, who)
        if row.get("object") == "person" and (who.told or not row.get("alone")):
            return any(self.names_person(s) for s in who.others) or self.is_abroad(who)
        if row.get("object") == "actor":
            return any(self.names_person(s) or self._names_actor(s) for s in who.others)
        if row.get("object") == "party":
            return any(self.people_or_parties((s,)) for s in who.others)
        if who.told:
            return any(self.cast.within(s) for s in who.others) or self.is_abroad(who)
        if row.get("kind") in ("call", "talks") and self._goes_on(trigger):
            return False
        if row.get("joint") and _tells_where(self.analysis, trigger.token):
            return False
        if row.get("joint"):
            return len(self.parties(who.spans)) > 1 and not self.is_pair(who)
        if not row.get("alone") or ("obj" not in row.get("other") and self.analysis.children(trigger.token, "obj")):
            return False
        parties = self.parties(who.spans)
        return len(parties) > 1 or any(is_group(p) for p in parties) or self._is_teams(trigger) or self.is_pair(who)

    def _travels(self, trigger: Trigger, who: Participants) -> bool:
        """Whether people go abroad: no goods, and nobody to a place of one's own ("visited the Norwegian base in Kabul")."""
        wanted = trigger.row.get("other")
        if "obj" in wanted and self._is_elsewhere(trigger):
            return False
        if "obj" not in wanted and not any(case in wanted for _, case in self.places[trigger.token]):
            return False
        if trigger.row.get("person"):
            return self._is_goer(trigger)
        acting = tuple(s for s in who.spans if s not in who.others)
        heads = [head for s in acting if (head := self.analysis.head_of(s))]
        if any(head.lemma.lower() in rules()["not_visitors"] for head in heads):
            return False
        return bool(self.people_or_parties(who.spans)) and not self._is_at_home(acting, who.others)

    def _is_elsewhere(self, trigger: Trigger) -> bool:
        """Whether something else is visited than the place told before: "while in Oslo, Lund will visit a farm"."""
        token = self.analysis.tokens[trigger.token]
        seen = [o for o in self.analysis.children(token.i, "obj") if o.i > token.i and o.lemma not in rules()["lands"]]
        spans = [Span(*p.span) for p, _ in self.places[trigger.token]]
        return bool(seen) and not any(
            contact_sides.phrase(self.analysis, o.i).covers(s) or s.covers(o.span) for o in seen for s in spans
        )

    def _is_at_home(self, acting: Sequence[Span], seen: Sequence[Span]) -> bool:
        """Whether what is visited is something of one's own: "the Norwegian base in Kabul"."""
        heads = [head for s in seen if (head := self.analysis.head_of(s))]
        own, whose = set(self.parties(acting)), set(self.parties(seen))
        return bool(heads) and all(h.upos == "NOUN" for h in heads) and bool(own and whose) and whose <= own

    def _is_goer(self, trigger: Trigger) -> bool:
        """Whether a person is the subject of "go", not goods: "aid going into the port"."""
        subject = phrases.subject(self.analysis, trigger.token)
        clause = self.analysis.tokens[trigger.token].deprel.startswith("acl")
        if subject is None or clause:
            return False
        whole = contact_sides.phrase(self.analysis, subject.i)
        return bool(self.cast.people(whole)) or (subject.lower in rules()["envoys"] and bool(self.parties((whole,))))

    def _is_teams(self, trigger: Trigger) -> bool:
        """Whether the subject are the teams of sides told before: "technical teams will meet"."""
        subject = phrases.subject(self.analysis, trigger.token)
        return subject is not None and subject.lower in rules()["teams"]

    def _goes_on(self, trigger: Trigger) -> bool:
        """ "They also spoke about grain": what a contact told before was about, not another one."""
        subject = phrases.subject(self.analysis, trigger.token)
        topics = phrases.obliques(self.analysis, trigger.token, rules()["about"])
        return bool(topics) and (subject is None or subject.upos == "PRON")

    def is_abroad(self, who: Participants) -> bool:
        """Whether the other side are foreigners without a name: "world leaders", "allies", "foreign ambassadors"."""
        words = {t.lower for s in who.others for t in self.analysis.tokens_in(s)}
        return any(set(kind["of"]) & words and (not kind["with"] or set(kind["with"]) & words) for kind in rules()["abroad"])

    def is_pair(self, who: Participants) -> bool:
        """ "The presidents of the two countries", "both sides": sides told before, that the cast may not know."""
        return any({"two", "both"} & {t.lower for t in self.analysis.tokens_in(s)} for s in who.spans)

    def names_person(self, span: Span) -> bool:
        """Whether a phrase is somebody, not something of somebody's ("the minister's plan", "the agreement led by him")."""
        if self._is_party_of_people(span) and self.parties((span,)):
            return True
        persons = [s for s, e in self.cast.within(span) if e.kind == "person" or (e.party and self._is_party_of_people(s))]
        return any(self._stands_first(span, s) and not self._owns(s) for s in persons)

    def _names_actor(self, span: Span) -> bool:
        """Whether a phrase begins with a state or body itself: "Norway and Turkey"."""
        return any(
            self._stands_first(span, s) and not self._owns(s) for s, e in self.cast.within(span) if e.kind in ("state", "bloc")
        )

    def _is_party_of_people(self, span: Span) -> bool:
        """Whether a phrase is a body of envoys: "a U.S. delegation", not "Turkish refugees"."""
        head = self.analysis.head_of(span)
        return head is not None and head.lower in rules()["envoys"]

    def _stands_first(self, span: Span, person: Span) -> bool:
        before = self.analysis.tokens_in((span.start, person.start)) if person.start > span.start else ()
        plain = all(t.upos in ("DET", "ADJ", "NOUN", "PROPN", "PUNCT", "PRON") or t.lower == "of" for t in before)
        return plain and not (before and before[-1].upos == "ADP")

    def _owns(self, person: Span) -> bool:
        return self.analysis.doc.text[person.end : person.end + 2] in ("'s", "’s", "' ", "’ ")

    def parties(self, spans: Sequence[Span]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p for s in spans for p in contact_sides.parties(self.cast, s)))

    def people(self, spans: Sequence[Span]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for s in spans for name, _ in self.cast.people(s)))

    def people_or_parties(self, spans: Sequence[Span]) -> tuple[str, ...]:
        return (*self.parties(spans), *self.people(spans))

    def is_definite(self, trigger: Trigger) -> bool:
        return self.definiteness(trigger) == "definite"

    def definiteness(self, trigger: Trigger) -> Definiteness:
        if trigger.row.form == "verb":
            return "verb"
        words = {c.lower for c in self.analysis.children(trigger.token) if c.i < trigger.token}
        if words & set(rules()["other"]) and not ("the" in words and words & set(rules()["counted"])):
            return "other"
        if trigger.row.form == "name" or self.is_proper(trigger):
            return "name"
        if words & set(rules()["definite"]) or self.analysis.children(trigger.token, "nmod:poss"):
            return "definite"
        return "indefinite" if words & set(rules()["indefinite"]) or trigger.plural else "bare"

    def is_proper(self, trigger: Trigger) -> bool:
        """ "The Oslo Grain Dialogue", "the summit of the Lakes Council": a capital on the noun and before it, or on whose it is."""
        token = self.analysis.tokens[trigger.token]
        before = self.analysis.tokens[token.i - 1] if token.i else token
        after = [t for t in self.analysis.tokens[token.i + 1 : token.i + 4] if t.lower != "the"]
        of_name = len(after) > 1 and after[0].lower == "of" and after[1].text[:1].isupper()
        if of_name and trigger.row.kind in contact_merge.GROUP_KINDS:
            return True
        return token.text[:1].isupper() and before.sent == token.sent and before.i < token.i and before.text[:1].isupper()

    def attending(self, trigger: Trigger) -> tuple[Side, ...]:
        """Who acts at a summit or conference: the subject of "spoke at the summit", "gave a speech at the summit"."""
        at = self.analysis.tokens[trigger.token]
        if contact_cues.case(self.analysis, at) in ("at", "during") and self.analysis.tokens[at.head].upos == "VERB":
            at = self.analysis.tokens[at.head]
        else:
            at = self._occasion(at)
        if at.upos != "VERB":
            return ()
        subject = phrases.subject(self.analysis, at.i)
        by_tree = contact_sides.sides(self.cast, (contact_sides.phrase(self.analysis, subject.i),)) if subject else ()
        before = before_verb(self.analysis, at.i) if subject else None
        by_order = contact_sides.sides(self.cast, (before,)) if before else ()
        return by_order if {s.party for s in by_order} > {s.party for s in by_tree} else by_tree

    def _occasion(self, at: Token) -> Token:
        """The verb of who takes part: over "participation in", "a speech at"; else the word itself."""
        over = self.analysis.tokens[at.head]
        if at.deprel.split(":")[0] in ("nmod", "obl") and over.lower in rules()["presence"]:
            return self.analysis.tokens[over.head]
        return at
