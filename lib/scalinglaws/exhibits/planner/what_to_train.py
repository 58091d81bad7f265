"""The whole book in one exhibit: budget, text, traffic and thinking in; a model, its bill and its obstacles out."""

from functools import reduce

import numpy as np

from scalinglaws.coefficients import PUBLISHED, published
from scalinglaws.exhibits._laws import LAWS, chosen_law, law_menu
from scalinglaws.exhibits._models import GOPHER_BUDGET, budget, real_models, text_read
from scalinglaws.exhibits._numbers import between, tells
from scalinglaws.flops import CHIPS
from scalinglaws.laws import RepetitionLaw
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Picture, Preset, Value, unit
from scalinglaws.live.labels import told
from scalinglaws.live.marks import layer, line, point, rule, text
from scalinglaws.live.theme import x_axis, y_axis
from scalinglaws.models import model
from scalinglaws.planner import COMPARED, FADING, Hardware, Needs, in_words, plan, served_by

_SIZES, _TEXTS = (1e8, 3e12), (1e9, 1e15)
#: How the budget can be given, each with the Python that turns it into FLOP.
_PAY = {"FLOP": "{C}", "GPUs and days": "hardware.flop_of({gpus}, {days})", "dollars": "hardware.flop_for({dollars})"}
#: How repeats and surplus parameters fade: what is said of each of the planner's pairs.
_FADES = dict(zip(("as published", "as good a fit", "a better fit by a thousandth"), FADING, strict=True))
_FADES_AS_CODE = {name: f"R_D={R_D!r}, R_N={R_N!r}" for name, (R_D, R_N) in _FADES.items()}
#: How many laws a plan is compared across.
_SEVERAL = in_words(len(COMPARED))
#: The utilisation in training where the reader says nothing.
_MFU = 0.4


def _highest(side: str) -> list[float]:
    """The highest N or D of the runs behind each law, without end where nobody has said."""
    ranges = [getattr(PUBLISHED[key].runs, side) for key in LAWS]
    return [high or np.inf for _, high in ranges]


def compute(
    pay: Value,
    C: Value,
    gpus: Value,
    days: Value,
    dollars: Value,
    real: Value,
    queries: Value,
    thinking: Value,
    length: Value,
    generated: Value,
    worth: Value,
    law: Value,
    fade: Value,
    chip: Value,
    rent: Value,
    mfu: Value,
    mfu_use: Value,
    overhead: Value,
    u: Value,
    shown: Value,
) -> Outcome:
    """A plan: the best model, its bills and what stands in the way; and all that the budget would pay for."""
    peak, watts = (np.choose(chip, [getattr(item, name) for item in CHIPS.values()]) for name in ("peak", "watts"))
    hardware = Hardware(peak, watts * overhead, rent, mfu, mfu_use)
    paid = {"FLOP": C, "GPUs and days": hardware.flop_of(gpus, days), "dollars": hardware.flop_for(dollars)}
    spent = np.choose(pay, [paid[name] for name in _PAY])
    needs = Needs(spent, real, queries, length, thinking, generated, worth)
    R_D, R_N = (np.choose(fade, list(values)) for values in zip(*_FADES.values(), strict=True))
    found = plan(needs, hardware, RepetitionLaw(chosen_law(law), R_D, R_N))
    best, gains, across = found.best, found.gains, found.across
    train, serve, think = found.training, found.serving, found.thinking
    sizes, texts = [item.N for item in across.values()], [item.D for item in across.values()]
    money, text = gains["twice the budget"], gains["twice the real text"]
    answers, thoughts = gains["half the serving"], gains["half the thinking"]
    most = np.maximum(np.maximum(text, answers), thoughts)
    larger, longer = best.N / np.choose(law, _highest("N")), best.D / np.choose(law, _highest("D"))
    mixes = tells(best.generated_read / best.D)
    hours = train.gpu_hours + serve.gpu_hours + think.gpu_hours
    energy = train.watt_hours + serve.watt_hours + think.watt_hours
    said = {"N": best.N, "D": best.D, "epochs": best.epochs, "larger": larger, "longer": longer}
    said |= {"read": best.generated_read, "again": best.generated_epochs}
    said |= {"loss": best.loss, "money": money, "text": text, "answers": answers, "thoughts": thoughts}
    said |= {"low": reduce(np.minimum, sizes), "high": reduce(np.maximum, sizes), "hours": hours, "energy": energy}
    said |= {"train": train.dollars, "serve": serve.dollars, "think": think.dollars, "C_train": train.flop}
    when = {
        "mixes": mixes,
        "unread": (generated > best.D / 1e4) & np.logical_not(mixes),
        "repeats": best.epochs > 1.005,
        "is_larger": larger > 1,
        "is_longer": longer > 1,
        "used": serve.dollars > train.dollars / 1e4,
        "thinks": think.dollars > train.dollars / 1e4,
        "text_binds": (text >= most) & (text > money / 10),
        "serving_binds": (answers >= most) & (text < most) & (answers > money / 10),
        "thinking_binds": (thoughts >= most) & (text < most) & (answers < most) & (thoughts > money / 10),
        "only_money": most <= money / 10,
    }
    read = between(*_TEXTS, u)
    size = spent / (6 * read + 2 * (needs.served + needs.thought) * hardware.dearer_in_use)
    return Outcome(
        said | {name: found.pays & holds for name, holds in when.items()} | {"sane": found.pays},
        budget={"N": size, "D": read},
        shelf={"D": needs.real + generated, "label": "all the text"},
        laws={"name": [PUBLISHED[key].name for key in across], "N": sizes, "D": texts},
        best={"N": best.N, "D": best.D},
        real={"N": shown.N, "D": shown.D, "name": shown.name},
    )


