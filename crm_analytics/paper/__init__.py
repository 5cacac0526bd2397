"""Do the printed numbers of a paper's tables agree with one another?

lines, reading   text as it was pasted, to tables whose columns are recognised
interval         a printed number is every number that rounds to it
rules            what one number says about another, a file a kind of table
blame            which number is the wrong one
checking         tables to findings
"""

from crm_analytics.paper.checking import Check, check, findings
from crm_analytics.paper.finding import Finding
from crm_analytics.paper.reading import read
from crm_analytics.paper.table import PrintedTable

__all__ = ["Check", "Finding", "PrintedTable", "check", "findings", "read"]
