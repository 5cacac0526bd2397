"""Who answered: people in every category of a demographic.

How many people are in a category is no answer of theirs; a small category is hidden all the same,
without hiding others beside it, so that a page reads the same everywhere.
"""

from dataclasses import dataclass

from crm_analytics.survey import privacy
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
    sizes = privacy.sizes(view, demographic)
    names = view.demographics[demographic].names
    made = tuple(
        Category(name, None, None, None, None)
        if n is None
        else Category(
            name,
            n,
            float(weight**2 / squares),
            float(100 * weight / sizes.everyone),
            float(100 * weight / sizes.said),
        )
        for name, n, weight, squares in zip(
            names, sizes.people, sizes.weight, sizes.squares, strict=True
        )
    )
    return Profile(demographic, made, sizes.missing)
