"""Which drivers are needed? Backward, forward and stepwise selection, as SPSS does them.

A driver enters below p = .05 and leaves above p = .10 (Draper & Smith 1998, chapter 15). The
p-values of a model that was selected by p-values are too small (Harrell 2015, section 4.3).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from crm_analytics.errors import NotEnoughData
from crm_analytics.statistics.least_squares import Cases
from crm_analytics.statistics.regression import Regression, Term, lean

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
    steps = []
    seen = {frozenset(inside)}
    for step in _steps(cases, method, inside):
        if step.entered:
            inside.append(step.driver)
        else:
            inside.remove(step.driver)
        steps.append(step)
        if frozenset(inside) in seen:  # entering and leaving would go on for ever
            break
        seen.add(frozenset(inside))
    return Selection(method, tuple(d for d in drivers if d in inside), tuple(steps))


def _steps(cases: Cases, method: Method, inside: Sequence[str]) -> Iterator[Step]:
    """Next steps; whoever asks changes `inside` in between."""
    while True:
        step = None if method == "forward" else _leaving(cases, inside)
        if step is None and method != "backward":
            step = _entering(cases, inside)
        if step is None:
            return
        yield step


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
    tried = [
        found
        for name in cases.names[:-1]
        if name not in inside and (found := _tried(cases, [*inside, name]))
    ]
    if not tried:
        return None
    best, r2 = min(tried, key=lambda found: (found[0].p, -abs(found[0].t)))
    return Step(True, best.term, best.p, r2) if best.p < P_IN else None


def _tried(cases: Cases, names: Sequence[str]) -> tuple[Term, float] | None:
    """The last driver of a model, and its R²; None where the others already make it up."""
    try:
        model = _model(cases, names)
    except NotEnoughData:
        return None
    return model.drivers[-1], model.r2


def _model(cases: Cases, names: Sequence[str]) -> Regression:
    return lean(cases, (*names, cases.names[-1]))
