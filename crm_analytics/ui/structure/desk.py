"""The judgements a visitor works on: in the session, and in no cache that others share."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem, Problems
from crm_analytics.structure import FuzzyPanel, Model, Panel, Relations, interpret, read, write
from crm_analytics.structure.layout import Point
from crm_analytics.structure.relations import Flags, numbered
from crm_analytics.survey.reading.printed import printed_files
from crm_analytics.survey.samples import FOLDER
from crm_analytics.ui import state
from crm_analytics.ui.structure.rule import Rule
from crm_analytics.ui.structure.steady import renew
from crm_analytics.view.section import Section
from crm_analytics.view.structure import Source, Wishes, ism_section

GRID = "judgements"  # the editor of the letters or strengths
_DESK, _REFUSED, _MODEL, _SECTION = "ism desk", "ism refused", "ism model", "ism section"
Given = Panel | FuzzyPanel


@dataclass(frozen=True, eq=False, slots=True)
class Desk:
    """Everything a visitor has laid out.

    source: the files. given: what the experts say by now; read: as it was read.
    expert: whose judgements are in the grid. before: the judgements that a change can be undone to.
    reasons: by the ids of two factors; linked: the dimension behind a factor; moved: its box.
    levels: name and bytes of a printed level table.
    """

    source: Source
    given: Given
    read: Given
    expert: int = 0
    before: Given | None = None
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    linked: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, Point] = field(default_factory=dict)
    levels: tuple[str, bytes] | None = None

    @property
    def origin(self) -> Source:
        """The files, or what was made of them; an edited matrix has a SHA-256 of its own."""
        if self.given is self.read:
            return self.source
        names = (f"{', '.join(self.source.names)} (edited)",)
        return Source(names, (sha256(_content(self.given)).hexdigest(),))


def _content(given: Given) -> bytes:
    if isinstance(given, FuzzyPanel):
        return given.strength.tobytes()
    return "\n".join(write(given.of(i)) for i in range(len(given.experts))).encode()


def desk() -> Desk | None:
    """What is laid out; None before anything is."""
    found: Desk | None = state.get(_DESK, None)
    return found


def put(changed: Desk) -> None:
    """Lay out something else."""
    state.put(_DESK, changed)


def refused() -> tuple[Problem, ...]:
    """Why the last thing that was asked for could not be done."""
    problems: tuple[Problem, ...] = state.get(_REFUSED, ())
    return problems


def refuse(problems: tuple[Problem, ...] = ()) -> None:
    """Remember why; nothing clears it."""
    state.put(_REFUSED, problems)


def open_files(files: list[tuple[str, bytes]]) -> None:
    """Lay out files; what cannot be used is said and leaves everything as it was."""
    try:
        given = read(printed_files(files))
        put(Desk(Source.of(files), given, given))
        renew(GRID)
        refuse()
    except Problems as error:
        refuse(error.problems)


def open_sample(name: str) -> None:
    """Lay out a file that ships with the app."""
    open_files([(name, (FOLDER / name).read_bytes())])


def open_names(text: str) -> None:
    """Lay out an empty grid of named factors, one a line."""
    names = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    leads = np.zeros((len(names), len(names)), dtype=bool)
    open_files([("New factors.csv", write(Relations(numbered(names), leads)).encode())])


def rejudge(leads: Flags, before: Given | None = None) -> None:
    """What the expert in the grid says from now on.

    leads: shape (n, n). before: what the change can be undone to; an edit in the grid cannot.
    """
    here = desk()
    if here is None or not isinstance(here.given, Panel):
        return
    every = here.given.leads.copy()
    every[here.expert] = leads
    put(replace(here, given=replace(here.given, leads=every), before=before))


def restrengthen(strength: NDArray[np.float64]) -> None:
    """The same for strengths. strength: shape (n, n)."""
    here = desk()
    if here is None or not isinstance(here.given, FuzzyPanel):
        return
    every = here.given.strength.copy()
    every[here.expert] = strength
    put(replace(here, given=replace(here.given, strength=every)))


def model(here: Desk, rule: Rule) -> Model:
    """The model of what is laid out; computed once for the same judgements and rule."""
    known: tuple[Given, Rule, Model] | None = state.get(_MODEL, None)
    if known is None or known[0] is not here.given or known[1] != rule:
        known = here.given, rule, interpret(here.given, rule.aggregate(here.given))
        state.put(_MODEL, known)
    return known[2]


def section(here: Desk, made: Model, wishes: Wishes) -> Section:
    """The section of a model; made once for the same wishes."""
    known: tuple[Model, Wishes, Section] | None = state.get(_SECTION, None)
    if known is None or known[0] is not made or known[1] != wishes:
        known = made, wishes, ism_section(made, here.origin, wishes)
        state.put(_SECTION, known)
    return known[2]
