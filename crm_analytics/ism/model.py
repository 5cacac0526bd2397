"""Everything that follows from who leads to whom, computed once and when it is asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from crm_analytics.errors import Problem, UnusableMatrix, refuse
from crm_analytics.ism import aggregation, cycles, layout, levels, micmac
from crm_analytics.ism import robustness as robust
from crm_analytics.ism.aggregation import Aggregate, ExpertAgreement, agreement
from crm_analytics.ism.judgements import (
    Arrow,
    DirectRelations,
    Factor,
    Flags,
    Judgements,
    Panel,
    arrows,
)
from crm_analytics.ism.levels import Partition

LONGEST = 2_000  # characters of a reason


# no slots: what was computed once is kept in the instance
@dataclass(frozen=True, eq=False)
class Model:
    """An interpretive structural model.

    judgements: what the experts said. aggregate: the relations it is made from, and the rule.
    """

    judgements: Judgements
    aggregate: Aggregate

    @property
    def relations(self) -> DirectRelations:
        """The direct relations."""
        return self.aggregate.relations

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors in the order given."""
        return self.relations.factors

    @cached_property
    def final(self) -> Flags:
        """The final reachability matrix, shape (n, n)."""
        return self.blocks.final

    @property
    def added(self) -> tuple[Arrow, ...]:
        """The entries that the closure added, marked 1*."""
        return arrows(self.final & ~self.relations.initial)

    @cached_property
    def partition(self) -> Partition:
        """Levels with every set on the way."""
        return Partition.of(self.final)

    @property
    def level(self) -> NDArray[np.int64]:
        """The level of each factor, shape (n,); 1 is the top, the outcomes."""
        return self.partition.level

    @cached_property
    def blocks(self) -> levels.Blocks:
        """Strong components, and the arrows between them that no longer way implies."""
        return levels.blocks(self.relations)

    @property
    def collapsed(self) -> bool:
        """Whether all factors lead to one another, so that there is one level."""
        return len(self.factors) > 1 and len(self.blocks.members) == 1

    @property
    def order(self) -> tuple[int, ...]:
        """The factors of the canonical matrix: by level from the top, blocks together."""
        return tuple(map(int, np.lexsort((self.blocks.of, self.level))))

    @cached_property
    def checks(self) -> dict[str, bool]:
        """What is true of every ISM, and whether it holds of this one."""
        rules = levels.rules(self.relations, self.final, self.blocks, self.level)
        return {rule: bool(holds) for rule, holds in rules}

    @cached_property
    def cycles(self) -> tuple[cycles.Cycle, ...]:
        """Factors that lead to one another, and which judgements to review."""
        if isinstance(self.judgements, Panel):
            return cycles.cycles(self.relations, self.blocks, self.judgements.votes)
        hundredths = np.rint(100 * self.judgements.mean).astype(np.int64)
        return cycles.cycles(self.relations, self.blocks, hundredths)

    @cached_property
    def alternatives(self) -> tuple[robust.Alternative, ...]:
        """Other ways to levels, each called what it is; by votes where there are experts."""
        panel, own = self.judgements, robust.alternatives(self.relations)
        if isinstance(panel, Panel) and len(panel.experts) > 1:
            return (*own, *robust.by_votes(panel))
        return own

    @cached_property
    def agreement(self) -> ExpertAgreement | None:
        """Whether the experts agree; None for fuzzy judgements, which are no letters."""
        return agreement(self.judgements) if isinstance(self.judgements, Panel) else None

    @cached_property
    def robustness(self) -> robust.Robustness | None:
        """How often levels stay when disputed cells go another way; None for fuzzy judgements."""
        if isinstance(self.judgements, Panel):
            return robust.robustness(self.relations, self.judgements)
        return None

    def quadrants(self, cut: micmac.Cut = "half") -> micmac.Quadrants:
        """Driving power and dependence."""
        return micmac.quadrants(self.relations, self.final, cut)

    @cached_property
    def powers(self) -> micmac.SettledRanks:
        """MICMAC proper: ranks when paths of any length count."""
        return micmac.powers(self.relations)

    @cached_property
    def fuzzy_powers(self) -> micmac.SettledRanks | None:
        """Fuzzy MICMAC; None unless strengths were given."""
        return (
            None
            if isinstance(self.judgements, Panel)
            else micmac.fuzzy_powers(self.judgements.mean)
        )

    @cached_property
    def alpha_cuts(self) -> dict[float, NDArray[np.int64]]:
        """Levels at every strength; none unless strengths were given."""
        return {} if isinstance(self.judgements, Panel) else micmac.alpha_cuts(self.judgements.mean)

    def layout(
        self, chosen: Sequence[Arrow] = (), moved: Mapping[int, layout.Point] | None = None
    ) -> layout.DigraphLayout:
        """Where everything is drawn.

        chosen: transitive links to draw; what is not one, or no longer, is left out.
        moved: where a person put the node of a factor.
        """
        added = self.final & ~self.relations.initial
        still = [(i, j) for i, j in dict.fromkeys(chosen) if added[i, j]]
        return layout.layout(self.relations, self.blocks, self.level, still, moved)


def interpret(judgements: Judgements, aggregate: Aggregate | None = None) -> Model:
    """The model of what experts said.

    aggregate: one of those that `aggregation` makes of the same judgements; by default that of most
    votes, or of a mean strength of at least .5.
    """
    return Model(judgements, aggregate or aggregation.aggregate(judgements))


def explained(model: Model, reasons: Mapping[tuple[str, str], str]) -> dict[Arrow, str]:
    """The sentences that make an ISM a total one, by the link each explains.

    Sushil (2012, Global Journal of Flexible Systems Management 13, 87-106): every direct link is
    explained, and of the links that only the closure adds those are kept that can be explained,
    too.

    reasons: by the ids or names of the two factors. Raises UnusableMatrix with every reason that
    belongs to no link.
    """
    known = {factor.name.casefold(): i for i, factor in enumerate(model.factors)}
    known |= {factor.id.casefold(): i for i, factor in enumerate(model.factors)}
    refuse(UnusableMatrix, _unexplained(model.final, reasons, known, model.factors))
    return {
        (known[tail.casefold()], known[head.casefold()]): " ".join(reason.split())
        for (tail, head), reason in reasons.items()
    }


def _unexplained(
    final: Flags,
    reasons: Mapping[tuple[str, str], str],
    known: Mapping[str, int],
    factors: tuple[Factor, ...],
) -> Iterator[Problem]:
    seen: set[Arrow] = set()
    for (tail, head), reason in reasons.items():
        where = f"The reason for '{tail}' → '{head}'"
        unknown = [name for name in (tail, head) if name.casefold() not in known]
        for name in unknown:
            yield Problem(where, f"names '{name}', which is no factor.", "Use its id or its name.")
        if not reason.strip():
            yield Problem(where, "is empty.", "Write a sentence, or leave the link out.")
        elif len(reason) > LONGEST:
            yield Problem(where, f"has {len(reason):,} characters.", f"Use at most {LONGEST:,}.")
        if unknown:
            continue
        arrow = known[tail.casefold()], known[head.casefold()]
        if arrow[0] == arrow[1] or not final[arrow]:
            what = f"explains a link that is not there: {factors[arrow[0]]} does not lead to it."
            yield Problem(where, what, "Correct the matrix or remove the reason.")
        elif arrow in seen:
            yield Problem(where, "is given twice.", "Keep one.")
        seen.add(arrow)
