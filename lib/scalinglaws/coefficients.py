"""Every published set of constants, each with its source and what it counts.

"As printed", "unrounded" and "refitted" are different entries, because they give different answers.
`published(key)` returns a law; `PUBLISHED[key]` is the whole entry.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias, TypedDict, overload

import numpy as np

from scalinglaws._checks import POSITIVE, REAL, Column, Numeric, Positive, numeric
from scalinglaws.kaplan import PF_DAY, KaplanLaw
from scalinglaws.laws import Law, ParametricLaw, PowerAllocation, RepetitionLaw
from scalinglaws.tables import HOFFMANN_TABLES

Checked = Literal["in the source", "in the authors' code", "second hand", "derived here"]
#: The lowest and the highest of something; an end that is not known is None.
Range = tuple[Annotated[float, POSITIVE] | None, Annotated[float, POSITIVE] | None]


@dataclass(frozen=True)
@numeric
class Runs:
    """The range of the runs that a law was fitted to, as far as it is known.

    N, D : parameters, and training tokens.
    tokens_per_parameter : D/N.
    """

    N: Range = (None, None)
    D: Range = (None, None)
    tokens_per_parameter: Range = (None, None)

    @classmethod
    def of(cls, N: Annotated[Column, POSITIVE], D: Annotated[Column, POSITIVE]) -> Runs:
        """The range of runs of N parameters on D tokens."""
        return cls(*((values.min(), values.max()) for values in (N, D, D / N)))

    def outside(self, N: Positive, D: Positive) -> dict[str, Numeric]:
        """How far N parameters on D tokens lie outside: times the highest, or a share below 1 of the lowest; 1 within.

        For "N", "D" and "tokens per parameter"; what is not known is left out.
        """
        return {
            name: np.maximum(value / (high or np.inf), 1.0) * np.minimum(value / (low or value), 1.0)
            for name, value, (low, high) in (
                ("N", N, self.N), ("D", D, self.D), ("tokens per parameter", D / N, self.tokens_per_parameter)
            )
            if low or high
        }  # fmt: skip


@dataclass(frozen=True)
@numeric
class Published:
    """One published law.

    Attributes
    ----------
    key, name : identifier, and a short name for menus and tables.
    law : the law itself.
    source, where : key into references.bib, and the equation, table or file.
    counts : what N and C count.
    valid : the runs it was fitted to, in words.
    runs : their range, for sums.
    checked : where these numbers were read.
    intervals : constant → (low, high), with `level` saying what kind of interval.
    notes : what a user should know, including how it differs from its neighbours.
    """

    key: str
    name: str
    law: Law | RepetitionLaw
    source: str
    where: str
    counts: str
    valid: str
    checked: Checked
    intervals: Mapping[str, tuple[Annotated[float, REAL], Annotated[float, REAL]]] = field(default_factory=dict)
    level: str = ""
    notes: str = ""
    runs: Runs = Runs()

    def outside(self, N: Positive, D: Positive) -> dict[str, Numeric]:
        """How far N parameters on D tokens lie outside its runs: `Runs.outside`."""
        return self.runs.outside(N, D)


def _through_table(approach: int) -> PowerAllocation:
    """The line through a table's rows.  Approach 3's 175B row is left out: its 1.26e24 FLOP is a typo for 1.26e25."""
    rows = [row for row in HOFFMANN_TABLES[approach] if (approach, row.N) != (3, 175e9)]
    return PowerAllocation.through_runs(np.array([row.C for row in rows]), np.array([row.N for row in rows]))


def _from_logs(e: float, a: float, b: float, alpha: float, beta: float) -> ParametricLaw:
    """A law whose E, A and B were published as logarithms."""
    E, A, B = (float(np.exp(constant)) for constant in (e, a, b))
    return ParametricLaw(E, A, B, alpha, beta)


class _Source(TypedDict):
    """What the entries of one paper share."""

    source: str
    counts: str
    runs: Runs


_CHINCHILLA_RUNS = "more than 400 runs, 70M to 16B parameters, on MassiveText"
_DIGITISED = "240 of the 245 runs digitised from Hoffmann's figure, 57M to 16B parameters"
_ALL = "N and FLOP include embeddings; C = 6ND"
#: Of Besiroglu et al.'s file of digitised runs, the 240 they keep and all 245; of the others, what their papers say.
_KEPT = Runs((5.733e7, 1.618e10), (8.187e8, 3.178e11), (0.4564, 341.1))
_ALL_DIGITISED = Runs((5.733e7, 1.618e10), (2.451e8, 3.178e11), (0.03607, 341.1))
_HOFFMANN_RUNS = Runs((70e6, 16e9), (5e9, 500e9))
_KAPLAN_SIZES, _LLAMA_SIZES = (768.0, 1.5e9), (40e6, 16e9)
_BESIROGLU: _Source = {"source": "besiroglu2024", "counts": _ALL, "runs": _KEPT}
_MUENNIGHOFF = _from_logs(0.6254804, 6.255414, 7.3049974, 0.3526596, 0.3526596)
_SARDANA_NOTE = "Refit to runs at up to this many tokens per parameter. The loss floor E moves with the cut."


def _entries() -> list[Published]:
    hoffmann3: _Source = {"source": "hoffmann2022", "counts": _ALL, "runs": _HOFFMANN_RUNS}
    return [
        Published(
            "kaplan2020", "Kaplan 2020", KaplanLaw(), "kaplan2020", "Tables 2, 3, 5 and 6",
            "N and FLOP exclude embeddings; C is C_min, at a batch far below critical",
            "768 to 1.5B parameters, at most 23B tokens of WebText2", "in the source",
            notes="Table 6 fits N and D separately; 6ND is about 1.8 C. Losses are on WebText2 and not "
            "comparable with other papers'.",
            runs=Runs(_KAPLAN_SIZES, (None, 23e9)),
        ),
        Published(
            "kaplan2020-fixed-batch", "Kaplan 2020, fixed batch",
            PowerAllocation.through(PF_DAY, 1.6e9, 0.88), "kaplan2020", "Figure 14",
            "N and FLOP exclude embeddings", "768 to 1.5B parameters, WebText2", "in the source",
            notes="The exponent .88 that Porian et al. compare with; Kaplan's recommendation is .73. "
            "D is taken as C/(6N).",
            runs=Runs(_KAPLAN_SIZES),
        ),
        Published(
            "hoffmann2022-approach1", "Chinchilla, approach 1", _through_table(1), "hoffmann2022", "Table 3",
            _ALL, _CHINCHILLA_RUNS, "derived here", {"a": (0.488, 0.502)}, "10th and 90th percentile, Table 2",
            "The line through the nine rows of the table. The paper prints the exponent .50. The 67B row's "
            "6ND is 4.5% above its stated FLOP.",
            runs=_HOFFMANN_RUNS,
        ),
        Published(
            "hoffmann2022-approach2", "Chinchilla, approach 2", _through_table(2), "hoffmann2022", "Table A3",
            _ALL, "nine isoFLOP budgets, 6e18 to 3e21 FLOP, on MassiveText", "derived here", {"a": (0.462, 0.534)},
            "10th and 90th percentile, Table 2", "The line through the nine rows. The paper prints the exponent .49.",
        ),
        Published(
            "hoffmann2022-approach3-table", "Chinchilla, approach 3 (table)", _through_table(3), "hoffmann2022",
            "Table A3", _ALL, _CHINCHILLA_RUNS, "derived here",
            notes="The line through eight rows; the 175B row is a typo (1.26e24 for 1.26e25 FLOP). "
            "Neither the printed nor the unrounded constants reproduce this table.",
            runs=_HOFFMANN_RUNS,
        ),
        Published(
            "hoffmann2022-c4", "Chinchilla, C4 isoFLOP", PowerAllocation.through(5.76e23, 73e9, 0.50), "hoffmann2022",
            "Table A2 and Figure A2", _ALL, "isoFLOP runs on C4", "in the source",
            notes="The printed exponent through the figure's label, 73B at 5.76e23 FLOP.",
        ),
        Published(
            "hoffmann2022-github", "Chinchilla, GitHub isoFLOP", PowerAllocation.through(5.76e23, 59e9, 0.53),
            "hoffmann2022", "Table A2 and Figure A2", _ALL, "isoFLOP runs on GitHub code", "in the source",
            notes="The printed exponent through the figure's label, 59B at 5.76e23 FLOP.",
        ),
        Published(
            "hoffmann2022-approach3", "Chinchilla, as printed", ParametricLaw(1.69, 406.4, 410.7, 0.34, 0.28),
            where="Eq 10", checked="in the source", intervals={"a": (0.454, 0.455)},
            level="10th and 90th percentile, Table 2",
            notes="Rounded to two digits in α and β. Gives 93 tokens per parameter at Gopher's budget, where the "
            "paper's Approaches 1 and 2 give 20 to 24; never show .34/.28 beside 'about 20'.", valid=_CHINCHILLA_RUNS, **hoffmann3,
        ),
        Published(
            "hoffmann2022-approach3-tex", "Chinchilla, unrounded",
            _from_logs(0.5267228, 6.0073404, 6.0179186, 0.33917084, 0.2849083),
            where="TeX source of Eq 10", checked="in the authors' code", intervals={"a": (0.454, 0.455)},
            level="10th and 90th percentile, Table 2",
            notes="Unrounded constants left in the paper's TeX. Gives the 40B of Figure 4. The fit stopped early "
            "(see besiroglu2024).", valid=_CHINCHILLA_RUNS, **hoffmann3,
        ),
        Published(
            "devries2023", "de Vries 2023", ParametricLaw(1.69, 406.4, 410.7, 0.336, 0.283), "devries2023", "table",
            _ALL, "adjusted by hand to come nearer to Hoffmann's Table A3", "in the source",
            notes="Not a fit. Reproduces de Vries' table to every digit, and Sardana et al.'s worked examples. Comes within "
            "0.2 to 3.5% of the sizes of Table A3. The post prints E as 1.69 and as 1.62; no size follows from E.",
        ),
        Published(
            "besiroglu2024", "Epoch refit", ParametricLaw(1.8172, 482.01, 2085.43, 0.3478, 0.3658),
            where="table of estimates", valid=_DIGITISED, checked="in the authors' code",
            intervals={"E": (1.769, 1.871), "A": (285, 744), "B": (1042, 5810), "alpha": (0.317, 0.373),
                       "beta": (0.331, 0.415)},
            level="95%, 4,000 bootstraps",
            notes="As printed. The constants are those of a least-absolute-deviation fit, with E from the Huber fit; "
            "β is .36585 truncated.", **_BESIROGLU,
        ),
        Published(
            "besiroglu2024-lad", "Epoch refit, full precision",
            _from_logs(0.59711196, 6.17795598, 7.64273236, 0.34781303, 0.36585412),
            where="data_analysis.ipynb", valid=_DIGITISED, checked="in the authors' code",
            notes="The notebook's vector. It is the least-absolute-deviation optimum to seven digits, because a "
            "free scale shrinks the Huber threshold to nothing.", **_BESIROGLU,
        ),
        Published(
            "besiroglu2024-huber", "Epoch data, Huber fit", ParametricLaw(1.817218, 477.826, 2143.417, 0.347310, 0.367172),
            where="objective of Hoffmann's Eq 3, δ = 1e-3", valid=_DIGITISED, checked="derived here",
            notes="The true optimum of the stated objective, .0010182740178.", **_BESIROGLU,
        ),
        Published(
            "besiroglu2024-huber-1e-4", "Epoch data, Huber δ = 1e-4",
            ParametricLaw(1.815824, 478.689, 2065.41, 0.347409, 0.365385), where="δ = 1e-4", valid=_DIGITISED,
            checked="derived here", **_BESIROGLU,
        ),
        Published(
            "besiroglu2024-huber-1e-2", "Epoch data, Huber δ = 1e-2",
            ParametricLaw(1.838079, 538.75, 2905.6, 0.354416, 0.381538), where="δ = 1e-2", valid=_DIGITISED,
            checked="derived here", **_BESIROGLU,
        ),
        Published(
            "besiroglu2024-huber-1e-1", "Epoch data, about least squares",
            ParametricLaw(1.864550, 593.32, 4875.6, 0.360253, 0.405883), where="δ = 0.1", valid=_DIGITISED,
            checked="derived here", **_BESIROGLU,
        ),
        Published(
            "besiroglu2024-all-245", "Epoch data, all 245 runs",
            ParametricLaw(1.891338, 495.73, 12845.6, 0.349313, 0.453049), where="δ = 1e-3, no run dropped",
            valid="all 245 digitised runs", checked="derived here",
            notes="Five runs with fewer than .41 tokens per parameter change the answer to 6.8 tokens per parameter "
            "at Gopher's budget.", source="besiroglu2024", counts=_ALL, runs=_ALL_DIGITISED,
        ),
        Published(
            "muennighoff2023-c4", "Muennighoff 2023, C4",
            _MUENNIGHOFF,
            "muennighoff2023", "parametric_fit.ipynb", _ALL, "54 runs digitised from Hoffmann's C4 isoFLOP figure",
            "in the authors' code", notes="α and β tied, so a = .5 and D/N is 19.6 at every budget.",
        ),
        Published(
            "muennighoff2023-c4-untied", "Muennighoff 2023, C4, untied",
            _from_logs(0.63032365, 5.9577184, 7.9145365, 0.33480313, 0.38289225),
            "muennighoff2023", "parametric_fit.ipynb", _ALL, "54 runs digitised from Hoffmann's C4 isoFLOP figure",
            "in the authors' code", notes="The same data with α and β free.",
        ),
        Published(
            "muennighoff2023-repetition", "Muennighoff 2023, repeated data",
            RepetitionLaw(_MUENNIGHOFF, R_D=15.387756, R_N=5.309743),
            "muennighoff2023", "data-constrained law; parametric_fit.ipynb", _ALL,
            "182 runs on C4", "in the authors' code",
            notes="R_D is weakly identified: values from 13 to well over 25 fit the released runs equally well.",
            runs=Runs((7.099e6, 8.67e9), (1e8, 9e11), (0.0912, 63_830)),
        ),
        *(
            Published(
                f"sardana2024-ratio{key}", f"Sardana 2024, {label}", ParametricLaw(E, A, B, alpha, beta), "sardana2024",
                "Table 1", _ALL, f"{those}47 models, 150M to 6B parameters, at 10 to {top:,} tokens per parameter", "second hand",
                notes=_SARDANA_NOTE, runs=Runs((150e6, 6e9), tokens_per_parameter=(10, top)),
            )
            for key, label, those, top, alpha, beta, A, B, E in (
                ("100", "D/N ≤ 100", "those of ", 100, 0.08, 0.13, 7.199, 25.97, 0.17),
                ("250", "D/N ≤ 250", "those of ", 250, 0.13, 0.16, 14.23, 39.54, 0.98),
                ("500", "D/N ≤ 500", "those of ", 500, 0.13, 0.16, 17.07, 35.80, 0.95),
                ("10000", "all D/N", "", 10_000, 0.18, 0.24, 33.66, 138.9, 1.45),
            )
        ),
        *(
            Published(
                f"gadre2024-{key}", f"Gadre 2024, {text}", ParametricLaw(E, A, B, alpha, beta), "gadre2024",
                "released runs, C4 validation loss; objective of Hoffmann's Eq 3, δ = 1e-3", _ALL,
                f"{runs} runs on {text}, 11M to 6.9B parameters, 5 to 640 tokens per parameter", "derived here",
                notes="Our fit; the paper fits a form with equal exponents. At Gopher's budget, "
                f"{times} times that of its largest run, resamples of the runs allow {allows} tokens per parameter (95%).",
                runs=Runs((1.057e7, 6.889e9), (5.285e7, longest), (5, 640)),
            )
            for key, text, runs, longest, E, A, B, alpha, beta, times, allows in (
                ("c4", "C4", 34, 1.378e11, 1.6200, 122.55, 242.61, 0.25257, 0.26223, 101, "0.22 to 460"),
                ("redpajama", "RedPajama", 35, 9.215e11, 1.7202, 106.09, 297.98, 0.24308, 0.27301, 72, "0.16 to 14"),
                ("refinedweb", "RefinedWeb", 35, 4.607e11, 1.7013, 76.774, 384.16, 0.22259, 0.28977, 101, "0.10 to 29"),
            )
        ),
        Published(
            "porian2024", "Porian 2024", PowerAllocation(0.1189, 0.4969), "porian2024",
            "RefinedWeb, last step", "N counts the blocks and the output head, not the input embeddings",
            "RefinedWeb, tuned hyper-parameters", "in the authors' code", {"a": (0.4907, 0.5045)}, "95%, bootstrap",
        ),
        Published(
            "llama3-2024", "Llama 3, as printed", PowerAllocation(0.29, 0.53, of="tokens"), "llama3", "Section 3.2.1",
            _ALL, "isoFLOP runs of 6e18 to 1e22 FLOP, 40M to 16B parameters", "in the source",
            notes="A law for tokens, although the paper calls it N*(C). The rounded constants give 10.5T tokens at "
            "3.8e25 FLOP; the paper's own figure is 16.55T.",
            runs=Runs(_LLAMA_SIZES),
        ),
        Published(
            "llama3-2024-figure", "Llama 3, figure labels", PowerAllocation(0.299, 0.537, of="tokens"), "llama3",
            "Figure 3", _ALL, "isoFLOP runs of 6e18 to 1e22 FLOP, 40M to 16B parameters", "second hand",
            notes="One more digit, as two others read it off the figure: 16.3T tokens at 3.8e25 FLOP.", runs=Runs(_LLAMA_SIZES),
        ),
        Published(
            "deepseek2024", "DeepSeek LLM", PowerAllocation(5.8316, 0.4757, of="tokens"), "deepseek2024", "model and data scaling formulas",
            "C = M·D, M the non-embedding FLOP per token; N here is M/6", "eight budgets, 1e17 to 3e20 FLOP",
            "second hand",
            notes="M* = .1715·C^.5243. The exponent of M depends on the data: .450 on an early set, .524 on the "
            "current one, .578 on OpenWebText2.",
        ),
    ]  # fmt: skip


#: Every entry by its key.
PUBLISHED: dict[str, Published] = {entry.key: entry for entry in _entries()}


#: The keys of each kind of law, so that a static checker knows what `published` gives; a test compares them with the registry.
ParametricKey: TypeAlias = Literal[
    "hoffmann2022-approach3",
    "hoffmann2022-approach3-tex",
    "devries2023",
    "besiroglu2024",
    "besiroglu2024-lad",
    "besiroglu2024-huber",
    "besiroglu2024-huber-1e-4",
    "besiroglu2024-huber-1e-2",
    "besiroglu2024-huber-1e-1",
    "besiroglu2024-all-245",
    "muennighoff2023-c4",
    "muennighoff2023-c4-untied",
    "sardana2024-ratio100",
    "sardana2024-ratio250",
    "sardana2024-ratio500",
    "sardana2024-ratio10000",
    "gadre2024-c4",
    "gadre2024-redpajama",
    "gadre2024-refinedweb",
]
PowerKey: TypeAlias = Literal[
    "kaplan2020-fixed-batch",
    "hoffmann2022-approach1",
    "hoffmann2022-approach2",
    "hoffmann2022-approach3-table",
    "hoffmann2022-c4",
    "hoffmann2022-github",
    "porian2024",
    "llama3-2024",
    "llama3-2024-figure",
    "deepseek2024",
]
KaplanKey: TypeAlias = Literal["kaplan2020"]
RepetitionKey: TypeAlias = Literal["muennighoff2023-repetition"]


@overload
def published(key: ParametricKey) -> ParametricLaw: ...
@overload
def published(key: PowerKey) -> PowerAllocation: ...
@overload
def published(key: KaplanKey) -> KaplanLaw: ...
@overload
def published(key: RepetitionKey) -> RepetitionLaw: ...
@overload
def published(key: str) -> Law | RepetitionLaw: ...
def published(key: str) -> Law | RepetitionLaw:
    """The law of the entry called `key`, such as "besiroglu2024"; ValueError names the nearest keys otherwise."""
    return entry(key).law


def entry(key: str) -> Published:
    """The whole entry called `key`; ValueError names the nearest keys otherwise."""
    if key not in PUBLISHED:
        near = difflib.get_close_matches(str(key), PUBLISHED, n=3, cutoff=0.3) or list(PUBLISHED)
        raise ValueError(f"There is no published law {key!r}. Did you mean {', '.join(near)}?")
    return PUBLISHED[key]


def parametric() -> dict[str, ParametricLaw]:
    """The entries that give a loss for every (N, D), in order."""
    return {key: item.law for key, item in PUBLISHED.items() if isinstance(item.law, ParametricLaw)}
