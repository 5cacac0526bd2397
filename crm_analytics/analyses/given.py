"""What a section is made of, and how it is put together."""

from collections.abc import Iterable
from dataclasses import dataclass

from crm_analytics.analyses.choices import Choices
from crm_analytics.report.chart import Chart
from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table, Value
from crm_analytics.statistics.pairs.ordinal import ByColumns as Polychorics
from crm_analytics.statistics.reliability import ByColumns as Moments
from crm_analytics.statistics.resampling import Tick, silent
from crm_analytics.statistics.scores import Scores
from crm_analytics.survey.over_time import WaveView
from crm_analytics.survey.view import View


@dataclass(frozen=True, eq=False, slots=True)
class Given:
    """The people, their scores, what the reader chose, and who waits.

    moments, polychorics: those of any columns, made once for all sections.
    waves: every wave of the study under the same filters; the view is of one of them.
    tick: called with the share of long work that is done; it may raise to stop the work.
    """

    view: View
    scores: Scores
    provenance: Provenance
    choices: Choices
    moments: Moments
    polychorics: Polychorics
    waves: tuple[WaveView, ...] = ()
    tick: Tick = silent

    def with_effective(self, table: Table, effective: Iterable[Value]) -> Table:
        """The table with the effective n right after its n, where people weigh differently."""
        if not self.view.weighted:
            return table
        return table.after("n", "n_effective", tuple(effective))


@dataclass(frozen=True, slots=True)
class Shell:
    """What every section of one kind has in common."""

    id: str
    title: str
    question: str

    def section(  # noqa: PLR0913 - the parts of a page, each with its name
        self,
        given: Given,
        finding: str,
        *,
        charts: Iterable[Chart] = (),
        tables: Iterable[Table] = (),
        caveats: Iterable[str] = (),
        method: Iterable[str] = (),
    ) -> Section:
        """The section of what was found."""
        return Section(
            self.id,
            self.title,
            self.question,
            finding,
            tuple(charts),
            tuple(tables),
            tuple(caveats),
            tuple(method),
            given.provenance,
        )
