"""The desk lets in whom it should, and nobody else; and it tells browsers what they may do."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.routing import APIRoute
from stored import contact, record, statement
from web import csrf, desk, store

from dragoman import data
from dragoman.cli import main
from dragoman.errors import DragomanError
from dragoman.web import safety
from dragoman.web.app import create_app
from dragoman.web.pages import PAGES
from dragoman.web.settings import Settings

TOKEN = "a-token-of-twenty-chars"


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    return store(tmp_path_factory.mktemp("web") / "s.db", [record(contacts=[contact()], statements=[statement()])])


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("LOCALHOST:8642", 200), ("127.0.0.1:8642", 200), ("[::1]:8642", 200),
        ("evil.example", 421), ("localhost.evil.example:8642", 421), ("127.0.0.1.nip.io", 421), ("", 421), ("[::1", 200),
    ],
)  # fmt: skip
def test_only_own_names_are_answered(where: str, host: str, status: int) -> None:
    assert desk(where).get("/contacts", headers={"host": host}).status_code == status


def test_a_further_name_can_be_given(where: str) -> None:
    assert desk(where, names=("Desk.example",)).get("/", headers={"host": "desk.example"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 200, id="a script on this machine"),
        pytest.param({"sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200, id="address"),
        pytest.param({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 200, id="link"),
        pytest.param({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, 403, id="frame"),
        pytest.param({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"}, 403, id="script"),
        pytest.param({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403, id="another port of this machine"),
        pytest.param({"origin": "https://evil.example"}, 403, id="fetch from elsewhere"),
        pytest.param({"origin": "null"}, 403, id="sandboxed frame"),
        pytest.param({"origin": "http://localhost:9999"}, 403, id="another port, old browser"),
        pytest.param({"origin": "http://localhost", "sec-fetch-site": "same-origin"}, 200, id="own page"),
    ],
)
def test_other_sites_may_link_and_nothing_else(where: str, headers: dict[str, str], status: int) -> None:
    assert desk(where).get("/contacts.json", headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/", "/contacts", "/contacts.json", "/nothing", "/static/desk.css", "/openapi.json"])
def test_every_answer_carries_the_headers(where: str, path: str) -> None:
    head = desk(where).get(path).headers
    assert {name: head[name] for name in safety.HEADERS} == safety.HEADERS
    assert "unsafe" not in head["content-security-policy"]
    assert head["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")


def test_an_error_of_the_program_carries_the_headers_and_no_traceback(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.store.browse.overview", lambda connection: 1 / 0)
    client = desk(where)
    client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    answer = client.get("/")
    assert answer.status_code == 500
    assert "division" not in answer.text
    assert answer.headers["content-security-policy"] == safety.POLICY


def test_nothing_is_changed_without_the_token_of_a_form(where: str) -> None:
    client = desk(where)
    routes = [route for router in PAGES for route in router.routes if isinstance(route, APIRoute)]
    writes = [(m, r.path) for r in routes for m in r.methods - {"GET", "HEAD"} if r.path != safety.LOGIN]
    assert ("POST", "/read") in writes
    for method, path in writes:
        assert client.request(method, path, data={"x": "y"}).status_code == 403, path
        assert client.request(method, path, json={}, headers={"x-csrf-token": "wrong"}).status_code == 403, path
    assert client.post("/contacts", data={"csrf": "wrong"}).status_code == 403
    assert client.post("/contacts", data={"csrf": csrf(client)}).status_code == 405
    assert client.post("/contacts", headers={"x-csrf-token": csrf(client)}).status_code == 405
    assert client.post("/contacts", data={"csrf": csrf(client)}, headers={"origin": "https://evil.example"}).status_code == 403


def test_too_large_a_body_is_not_taken(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "MAX_BODY", 1000)
    client = desk(where)
    head = {"x-csrf-token": csrf(client)}
    assert client.post("/contacts", content=b"x" * 1001, headers=head).status_code == 413
    assert client.post("/contacts", content=iter([b"x" * 600] * 2), headers=head).status_code == 413
    assert client.post("/contacts", content=b"x", headers={**head, "content-length": "-1"}).status_code == 413
    assert client.post("/contacts", content=b"x" * 1000, headers=head).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 401), ({"host": "evil.example"}, 421), ({"origin": "https://evil.example"}, 403),
     ({"authorization": f"Bearer {TOKEN}"}, 403), ({"authorization": f"Bearer {TOKEN}", "content-length": "99999999"}, 413)],
)  # fmt: skip
def test_programs_are_refused_in_their_form(where: str, headers: dict[str, str], status: int) -> None:
    client = desk(where, token=TOKEN)
    refused = client.post("/read.json", json={"text": "x"}, headers=headers)
    assert (refused.status_code, list(refused.json())) == (status, ["detail"])
    assert str(status) in create_app(where).openapi()["paths"]["/read.json"]["post"]["responses"]


def test_a_zero_character_is_refused(where: str) -> None:
    assert desk(where).get("/contacts?about=%00").status_code == 400


def test_with_a_token_nothing_is_shown_without_it(where: str) -> None:
    client = desk(where, host="0.0.0.0", token=TOKEN)
    asked = client.get("/contacts?status=held", headers={"accept": "text/html"})
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?to=/contacts%3Fstatus%3Dheld")
    assert client.get("/contacts.json").status_code == 401
    assert client.get("/openapi.json").status_code == 401
    assert client.get("/login").status_code == 200
    assert csrf(client) not in client.get("/login").text
    assert client.get("/contacts.json", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/contacts.json", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_the_token_is_exchanged_for_a_cookie(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.web.pages.login._PAUSE", 0)
    client = desk(where, token=TOKEN)
    assert client.post("/login", data={"token": "wrong"}).status_code == 403
    assert client.get("/contacts.json").status_code == 401
    entered = client.post("/login", data={"token": TOKEN, "to": "/contacts?status=held"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/contacts?status=held")
    assert {"httponly", "samesite=strict"} <= {part.strip().lower() for part in entered.headers["set-cookie"].split(";")}
    assert TOKEN not in entered.headers["set-cookie"]
    assert client.get("/contacts.json").status_code == 200


@pytest.mark.parametrize("to", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_the_login_leads_nowhere_else(where: str, to: str) -> None:
    assert desk(where, token=TOKEN).post("/login", data={"token": TOKEN, "to": to}).headers["location"] == "/"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "desk.example"])
def test_other_machines_need_a_token(host: str) -> None:
    with pytest.raises(DragomanError, match="--token"):
        Settings(host=host)
    with pytest.raises(DragomanError, match="16 or more"):
        Settings(host=host, token="short")
    assert Settings(host=host, token=TOKEN).hosts >= {"localhost"}


def test_the_command_refuses_before_it_listens(where: str, tmp_path: Path) -> None:
    refused = CliRunner().invoke(main, ["serve", "--db", where, "--host", "0.0.0.0"])
    assert (refused.exit_code, "--token" in refused.stderr) == (1, True)
    missing = CliRunner().invoke(main, ["serve", "--db", str(tmp_path / "none.db"), "--read-only"])
    assert (missing.exit_code, "no such store" in missing.stderr) == (1, True)


def test_own_files_are_as_they_were_published() -> None:
    folder = data.path("web/static/vendor")
    rows = [row.split("|") for row in (folder / "README.md").read_text(encoding="utf-8").splitlines() if row.startswith("| `")]
    told = {row[1].strip(" `"): row[5].strip(" `") for row in rows}
    found = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.suffix in (".js", ".json")}
    assert told == found


def test_pages_ask_nobody_else_for_anything() -> None:
    own = [*data.path("web/templates").glob("*.html"), *data.path("web/static").glob("*.*"), *data.path("assets").glob("*.*")]
    for path in own:
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "http://" not in text, path
        assert "https://" not in text, path
        assert " style=" not in text, path
        assert "| safe" not in text, path


def test_the_application_describes_its_data(where: str) -> None:
    described = create_app(where).openapi()
    assert "/contacts.json" in described["paths"]
    assert not [path for path in described["paths"] if not path.endswith(".json")]
