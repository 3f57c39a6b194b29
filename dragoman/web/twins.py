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
    401: {"model": Problem, "description": "The desk has a token, and it is not given."},
    403: {"model": Problem, "description": "Another site asks, the desk is read-only, or what is sent has not its X-CSRF-Token."},
    404: {"model": Problem, "description": "There is no such thing in the store."},
    413: {"model": Problem, "description": "What is sent is too large."},
    421: {"model": Problem, "description": "The desk is not called by that name."},
    422: {"model": Problem, "description": "A value is not of its form."},
    503: {"model": Problem, "description": "The store cannot be read now."},
}


def twin(
    router: APIRouter,
    path: str,
    template: str,
    *,
    at: str | None = None,
    data: Callable[[Any], Any] | None = None,
    shown: Callable[[Any], Any] | None = None,
) -> Callable[[_View], _View]:
    """Put a function that gives what a page shows at `path`, rendered by `template`, and at `path`.json, described by its types.

    Args:
        at: the address of the data, if it is not the path with ".json".
        data, shown: make of what the function gives the data and what the template is given, where that is not the same.
    """

    def put(view: _View) -> _View:
        page = _page(_then(view, shown) if shown else view, template, at)
        router.get(at or f"{path}.json", responses=PROBLEMS)(_then(view, data) if data else view)
        router.get(path, response_class=HTMLResponse, include_in_schema=False)(page)
        return view

    return put


def _then(view: Callable[..., Any], make: Callable[[Any], Any]) -> Callable[..., Any]:
    """The function with what is made of its result."""

    @wraps(view)
    def made(**given: Any) -> Any:
        return make(view(**given))

    result = inspect.signature(make, eval_str=True).return_annotation
    made.__signature__ = inspect.signature(view, eval_str=True).replace(return_annotation=result)  # type: ignore[attr-defined]
    return made


def _page(view: Callable[..., Any], template: str, at: str | None) -> Callable[..., HTMLResponse]:
    """The function as one that gives the page."""
    signature = inspect.signature(view, eval_str=True)
    asked = inspect.Parameter("_request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)

    @wraps(view)
    def page(*, _request: Request, **given: Any) -> HTMLResponse:
        twin = rendering.address(_request, at or f"{_request.url.path}.json", page=_request.query_params.get("page"))
        return rendering.render(_request, template, twin=twin, view=view(**given))

    page.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*(p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in signature.parameters.values()), asked],
        return_annotation=HTMLResponse,
    )
    return page