def chart() -> Picture:
    """Tokens against parameters: what the budget pays for, the text there is, real models, the best under each law."""
    x = x_axis("parameters", "Parameters N", *_SIZES)("N")
    y = y_axis("tokens", "Training tokens D", *_TEXTS, every=1)("D")
    corner: dict[str, Value] = {"x": 0, "align": "left", "baseline": "bottom", "dx": 6, "dy": -3}
    return layer(
        line("budget", x, y, tint="compute", interpolate="monotone"),
        rule("shelf", y, tint="tokens", dash=[5, 4]),
        text("shelf", y, tint="tokens", clip=True, **corner),
        point(
            "real",
            x,
            y,
            tint="models",
            tooltip=told("name", N="parameters", D="tokens"),
            shape="diamond",
            size=45,
            opacity=0.7,
        ),
        text("real", x, y, text="name:N", tint="models", fontSize=11, dy=13, clip=True),
        point("laws", x, y, tint="parameters", tooltip=told("name", N="parameters", D="tokens"), filled=False, size=70),
        point("best", x, y, tint="parameters", size=170),
    )


def _use_of(name: str) -> Preset:
    """A real model's whole budget, its text, and the use for which its size would be the best."""
    N, D = model(name).N, text_read(name)
    assert N is not None
    tokens = float(served_by(published("besiroglu2024"), N, D))
    use = {"C": 6 * N * D + 2 * N * tokens, "real": D, "queries": tokens / 1000, "length": 1000, "mfu_use": _MFU}
    return Preset(f"the use for which {name} would be best", use)


