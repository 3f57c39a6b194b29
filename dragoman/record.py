"""The record: what Dragoman found in one document, each item with the words it came from.

The layers and fields are those of the gold standard (its JSON is a subset of this one), with ids, evidence, the finder and a
score on every item. Spans are `[start, end)` in Unicode code points of `Record.text`. Dates and durations are ISO 8601 with
the precision that the text gives ("2025-02", "2025-W08", "PT6H"). A field that is not known is null and `unknown` says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from dragoman.errors import RecordError

SCHEMA_VERSION = "1.1"

Offsets = Annotated[tuple[int, int], Field(description="[start, end) in Unicode code points of the record's text")]
Party = Annotated[
    str, Field(description="ISO 3166-1 alpha-3 of a state, else a short name (EU, UN, Hamas, author); several joined by ' & '")
]

ContactKind = Literal["meeting", "call", "talks", "visit", "summit", "conference", "correspondence"]
ContactStatus = Literal["held", "ongoing", "planned", "proposed", "cancelled", "denied"]
Channel = Literal["in-person", "phone", "video", "written"]
StatementKind = Literal["direct", "mixed", "indirect"]
Medium = Literal[
    "statement", "press_conference", "briefing", "interview", "speech", "letter", "call", "meeting", "article", "social_media",
    "broadcast", "report", "document", "testimony", "reporters",
]  # fmt: skip
Distance = Literal["distanced", "neutral", "endorsed"]
Certainty = Literal["certain", "probable", "possible"]
Stance = Literal["raises", "demands", "offers", "accepts", "rejects", "blames", "commits", "supports", "opposes"]
OutcomeKind = Literal["agreement", "commitment", "next_step", "signing", "no_agreement", "breakdown"]
OutcomeStatus = Literal["done", "expected", "open"]
PlaceUse = Literal["location", "actor", "adjective"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
AnchorKind = Literal["published", "text", "event"]
EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
Review = Literal["accepted", "edited", "added"]
EntityKind = Literal["person", "organization", "state", "bloc", "armed_group", "place", "facility", "group"]


class Item(BaseModel):
    """What every item of the record carries."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="unique in the record")
    found_by: str = Field(description="rule id, or model name and version")
    score: float = Field(ge=0, le=1, description="probability that the item is right, as calibrated")
    unknown: dict[str, str] = Field(default_factory=dict, description="for fields that are null: why")
    review: Review | None = Field(
        default=None,
        exclude_if=lambda review: review is None,
        description="what a person did to it: accepted, edited or added it; not there if nobody has looked at it",
    )


