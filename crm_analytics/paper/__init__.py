"""Do the printed numbers of a paper's tables agree with one another?

lines, names, reading   text as it was pasted, to tables whose columns are recognised
number, table           a printed number is every number that rounds to it; cells, rows, tables
relation                what one number says about another
descriptives, models, correlations, proportions   the rules, a file for each kind of table
finding                 which number is the wrong one, and what it would have to be
checking, section       tables to findings, and how these look
"""

from crm_analytics.paper.checking import PaperCheck, check
from crm_analytics.paper.finding import Finding
from crm_analytics.paper.reading import read
from crm_analytics.paper.section import section
from crm_analytics.paper.table import PrintedTable

__all__ = ["Finding", "PaperCheck", "PrintedTable", "check", "read", "section"]
