"""How long the pages of the desk take over a store that is at hand, from the question to the last byte; nothing is written.

python benchmarks/desk.py STORE --rounds 20
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from typing import Any

import click
from sqlalchemy import Connection, select
from starlette.testclient import TestClient

from dragoman.store import database
from dragoman.store.schema import contacts, documents, item_parties, items
from dragoman.web import exports
from dragoman.web.app import create_app
from dragoman.web.settings import Settings

# Pages that only show a form: they have no data.
_WITHOUT_DATA = ("/documents/D/add", "/read")


def questions(where: str, rounds: int, seed: int = 1) -> dict[str, list[str]]:
    """Page -> addresses, of things drawn from the store."""
    draw = random.Random(seed)

    def some(column: Any, *conditions: Any) -> list[Any]:
        found = connection.execute(select(column).where(column.is_not(None), *conditions).distinct().limit(50_000)).scalars().all()
        return draw.choices(found, k=rounds)

    with database.reading(database.engine(where)) as connection:
        met, read = some(contacts.c.id), some(documents.c.id)
        parties = some(item_parties.c.party, item_parties.c.role == "side")
        found = {
            layer: [f"/documents/D{row.document_id}/findings/{row.item}" for row in _drawn(connection, draw, layer, rounds)]
            for layer in ("statements", "contacts", "events")
        }
        chained = some(contacts.c.process)
        words = [max(text.split(), key=len).strip("\"'“”,.") for text in some(items.c.words, items.c.layer == "statements")]
    pages = {
        "/": ["/"] * rounds,
        "/contacts": ["/contacts"] * rounds,
        "/contacts?party": [f"/contacts?party={p}" for p in parties],
        "/contacts/C": [f"/contacts/C{n}" for n in met],
        "/contacts/C/brief": [f"/contacts/C{n}/brief" for n in met],
        "/contacts/C/correct": [f"/contacts/C{n}/correct" for n in met],
        "/documents/D": [f"/documents/D{n}" for n in read],
        "/documents/D/add": [f"/documents/D{n}/add" for n in read],
        **{f"/documents/D/findings: {layer}": pages for layer, pages in found.items()},
        "/search": ["/search"] * rounds,
        "/search?q": [f"/search?q={w}" for w in words],
        "/search?q&in=documents": [f"/search?in=documents&q={w}" for w in words],
        "/processes": ["/processes"] * rounds,
        "/processes/P": [f"/processes/P{n}" for n in chained or met],
        "/network": ["/network"] * rounds,
        "/map": ["/map"] * rounds,
        "/queue": ["/queue"] * rounds,
        "/corrections": ["/corrections"] * rounds,
        "/read": ["/read"] * rounds,
    }
    data = {page: [_data(address) for address in pages[page]] for page in pages if page not in _WITHOUT_DATA}
    return pages | {f"{page} as data": addresses for page, addresses in data.items()} | _exports(met, read, words)


def _drawn(connection: Connection, draw: random.Random, layer: str, rounds: int) -> list[Any]:
    found = connection.execute(select(items.c.document_id, items.c.item).where(items.c.layer == layer).limit(50_000)).all()
    return draw.choices(found, k=rounds)


def _data(address: str) -> str:
    """The address of what a page shows as data."""
    path, mark, asked = address.partition("?")
    return f"{'/home' if path == '/' else path}.json{mark}{asked}"


def _exports(met: Sequence[int], read: Sequence[int], words: Sequence[str]) -> dict[str, list[str]]:
    """What export buttons give; those of a list write up to 5,000 contacts with all their reports, here the contacts of a year."""
    one = {f"/contacts/C.{form}": [f"/contacts/C{n}.{form}" for n in met] for form in exports.OFFERED["contacts"]}
    one |= {f"/documents/D.{form}": [f"/documents/D{n}.{form}" for n in read] for form in exports.OFFERED["document"]}
    one |= {f"/search.{form}": [f"/search.{form}?q={w}" for w in words] for form in exports.OFFERED["statements"]}
    whole = {f"/contacts.{form} of a year": [f"/contacts.{form}?since=2025&until=2025"] * 2 for form in ("csv", "ics", "gexf")}
    return one | whole


@click.command()
@click.argument("store", type=click.Path(exists=True, dir_okay=False))
@click.option("--rounds", default=20, show_default=True, help="Times that each page is asked for.")
def main(store: str, rounds: int) -> None:
    """Print how long each page takes."""
    client = TestClient(create_app(store, Settings(read_only=True)), base_url="http://localhost")
    for page, asked in questions(store, rounds).items():
        times = []
        client.get(asked[0])  # what is loaded once is not counted
        for address in asked:
            began = time.perf_counter()
            answer = client.get(address, params=None)
            times.append(1000 * (time.perf_counter() - began))
            if answer.status_code >= 500:
                raise click.ClickException(f"{address}: {answer.status_code}")
        click.echo(
            f"{page:38} median {statistics.median(times):7.1f} ms   95 % within {statistics.quantiles(times, n=20)[-1]:7.1f} ms"
        )


if __name__ == "__main__":
    main()
