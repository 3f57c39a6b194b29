"""Errors as pages and as data: what is wrong and what to do, never a traceback."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from dragoman.errors import DragomanError, MissingError
from dragoman.web import rendering, safety

_NAMES = {
    400: "That cannot be answered", 403: "Not allowed", 404: "There is no such page", 405: "Not done here", 413: "Too large",
    422: "That cannot be answered", 500: "Something went wrong here", 503: "The store cannot be read now",
}  # fmt: skip
_OURS = "This is an error of the program. What it was stands in the terminal where the desk was started."


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


def install(app: FastAPI) -> None:
    """Have all errors of the pages answered here."""
    app.add_exception_handler(DragomanError, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _form)
    app.add_exception_handler(Exception, _unforeseen)


def _own(request: Request, error: Exception) -> Response:
    if isinstance(error, MissingError):
        return _answer(request, 404, str(error))
    return _answer(request, 503 if isinstance(error.__cause__, DBAPIError) else 400, str(error))


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(request, error.status_code, error.detail, dict(error.headers or {}))


def _form(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = (f"{'.'.join(map(str, e['loc'][1:])) or e['loc'][0]}: {e['msg']}" for e in error.errors())
    return _answer(request, 422, "; ".join(wrong))


def _unforeseen(request: Request, error: Exception) -> Response:
    """Answered outside of the guard, so that the headers are put on here."""
    answer = _answer(request, 500, _OURS)
    safety.dress(answer.headers, request.url.path)
    return answer


def _answer(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    if request.url.path.endswith(".json"):
        return JSONResponse({"detail": detail}, status, headers)
    page = rendering.render(request, "failure.html", status, name=_NAMES.get(status, "That did not work"), detail=detail)
    page.headers.update(headers or {})
    return page
