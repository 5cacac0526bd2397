"""The ISM page: judgements in, what leads to what, and everything that can be done about it."""

from dataclasses import replace

from crm_analytics.ui import choose
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
from crm_analytics.ui.show import show


def explore() -> None:
    """Choices, the finding and its drawing, the judgements under it, then everything else."""
    held = desks.fresh()
    ways_in(held)
    here = laid_out(held)
    rule, wished, detail = choose.structure(here.given)
    made = model(here, rule)
    under, whose = means(here.linked)
    wishes = replace(wished, reasons=here.reasons, moved=here.moved, under=under, whose=whose)

    def beneath() -> None:
        arrange(here, made, wishes)
        grid(here, made)
        doctor(here, made)
        noted(here, made)
        factors(here, made, wishes)

    show(section(here, made, wishes), detail, beneath)
    audited(here, made, detail)
