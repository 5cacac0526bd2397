"""The Coding page: what was recognised in coders' files, and its two sections."""

from dataclasses import replace

import numpy as np
import streamlit as st

from crm_analytics import coding
from crm_analytics.coding import Agreement, Choices, Codings
from crm_analytics.coding.book import ROLES
from crm_analytics.coding.sections import agreement, codes
from crm_analytics.coding.sections.stamp import Level, Sources
from crm_analytics.errors import Problems
from crm_analytics.report.section import Section
from crm_analytics.ui import coding_files, state
from crm_analytics.ui.choose import CodingChoices
from crm_analytics.ui.coding_kept import Given
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


def given() -> Given:
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


def recognised(given: Given) -> None:
    """Which coders, how many units and codes, and how the files were read."""
    own = given.codings
    book = f" · code book {plain(given.book_source.name)}" if given.book_source else ""
    st.caption(
        f"{plain(given.name)}: {len(own.units):,} units, {len(own.coders):,} coders, "
        f"{len(own.codes):,} codes{book}"
    )
    with st.expander("What was recognised", key="coding recognised"):
        for note in own.notes:
            st.markdown(plain(f"{note.what}: {note.found}"))
        st.dataframe(_coders(own), hide_index=True, alt="The coders, and how much each coded")


def levels(given: Given) -> dict[Level, tuple[str, ...]]:
    """The names that can be compared, at each level."""
    found: dict[Level, tuple[str, ...]] = {"code": given.codings.codes}
    if book := given.book:
        found |= {
            "category": given.codings.grouped(book.category).codes,
            "group": given.codings.grouped(book.group_of_code()).codes,
        }
    return found


def agreed(given: Given, choices: CodingChoices) -> Section:
    """Do they agree? Ends the page with sentences where the choices leave nothing to compare."""
    try:
        own = _gathered(_counted(given, choices), given, choices)
    except Problems as error:
        show_problems(error.problems)
        st.stop()
    about = choices.about if choices.about in own.codes else ""
    found = _found(own, given, choices)
    shown = agreement.Shown(_sources(given, choices), about, choices.printed)
    return agreement.section(own, found, shown)


def coded(given: Given, choices: CodingChoices, rings: bool, within: bool) -> Section:
    """What was coded; of the coders who count, and always from the codes up."""
    sources = replace(_sources(given, choices), level="code")
    own = _counted(given, choices)
    return codes.section(own, given.book, codes.Shown(sources, rings, within))


def documents(given: Given) -> bool:
    """Whether units come from several documents."""
    return codes.documents(given.codings)


def _counted(given: Given, choices: CodingChoices) -> Codings:
    """The codings of those who count; raises UnusableCoding."""
    own = given.codings if choices.several else _of_one_code(given)
    kept = [coder for coder in own.coders if coder not in choices.left_out]
    return own.only(kept) if choices.left_out else own


def _of_one_code(given: Given) -> Codings:
    """The same files, refused where a coder gave a unit two codes; read once."""
    known: tuple[Given | None, Codings | None] = state.get(_ONE_CODE, (None, None))
    if known[0] is given and known[1]:
        return known[1]
    read = coding.read(given.files.coders, one_code=True)
    state.put(_ONE_CODE, (given, read))
    return read


def _gathered(own: Codings, given: Given, choices: CodingChoices) -> Codings:
    if given.book is None or choices.compared == "code":
        return own
    whole = choices.compared == "group"
    return own.grouped(given.book.group_of_code() if whole else given.book.category)


def _found(own: Codings, given: Given, choices: CodingChoices) -> Agreement:
    """The agreement, computed once for the same files and choices."""
    asked = replace(choices, about="", printed="")
    known: tuple[Given | None, CodingChoices | None, Agreement | None]
    known = state.get(_FOUND, (None, None, None))
    if known[0] is given and known[1] == asked and known[2]:
        return known[2]
    with st.spinner("Drawing the units anew for intervals …"):
        names = _possible(given, choices.compared)
        found = coding.agreement(own, Choices(choices.gaps, names, level=choices.level))
    state.put(_FOUND, (given, asked, found))
    return found


def _possible(given: Given, level: Level) -> tuple[str, ...]:
    """What could be given, though nobody may have."""
    if given.book is None:
        return ()
    book = given.book
    return {"code": book.codes, "category": book.categories, "group": book.groups}[level]


def _sources(given: Given, choices: CodingChoices) -> Sources:
    return Sources(given.sources, given.book_source, choices.compared, choices.left_out)


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
