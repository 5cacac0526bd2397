"""The ISM page: judgements in, what leads to what, and everything that can be done about it."""

from dataclasses import replace

import streamlit as st

from crm_analytics.errors import Problems
from crm_analytics.files.printed import printed
from crm_analytics.ism import (
    IsmDocument,
    Model,
    Panel,
    SourceFiles,
    audit,
    interpret,
    read_levels,
)
from crm_analytics.ism.cycles import Cycle
from crm_analytics.ism.judgements import Judgements
from crm_analytics.ism.options import IsmOptions, ModelDisplay
from crm_analytics.ism.sections import audit_section, ism_section
from crm_analytics.ism.sections.naming import link, names
from crm_analytics.report.section import Section
from crm_analytics.report.words import counted
from crm_analytics.ui import state
from crm_analytics.ui.drafts import renew
from crm_analytics.ui.ism import document as documents
from crm_analytics.ui.ism import inputs
from crm_analytics.ui.ism.document import GRID
from crm_analytics.ui.ism.drawing import arrange
from crm_analytics.ui.ism.factors import factor_grid, means
from crm_analytics.ui.ism.grids import judgement_grid, reason_grid
from crm_analytics.ui.messages import plain, show_problems
from crm_analytics.ui.options import ask
from crm_analytics.ui.show import show

LISTED = 12
EXAMPLE = """id,output_set,input_set,common_set,level
1,1,1 2 3,1,1
2,1 2,2,2,2
"""
_MODEL, _SECTION = "ism model", "ism section"
_CHANGED, _UPLOAD = "ism changed cycle", "ism levels"


def explore() -> None:
    """Choices, the finding and its drawing, the judgements under it, then everything else."""
    held = documents.current()
    inputs.ways_in(held)
    document = inputs.status(held)
    options, detail = ask("ism", IsmOptions, document.judgements)
    model = _model(document, options)
    under, whose = means(document.linked)
    display = ModelDisplay(options, document.reasons, document.moved, under, whose)
    section = _section(document, model, display)

    def beneath() -> None:
        arrange(document, model, section)
        judgement_grid(document, model)
        _review(document, model)
        reason_grid(document, model)
        factor_grid(document, model, display)

    show(section, detail, beneath)
    _audit(document, model, detail)


def _model(document: IsmDocument, options: IsmOptions) -> Model:
    """The model of these judgements, made once for the same rule."""
    rule = options.rule, options.share, options.strength
    known: tuple[Judgements, object, Model] | None = state.get(_MODEL, None)
    if known is None or known[0] is not document.judgements or known[1] != rule:
        known = (
            document.judgements,
            rule,
            interpret(document.judgements, options.aggregate(document.judgements)),
        )
        state.put(_MODEL, known)
    return known[2]


def _section(document: IsmDocument, model: Model, display: ModelDisplay) -> Section:
    """Its section, made once for the same choices."""
    known: tuple[Model, ModelDisplay, Section] | None = state.get(_SECTION, None)
    if known is None or known[0] is not model or known[1] != display:
        known = model, display, ism_section(model, document.origin, display)
        state.put(_SECTION, known)
    return known[2]


def _review(document: IsmDocument, model: Model) -> None:
    """What to do about cycles: the judgements that hold each together, and what a change brings.

    The three largest.
    """
    if _before(document) is not None:
        st.button("Undo the changes of the circle", on_click=_undo)
    for number, cycle in enumerate(sorted(model.cycles, key=lambda one: -len(one.members))[:3]):
        with st.container(border=True):
            _cycle(document, model, cycle, number)


def _cycle(document: IsmDocument, model: Model, cycle: Cycle, number: int) -> None:
    several = len(cycle.members) == len(model.factors)
    who = "All factors" if several else names(model.factors, cycle.members)
    st.markdown(f"**{plain(who)} lead to one another: which judgements to look at again**")
    most = len(cycle.unfolding) - 1
    key = f"ism changes {number} {len(cycle.review)}"
    count = st.slider("Change the first", 0, most, min(1, most), key=key) if most > 0 else 0
    then = counted(cycle.unfolding[count], "level")
    st.caption(f"With {count} of {len(cycle.review)} changed, the model has {then}.")
    st.markdown("\n".join(_lines(model, cycle, count)))
    if isinstance(document.judgements, Panel) and len(document.judgements.experts) == 1:
        st.button(
            f"Change {counted(count, 'judgement')} in the grid",
            key=f"{key} do", disabled=not count, on_click=_change,
            args=(document.begun, cycle, count),
        )  # fmt: skip
    else:
        st.caption("With several experts, take these pairs back to them.")


def _lines(model: Model, cycle: Cycle, count: int) -> list[str]:
    shown = [
        f"{'~~' if turn < count else ''}{plain(link(model.factors, one.arrow))}"
        f"{'~~' if turn < count else ''} · {one.letter} → {one.instead}"
        + (" · in every smallest set of changes" if one.certain else "")
        for turn, one in enumerate(cycle.review)
    ]
    more = len(shown) - max(LISTED, count)
    kept = shown[: max(LISTED, count)] + ([f"… and {more} more in the table"] if more > 0 else [])
    return [f"1. {line}" if not line.startswith("…") else f"\n{line}" for line in kept]


def _change(begun: documents.Begun, cycle: Cycle, count: int) -> None:
    document = documents.last_shown()
    if documents.unchanged_since(begun) and isinstance(document.judgements, Panel):
        arrows = [one.arrow for one in cycle.review[:count]]
        leads = document.judgements.of(documents.expert(document)).without(arrows).leads
        alone = documents.keep_letters(documents.expert(document), leads)
        # what others changed meanwhile must not be undone with it
        state.put(
            _CHANGED, (documents.last_shown().judgements, document.judgements) if alone else None
        )
        renew(GRID)


def _undo() -> None:
    document = documents.last_shown()
    before = _before(document)
    if before is not None:
        documents.keep(replace(document, judgements=before))
        renew(GRID)


def _before(document: IsmDocument) -> Judgements | None:
    """The judgements before the change, as long as nothing else was changed."""
    changed: tuple[Judgements, Judgements] | None = state.get(_CHANGED, None)
    return changed[1] if changed and changed[0] is document.judgements else None


def _audit(document: IsmDocument, model: Model, detail: bool) -> None:
    """A printed level table beside its SSIM: the uploader, below it what does not follow."""
    with st.expander("Audit a printed level table", key="ism auditing"):
        st.file_uploader(
            "Drop the table as it was printed",
            inputs.FILE_TYPES,
            key=_UPLOAD,
            on_change=_take_levels,
        )
        st.code(EXAMPLE, language=None)
        if document.levels:
            st.button(plain(f"Take {document.levels[0]} away"), on_click=_remove_levels)
    if document.levels is None:
        return
    name, raw = document.levels
    try:
        found = read_levels(printed(raw, name), model.factors)
    except Problems as error:
        show_problems(error.problems)
        return
    both = document.origin.beside(SourceFiles.of([(name, raw)]))
    st.divider()
    show(audit_section(model, audit(model.relations, found), found, both), detail)


def _take_levels() -> None:
    uploaded = state.get(_UPLOAD, None)
    if uploaded:
        documents.keep(replace(documents.last_shown(), levels=(uploaded.name, uploaded.getvalue())))


def _remove_levels() -> None:
    documents.keep(replace(documents.last_shown(), levels=None))
