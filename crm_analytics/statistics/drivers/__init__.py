"""What stands around the driver model: effects on every outcome, selection, checks, importance."""
