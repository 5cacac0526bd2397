"""Every number beside the same number of another program; docs/verification.md is written from it."""
