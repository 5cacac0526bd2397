"""One of the two waves that are compared, in the words of the study."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crm_analytics.survey import arrow, labels
from crm_analytics.survey.file import SurveyFile
from crm_analytics.survey.instrument import Dimension, Instrument, Item
from crm_analytics.survey.scale import Scale


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """A wave as it was asked: see `as_asked`."""

    instrument: Instrument
    file: SurveyFile

    def items(self, dimension: str) -> tuple[Item, ...]:
        """Items of a dimension that this wave has."""
        found = (d.items for d in self.instrument.dimensions if d.name == dimension)
        present = next(found, ())
        return tuple(item for item in present if item.column in self.file.columns)

    def dimensions(self) -> Iterator[tuple[Dimension, tuple[str, ...]]]:
        """Dimensions that this wave has items of, and the columns of these."""
        for dimension in self.instrument.dimensions:
            if items := self.items(dimension.name):
                yield dimension, tuple(item.column for item in items)

    def seen(self, column: str, scale: Scale) -> "Seen | None":
        """An item of this wave, when it was asked on that scale."""
        dimension = self._of(column)
        if dimension is None or (dimension.scale.low, dimension.scale.high) != (
            scale.low,
            scale.high,
        ):
            return None
        return seen(self, column, dimension.scale)

    def _of(self, column: str) -> Dimension | None:
        present = (d for d in self.instrument.dimensions if column in d.columns)
        return next(present, None) if column in self.file.columns else None


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """One item as the file shows it.

    values: shape (people,), as coded, also those off the scale; NaN where there is no answer.
    labels: code → its label, without codes that mean "no answer".
    silent: codes in use whose label says "no answer", though nothing declares them so.
    spoken, words: answers in words; those of them that are no point of the scale.
    """

    values: NDArray[np.float64]
    labels: dict[float, str]
    silent: tuple[float, ...]
    spoken: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many gave an answer that has a code."""
        return int((~np.isnan(self.values)).sum())


def seen(side: Side, column: str, scale: Scale) -> Seen:
    """What the file holds for an item that is asked on a scale."""
    file = side.file
    declared = {*file.missing_values.get(column, {}), *side.instrument.missing_codes}
    given = {c: w for c, w in file.value_labels.get(column, {}).items() if c not in declared}
    silent = [c for c, w in given.items() if labels.normal(w) in labels.NO_ANSWER]
    values, spoken, words = _coded(file.table[column], scale)
    values[np.isin(values, list(declared))] = np.nan
    used = tuple(code for code in silent if (values == code).any())
    values[np.isin(values, used)] = np.nan
    answered = {code: word for code, word in given.items() if code not in silent}
    return Seen(values, answered, used, spoken, words)


def _coded(
    answers: pa.ChunkedArray, scale: Scale
) -> tuple[NDArray[np.float64], tuple[str, ...], tuple[str, ...]]:
    if not pa.types.is_string(answers.type):
        return arrow.numbers(answers).copy(), (), ()
    distinct, places = arrow.words(answers)
    codes = [_code(word, labels.codes(scale)) for word in distinct]
    spoken = [
        (word, code)
        for word, code in zip(distinct, codes, strict=True)
        if labels.normal(word) not in labels.NO_ANSWER and labels.number(word) is None
    ]
    found = np.array([np.nan if code is None else code for code in [*codes, None]])
    unknown = tuple(word for word, code in spoken if code is None)
    return found[places], tuple(word for word, _ in spoken), unknown


def _code(word: str, known: dict[str, float]) -> float | None:
    form = labels.normal(word)
    return known[form] if form in known else labels.number(word)
