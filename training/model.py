"""The network: MiniLM with the looks of words, and its heads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dragoman.reading import standing
from dragoman.reading.windows import SHAPES

HIDDEN, LAYERS, ATTENTION_HEADS, INNER = 384, 6, 12, 1536
ARC, PAIR, ROLE = 160, 256, 128
DISTANCES = 21
"""Buckets of the distance of a word from a cue, see `dragoman.reading.decode.distance`."""
SAID_FROM = 4
"""Layers of the trunk below the attributions' and the talks' own."""
TALKS = {"issue": 3, "stance": 10, "what": 3, "outcome": 7, "deed": 17, "contacts": 8}
"""Heads of `Talks` and the number of their classes."""


class Attention(torch.autograd.Function):
    """Softmax attention that stays in the type of its inputs: in bfloat16 much faster than PyTorch's own for training on CPU."""

    @staticmethod
    def forward(ctx, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None) -> Tensor:  # type: ignore[no-untyped-def, override]
        scores = q @ k.transpose(-1, -2)
        weights = torch.softmax(scores if mask is None else scores + mask.to(scores.dtype), -1)
        ctx.save_for_backward(q, k, v, weights)
        return weights @ v

    @staticmethod
    def backward(ctx, grad: Tensor) -> tuple[Tensor | None, ...]:  # type: ignore[no-untyped-def, override]
        q, k, v, weights = ctx.saved_tensors
        scores = torch._softmax_backward_data(grad @ v.transpose(-1, -2), weights, -1, weights.dtype)
        return scores @ k, scores.transpose(-1, -2) @ q, weights.transpose(-1, -2) @ grad, None


