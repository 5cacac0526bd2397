"""What does the evidence support? Each claim of the questionnaire, tested, and all together."""

from crm_analytics.statistics.hypotheses.evidence import Evidence, Respondents, evidence
from crm_analytics.statistics.hypotheses.ledger import ALPHA, Line, families, ledger

__all__ = ["ALPHA", "Evidence", "Line", "Respondents", "evidence", "families", "ledger"]
