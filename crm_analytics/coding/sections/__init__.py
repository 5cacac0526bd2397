"""How codings of interviews look: do the coders agree, and what was coded?

stamp        where the numbers come from
agreement    the section of how far coders agree
caveats      what weakens its finding
coefficients, disputes   its tables and charts
printed      which coefficient a printed number may be
codes, code_tables   the section of what was coded
paradigm     the groups of a code book as boxes and arrows
"""
