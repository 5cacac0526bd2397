"""The SSIM as a grid: every edit is a judgement that counts at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from crm_analytics.ism import Factor, FuzzyPanel, Model, Panel, Work, write
from crm_analytics.ism.relations import LETTERS, MIRROR
from crm_analytics.ui import drafts, state
from crm_analytics.ui.drafts import Edits, renew
from crm_analytics.ui.ism import desk as desks
from crm_analytics.ui.ism.desk import GRID
from crm_analytics.ui.messages import plain

LEGEND = (
    "**V** the row leads to the column · **A** the column leads to the row · **X** both · "
    "**O** neither. Click a cell above the diagonal and type a letter; everything follows."
)
STRENGTH = "How strongly the row leads to the column, from 0 to 1. Click a cell and type a number."
NAME = "factor"
Rows = tuple[tuple[str, ...], ...]
_EXPERT = "ism expert"


@dataclass(frozen=True, slots=True)
class _About:
    begun: desks.Begun
    expert: int
    factors: tuple[Factor, ...]


def grid(here: Work, made: Model) -> None:
    """Whose judgements, their grid, and the way out again."""
    st.markdown("**Judgements**")
    if len(here.given.experts) > 1:
        _whose(here)
    fuzzy = isinstance(here.given, FuzzyPanel)
    st.caption(STRENGTH if fuzzy else LEGEND)
    expert = desks.expert(here)
    about = _About(here.begun, expert, here.given.factors)
    held = drafts.table(GRID, about, _cells(here.given, expert))
    factors = here.given.factors
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
    _out(here, made)


def _whose(here: Work) -> None:
    """Whose judgements are in the grid; other experts have a choice of their own."""
    experts = here.given.experts
    key = "|".join((_EXPERT, *experts))
    state.put(key, desks.expert(here))
    st.segmented_control(
        "Expert", range(len(experts)), required=True, key=key,
        format_func=lambda i: plain(experts[i]), on_change=_turned, args=(key,),
    )  # fmt: skip


def _turned(key: str) -> None:
    desks.turn_to(state.get(key, 0))


def _cells(given: Panel | FuzzyPanel, expert: int) -> Rows:
    return _strengths(given, expert) if isinstance(given, FuzzyPanel) else _letters(given, expert)


def _letters(given: Panel, expert: int) -> Rows:
    one, n = given.of(expert), len(given.factors)
    return tuple(tuple(one.letter(i, j) if i < j else "" for j in range(n)) for i in range(n))


def _strengths(given: FuzzyPanel, expert: int) -> Rows:
    own = given.strength[expert]
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


def _edited() -> tuple[_About | None, tuple[tuple[int, int, str], ...]]:
    """What was typed and about what; nothing where that is not here any more."""
    held, changed = drafts.new_edits(GRID)
    about = held.about
    if not isinstance(about, _About) or not desks.still(about.begun):
        return None, ()
    return about, tuple(_changed(held.base, changed))


def _rejudged() -> None:
    """Take over the letters; one below the diagonal is the pair seen from the other side."""
    given, (about, changed) = desks.desk().given, _edited()
    if about is None or not isinstance(given, Panel):
        return
    letters: dict[tuple[int, int], str] = {}
    for i, j, said in changed:
        if said not in LETTERS or i >= j:
            renew(GRID)  # the cell shows again what counts
        if said in LETTERS and i != j:
            letters[min(i, j), max(i, j)] = said if i < j else MIRROR[said]
    typed = ((i, j, said) for (i, j), said in letters.items())
    desks.rejudge(about.expert, given.of(about.expert).with_letters(typed).leads)


def _restrengthened() -> None:
    given, (about, changed) = desks.desk().given, _edited()
    if about is None or not isinstance(given, FuzzyPanel):
        return
    strength = given.strength[about.expert].copy()
    for i, j, said in changed:
        value = _number(said)
        if value is None or i == j:
            renew(GRID)
        else:
            strength[i, j] = value
    desks.restrengthen(about.expert, strength)


def _number(said: str) -> float | None:
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _out(here: Work, made: Model) -> None:
    """The judgements as files again."""
    with st.container(horizontal=True):
        st.download_button(
            "SSIM that counts, as CSV", write(made.relations).encode("utf-8-sig"), "ssim.csv",
            "text/csv", on_click="ignore", key="ssim that counts",
        )  # fmt: skip
        if isinstance(here.given, Panel) and len(here.given.experts) > 1:
            st.download_button(
                "This expert's SSIM, as CSV",
                write(here.given.of(desks.expert(here))).encode("utf-8-sig"),
                "ssim_expert.csv", "text/csv", on_click="ignore", key="ssim of an expert",
            )  # fmt: skip
