"""Who answered: people in every category of a demographic.

How many people are in a category is no answer of theirs; a small category is hidden all the same,
without hiding others beside it, so that a page reads the same everywhere.
"""

from dataclasses import dataclass

import numpy as np

from crm_analytics.survey.view import View


@dataclass(frozen=True, slots=True)
class Category:
    """People of one category; all numbers are None where there are too few to be shown.

    percent: of everyone; valid_percent: of those who said. With case weights both are weighted.
    """

    name: str
    n: int | None
    n_effective: float | None
    percent: float | None
    valid_percent: float | None


@dataclass(frozen=True, slots=True)
class Profile:
    """All categories of a demographic, in its order; missing: who did not say, None if too few."""

    demographic: str
    categories: tuple[Category, ...]
    missing: int | None

    @property
    def hidden(self) -> tuple[str, ...]:
        """Categories of too few people."""
        return tuple(c.name for c in self.categories if c.n is None)


def profile(view: View, demographic: str) -> Profile:
    """The people of a view by one demographic."""
    categories = view.demographics[demographic]
    places, size = categories.codes + 1, len(categories.names) + 1
    weights = view.weights if view.weighted else np.ones(view.people)
    people = np.bincount(places, minlength=size)
    weight, squares = (np.bincount(places, w, size) for w in (weights, weights**2))
    fewest = view.instrument.minimum_group
    everyone, said = float(weight.sum()), float(weight[1:].sum())
    made = tuple(
        Category(
            name,
            int(people[place]),
            float(weight[place] ** 2 / squares[place]),
            float(100 * weight[place] / everyone),
            float(100 * weight[place] / said),
        )
        if people[place] >= fewest
        else Category(name, None, None, None, None)
        for place, name in enumerate(categories.names, start=1)
    )
    unsaid = int(people[0])
    return Profile(demographic, made, unsaid if unsaid == 0 or unsaid >= fewest else None)
