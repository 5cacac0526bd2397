"""Which factor leads to which? One section, like every other result."""

from crm_analytics.ism.model import Model
from crm_analytics.ism.sections import experts, levels, noted, powers, review
from crm_analytics.ism.sections.charts import charts
from crm_analytics.ism.sections.method import method
from crm_analytics.ism.sections.said import caveats, finding
from crm_analytics.ism.sections.stamp import stamp
from crm_analytics.ism.sections.wishes import Wishes
from crm_analytics.ism.source import Source
from crm_analytics.report.section import Section


def ism_section(model: Model, source: Source, wishes: Wishes | None = None) -> Section:
    """What follows from the judgements, looked at as it is wished."""
    wishes = wishes or Wishes()
    found, robust = model.quadrants(wishes.cut), model.robustness()
    agreed = model.agreement
    return Section(
        id="ism",
        title="ISM",
        question="Which factor leads to which?",
        finding=finding(model),
        charts=tuple(charts(model, wishes, found, agreed)),
        tables=(
            *levels.tables(model),
            *powers.tables(model, found),
            *powers.fuzzy(model),
            *review.tables(model, wishes.alternatives),
            *experts.tables(model, agreed, robust),
            *noted.tables(model, wishes.explained(model)),
        ),
        caveats=caveats(model, found, agreed, robust),
        method=method(model),
        provenance=stamp(source, model.given),
    )
