"""The data at the desk are as `/openapi.json` describes them, whatever is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from stored import contact, record, side, statement
from web import HOME, csrf, desk, store

from dragoman.web import safety
from dragoman.web.pages import PAGES

pytest.importorskip("schemathesis", reason="needs schemathesis, which the extra `test` brings")

import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
ROUTES = [route for router in PAGES for route in router.routes if isinstance(route, APIRoute) and route.include_in_schema]
OPERATIONS = sorted((method, route.path_format) for route in ROUTES for method in route.methods or ())
# Of each operation: values of its description, and others.
EXAMPLES = 100
# What is in the store, so that not every answer is that there is no such thing.
NUMBERS = ("number", "document", "contact", "other")


@pytest.fixture
def where(tmp_path: Path, model: Path) -> str:
    records = [
        record("one", contacts=[contact(start="2031-03-03", place="Oslo")], statements=[statement()]),
        record("two", "2031-05-01", contacts=[contact(kind="call", start="2031-03-10")], statements=[statement(score=0.2)]),
        record("three", contacts=[contact(sides=[side("USA"), side("JPN")], start=None)]),
    ]
    return store(tmp_path / "s.db", records)


def near(given: Any) -> Any:
    """The values with numbers and ids that the store may have."""
    if not isinstance(given, dict):
        return given
    known = {name: value % 4 + 1 for name, value in given.items() if name in NUMBERS and isinstance(value, int)}
    return {**given, **known, **({"item": "s1"} if "item" in given else {})}


def aimed(case: Any) -> Any:
    case.path_parameters, case.body = near(case.path_parameters), near(case.body)
    return case


def test_every_described_operation_is_tried(where: str) -> None:
    described = desk(where).get("/openapi.json").json()["paths"]
    assert sorted((method.upper(), path) for path, methods in described.items() for method in methods) == OPERATIONS


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_as_it_is_described(where: str, method: str, path: str) -> None:
    client = desk(where)
    head = {safety.CSRF_HEADER: csrf(client)}
    schema = schemathesis.openapi.from_asgi("/openapi.json", client.app, headers={"host": "localhost"})
    operation = schema[path][method]
    cases = st.one_of(
        operation.as_strategy().map(aimed), operation.as_strategy(), operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    )
    seen: set[int] = set()

    @settings(
        derandomize=True, deadline=None, database=None, max_examples=EXAMPLES, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases)
    def asked(case: Any) -> None:
        answer = case.call(base_url=HOME, headers=head)
        seen.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS, headers=head)

    asked()
    assert seen & {200, 201}


def test_a_field_left_empty_asks_for_nothing(where: str) -> None:
    client = desk(where)
    empty = "person=&about=&place=&since=&until="
    assert client.get("/contacts.json").json() == client.get(f"/contacts.json?{empty}").json()
    assert client.get("/processes/P1.json?as_of=").status_code == 200
    report = {"text": "Norway and Chile met.", "published": "", "title": " ", "source": ""}
    assert client.post("/read.json", json=report, headers={safety.CSRF_HEADER: csrf(client)}).json()["published"] is None
