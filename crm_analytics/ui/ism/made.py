"""The model of what is laid out and its section, made once for the same choices."""

from crm_analytics.ism import Model, Work, interpret
from crm_analytics.ism.options import IsmOptions
from crm_analytics.ism.sections import ModelDisplay, ism_section
from crm_analytics.ism.work import Given
from crm_analytics.report.section import Section
from crm_analytics.ui import state

_MODEL, _SECTION = "ism model", "ism section"


def model(here: Work, options: IsmOptions) -> Model:
    """The model of these judgements under a rule."""
    rule = options.rule, options.share, options.strength
    known: tuple[Given, object, Model] | None = state.get(_MODEL, None)
    if known is None or known[0] is not here.given or known[1] != rule:
        known = here.given, rule, interpret(here.given, options.aggregate(here.given))
        state.put(_MODEL, known)
    return known[2]


def section(here: Work, made: Model, display: ModelDisplay) -> Section:
    """Its section."""
    known: tuple[Model, ModelDisplay, Section] | None = state.get(_SECTION, None)
    if known is None or known[0] is not made or known[1] != display:
        known = made, display, ism_section(made, here.origin, display)
        state.put(_SECTION, known)
    return known[2]
