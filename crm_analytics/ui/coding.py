"""The Coding page: what was recognised in coders' files, and its two sections."""

from dataclasses import replace

import numpy as np
import streamlit as st

from crm_analytics import coding
from crm_analytics.coding import (
    AgreementOptions,
    CoderAgreement,
    CodesOptions,
    Codings,
    Sources,
    agreement_section,
    codes_section,
)
from crm_analytics.coding.code_book import ROLES
from crm_analytics.coding.options import fingerprint
from crm_analytics.errors import Problems
from crm_analytics.report.section import Section
from crm_analytics.ui import coding_files, state
from crm_analytics.ui.coding_files import CoderFiles
from crm_analytics.ui.messages import plain, show_problems

EXAMPLE = """unit,interview,text,Anna,Ben
S001,Interview 1,They answer at once,fast answers,fast answers
S002,Interview 1,I pay too much,price; trust,price
S003,Interview 2,A friend told me,word of mouth,
"""
LONG = """unit,coder,code
S001,Anna,fast answers
S001,Ben,fast answers
S002,Anna,price
"""
BOOK = """code,category,group,role
fast answers,Service,Why people stay,causal conditions
price,Money,What gets in the way,intervening conditions
"""
ARROW = ":material/arrow_forward:"
_ONE_CODE, _FOUND = "coders' files with one code", "agreement found"


def given() -> CoderFiles:
    """What coders coded: files in, or the sample; and how files have to look."""
    st.caption(
        "Coders read the same pieces of what people said and give them codes: how far they agree, "
        "where they do not, and what they coded. What you drop is kept with the study until you "
        "remove it."
    )
    with st.expander("How the files must look", key="coding looks"):
        st.markdown("One row a unit and one column a coder; several codes with a semicolon:")
        st.code(EXAMPLE, language=None)
        st.markdown(
            "Or one row a code, in one file or in one a coder; of a workbook one sheet is read. "
            "Exports of coded segments from QualCoder, Taguette and ATLAS.ti are read as they are."
        )
        st.code(LONG, language=None)
        st.markdown(
            "A code book. In the paradigm model, if you like one, a whole group has one role: "
            f"{', '.join(ROLES)}."
        )
        st.code(BOOK, language=None)
    return coding_files.ask()


def recognised(given: CoderFiles) -> None:
    """Which coders, how many units and codes, and how the files were read."""
    own = given.codings
    book = f" · code book {plain(given.book_file[1])}" if given.book_file else ""
    st.caption(
        f"{plain(given.name)}: {len(own.units):,} units, {len(own.coders):,} coders, "
        f"{len(own.codes):,} codes{book}"
    )
    with st.expander("What was recognised", key="coding recognised"):
        for note in own.notes:
            st.markdown(plain(f"{note.what}: {note.found}"))
        st.dataframe(_coders(own), hide_index=True, alt="The coders, and how much each coded")


def agreed(given: CoderFiles, options: AgreementOptions) -> Section:
    """Do they agree? Ends the page with sentences where the choices leave nothing to compare."""
    try:
        own = options.compared(_codings(given, options), given.book)
    except Problems as error:
        show_problems(error.problems)
        st.stop()
    found = _found(own, given, options)
    return agreement_section.section(own, found, _sources(given, options), options, given.book)


def coded(given: CoderFiles, options: AgreementOptions, drawn: CodesOptions) -> Section:
    """What was coded; of the coders who count, and always from the codes up."""
    own = options.counted(_codings(given, options))
    sources = replace(_sources(given, options), compare="code")
    return codes_section.section(own, given.book, sources, drawn)


def _codings(given: CoderFiles, options: AgreementOptions) -> Codings:
    """The codings of the files; read once more where a unit may have one code only.

    Raises Problems where a coder gave a unit two codes then.
    """
    if not options.one_code:
        return given.codings
    known: tuple[CoderFiles | None, Codings | None] = state.get(_ONE_CODE, (None, None))
    if known[0] is given and known[1]:
        return known[1]
    read = coding.read(given.coders, one_code=True)
    state.put(_ONE_CODE, (given, read))
    return read


def _found(own: Codings, given: CoderFiles, options: AgreementOptions) -> CoderAgreement:
    """The agreement, computed once for the same files and choices."""
    asked = replace(options, about="", printed="")
    known: tuple[CoderFiles | None, AgreementOptions | None, CoderAgreement | None]
    known = state.get(_FOUND, (None, None, None))
    if known[0] is given and known[1] == asked and known[2]:
        return known[2]
    with st.spinner("Drawing the units anew for intervals …"):
        found = coding.agreement(own, options, options.possible(given.book))
    state.put(_FOUND, (given, asked, found))
    return found


def _sources(given: CoderFiles, options: AgreementOptions) -> Sources:
    files = tuple(fingerprint(*file) for file in given.coders)
    book = fingerprint(*given.book_file) if given.book_file else None
    return Sources(files, book, options.compare, options.without)


def _coders(own: Codings) -> dict[str, list[str] | list[int]]:
    """Each coder: units, different codes, the first of them; an age would stand out here."""
    different = np.asarray(own.marks.any(axis=0))
    first = [[own.codes[place] for place in np.flatnonzero(row)[:4]] for row in different]
    return {
        "Coder": list(own.coders),
        "Units coded": own.coded.sum(axis=0).tolist(),
        "Different codes": different.sum(axis=1).tolist(),
        "For example": [", ".join(names) for names in first],
    }
