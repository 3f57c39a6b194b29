"""A desk over a store of records made by hand, for the tests of the web pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from dragoman.record import Record
from dragoman.store import database, write

pytest.importorskip("fastapi", reason="needs the extra: pip install 'dragoman[web]'")
pytest.importorskip("httpx2", reason="needs httpx2, which the extra `test` brings")

from starlette.testclient import TestClient

from dragoman.web.app import create_app
from dragoman.web.settings import Settings

NOW = "2031-03-05T10:00:00+00:00"
HOME = "http://localhost"


def store(path: Path, records: Iterable[Record]) -> str:
    """A store with these records, in their order."""
    engine = database.engine(path, create=True)
    with database.writing(engine) as connection:
        for record in records:
            write.put(connection, record.id, write.entry(record, digest=record.id, now=NOW))
    return str(path)


def desk(where: str, **settings: Any) -> TestClient:
    """A visitor of the desk of a store, who does not follow to other addresses by himself."""
    return TestClient(create_app(where, Settings(**settings)), base_url=HOME, follow_redirects=False)


def csrf(client: TestClient) -> str:
    """The token that forms of this desk carry."""
    found: str = client.app.state.settings.csrf  # type: ignore[attr-defined]
    return found
