"""Who may be shown: the one place that knows who is in which category of a demographic.

A category below the smallest group is hidden. If one alone is hidden, or all hidden people together
are fewer than that, they could be found by subtraction: the next smallest category is hidden too.
People who did not say are such a group as well when they are few. What another wave of the study
shows with nearly the same people is hidden here: one of both could be subtracted from the other.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from crm_analytics.survey.view import View
import re
from bisect import bisect_right
from collections.abc import Mapping

import pyarrow as pa

from crm_analytics.files.arrow import words
from crm_analytics.files.file import SurveyFile
from crm_analytics.survey import labels

NOT_SAID = -1
SHORTEST = 3  # letters of a word that says "no answer" and can be nothing else

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_BELOW = re.compile(r"^\s*(<|≤|under|below|less|up to|fewer)", re.IGNORECASE)


@dataclass(frozen=True, eq=False, slots=True)
class Categories:
    """names: of the categories, in the order in which a reader expects them.

    Who is in which of them is private to this file: analyses get groups from `View.groups`, which
    holds only those that may be shown.
    _codes: place of each person's category in `names`; NOT_SAID where there is none.
    """

    names: tuple[str, ...]
    _codes: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        file: SurveyFile,
        column: str,
        order: Sequence[str] = (),
        bands: Sequence[float] = (),
        none: tuple[Mapping[float, str], Mapping[str, str]] = ({}, {}),
    ) -> "Categories":
        """The categories of a column, labelled by the file's labels where it has them.

        Order: as asked for, then as the file's labels stand, then by the numbers in the names.
        bands: numbers at which a new category begins. none: numbers and words that the
        questionnaire takes for no answer, beside those that the file declares so.
        """
        answers = file.table[column]
        text = pa.types.is_string(answers.type)
        distinct, places = words(answers if text else answers.cast(pa.string()))
        given: Mapping[float, str] | Mapping[str, str]
        if text:
            given = file.word_labels.get(column, {})
            missing = {*file.missing_words.get(column, {}), *none[1]}
            said = [None if w in missing or _says_nothing(w) else given.get(w, w) for w in distinct]
            called = [name and _banded(labels.number(name), bands, name) for name in said]
        else:
            given = file.value_labels.get(column, {})
            codes = {*file.missing_values.get(column, {}), *none[0]}
            called = [_called(float(word), given, codes, bands) for word in distinct]
        found = {name for name in called if name is not None}
        listed = [name for name in (*order, *given.values()) if name in found]
        names = tuple(dict.fromkeys([*listed, *sorted(found, key=_natural)]))
        code = {name: number for number, name in enumerate(names)}
        lookup = [NOT_SAID if name is None else code[name] for name in called]
        return cls(names, np.array([*lookup, NOT_SAID], np.int32)[places])

    def counts(self) -> dict[str, int]:
        """People per category, in order; those who did not say are not counted."""
        n = np.bincount(self._codes[self._codes >= 0], minlength=len(self.names))
        return dict(zip(self.names, n.tolist(), strict=True))

    def among(self, chosen: NDArray[np.bool_]) -> "Categories":
        """The same demographic of fewer people, with only the categories that occur among them."""
        codes = self._codes if chosen.all() else self._codes[chosen]
        n = np.bincount(codes + 1, minlength=len(self.names) + 1)[1:]
        if n.all():
            return Categories(self.names, codes)
        names = tuple(name for name, here in zip(self.names, n, strict=True) if here)
        place = np.append(np.cumsum(n > 0) - 1, NOT_SAID)  # NOT_SAID looks up the last
        return Categories(names, place[codes].astype(np.int32))

    def one_of(self, chosen: Sequence[str]) -> NDArray[np.bool_]:
        """Who is in one of the chosen categories."""
        places = [self.names.index(name) for name in chosen if name in self.names]
        return np.isin(self._codes, places)


def _called(
    code: float, given: Mapping[float, str], missing: Collection[float], bands: Sequence[float]
) -> str | None:
    """The category a code stands for; None for one that means no answer."""
    return None if code in missing else given.get(code) or _banded(code, bands, f"{code:g}")


def _says_nothing(word: str) -> bool:
    """Such as "(blank)", "k.A." or "not answered"; short letters may be a place: NA, DK."""
    form = labels.normal(word)
    return form in labels.NO_ANSWER and (len(form) > SHORTEST or not form.isalpha())


def _banded(value: float | None, bands: Sequence[float], otherwise: str) -> str:
    """The band a number is in: "under 30", "30–49", "50 and over"."""
    if not bands or value is None:
        return otherwise
    place = bisect_right(bands, value)
    if place == 0:
        return f"under {bands[0]:g}"
    if place == len(bands):
        return f"{bands[-1]:g} and over"
    return f"{bands[place - 1]:g}–{bands[place] - 1:g}"


def _natural(name: str) -> tuple[float, int, str]:
    number = _NUMBER.search(name)
    if not number:
        return float("inf"), 0, name.casefold()
    return float(number[0].replace(",", ".")), 0 if _BELOW.match(name) else 1, name.casefold()


@dataclass(frozen=True, eq=False, slots=True)
class Breakdown:
    """The people of a view by the categories that may be shown.

    names, counts: categories that may be shown, in their order, and their people.
    codes: place of each person's category in `names`; NOT_SAID for everyone else.
    hidden: categories that may not be shown.
    missing: people who did not say; None where they are too few to be shown.
    unsaid: who did not say, shape (people,).
    """

    demographic: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    codes: NDArray[np.int32]
    hidden: tuple[str, ...]
    missing: int | None
    unsaid: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rest:
    """Who is in no category that may be shown.

    groups, people: hidden categories, and the people in all of them together.
    unsaid: people who did not say.
    """

    groups: int = 0
    people: int = 0
    unsaid: int = 0


def groups_of(view: "View", demographic: str, fewest: int = 0) -> Breakdown:
    """The categories of a demographic that may be shown; `fewest` asks for more than the rule."""
    categories = view.demographics[demographic]
    counts = np.bincount(categories._codes + 1, minlength=len(categories.names) + 1)
    unsaid, n = int(counts[0]), counts[1:].tolist()
    minimum = max(view.instrument.minimum_group, fewest)
    withheld = view.withheld.get(demographic, frozenset())
    shown = may_show(n, Rest(unsaid=unsaid), minimum, _places(categories.names, withheld))
    hidden = [place for place in range(len(n)) if place not in shown]
    places = np.full(len(n) + 1, NOT_SAID, np.int32)
    places[list(shown)] = np.arange(len(shown))
    return Breakdown(
        demographic,
        tuple(categories.names[place] for place in shown),
        tuple(n[place] for place in shown),
        places[categories._codes],
        tuple(categories.names[place] for place in hidden),
        unsaid if unsaid == 0 or unsaid >= minimum else None,
        categories._codes == NOT_SAID,
    )


@dataclass(frozen=True, eq=False, slots=True)
class Sizes:
    """How many people each category of a demographic has, as far as that may be told.

    people: by category, None where they are too few. weight, squares: sums of case weights and of
    their squares of those that may be told. everyone, said: sum of the weights of all, and of those
    who said. missing: people who did not say, None where they are too few.
    """

    people: tuple[int | None, ...]
    weight: NDArray[np.float64]
    squares: NDArray[np.float64]
    everyone: float
    said: float
    missing: int | None


def sizes(view: "View", demographic: str) -> Sizes:
    """People and weights of every category that may be shown; no one is hidden alone."""
    categories = view.demographics[demographic]
    places, size = categories._codes + 1, len(categories.names) + 1
    weights = view.weights if view.weighted else np.ones(view.people)
    people = np.bincount(places, minlength=size)
    weight, squares = (np.bincount(places, w, size) for w in (weights, weights**2))
    fewest, unsaid = view.instrument.minimum_group, int(people[0])
    withheld = _places(categories.names, view.withheld.get(demographic, frozenset()))
    # how many did not say tells nothing of anybody here, where nobody's answers are shown
    shown = may_show(people[1:].tolist(), Rest(), fewest, withheld)
    told = np.isin(np.arange(size), [place + 1 for place in shown])
    return Sizes(
        tuple(int(n) if may else None for n, may in zip(people[1:], told[1:], strict=True)),
        np.where(told, weight, np.nan)[1:],
        np.where(told, squares, np.nan)[1:],
        float(weight.sum()),
        float(weight[1:].sum()),
        unsaid if unsaid == 0 or unsaid >= fewest else None,
    )


def places_of_everyone(view: "View", demographic: str, names: Sequence[str]) -> NDArray[np.intp]:
    """The place of each person's category in `names`, len(names) for those who did not say.

    For sums over all groups of several waves, whose parts are shown only as far as `may_show`
    allows them; the one analysis that needs it is named in the test of this rule.
    """
    categories = view.demographics[demographic]
    places = np.array([*map(names.index, categories.names), len(names)], np.intp)
    return places[categories._codes]


def may_show(
    counts: Sequence[int], rest: Rest, minimum: int, withheld: Collection[int] = ()
) -> tuple[int, ...]:
    """Places of the categories that may show a number which these counts of people have.

    Not everyone has every number: a category may be large enough for one and too small for another.
    withheld: places of categories that are hidden whatever their size.
    """
    hidden = {place for place, n in enumerate(counts) if n < minimum or place in withheld}
    by_size = sorted((n, place) for place, n in enumerate(counts) if place not in hidden)
    few = rest.unsaid if rest.unsaid < minimum else 0
    while by_size and _recoverable([counts[place] for place in hidden], rest, few, minimum):
        hidden.add(by_size.pop(0)[1])
    return tuple(place for place in range(len(counts)) if place not in hidden)


def nearly(n: int, m: int, minimum: int) -> bool:
    """Whether two groups differ by somebody, but by fewer than the smallest group.

    Where both are shown, what one who joined or left answered could be found by subtraction.
    """
    return 0 < abs(n - m) < minimum


def _places(names: Sequence[str], wanted: Collection[str]) -> tuple[int, ...]:
    return tuple(place for place, name in enumerate(names) if name in wanted)


def _recoverable(hidden: Sequence[int], rest: Rest, few: int, minimum: int) -> bool:
    """Whether subtraction from the whole would give a group that is too small."""
    groups = sum(n > 0 for n in hidden) + rest.groups + (few > 0)
    return groups == 1 or 0 < sum(hidden) + rest.people + few < minimum
