"""What pages ask for: the store, a state of it to read, the settings. A page names one of these types and is given it.

Pages are plain functions, which run in a pool of threads; each request has a connection of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, HTTPException, Path, Request
from sqlalchemy import Connection, Engine

from dragoman.store import database
from dragoman.web.settings import Settings


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _reading(request: Request) -> Iterator[Connection]:
    with database.reading(_engine(request)) as connection:
        yield connection


async def _form(request: Request) -> dict[str, str]:
    async with request.form(max_files=0) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _writable(request: Request) -> Engine:
    if _settings(request).read_only:
        raise HTTPException(403, "This desk is read-only: nothing is written to the store.")
    return _engine(request)


# One state of the store for the whole page, whatever is written meanwhile.
Reading = Annotated[Connection, Depends(_reading)]
# The store, to be written; refused on a desk that is read-only.
Writable = Annotated[Engine, Depends(_writable)]
# What a form holds that was sent: name -> value.
Form = Annotated[dict[str, str], Depends(_form)]
Configured = Annotated[Settings, Depends(_settings)]
# The number in C12 or D3.
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
