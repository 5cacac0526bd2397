"""What should I know in one minute?"""

from collections.abc import Sequence

from crm_analytics.report.section import Provenance, Section
from crm_analytics.report.table import Table

HEADLINE = ("drivers", "priority", "relations", "reliability")  # first one with a figure leads


def section(others: Sequence[Section], provenance: Provenance) -> Section:
    """The findings of the other sections, and one of them as the headline."""
    by_id = {other.id: other for other in others}
    leading = next((by_id[id] for id in HEADLINE if id in by_id and by_id[id].charts), others[0])
    return Section(
        id="overview",
        title="Overview",
        question="What should I know in one minute?",
        finding=leading.finding,
        charts=leading.charts[:1],
        tables=(
            Table.of(
                "findings",
                "Findings",
                ("name", "finding"),
                ((other.title, other.finding) for other in others),
            ),
        ),
        caveats=tuple(f"{other.title}: {other.caveats[0]}" for other in others if other.caveats),
        method=("Each finding is explained on its own page.",),
        provenance=provenance,
    )
