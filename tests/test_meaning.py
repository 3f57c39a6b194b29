"""Sentences as vectors."""

from pathlib import Path

import numpy as np

from dragoman.reading import meaning

TOLLS = ["Norway wants lower harbour tolls.", "Oslo demands that port fees be cut.", "The choir sang until midnight."]


def test_sentences_that_say_the_same_are_close(model: Path) -> None:
    v = meaning.vectors(TOLLS)
    assert v.shape == (3, meaning.WIDTH)
    assert np.allclose(np.linalg.norm(v, axis=1), 1, atol=1e-4)
    assert v[0] @ v[1] > 0.5 > 0.3 > v[0] @ v[2]


def test_a_vector_does_not_depend_on_the_other_sentences(model: Path) -> None:
    assert np.array_equal(meaning.vectors(TOLLS)[1], meaning.vectors(TOLLS[1:2])[0])


def test_packed_vectors_keep_their_closeness(model: Path) -> None:
    v, p = meaning.vectors(TOLLS), meaning.packed(TOLLS)
    assert p.dtype == np.int8
    assert np.abs(meaning.closeness(p, v[0]) - v @ v[0]).max() < 0.02


def test_no_sentence_gives_no_vector(model: Path) -> None:
    assert meaning.vectors([]).shape == (0, meaning.WIDTH)


def test_a_long_or_empty_sentence_is_read(model: Path) -> None:
    assert np.isfinite(meaning.vectors(["word " * 5000, "", "\u202e🤝"])).all()
