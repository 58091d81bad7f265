"""How many tries are worth making when a wrong answer costs something."""

import numpy as np

from scalinglaws.choosing import TwoKinds
from scalinglaws.live import Exhibit, Knob, Outcome, Picture, Preset, Value, rows
from scalinglaws.live.marks import BY_ROW, layer, line, point, rule, text
from scalinglaws.live.theme import colour, x_axis, y_axis

_DRAWN = 20.0


def _share(name: str, label: str, low: float, high: float) -> Knob:
    """A share in steps of one per cent, which begins where the paper has it."""
    steps, default = round(100 * (high - low)), float(getattr(TwoKinds(), name))
    return Knob(name, label, "percent", low, high, default, log=False, steps=steps)


def compute(price: Value, passes: Value, share: Value, easy: Value, hard: Value, each: Value) -> Outcome:
    """The number of tries that is worth the most, what it brings, and what each number up to 20 does."""
    setting = TwoKinds(easy, hard, share, passes, price)
    best = setting.best_tries
    tries = np.clip(best, 1.0, 100.0)
    right, wrong = setting.outcome(tries)
    rights, wrongs = setting.outcome(each.k)
    end_right, end_wrong = setting.outcome(_DRAWN)
    ends = {"k": [_DRAWN, _DRAWN, 13.0], "share": [end_right, end_wrong, setting.reward(13.0)]}
    names = {"label": ["right", "wrong", "worth"], "tint": [colour("tokens"), colour("loss"), colour("ink")]}
    reward, first = setting.reward(tries), setting.reward(1.0)
    said = {"best": best, "tries": tries, "right": right, "wrong": wrong, "reward": reward, "first": first}
    when = {"none": best < 1, "some": (best >= 1) & (best <= 100), "endless": best > 100}
    return Outcome(
        said | when,
        tries={"k": each.k, "right": rights, "wrong": wrongs, "reward": setting.reward(each.k)},
        best={"k": np.where((best >= 1) & (best <= _DRAWN), best, np.nan), "reward": reward},
        names=ends | names,
    )


def chart() -> Picture:
    """Against the number of tries: the share of problems answered rightly and wrongly, both rising, and the worth of
    both together, which rises, turns and falls.
    """
    x = x_axis("", "Tries at most", 1, _DRAWN, log=False, values=[1, 5, 10, 15, 20])("k")
    y = y_axis("percent", "Share of problems, and worth", -0.5, 1.1, log=False, values=[-0.5, 0, 0.5, 1])
    beside: dict[str, Value] = {"align": "left", "dx": 9, "dy": -10}
    return layer(
        line("tries", x, y("right"), tint="tokens", width=2),
        line("tries", x, y("wrong"), tint="loss", width=2),
        line("tries", x, y("reward"), tint="ink", width=3.5),
        point("tries", x, y("reward"), tint="ink", size=25),
        text("names", x, y("share"), color=BY_ROW, bold=True, align="right", dy=-9, clip=True),
        rule("best", x, tint="inference", dash=[2, 3]),
        point("best", x, y("reward"), tint="inference", size=150),
        text("best", x, y("reward"), text="best", tint="inference", bold=True, clip=True, **beside),
    )


best_tries = Exhibit(
    question="Each wrong answer that slips through costs you something. How often do you try?",
    model=compute,
    controls=(
        Knob("price", "A wrong answer costs, if a right one is worth 1", "", 0, 5, 1, log=False, steps=100),
        _share("passes", "Wrong answers that the verifier lets pass", 0, 0.9),
        _share("share", "Problems that are easy", 0.02, 0.98),
        _share("easy", "One try at an easy problem is right", 0.5, 0.99),
        _share("hard", "One try at a hard problem is right", 0.01, 0.49),
    ),
    grids={"each": rows(k=np.arange(1, _DRAWN + 1).tolist())},
    chart=chart,
    answer="""
    [some] With {best:tries} at most, {right:percent} of the problems are answered rightly and {wrong:percent} wrongly:
      worth {reward}. A further try loses more than it gains.
    [none] Even the first try loses more than it gains, {first}: it is best not to answer.
    [endless] No number of tries up to 100 is too many: {right:percent} of the problems are answered rightly and
      {wrong:percent} wrongly.
    """,
    presets=(
        Preset("Stroebl et al.: a wrong answer costs 0.7", {"price": 0.7}),
        Preset("Stroebl et al.: a wrong answer costs 1", {"price": 1.0}),
        Preset("Stroebl et al.: a wrong answer costs 2", {"price": 2.0}),
        Preset("a verifier that lets nothing pass", {"price": 1.0, "passes": 0.0}),
    ),
    code="""
    setting = TwoKinds({easy}, {hard}, {share}, {passes}, {price})
    best = setting.best_tries
    tries = np.clip(best, 1, 100)
    right, wrong = setting.outcome(tries)
    reward = setting.reward(tries)
    print(best, reward)
    """,
    data="""
    tries: k = tries; right = chance of a right answer; wrong = chance of a wrong answer; reward = expected worth
    """,
)
