"""The pages of the desk, a module each; the order is that in which their data is described."""

from __future__ import annotations

from fastapi import APIRouter

from dragoman.web.pages import contacts, home, login

PAGES: tuple[APIRouter, ...] = (home.router, contacts.router, login.router)
