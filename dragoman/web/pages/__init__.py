"""The pages of the desk, a module each; the order is that in which their data is described."""

from __future__ import annotations

from fastapi import APIRouter

from dragoman.web.pages import (
    brief,
    contact,
    contact_correct,
    contacts,
    correct,
    document,
    export,
    history,
    home,
    login,
    map,
    network,
    process,
    processes,
    queue,
    read,
    search,
)

_MODULES = (
    home, contacts, contact, brief, processes, process, network, map,
    document, correct, contact_correct, search, queue, history, read, login, export,
)  # fmt: skip
PAGES: tuple[APIRouter, ...] = tuple(module.router for module in _MODULES)
