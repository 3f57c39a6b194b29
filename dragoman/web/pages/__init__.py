"""The pages of the desk, a module each; the order is that in which their data is described."""

from __future__ import annotations

from fastapi import APIRouter

from dragoman.web.pages import contact, contacts, document, home, login, read

PAGES: tuple[APIRouter, ...] = (home.router, contacts.router, contact.router, document.router, read.router, login.router)
