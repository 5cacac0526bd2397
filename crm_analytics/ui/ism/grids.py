"""The judgements and the reasons for them as grids: every edit counts at once."""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pandas as pd
import streamlit as st

from crm_analytics.ism import Factor, FuzzyPanel, IsmDocument, Model, Panel, write
from crm_analytics.ism.judgements import LETTERS, MIRROR, Judgements
from crm_analytics.ism.model import LONGEST
from crm_analytics.ui import drafts, state
from crm_analytics.ui.drafts import Edits, renew
from crm_analytics.ui.ism import document as documents
from crm_analytics.ui.ism.document import GRID, REASONS
from crm_analytics.ui.ism.factors import cell_text
from crm_analytics.ui.messages import plain

LEGEND = (
    "**V** the row leads to the column · **A** the column leads to the row · **X** both · "
    "**O** neither. Click a cell above the diagonal and type a letter; everything follows."
)
STRENGTH = "How strongly the row leads to the column, from 0 to 1. Click a cell and type a number."
NAME = "factor"
Rows = tuple[tuple[str, ...], ...]
MANY = 600  # links; above, only the direct ones are listed
_EXPERT = "ism expert"
# what a grid is about: the judgements as they were read, the expert, the factors
_Judged = tuple[documents.Begun, int, tuple[Factor, ...]]
# the judgements as they were read, the ids of the factors, the links
_Explained = tuple[documents.Begun, tuple[str, ...], tuple[tuple[str, ...], ...]]


def judgement_grid(document: IsmDocument, model: Model) -> None:
    """Whose judgements, their grid, and the way out again."""
    st.markdown("**Judgements**")
    if len(document.judgements.experts) > 1:
        _whose(document)
    fuzzy = isinstance(document.judgements, FuzzyPanel)
    st.caption(STRENGTH if fuzzy else LEGEND)
    expert = documents.expert(document)
    about = document.begun, expert, document.judgements.factors
    held = drafts.table(GRID, about, _cells(document.judgements, expert))
    factors = document.judgements.factors
    named = [" ".join(str(factor).split()) for factor in factors]
    table = pd.DataFrame(held.base, columns=[str(j) for j in range(len(factors))])
    table.insert(0, NAME, named)
    rule, width, most = (r"^(0|1|0?[.,]\d+)?$", 64, None) if fuzzy else ("^[VAXOvaxo]?$", 56, 1)
    config = {NAME: st.column_config.TextColumn("Factor", pinned=True, width=200)}
    for j, factor in enumerate(factors):  # called by the id, for a name is too long: it is in help
        config[str(j)] = st.column_config.TextColumn(
            factor.id, width=width, max_chars=most, validate=rule, help=plain(str(factor))
        )
    st.data_editor(
        table,
        key=held.key,
        on_change=_restrengthened if fuzzy else _rejudged,
        hide_index=True,
        num_rows="fixed",
        disabled=[NAME],
        height="content" if len(factors) <= 20 else 600,
        width="content" if len(factors) <= 12 else "stretch",
        alt="Which factor leads to which, a letter for each pair",
        column_config=config,
    )
    _out(document, model)


def _whose(document: IsmDocument) -> None:
    """Whose judgements are in the grid; other experts have a choice of their own."""
    experts = document.judgements.experts
    key = "|".join((_EXPERT, *experts))
    state.put(key, documents.expert(document))
    st.segmented_control(
        "Expert", range(len(experts)), required=True, key=key,
        format_func=lambda i: plain(experts[i]), on_change=_turned, args=(key,),
    )  # fmt: skip


def _turned(key: str) -> None:
    documents.show_expert(state.get(key, 0))


def _cells(judgements: Judgements, expert: int) -> Rows:
    return (
        _strengths(judgements, expert)
        if isinstance(judgements, FuzzyPanel)
        else _letters(judgements, expert)
    )


def _letters(judgements: Panel, expert: int) -> Rows:
    one, n = judgements.of(expert), len(judgements.factors)
    return tuple(tuple(one.letter(i, j) if i < j else "" for j in range(n)) for i in range(n))


def _strengths(judgements: FuzzyPanel, expert: int) -> Rows:
    own = judgements.strength[expert]
    return tuple(
        tuple("" if i == j else f"{value:g}" for j, value in enumerate(row))
        for i, row in enumerate(own)
    )


def _changed(base: Rows, changed: Edits) -> Iterator[tuple[int, int, str]]:
    """Every cell that was edited, with what it says now."""
    for i, cells in changed.items():
        for column, said in cells.items():
            if column.isdigit() and int(i) < len(base) and int(column) < len(base):
                yield int(i), int(column), str(said or "").strip().upper()


