"""Who is in which category of a demographic, with the categories that may be shown.

A category below the smallest group is hidden. If one alone is hidden, or all hidden people together
are fewer than that, they could be found by subtraction: the next smallest category is hidden too.
People who did not say are such a group as well when they are few.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crm_analytics.survey.categories import NOT_SAID
from crm_analytics.survey.view import View


@dataclass(frozen=True, eq=False, slots=True)
class Breakdown:
    """The people of a view by the categories that may be shown.

    names, counts: categories that may be shown, in their order, and their people.
    codes: place of each person's category in `names`; NOT_SAID for everyone else.
    hidden: categories that may not be shown.
    missing: people who did not say; None where they are too few to be shown.
    """

    demographic: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    codes: NDArray[np.int32]
    hidden: tuple[str, ...]
    missing: int | None


def breakdown(view: View, demographic: str, fewest: int = 0) -> Breakdown:
    """The categories of a demographic that may be shown; `fewest` asks for more than the rule."""
    categories = view.demographics[demographic]
    counts = np.bincount(categories.codes + 1, minlength=len(categories.names) + 1)
    unsaid, n = int(counts[0]), counts[1:].tolist()
    minimum = max(view.instrument.minimum_group, fewest)
    hidden = _hidden(n, unsaid, minimum)
    shown = [place for place in range(len(n)) if place not in hidden]
    places = np.full(len(n) + 1, NOT_SAID, np.int32)
    places[shown] = np.arange(len(shown))
    return Breakdown(
        demographic,
        tuple(categories.names[place] for place in shown),
        tuple(n[place] for place in shown),
        places[categories.codes],
        tuple(categories.names[place] for place in sorted(hidden)),
        unsaid if unsaid == 0 or unsaid >= minimum else None,
    )


def _hidden(counts: Sequence[int], unsaid: int, minimum: int) -> set[int]:
    hidden = {place for place, n in enumerate(counts) if n < minimum}
    by_size = sorted((n, place) for place, n in enumerate(counts) if place not in hidden)
    few = unsaid if unsaid < minimum else 0
    while by_size and _recoverable([counts[place] for place in hidden], few, minimum):
        hidden.add(by_size.pop(0)[1])
    return hidden


def _recoverable(hidden: Sequence[int], few: int, minimum: int) -> bool:
    """Whether subtraction from the whole would give a group that is too small."""
    groups = len(hidden) + (few > 0)
    return groups == 1 or 0 < sum(hidden) + few < minimum
