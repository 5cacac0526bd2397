"""Every analysis of a study, each declared once in its own file.

A module of this package that defines `ANALYSIS` is an analysis. Menu, page, widgets, address bar,
command-line options, Overview card, the lists in the documentation and the tests that every
analysis must pass come from that declaration.
"""

import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Generic, Literal, TypeVar

from crm_analytics import analyses
from crm_analytics.analyses.inputs import ItemMoments, ItemPolychorics
from crm_analytics.report import words
from crm_analytics.report.chart import Chart
from crm_analytics.report.options import NoOptions
from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics.resampling import Tick, silent
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View

Chosen = TypeVar("Chosen", covariant=True)
Kind = TypeVar("Kind")
Menu = Literal["Results", "Study"]


@dataclass(frozen=True, eq=False, slots=True)
class Context(Generic[Chosen]):
    """What an analysis is given: the people, their scores, what the reader chose, and who waits.

    options: an object of the analysis' options class.
    moments, polychorics: those of any columns, made once for all analyses of the same people.
    waves: every wave of the study under the same filters; the view is of one of them.
    thorough: also what takes longer and only an analyst asks for.
    every_number: also what stands in tables for the analyst alone and takes longest.
    tick: called with the share of long work that is done; it may raise to stop the work.
    """

    view: View
    scores: Scores
    provenance: Provenance
    options: Chosen
    moments: ItemMoments
    polychorics: ItemPolychorics
    waves: tuple[WaveView, ...] = ()
    thorough: bool = True
    every_number: bool = True
    tick: Tick = silent

    def with_effective(self, table: Table, effective: Iterable[Value]) -> Table:
        """The table with the effective n right after its n, where people weigh differently."""
        if not self.view.weighted:
            return table
        return table.after("n", "n_effective", tuple(effective))


@dataclass(frozen=True, slots=True)
class About:
    """What every section of one analysis has in common; see `Section`."""

    id: str
    title: str
    question: str

    def section(  # noqa: PLR0913 - the parts of a page, each with its name
        self,
        context: "Context[Chosen]",
        finding: str,
        *,
        charts: Iterable[Chart] = (),
        tables: Iterable[Table] = (),
        caveats: Iterable[str] = (),
        method: Iterable[str] = (),
    ) -> Section:
        """The section of what was found."""
        return Section(
            id=self.id,
            title=self.title,
            question=self.question,
            finding=finding,
            charts=tuple(charts),
            tables=tuple(tables),
            caveats=tuple(caveats),
            method=tuple(method),
            provenance=context.provenance,
        )


@dataclass(frozen=True, slots=True)
class Analysis(Generic[Kind]):
    """One question of a manager.

    section: the answer, from a context whose options are of the class `options`.
    place: its place in the menu and in files, rising; the Overview is before all others.
    shows: what an analyst finds in it, in a few words, for the documentation.
    page: the name of its file in `pages/`, where it is not the id.
    menu: the group of the menu.
    overview: whether it has a card on the Overview, which must be there at once.
    needs_waves: whether it has nothing to say of a single wave.
    of_scores: whether its headline is about scores, which people may lack.
    thorough_on_request: on its page, what takes longer is made only when every number is asked
        for.
    """

    about: About
    section: Callable[[Context[Kind]], Section]
    place: int
    shows: str
    options: type[Kind] = NoOptions  # type: ignore[assignment]
    page: str = ""
    menu: Menu = "Results"
    overview: bool = True
    needs_waves: bool = False
    of_scores: bool = False
    thorough_on_request: bool = False

    @property
    def id(self) -> str:
        """The stable name in files, links and on the command line."""
        return self.about.id

    @property
    def page_file(self) -> str:
        """The page, from the top of the project."""
        return f"pages/{self.page or self.id}.py"


def n_of(people: Sequence[int], which: str = "") -> str:
    """Whose number a note tells: "n = 90", or "n = 80 to 90" and which of them."""
    low, high = min(people), max(people)
    return f"n = {low:,}" if low == high else f"n = {low:,} to {high:,}{which}"


def with_bayes(table: Table, factors: Sequence[float | None]) -> Table:
    """The table with Bayes factors right after its p (Holm), and what they say."""
    said = [None if factor is None else words.evidence(factor) for factor in factors]
    return table.after("p_holm", "bf10", factors).after("bf10", "evidence", said)


@cache
def registry() -> dict[str, Analysis[object]]:
    """Every analysis by its id, in the order of their places."""
    modules = (
        import_module(f"{analyses.__name__}.{module.name}")
        for module in pkgutil.iter_modules(analyses.__path__)
    )
    declared: list[Analysis[object]] = [
        module.ANALYSIS for module in modules if hasattr(module, "ANALYSIS")
    ]
    return {analysis.id: analysis for analysis in sorted(declared, key=lambda a: a.place)}
