"""How a structural model looks: sections `ism` and `audit`, like every other result."""

from crm_analytics.ism.sections.audited import audit_section
from crm_analytics.ism.sections.modelled import ism_section
from crm_analytics.ism.sections.wishes import EVERY, EXPLAINED, NONE, Wishes

__all__ = ["EVERY", "EXPLAINED", "NONE", "Wishes", "audit_section", "ism_section"]