what_to_train = Exhibit(
    question="With this budget, this text and this traffic: what should you train?",
    model=compute,
    controls=(
        Menu("pay", "The budget is given in", _PAY, keys=("flop", "gpus", "dollars")),
        Knob("C", "Budget for training and use", "FLOP", 1e19, 1e28, GOPHER_BUDGET, "C", when=("pay", "FLOP")),
        Knob("gpus", "GPUs", "GPUs", 8, 1e6, 1024, when=("pay", "GPUs and days")),
        Knob("days", "Days", "days", 1, 365, 60, when=("pay", "GPUs and days")),
        Knob("dollars", "Budget for training and use", "dollars", 1e3, 1e11, 1e7, when=("pay", "dollars")),
        Knob("real", "Distinct tokens of real text", "tokens", 1e9, 1e15, 2e12, "U"),
        Knob("queries", "Answers over its life", "answers", 1, 1e14, 1e9),
        Knob("thinking", "Tokens thought for each token of the answer", "", 0, 100, 0, log=False),
        Knob("length", "Tokens read and written for an answer", "tokens served", 10, 1e6, 1000),
        Knob("generated", "Distinct generated tokens", "generated tokens", 1, 1e15, 1),
        Knob("worth", "Worth of a generated token, in real ones", "percent", 0.01, 1, 0.3),
        law_menu(),
        Menu(
            "fade", "How repeats and surplus parameters fade", _FADES_AS_CODE, keys=("published", "as-good", "better")
        ),
        Menu("chip", "Chip", {name: f'"{name}"' for name in CHIPS}, "H100 SXM"),
        Knob("rent", "Rent of a chip", "dollars an hour", 0.2, 20, 2),
        Knob("mfu", "Utilisation in training", "percent", 0.05, 1, _MFU, log=False, steps=95),
        Knob("mfu_use", "Utilisation in use", "percent", 0.005, 1, 0.2),
        Knob("overhead", "All power, over the chip's own", "times", 1, 4, 2, log=False, steps=60),
    ),
    grids={"u": unit(41), "shown": real_models("GPT-3 175B", "Chinchilla 70B", "Llama 3 8B", "Llama 3.1 405B")},
    chart=chart,
    picture=f"""
    Training tokens against parameters on logarithmic axes. A falling line is what the budget pays for, a dashed level
    line all the text there is; a filled mark is the best model, open ones the best under each of {_SEVERAL} published
    laws, and diamonds are real models.
    """,
    answer="""
    [sane] Train {N:parameters} on {D:tokens}.
    [not sane] This budget pays for no model: after so many answers, what is left would train fewer than a million
      parameters.
    [repeats] That reads the real text for {epochs:epochs}.
    [mixes] Of the generated text it reads {read:generated tokens}, {again:epochs} of it.
    [unread] The generated text is better left unread.
    [is_larger] Its size is {larger:times} that of the largest run behind the law.
    [is_longer] Its text is {longer:times} that of the longest run.
    [sane] SEVERAL laws put the size between {low:parameters} and {high:parameters}.
    [sane] Training takes {C_train:FLOP for training} and {train:dollars}.
    [used] Serving takes {serve:dollars}.
    [thinks] Thinking takes {think:dollars}.
    [sane] All of it is {hours:GPU-hours} and {energy:watt-hours}.
    [text_binds] After money, what stands in the way most is the text: twice as much would take {text:nats} off the
      loss.
    [serving_binds] After money, what stands in the way most is the serving: half of it would take {answers:nats} off
      the loss.
    [thinking_binds] After money, what stands in the way most is the thinking: half of it would take {thoughts:nats} off
      the loss.
    [only_money] Nothing but money stands in the way.
    [sane] Twice the budget would take off {money:nats}.
    """.replace("SEVERAL", _SEVERAL.capitalize()),
    presets=(
        Preset(
            "Gopher's and Chinchilla's budget, for training alone", {"C": GOPHER_BUDGET, "real": 1e14, "queries": 1}
        ),
        Preset("GPT-3's budget, for training alone", {"C": budget("GPT-3 175B"), "real": 1e14, "queries": 1}),
        _use_of("Llama 3 8B"),
        _use_of("Llama 3.1 405B"),
        _use_of("Llama 2 70B"),
        Preset(
            "a laboratory with 64 GPUs for two weeks",
            {"pay": "GPUs and days", "gpus": 64, "days": 14, "real": 1e12, "queries": 1e6},
        ),
        Preset(
            "a hundred million dollars, and answers that think",
            {"pay": "dollars", "dollars": 1e8, "real": 15e12, "queries": 1e11, "thinking": 5},
        ),
    ),
    height=400,
    code="""
    hardware = sl.Hardware.of(CHIPS[{chip}], {rent}, {mfu}, {mfu_use}, {overhead})
    C = {pay}
    needs = sl.Needs(C, {real}, {queries}, {length}, {thinking}, {generated}, {worth})
    plan = sl.plan(needs, hardware, {law}, {fade})
    N, D, loss = plan.best.N, plan.best.D, plan.best.loss
    epochs, read, again = plan.best.epochs, plan.best.generated_read, plan.best.generated_epochs
    low, high = (f(item.N for item in plan.across.values()) for f in (min, max))
    train, serve, think = plan.training.dollars, plan.serving.dollars, plan.thinking.dollars
    hours = sum(bill.gpu_hours for bill in (plan.training, plan.serving, plan.thinking))
    print(plan)
    """,
    data="""
    laws: name = name; N = parameters; D = tokens
    budget: N = parameters; D = tokens
    real: name = name; N = parameters; D = tokens
    """,
)
