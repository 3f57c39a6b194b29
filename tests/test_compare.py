"""Accounts of one contact side by side. The readouts are invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import dragoman
from dragoman import accounts, alignment, characterisation, comparing, contradictions, facts, opposition
from dragoman.accounts import Point
from dragoman.cli import main
from dragoman.errors import CompareError
from tests import stored

OURS = (
    "President Ola Berg of Norway spoke by phone today with President Luis Soto of Chile. President Berg voiced deep concern about "
    "the build-up of Chilean troops near the border. He reaffirmed Norway’s support for the sovereignty of Peru. The two "
    "presidents tasked their teams to follow up. The presidents also discussed fishing quotas in the Barents Sea, a separate "
    "dialogue on ransomware, as well as joint work on climate change."
)
THEIRS = (
    "On 4 March, President of Chile Luis Soto had a lengthy telephone conversation with President of Norway Ola Berg. Ola Berg "
    "focused on what he described as threatening movements of troops near the border. Luis Soto stressed that the copper mines "
    "must stay open. The leaders agreed to instruct their representatives to hold consultations. They exchanged views on "
    "cybersecurity. Overall, the conversation took place in a frank and business-like atmosphere."
)


@pytest.fixture(scope="module")
def compared() -> comparing.Comparison:
    ours = dragoman.read(OURS, published="2031-03-04", id="ours")
    theirs = dragoman.read(THEIRS, published="2031-03-05", id="theirs")
    return dragoman.compare(ours, theirs, of=("NOR", "CHL"))


def words(row: alignment.Row) -> dict[str, str]:
    return {account: " | ".join(p.words for p in points) for account, points in row.cells.items()}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("build-up of Chilean troops", "movements of troops"),
        ("tasked their teams", "instruct their"),
        ("ransomware", "cybersecurity"),
    ],
)
def test_what_both_tell_is_in_one_row(compared: comparing.Comparison, ours: str, theirs: str) -> None:
    (row,) = (row for row in compared.rows if ours in words(row).get("NOR", ""))
    assert row.verdict == "both"
    assert theirs in words(row)["CHL"]


@pytest.mark.parametrize(
    ("account", "told"), [("NOR", "sovereignty of Peru"), ("NOR", "fishing quotas"), ("NOR", "climate"), ("CHL", "copper mines")]
)
def test_what_one_tells_stands_alone(compared: comparing.Comparison, account: str, told: str) -> None:
    (row,) = (row for row in compared.rows if told in words(row).get(account, ""))
    assert (row.verdict, list(row.cells), row.reason) == ("only", [account], None)


def test_every_cell_is_a_stretch_of_its_source(compared: comparing.Comparison) -> None:
    texts = {"ours": OURS, "theirs": THEIRS}
    cells = [(p.record, p.span, p.words) for row in compared.rows for points in row.cells.values() for p in points]
    assert len(cells) >= 9
    cells += [(c.record, c.span, c.words) for c in compared.characterisations]
    cells += [(t.record, t.span, t.words) for fact in compared.facts for t in fact.told.values() if t.span and t.words]
    assert all(texts[record][slice(*span)] == words for record, span, words in cells)


def test_a_point_is_in_one_row_only(compared: comparing.Comparison) -> None:
    spans = [(p.record, p.span) for row in compared.rows for points in row.cells.values() for p in points]
    assert len(spans) == len(set(spans))


def test_facts_are_told_by_account(compared: comparing.Comparison) -> None:
    found = {fact.field: fact for fact in compared.facts}
    assert {a: t.value for a, t in found["date"].told.items()} == {"NOR": "2031-03-04", "CHL": "2031-03-04"}
    assert found["status"].told["NOR"].value == "held"
    assert not any(fact.contradict for fact in compared.facts)


def test_characterisations_are_the_words_of_the_account(compared: comparing.Comparison) -> None:
    assert [(c.account, c.words) for c in compared.characterisations] == [("CHL", "lengthy"), ("CHL", "frank and business-like")]


# ---- facts
@pytest.mark.parametrize(
    ("field", "one", "other", "clash"),
    [
        ("start", "2031-03-04", "2031-03-05", False),  # another time zone
        ("start", "2031-03-04", "2031-03-09", True),
        ("start", "2031-03-04", "2031-03", False),
        ("duration", "PT2H", "PT5H", True),
        ("duration", "PT60M", "PT1H", False),
        ("status", "held", "denied", True),
        ("status", "planned", "held", False),
        ("country", "PER", "ECU", True),
        ("ordinal", 2, 3, True),
        ("place", "Lima", "the Peruvian capital", False),
        ("kind", "talks", "meeting", False),
    ],
)
def test_facts_contradict(field: str, one: Any, other: Any, clash: bool) -> None:
    tellings = []
    for name, value in (("NOR", one), ("CHL", other)):
        record = stored.record(name, contacts=[stored.contact(**{field: value})])
        tellings.append((name, record, record.contacts[0]))
    (fact,) = (f for f in facts.find(tellings) if f.field == {"start": "date"}.get(field, field))
    assert (fact.contradict, fact.reason is not None) == (clash, clash)


# ---- contradictions
def point(words: str, speakers: str = "", act: str | None = None, named: str = "", days: tuple[str, ...] = ()) -> Point:
    return Point("X", "r", (0, 1), words, words, tuple(speakers.split()), act, frozenset(named.split()), days)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (point("agreed to exchange prisoners"), point("did not agree to exchange prisoners"), "one denies what the other tells"),
        (point("agreed to reopen the border"), point("refused to reopen the border"), "“agreed” or “refused”"),
        (point("agreed to reopen the border", "NOR"), point("refused to reopen the border", "CHL"), None),  # each its own act
        (point("agreed to exchange prisoners"), point("agreed not only to exchange prisoners"), None),
        (
            point("both sides had agreed to reopen the border", "NOR", "say"),
            point("had not agreed to reopen the border", "CHL", "say"),
            "one denies what the other tells",
        ),
        (point("it will reopen the border", "NOR", "say"), point("it will not reopen the border", "CHL", "say"), None),
        (point("the exchange of 40 prisoners"), point("the exchange of 60 prisoners"), "40 or 60 prisoner"),
        (point("the exchange of five prisoners"), point("the exchange of 5 prisoners"), None),
        (point("the next round", days=("2031-03-04",)), point("the next round", days=("2031-03-09",)), "2031-03-04 or 2031-03-09"),
        (
            point("blamed Chile for the breach", "NOR", "blame", "CHL"),
            point("accused Norway of the breach", "CHL", "accuse", "NOR"),
            "each blames the other",
        ),
        (point("accused Peru of the breach", "NOR", "accuse", "PER"), point("accused Peru of it", "CHL", "accuse", "PER"), None),
    ],
)  # fmt: skip
def test_contradictions(one: Point, other: Point, reason: str | None) -> None:
    assert contradictions.reason(one, other, 0.9, 0.9) == reason


def test_distant_points_do_not_contradict() -> None:
    one, other = point("agreed to exchange prisoners"), point("did not agree to a visit")
    assert contradictions.reason(one, other, 0.6, 0.9) is None


# ---- standing apart
LOWER, KEEP = point("lower the tolls", "NOR", "urge"), point("the tolls would not be lowered", "CHL", "say")
ASKED, REFUSED, DENIED = (
    "one asks for what the other refuses",
    "one supports what the other refuses",
    "one denies what the other claims",
)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (LOWER, KEEP, ASKED),
        (LOWER, point("the demand to lower the tolls", "CHL", "reject"), ASKED),
        (LOWER, point("it could not accept lower tolls", "CHL", "stress"), ASKED),
        (point("it must lower the tolls", "NOR", "say"), KEEP, ASKED),
        (point("call for lower tolls", "NOR", "support"), point("such a call", "CHL", "reject"), REFUSED),
        (point("the seizure of the boats", "NOR", "welcome"), point("the seizure of the boats", "CHL", "condemn"),
         "one supports what the other opposes"),
        (point("Chile fired on the boat", "NOR", "accuse"), point("it had fired on the boat", "CHL", "deny"), DENIED),
        (point("Chile fired on the boat", "NOR", "say"), point("the report on the boat was baseless", "CHL", "say"), DENIED),
        (point("Chile fired on the boat", "NOR", "accuse"), point("Chile had not fired on the boat", "CHL", "say"), DENIED),
        (point("not to raise the tolls", "NOR", "urge"), point("the tolls will be raised", "CHL", "announce"),
         "one asks the other not to do it"),
        (point("lift the ban", "NOR", "urge"), point("must extend the ban", "CHL", "stress"), "“lift” or “extend”"),
        # each may be right, and they need not stand apart
        (LOWER, point("the tolls will be lowered", "CHL", "promise"), None),
        (LOWER, point("lower the tolls", "CHL", "urge"), None),
        (point("not to raise the tolls", "NOR", "urge"), point("the tolls will not be raised", "CHL", "say"), None),
        (point("Chile fired on the boat", "NOR", "say"), point("the boat sank", "CHL", "say"), None),
        # one party's words in both accounts, words of both parties together, words of nobody
        (LOWER, point("the tolls would not be lowered", "NOR", "say"), None),
        (LOWER, point("the tolls would not be lowered", "NOR CHL", "say"), None),
        (LOWER, point("the tolls would not be lowered"), None),
    ],
)  # fmt: skip
def test_parties_stand_apart(one: Point, other: Point, how: str | None) -> None:
    assert (opposition.reason(one, other, 0.9, 0.9), opposition.reason(other, one, 0.9, 0.9)) == (how, how)


def test_distant_points_do_not_stand_apart() -> None:
    assert opposition.reason(LOWER, KEEP, 0.5, 0.9) is None
    assert opposition.reason(LOWER, KEEP, 0.9, 0.2) is None


def test_a_demand_and_its_refusal_are_told_by_both_and_opposed() -> None:
    met = "Norway and Chile held talks in Lima on 4 March 2031. "
    one = dragoman.read(met + "Norwegian minister Kari Lund urged Chile to lower the tolls on fishing boats.", id="one")
    other = dragoman.read(met + "Chilean minister Pedro Rojas refused to lower the tolls on fishing boats.", id="other")
    found = dragoman.compare(one, other, of=("NOR", "CHL"))
    (row,) = (row for row in found.rows if len(row.cells) > 1)
    assert (row.verdict, row.reason) == ("opposed", ASKED)


def test_a_contradiction_counts_more_than_standing_apart() -> None:
    told = "Norway and Chile held talks in Lima on 4 March 2031. Minister {} of {} blamed {} for the breach of the truce."
    one, other = told.format("Kari Lund", "Norway", "Chile"), told.format("Pedro Rojas", "Chile", "Norway")
    found = dragoman.compare(dragoman.read(one, id="one"), dragoman.read(other, id="other"), of=("NOR", "CHL"))
    (row,) = (row for row in found.rows if len(row.cells) > 1)
    assert (row.verdict, row.reason) == ("contradict", "each blames the other")


def test_contradicting_accounts_make_one_row() -> None:
    one = dragoman.read(
        "Norway and Chile held talks in Lima on 4 March 2031. The ministers agreed to exchange all prisoners of war.", id="one"
    )
    other = dragoman.read(
        "Norway and Chile held talks in Lima on 4 March 2031. The ministers did not agree to exchange prisoners of war.", id="other"
    )
    found = dragoman.compare(one, other, of=("NOR", "CHL"))
    assert [row.reason for row in found.rows if row.verdict == "contradict"] == ["one denies what the other tells"]


# ---- characterisations
@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("The talks were frank and constructive.", ["frank and constructive"]),
        ("The ministers had a very useful exchange of views.", ["very useful"]),
        ("The meeting took place in a warm, friendly atmosphere.", ["warm, friendly"]),
        ("They hope that the talks will be constructive.", []),
        ("He called for a constructive dialogue.", []),
        ("The border is long and the talks went on.", []),
    ],
)
def test_characterisations(text: str, called: list[str]) -> None:
    record = stored.record(text=text, contacts=[stored.contact(evidence=[(0, 5)])])
    assert [c.words for c in characterisation.find(record, record.contacts[0], "NOR")] == called


# ---- accounts
def test_in_news_a_sides_statements_are_its_account() -> None:
    record = stored.record(contacts=[stored.contact()], statements=[stored.statement()])
    (found,) = accounts.points(record, record.contacts[0], None)
    assert (found.account, found.words, found.speakers) == ("NOR", "said the tolls were unfair", ("NOR",))


def test_what_is_linked_to_no_contact_counts_if_there_was_one_only() -> None:
    statement = stored.statement(contact=None)
    once = stored.record(contacts=[stored.contact()], statements=[statement])
    twice = stored.record(contacts=[stored.contact(), stored.contact("c2")], statements=[statement])
    assert [len(accounts.points(record, record.contacts[0], None)) for record in (once, twice)] == [1, 0]


def test_a_headline_and_the_opening_are_no_points() -> None:
    text = "Talks with Chile\n\nNorway and Chile held talks in Oslo. The fishing quotas took up most of the time."
    record = stored.record(text=text, contacts=[stored.contact(evidence=[(0, 16), (36, 46)])])
    assert [p.words for p in accounts.points(record, record.contacts[0], "NOR")] == ["The fishing quotas took up most of the time."]


def test_a_third_account_is_one_more_column(compared: comparing.Comparison) -> None:
    ours, theirs = (dragoman.read(text, published="2031-03-04", id=id) for id, text in (("ours", OURS), ("theirs", THEIRS)))
    third = dragoman.read(OURS.replace("fishing quotas", "visa rules"), published="2031-03-04", id="third")
    found = dragoman.compare(ours, theirs, third, of=("NOR", "CHL", "PER"))
    assert [a.name for a in found.accounts] == ["NOR", "CHL", "PER"]
    (row,) = (row for row in found.rows if "tasked" in words(row).get("NOR", ""))
    assert set(row.cells) == {"NOR", "CHL", "PER"}


def test_two_readouts_of_one_party_are_told_apart() -> None:
    records = [dragoman.read(OURS, published="2031-03-04", id=id) for id in ("a", "b")]
    found = dragoman.compare(*records, of=("NOR", "NOR"))
    assert [a.name for a in found.accounts] == ["NOR (a)", "NOR (b)"]
    assert {row.verdict for row in found.rows} == {"both"}


def test_reports_of_different_contacts_are_refused() -> None:
    other = dragoman.read("On 4 March 2031, Japan and Kenya held talks in Lima.", id="other")
    with pytest.raises(CompareError, match="ours and other tell of no contact between the same sides"):
        dragoman.compare(dragoman.read(OURS, published="2031-03-04", id="ours"), other)


# ---- the command
def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["compare", *args], env={"COLUMNS": "400"})


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, text in (("ours.txt", OURS), ("theirs.txt", THEIRS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / "ours.txt"), str(tmp_path / "theirs.txt")]


def test_files_are_compared(files: list[str]) -> None:
    given = (*files, "--of", "Norway", "--of", "CHL", "--date", "2031-03-04")
    shown = run(*given)
    assert shown.exit_code == 0, shown.output
    assert "frank and business-like" in shown.stdout
    found = json.loads(run(*given, "--json").stdout)
    assert [a["name"] for a in found["accounts"]] == ["NOR", "CHL"]
    cell = next(row["cells"]["CHL"][0] for row in found["rows"] if "CHL" in row["cells"])
    assert (cell["record"], THEIRS[slice(*cell["span"])]) == (files[1], cell["words"])


def test_a_contact_of_the_store_is_compared(tmp_path: Path) -> None:
    db, rows = tmp_path / "s.db", tmp_path / "r.jsonl"
    given = [
        {"id": "ours", "text": OURS, "published": "2031-03-04", "source": "mfa.gov.by", "title": "Berg calls Soto"},
        {"id": "theirs", "text": THEIRS, "published": "2031-03-04", "source": "elysee.fr"},
    ]
    rows.write_text("\n".join(map(json.dumps, given)), encoding="utf-8")
    assert CliRunner().invoke(main, ["add", str(rows), "--db", str(db)]).exit_code == 0
    found = run("C1", "--db", str(db), "--json")
    assert found.exit_code == 0, found.output
    assert [(a["name"], a["records"]) for a in json.loads(found.stdout)["accounts"]] == [("BLR", ["D1"]), ("FRA", ["D2"])]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nothing.txt"], "'nothing.txt' is no contact: give C12"),
        (["C1"], "there is no such store"),
        (["C1", "--of", "Norway"], "--of and --date go with reports"),
        (["a.txt", "b.txt", "--of", "NOR", "--of", "CHL", "--of", "PER"], "--of is given 3 times for 2 reports"),
        (["no.txt", "none.txt"], "no.txt"),
    ],
)
def test_a_wrong_call_is_one_line(args: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code in (1, 2)
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_an_account_of_several_reports_names_them_in_its_cells(tmp_path: Path) -> None:
    news = "LIMA, 3 March 2031 – Norway and Chile held talks in Lima on Monday. "
    texts = {
        "a.txt": "Norwegian minister Kari Lund said the tolls were unfair. Chilean minister Pedro Rojas said the tolls must stay.",
        "b.txt": "Chilean minister Pedro Rojas said that 40 fishermen were in prison.",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(news + text, encoding="utf-8")
    found = json.loads(run(*(str(tmp_path / name) for name in texts), "--json").stdout)
    assert [(a["name"], len(a["records"])) for a in found["accounts"]] == [("NOR", 1), ("CHL", 2)]
    shown = " ".join(run(*(str(tmp_path / name) for name in texts)).stdout.split())
    assert "b.txt [" in shown


def test_words_that_act_on_a_terminal_are_shown(files: list[str]) -> None:
    path = Path(files[0])
    path.write_text(OURS.replace("fishing quotas", "fishing \x1b[31mquotas [red]"), encoding="utf-8")
    shown = run(*files, "--of", "NOR", "--of", "CHL", "--date", "2031-03-04").stdout
    assert "\x1b" not in shown
    assert "␛[31mquotas" in shown
