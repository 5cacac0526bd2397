"""The ISM page: judgements in, what leads to what, and everything that can be done about it."""

from dataclasses import replace

from crm_analytics.ui import choose
from crm_analytics.ui.show import show
from crm_analytics.ui.structure import desk as desks
from crm_analytics.ui.structure.arrange import arrange
from crm_analytics.ui.structure.audit import audited
from crm_analytics.ui.structure.doctor import doctor
from crm_analytics.ui.structure.factors import factors
from crm_analytics.ui.structure.given import laid_out, ways_in
from crm_analytics.ui.structure.grid import grid
from crm_analytics.ui.structure.made import model, section
from crm_analytics.ui.structure.noted import noted
from crm_analytics.ui.structure.scores import means


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
