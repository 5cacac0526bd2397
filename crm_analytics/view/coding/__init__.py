"""How codings of interviews look: do the coders agree, and what was coded?

stamp        where the numbers come from
agreement    the section of how far coders agree; its sentences
coefficients, disputes   its tables and charts
printed      which coefficient a printed number may be
codes        the section of what was coded
paradigm     the groups of a code book as boxes and arrows
"""
