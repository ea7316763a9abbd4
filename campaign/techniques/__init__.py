"""Techniques of the DISARM Red framework, asserted only by a rule with its evidence."""
