"""The sessions that the documentation shows: they run, and what is shown is what the program prints."""

from __future__ import annotations

import difflib
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"


def tutorial() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_tutorial", DOCS / "tutorial.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TUTORIAL = tutorial()


@pytest.mark.parametrize("page", TUTORIAL.PAGES, ids=lambda page: page.name)
def test_a_page_shows_what_is_printed(page: Path) -> None:
    shown = page.read_text(encoding="utf-8")
    printed = TUTORIAL.fresh(shown)
    # The model's eight-bit sums can differ a little between processors, and with them a line.
    alike = difflib.SequenceMatcher(None, shown.splitlines(), printed.splitlines(), autojunk=False).ratio()
    assert alike >= 0.9, f"{page.name} is stale: run python docs/tutorial.py --write\n" + "\n".join(
        TUTORIAL.difference(shown, printed)
    )


def test_a_session_is_run_and_its_output_put_in_its_place() -> None:
    page = "Before.\n\n```console\n$ ls talks | head -n 1\nold\n$ pwd\n```\n\n```sh\n$ false\n```\n"
    expected = page.replace("old\n", "1-announced.txt\n\n").replace("$ pwd\n", "$ pwd\n/home/me/talk\n")
    assert TUTORIAL.fresh(page) == expected


def test_the_decimals_of_a_score_are_no_difference_and_all_else_is() -> None:
    assert TUTORIAL.difference("rule a · score 0.67\n", "rule a · score 0.70\n") == []
    assert TUTORIAL.difference("12 words\n", "13 words\n")[-2:] == ["-12 words", "+13 words"]


def test_a_command_that_fails_is_no_output(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"(?s)^\$ dragoman show C1\n.*exit code 1$"):
        TUTORIAL.run("dragoman show C1", tmp_path)
