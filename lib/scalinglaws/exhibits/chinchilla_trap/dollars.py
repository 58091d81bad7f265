"""Training and serving for a fixed quality, in dollars."""

import altair as alt
import numpy as np

from scalinglaws.allocation import Prices, bill, compute_optimal_for_size, cost_optimal
from scalinglaws.exhibits._laws import chosen_law, law_menu
from scalinglaws.exhibits._numbers import tells
from scalinglaws.exhibits.chinchilla_trap._valley import OFF_CHART, quality_knob, valley, valley_data, valley_tables
from scalinglaws.flops import CHIPS, dollars_per_flop
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, unit
from scalinglaws.live.theme import axis


def compute(
    size: Value,
    requests: Value,
    years: Value,
    rent: Value,
    reads: Value,
    writes: Value,
    mfu_train: Value,
    mfu_read: Value,
    mfu_write: Value,
    law: Value,
    u: Value,
) -> Outcome:
    """The cheapest model that is as good as the compute-optimal one of `size`, at these prices and with this use."""
    parametric, peak = chosen_law(law), CHIPS["H100 SXM"].peak
    prices = Prices(*(dollars_per_flop(rent, peak, mfu) for mfu in (mfu_train, mfu_read, mfu_write)))
    answers = requests * 365.25 * years
    traffic = answers * reads, answers * writes
    reference = compute_optimal_for_size(parametric, size)
    usual = bill(reference.N, reference.D, reference.loss, *traffic, prices).lifetime_cost
    best = cost_optimal(parametric, reference.loss, *traffic, prices)
    saving = 1 - best.lifetime_cost / usual

    def costs(share: Value) -> tuple[Value, Value]:
        N = size * share
        D = parametric.tokens_for_loss(N, reference.loss)
        return np.minimum(6 * N * D * prices.training, OFF_CHART * usual), N * prices.serving(*traffic)

    model = {"N": best.N, "D": best.D, "ratio": best.tokens_per_parameter}
    cost = {"train_cost": best.training_cost, "serve_cost": best.inference_cost, "usual_cost": usual}
    said = {"saving": saving, "saves": tells(saving), "per_thousand": 1000 * best.inference_cost / answers}
    tables = valley_tables(u, costs, cheapest=best.N / size, usual=usual, least=best.lifetime_cost)
    return Outcome(model | cost | said | {"top": 2.2 * usual}, **tables)


def chart() -> Picture:
    """Dollars for training, for serving and in sum against model size, all for the same quality."""
    top = alt.Scale(domainMin=0, domainMax=alt.ExprRef("top"), nice=False)
    return valley(axis("dollars", "Lifetime cost", log=False, tickCount=5), top)


dollars = Exhibit(
    question="And in dollars?",
    model=compute,
    controls=(
        quality_knob(),
        Knob("requests", "Requests", "requests a day", 1e3, 1e10, 2e6),
        Knob("years", "Years in service", "years", 0.1, 5, 2, log=False, steps=98),
        Knob("writes", "Tokens written for each request", "tokens", 1, 100_000, 300),
        Knob("reads", "Tokens read for each request", "tokens", 1, 100_000, 100),
        Knob("rent", "Rent of an H100", "dollars an hour", 0.5, 10, 2, log=False, steps=190),
        Knob("mfu_train", "Utilisation in training", "percent", 0.001, 0.7, 0.5),
        Knob("mfu_read", "Utilisation in reading", "percent", 0.001, 0.7, 0.5),
        Knob("mfu_write", "Utilisation in writing", "percent", 0.001, 0.7, 0.01),
        law_menu(),
    ),
    grids={"u": unit(73)},
    chart=chart,
    answer="""
    The cheapest model of this quality has {N:parameters} trained on {D:tokens} ({ratio:tokens per parameter}). Training
      costs {train_cost:dollars} and serving {serve_cost:dollars}, {per_thousand:dollars} for a thousand answers.
    [saves] The compute-optimal model would cost {usual_cost:dollars} in all; this one saves {saving:percent}.
    [not saves] The compute-optimal model costs the same, {usual_cost:dollars} in all.
    """,
    code="""
    law = sl.published({law})
    use = ({mfu_train}, {mfu_read}, {mfu_write})     # training, reading, writing
    peak = CHIPS["H100 SXM"].peak
    prices = sl.Prices(*(dollars_per_flop({rent}, peak, mfu) for mfu in use))
    answers = {requests} * 365.25 * {years}
    traffic = answers * {reads}, answers * {writes}
    reference = sl.compute_optimal_for_size(law, N={size})
    usual = sl.bill(reference.N, reference.D, reference.loss, *traffic, prices)
    best = sl.cost_optimal(law, reference.loss, *traffic, prices)
    N, D, train_cost, serve_cost = best.N, best.D, best.training_cost, best.inference_cost
    saving = 1 - best.lifetime_cost / usual.lifetime_cost
    print(best, f"saves {saving:.1%}", sep="\\n")
    """,
    data=valley_data("dollars"),
)
