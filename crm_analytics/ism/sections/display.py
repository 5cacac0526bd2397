"""How a reader wants to look at a structural model."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_analytics.ism.layout import Point
from crm_analytics.ism.model import Model
from crm_analytics.ism.options import EVERY, NONE, IsmOptions
from crm_analytics.ism.reasons import Explained
from crm_analytics.ism.relations import Arrow

MOST = 300  # arrows that only follow from others; a drawing of more tells nothing


@dataclass(frozen=True, slots=True)
class ModelDisplay:
    """How a model is shown: what was chosen, and what people laid beside it. Factors go by ids.

    reasons: why one factor leads to another. moved: where a person put a box.
    under: a second line in the box of a factor; whose says whose numbers these are.
    """

    options: IsmOptions = field(default_factory=IsmOptions)
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    moved: Mapping[str, Point] = field(default_factory=dict)
    under: Mapping[str, str] = field(default_factory=dict)
    whose: str = ""

    def explained(self, model: Model) -> Explained:
        """The links with the reasons that belong to one; others wait until their link is back."""
        place = {factor.id: i for i, factor in enumerate(model.factors)}
        still = {
            (tail, head): text
            for (tail, head), text in self.reasons.items()
            if text.strip() and tail in place and head in place and tail != head
            if model.final[place[tail], place[head]]
        }
        return model.explained(still)

    def chosen(self, model: Model) -> tuple[Arrow, ...]:
        """The transitive links to draw."""
        if self.options.transitive == EVERY and not self.too_many(model):
            return model.added
        if self.options.transitive == NONE:
            return ()
        return tuple(link.arrow for link in self.explained(model).transitive)

    def too_many(self, model: Model) -> bool:
        """Whether every transitive link was asked for, and they are too many to draw."""
        return self.options.transitive == EVERY and len(model.added) > MOST

    def places(self, model: Model) -> dict[int, Point]:
        """Where boxes were put, by position."""
        return {i: self.moved[f.id] for i, f in enumerate(model.factors) if f.id in self.moved}
