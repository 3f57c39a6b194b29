"""Event tables in the columns of POLECAT, ICEWS and GDELT 2.0, and events as PLOVER JSON.

Each writer takes the events of `dragoman.export.events.rows` and gives rows as dicts in the order of the columns; what Dragoman
does not know is empty. Sources: POLECAT weekly files (Harvard Dataverse, doi:10.7910/DVN/AJGVIT), ICEWS event files
(doi:10.7910/DVN/28075), GDELT Event Codebook 2.0 (2015), PLOVER manual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from dragoman import knowledge
from dragoman.export import events
from dragoman.export.events import EventRow

POLECAT = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name", "Actor Country",
    "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID", "Recipient Name",
    "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw",
    "Wikipedia Recipient ID", "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID",
    "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations",
    "Language", "Version",
)  # fmt: skip
ICEWS = (
    "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
    "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher", "City", "District", "Province",
    "Country", "Latitude", "Longitude",
)  # fmt: skip
_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code", "Type2Code",
    "Type3Code",
)  # fmt: skip
_GEO = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
GDELT = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor{n}{part}" for n in (1, 2) for part in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources",
    "NumArticles", "AvgTone",
    *(f"{who}Geo_{part}" for who in ("Actor1", "Actor2", "Action") for part in _GEO),
    "DATEADDED", "SOURCEURL",
)  # fmt: skip
MENTIONS = (
    "GLOBALEVENTID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier", "SentenceID",
    "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence", "MentionDocLen", "MentionDocTone",
    "MentionDocTranslationInfo", "Extras",
)  # fmt: skip
Cells = dict[str, Any]


def _filled(columns: tuple[str, ...], cells: Cells) -> Cells:
    """All columns in their order; a cell that is not given is empty."""
    return dict.fromkeys(columns, "") | {k: "" if v is None else v for k, v in cells.items()}


def polecat(found: Iterable[EventRow]) -> Iterator[Cells]:
    """One row an event; several actors or recipients, countries and sectors are parted by "; ".

    Those who meet are actors, but for the last, who is the recipient, as no event stands without one.
    """
    for row in found:
        actors, recipients = (
            (row.actors, row.recipients) if row.recipients else (row.actors[:-1] or row.actors, row.actors[1:][-1:])
        )
        first = row.sources[0]
        yield _filled(POLECAT, {
            "Event ID": row.id, "Event Date": row.first_day, "Event Type": row.type, "Event Mode": row.mode,
            "Intensity": row.goldstein, "Quad Code": _QUADS.get(row.quad or 0), "Contexts": "; ".join(row.contexts),
            **_polecat_side("Actor", actors), **_polecat_side("Recipient", recipients),
            "Placename": row.place, "Country": row.country, "Latitude": row.lat, "Longitude": row.lon,
            "GeoNames ID": row.geonames_id, "Raw Placename": row.place, "Source": first.source or first.key,
            "Publication Date": (first.published or "")[:10],
            "Story People": "; ".join(first.people), "Story Organizations": "; ".join(first.organizations),
            "Story Locations": "; ".join(first.places), "Language": "English", "Version": "dragoman",
        })  # fmt: skip


_QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}


def _polecat_side(who: str, parties: tuple[str, ...]) -> Cells:
    sectors = [s for p in parties if (s := events.sectors(p))]
    return {
        f"{who} Name": "; ".join(events.name(p) for p in parties),
        f"{who} Country": "; ".join(c for p in parties if (c := events.country(p))),
        f"Primary {who} Sector": sectors[0] if sectors else "",
        f"{who} Sectors": "; ".join(sectors),
        f"{who} Name Raw": "; ".join(parties),
    }


def icews(found: Iterable[EventRow]) -> Iterator[Cells]:
    """One row for each pair of source and target; those who meet are source and target in turn."""
    for row in found:
        first = row.sources[0]
        for source, target in row.pairs:
            yield _filled(ICEWS, {
                "Event ID": row.id, "Event Date": row.first_day, "Source Name": events.name(source),
                "Source Sectors": events.sectors(source), "Source Country": _country_name(source), "Event Text": row.type.title(),
                "CAMEO Code": row.cameo, "Intensity": row.goldstein, "Target Name": events.name(target) if target else "",
                "Target Sectors": events.sectors(target) if target else "", "Target Country": _country_name(target),
                "Story ID": first.document, "Sentence Number": first.sentence, "Publisher": first.source,
                "City": row.place, "Country": _country_name(row.country or ""), "Latitude": row.lat, "Longitude": row.lon,
            })  # fmt: skip


def _country_name(party: str) -> str:
    return events.name(party) if events.country(party) else ""


def gdelt(found: Iterable[EventRow]) -> Iterator[Cells]:
    """One row for each pair, as GDELT has them; ids are numbers made of the event's and the place of the pair.

    Events without a day are left out: the table has no place for them.
    """
    for row in found:
        if row.first_day is None:
            continue
        day = date.fromisoformat(row.first_day)
        documents = {s.document for s in row.sources}
        for n, (one, other) in enumerate(row.pairs):
            yield _filled(GDELT, {
                "GLOBALEVENTID": gdelt_id(row, n), "SQLDATE": f"{day:%Y%m%d}", "MonthYear": f"{day:%Y%m}", "Year": day.year,
                "FractionDate": round(day.year + (day.timetuple().tm_yday - 1) / 365.25, 4),
                **_gdelt_actor(1, one), **_gdelt_actor(2, other),
                "IsRootEvent": int(any(s.sentence == 1 for s in row.sources)), "EventCode": row.cameo,
                "EventBaseCode": (row.cameo or "")[:3], "EventRootCode": (row.cameo or "")[:2], "QuadClass": row.quad,
                "GoldsteinScale": row.goldstein, "NumMentions": len(row.sources),
                "NumSources": len({s.source for s in row.sources}), "NumArticles": len(documents),
                "ActionGeo_Type": _geo_type(row), "ActionGeo_FullName": row.place,
                "ActionGeo_CountryCode": row.country, "ActionGeo_Lat": row.lat, "ActionGeo_Long": row.lon,
                "ActionGeo_FeatureID": row.geonames_id, "DATEADDED": _stamp(row.sources[0].published),
                "SOURCEURL": row.sources[0].key,
            })  # fmt: skip


def mentions(found: Iterable[EventRow]) -> Iterator[Cells]:
    """GDELT's second table: each report of each event, offsets in code points."""
    for row in found:
        for n in range(len(row.pairs)) if row.first_day else ():
            for source in row.sources:
                yield _filled(MENTIONS, {
                    "GLOBALEVENTID": gdelt_id(row, n), "EventTimeDate": _stamp(row.first_day),
                    "MentionTimeDate": _stamp(source.published), "MentionType": 1, "MentionSourceName": source.source,
                    "MentionIdentifier": source.key, "SentenceID": source.sentence, "ActionCharOffset": source.span[0],
                    "InRawText": 1, "Confidence": round(100 * row.score),
                })  # fmt: skip


