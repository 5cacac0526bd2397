"""How two ordered answers go together, from the table of each pair of items: τ-b, polychoric."""