class Mention(BaseModel):
    """One naming of an entity: a name, a description or a pronoun."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    span: Offsets
    kind: Literal["name", "nominal", "pronoun"] = Field(description="a name, a description ('the minister') or a pronoun")


class Entity(Item):
    name: str = Field(description="the fullest name in the document, without titles")
    kind: EntityKind
    role: str | None = Field(default=None, description="office as written")
    affiliation: str | None = Field(default=None, description="id of the entity it acts for or belongs to")
    members: tuple[str, ...] = Field(default=(), description="ids of the entities that a group ('both sides') is made of")
    party: Party | None = Field(default=None, description="the party it is or stands for")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-3")
    actor_code: str | None = Field(default=None, description="CAMEO/PLOVER actor code, e.g. USAGOV")
    mentions: tuple[Mention, ...] = Field(description="all its namings, in text order")


class Place(Item):
    span: Offsets
    name: str = Field(description="the standard name, or the words if the place is not known")
    geonames_id: int | None = Field(default=None, description="id of the place at GeoNames")
    lat: float | None = Field(default=None, description="degrees north")
    lon: float | None = Field(default=None, description="degrees east")
    feature: str | None = Field(default=None, description="GeoNames feature code, e.g. PPLC")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-3")
    use: PlaceUse = Field(
        default="location",
        description="location: where something is; actor: who acts in its name ('Turkey said', 'talks with Moscow'); "
        "adjective: whose something is ('Turkish', 'U.S. officials')",
    )


class Time(Item):
    span: Offsets
    type: TimexType = Field(description="TIMEX3 type")
    value: str | None = Field(description="TIMEX3 value; null if it cannot be resolved")
    mod: str | None = Field(default=None, description="TIMEX3 modifier: START, MID, END, APPROX, MORE_THAN ...")
    anchor: str | None = Field(default=None, description="what it was resolved against: an ISO date, or null")
    anchor_kind: AnchorKind | None = Field(
        default=None,
        description="what that is: the document's date, a date named before in the text, or an event (two days after the vote)",
    )
    anchor_span: Offsets | None = Field(default=None, description="where the date or event it counts from stands in the text")


class Attribution(Item):
    source: tuple[Offsets, ...] = Field(description="who")
    cue: tuple[Offsets, ...] = Field(description="the words that report: said, according to, believes")
    content: tuple[Offsets, ...] = Field(description="what, in one or more pieces")
    kind: Literal["speech", "attitude"] = Field(description="speech is said or written; attitude is believed, wanted, intended")


class Statement(Item):
    speaker: str | None = Field(description="the fullest name in the document; several joined by ' & '")
    party: Party | None = Field(description="whom the speaker stands for")
    source_span: Offsets | None
    cue_span: Offsets | None
    content_spans: tuple[Offsets, ...]
    kind: StatementKind = Field(description="direct: all of it quoted; mixed: a paraphrase with quoted words; indirect: none")
    date: str | None = Field(default=None, description="when it was said, if the text tells; not simply the day of publication")
    speaker_id: str | None = Field(default=None, description="id of the entity that speaks")
    on_behalf_of: str | None = Field(default=None, description="id of the entity it speaks for")
    medium: Medium | None = Field(default=None, description="how it was said, if the text tells; reporters: told the press")
    addressee: str | None = Field(default=None, description="whom it was said to, the fullest name in the document")
    contact: str | None = Field(default=None, description="id of the contact in which it was said or that it is about")
    act: str | None = Field(default=None, description="say, deny, warn, urge, promise, praise, blame ...")
    author_distance: Distance = Field(
        default="neutral", description="how the report presents it: left open or doubted ('claimed'), taken as true ('admitted')"
    )
    hedge: Offsets | None = Field(
        default=None, description="words that make the report itself uncertain: 'reportedly', 'is said to have'"
    )
    negated: bool = Field(default=False, description="the text says that it was not said: 'did not say whether'")
    certainty: Certainty | None = Field(
        default=None, description="how sure the speaker is of it (FactBank); null where it is no claim, as in urging or thanking"
    )


class Side(BaseModel):
    """Who takes part in a contact for one party."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    party: Party
    people: tuple[str, ...] = Field(default=(), description="those named as taking part, fullest names without titles")
    lead: str | None = Field(default=None, description="head of the side, one of `people`")


class Contact(Item):
    kind: ContactKind
    status: ContactStatus
    sides: tuple[Side, ...] = Field(description="who takes part; a host who only hosts is no side")
    place: str | None = Field(default=None, description="city, else country, as written")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-3")
    venue: str | None = Field(default=None, description="building or room, as written")
    start: str | None = Field(default=None, description="ISO 8601 date with the precision of the text, e.g. 2025-02-27, 2025-W08")
    duration: str | None = Field(default=None, description="ISO 8601 duration")
    ordinal: int | None = Field(default=None, description="number of the round, or 1 for a first meeting between these sides")
    channel: Channel | None = None
    subjects: tuple[str, ...] = Field(default=(), description="what it is about, verbatim")
    evidence: tuple[Offsets, ...] = Field(description="every phrase that tells of it")
    part_of: str | None = Field(default=None, description="id of the contact that this one belongs to")
    date_precision: Literal["time", "day", "week", "month", "quarter", "year"] | None = None
    format: Literal["bilateral", "trilateral", "multilateral", "mediated"] | None = None
    mediator: Party | None = Field(default=None, description="who brings the sides together without being one")
    place_id: str | None = Field(default=None, description="id of the place in `places`")


class Position(Item):
    party: Party
    issue: str = Field(description="the shortest phrase that names it, verbatim")
    stance: Stance
    evidence: Offsets


class Outcome(Item):
    kind: OutcomeKind
    parties: tuple[Party, ...]
    what: str = Field(description="verbatim")
    when: str | None = Field(default=None, description="ISO 8601")
    where: str | None = Field(default=None, description="place as written")
    status: OutcomeStatus
    evidence: Offsets


