"""Which factor leads to which? One section, like every other result."""

from crm_analytics.ism.model import Model
from crm_analytics.ism.sections import experts, levels, noted, powers, review
from crm_analytics.ism.sections.charts import charts
from crm_analytics.ism.sections.display import ModelDisplay
from crm_analytics.ism.sections.method import method
from crm_analytics.ism.sections.said import caveats, finding
from crm_analytics.ism.sections.stamp import stamp
from crm_analytics.ism.source import Source
from crm_analytics.report.section import Section


def ism_section(model: Model, source: Source, display: ModelDisplay | None = None) -> Section:
    """What follows from the judgements, looked at as it is wished."""
    display = display or ModelDisplay()
    found, robust = model.quadrants(display.options.cut), model.robustness()
    agreed = model.agreement
    return Section(
        id="ism",
        title="ISM",
        question="Which factor leads to which?",
        finding=finding(model),
        charts=tuple(charts(model, display, found, agreed)),
        tables=(
            *levels.tables(model),
            *powers.tables(model, found),
            *powers.fuzzy(model),
            *review.tables(model, display.options.alternatives),
            *experts.tables(model, agreed, robust),
            *noted.tables(model, display.explained(model)),
        ),
        caveats=caveats(model, found, agreed, robust),
        method=method(model),
        provenance=stamp(source, model.given),
    )
