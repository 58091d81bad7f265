"""The exhibit of the front page: a budget, a guess, and what the guess costs."""

from scalinglaws.allocation import compute_optimal, excess_compute
from scalinglaws.coefficients import published
from scalinglaws.exhibits._models import GOPHER_BUDGET
from scalinglaws.exhibits._numbers import between
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Value, unit
from scalinglaws.live.marks import layer, line, point, text
from scalinglaws.live.theme import x_axis, y_axis

__all__ = ["your_model"]

_SIZES = (1e9, 5e12)


def compute(guess: Value, C: Value, u: Value) -> Outcome:
    """The model of `guess` parameters on C FLOP, the best one, and the curve of loss along the sizes."""
    law = published("besiroglu2024")
    best, D, size = compute_optimal(law, C), C / (6 * guess), between(*_SIZES, u)
    wasted, times, inverse = 1 - 1 / (1 + excess_compute(law, guess, D)), guess / best.N, best.N / guess
    close = (guess <= 1.15 * best.N) & (guess >= best.N / 1.15)
    said = {"D": D, "N_best": best.N, "D_best": best.D, "wasted": wasted, "times": times, "inverse": inverse}
    when = {"over": guess > 1.15 * best.N, "under": guess < best.N / 1.15, "close": close}
    return Outcome(
        said | when,
        curve={"N": size, "loss": law.loss(size, C / (6 * size))},
        yours={"N": guess, "loss": law.loss(guess, D), "label": "yours"},
        best={"N": best.N, "loss": best.loss, "label": "best"},
    )


def chart() -> Picture:
    """Expected loss against model size for this budget: a valley, with your model and the best one marked."""
    x = x_axis("parameters", "Parameters N", *_SIZES)("N")
    y = y_axis("nats", "Expected loss, nats per token", 1.8, 2.6, log=False)("loss")
    return layer(
        line("curve", x, y, tint="compute"),
        point("best", x, y, tint="parameters", size=130),
        text("best", x, y, tint="parameters", dy=18, bold=True, clip=True),
        point("yours", x, y, tint="loss", size=130, shape="diamond"),
        text("yours", x, y, tint="loss", dy=-16, bold=True, clip=True),
    )


your_model = Exhibit(
    key="your-model",
    question="""
    DeepMind spent 5.76 × 10²³ FLOP on Gopher, a language model.
    With that budget, how many parameters would you give it?
    """,
    model=compute,
    controls=(
        Knob("guess", "Your model", "parameters", 1e9, 5e12, 5e11, "N"),
        Knob("C", "Training compute", "FLOP", 1e22, 1e26, GOPHER_BUDGET, "C"),
    ),
    grids={"u": unit(81)},
    chart=chart,
    answer="""
    Your model of {guess:parameters} can read {D:tokens} on this budget; the best one has {N_best:parameters} and reads
      {D_best:tokens}.
    [over] Yours is {times:times} too large, and wastes {wasted:percent} of the compute.
    [under] Yours is {inverse:times} too small, and wastes {wasted:percent} of the compute.
    [close] That is as good as it gets: the valley is flat at the bottom.
    """,
    guess="guess",
    height=300,
    code="""
    law = sl.published("besiroglu2024")
    best = sl.compute_optimal(law, C={C})
    N_best, D_best = best.N, best.D
    D = {C} / (6 * {guess})
    wasted = 1 - 1 / (1 + sl.excess_compute(law, {guess}, D))
    print(best, f"yours wastes {wasted:.1%} of the compute", sep="\\n")
    """,
    data={name: {"N": "parameters", "loss": "nats per token"} for name in ("curve", "best")},
)
