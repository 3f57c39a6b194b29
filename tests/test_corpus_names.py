"""Names as GMB marks them, by the network of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from dragoman import data
from dragoman.errors import ModelError
from dragoman.reading import corpus_names, encoder
from dragoman.text import Document

REPORT = (
    "President Ana Petrescu met Swedish envoys in Geneva on Monday. The United Nations says the talks will go on. "
    "Petrescu will fly to Oslo on Tuesday. Officials in Oslo welcomed her.\n"
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("President Ana Petrescu", "PER"),
        ("Swedish", "NORP"),
        ("Geneva", "LOC"),
        ("Monday", "DATE"),
        ("United Nations", "ORG"),
        ("Petrescu", "PER"),
        ("Oslo", "LOC"),
    ],
)
def test_names_by_gmb(name: str, kind: str) -> None:
    doc = Document(REPORT)
    assert (name, kind) in {(doc[n.span], n.type) for n in corpus_names.find(doc, "gmb")}


def test_text_order_scores_and_the_same_again() -> None:
    doc = Document(REPORT * 9)
    found = corpus_names.find(doc, "gmb")
    assert [n.span.start for n in found] == sorted(n.span.start for n in found)
    assert all(0 < n.score <= 1 for n in found)
    corpus_names.find(Document("Something else entirely."), "gmb")
    assert corpus_names.find(Document(REPORT * 9), "gmb") == found


@pytest.mark.parametrize("guideline", ["gum", "plain", "politics", "wikigold"])
def test_other_guidelines_are_the_encoder_s(guideline: str) -> None:
    doc = Document(REPORT)
    assert corpus_names.find(doc, guideline) == encoder.names(doc, guideline)


@pytest.mark.parametrize("text", ["", " \n", "."])
def test_nothing_to_find(text: str) -> None:
    assert corpus_names.find(Document(text), "gmb") == ()


def test_unknown_guideline() -> None:
    with pytest.raises(ModelError, match="unknown guideline"):
        corpus_names.find(Document(REPORT), "nothing")


def test_what_is_known_of_the_same_word_elsewhere() -> None:
    known = np.array([[1.0], [2.0], [3.0], [5.0], [7.0]], np.float32)
    others, again = corpus_names.elsewhere(["Oslo", "and", "Oslo", "and", "Oslo"], known)
    assert others[:, 0].tolist() == [5.0, 0.0, 4.0, 0.0, 2.0]
    assert again[:, 0].tolist() == [1.0, 0.0, 1.0, 0.0, 1.0]


def test_hashes_tell_neighbours() -> None:
    one, other = corpus_names.hashed(["met", "Petrescu", "there"]), corpus_names.hashed(["saw", "Petrescu", "there"])
    assert one.shape == (3, 3)
    assert (one[1] == other[1]).tolist() == [True, False, True]
    assert 0 <= one.min() <= one.max() < corpus_names.BUCKETS


def test_other_layers_stay_as_they_are() -> None:
    windows = list(encoder.windows(Document(REPORT), "gmb"))
    read = corpus_names.Model(data.path("models")).read(windows)
    same = [k for k in windows[0].scores if k != "names.gmb"]
    assert all(np.array_equal(a.scores[k], b.scores[k]) for a, b in zip(windows, read, strict=True) for k in same)


def test_missing_and_damaged_files(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing or damaged"):
        corpus_names.Model(tmp_path)
    for name in (corpus_names.FILE, corpus_names.ABOUT):
        shutil.copy(data.path("models") / name, tmp_path / name)
    with (tmp_path / corpus_names.FILE).open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(ModelError, match=r"models/names\.onnx is damaged"):
        corpus_names.Model(tmp_path)
