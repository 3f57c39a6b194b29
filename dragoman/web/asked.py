"""What a form or an address asks for: values are trimmed, and empty fields ask for nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dragoman import knowledge
from dragoman.record import ContactKind, ContactStatus
from dragoman.store.query import Filter

# Characters of a field: more is no name, date or question.
LONGEST = 300
# Rows on one page.
ROWS = 50
# Parties that a field proposes.
PARTIES = 400


def _blank(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _listed(values: Any) -> Any:
    return [found for value in values if (found := _blank(value))] if isinstance(values, list) else values


# The length is of the words: a field that is left empty has none.
Words = Annotated[Annotated[str, Field(max_length=LONGEST)] | None, BeforeValidator(_blank)]
Parties = Annotated[list[Annotated[str, Field(max_length=LONGEST)]], BeforeValidator(_listed), Field(max_length=8)]
Page = Annotated[int, BeforeValidator(lambda value: 1 if _blank(value) is None else value), Field(ge=1, le=100_000)]


class Which(BaseModel):
    """Which contacts are looked at; parties by any of their names, dates of any precision."""

    model_config = ConfigDict(frozen=True)

    party: Parties = Field(default=[], description="takes part; repeat it for several")
    person: Words = Field(default=None, description="somebody who takes part; a surname will do")
    about: Words = Field(default=None, description='words of the reports on it; "quoted words" stand together')
    place: Words = Field(default=None, description="a place as written, or a country as ISO 3166-1 alpha-3")
    since: Words = Field(default=None, description="YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD")
    until: Words = Field(default=None, description="YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD")
    kind: Annotated[ContactKind | None, BeforeValidator(_blank)] = None
    status: Annotated[ContactStatus | None, BeforeValidator(_blank)] = None

    @property
    def filter(self) -> Filter:
        """As the store is asked."""
        given = self.model_dump(include=set(Which.model_fields) - {"party"})
        return Filter(parties=knowledge.parties(self.party), **given)


class Contacts(Which):
    """Contacts on a page of their list."""

    page: Page = 1

    @property
    def filter(self) -> Filter:
        """As the store is asked."""
        return replace(super().filter, limit=ROWS, offset=(self.page - 1) * ROWS)


class Search(BaseModel):
    """Which statements or documents; parties by any of their names, dates of any precision."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    q: Words = Field(default=None, description='words, or what is meant; "quoted words" stand together')
    where: Annotated[Literal["statements", "documents"], BeforeValidator(lambda value: _blank(value) or "statements")] = Field(
        default="statements", alias="in"
    )
    party: Parties = Field(default=[], description="whom the speaker stands for; of documents who is named there")
    person: Words = Field(default=None, description="who said it; a surname will do")
    act: Words = Field(default=None, description="what is done by saying it: deny, warn, urge, promise")
    source: Words = Field(default=None, description="of the report, as it is written there")
    since: Words = Field(default=None, description="YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD")
    until: Words = Field(default=None, description="YYYY, YYYY-MM, YYYY-Www or YYYY-MM-DD")
    page: Page = 1

    @property
    def filter(self) -> Filter:
        """As the store is asked."""
        return Filter(
            parties=knowledge.parties(self.party), person=self.person, kind=self.act, source=self.source, since=self.since,
            until=self.until,
        )  # fmt: skip
