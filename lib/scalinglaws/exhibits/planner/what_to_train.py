"""The whole book in one exhibit: budget, text, traffic and thinking in; a model, its bill and its obstacles out."""

from __future__ import annotations

from functools import reduce
from typing import Any

import altair as alt
import numpy as np

from scalinglaws.coefficients import PUBLISHED, published
from scalinglaws.exhibits._laws import LAWS, chosen_law, law_menu, law_number
from scalinglaws.exhibits._models import text_read
from scalinglaws.exhibits._numbers import between
from scalinglaws.flops import CHIPS
from scalinglaws.laws import RepetitionLaw
from scalinglaws.live import Exhibit, Knob, Menu, Outcome, Preset, Sentence, rows, unit
from scalinglaws.live.theme import axis, colour, decades, log_scale, table
from scalinglaws.models import model
from scalinglaws.planner import (
    COMPARED,
    EASED,
    FADING,
    SMALLEST,
    Hardware,
    Needs,
    best_for,
    compared,
    in_words,
    served_by,
)

_CHIPS = tuple(CHIPS)
_REAL = ("GPT-3 175B", "Chinchilla 70B", "Llama 3 8B", "Llama 3.1 405B")
#: What a plan assumes where the reader says nothing: rent, utilisations, and all power over the chip's own.
_RENT, _MFU_TRAINING, _MFU_USE, _OVERHEAD = 2.0, 0.4, 0.2, 2.0
#: The answer computed with the library, for readers to take away; {name} stands for a knob.
_CODE = """\
import scalinglaws as sl
from scalinglaws.flops import CHIPS

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
"""
#: How the budget can be given, each with the Python that turns it into FLOP.
_PAY = {"FLOP": "{C}", "GPUs and days": "hardware.flop_of({gpus}, {days})", "dollars": "hardware.flop_for({dollars})"}
_PAID = {name: number for number, name in enumerate(_PAY)}
_DATA = {
    "laws": {"name": "name", "N": "parameters", "D": "tokens"},
    "budget": {"N": "parameters", "D": "tokens"},
    "real": {"name": "name", "N": "parameters", "D": "tokens"},
}


