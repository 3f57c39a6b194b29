"""Pages and their data: each function answers at its address as a page and at the address with `.json` as what the page shows."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from dragoman.web import rendering
from dragoman.web.failures import Problem

_View = TypeVar("_View", bound=Callable[..., Any])
# How a question may fail, for the description of the data.
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The question cannot be answered as it is put."},
    404: {"model": Problem, "description": "There is no such thing in the store."},
    422: {"model": Problem, "description": "A value is not of its form."},
    503: {"model": Problem, "description": "The store cannot be read now."},
}


def twin(router: APIRouter, path: str, template: str, *, data: str | None = None) -> Callable[[_View], _View]:
    """Put a function that gives what a page shows at `path`, rendered by `template`, and at `path`.json, described by its types.

    Args:
        data: the address of the data, if it is not the path with ".json".
    """

    def put(view: _View) -> _View:
        router.get(data or f"{path}.json", responses=PROBLEMS)(view)
        router.get(path, response_class=HTMLResponse, include_in_schema=False)(_page(view, template))
        return view

    return put


def _page(view: Callable[..., Any], template: str) -> Callable[..., HTMLResponse]:
    """The function as one that gives the page."""
    signature = inspect.signature(view, eval_str=True)
    asked = inspect.Parameter("_request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)

    @wraps(view)
    def page(*, _request: Request, **given: Any) -> HTMLResponse:
        return rendering.render(_request, template, view=view(**given))

    page.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in signature.parameters.values()), asked],
        return_annotation=HTMLResponse,
    )
    return page
