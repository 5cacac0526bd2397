"""The ISM page: judgements in, what leads to what, and everything that can be done about it."""

from dataclasses import replace

import streamlit as st

from crm_analytics.ui import choose
from crm_analytics.ui.show import sheet
from crm_analytics.ui.structure import desk as desks
from crm_analytics.ui.structure.arrange import arrange
from crm_analytics.ui.structure.audit import audited
from crm_analytics.ui.structure.desk import Desk
from crm_analytics.ui.structure.doctor import doctor
from crm_analytics.ui.structure.factors import factors
from crm_analytics.ui.structure.given import ways_in
from crm_analytics.ui.structure.grid import grid
from crm_analytics.ui.structure.noted import noted
from crm_analytics.ui.structure.scores import means


def desk_or_stop() -> Desk:
    """What is laid out; before anything is, what to do."""
    ways_in()
    here = desks.desk()
    if here is None:
        st.info("Try a sample above, drop a file, or start with the names of your factors.")
        st.stop()
    return here


def explore(here: Desk) -> None:
    """Choices, the finding and its drawing, the judgements under it, then everything else."""
    rule, wished, detail = choose.structure(here.given)
    made = desks.model(here, rule)
    under, whose = means(here.linked)
    wishes = replace(wished, reasons=here.reasons, moved=here.moved, under=under, whose=whose)

    def beneath() -> None:
        arrange(here, made, wishes)
        grid(here, made)
        doctor(here, made)
        noted(here, made)
        factors(here, made, wishes)

    sheet(desks.section(here, made, wishes), detail, beneath)
    audited(here, made, detail)
