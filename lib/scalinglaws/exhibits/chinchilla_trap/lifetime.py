"""Training and serving for a fixed quality, in FLOP."""

from __future__ import annotations

from typing import Any

import numpy as np

from scalinglaws.allocation import (
    compute_optimal_for_size,
    inference_optimal,
)
from scalinglaws.exhibits._laws import chosen_law, law_menu, law_number
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.exhibits.chinchilla_trap._lifetime_chart import OFF_CHART, SHARES, line_names, quality_knob, valley
from scalinglaws.flops import inference_flop
from scalinglaws.live import Exhibit, Knob, Outcome, Preset, Sentence, unit
from scalinglaws.live.theme import axis, linear_scale

#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl

law = sl.published({law})
reference = sl.compute_optimal_for_size(law, N={size})
best = sl.inference_optimal(law, reference.loss, inference_tokens={tokens})
N, D, training, serving = best.N, best.D, best.C, best.inference_flop
ratio, reference_ratio = best.tokens_per_parameter, reference.tokens_per_parameter
saving = 1 - best.lifetime_flop / (reference.C + 2 * {size} * {tokens})
print(best, f"saves {saving:.1%}", sep="\\n")
"""
_DATA = {
    "curves": {
        "share": "share of the compute-optimal size",
        "training": "share of the compute-optimal model's cost",
        "serving": "share of the compute-optimal model's cost",
        "total": "share of the compute-optimal model's cost",
    },
    "marks": {
        "label": "name",
        "share": "share of the compute-optimal size",
        "y": "share of the compute-optimal model's cost",
    },
}


def lifetime() -> Exhibit:
    """Training and serving for a fixed quality, in FLOP."""

    def compute(size: Any, tokens: Any, law: Any, u: Any) -> Outcome:
        parametric = chosen_law(law)
        reference = compute_optimal_for_size(parametric, size)
        best = inference_optimal(parametric, reference.loss, tokens)
        whole = reference.C + inference_flop(size, tokens)

        def costs(share: Any) -> tuple[Any, Any]:
            N = size * share
            D = parametric.tokens_for_loss(N, reference.loss)
            return np.minimum(6 * N * D / whole, OFF_CHART), 2 * N * tokens / whole

        share = between(*SHARES, u)
        training, serving = costs(share)
        return Outcome(
            {
                "N": best.N, "D": best.D, "ratio": best.tokens_per_parameter, "training": best.C,
                "serving": best.inference_flop, "saving": 1 - best.lifetime_flop / whole,
                "reference_ratio": reference.tokens_per_parameter, "loss": reference.loss,
                "longer": best.D / reference.D, "saves": tells(1 - best.lifetime_flop / whole),
            },
            {
                "curves": {"share": share, "training": training, "serving": serving, "total": training + serving},
                "names": line_names(*costs(SHARES[1])),
                "marks": {
                    "share": [1.0, best.N / size], "y": [1.0, best.lifetime_flop / whole],
                    "label": ["compute-optimal", "cheapest"],
                },
            },
        )  # fmt: skip

    sardana = law_number("devries2023")
    return Exhibit(
        "lifetime",
        "What should you train, if you are going to use it?",
        compute,
        (
            quality_knob(),
            Knob("tokens", "Tokens it will read and write in its life", "tokens served", 1e9, 1e15, 1e13),
            law_menu(),
        ),
        valley(axis("percent", "Compute, compute-optimal = 100%", log=False), linear_scale(0, 2.2)),
        "Training compute, serving compute and their sum against model size, all for the same quality; the sum has its "
        "minimum to the left of the compute-optimal size.",
        (
            Sentence(
                "To serve {tokens:tokens served} with a model as good as the compute-optimal one of {size:parameters}, train "
                "{N:parameters} on {D:tokens}: {ratio:tokens per parameter} instead of "
                "{reference_ratio:tokens per parameter}."
            ),
            Sentence(
                "Training takes {training:FLOP for training} and serving {serving:FLOP for inference}, "
                "{saving:percent} less in all.",
                "saves",
            ),
            Sentence(
                "Training takes {training:FLOP for training} and serving {serving:FLOP for inference}, the same in all.",
                "not saves",
            ),
        ),
        {"u": unit(73)},
        (
            Preset(
                "Sardana et al.: quality of 30 B, 10 T tokens served", {"size": 30e9, "tokens": 1e13, "law": sardana}
            ),
            Preset(
                "Sardana et al.: quality of 13 B, 2 T tokens served", {"size": 13e9, "tokens": 2e12, "law": sardana}
            ),
            Preset(
                "Sardana et al.: quality of 7 B, 100 B tokens served", {"size": 7e9, "tokens": 1e11, "law": sardana}
            ),
        ),
        code=_CODE,
        data=_DATA,
    )
