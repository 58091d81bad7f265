"""Training and serving for a fixed quality, in FLOP."""

import numpy as np

from scalinglaws.allocation import compute_optimal_for_size, inference_optimal
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._numbers import tells
from scalinglaws.exhibits.chinchilla_trap._valley import OFF_CHART, quality_knob, valley, valley_data, valley_tables
from scalinglaws.flops import inference_flop
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.theme import axis, linear_scale


def compute(size: Value, tokens: Value, law: Value, u: Value) -> Outcome:
    """The cheapest model that is as good as the compute-optimal one of `size`, with so many tokens served."""
    parametric = chosen_law(law)
    reference = compute_optimal_for_size(parametric, size)
    best = inference_optimal(parametric, reference.loss, tokens)
    whole = reference.C + inference_flop(size, tokens)
    saving = 1 - best.lifetime_flop / whole

    def costs(share: Value) -> tuple[Value, Value]:
        N = size * share
        D = parametric.tokens_for_loss(N, reference.loss)
        return np.minimum(6 * N * D / whole, OFF_CHART), 2 * N * tokens / whole

    model = {"N": best.N, "D": best.D, "ratio": best.tokens_per_parameter}
    compared = {"reference_ratio": reference.tokens_per_parameter, "longer": best.D / reference.D}
    cost = {"training": best.C, "serving": best.inference_flop, "saving": saving, "saves": tells(saving)}
    return Outcome(
        model | compared | cost | {"loss": reference.loss},
        **valley_tables(u, costs, cheapest=best.N / size, usual=1.0, least=best.lifetime_flop / whole),
    )


def chart() -> Picture:
    """Training compute, serving compute and their sum against model size, all for the same quality; the sum has its
    minimum to the left of the compute-optimal size.
    """
    return valley(axis("percent", "Compute, compute-optimal = 100%", log=False), linear_scale(0, 2.2))


lifetime = Exhibit(
    question="What should you train, if you are going to use it?",
    model=compute,
    controls=(
        quality_knob(),
        Knob("tokens", "Tokens it will read and write in its life", "tokens served", 1e9, 1e15, 1e13),
        law_menu(),
    ),
    grids={"u": unit(73)},
    chart=chart,
    answer="""
    To serve {tokens:tokens served} with a model as good as the compute-optimal one of {size:parameters}, train
      {N:parameters} on {D:tokens}: {ratio:tokens per parameter} instead of {reference_ratio:tokens per parameter}.
    [saves] Training takes {training:FLOP for training} and serving {serving:FLOP for inference}, {saving:percent} less
      in all.
    [not saves] Training takes {training:FLOP for training} and serving {serving:FLOP for inference}, the same in all.
    """,
    presets=(
        Preset(
            "Sardana et al.: quality of 30 B, 10 T tokens served", {"size": 30e9, "tokens": 1e13, "law": "devries2023"}
        ),
        Preset(
            "Sardana et al.: quality of 13 B, 2 T tokens served", {"size": 13e9, "tokens": 2e12, "law": "devries2023"}
        ),
        Preset(
            "Sardana et al.: quality of 7 B, 100 B tokens served", {"size": 7e9, "tokens": 1e11, "law": "devries2023"}
        ),
    ),
    least=240,
    code="""
    law = sl.published({law})
    reference = sl.compute_optimal_for_size(law, N={size})
    best = sl.inference_optimal(law, reference.loss, inference_tokens={tokens})
    N, D, training, serving = best.N, best.D, best.C, best.inference_flop
    ratio, reference_ratio = best.tokens_per_parameter, reference.tokens_per_parameter
    saving = 1 - best.lifetime_flop / (reference.C + 2 * {size} * {tokens})
    print(best, f"saves {saving:.1%}", sep="\\n")
    """,
    data=valley_data("share of the compute-optimal model's cost"),
)
