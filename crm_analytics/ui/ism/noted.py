"""Why one factor leads to another, a sentence for each link."""

from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from crm_analytics.ism import Model, Work
from crm_analytics.ism.reasons import LONGEST
from crm_analytics.ui.drafts import new_edits, table
from crm_analytics.ui.ism import desk as desks
from crm_analytics.ui.ism.desk import REASONS
from crm_analytics.ui.ism.typed import typed

MANY = 600  # links; above, only the direct ones are listed


@dataclass(frozen=True, slots=True)
class _About:
    begun: desks.Begun
    ids: tuple[str, ...]
    links: tuple[tuple[str, ...], ...]


def noted(here: Work, made: Model) -> None:
    """A row a link; a transitive link with a reason is drawn, dashed."""
    with st.expander("Why: a reason for each link", key="ism reasons why"):
        st.caption(
            "Write how one factor leads to the other; a ring on the arrow shows it. A link that "
            "only follows from others is drawn, dashed, once it has a reason of its own."
        )
        direct = made.relations.arrows
        added = made.added if len(direct) + len(made.added) <= MANY else ()
        ids = tuple(factor.id for factor in made.factors)
        rows = tuple(
            (kind, ids[i], ids[j], here.reasons.get((ids[i], ids[j]), ""))
            for kind, links in (("direct", direct), ("transitive", added))
            for i, j in links
        )
        if not rows:
            st.markdown("No factor leads to another yet: give a pair a letter first.")
            return
        held = table(REASONS, _About(here.begun, ids, tuple(row[:3] for row in rows)), rows)
        names = {factor.id: str(factor) for factor in made.factors}
        cells = {
            "from": [names[row[1]] for row in held.base],
            "to": [names[row[2]] for row in held.base],
            "kind": [row[0] for row in held.base],
            "why": [row[3] for row in held.base],
        }
        st.data_editor(
            pd.DataFrame(cells),
            key=held.key,
            on_change=_said,
            hide_index=True,
            num_rows="fixed",
            disabled=["from", "to", "kind"],
            alt="A reason for each link",
            column_config={
                "from": st.column_config.TextColumn("From"),
                "to": st.column_config.TextColumn("Leads to"),
                "kind": st.column_config.TextColumn("Kind"),
                "why": st.column_config.TextColumn("Why", width="large", max_chars=LONGEST),
            },
        )


def _said() -> None:
    """Take over the reasons; an empty one is none."""
    here, (held, changed) = desks.desk(), new_edits(REASONS)
    about = held.about
    if not isinstance(about, _About) or not desks.still(about.begun):
        return
    reasons = dict(here.reasons)
    # an id may be another by now
    called = dict(zip(about.ids, (factor.id for factor in here.given.factors), strict=True))
    for place, cells in changed.items():
        tail, head = (called[id] for id in held.base[place][1:3])
        text = typed(cells.get("why"), LONGEST)
        reasons.pop((tail, head), None)
        if text:
            reasons[tail, head] = text
    desks.put(replace(here, reasons=reasons))
