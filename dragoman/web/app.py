"""The desk as an application: pages over one store, behind the guard of `safety`."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from dragoman import __version__, data
from dragoman.store import database
from dragoman.web import failures
from dragoman.web.pages import PAGES
from dragoman.web.safety import Guard
from dragoman.web.settings import Settings


def create_app(store: str, settings: Settings | None = None) -> FastAPI:
    """The desk of a store.

    Args:
        store: path of a SQLite file or an address `postgresql://...`; it must be there.
    Raises:
        StoreError: if it is no store of the present form.
    """
    app = FastAPI(title="Dragoman", version=__version__, description=__doc__, docs_url=None, redoc_url=None)
    app.state.engine = database.engine(store)
    app.state.settings = settings or Settings()
    app.state.store = app.state.engine.url.render_as_string(hide_password=True).removeprefix("sqlite:///")
    app.add_middleware(Guard, settings=app.state.settings)
    failures.install(app)
    for page in PAGES:
        app.include_router(page)
    app.mount("/static", StaticFiles(directory=data.path("web/static")))
    app.mount("/assets", StaticFiles(directory=data.path("assets")))
    return app
