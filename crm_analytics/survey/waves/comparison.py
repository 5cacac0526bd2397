"""What changed between two waves, and what a person must say about it.

Weights: a `note` is harmless; `check` deserves a look and changes nothing by itself; `stop` could
make wrong numbers, so nothing is compared before its question is answered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from crm_analytics.files import arrow
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels
from crm_analytics.survey.instrument import AskedWave, Dimension, Instrument, Item, Scale

Weight = Literal["note", "check", "stop"]
UNNAMED = AskedWave("")


@dataclass(frozen=True, slots=True)
class WaveChange:
    """One row of the table of changes.

    where: the item, dimension, demographic or column it concerns.
    before, now: as the study asked and as this wave did; "" where there is nothing to say.
    """

    what: str
    where: str
    before: str
    now: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class WaveChoice:
    """One answer to a question and what it means.

    says: what it adds to the entry of the wave; its name is empty.
    adds: a dimension and the item that joins it, in this wave and later ones.
    codes: numbers that mean "no answer" from now on, in every wave.
    """

    id: str
    label: str
    says: AskedWave = UNNAMED
    adds: tuple[str, Item] | None = None
    codes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class WaveQuestion:
    """What a person must decide.

    why: a sentence with the evidence.
    columns: the items or demographics it concerns; the column itself for a new item.
    stops: the wave cannot join the study before this is answered; without an answer to another
        one, nothing is done about it.
    """

    id: str
    where: str
    why: str
    choices: tuple[WaveChoice, ...]
    columns: tuple[str, ...]
    stops: bool = True


Finding = WaveChange | WaveQuestion


def left_out(*columns: str) -> WaveChoice:
    """The choice that is always there: what cannot be compared is not."""
    label = "Leave it out of comparisons" if len(columns) == 1 else "Leave them out of comparisons"
    return WaveChoice("leave", label, AskedWave("", left_out=columns))


def listed(names: tuple[str, ...], most: int = 6) -> str:
    """The first few names, and how many more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


def labels_listed(given: Mapping[float, str]) -> str:
    """The first few codes with their labels, by rising code."""
    return listed(tuple(f"{code:g} = {given[code]}" for code in sorted(given)))


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """One item as the file shows it.

    scale, reversed: as this wave is taken to have asked it.
    values: shape (people,), as coded, also those off the scale; NaN where there is no answer.
    labels: code → its label, without codes that mean "no answer".
    silent: codes in use whose label says "no answer", though nothing declares them so.
    spoken, words: answers in words; those of them that are no point of the scale.
    """

    scale: Scale
    reversed: bool
    values: NDArray[np.float64]
    labels: dict[float, str]
    silent: tuple[float, ...]
    spoken: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many gave an answer that has a code."""
        return int((~np.isnan(self.values)).sum())

    @property
    def centred(self) -> NDArray[np.float64]:
        """Distances from the middle of the scale, reversed items turned; NaN off the scale."""
        apart = self.values - self.scale.midpoint
        apart[np.abs(apart) > self.scale.high - self.scale.midpoint] = np.nan
        return -apart if self.reversed else apart


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """A wave as it was asked: see `as_asked`. Build one with `of`.

    told: every item that the file has, by its column.
    """

    instrument: Instrument
    file: SurveyFile
    told: Mapping[str, Seen]

    @classmethod
    def of(cls, instrument: Instrument, file: SurveyFile) -> "Side":
        """Look at every item of the wave once."""
        there = set(file.columns)
        told = {
            item.column: _seen(instrument, file, item, dimension.scale)
            for _, dimension, item in instrument.dimension_of()
            if item.column in there
        }
        return cls(instrument, file, told)

    def dimensions(self) -> Iterator[tuple[Dimension, dict[str, Seen]]]:
        """Dimensions that this wave has items of, and these by their column."""
        for dimension in self.instrument.dimensions:
            if told := {c: self.told[c] for c in dimension.columns if c in self.told}:
                yield dimension, told

    def on(self, column: str, scale: Scale) -> Seen | None:
        """An item of this wave, when it was asked on a scale with these ends."""
        one = self.told.get(column)
        same = one and (one.scale.low, one.scale.high) == (scale.low, scale.high)
        return one if same else None


def _seen(instrument: Instrument, file: SurveyFile, item: Item, scale: Scale) -> Seen:
    declared = {*file.missing_values.get(item.column, {}), *instrument.no_answer(item.column)[0]}
    point = dict(_listed(scale))
    labelled = file.value_labels.get(item.column, {})
    given = {code: word for code, word in labelled.items() if code not in declared}
    silent = [c for c, w in given.items() if labels.normal(w) in labels.NO_ANSWER]
    values, spoken, words = _coded(file.table[item.column], scale)
    values[np.isin(values, list(declared))] = np.nan
    used = tuple(code for code in silent if (values == code).any())
    values[np.isin(values, used)] = np.nan
    if point and not spoken:  # the questionnaire knows what the file's own codes stand for
        values = np.select([values == code for code in point], [*point.values()], values)
    answered = {point.get(code, code): w for code, w in given.items() if code not in silent}
    return Seen(scale, item.reversed, values, answered, used, spoken, words)


def _listed(scale: Scale) -> Iterator[tuple[float, float]]:
    """Numbers of the file and the points that the questionnaire takes them for."""
    for written, point in scale.codes:
        code = labels.number(written)
        if code is not None:
            yield code, point


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
