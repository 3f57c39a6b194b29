"""The shipped encoder and its parts: offsets, trees, chains, windows, odd text."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import data
from dragoman.analysis import Analysis
from dragoman.errors import ModelError
from dragoman.reading import assemble, decode, encoder
from dragoman.reading.windows import BLANK, BREAK, NONE, cut, gaps, pack, shape
from dragoman.text import Document, words

REPORT = (
    "GENEVA, May 4 — Foreign Minister Ana Petrescu met with her counterpart, Omar Haddad, in Geneva on Thursday. "
    "“We agreed on a timetable,” Ms. Petrescu told reporters after the talks, adding that they would meet again.\n\n"
    "Haddad’s office said it had not been told of any timetable. It called the meeting “frank” and denied that a date was set. "
    "The ministry in Bucharest declined to comment."
)
ODD = {
    "blank": " \n\t ",
    "mark": ".",
    "emoji": "🤝🏽 Talks 🎉 were held in Oslo on 5 May. 👍",
    "arabic": "قال الوزير إن المحادثات كانت بناءة.",
    "hebrew and English": "The minister said “שלום” to reporters. He left.",
    "chinese": "外交部发言人表示，双方同意继续对话。",
    "zero width": "The\u200b minister\u200d said\ufeff so.",
    "control": "He\x00 said\x07 so.",
    "capitals": "RUSSIA AND UKRAINE AGREE TO TALKS IN GENEVA",
    "no space": "They met.They spoke.They left.",
    "web address": "See https://example.org/" + "a" * 400 + " for more.",
    "one long word": "x" * 5000,
    "one long sentence": "the delegation and " * 400 + "left.",
    "combining": "Pře\u0301mysl said no.",
}


def check(analysis: Analysis) -> None:
    """What holds for every analysis."""
    text = analysis.doc.text
    assert [t.i for t in analysis.tokens] == list(range(len(analysis.tokens)))
    assert [(t.start, t.end) for t in analysis.tokens] == list(words(text))
    assert all(t.text == text[t.start : t.end] for t in analysis.tokens)
    at = 0
    for sentence in analysis.sentences:
        assert sentence.first == at < sentence.last
        at = sentence.last
        tokens = analysis.sentence_tokens(sentence)
        assert (tokens[0].start, tokens[-1].end) == sentence.span
        assert {t.sent for t in tokens} == {sentence.i}
        roots = [t for t in tokens if t.head == t.i]
        assert len(roots) == 1
        assert [t.deprel for t in tokens if t.deprel == "root"] == ["root"]
        assert roots[0].deprel == "root"
        assert all(sentence.first <= t.head < sentence.last for t in tokens)
        assert all(roots[0] in [t, *analysis.ancestors(t.i)] for t in tokens)
    assert at == len(analysis.tokens)
    starts, ends = {t.start for t in analysis.tokens}, {t.end for t in analysis.tokens}
    spans = [n.span for n in analysis.names] + [s for f in analysis.frames for s in (f.cue, *f.source, *f.content)]
    assert all(s.start in starts and s.end in ends and s.start < s.end for s in spans)
    assert all(0 <= f.speech <= 1 and 0 < f.score <= 1 for f in analysis.frames)
    for layer, scores in analysis.scores.items():
        assert scores.shape == (len(analysis.tokens), len(analysis.labels[layer]))
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()
        assert analysis.labels[layer][0] in ("NONE", "O")


@pytest.fixture(scope="module")
def report() -> Analysis:
    return encoder.analyse(Document(REPORT))


def test_report_is_sound(report: Analysis) -> None:
    check(report)
    assert len(report.sentences) == 5
    assert [s.paragraph for s in report.sentences] == [0, 0, 1, 1, 1]
    assert report.model.startswith("encoder-")


def test_report_is_understood(report: Analysis) -> None:
    """Plain sentences that any usable model gets right."""
    by_text = {t.text: t for t in report.tokens}
    assert by_text["met"].lemma == "meet"
    assert by_text["met"].upos == "VERB"
    assert report.sentence_tokens(report.sentences[2])[0].deprel == "nmod:poss"
    names = {report.doc[n.span]: n.type for n in report.names}
    assert names["Ana Petrescu"] == "PER"
    assert names["Geneva"] in ("LOC", "GPE")
    told = next(f for f in report.frames if report.doc[f.cue] == "told")
    assert [report.doc[s] for s in told.source] == ["Ms. Petrescu"]
    assert [report.doc[s] for s in told.content] == ["“We agreed on a timetable,”"]
    assert told.speech > 0.5


def test_function_words_of_a_readout() -> None:
    """Training on few records once cost the parse of texts like them; these tags are beyond doubt."""
    text = (
        "President Lena Varga spoke today with President Tomas Okoro of Kenya. They discussed the situation in the region, and "
        "President Varga thanked him for the support of Kenya. She met with her counterpart in Geneva on Thursday."
    )
    sure = {",": "PUNCT", ".": "PUNCT", "the": "DET", "and": "CCONJ", "her": "PRON"}
    sure |= dict.fromkeys(("with", "in", "of", "on"), "ADP")
    sure |= {"spoke": "VERB", "discussed": "VERB", "thanked": "VERB", "met": "VERB"}
    tokens = [t for t in encoder.analyse(Document(text)).tokens if t.lower in sure]
    assert [(t.text, t.upos) for t in tokens] == [(t.text, sure[t.lower]) for t in tokens]


def test_empty_text() -> None:
    analysis = encoder.analyse(Document(""))
    assert (analysis.tokens, analysis.sentences, analysis.names, analysis.frames) == ((), (), (), ())
    assert {k: v.shape for k, v in analysis.scores.items()} == {k: (0, len(analysis.labels[k])) for k in assemble.LAYERS}


@pytest.mark.parametrize("name", ODD)
def test_odd_text(name: str) -> None:
    check(encoder.analyse(Document(ODD[name])))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_text(text: str) -> None:
    check(encoder.analyse(Document(text)))


def test_same_text_same_analysis_whatever_was_read_before() -> None:
    long = Document(REPORT * 12)
    first = encoder.analyse(long)
    encoder.analyse(Document("Something else entirely. " * 50))
    second = encoder.analyse(Document(REPORT * 12))
    assert first.tokens == second.tokens
    assert first.names == second.names
    assert first.frames == second.frames
    assert all(np.array_equal(first.scores[k], second.scores[k]) for k in first.scores)


def test_blank_lines_in_front_shift_everything(report: Analysis) -> None:
    shifted = encoder.analyse(Document("\n\n" + REPORT))
    assert [t.start - 2 for t in shifted.tokens] == [t.start for t in report.tokens]
    assert [(t.upos, t.head, t.deprel) for t in shifted.tokens] == [(t.upos, t.head, t.deprel) for t in report.tokens]
    assert [(n.span.start - 2, n.type) for n in shifted.names] == [(n.span.start, n.type) for n in report.names]


def test_other_guidelines() -> None:
    doc = Document("President Ana Petrescu visited Geneva.")
    assert doc[encoder.names(doc, "gmb")[0].span] == "President Ana Petrescu"
    with pytest.raises(ModelError, match="known: gmb, gum, plain, politics, wikigold"):
        encoder.names(doc, "nothing")


def test_missing_and_damaged_files(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing or damaged"):
        encoder.Model(tmp_path)
    for file in data.path("models").iterdir():
        shutil.copy(file, tmp_path / file.name)
    with (tmp_path / "roles.onnx").open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(ModelError, match=r"models/roles\.onnx is damaged"):
        encoder.Model(tmp_path)


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("met", 0),
        ("Geneva", 1),
        ("I", 1),
        ("NATO", 2),
        ("McDonald", 3),
        ("U.S.", 2),
        ("1990s", 0),
        ("2024", 4),
        ("—", 4),
        ("👍", 4),
    ],
)
def test_shape(word: str, case: int) -> None:
    assert shape(word, BLANK) == case * 3 + BLANK


def test_gaps() -> None:
    text = "He said:\n\n“No.”"
    assert gaps(text, list(words(text))) == [BREAK, BLANK, NONE, BREAK, NONE, NONE, NONE]


def test_windows_end_with_a_paragraph_where_they_can() -> None:
    assert pack([40, 30, 30, 40], [True, False, True, False], limit=100) == [(0, 2), (2, 4)]
    assert pack([40, 30, 30, 40], [True, False, False, False], limit=100) == [(0, 3), (3, 4)]
    assert cut([4, 4, 4], 0, 3, limit=8) == [(0, 2), (2, 3)]


def test_best_path_keeps_to_bio_and_to_the_length() -> None:
    labels = ("O", "B-x", "I-x")
    steps, opening = decode.forbid(labels, np.zeros((3, 3)), np.zeros(3))
    scores = np.array([[[0.0, 1.0, 5.0], [0, 1, 4], [3, 0, 0]], [[2.0, 0, 3], [1, 0, 9], [0, 0, 99]]])
    path = decode.best_path(scores, [3, 2], steps, opening)
    assert path[0].tolist() == [1, 2, 0]
    assert path[1, :2].tolist() == [1, 2]
    assert decode.spans(["O", "B-x", "I-x", "B-y", "O", "I-z"]) == [(1, 3, "x"), (3, 4, "y")]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(0, 10_000))
def test_tree_is_a_tree(size: int, seed: int) -> None:
    assert _is_tree(decode.tree(np.random.default_rng(seed).normal(size=(size, size))).tolist())


@pytest.mark.parametrize("seed", range(20))
def test_tree_is_the_best_of_all(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(3, 3))
    best = max(_score(scores, heads) for heads in np.ndindex(3, 3, 3) if _is_tree(heads))
    assert _score(scores, decode.tree(scores)) == pytest.approx(best)


def test_arcs_do_not_span_the_root() -> None:
    """ "free [tomorrow] , Lund said": the last of four words is the root's own, however well it fits a word before the root."""
    scores = np.array([[0.0, 1, 5, 0], [0, 0, 5, 0], [0, 0, 9, 0], [8, 0, 2, 0]])
    assert decode.tree(scores).tolist() == [2, 2, 2, 0]
    assert decode.within_sides(decode.tree(scores), scores).tolist() == [2, 2, 2, 2]


