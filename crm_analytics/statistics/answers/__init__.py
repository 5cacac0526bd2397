"""How were the questions answered? Everything here is made of counts, so a million cost little.

A reason why something is absent stands after the names it concerns: many items share one.
"""