class Event(Item):
    type: EventType = Field(description="PLOVER event type")
    actors: tuple[Party, ...] = Field(description="who acts; for CONSULT all who take part")
    recipients: tuple[Party, ...] = Field(description="whom the act is directed at")
    date: str | None = Field(default=None, description="ISO 8601")
    place: str | None = Field(default=None, description="place as written")
    evidence: Offsets
    mode: str | None = Field(default=None, description="PLOVER mode")
    context: tuple[str, ...] = Field(default=(), description="PLOVER contexts")
    cameo: str | None = Field(default=None, description="CAMEO code")
    quad: int | None = Field(
        default=None,
        ge=1,
        le=4,
        description="1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict",
    )
    goldstein: float | None = Field(default=None, description="Goldstein value of the CAMEO code, -10 to 10")


class Account(BaseModel):
    """One party's account of a matter, with its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    party: Party
    span: Offsets


class Difference(Item):
    about: str = Field(description="the matter")
    accounts: tuple[Account, ...] = Field(description="at least two, each a party with its words")


class Record(BaseModel):
    """Everything read from one document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: str = Field(default=SCHEMA_VERSION, description="version of this form")
    id: str
    title: str | None = Field(default=None, description="headline, where it is not part of the text")
    published: str | None = Field(default=None, description="ISO 8601 date of publication")
    published_by: str | None = Field(
        default=None, description="how the date was found: user, jsonld, meta, feed, warc, header, dateline"
    )
    source: str | None = None
    url: str | None = None
    language: str | None = Field(default=None, description="ISO 639-1 of the text, null if it cannot be told")
    notes: tuple[str, ...] = Field(default=(), description="what a reader must know: no date, another language ...")
    model: str | None = Field(default=None, description="name and version of the encoder")
    text: str = Field(description="the text as given, unchanged")
    entities: tuple[Entity, ...] = ()
    places: tuple[Place, ...] = ()
    times: tuple[Time, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    statements: tuple[Statement, ...] = ()
    contacts: tuple[Contact, ...] = ()
    positions: tuple[Position, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    events: tuple[Event, ...] = ()
    differences: tuple[Difference, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The record as plain JSON types."""
        return self.model_dump(mode="json")

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Record:
        """The inverse of `to_dict`; the result is checked.

        Raises:
            RecordError: if a field is missing, unknown or of the wrong type, or `check` fails.
        """
        try:
            record = cls.model_validate(data)
        except ValueError as error:
            raise RecordError(f"record {data.get('id')!r}: {error}") from error
        record.check()
        return record

    def check(self) -> None:
        """Prove the record: every offset lies in the text, every id is unique, every reference is met.

        Raises:
            RecordError: naming the first item that fails.
        """
        seen: set[str] = set()
        for layer in LAYERS:
            for item in getattr(self, layer):
                if item.id in seen:
                    raise RecordError(f"record {self.id!r}: two items have the id {item.id!r}")
                seen.add(item.id)
                for field, span in spans(item):
                    if not 0 <= span[0] < span[1] <= len(self.text):
                        where = f"record {self.id!r}: {item.id} {field} [{span[0]}, {span[1]})"
                        raise RecordError(f"{where} is not in the text of {len(self.text)} characters")
        for layer in LAYERS:
            for item in getattr(self, layer):
                for field, target in _references(item):
                    if target not in seen:
                        raise RecordError(f"record {self.id!r}: {item.id} {field} names {target!r}, which is not in the record")


LAYERS = (
    "entities", "places", "times", "attributions", "statements", "contacts", "positions", "outcomes", "events", "differences",
)  # fmt: skip
_SPAN_FIELDS = ("span", "source_span", "cue_span", "hedge", "evidence")
_SPAN_LIST_FIELDS = ("source", "cue", "content", "content_spans", "evidence")
_REFERENCE_FIELDS = ("affiliation", "speaker_id", "on_behalf_of", "contact", "part_of", "place_id")


def spans(item: Item) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every span of an item with the name of its field."""
    for field in _SPAN_FIELDS:
        value = getattr(item, field, None)
        if value and isinstance(value[0], int):
            yield field, value
    for field in _SPAN_LIST_FIELDS:
        for value in getattr(item, field, None) or ():
            if not isinstance(value, int):
                yield field, value
    for field in ("mentions", "accounts"):
        for part in getattr(item, field, ()):
            yield field, part.span


def _references(item: Item) -> Iterator[tuple[str, str]]:
    """Every id that an item names, with the name of the field."""
    for field in _REFERENCE_FIELDS:
        value = getattr(item, field, None)
        if value is not None:
            yield field, value
    for member in getattr(item, "members", ()):
        yield "members", member


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a record, with the version in its `$id`."""
    schema = Record.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"dragoman-record-{SCHEMA_VERSION}", **schema}