@pytest.mark.parametrize("seed", range(20))
def test_trees_within_sides(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(9, 9))
    heads = decode.within_sides(decode.tree(scores), scores).tolist()
    root = next(i for i, head in enumerate(heads) if i == head)
    assert _is_tree(heads)
    assert all((i - root) * (head - root) >= 0 for i, head in enumerate(heads))


@pytest.mark.parametrize(
    ("likeliest", "expected"),
    [
        pytest.param(["nsubj", "root", "nsubj", "punct"], ["nsubj", "root", "obj", "punct"], id="Lund joined Aksoy ."),
        pytest.param(["ccomp", "root", "nsubj", "punct"], ["ccomp", "root", "nsubj", "punct"], id="Free , said Aksoy"),
    ],
)
def test_one_subject_before_the_predicate(likeliest: list[str], expected: list[str]) -> None:
    labels = ["root", "nsubj", "obj", "ccomp", "punct"]
    scores = np.array([[0, 0, 1, 0, 0] for _ in likeliest], float)
    scores[range(4), [labels.index(r) for r in likeliest]] = 2
    assert [labels[r] for r in assemble.relations(scores, np.array([1, 1, 1, 1]), labels)] == expected


def _score(scores: np.ndarray, heads: tuple[int, ...] | np.ndarray) -> float:
    return float(sum(scores[i, h] for i, h in enumerate(heads)))


def _is_tree(heads: Sequence[int]) -> bool:
    if sum(h == i for i, h in enumerate(heads)) != 1:
        return False
    for i in range(len(heads)):
        at = i
        for _ in heads:
            at = heads[at]
        if heads[at] != at:
            return False
    return True


def test_distance() -> None:
    assert decode.distance(7, 2, 4).tolist() == [8, 9, 10, 10, 11, 12, 13]
    far = decode.distance(200, 100, 101)
    assert (far.min(), far.max()) == (0, 20)
