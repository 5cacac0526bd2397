"""Which factor leads to which? Interpretive structural modelling and MICMAC.

reading, writing             letters, zeros and ones, strengths; one sheet or one an expert
panel, agreement, aggregation, robustness
                             several experts to one set of relations, and what hangs on it
closure, partition, components, checks
                             who reaches whom, levels, circles, what is left to draw
circles, feedback, splitting, alternatives
                             why a model collapses into one level, and what to review
micmac, fuzzy                who drives, who depends; relations of different strength
reasons                      why one factor leads to another
audit                        does a published level table follow from its SSIM?
rows, layout                 the drawing, in abstract units
source, work, keeping, joining
                             judgements and all that was laid beside them: kept, put together
"""

from crm_analytics.ism.audit import Audit, audit
from crm_analytics.ism.model import Model, interpret
from crm_analytics.ism.panel import FuzzyPanel, FuzzyRelations, Panel
from crm_analytics.ism.reading import read
from crm_analytics.ism.reading.levels import PrintedLevels, read_levels
from crm_analytics.ism.relations import Factor, Relations
from crm_analytics.ism.source import Source
from crm_analytics.ism.work import Work
from crm_analytics.ism.writing import write

__all__ = [
    "Audit",
    "Factor",
    "FuzzyPanel",
    "FuzzyRelations",
    "Model",
    "Panel",
    "PrintedLevels",
    "Relations",
    "Source",
    "Work",
    "audit",
    "interpret",
    "read",
    "read_levels",
    "write",
]
