"""The command as a user calls it: what it prints, where, and with which exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from factories import EXAMPLES, river_talks

from dragoman import __version__
from dragoman.cli import main
from dragoman.errors import ModelError
from dragoman.reading import pipeline
from dragoman.record import Record

FRENCH = "Les deux ministres se sont rencontrés à Vienne pour parler du cessez-le-feu."
TALKS = str(EXAMPLES / "river-talks.txt")


@pytest.fixture
def talks(monkeypatch: pytest.MonkeyPatch) -> Record:
    """Takes the place of the reading, so that these tests are about the command alone."""
    made = river_talks()
    monkeypatch.setattr(pipeline, "read", lambda doc: made.model_copy(update={"notes": doc.notes}))
    return made


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


def process(*arguments: str, **options: object) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-m", "dragoman", *arguments], capture_output=True, timeout=60, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_a_report_is_shown(talks: Record) -> None:
    result = run("read", TALKS)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "c1 talks · held" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_json_is_one_line_that_gives_the_record_back(talks: Record) -> None:
    result = run("read", TALKS, "--json")
    assert result.stdout.count("\n") == 1
    assert Record.from_dict(json.loads(result.stdout)) == talks


def test_json_holds_no_character_that_acts_on_a_terminal(talks: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "The envoy \x1b[31m\x9b2J \u202e\u2028 🤝 שלום met."
    monkeypatch.setattr(pipeline, "read", lambda doc: Record(id="x", text=text))
    result = run("read", TALKS, "--json")
    assert json.loads(result.stdout)["text"] == text
    assert not {"\x1b", "\x9b", "\u202e", "\u2028"} & set(result.stdout)
    assert "🤝 שלום" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [["read", TALKS, "--html"], ["read", "--html", TALKS], ["read", TALKS, "--html", "-"]],
    ids=["after the report", "before the report", "to standard output"],
)
def test_a_page_is_printed(talks: Record, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert result.stdout.startswith("<!DOCTYPE html>")
    assert result.stdout.endswith("</html>\n\n")


def test_a_page_is_written(talks: Record, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    result = run("read", TALKS, "--html", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Note: the page is in {target}\n"
    assert target.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_page_is_never_written_over_a_report(talks: Record, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("They met.")
    result = run("read", TALKS, "--html", str(report))
    assert result.exit_code == 2
    assert "must end in .html" in result.stderr
    assert report.read_text() == "They met."


def test_a_page_that_cannot_be_written(talks: Record, tmp_path: Path) -> None:
    result = run("read", TALKS, "--html", str(tmp_path / "none" / "page.html"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("page.html cannot be written: No such file or directory\n")


def test_date_title_and_source_reach_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        pipeline,
        "read",
        lambda doc: Record(
            id=doc.id, text=doc.text, title=doc.title, source=doc.source, published=doc.published, published_by=doc.published_by
        ),
    )
    made = json.loads(run("read", "-", "--json", "--date", "2025-03-01", "--title", "T", "--source", "S", stdin="They met.").stdout)
    assert [made[key] for key in ("id", "published", "published_by", "title", "source", "text")] == [
        "stdin", "2025-03-01", "user", "T", "S", "They met.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(["read", "nowhere.txt"], 1, "Error: nowhere.txt: there is no such file\n", id="no such file"),
        pytest.param(["read", "\x1b[2J.txt"], 1, "Error: ␛[2J.txt: there is no such file\n", id="a name that acts on the terminal"),
        pytest.param(["read", str(EXAMPLES)], 1, f"Error: {EXAMPLES} is a folder: give one file\n", id="folder"),
        pytest.param(["read", "/dev/null"], 1, "Error: /dev/null is empty: there is nothing to read\n", id="empty"),
        pytest.param(
            ["read", TALKS, "--date", "soon"],
            1,
            "Error: 'soon' is not a date: use YYYY-MM-DD, or YYYY-MM-DDTHH:MM with the time of day\n",
            id="no date",
        ),
        pytest.param(["read", "--jsonl", "nowhere"], 1, "Error: nowhere: there is no such file\n", id="no such lines"),
        pytest.param(["read", "--jsonl", "/dev/null"], 1, "Error: /dev/null holds no documents\n", id="no lines"),
    ],
)
def test_bad_input_ends_in_one_line(arguments: list[str], code: int, message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["read"], "Missing FILE, URL or '-'."),
        (["read", TALKS, "--jsonl", "x"], "A report does not go with --jsonl"),
        (["read", "--jsonl", "x", "--date", "2025-01-01"], "--date does not go with --jsonl"),
        (["read", "--jsonl", "x", "--workers", "0"], "0 is not in the range"),
        (["write"], "No such command 'write'"),
    ],
)
def test_a_wrong_call_is_told_with_exit_code_2(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_errors_of_the_library_end_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(doc: object) -> Record:
        raise ModelError("the model\n is damaged")

    monkeypatch.setattr(pipeline, "read", broken)
    result = run("read", TALKS)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "Error: the model is damaged\n")


def test_control_c_ends_with_one_line_and_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(doc: object) -> Record:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "read", stopped)
    result = run("read", TALKS)
    assert (result.exit_code, result.stdout, result.stderr) == (130, "", "Interrupted.\n")


def test_another_language_gives_an_empty_record_and_a_note() -> None:
    result = run("read", "-", "--json", stdin=FRENCH)
    made = json.loads(result.stdout)
    note = "the text looks like French: Dragoman reads English only, so the record is empty"
    assert result.exit_code == 0
    assert (made["language"], made["contacts"], made["notes"]) == ("fr", [], [note])
    assert result.stderr == f"Note: {note}\n"


def test_a_date_in_the_future_is_noted(talks: Record) -> None:
    result = run("read", TALKS, "--json", "--date", "2999-01-01")
    assert result.exit_code == 0
    assert result.stderr.startswith("Note: the publication date 2999-01-01 lies after today")
    assert json.loads(result.stdout)["notes"][0] in result.stderr


def test_many_reports(talks: Record) -> None:
    rows = [{"id": "a", "text": "They met."}, {"id": "b"}, {"id": "c", "text": "They met."}]
    result = run("read", "--jsonl", "-", stdin="\n".join(map(json.dumps, rows)))
    made = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert result.stderr == "Note: 1 of 3 documents failed\n"
    assert ["error" in row for row in made] == [False, True, False]


def test_if_no_document_could_be_read_the_run_has_failed() -> None:
    result = run("read", "--jsonl", "-", stdin="{}\n")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["type"] == "SourceError"
    assert result.stderr == "Note: 1 of 1 documents failed\nError: no document could be read\n"


def test_version_and_help() -> None:
    assert run("--version").stdout == f"dragoman, version {__version__}\n"
    shown = run("--help").stdout
    assert "read" in shown
    assert "eval" in shown
    assert "dragoman read --jsonl reports.jsonl --workers 2 > records.jsonl" in run("read", "--help").stdout


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from dragoman.cli import main; "
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0; "
        "print(sorted({'numpy', 'onnxruntime', 'pydantic', 'rich', 'trafilatura', 'yaml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text((json.dumps({"id": "a", "text": FRENCH * 50}) + "\n") * 200, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "dragoman", "read", "--jsonl", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(timeout=60) == 141


def test_records_are_written_in_utf_8_whatever_the_terminal_has() -> None:
    done = process(
        "read", "-", "--json", input="Selon la délégation, aucun accord n’a été signé.".encode(), env={"PYTHONIOENCODING": "ascii"}
    )
    assert json.loads(done.stdout.decode("utf-8"))["text"] == "Selon la délégation, aucun accord n’a été signé."


def test_the_examples_of_the_help_run(tmp_path: Path) -> None:
    """The model reads here: the command lines of `dragoman read --help`, as they stand there."""
    examples = [line.strip() for line in run("read", "--help").stdout.split("Example:")[1].splitlines() if "dragoman read" in line]
    (tmp_path / "report.txt").write_text((EXAMPLES / "river-talks.txt").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "reports.jsonl").write_text(json.dumps({"id": "a", "text": "Japan and Chile held talks in Lima on 3 March 2025."}))
    command = f'dragoman() {{ "{sys.executable}" -m dragoman "$@"; }}\n'
    where = {"PYTHONPATH": str(EXAMPLES.parent), "PATH": "/usr/bin:/bin"}
    assert len(examples) == 4
    for example in examples:
        done = subprocess.run(
            ["bash", "-c", command + example], cwd=tmp_path, env=where, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert Record.from_dict(json.loads((tmp_path / "records.jsonl").read_text(encoding="utf-8"))).contacts
