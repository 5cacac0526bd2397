"""How a structural model looks: sections `ism` and `audit`, like every other result.

In reading order: `ism` (the section, its finding, caveats and method), `tables`, `charts` (the
digraph among them), `audit`, `naming` (factors, links and levels in words).
"""

from crm_analytics.ism.sections.audit import audit_section
from crm_analytics.ism.sections.ism import ism_section

__all__ = ["audit_section", "ism_section"]
