"""How long the pages of the desk take over a store that is at hand, from the question to the last byte; nothing is written.

python benchmarks/desk.py STORE --rounds 20
"""

from __future__ import annotations

import random
import statistics
import time
from typing import Any

import click
from sqlalchemy import select
from starlette.testclient import TestClient

from dragoman.store import database
from dragoman.store.schema import contacts, documents, item_parties, items
from dragoman.web.app import create_app
from dragoman.web.settings import Settings


def questions(where: str, rounds: int, seed: int = 1) -> dict[str, list[str]]:
    """Page -> addresses, of things drawn from the store."""
    draw = random.Random(seed)

    def some(column: Any, *conditions: Any) -> list[Any]:
        found = connection.execute(select(column).where(column.is_not(None), *conditions).distinct().limit(50_000)).scalars().all()
        return draw.choices(found, k=rounds)

    with database.reading(database.engine(where)) as connection:
        met, read = some(contacts.c.id), some(documents.c.id)
        parties = some(item_parties.c.party, item_parties.c.role == "side")
        words = [max(text.split(), key=len).strip("\"'“”,.") for text in some(items.c.words, items.c.layer == "statements")]
    return {
        "/": ["/"] * rounds,
        "/contacts": ["/contacts"] * rounds,
        "/contacts?party": [f"/contacts?party={p}" for p in parties],
        "/contacts/C": [f"/contacts/C{n}" for n in met],
        "/contacts/C/brief": [f"/contacts/C{n}/brief" for n in met],
        "/contacts/C/correct": [f"/contacts/C{n}/correct" for n in met],
        "/documents/D": [f"/documents/D{n}" for n in read],
        "/documents/D/add": [f"/documents/D{n}/add" for n in read],
        "/search": ["/search"] * rounds,
        "/search?q": [f"/search?q={w}" for w in words],
        "/search?q&in=documents": [f"/search?in=documents&q={w}" for w in words],
        "/processes": ["/processes"] * rounds,
        "/processes/P": [f"/processes/P{n}" for n in met],
        "/network": ["/network"] * rounds,
        "/map": ["/map"] * rounds,
        "/queue": ["/queue"] * rounds,
        "/corrections": ["/corrections"] * rounds,
        "/read": ["/read"] * rounds,
    }


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
            f"{page:24} median {statistics.median(times):7.1f} ms   95 % within {statistics.quantiles(times, n=20)[-1]:7.1f} ms"
        )


if __name__ == "__main__":
    main()
