"""Which factor leads to which? Interpretive structural modelling and MICMAC.

In reading order: `judgements` (what experts say: letters or strengths), `square` and `reading` (a
text to judgements), `aggregation` (do experts agree, and by which rule they become one set of
relations), `levels` (who reaches whom, levels, components), `cycles` and `feedback` (why a model
collapses into one level, and what to review), `micmac` (who drives, who depends), `robustness` (on
what the levels hang), `model` (all of it, computed once), `audit` (does a published level table
follow from its SSIM?), `rows` and `layout` (the digraph in abstract units), `document` and `merge`
(what is kept, and two people's changes put together), `options` (what a reader may choose),
`sections` (how it looks).
"""

from crm_analytics.ism.audit import Audit, PrintedLevels, audit, read_levels
from crm_analytics.ism.document import IsmDocument, SourceFiles
from crm_analytics.ism.judgements import DirectRelations, Factor, FuzzyPanel, Panel, write
from crm_analytics.ism.model import Model, interpret
from crm_analytics.ism.reading import read

__all__ = [
    "Audit",
    "DirectRelations",
    "Factor",
    "FuzzyPanel",
    "IsmDocument",
    "Model",
    "Panel",
    "PrintedLevels",
    "SourceFiles",
    "audit",
    "interpret",
    "read",
    "read_levels",
    "write",
]