def _edited() -> tuple[int, tuple[tuple[int, int, str], ...]] | None:
    """Whose cells were edited, and to what; None where they are not here any more."""
    held, changed = drafts.new_edits(GRID)
    if held.about is None:
        return None
    begun, expert, _ = cast("_Judged", held.about)
    if not documents.unchanged_since(begun):
        return None
    return expert, tuple(_changed(held.base, changed))


def _rejudged() -> None:
    """Take over the letters; one below the diagonal is the pair seen from the other side."""
    judgements, edited = documents.last_shown().judgements, _edited()
    if edited is None or not isinstance(judgements, Panel):
        return
    expert, changed = edited
    letters: dict[tuple[int, int], str] = {}
    for i, j, said in changed:
        if said not in LETTERS or i >= j:
            renew(GRID)  # the cell shows again what counts
        if said in LETTERS and i != j:
            letters[min(i, j), max(i, j)] = said if i < j else MIRROR[said]
    typed = ((i, j, said) for (i, j), said in letters.items())
    documents.keep_letters(expert, judgements.of(expert).with_letters(typed).leads)


def _restrengthened() -> None:
    judgements, edited = documents.last_shown().judgements, _edited()
    if edited is None or not isinstance(judgements, FuzzyPanel):
        return
    expert, changed = edited
    strength = judgements.strength[expert].copy()
    for i, j, said in changed:
        value = _number(said)
        if value is None or i == j:
            renew(GRID)
        else:
            strength[i, j] = value
    documents.keep_strengths(expert, strength)


def _number(said: str) -> float | None:
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _out(document: IsmDocument, model: Model) -> None:
    """The judgements as files again."""
    with st.container(horizontal=True):
        st.download_button(
            "SSIM that counts, as CSV", write(model.relations).encode("utf-8-sig"), "ssim.csv",
            "text/csv", on_click="ignore", key="ssim that counts",
        )  # fmt: skip
        if isinstance(document.judgements, Panel) and len(document.judgements.experts) > 1:
            st.download_button(
                "This expert's SSIM, as CSV",
                write(document.judgements.of(documents.expert(document))).encode("utf-8-sig"),
                "ssim_expert.csv", "text/csv", on_click="ignore", key="ssim of an expert",
            )  # fmt: skip


def reason_grid(document: IsmDocument, model: Model) -> None:
    """A row a link; a transitive link with a reason is drawn, dashed."""
    with st.expander("Why: a reason for each link", key="ism reasons why"):
        st.caption(
            "Write how one factor leads to the other; a ring on the arrow shows it. A link that "
            "only follows from others is drawn, dashed, once it has a reason of its own."
        )
        direct = model.relations.arrows
        added = model.added if len(direct) + len(model.added) <= MANY else ()
        ids = tuple(factor.id for factor in model.factors)
        rows = tuple(
            (kind, ids[i], ids[j], document.reasons.get((ids[i], ids[j]), ""))
            for kind, links in (("direct", direct), ("transitive", added))
            for i, j in links
        )
        if not rows:
            st.markdown("No factor leads to another yet: give a pair a letter first.")
            return
        about = document.begun, ids, tuple(row[:3] for row in rows)
        held = drafts.table(REASONS, about, rows)
        names = {factor.id: str(factor) for factor in model.factors}
        cells = {
            "from": [names[row[1]] for row in held.base],
            "to": [names[row[2]] for row in held.base],
            "kind": [row[0] for row in held.base],
            "why": [row[3] for row in held.base],
        }
        st.data_editor(
            pd.DataFrame(cells),
            key=held.key,
            on_change=_reasons_changed,
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


def _reasons_changed() -> None:
    """Take over the reasons; an empty one is none."""
    document, (held, changed) = documents.last_shown(), drafts.new_edits(REASONS)
    if held.about is None:
        return
    begun, ids, _ = cast("_Explained", held.about)
    if not documents.unchanged_since(begun):
        return
    reasons = dict(document.reasons)
    # an id may be another by now
    called = dict(zip(ids, (factor.id for factor in document.judgements.factors), strict=True))
    for place, cells in changed.items():
        tail, head = (called[id] for id in held.base[place][1:3])
        text = cell_text(cells.get("why"), LONGEST)
        reasons.pop((tail, head), None)
        if text:
            reasons[tail, head] = text
    documents.keep(replace(document, reasons=reasons))
