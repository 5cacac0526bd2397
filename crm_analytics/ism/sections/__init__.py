"""How a structural model looks: sections `ism` and `audit`, like every other result."""

from crm_analytics.ism.sections.audited import audit_section
from crm_analytics.ism.sections.display import ModelDisplay
from crm_analytics.ism.sections.modelled import ism_section

__all__ = ["ModelDisplay", "audit_section", "ism_section"]
