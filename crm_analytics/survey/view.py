"""The people being looked at: the one door to their answers.

A view that may not be shown cannot be built. The rule here is the first half of the promise:
nobody is shown in a group smaller than the questionnaire's `minimum_group`, and no view leaves
fewer than that out, because the rest could be found by subtraction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from crm_analytics.errors import Hidden, Problem, UnreadableSurvey, refuse
from crm_analytics.survey.instrument import Dimension, Instrument
from crm_analytics.survey.privacy import Breakdown, Categories, groups_of
from crm_analytics.survey.responses import SKIPPED, Answers, Responses

Filters = tuple[tuple[str, tuple[str, ...]], ...]

FEWEST_IN_DISTRIBUTION = 10  # answers point by point tell more than a mean


@dataclass(frozen=True, eq=False, slots=True)
class View:
    """Answers of the people who pass the filters. Build one with `of`.

    answers, reasons: as in `Responses`, only the people of this view; nobody with weight 0.
    rows: how many people the wave has.
    demographics: category of each person of this view; names only of categories that occur.
    weights: case weight of each person, above 0; empty without a weight column.
    withheld: categories by demographic that may not be shown here because another wave of the
        study shows them with nearly the same people.
    linked: as in `Responses`, only the people of this view.
    """

    instrument: Instrument
    columns: tuple[str, ...]
    answers: Answers
    rows: int
    filters: Filters = ()
    wave: str = ""
    demographics: Mapping[str, Categories] = field(default_factory=dict)
    weights: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    reasons: tuple[str, ...] = (SKIPPED,)
    withheld: Mapping[str, frozenset[str]] = field(default_factory=dict)
    linked: pa.ChunkedArray | None = None

    @property
    def people(self) -> int:
        """How many people are being looked at."""
        return int(self.answers.shape[0])

    @property
    def weighted(self) -> bool:
        """Whether people count differently."""
        return bool(self.weights.size)

    @property
    def for_distributions(self) -> int:
        """The fewest people whose answers may be shown one scale point at a time."""
        k = self.instrument.minimum_group
        return k if k == 1 else max(k, FEWEST_IN_DISTRIBUTION)

    @property
    def ids(self) -> pa.Array:
        """What knows each person again in another wave, as text; null where it is empty.

        No entries without an id column.
        """
        return ids_of(self.linked)

    @classmethod
    def of(cls, responses: Responses, filters: Filters = (), wave: str = "") -> "View":
        """The people in one of the chosen categories of every filter.

        Raises UnreadableSurvey for a filter that does not exist, Hidden for people who may not
        be shown.
        """
        known = {column: c.names for column, c in responses.demographics.items()}
        kept = normal_filters(known, filters)
        chosen = np.ones(responses.people, bool)
        for column, names in kept:
            chosen &= responses.demographics[column].one_of(names)
        fewest = responses.instrument.minimum_group
        may_be_shown(int(chosen.sum()), responses.people, fewest)
        if responses.weights.size:
            chosen &= responses.weights > 0
            may_be_shown(int(chosen.sum()), int(chosen.sum()), fewest)
        everyone = bool(chosen.all())
        return cls(
            responses.instrument,
            responses.columns,
            responses.answers if everyone else _rows(responses.answers, chosen),
            responses.people,
            kept,
            wave,
            {name: c.among(chosen) for name, c in responses.demographics.items()},
            responses.weights[chosen] if responses.weights.size else responses.weights,
            responses.reasons,
            linked=_linked(responses, None if everyone else chosen),
        )

    def groups(self, demographic: str, fewest: int = 0) -> Breakdown:
        """The people by the categories of a demographic that may be shown, and only by those.

        fewest: asks for more people in a category than the questionnaire's smallest group.
        """
        return groups_of(self, demographic, fewest)

    def places(self, columns: Sequence[str]) -> list[int]:
        """Where columns stand in `answers`, in asked order."""
        wanted = set(columns)
        return [place for place, column in enumerate(self.columns) if column in wanted]

    def answers_to(self, columns: Sequence[str]) -> Answers:
        """Answers to columns in asked order; a window, no copy, where they stand together."""
        places = self.places(columns)
        if places and places == list(range(places[0], places[-1] + 1)):
            return self.answers[:, places[0] : places[-1] + 1]
        return self.answers[:, places]

    def asked(self, dimensions: Sequence[Dimension]) -> tuple[str, ...]:
        """The columns of dimensions, in asked order."""
        wanted = {column for dimension in dimensions for column in dimension.columns}
        return tuple(column for column in self.columns if column in wanted)


def may_be_shown(people: int, of: int, minimum: int) -> None:
    """Raise Hidden when the group, or the rest that it leaves out, is too small."""
    if people < minimum:
        remedy = "Choose fewer filters." if people < of else "It needs more answers."
        raise Hidden(f"{too_few(minimum)} {remedy}")
    if 0 < of - people < minimum:
        raise Hidden(
            f"This view leaves out fewer than {minimum} people, whose answers could be found by "
            "subtraction, so it is not shown. Choose another filter, or everyone."
        )


def too_few(minimum: int) -> str:
    """What is said of a group that is too small."""
    # nobody and one person read the same: crossing filters must not tell who exists
    few = f"Fewer than {minimum} people are" if minimum > 1 else "Nobody is"
    return f"{few} in this view, so it is not shown."


def normal_filters(
    demographics: Mapping[str, Sequence[str]], filters: Sequence[tuple[str, Sequence[str]]]
) -> Filters:
    """Filters in questionnaire order; one that keeps everything it could is still a filter.

    Raises UnreadableSurvey naming every demographic or category that does not exist.
    """
    problems = [p for column, names in filters for p in _unknown(demographics, column, names)]
    refuse(UnreadableSurvey, problems)
    wanted = dict(filters)
    return tuple(
        (column, tuple(name for name in names if name in wanted[column]))
        for column, names in demographics.items()
        if wanted.get(column)
    )


def _unknown(
    demographics: Mapping[str, Sequence[str]], column: str, names: Sequence[str]
) -> list[Problem]:
    if column not in demographics:
        known = ", ".join(demographics) or "there is none"
        what = "is not a demographic of this questionnaire."
        return [Problem(f"Filter '{column}'", what, f"Choose one of: {known}.")]
    categories = demographics[column]
    return [
        Problem(
            f"Filter '{column}'",
            f"has no category '{name}'.",
            f"Choose one of: {', '.join(categories)}.",
        )
        for name in names
        if name not in categories
    ]


def _linked(responses: Responses, chosen: NDArray[np.bool_] | None) -> pa.ChunkedArray | None:
    if responses.linked is None or chosen is None:
        return responses.linked
    return responses.linked.filter(pa.array(chosen))


def _rows(answers: Answers, chosen: NDArray[np.bool_]) -> Answers:
    kept = np.empty((int(chosen.sum()), answers.shape[1]), answers.dtype, order="F")
    for place in range(answers.shape[1]):
        kept[:, place] = answers[chosen, place]
    return kept


NOBODY = pa.array([], pa.string())


def ids_of(column: pa.ChunkedArray | None) -> pa.Array:
    """One id a person; null where it is empty. 7, 7.0 and "7" are the same id, "007" is another.

    column: as a file delivered it; None gives no ids.
    """
    if column is None:
        return NOBODY
    if pa.types.is_string(column.type):
        trimmed = pc.utf8_trim_whitespace(column)
        empty = pc.equal(trimmed, "")
        return pc.if_else(empty, pa.scalar(None, pa.string()), trimmed).combine_chunks()
    whole = pa.types.is_integer(column.type) or pc.all(pc.equal(pc.round(column), column)).as_py()
    numbers = column.cast(pa.int64()) if whole else column
    return numbers.cast(pa.string()).combine_chunks()