def gdelt_id(row: EventRow, pair: int) -> int:
    """A number for a pair of an event: no event has a thousand pairs."""
    return int(row.id[1:]) * 1000 + pair


def _gdelt_actor(n: int, party: str) -> Cells:
    if not party:
        return {}
    sectors = events.sectors(party) if events.country(party) else ""
    return {
        f"Actor{n}Code": knowledge.code(party), f"Actor{n}Name": events.name(party).upper(),
        f"Actor{n}CountryCode": events.country(party), f"Actor{n}Type1Code": sectors,
    }  # fmt: skip


def _geo_type(row: EventRow) -> int | str:
    """1 a country, 4 a place in one; 0 is not used."""
    if row.place is None and row.country is None:
        return ""
    return 1 if row.place is None or row.geonames_id is None else 4


def _stamp(day: str | None) -> str:
    return f"{day[:10].replace('-', '')}000000" if day else ""


def plover(found: Iterable[EventRow]) -> Iterator[dict[str, Any]]:
    """Events in PLOVER's JSON form."""
    for row in found:
        yield {
            "id": row.id,
            "date": row.first_day,
            "event": row.type,
            "mode": row.mode,
            "context": list(row.contexts),
            "source": [{"code": knowledge.code(p), "name": events.name(p)} for p in row.actors],
            "target": [{"code": knowledge.code(p), "name": events.name(p)} for p in row.recipients],
            "cameo": row.cameo,
            "quad": row.quad,
            "goldstein": row.goldstein,
            "location": {"name": row.place, "country": row.country, "lat": row.lat, "lon": row.lon, "geonames_id": row.geonames_id},
            "text": [
                {"document": s.key, "published": s.published, "publisher": s.source, "words": s.words, "span": list(s.span)}
                for s in row.sources
            ],
        }


FORMATS: dict[str, tuple[Callable[[Iterable[EventRow]], Iterator[Cells]], tuple[str, ...]]] = {
    "polecat": (polecat, POLECAT),
    "icews": (icews, ICEWS),
    "gdelt": (gdelt, GDELT),
    "gdelt-mentions": (mentions, MENTIONS),
}
