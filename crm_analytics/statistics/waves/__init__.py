"""What changed between waves, and can we say so?

Waves are compared on what was asked alike in them. What compares two groups compares two waves, so
this room stands on those of groups, reliability and factors.
"""
