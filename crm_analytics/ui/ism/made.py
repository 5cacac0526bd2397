"""The model of what is laid out and its section, made once for the same wishes."""

from crm_analytics.ism import Model, Work, interpret
from crm_analytics.ism.sections import Wishes, ism_section
from crm_analytics.ism.work import Given
from crm_analytics.report.section import Section
from crm_analytics.ui import state
from crm_analytics.ui.ism.rule import Rule

_MODEL, _SECTION = "ism model", "ism section"


def model(here: Work, rule: Rule) -> Model:
    """The model of these judgements under a rule."""
    known: tuple[Given, Rule, Model] | None = state.get(_MODEL, None)
    if known is None or known[0] is not here.given or known[1] != rule:
        known = here.given, rule, interpret(here.given, rule.aggregate(here.given))
        state.put(_MODEL, known)
    return known[2]


def section(here: Work, made: Model, wishes: Wishes) -> Section:
    """Its section."""
    known: tuple[Model, Wishes, Section] | None = state.get(_SECTION, None)
    if known is None or known[0] is not made or known[1] != wishes:
        known = made, wishes, ism_section(made, here.origin, wishes)
        state.put(_SECTION, known)
    return known[2]
