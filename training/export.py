"""Turn trained weights into the files that ship: `python -m training.export training/runs/x/final.pt`.

Writes `encoder.onnx` (int8: all MatMul with weights and the word vectors), `relations.onnx` and `roles.onnx` (small, float32) and
`encoder.json` (label sets, chains, digests of the files) into `dragoman/models`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from dragoman.data import path as packaged
from training.model import HIDDEN, PAIR, ROLE, Reader, at_words, load


class Encoder(nn.Module):
    """The trunk and every head that looks at single words or pairs, the linear heads joined to one; no padding."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.model = model
        parts = joined(model)
        at = [name for name, _ in parts].index("event")
        self.before, self.after = _one([p for _, p in parts[:at]]), _one([p for _, p in parts[at + 1 :]])

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        below, _ = self.model.trunk.below(ids, shapes, None)
        x = at_words(self.model.trunk.layers[-1](below, None), first)
        scores = self.before(x), self.model.events(below, None, first), self.after(x)
        return torch.cat(scores, -1), self.model.arcs(x)


def _one(parts: list[nn.Linear]) -> nn.Linear:
    """Several linear maps of one vector as one, their outputs one after the other."""
    all_of_them = nn.Linear(HIDDEN, sum(p.out_features for p in parts))
    all_of_them.weight.data = torch.cat([p.weight.data for p in parts])
    all_of_them.bias.data = torch.cat([p.bias.data for p in parts])
    return all_of_them


class Relations(nn.Module):
    """Relation of a word to its head, from their two projections `(n, PAIR)`."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.rel = model.rel

    def forward(self, word: Tensor, head: Tensor) -> Tensor:
        return self.rel(torch.relu(word + head))


def joined(model: Reader) -> list[tuple[str, nn.Linear]]:
    """The linear maps of a word, in the order of the columns of the encoder's first output."""
    tags = [(head, model.tags[head.replace(".", "_")]) for head in model.labels if head != "rel"]
    pairs = [("rel.word", model.rel_word), ("rel.head", model.rel_head)]
    return [*tags, ("speech", model.speech), *pairs, ("role.word", model.role_word), ("role.cue", model.role_cue)]


def _onnx(module: nn.Module, args: tuple[Tensor, ...], inputs: dict[str, dict[int, str]], outputs: list[str], path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = {"input_names": list(inputs), "output_names": outputs, "dynamic_axes": inputs}
        torch.onnx.export(module.eval(), args, str(path), opset_version=17, dynamo=False, **names)


def export(model: Reader, folder: Path, version: str, quantise: bool = True) -> None:
    """Write the model files into `folder`."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.eval()
    pieces, words = {0: "windows", 1: "pieces"}, {0: "windows", 1: "words"}
    ids = torch.ones(2, 7, dtype=torch.long)
    first = torch.tensor([[1, 3, 4], [8, 10, 0]])
    with tempfile.TemporaryDirectory() as scratch:
        raw = Path(scratch) / "encoder.onnx" if quantise else folder / "encoder.onnx"
        given = {"ids": pieces, "shapes": pieces, "first": words}
        _onnx(Encoder(model), (ids, ids, first), given, ["words", "arcs"], raw)
        if quantise:
            options = {"MatMulConstBOnly": True}
            # Seven bits: processors without VNNI add pairs of 8-bit products in 16 bits, which full weights would overflow there.
            quantize_dynamic(raw, folder / "encoder.onnx", op_types_to_quantize=["MatMul", "Gather"], weight_type=QuantType.QInt8,
                             per_channel=True, reduce_range=True, extra_options=options)  # fmt: skip
    pair = torch.zeros(3, PAIR)
    _onnx(Relations(model), (pair, pair), {"word": {0: "n"}, "head": {0: "n"}}, ["scores"], folder / "relations.onnx")
    rows, row = {0: "n", 1: "words"}, {0: "n"}
    far = torch.zeros(2, 5, dtype=torch.long)
    _onnx(model.roles, (torch.zeros(2, 5, ROLE), torch.zeros(2, ROLE), far, far + 1),
          {"words": rows, "cue": row, "distance": rows, "mask": rows}, ["scores"], folder / "roles.onnx")  # fmt: skip
    describe(model, folder, version)


def describe(model: Reader, folder: Path, version: str) -> None:
    """Write `encoder.json`."""
    names = [*(k for k in model.labels if k == "cue" or k.startswith("names.")), "role"]
    chains = {k: model.chains[k.replace(".", "_")] for k in names}
    files = ("encoder.onnx", "relations.onnx", "roles.onnx", "tokenizer.json")
    digest = {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in files}
    meta = {
        "version": version,
        "labels": model.labels | {"role": ["O", "B-source", "I-source", "B-content", "I-content"]},
        "columns": [[head, part.out_features] for head, part in joined(model)],
        "chains": {k: {"steps": c.steps.tolist(), "opening": c.opening.tolist()} for k, c in chains.items()},
        "sha256": digest,
    }
    (folder / "encoder.json").write_text(json.dumps(meta, separators=(",", ":")) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--to", type=Path, default=packaged("models"))
    parser.add_argument("--version", default="1.0")
    parser.add_argument("--float", action="store_true", help="leave the encoder in float32, to measure what int8 loses")
    args = parser.parse_args()
    args.to.mkdir(parents=True, exist_ok=True)
    export(load(args.weights), args.to, args.version, quantise=not args.float)


if __name__ == "__main__":
    main()
