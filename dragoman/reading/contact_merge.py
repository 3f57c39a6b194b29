"""Mentions of one contact brought together: "met in Vienna ... the talks ... Thursday's meeting".

Mentions are read in text order; each joins the contact it fits best or opens a new one. What speaks against: other sides,
another kind, another date or number, one held and the other to come, and words that tell them apart ("another", "a further").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from dragoman.reading.contact_reading import CUE, DATE, GUESS, Reading, surest, week
from dragoman.reading.contact_sides import is_group
from dragoman.record import Channel, ContactKind, Side
from dragoman.text import Span

Definiteness = Literal["definite", "indefinite", "other", "bare", "verb", "name"]

# Kinds that a group can hold by itself.
GROUP_KINDS = frozenset(("summit", "conference"))
# Where several contacts fit, these are less likely what "they discussed" belongs to.
_LESS_TALK = {"summit": 1.0, "conference": 1.0, "visit": 0.3}
# How many contacts back a mention may reach; no report tells of as many, and a text of any length takes linear time.
_KEPT = 60
_UNHELD = ("planned", "proposed", "cancelled", "denied")
# Kinds that can name one and the same contact.
_SAME = {
    "meeting": {"meeting", "talks", "summit", "conference", "visit"},
    "talks": {"talks", "meeting", "summit", "conference"},
    "summit": {"summit", "meeting", "talks", "conference"},
    "conference": {"conference", "summit", "meeting"},
    "call": {"call"},
    "visit": {"visit", "meeting"},
    "correspondence": {"correspondence"},
}


@dataclass(frozen=True)
class ContactMention:
    """One mention with what its own clause tells.

    Attributes:
        token: index of the trigger's head word.
        sent: index of its sentence.
        process: it names a format by its fixed name ("the six-party talks").
        several: a plural, with sides, of contacts apart from the one told ("their meetings with Lund in May").
        plain: those who act in it are named only as "leaders" or the like.
        joint: several "discussed" something, which makes no contact beside one of the same sides.
        neutral, decides: its kind gives way ("conversation", "discussions"), or overrides that of other words ("summit").
        sides: the parties it names, in text order.
        told: it names the other side.
        paired: it names its sides only as "the two presidents".
        apposed: it says again what the mention before it said ("met in Oslo, the first such meeting").
        vague: a word like "dialogue" that makes no contact of its own without sides.
        abroad: the other side are foreigners without a name ("world leaders").
        carried: those who act are named only as "they" or "the delegation".
        region: it goes to a part of the world ("a trip to the Middle East").
        receives: a verb of who hosts or welcomes ("hosted Lund", for a visit; "welcomed Lund", for a meeting).
        own: it is called his or hers ("completed her consultations").
        attends: who acts in it comes to one told before ("joined the meeting").
        today: it is called today's.
        start, around: its own date, and that of the clause around it.
    """

    token: int
    sent: int
    rule: str
    kind: ContactKind
    neutral: bool
    sides: tuple[Side, ...]
    told: bool
    reading: Reading
    definiteness: Definiteness
    evidence: Span
    decides: bool = False
    process: bool = False
    several: bool = False
    joint: bool = False
    plain: bool = False
    start: str | None = None
    around: str | None = None
    duration: str | None = None
    place: str | None = None
    place_id: str | None = None
    city: bool = False
    country: str | None = None
    venue: str | None = None
    ordinal: int | None = None
    channel: Channel | None = None
    subjects: tuple[Span, ...] = ()
    vague: bool = False
    paired: bool = False
    apposed: bool = False
    mediators: tuple[str, ...] = ()
    abroad: bool = False
    carried: bool = False
    region: bool = False
    receives: bool = False
    own: bool = False
    attends: bool = False
    today: bool = False

    @property
    def parties(self) -> frozenset[str]:
        return frozenset(s.party for s in self.sides)

    @property
    def people(self) -> frozenset[str]:
        return frozenset(p for s in self.sides for p in s.people)


@dataclass
class Group:
    """The mentions of one contact, in text order."""

    mentions: list[ContactMention] = field(default_factory=list)

    @property
    def parties(self) -> frozenset[str]:
        return frozenset().union(*(m.parties for m in self.mentions))

    @property
    def people(self) -> frozenset[str]:
        return frozenset().union(*(m.people for m in self.mentions))

    @property
    def reading(self) -> Reading:
        return surest(m.reading for m in self.mentions)

    @property
    def kind(self) -> ContactKind:
        """The kind that a word like "summit" gives, else that of the first mention whose word is not neutral.

        "Held talks ... Saturday's meeting" are talks; who "hosted Lund for talks" held talks.
        """
        surest = next((m for m in self.mentions if m.decides), None) or next((m for m in self.mentions if not m.neutral), None)
        first = next((m for m in self.mentions if not (m.receives or m.joint)), self.mentions[0])
        talks = first.kind == "talks" and first.definiteness != "verb" and not first.vague
        return first.kind if surest is None or (talks and surest.kind == "meeting") else surest.kind

    def place(self) -> dict[str, str | None]:
        """Place, its id and country: of the first mention that names a city, else of the first that names any place."""
        placed = [m for m in self.mentions if m.place]
        best = next((m for m in placed if m.city), placed[0] if placed else None)
        return {name: getattr(best, name) if best else None for name in ("place", "place_id", "country")}

    @property
    def start(self) -> str | None:
        """The first date that any mention gives, made exact by a later one in it: "next week ... on 3 June"."""
        starts = [m.start for m in self.mentions if m.start]
        exact = (s for s in starts[1:] if s.startswith(starts[0]) or (len(s) == 10 and "W" not in s and week(s) == starts[0]))
        return next(exact, starts[0]) if starts else None

    def first(self, name: str) -> object:
        """The first value of a field that any mention gives; None if none does."""
        return next((v for m in self.mentions if (v := getattr(m, name)) is not None), None)


def merge(mentions: Sequence[ContactMention]) -> list[Group]:
    """Group the mentions of a document by contact.

    Args:
        mentions: in text order.
    Returns:
        Groups in the order of their first mention; every mention is in one group.
    """
    groups: list[Group] = []
    before: Group | None = None
    for mention in mentions:
        if mention.apposed and before and before.mentions[-1].sent == mention.sent:
            known = tuple(s for s in mention.sides if s.party in before.parties)
            before.mentions.append(replace(mention, sides=known) if len(before.parties) > 1 else mention)
            continue
        fitting = [(s, n, g) for n, g in enumerate(groups[-_KEPT:]) if (s := fit(g, mention)) is not None]
        if fitting:
            before = max(fitting, key=lambda f: (f[0], f[1]))[2]
            before.mentions.append(_of_known(before, mention) if mention.joint else mention)
        else:
            before = Group([mention])
            groups.append(before)
    return groups


def _of_known(group: Group, mention: ContactMention) -> ContactMention:
    """What "the leaders discussed" names nobody else on a side whose people are known."""
    known = {s.party for m in group.mentions for s in m.sides if s.people}
    sides = [s for s in mention.sides if not mention.plain or s.party in group.parties]
    return replace(mention, sides=tuple(Side(party=s.party) if s.party in known else s for s in sides))


def join_travel(
    mentions: Sequence[ContactMention], purpose: Callable[[ContactMention, ContactMention], bool]
) -> list[ContactMention]:
    """Travel to one meeting is one contact: "flew to Oslo to meet Lund", "arrived for talks with Norway".

    Where both are to come it is told as a visit, else as the meeting.

    Args:
        mentions: in text order.
        purpose: whether the second mention is what the first, a journey, is made for.
    Returns:
        As many mentions, in the same order.
    """
    found = list(mentions)
    for n, (journey, meeting) in enumerate(pairwise(mentions)):
        if not purpose(journey, meeting):
            continue
        if journey.kind != "visit" or journey.receives:
            found[n] = replace(journey, neutral=True)
            found[n + 1] = replace(meeting, apposed=True, reading=replace(meeting.reading, strength=GUESS))
            continue
        there = meeting.parties <= journey.parties and meeting.kind not in GROUP_KINDS
        ahead = there and journey.reading.status == meeting.reading.status == "planned"
        people = tuple(s for s in journey.sides if s.people or s.party in meeting.parties)
        found[n] = journey if ahead else replace(
            journey, neutral=True, sides=people, reading=replace(journey.reading, strength=GUESS), start=None, around=journey.start
        )  # fmt: skip
        found[n + 1] = replace(meeting, apposed=True)
    return found


def inherit(groups: Sequence[Group]) -> list[Group]:
    """Give a contact that names no side ("the next meeting", "another call") the parties of the contact told before it.

    Args:
        groups: in text order.
    Returns:
        The same contacts; a group without parties and without such a model is kept as it is.
    """
    found: list[Group] = []
    for group in groups:
        model = next((g for g in found if len(g.parties) > 1), None)
        first = group.mentions[0]
        vague = all(m.vague for m in group.mentions)
        another = first.definiteness == "other" and not first.abroad and group.parties < (model.parties if model else frozenset())
        silent = (
            not group.parties
            and not _is_named(group)
            and (first.paired or first.ordinal is not None or group.reading.status in _UNHELD)
        )
        if model and not vague and (another or (silent and not _is_elsewhere(first))):
            known = {s.party: s for m in group.mentions for s in m.sides}
            sides = tuple(known.get(s.party, Side(party=s.party)) for s in model.mentions[0].sides)
            group = Group([replace(m, sides=sides) for m in group.mentions])
        found.append(group)
    return found


def _is_named(group: Group) -> bool:
    """Whether it is a summit or conference with a name, at which others may meet: "the Anniversary Summit in Oslo"."""
    return group.kind in GROUP_KINDS and group.mentions[0].definiteness == "name"


def _is_elsewhere(mention: ContactMention) -> bool:
    """Whether it names a partner that is none of the parties: "meetings with lawmakers"."""
    return mention.told and not mention.sides and not mention.paired


def fit(group: Group, mention: ContactMention) -> float | None:
    """How well a mention fits a contact; None if it is another one."""
    if mention.joint:
        known = mention.parties <= group.parties or (mention.plain and bool(mention.parties & group.parties))
        return 1.0 + _bonus(group, mention) - _LESS_TALK.get(group.kind, 0) if known else None
    if mention.definiteness == "other" or not _kinds_agree(group, mention) or _is_beside_format(group, mention):
        return None
    if _is_around(group, mention):
        return None
    if mention.several and mention.start and not _same_date(group, mention):
        return None
    sides = _sides_agree(group, mention)
    if sides is None or not _dates_agree(group, mention) or not _status_agrees(group, mention):
        return None
    if mention.ordinal and (number := group.first("ordinal")) and number != mention.ordinal:
        return None
    if not _places_agree(group, mention):
        return None
    return sides + _bonus(group, mention)


def _is_around(group: Group, mention: ContactMention) -> bool:
    """Whether a mention is of the gathering at which another contact took place: "the meeting was held during the Lakes Summit"."""
    gathering = mention.kind in GROUP_KINDS and group.kind not in GROUP_KINDS and group.mentions[-1].sent == mention.sent
    return gathering and not mention.apposed and bool(group.parties) and bool(mention.parties - group.parties)


def _is_beside_format(group: Group, mention: ContactMention) -> bool:
    """Whether one is a format known by its name and the other a meeting of its own, with its own sides or people."""
    known = any(m.process for m in group.mentions)
    if known == mention.process:
        return False
    single = group if mention.process else Group([mention])
    told = any(m.told for m in single.mentions)
    return bool(single.people) or (bool(single.parties) and (told or single.kind != "talks"))


def _kinds_agree(group: Group, mention: ContactMention) -> bool:
    if group.kind == "visit" and mention.kind == "meeting" and mention.told and mention.people - group.people:
        return False
    apart = bool(mention.place or mention.start) and not _same_date(group, mention)
    if group.kind == "call" and mention.kind not in ("call", "visit") and apart:
        return False
    if (
        group.kind == "call"
        and mention.kind == "meeting"
        and group.first("channel") == "video"
        and mention.definiteness == "definite"
    ):
        return True
    if mention.sides and not mention.neutral and all(m.neutral and m.kind == "call" for m in group.mentions):
        return mention.kind == "call"
    if mention.definiteness == "name" and all(m.definiteness != "name" for m in group.mentions):
        return mention.kind == group.kind
    if mention.neutral and group.kind == "visit":
        return bool(mention.people) and mention.people <= group.people
    if mention.neutral or all(m.neutral for m in group.mentions):
        return mention.kind == group.kind or not {"correspondence", "visit"} & {mention.kind, group.kind}
    return mention.kind in _SAME[group.kind] or group.kind in _SAME[mention.kind]


def _sides_agree(group: Group, mention: ContactMention) -> float | None:
    """None if the sides differ; a mention without its own sides fits by its article alone."""
    known, told = group.parties, mention.parties
    if not told and mention.told and mention.definiteness != "verb":
        return None
    if not told:
        return 1.0 if mention.definiteness in ("definite", "verb", "bare") else None
    if mention.attends and known and not told <= known:
        return 1.0
    if not known:
        return 0.5 if mention.definiteness == "definite" else None
    if mention.people and group.people and not mention.people & group.people and (told == known or len(told & known) < 2):
        return None
    if mention.told and mention.kind in ("meeting", "call", "talks") and _other_people(group, mention):
        return None
    if told == known:
        if mention.definiteness == "indefinite" and not (_same_date(group, mention) or mention.people & group.people):
            return None
        return 3.0
    if _is_whole(group, mention):
        return 2.0
    if told < known:
        if mention.kind != group.kind and {mention.kind, group.kind} & {"summit", "conference"}:
            return None
        return 2.0 if mention.definiteness in ("definite", "name") or len(told) > 1 else None
    if known < told:
        return 2.0 if len(known) > 1 or mention.definiteness == "definite" else None
    return None


def _other_people(group: Group, mention: ContactMention) -> bool:
    """Whether one side is there with other people: "met the president ... held talks with the prime minister"."""
    known: dict[str, set[str]] = {}
    for side in (s for m in group.mentions for s in m.sides):
        known.setdefault(side.party, set()).update(_surnames(side))
    return any(s.people and known.get(s.party) and not known[s.party] & _surnames(s) for s in mention.sides)


def _surnames(side: Side) -> set[str]:
    return {name.split()[-1] for name in side.people}


def _is_whole(group: Group, mention: ContactMention) -> bool:
    """Whether both name those at one summit or conference of many: "the summit", "taking part in the summit were ..."."""
    same = group.kind == mention.kind and mention.kind in GROUP_KINDS and mention.definiteness == "definite"
    many = len(mention.parties) > 1 and (bool(group.parties & mention.parties) or any(map(is_group, group.parties)))
    return same and many and mention.ordinal is None and mention.start is None and mention.place is None


def _places_agree(group: Group, mention: ContactMention) -> bool:
    """Two cities are two places; a city and its country are one."""
    known = group.place()
    if not mention.place or not known["place"] or not mention.country or not known["country"]:
        return True
    if mention.kind == group.kind == "visit" and mention.parties < group.parties and mention.country in group.parties:
        return True
    if mention.country != known["country"]:
        return False
    return mention.place == known["place"] or not (mention.city and any(m.city for m in group.mentions))


def _same_date(group: Group, mention: ContactMention) -> bool:
    return mention.start is not None and mention.start == group.first("start")


def _dates_agree(group: Group, mention: ContactMention) -> bool:
    known = group.first("start")
    if not isinstance(known, str) or mention.start is None:
        return True
    if "W" in known or "W" in mention.start:
        return known == mention.start or known[:4] == mention.start[:4]
    length = min(len(known), len(mention.start))
    return known[:length] == mention.start[:length]


def _status_agrees(group: Group, mention: ContactMention) -> bool:
    """One that was held is not one that is still to come, where both are said and not guessed."""
    old, new = group.reading, mention.reading
    if new.status == "proposed" and new.strength == CUE and mention.sides:
        return old.status in ("proposed", "planned")
    if new.status == "denied" and mention.definiteness == "verb" and mention.sides:
        return old.status not in ("planned", "proposed")
    if new.status == "cancelled" and new.strength == CUE and old.status == "held" and old.strength > DATE:
        return False
    if old.strength <= GUESS or new.strength <= GUESS:
        return True
    if new.status == "ongoing" and new.strength == CUE and old.status == "held" and group.kind in ("meeting", "call"):
        return False
    journeys = (
        group.kind == mention.kind == "visit"
        and bool(mention.people & group.people)
        and mention.country == group.place()["country"]
    )
    if journeys and new.status == "ongoing" and old.status == "planned":
        return True
    if new.status == "planned" and mention.today and old.status == "held" and group.first("start") in (None, mention.start):
        return True
    ahead = ("planned", "proposed")
    over = ("held", "ongoing")
    if (old.status in over and new.status in ahead) or (old.status in ahead and new.status in over):
        return old.strength < DATE or new.strength < DATE
    return True


def _bonus(group: Group, mention: ContactMention) -> float:
    near = max(0.0, 0.5 - 0.05 * (mention.sent - group.mentions[-1].sent))
    likely = 0.5 * bool(group.parties) + 0.5 * (group.reading.status == mention.reading.status)
    return near + likely + 0.5 * (group.kind == mention.kind) + _same_date(group, mention)
