"""Steps from one version of the tables to the next, in `versions/`, run by `schema.py`.

To change the tables: change `schema.py`, add one to its VERSION, and add a file with the step here.
A step is never changed once a store may have taken it, and names nothing of `schema.py`, which
goes on changing.
"""
