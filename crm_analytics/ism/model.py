"""Everything that follows from who leads to whom, computed once and when it is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from crm_analytics.ism import (
    aggregation,
    alternatives,
    checks,
    circles,
    components,
    fuzzy,
    layout,
    micmac,
    reasons,
)
from crm_analytics.ism.aggregation import Aggregate
from crm_analytics.ism.agreement import Agreement, agreement
from crm_analytics.ism.closure import closure
from crm_analytics.ism.panel import FuzzyPanel, Panel
from crm_analytics.ism.partition import Partition, partition
from crm_analytics.ism.relations import Arrow, Factor, Flags, Relations, arrows
from crm_analytics.ism.robustness import DRAWS, SEED, Robustness, one_way, robustness


# no slots: what was computed once is kept in the instance
@dataclass(frozen=True, eq=False)
class Model:
    """An interpretive structural model.

    given: what the experts said. aggregate: the relations it is made from, and the rule.
    """

    given: Panel | FuzzyPanel
    aggregate: Aggregate

    @property
    def relations(self) -> Relations:
        """The direct relations."""
        return self.aggregate.relations

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors in the order given."""
        return self.relations.factors

    @cached_property
    def final(self) -> Flags:
        """The final reachability matrix, shape (n, n)."""
        return closure(self.relations.leads)

    @property
    def added(self) -> tuple[Arrow, ...]:
        """The entries that the closure added, marked 1*."""
        return arrows(self.final & ~self.relations.initial)

    @cached_property
    def partition(self) -> Partition:
        """Levels with every set on the way."""
        return partition(self.final)

    @property
    def level(self) -> NDArray[np.int64]:
        """The level of each factor, shape (n,); 1 is the top, the outcomes."""
        return self.partition.level

    @cached_property
    def blocks(self) -> components.Blocks:
        """Strong components, and the arrows between them that no longer way implies."""
        return components.blocks(self.relations, self.final)

    @property
    def collapsed(self) -> bool:
        """Whether all factors lead to one another, so that there is one level."""
        return len(self.factors) > 1 and len(self.blocks.members) == 1

    @property
    def order(self) -> tuple[int, ...]:
        """The factors of the canonical matrix: by level from the top, blocks together."""
        return tuple(map(int, np.lexsort((self.blocks.of, self.level))))

    @cached_property
    def checks(self) -> tuple[checks.Check, ...]:
        """What is true of every ISM, tested on this one."""
        return checks.checks(self.relations, self.final, self.blocks, self.level)

    @cached_property
    def circles(self) -> tuple[circles.Circle, ...]:
        """Factors that lead to one another, and which judgements to review."""
        return circles.circles(self.relations, self.blocks, self._weights)

    @property
    def _weights(self) -> NDArray[np.int64]:
        """How sure each arrow is: votes, or hundredths of strength."""
        if isinstance(self.given, Panel):
            return self.given.votes
        hundredths: NDArray[np.int64] = np.rint(100 * self.given.mean.strength).astype(np.int64)
        return hundredths

    @cached_property
    def alternatives(self) -> tuple[alternatives.Alternative, ...]:
        """Other ways to levels, each called what it is; by votes where there are experts."""
        panel, own = self.given, alternatives.alternatives(self.relations)
        if isinstance(panel, Panel) and len(panel.experts) > 1:
            return (*own, *alternatives.by_votes(panel))
        return own

    @cached_property
    def agreement(self) -> Agreement | None:
        """Whether the experts agree; None for fuzzy judgements, which are no letters."""
        return agreement(self.given) if isinstance(self.given, Panel) else None

    def robustness(self, draws: int = DRAWS, seed: int = SEED) -> Robustness | None:
        """How often levels stay when disputed cells go another way; None for fuzzy judgements."""
        if isinstance(self.given, Panel):
            return robustness(self.relations, self.given, draws, seed)
        return None

    def one_way(self, draws: int = DRAWS, seed: int = SEED) -> dict[int, int]:
        """How many draws have how many levels when each X is made V or A at random."""
        return one_way(self.relations, draws, seed)

    def quadrants(self, cut: micmac.Cut = "half") -> micmac.Quadrants:
        """Driving power and dependence."""
        return micmac.quadrants(self.relations, self.final, cut)

    @cached_property
    def powers(self) -> micmac.Settled:
        """MICMAC proper: ranks when paths of any length count."""
        return micmac.powers(self.relations)

    @cached_property
    def fuzzy_powers(self) -> micmac.Settled | None:
        """Fuzzy MICMAC; None unless strengths were given."""
        return None if isinstance(self.given, Panel) else fuzzy.micmac(self.given.mean)

    @cached_property
    def cuts(self) -> fuzzy.Cuts | None:
        """Levels at every strength; None unless strengths were given."""
        return None if isinstance(self.given, Panel) else fuzzy.cuts(self.given.mean)

    def explained(self, said: Mapping[tuple[str, str], str]) -> reasons.Explained:
        """The links with the reasons people gave for them."""
        return reasons.explained(self.relations, self.final, said)

    def layout(
        self, chosen: Sequence[Arrow] = (), moved: Mapping[int, layout.Point] | None = None
    ) -> layout.Layout:
        """Where everything is drawn.

        chosen: transitive links to draw; what is not one, or no longer, is left out.
        moved: where a person put the node of a factor.
        """
        added = self.final & ~self.relations.initial
        still = [(i, j) for i, j in dict.fromkeys(chosen) if added[i, j]]
        return layout.layout(self.relations, self.blocks, self.level, still, moved)


def interpret(given: Panel | FuzzyPanel, aggregate: Aggregate | None = None) -> Model:
    """The model of what experts said.

    aggregate: one of those that `aggregation` makes of the same panel; by default an arrow counts
    when at least half of the experts see it, or when its mean strength is at least .5.
    """
    return Model(given, aggregate or _usual(given))


def _usual(given: Panel | FuzzyPanel) -> Aggregate:
    if isinstance(given, FuzzyPanel):
        return aggregation.by_strength(given)
    one = len(given.experts) == 1
    return aggregation.as_judged(given) if one else aggregation.by_vote(given)