def what_to_train() -> Exhibit:
    """The whole book in one exhibit: budget, text, traffic and thinking in; a model, its bill and its obstacles out."""
    N_axis, D_axis = (1e8, 3e12), (1e9, 1e15)
    real_models = [model(name) for name in _REAL]
    refit = published("besiroglu2024")
    runs, laws = [PUBLISHED[key].runs for key in LAWS], in_words(len(COMPARED))

    def compute(
        pay: Any, C: Any, gpus: Any, days: Any, dollars: Any, real: Any, queries: Any, thinking: Any, length: Any,
        generated: Any, worth: Any, law: Any, fade: Any, chip: Any, rent: Any, mfu: Any, mfu_use: Any, overhead: Any, u: Any,
        shown: Any,
    ) -> Outcome:  # fmt: skip
        peak = np.choose(chip, [CHIPS[name].peak for name in _CHIPS])
        watts = np.choose(chip, [CHIPS[name].watts for name in _CHIPS]) * overhead
        hardware = Hardware(peak, watts, rent, mfu, mfu_use)
        paid = {"FLOP": C, "GPUs and days": hardware.flop_of(gpus, days), "dollars": hardware.flop_for(dollars)}
        budget = np.choose(pay, [paid[name] for name in _PAY])
        needs = Needs(budget, real, queries, length, thinking, generated, worth)
        dearer = hardware.dearer_in_use
        R_D, R_N = (np.choose(fade, list(values)) for values in zip(*FADING, strict=True))
        chosen = RepetitionLaw(chosen_law(law), R_D, R_N)
        best = best_for(chosen, needs, dearer)
        gains = {name: best.loss - best_for(chosen, ease(needs), dearer).loss for name, ease in EASED.items()}
        across = {key: best_for(other, needs, dearer) for key, other in compared(R_D, R_N).items()}
        training = hardware.bill(best.C, mfu)
        serving, thought = (hardware.bill(2 * best.N * tokens, mfu_use) for tokens in (needs.served, needs.thought))
        bills = (training, serving, thought)
        money, text = gains["twice the budget"], gains["twice the real text"]
        answers, thoughts = gains["half the serving"], gains["half the thinking"]
        most = np.maximum(np.maximum(text, answers), thoughts)
        reads = between(*D_axis, u)
        size = budget / (6 * reads + 2 * (needs.served + needs.thought) * dearer)
        low, high = (reduce(f, [item.N for item in across.values()]) for f in (np.minimum, np.maximum))
        larger = best.N / np.choose(law, [item.N[1] or np.inf for item in runs])
        longer = best.D / np.choose(law, [item.D[1] or np.inf for item in runs])
        sane = best.N >= SMALLEST
        mixes = sane & (best.generated_read * best.generated_epochs > best.D / 1e4)
        return Outcome(
            {
                "N": best.N, "D": best.D, "epochs": best.epochs, "loss": best.loss, "C_train": training.flop,
                "C_use": serving.flop + thought.flop, "train": training.dollars, "serve": serving.dollars,
                "think": thought.dollars, "dollars_all": sum((bill.dollars for bill in bills[1:]), training.dollars),
                "hours": sum((bill.gpu_hours for bill in bills[1:]), training.gpu_hours),
                "energy": sum((bill.watt_hours for bill in bills[1:]), training.watt_hours),
                "low": low, "high": high, "money": money, "text": text, "answers": answers, "thoughts": thoughts,
                "read": best.generated_read, "again": best.generated_epochs, "larger": larger, "longer": longer,
                "mixes": mixes, "unread": sane & (generated > best.D / 1e4) & np.logical_not(mixes),
                "is_larger": sane & (larger > 1), "is_longer": sane & (longer > 1),
                "used": sane & (serving.dollars > training.dollars / 1e4), "thinks": sane & (thought.dollars > training.dollars / 1e4),
                "repeats": sane & (best.epochs > 1.005),
                "text_binds": sane & (text >= most) & (text > money / 10),
                "serving_binds": sane & (answers >= most) & (text < most) & (answers > money / 10),
                "thinking_binds": sane & (thoughts >= most) & (text < most) & (answers < most) & (thoughts > money / 10),
                "only_money": sane & (most <= money / 10), "sane": sane,
            },
            {
                "budget": {"N": size, "D": reads},
                "shelf": {"D": [needs.real + generated], "N": [N_axis[0]], "label": ["all the text"]},
                "laws": {
                    "name": [PUBLISHED[key].name for key in across],
                    "N": [item.N for item in across.values()], "D": [item.D for item in across.values()],
                },
                "best": {"N": best.N, "D": best.D},
                "real": {"N": shown.N, "D": shown.D, "name": shown.name},
            },
        )  # fmt: skip

    x = alt.X("N:Q", scale=log_scale(*N_axis), axis=axis("parameters", "Parameters N"))
    y = alt.Y("D:Q", scale=log_scale(*D_axis), axis=axis("tokens", "Training tokens D", values=decades(9, 15)))
    roomy = alt.condition("width > 420", alt.value(1.0), alt.value(0.0))
    chart = alt.layer(
        table("budget").mark_line(color=colour("compute"), interpolate="monotone", clip=True).encode(x, y),
        table("shelf").mark_rule(color=colour("tokens"), strokeDash=[5, 4], clip=True).encode(y),
        table("shelf").mark_text(color=colour("tokens"), align="left", baseline="bottom", dx=6, dy=-3, clip=True).encode(
            x, y, text="label:N"
        ),
        table("real").mark_point(color=colour("models"), shape="diamond", size=45, opacity=0.7, clip=True).encode(x, y),
        table("real").mark_text(color=colour("models"), fontSize=11, dy=13, clip=True).encode(x, y, text="name:N", opacity=roomy),
        table("laws").mark_point(color=colour("parameters"), filled=False, size=70, clip=True).encode(x, y),
        table("best").mark_point(color=colour("parameters"), size=170, clip=True).encode(x, y),
    )  # fmt: skip

    def of_model(name: str) -> dict[str, float]:
        """A real model's whole budget, its text, and the use for which its size would be the best."""
        item = model(name)
        assert item.N is not None
        D = text_read(name)
        tokens = float(served_by(refit, item.N, D))
        return {
            "pay": _PAID["FLOP"], "C": 6 * item.N * D + 2 * item.N * tokens, "real": D, "queries": tokens / 1000, "length": 1000,
            "thinking": 0, "mfu": _MFU_TRAINING, "mfu_use": _MFU_TRAINING, "law": law_number("besiroglu2024"),
        }  # fmt: skip

    return Exhibit(
        "what-to-train",
        "With this budget, this text and this traffic: what should you train?",
        compute,
        (
            Menu("pay", "The budget is given in", tuple(_PAY), code=tuple(_PAY.values())),
            Knob("C", "Budget for training and use", "FLOP", 1e19, 1e28, 5.76e23, "C", when=("pay", _PAID["FLOP"])),
            Knob("gpus", "GPUs", "GPUs", 8, 1e6, 1024, when=("pay", _PAID["GPUs and days"])),
            Knob("days", "Days", "days", 1, 365, 60, when=("pay", _PAID["GPUs and days"])),
            Knob("dollars", "Budget for training and use", "dollars", 1e3, 1e11, 1e7, when=("pay", _PAID["dollars"])),
            Knob("real", "Distinct tokens of real text", "tokens", 1e9, 1e15, 2e12, "U"),
            Knob("queries", "Answers over its life", "answers", 1, 1e14, 1e9),
            Knob("thinking", "Tokens thought for each token of the answer", "", 0, 100, 0, log=False),
            Knob("length", "Tokens read and written for an answer", "tokens served", 10, 1e6, 1000),
            Knob("generated", "Distinct generated tokens", "generated tokens", 1, 1e15, 1),
            Knob("worth", "Worth of a generated token, in real ones", "percent", 0.01, 1, 0.3),
            law_menu(),
            Menu(
                "fade", "How repeats and surplus parameters fade", ("as published", "as good a fit", "a better fit by a thousandth"),
                code=[f"R_D={pair[0]!r}, R_N={pair[1]!r}" for pair in FADING],
            ),
            Menu("chip", "Chip", _CHIPS, _CHIPS.index("H100 SXM"), tuple(f'"{name}"' for name in _CHIPS)),
            Knob("rent", "Rent of a chip", "dollars an hour", 0.2, 20, _RENT),
            Knob("mfu", "Utilisation in training", "percent", 0.05, 1, _MFU_TRAINING, log=False, steps=95),
            Knob("mfu_use", "Utilisation in use", "percent", 0.005, 1, _MFU_USE),
            Knob("overhead", "All power, over the chip's own", "times", 1, 4, _OVERHEAD, log=False, steps=60),
        ),
        chart,
        "Training tokens against parameters on logarithmic axes. A falling line is what the budget pays for, a dashed level "
        f"line all the text there is; a filled mark is the best model, open ones the best under each of {laws} published "
        "laws, and diamonds are real models.",
        (
            Sentence("Train {N:parameters} on {D:tokens}.", "sane"),
            Sentence(
                "This budget pays for no model: after so many answers, what is left would train fewer than a million parameters.",
                "not sane",
            ),
            Sentence("That reads the real text for {epochs:epochs}.", "repeats"),
            Sentence("Of the generated text it reads {read:generated tokens}, {again:epochs} of it.", "mixes"),
            Sentence("The generated text is better left unread.", "unread"),
            Sentence("Its size is {larger:times} that of the largest run behind the law.", "is_larger"),
            Sentence("Its text is {longer:times} that of the longest run.", "is_longer"),
            Sentence(laws.capitalize() + " laws put the size between {low:parameters} and {high:parameters}.", "sane"),
            Sentence("Training takes {C_train:FLOP for training} and {train:dollars}.", "sane"),
            Sentence("Serving takes {serve:dollars}.", "used"),
            Sentence("Thinking takes {think:dollars}.", "thinks"),
            Sentence("All of it is {hours:GPU-hours} and {energy:watt-hours}.", "sane"),
            Sentence("After money, what stands in the way most is the text: twice as much would take {text:nats} off the loss.", "text_binds"),
            Sentence("After money, what stands in the way most is the serving: half of it would take {answers:nats} off the loss.", "serving_binds"),
            Sentence("After money, what stands in the way most is the thinking: half of it would take {thoughts:nats} off the loss.", "thinking_binds"),
            Sentence("Nothing but money stands in the way.", "only_money"),
            Sentence("Twice the budget would take off {money:nats}.", "sane"),
        ),
        {
            "u": unit(41),
            "shown": rows(
                N=[item.N for item in real_models], D=[item.D for item in real_models], name=[item.name for item in real_models]
            ),
        },
        (
            Preset("Gopher's and Chinchilla's budget, for training alone", {"pay": _PAID["FLOP"], "C": 5.76e23, "real": 1e14, "queries": 1, "thinking": 0}),
            Preset("GPT-3's budget, for training alone", {"pay": _PAID["FLOP"], "C": 3.14e23, "real": 1e14, "queries": 1, "thinking": 0}),
            Preset("the use for which Llama 3 8B would be best", of_model("Llama 3 8B")),
            Preset("the use for which Llama 3.1 405B would be best", of_model("Llama 3.1 405B")),
            Preset("the use for which Llama 2 70B would be best", of_model("Llama 2 70B")),
            Preset("a laboratory with 64 GPUs for two weeks", {"pay": _PAID["GPUs and days"], "gpus": 64, "days": 14, "real": 1e12, "queries": 1e6}),
            Preset("a hundred million dollars, and answers that think", {"pay": _PAID["dollars"], "dollars": 1e8, "real": 15e12, "queries": 1e11, "thinking": 5}),
        ),
        height=400,
        unfolded=8,
        code=_CODE,
        data=_DATA,
    )  # fmt: skip