def _attend(module: nn.Module, x: Tensor, mask: Tensor | None, heads: int) -> Tensor:
    """Multi-head attention of `module.qkv` over `x` `(n, t, d)`; `mask` is additive, `(n, 1, 1, t)`, None without padding."""
    n, t, d = x.shape
    q, k, v = module.qkv(x).view(n, t, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
    q = q * (d // heads) ** -0.5
    if torch.is_grad_enabled():
        with torch.autocast("cpu", enabled=False):
            found = Attention.apply(q, k, v, mask)
    else:
        scores = q @ k.transpose(-1, -2)
        found = F.softmax(scores if mask is None else scores + mask.to(scores.dtype), -1) @ v
    return module.out(found.transpose(1, 2).reshape(n, t, d))


class Layer(nn.Module):
    """A post-norm transformer layer as in BERT."""

    def __init__(self, width: int, inner: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        x = self.norm1(x + _attend(self, x, mask, self.heads))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


def at_words(x: Tensor, first: Tensor) -> Tensor:
    """The vectors `(n, w, HIDDEN)` of the sub-tokens that words begin with, out of those of all `(n, t, HIDDEN)`."""
    return x.reshape(-1, HIDDEN)[first]


class Trunk(nn.Module):
    """MiniLM: sub-tokens in, one vector a word out."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(30522, HIDDEN), nn.Embedding(512, HIDDEN)
        self.shapes = nn.Embedding(SHAPES, HIDDEN)
        self.norm, self.drop = nn.LayerNorm(HIDDEN, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(HIDDEN, INNER, ATTENTION_HEADS, 0.1) for _ in range(LAYERS))

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor | None, first: Tensor) -> Tensor:
        """All `(n, t)` int64, `first` `(n, w)` int64 -> `(n, w, HIDDEN)`; a mask of None: there is no padding."""
        x, far = self.low(ids, shapes, mask)
        return at_words(self.layers[-1](self.below(x, far), far), first)

    def low(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """Vectors of sub-tokens `(n, t, HIDDEN)` after the lower `SAID_FROM` layers, and the additive mask."""
        places = torch.cumsum(torch.ones_like(ids), 1) - 1
        x = self.drop(self.norm(self.words(ids) + self.places(places) + self.shapes(shapes)))
        far = None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers[:SAID_FROM]:
            x = layer(x, far)
        return x, far

    def below(self, x: Tensor, far: Tensor | None) -> Tensor:
        """What the last layer gets, from what `low` gives."""
        for layer in self.layers[SAID_FROM:-1]:
            x = layer(x, far)
        return x

    def load_minilm(self, tensors: Mapping[str, Tensor]) -> None:
        """Fill from the tensors of a BERT-shaped checkpoint; every look starts from token type 0."""
        own: dict[str, Tensor] = {
            "words.weight": tensors["embeddings.word_embeddings.weight"],
            "places.weight": tensors["embeddings.position_embeddings.weight"],
            "shapes.weight": tensors["embeddings.token_type_embeddings.weight"][:1].repeat(SHAPES, 1),
        }
        names = {"out": "attention.output.dense", "up": "intermediate.dense", "down": "output.dense"}
        names |= {"norm1": "attention.output.LayerNorm", "norm2": "output.LayerNorm"}
        for kind in ("weight", "bias"):
            own[f"norm.{kind}"] = tensors[f"embeddings.LayerNorm.{kind}"]
            for i in range(LAYERS):
                at = f"encoder.layer.{i}."
                parts = [tensors[f"{at}attention.self.{p}.{kind}"] for p in ("query", "key", "value")]
                own[f"layers.{i}.qkv.{kind}"] = torch.cat(parts)
                own |= {f"layers.{i}.{k}.{kind}": tensors[f"{at}{v}.{kind}"] for k, v in names.items()}
        self.load_state_dict(own)


class Crf(nn.Module):
    """Scores of label to label, and the loss of a linear chain."""

    def __init__(self, labels: int) -> None:
        super().__init__()
        self.steps = nn.Parameter(torch.zeros(labels, labels))
        self.opening = nn.Parameter(torch.zeros(labels))

    def loss(self, scores: Tensor, gold: Tensor, mask: Tensor) -> Tensor:
        """Mean over sequences of the negative log-likelihood; `scores` `(n, t, labels)`, `gold`, `mask` `(n, t)`."""
        scores = scores.float()
        emitted = scores.gather(2, gold[..., None]).squeeze(2) * mask
        stepped = self.steps[gold[:, :-1], gold[:, 1:]] * mask[:, 1:]
        path = emitted.sum(1) + stepped.sum(1) + self.opening[gold[:, 0]]
        return (total(*self.potentials(scores), mask) - path).mean()

    def potentials(self, scores: Tensor) -> tuple[Tensor, Tensor]:
        """What a path adds up: `(n, labels)` of its first label, and `(n, t - 1, labels, labels)` of each step."""
        return self.opening + scores[:, 0], self.steps + scores[:, 1:, None, :]


def total(first: Tensor, steps: Tensor, mask: Tensor) -> Tensor:
    """Log of the sum over all paths `(n,)`. Steps are joined in pairs, so that few operations do for long sequences."""
    labels = first.shape[1]
    stay = torch.full((labels, labels), -1e4).fill_diagonal_(0.0)
    steps = torch.where(mask[:, 1:, None, None], steps, stay)
    while steps.shape[1] > 1:
        if steps.shape[1] % 2:
            steps = torch.cat([steps, stay.expand(len(steps), 1, labels, labels)], 1)
        steps = torch.logsumexp(steps[:, 0::2, :, :, None] + steps[:, 1::2, None, :, :], 3)
    return torch.logsumexp((first[:, :, None] + steps[:, 0]).flatten(1) if steps.shape[1] else first, 1)


class Roles(nn.Module):
    """What each word is to a cue: a small transformer over the window's words, told how far from the cue each stands."""

    def __init__(self) -> None:
        super().__init__()
        self.far = nn.Embedding(DISTANCES, ROLE)
        self.norm = nn.LayerNorm(ROLE, eps=1e-12)
        self.layers = nn.ModuleList(Layer(ROLE, 2 * ROLE, 2, 0.1) for _ in range(2))
        self.label = nn.Linear(ROLE, 5)

    def forward(self, words: Tensor, cue: Tensor, distance: Tensor, mask: Tensor) -> Tensor:
        """`words`, `(n, w, ROLE)`; `cue` `(n, ROLE)`; `distance`, `mask` `(n, w)` int64 -> `(n, w, 5)`."""
        x = self.norm(words + cue[:, None] + self.far(distance))
        far = (1.0 - mask[:, None, None, :].to(x.dtype)) * -10000.0
        for layer in self.layers:
            x = layer(x, far)
        return self.label(x)


class Placed(Roles):
    """`Roles` that is also told where words and their neighbours stand in tree and quotations: `dragoman.reading.standing`."""

    def __init__(self) -> None:
        super().__init__()
        self.branch, self.before, self.after = (nn.Embedding(standing.BRANCHES, ROLE) for _ in range(3))
        self.mark = nn.Embedding(standing.MARKS, ROLE)
        for table in (self.branch, self.before, self.after, self.mark):
            nn.init.normal_(table.weight, std=0.02)

    def placed(self, words: Tensor, cue: Tensor, distance: Tensor, mask: Tensor, branch: Tensor, mark: Tensor) -> Tensor:
        """As `forward`; `branch`, `mark` `(n, w)` int64."""
        before, after = torch.cat([branch[:, :1], branch[:, :-1]], 1), torch.cat([branch[:, 1:], branch[:, -1:]], 1)
        told = self.branch(branch) + self.before(before) + self.after(after) + self.mark(mark)
        return self(words + told, cue, distance, mask)


class Said(nn.Module):
    """Attributions' own layers, heads and chains on top of the trunk's lower `SAID_FROM` layers.

    `style` is what an annotator's habits add to the vectors that come in; that of the mean annotator once trained.
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(HIDDEN, INNER, ATTENTION_HEADS, 0.1) for _ in range(LAYERS - SAID_FROM))
        self.cue, self.role_word, self.role_cue = nn.Linear(HIDDEN, 3), nn.Linear(HIDDEN, ROLE), nn.Linear(HIDDEN, ROLE)
        self.roles, self.drop = Placed(), nn.Dropout(0.15)
        self.chains = nn.ModuleDict({"cue": Crf(3), "role": Crf(5)})
        self.style = nn.Parameter(torch.zeros(HIDDEN))

    def words(self, low: Tensor, far: Tensor | None, first: Tensor, style: Tensor | None = None) -> Tensor:
        """Vectors of words `(n, w, HIDDEN)` from those of sub-tokens after the trunk's lower layers.

        Args:
            style: `(n, 1, HIDDEN)` of other annotators.
        """
        low = low + (self.style if style is None else style)
        for layer in self.layers:
            low = layer(low, far)
        return self.drop(at_words(low, first))


class Talks(nn.Module):
    """Layers and heads, on top of the trunk's lower `SAID_FROM` layers, for the words of issues; see `talks_head`."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(HIDDEN, INNER, ATTENTION_HEADS, 0.1) for _ in range(LAYERS - SAID_FROM))
        self.heads = nn.ModuleDict({name: nn.Linear(HIDDEN, size) for name, size in TALKS.items()})
        self.drop = nn.Dropout(0.2)

    @classmethod
    def on(cls, trunk: Trunk) -> Talks:
        """Layers that start from the trunk's upper ones."""
        talks = cls()
        talks.layers = deepcopy(trunk.layers[SAID_FROM:])
        return talks

    def words(self, low: Tensor, far: Tensor | None, first: Tensor) -> Tensor:
        """Vectors of words `(n, w, HIDDEN)` from those of sub-tokens after the trunk's lower layers."""
        for layer in self.layers:
            low = layer(low, far)
        return self.drop(at_words(low, first))


class Reader(nn.Module):
    """Trunk and heads. `labels` names the classes of each tagging head: upos, feats, rel, cue, names.*, event, ...

    Events have a last layer of their own, attributions and talks two upper layers, fitted by `event_head`, `attribution_head` and
    `talks_head` when all else is trained.
    """

    def __init__(self, labels: Mapping[str, list[str]]) -> None:
        super().__init__()
        self.labels = dict(labels)
        self.trunk = Trunk()
        self.event_layer = Layer(HIDDEN, INNER, ATTENTION_HEADS, 0.1)
        self.said, self.talks = Said(), Talks()
        self.tags = nn.ModuleDict({k.replace(".", "_"): nn.Linear(HIDDEN, len(v)) for k, v in labels.items() if k != "rel"})
        chains = {k: len(v) for k, v in labels.items() if k == "cue" or k.startswith("names.")} | {"role": 5}
        self.chains = nn.ModuleDict({k.replace(".", "_"): Crf(n) for k, n in chains.items()})
        self.arc_head, self.arc_word = nn.Linear(HIDDEN, ARC), nn.Linear(HIDDEN, ARC)
        self.arc_pair, self.root = nn.Linear(ARC, ARC), nn.Linear(HIDDEN, 1)
        self.rel_head, self.rel_word = nn.Linear(HIDDEN, PAIR), nn.Linear(HIDDEN, PAIR)
        self.rel = nn.Linear(PAIR, len(labels["rel"]))
        self.role_word, self.role_cue = nn.Linear(HIDDEN, ROLE), nn.Linear(HIDDEN, ROLE)
        self.roles = Roles()
        self.speech = nn.Linear(HIDDEN, 1)
        self.drop = nn.Dropout(0.15)

    def words(self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """Vectors of words, `(n, w, HIDDEN)`."""
        return self.drop(self.trunk(ids, shapes, mask, first))

    def events(self, below: Tensor, far: Tensor | None, first: Tensor) -> Tensor:
        """Scores of event types `(n, w, types)` from what the trunk's last layer gets."""
        return self.tag("event", self.drop(at_words(self.event_layer(below, far), first)))

    def tag(self, head: str, x: Tensor) -> Tensor:
        return self.tags[head.replace(".", "_")](x)

    def arcs(self, x: Tensor) -> Tensor:
        """`(n, word, head)` scores; the diagonal is the score of being a root."""
        head, word = F.relu(self.arc_head(x)), F.relu(self.arc_word(x))
        scores = self.arc_pair(word) @ head.transpose(1, 2) * ARC**-0.5
        root = self.root(x)
        at = torch.cumsum(torch.ones_like(root), 1)
        return scores + torch.where(at == at.transpose(1, 2), root, 0.0)

    def relations(self, word: Tensor, head: Tensor) -> Tensor:
        """Relation scores of word vectors and the vectors of their heads, `(..., HIDDEN)` each."""
        return self.rel(F.relu(self.rel_word(word) + self.rel_head(head)))


def from_minilm(labels: Mapping[str, list[str]], weights: Path) -> Reader:
    """A new reader on top of the untouched MiniLM; its word vectors stay as they are."""
    from safetensors.torch import load_file

    model = Reader(labels)
    model.trunk.load_minilm({k.removeprefix("bert."): v for k, v in load_file(str(weights)).items()})
    model.trunk.words.weight.requires_grad_(False)
    return model


def save(model: Reader, state: Mapping[str, Tensor], path: Path) -> None:
    """Write weights and labels."""
    torch.save({"labels": json.dumps(model.labels), "state": dict(state)}, path)


def load(path: Path) -> Reader:
    """Read what `save` wrote; weights from before `event_head` start the events' layer from the trunk's last.

    Those from before `attribution_head` or `talks_head` have untrained layers for attributions or talks.
    """
    stored = torch.load(path, map_location="cpu", weights_only=True)
    model = Reader(json.loads(stored["labels"]))
    state = stored["state"]
    last = f"trunk.layers.{LAYERS - 1}."
    own = {"event_layer." + k.removeprefix(last): v for k, v in state.items() if k.startswith(last)}
    unfitted = {k: v for k, v in model.state_dict().items() if k.startswith(("said.", "talks."))}
    model.load_state_dict({**unfitted, **own, **state})
    model.trunk.words.weight.requires_grad_(False)
    return model
