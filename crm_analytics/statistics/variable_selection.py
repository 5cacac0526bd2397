"""Which drivers are needed? Backward, forward and stepwise selection, as SPSS does them.

A driver enters below p = .05 and leaves above p = .10 (Draper & Smith 1998, chapter 15). The
p-values of a model that was selected by p-values are too small (Harrell 2015, section 4.3).
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.least_squares import Cases
from crm_analytics.statistics.regression import Regression, lean

Method = Literal["backward", "forward", "stepwise"]

P_IN, P_OUT = 0.05, 0.10


@dataclass(frozen=True, slots=True)
class Step:
    """One driver entered or removed, its p at that moment, and R² afterwards."""

    entered: bool
    driver: str
    p: float
    r2: float


@dataclass(frozen=True, slots=True)
class Selection:
    """kept: in the order of the drivers; may be empty. steps: in the order they were made."""

    method: Method
    kept: tuple[str, ...]
    steps: tuple[Step, ...]


def selection(cases: Cases, method: Method) -> Selection:
    """The drivers that a method keeps; every step is tested among the same people.

    Forward and stepwise pass over a driver that those inside already make up. Raises NotEnoughData
    where the first model cannot be estimated.
    """
    drivers = cases.names[:-1]
    inside = list(drivers) if method == "backward" else []
    steps: list[Step] = []
    seen: set[frozenset[str]] = set()
    while frozenset(inside) not in seen:  # entering and leaving would go on for ever
        seen.add(frozenset(inside))
        step = None if method == "forward" else _leaving(cases, inside)
        if step is None and method != "backward":
            step = _entering(cases, inside)
        if step is None:
            break
        steps.append(step)
        inside = [name for name in inside if name != step.driver]
        if step.entered:
            inside.append(step.driver)
    return Selection(method, tuple(d for d in drivers if d in inside), tuple(steps))


def _leaving(cases: Cases, inside: Sequence[str]) -> Step | None:
    if not inside:
        return None
    weakest = max(_model(cases, inside).drivers, key=lambda term: term.p)
    if weakest.p <= P_OUT:
        return None
    rest = [name for name in inside if name != weakest.term]
    return Step(False, weakest.term, weakest.p, _model(cases, rest).r2 if rest else 0.0)


def _entering(cases: Cases, inside: Sequence[str]) -> Step | None:
    """The candidate with the smallest p; where several are 0, that of the largest t."""
    tried = []
    for name in cases.names[:-1]:
        if name not in inside:
            with suppress(NotEnoughData):  # those inside make it up already
                tried.append(_model(cases, [*inside, name]))
    if not tried:
        return None
    model = min(tried, key=lambda model: (model.drivers[-1].p, -abs(model.drivers[-1].t)))
    best = model.drivers[-1]
    return Step(True, best.term, best.p, model.r2) if best.p < P_IN else None


def _model(cases: Cases, names: Sequence[str]) -> Regression:
    return lean(cases, (*names, cases.names[-1]))
