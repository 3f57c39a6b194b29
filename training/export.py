"""Turn trained weights into the files that ship: `python -m training.export training/runs/x/final.pt`.

Writes `encoder.onnx` (int8: all MatMul with weights and the word vectors), `roles.onnx` (the same), `relations.onnx` (float32) and
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
from training.corpora import LAYERS
from training.model import HIDDEN, PAIR, ROLE, Reader, at_words, load

MARKS = {
    "issue": ["O", "B", "I"],
    "what": ["O", "B", "I"],
    "deed": LAYERS["event"],
    "role": ["O", "B-source", "I-source", "B-content", "I-content"],
}


class Encoder(nn.Module):
    """The trunk, the layers of events, attributions and talks, and every head that looks at single words or pairs; no padding."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.model = model
        shared, _, said, talks = parts(model)
        self.shared, self.said, self.talks = (_one([p for _, p in group]) for group in (shared, said, talks))

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        trunk = self.model.trunk
        low, _ = trunk.low(ids, shapes, None)
        below = trunk.below(low, None)
        x = at_words(trunk.layers[-1](below, None), first)
        scores = self.shared(x), self.model.events(below, None, first), self.said(self.model.said.words(low, None, first))
        return torch.cat([*scores, self.talks(self.model.talks.words(low, None, first))], -1), self.model.arcs(x)


class Placed(nn.Module):
    """The role network."""

    def __init__(self, model: Reader) -> None:
        super().__init__()
        self.roles = model.said.roles

    def forward(self, words: Tensor, cue: Tensor, distance: Tensor, mask: Tensor, branch: Tensor, mark: Tensor) -> Tensor:
        return self.roles.placed(words, cue, distance, mask, branch, mark)


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


def parts(model: Reader) -> tuple[list[tuple[str, nn.Linear]], ...]:
    """The linear maps of a word, the encoder's columns, by the vector they look at: trunk's, events', attributions', talks'."""
    tags = [(head, model.tags[head.replace(".", "_")]) for head in model.labels if head not in ("rel", "cue", *LAYERS)]
    shared = [*tags, ("speech", model.speech), ("rel.word", model.rel_word), ("rel.head", model.rel_head)]
    said = [("cue", model.said.cue), ("role.word", model.said.role_word), ("role.cue", model.said.role_cue)]
    talks = [(name, head) for name, head in model.talks.heads.items() if name != "contacts"]
    return shared, [("event", model.tags["event"])], said, talks


def _onnx(module: nn.Module, args: tuple[Tensor, ...], inputs: dict[str, dict[int, str]], outputs: list[str], path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = {"input_names": list(inputs), "output_names": outputs, "dynamic_axes": inputs}
        torch.onnx.export(module.eval(), args, str(path), opset_version=17, dynamo=False, **names)


def _int8(raw: Path, path: Path, kinds: list[str]) -> None:
    """Quantise the weights of some kinds of operation.

    To seven bits: processors without VNNI add pairs of 8-bit products in 16 bits, which full weights would overflow there.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    options = {"MatMulConstBOnly": True}
    quantize_dynamic(raw, path, op_types_to_quantize=kinds, weight_type=QuantType.QInt8, per_channel=True,
                     reduce_range=True, extra_options=options)  # fmt: skip


def export(model: Reader, folder: Path, version: str, quantise: bool = True) -> None:
    """Write the model files into `folder`."""
    model.eval()
    pieces, words = {0: "windows", 1: "pieces"}, {0: "windows", 1: "words"}
    ids, far = torch.ones(2, 7, dtype=torch.long), torch.zeros(2, 5, dtype=torch.long)
    first = torch.tensor([[1, 3, 4], [8, 10, 0]])
    text = {"ids": pieces, "shapes": pieces, "first": words}
    rows, row = {0: "n", 1: "words"}, {0: "n"}
    around = (torch.zeros(2, 5, ROLE), torch.zeros(2, ROLE), far, far + 1, far, far)
    given = {"words": rows, "cue": row, "distance": rows, "mask": rows, "branch": rows, "mark": rows}
    with tempfile.TemporaryDirectory() as scratch:
        to = Path(scratch) if quantise else folder
        _onnx(Encoder(model), (ids, ids, first), text, ["words", "arcs"], to / "encoder.onnx")
        _onnx(Placed(model), around, given, ["scores"], to / "roles.onnx")
        if quantise:
            _int8(to / "encoder.onnx", folder / "encoder.onnx", ["MatMul", "Gather"])
            _int8(to / "roles.onnx", folder / "roles.onnx", ["MatMul"])
    pair = torch.zeros(3, PAIR)
    _onnx(Relations(model), (pair, pair), {"word": {0: "n"}, "head": {0: "n"}}, ["scores"], folder / "relations.onnx")
    describe(model, folder, version)


def describe(model: Reader, folder: Path, version: str) -> None:
    """Write `encoder.json`."""
    names = [*(k for k in model.labels if k == "cue" or k.startswith("names.")), "role"]
    chains = {k: (model.said.chains if k in ("cue", "role") else model.chains)[k.replace(".", "_")] for k in names}
    files = ("encoder.onnx", "relations.onnx", "roles.onnx", "tokenizer.json")
    digest = {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in files}
    meta = {
        "version": version,
        "labels": model.labels | MARKS,
        "columns": [[head, part.out_features] for group in parts(model) for head, part in group],
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
