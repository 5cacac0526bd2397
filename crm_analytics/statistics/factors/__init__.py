"""What stands behind a scale: its one factor, its validity, and the factors of all items."""
