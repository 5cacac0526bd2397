"""What one printed number says about another, a file for each kind of table."""
