"""The one form that a page, a slide, a sheet and the JSON all show."""

from dataclasses import dataclass
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from crm_analytics import __version__
from crm_analytics.report.chart import Chart
from crm_analytics.report.table import Table
from crm_analytics.report.words import plain

if TYPE_CHECKING:
    from crm_analytics.survey.view import View


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the numbers come from, so that they can be found again.

    people: how many of the file's `rows` are being looked at.
    unit: what these are; a printed table has rows.
    filters: demographic and the categories kept, in questionnaire order.
    questionnaire_version: as the store counts them; 0 where none is kept.
    """

    study: str
    data_sha256: str
    questionnaire_sha256: str
    rows: int
    people: int
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    waves: tuple[str, ...]
    version: str
    unit: str = "people"
    questionnaire_version: int = 0

    @property
    def line(self) -> str:
        """The people being looked at, in one line."""
        kept = " · ".join(f"{name}: {', '.join(categories)}" for name, categories in self.filters)
        count = f"{self.people:,} of {self.rows:,} {self.unit}"
        return " · ".join(part for part in (self.study, *self.waves, count, kept) if part)


def provenance(
    view: "View", data_sha256: str, questionnaire: str, questionnaire_version: int = 0
) -> Provenance:
    """The stamp of every section of a view. questionnaire: the file's text."""
    return Provenance(
        study=view.instrument.title,
        data_sha256=data_sha256,
        questionnaire_sha256=sha256(questionnaire.encode()).hexdigest(),
        rows=view.rows,
        people=view.people,
        filters=view.filters,
        waves=(view.wave,) if view.wave else (),
        version=__version__,
        questionnaire_version=questionnaire_version,
    )


@dataclass(frozen=True, eq=False, slots=True)
class Section:
    """One finding: what it is called, what it says, what shows it, what weakens it.

    id: the stable name in files, for example "reliability".
    question: what a manager would ask.
    finding: one sentence a manager can repeat.
    method: how the numbers are defined, with sources; one paragraph each.
    note: what a person wrote beside it; text, never markup.
    caption: the exact numbers behind the finding, for the analyst.
    """

    id: str
    title: str
    question: str
    finding: str
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    caveats: tuple[str, ...]
    method: tuple[str, ...]
    provenance: Provenance
    note: str = ""
    caption: str = ""

    def _repr_html_(self) -> str:
        """The section in a notebook: finding, its numbers, what weakens it, every brief table."""
        weak = "".join(f"<li>{escape(plain(caveat))}</li>" for caveat in self.caveats)
        parts = [
            f"<h4>{escape(plain(self.finding))}</h4>",
            f"<p>{escape(plain(self.caption))}</p>" if self.caption else "",
            f"<p>What weakens it:</p><ul>{weak}</ul>" if weak else "",
            *(table.shown()._repr_html_() for table in self.tables if not table.detail),
        ]
        return "".join(parts)
