"""A small transformer that reads bytes: GPT-2's plan without biases (Radford et al. 2019)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

#: What keys and values of earlier positions were, for each layer.
Memory = list[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Shape:
    """Layers and width of a model; the feed-forward layer is four times as wide, a head is 16 wide."""

    layers: int
    width: int
    context: int = 128
    vocabulary: int = 256
    head: int = 16

    def __post_init__(self) -> None:
        if self.width % self.head:
            raise ValueError(f"The width must be a multiple of a head's, {self.head}; got {self.width}.")

    @property
    def inner(self) -> int:
        """Parameters that are not embeddings, Kaplan et al. 2020's N: 12·layers·width², and the norms."""
        return self.layers * (12 * self.width**2 + 2 * self.width) + self.width

    @property
    def parameters(self) -> int:
        """All of them: with the table of bytes, which the output shares, and the table of positions."""
        return self.inner + (self.vocabulary + self.context) * self.width

    @property
    def flop_per_token(self) -> int:
        """FLOP of training on one token, counted: 6 for each weight of a matrix, the output layer's included, and attention."""
        matrices = 12 * self.layers * self.width**2 + self.vocabulary * self.width
        return 6 * matrices + 12 * self.layers * self.context * self.width


class Block(nn.Module):
    """Attention to what came before, then a feed-forward layer, each added to what goes by."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.heads = width // shape.head
        self.before_attention = nn.LayerNorm(width, bias=False)
        self.before_dense = nn.LayerNorm(width, bias=False)
        self.query_key_value = nn.Linear(width, 3 * width, bias=False)
        self.merge = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)

    def forward(self, x: Tensor, past: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        rows, length, width = x.shape
        mixed = self.query_key_value(self.before_attention(x)).view(rows, length, 3, self.heads, -1)
        query, key, value = mixed.permute(2, 0, 3, 1, 4)
        if past is not None:
            key, value = torch.cat([past[0], key], 2), torch.cat([past[1], value], 2)
        seen = F.scaled_dot_product_attention(query, key, value, is_causal=length > 1)
        x = x + self.merge(seen.transpose(1, 2).reshape(rows, length, width))
        return x + self.down(F.gelu(self.up(self.before_dense(x)))), (key, value)


class GPT(nn.Module):
    """Bytes in, logits of the next byte out."""

    def __init__(self, shape: Shape, seed: int = 0) -> None:
        super().__init__()
        self.shape = shape
        self.bytes = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.context, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.LayerNorm(shape.width, bias=False)
        generator = torch.Generator().manual_seed(seed)
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                # every output is of size one at first; what is added to the stream is smaller, the more layers add (GPT-2)
                added = (2 * shape.layers) ** -0.5 if name.endswith(("merge.weight", "down.weight")) else 1.0
                scale = 0.02 if name == "positions.weight" else added * weight.shape[1] ** -0.5
                nn.init.normal_(weight, 0.0, scale, generator=generator)

    def forward(self, tokens: Tensor, past: Memory | None = None) -> tuple[Tensor, Memory]:
        """(logits, memory) of tokens that follow those the memory is of.  tokens : (rows, length), whole numbers.

        With a memory, one token a row; without, as many as the context holds.
        """
        start = past[0][0].shape[2] if past else 0
        x = self.bytes(tokens) + self.positions.weight[start : start + tokens.shape[1]]
        memory: Memory = []
        for i, block in enumerate(self.blocks):
            x, kept = block(x, past[i] if past else None)
            memory.append(kept)
        return F.linear(self.norm(x), self.bytes.weight), memory

    def losses(self, pieces: Tensor) -> Tensor:
        """Cross-entropy in nats of every byte of every piece after its first.  Shapes (rows, n + 1) and (rows, n)."""
        logits, _ = self(pieces[:, :-1])
        wanted = pieces[:, 1:]
        return F.cross_entropy(logits.flatten(0, 1), wanted.flatten(), reduction="none").view(wanted.shape)


@torch.no_grad()
def sample(model: GPT, prompts: Tensor, length: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """(tokens, log_probabilities) of `length` bytes drawn after each prompt, at temperature 1; shapes (rows, length)."""
    if prompts.shape[1] + length > model.shape.context + 1:
        raise ValueError(f"Prompt and answer must fit {model.shape.context + 1} bytes.")
    tokens, scores = [], []
    logits, memory = model(prompts)
    for i in range(length):
        chances = F.log_softmax(logits[:, -1], -1)
        drawn = torch.multinomial(chances.exp(), 1, generator=generator)
        tokens.append(drawn)
        scores.append(chances.gather(1, drawn))
        if i < length - 1:
            logits, memory = model(drawn, memory)
    return torch.cat(tokens, 1), torch.cat(scores, 1)
