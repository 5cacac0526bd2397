"""How the check of printed tables looks: one section, like every other result."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from crm_analytics import __version__
from crm_analytics.paper.checking import PaperCheck
from crm_analytics.paper.finding import Finding
from crm_analytics.paper.table import PrintedTable
from crm_analytics.report import words
from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table

METHOD = (
    "Every printed number stands for all numbers that round to it: .0918 for .09175 to .09185. "
    "From these intervals follows where another number of the table has to lie; it is named when "
    "it cannot lie there, however the numbers were rounded. Digits that were cut off instead of "
    "rounded can look like a mistake in the last place.",
    "When two numbers contradict each other, the one is named that disagrees with more of the "
    "others; if there is no such one, the one that follows from the other. Which of them has to "
    "be corrected, only the answers behind the paper can tell.",
    "Tests and intervals are two-tailed; a flag is * at .05, ** at .01, *** at .001. Critical "
    "values are those at .05. A mean of whole numbers is tested as Brown & Heathers (2017) do "
    "where whole-number items are stated.",
)


def section(tables: Sequence[PrintedTable], check: PaperCheck, name: str, text: str) -> Section:
    """What contradicts in the tables of a text, and what was tested. name: of the file."""
    several = len(tables) > 1
    rules = ((rule, times, check.failed[rule]) for rule, times in check.tested.items())
    rows = sum(len(table.grid) for table in tables)
    return Section(
        id="paper",
        title="Check a paper",
        question="Do these printed numbers agree with each other?",
        finding=_finding(check),
        charts=(),
        tables=(
            _findings(check.findings, several),
            Table.of("tested", "What was tested", ("rule", "tested", "contradicted"), rules),
        ),
        caveats=tuple(_caveats(tables, several)),
        method=METHOD,
        provenance=Provenance(
            study=name,
            data_sha256=sha256(text.encode("utf-8", "replace")).hexdigest(),
            questionnaire_sha256="",
            rows=rows,
            people=rows,
            filters=(),
            waves=(),
            version=__version__,
            unit="rows",
        ),
    )


def _finding(check: PaperCheck) -> str:
    if not check.relations:
        return "No printed number says anything about another, so nothing could be tested."
    tested = f"{words.counted(check.relations, 'relation')} tested"
    if not check.findings:
        return f"{tested}, none contradicts."
    first, *more = check.findings
    verb = "contradicts" if check.contradicted == 1 else "contradict"
    rest = f", and {words.counted(len(more), 'more number')} cannot be true" if more else ""
    return (
        f"{tested}, {check.contradicted:,} {verb}: {first.column} of {first.row} is printed "
        f"{first.printed} and would have to be {first.implied}{rest}."
    )


def _findings(found: Sequence[Finding], several: bool) -> Table:
    columns = ("table", "row", "column", "printed", "implied", "implied_low", "implied_high")
    rows = (
        (f.table, f.row, f.column, f.printed, f.implied, f.low, f.high, f.reason) for f in found
    )
    brief = ("row", "column", "printed", "implied", "reason")
    return Table.of(
        "findings",
        "What cannot be true",
        (*columns, "reason"),
        rows,
        (("table",) if several else ()) + brief,
    )


def _caveats(tables: Sequence[PrintedTable], several: bool) -> Iterator[str]:
    for number, table in enumerate(tables, 1):
        unknown = table.unrecognised
        if unknown:
            where = f" of table {number}" if several else ""
            yield f"Not checked, for the name is not known or stands twice{where}: " + (
                f"{words.listed(unknown, 8)}."
            )
