"""Real models: what was trained on how much, with the source of each number.

What a maker has not disclosed stays None, and so does compute for which we found no published figure; where compute is not 6ND to
within 7%, the source says how it was counted.  Epoch AI's estimates are used under CC BY with this credit: Epoch AI, "Notable AI
models" database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from scalinglaws._checks import POSITIVE, numeric


@dataclass(frozen=True)
@numeric
class Model:
    """One trained model.

    Attributes
    ----------
    name, maker, date : as published; date is year-month.
    N : all parameters; None if undisclosed.
    N_active : parameters used per token (equal to N for dense models).
    D : training tokens seen; None if undisclosed or not traced to a source.
    C : training FLOP as published or estimated; None where we found neither.
    source : where the numbers come from.
    status : "reported" by the makers, "estimate" by others, or "second hand".
    """

    name: str
    maker: str
    date: str
    N: Annotated[float, POSITIVE] | None
    N_active: Annotated[float, POSITIVE] | None
    D: Annotated[float, POSITIVE] | None
    C: Annotated[float, POSITIVE] | None
    source: str
    status: str = "reported"

    @property
    def year(self) -> float:
        """Year and month as one number: 2024-07 is 2024.5."""
        year, month = self.date.split("-")
        return int(year) + (int(month) - 1) / 12

    @property
    def is_mixture(self) -> bool:
        """Whether only part of the parameters work on each token."""
        return self.N is not None and self.N_active != self.N


def _dense(
    name: str, maker: str, date: str, N: float, D: float | None, C: float | None, source: str, status: str = "reported"
) -> Model:
    return Model(name, maker, date, N, N, D, C, source, status)


#: In order of date.
MODELS: tuple[Model, ...] = (
    _dense("GPT-3 175B", "OpenAI", "2020-05", 175e9, 300e9, 3.14e23, "Brown et al. 2020, Appendix D (3,640 PF-days)"),
    _dense("Jurassic-1 Jumbo", "AI21", "2021-08", 178e9, 300e9, 3.7e23,
           "Hoffmann et al. 2022, Table 1; FLOP: Epoch AI, counted otherwise (6ND is 3.20e23)"),
    _dense("MT-NLG 530B", "Microsoft, NVIDIA", "2021-10", 530e9, 270e9, 8.586e23,
           "Hoffmann et al. 2022, Table 1; FLOP: Epoch AI"),
    _dense("Gopher 280B", "DeepMind", "2021-12", 280e9, 300e9, 5.76e23,
           "Hoffmann et al. 2022, Table 1 and Appendix F (Rae et al. 2021 count 6.31e23; 6ND is 5.04e23)"),
    _dense("LaMDA 137B", "Google", "2022-02", 137e9, 168e9, 3.55e23,
           "Hoffmann et al. 2022, Table 1; FLOP: LaMDA paper, from its chips and days, through Epoch AI "
           "(6ND is 1.38e23: this compute would read 432B tokens, and the two do not agree)"),
    _dense("Chinchilla 70B", "DeepMind", "2022-03", 70e9, 1.4e12, 5.76e23,
           "Hoffmann et al. 2022 (6ND is 5.88e23)"),
    _dense("PaLM 540B", "Google", "2022-04", 540.35e9, 780e9, 2.527e24, "PaLM paper, hardware table, through Epoch AI"),
    _dense("OPT-175B", "Meta", "2022-05", 175e9, 300e9, 4.3e23,
           "Meta's log of the run, final update (a corpus of 180B tokens, read more than once; 6ND is 3.15e23)"),
    _dense("BLOOM 176B", "BigScience", "2022-07", 176.25e9, 366e9, 3.657e23, "BLOOM paper, through Epoch AI; FLOP: Epoch AI",
           "second hand"),
    _dense("LLaMA-7B", "Meta", "2023-02", 6.74e9, 1.0e12, 4.0e22, "LLaMA paper (N from its shape), through Epoch AI"),
    _dense("LLaMA-65B", "Meta", "2023-02", 65.2e9, 1.4e12, 5.5e23, "LLaMA paper; FLOP: Epoch AI"),
    _dense("Falcon-40B", "TII", "2023-03", 40e9, 1.0e12, 2.4e23, "Epoch AI"),
    Model("GPT-4", "OpenAI", "2023-03", None, None, None, 2.1e25, "Epoch AI, 90% interval 8.2e24 to 4.4e25", "estimate"),
    _dense("Llama 2 7B", "Meta", "2023-07", 6.74e9, 2.0e12, 8.4e22, "Llama 2 model card (N from its shape); FLOP: Epoch AI"),
    _dense("Llama 2 70B", "Meta", "2023-07", 70e9, 2.0e12, 8.1e23, "Llama 2 model card; FLOP: Epoch AI"),
    _dense("Falcon-180B", "TII", "2023-09", 180e9, 3.5e12, 3.76e24, "Epoch AI"),
    Model("Gemini 1.0 Ultra", "Google DeepMind", "2023-12", None, None, None, 5.0e25, "Epoch AI, speculative", "estimate"),
    _dense("DeepSeek LLM 67B", "DeepSeek", "2024-01", 67e9, 2.0e12, 8.04e23, "README; FLOP: Epoch AI"),
    _dense("OLMo-7B", "AI2", "2024-02", 7e9, 2.46e12, 1.033e23, "Epoch AI (2.0T unique tokens, 1.23 epochs)"),
    Model("DBRX", "Databricks", "2024-03", 132e9, 36e9, 12e12, 2.6e24, "Model card; FLOP: Epoch AI"),
    _dense("Llama 3 8B", "Meta", "2024-04", 8e9, 15e12, 7.2e23, "Llama 3 model card (15T+); FLOP: Epoch AI"),
    _dense("Llama 3 70B", "Meta", "2024-04", 70e9, 15e12, 7.861e24,
           "Llama 3 model card (15T+); FLOP: Epoch AI, the geometric mean of 6ND, 6.3e24, and of a count from GPU-hours"),
    Model("DeepSeek-V2", "DeepSeek", "2024-05", 236e9, 21e9, 8.1e12, 1.02e24, "README; FLOP: Epoch AI"),
    _dense("Nemotron-4 340B", "NVIDIA", "2024-06", 340e9, 9e12, 1.8e25, "Epoch AI"),
    _dense("Gemma 2 27B", "Google DeepMind", "2024-06", 27e9, 13e12, 2.106e24, "Epoch AI"),
    _dense("Llama 3.1 405B", "Meta", "2024-07", 405e9, 15.6e12, 3.8e25, "Llama 3 paper"),
    _dense("Qwen2.5-72B", "Alibaba", "2024-09", 72.7e9, 18e12, 7.8e24, "Epoch AI"),
    _dense("Llama 3.2 1B", "Meta", "2024-09", 1.23e9, 9e12, 6.64e22,
           "Model card (up to 9T; pruned and distilled from larger models, which 6ND leaves out)"),
    Model("DeepSeek-V3", "DeepSeek", "2024-12", 671e9, 37e9, 14.8e12, 3.408e24,
          "README; FLOP: Epoch AI, post-training included"),
    Model("Grok-3", "xAI", "2025-02", None, None, None, 3.5e26,
          "Epoch AI's data of September 2026, as reported (4.64e26 in those of 2025)", "estimate"),
    Model("Qwen3-235B-A22B", "Alibaba", "2025-04", 235e9, 22e9, 36e12, 4.752e24,
          "Qwen3 report, through others; FLOP: Epoch AI", "second hand"),
    Model("Llama 4 Scout", "Meta", "2025-04", 109e9, 17e9, 40e12, 4.08e24,
          "Model card (about 40T, multimodal); FLOP: Epoch AI"),
    Model("Llama 4 Maverick", "Meta", "2025-04", 400e9, 17e9, 22e12, 2.244e24,
          "Model card (about 22T, multimodal); FLOP: Epoch AI"),
    Model("Kimi K2", "Moonshot AI", "2025-07", 1e12, 32e9, 15.5e12, None, "README"),
    Model("DeepSeek-V4-Pro", "DeepSeek", "2026-04", 1.6e12, 49e9, 33e12, 9.702e24, "Epoch AI", "estimate"),
    Model("GPT-6 Astra", "OpenAI", "2026-09", None, None, None, 1e27,
          "Epoch AI's data of September 2026, as reported, 90% interval 5e26 to 2e27", "estimate"),
)  # fmt: skip


def model(name: str) -> Model:
    """The model called `name`; ValueError lists the names otherwise."""
    for item in MODELS:
        if item.name == name:
            return item
    raise ValueError(f"There is no model {name!r}; known are {', '.join(item.name for item in MODELS)}.")


def disclosed() -> tuple[Model, ...]:
    """The models whose size and training tokens are both known."""
    return tuple(item for item in MODELS if item.N is not None and item.D is not None)
