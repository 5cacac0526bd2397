"""Steps from one version of the tables to the next, in `versions/`, run by `upgrade.py`.

A step is never changed once a store may have taken it; it names no table of `schema.py`, which
goes on changing.
"""
