"""Scaling laws of language models: published constants, optimal allocations, and live exhibits.

>>> import scalinglaws as sl
>>> print(sl.compute_optimal(sl.published("besiroglu2024"), 5.76e23))
72.25 B parameters on 1.329 T tokens, 18.39 tokens per parameter
  N = 7.225e+10 parameters, D = 1.329e+12 tokens
  C = 5.76e+23 FLOP, loss = 1.974 nats per token
"""

from scalinglaws.allocation import (
    Allocation,
    Division,
    PricedAllocation,
    Prices,
    bill,
    compute_optimal,
    compute_optimal_for_loss,
    compute_optimal_for_size,
    cost_optimal,
    critical_size,
    data_factor,
    excess_compute,
    inference_optimal,
    overtrain,
    overtraining_overhead,
)
from scalinglaws.coefficients import PUBLISHED, Published, entry, parametric, published
from scalinglaws.data_constrained import (
    DataConstrainedAllocation,
    Pool,
    break_even,
    data_constrained_optimal,
    pool_optimal,
)
from scalinglaws.fitting import bootstrap, fit_isoflop, fit_parametric
from scalinglaws.flops import CHIPS
from scalinglaws.kaplan import KaplanLaw
from scalinglaws.laws import Law, ParametricLaw, PowerAllocation, RepetitionLaw
from scalinglaws.models import MODELS, Model, disclosed, model
from scalinglaws.planner import Hardware, Needs, Plan, plan
from scalinglaws.units import say

__version__ = "0.1.0"

__all__ = [
    "CHIPS",
    "MODELS",
    "PUBLISHED",
    "Allocation",
    "DataConstrainedAllocation",
    "Division",
    "Hardware",
    "KaplanLaw",
    "Law",
    "Model",
    "Needs",
    "ParametricLaw",
    "Plan",
    "Pool",
    "PowerAllocation",
    "PricedAllocation",
    "Prices",
    "Published",
    "RepetitionLaw",
    "bill",
    "bootstrap",
    "break_even",
    "compute_optimal",
    "compute_optimal_for_loss",
    "compute_optimal_for_size",
    "cost_optimal",
    "critical_size",
    "data_constrained_optimal",
    "data_factor",
    "disclosed",
    "entry",
    "excess_compute",
    "fit_isoflop",
    "fit_parametric",
    "inference_optimal",
    "model",
    "overtrain",
    "overtraining_overhead",
    "parametric",
    "plan",
    "pool_optimal",
    "published",
    "say",
]
