"""The ISM page: judgements in, what leads to what, and everything that can be done about it."""

from crm_analytics.ism.options import IsmOptions
from crm_analytics.ism.sections import ModelDisplay
from crm_analytics.ui.ism import desk as desks
from crm_analytics.ui.ism.arrange import arrange
from crm_analytics.ui.ism.audit import audited
from crm_analytics.ui.ism.doctor import doctor
from crm_analytics.ui.ism.factors import factors
from crm_analytics.ui.ism.given import laid_out, ways_in
from crm_analytics.ui.ism.grid import grid
from crm_analytics.ui.ism.made import model, section
from crm_analytics.ui.ism.noted import noted
from crm_analytics.ui.ism.scores import means
from crm_analytics.ui.options import ask
from crm_analytics.ui.show import show


def explore() -> None:
    """Choices, the finding and its drawing, the judgements under it, then everything else."""
    held = desks.fresh()
    ways_in(held)
    here = laid_out(held)
    options, detail = ask("ism", IsmOptions, here.given)
    made = model(here, options)
    under, whose = means(here.linked)
    display = ModelDisplay(options, here.reasons, here.moved, under, whose)

    def beneath() -> None:
        arrange(here, made, display)
        grid(here, made)
        doctor(here, made)
        noted(here, made)
        factors(here, made, display)

    show(section(here, made, display), detail, beneath)
    audited(here, made, detail)
