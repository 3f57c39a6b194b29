"""Why an item is in the record: every finder can explain itself, and the terminal shows it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import EXAMPLES, river_talks
from rich.console import Console

import dragoman
from dragoman import data, page, view, why
from dragoman.cli import main
from dragoman.record import LAYERS

READING = Path(dragoman.__file__).parent / "reading"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in READING.glob("*.py"))


@dataclass(frozen=True)
class Found:
    found_by: str
    score: float = 0.8349


@pytest.mark.parametrize(
    ("found_by", "finder", "goes_by", "example"),
    [
        ("contact.en.meet", "rule contact.en.meet", "word meet", "The two presidents met in Vienna."),
        ("act.urge+sides", "rule act.urge", "words urge, press, ", "Norway urged Chile to reopen the harbour."),
        ("act.call_on", "rule act.call_on", "word call with “on” or “upon”", "Norway called on Chile to reopen the harbour."),
        ("deed.assault.attack", "rule deed.assault.attack", "words attack, invade, ", "Norwegian troops attacked a base of Chile."),
        ("outcome.reach", "rule outcome.reach", "words reach, conclude, ", "Norway and Chile reached a deal on tolls."),
        ("cue.en_say", "rule cue.en_say", "word say", "The minister said [the talks had failed]."),
        ("cue.en_call_on", "rule cue.en_call_on", "word call on", "The council called on "),
        ("cue.en_noun_pledge", "rule cue.en_noun_pledge", "words promise, pledge, vow", ""),
        ("timex.en.weekday", "rule timex.en.weekday", "", "They met on Tuesday."),
        ("actors.known", "step actors.known", "a name in the lists", ""),
        ("encoder-1.1/predicates", "model encoder-1.1", "a word whose form, neighbours", ""),
        ("encoder-1.1", "model encoder-1.1", "words that the encoder marked as a name", ""),
        ("person: Anna Lind", "Anna Lind", "added by a person", ""),
    ],
)
def test_who_found_it_and_what_that_goes_by(found_by: str, finder: str, goes_by: str, example: str) -> None:
    reason = why.of(Found(found_by))
    assert reason.finder == finder
    assert reason.goes_by.startswith(goes_by)
    assert reason.example.startswith(example)
    assert str(reason).endswith("score 0.83")


def test_a_rule_says_whom_its_act_was_aimed_at() -> None:
    assert why.of(Found("act.urge+sides")).goes_by.endswith(" more), aimed at the other side of the talks")


def test_the_file_of_a_rule_is_there_and_has_its_row() -> None:
    reason = why.of(Found("act.urge"))
    assert "id: act.urge\n" in data.path(reason.file).read_text(encoding="utf-8")


def test_a_finder_that_nobody_knows_is_named_and_no_more() -> None:
    assert str(why.of(Found("rule.of.an.older.version"))) == "rule rule.of.an.older.version · score 0.83"


@pytest.mark.parametrize("part", ["steps", "heads", "aims"])
def test_finders_that_are_explained_are_those_of_the_code(part: str) -> None:
    for name in data.load_yaml(why.FINDERS)[part]:
        stem = name.rsplit(".", 1)[0] if name.startswith("events.contact.") else name
        form = {"steps": rf'"{stem}[".]', "heads": rf"(?:a\.model\}}|'encoder'\}})/{name}\"", "aims": f'"{name}"'}[part]
        assert not name or re.search(form, CODE), f"{name} of {why.FINDERS} is found nowhere"


@pytest.mark.parametrize("report", sorted(EXAMPLES.rglob("*.txt")), ids=lambda path: path.stem)
def test_every_item_of_the_examples_has_an_explanation(report: Path) -> None:
    record = dragoman.read(report.read_text(encoding="utf-8"))
    items = [item for layer in LAYERS for item in getattr(record, layer)]
    assert len(items) > 15
    for item in items:
        reason = why.of(item)
        assert reason.goes_by or reason.example, f"{item.id}: {item.found_by} explains nothing"


def shown(reasons: bool) -> str:
    out = io.StringIO()
    view.show(river_talks(), Console(file=out, width=110), reasons=reasons)
    return out.getvalue()


def test_the_terminal_tells_each_reason_only_when_asked() -> None:
    made, told = river_talks(), shown(reasons=True)
    layers = ("contacts", "statements", "positions", "outcomes", "differences", "events", "times", "places")
    assert len(re.findall(r"why: | why  +rule ", told)) >= sum(len(getattr(made, layer)) for layer in layers)
    assert "Places ──" in told
    assert not re.search(r"why: | why  ", shown(reasons=False))


def test_the_command_tells_why() -> None:
    result = CliRunner().invoke(main, ["read", "-", "--why"], input="Norway and Chile met in Lima on 3 March 2025.")
    assert result.exit_code == 0
    assert "rule contact.en.meet · word meet · score 0." in result.stdout
    assert "rules/contacts/triggers.yaml: “The two presidents met in Vienna.”" in result.stdout
    assert "place: " not in result.stdout
    assert "duration: the text gives no length" in result.stdout


def test_the_page_tells_the_same() -> None:
    made = page.html(dragoman.read("Norway and Chile met in Lima on 3 March 2025."))
    assert '<p class="why">rule contact.en.meet · word meet · score 0.' in made
    assert "rules/contacts/triggers.yaml: “The two presidents met in Vienna.”</p>" in made
    assert 'data-why="rule timex.en.' in made


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_json_and_page_need_no_such_option(option: str) -> None:
    result = CliRunner().invoke(main, ["read", "-", "--why", option], input="Norway and Chile met.")
    assert result.exit_code == 2
    assert "JSON and page hold found_by and score of each item anyway" in result.stderr
