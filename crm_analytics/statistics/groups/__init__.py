"""Who differs? Scores between the groups of a demographic, and demographics with one another.

Everything is computed from how often each value of a score occurs in each group: means and
variances, ranks, distances from a median. A million people cost one count, the tests nothing.
"""
