"""May a new wave stand beside the others?

In reading order: `entry` (how one wave asked), `matching` (which column is which question),
`comparison` (what a change is; the two waves side by side), `columns`, `scales`, `directions`
(what changed), `gate` (what a person has to decide, and the study that knows the wave).
"""
