"""The manuscripts of a case: found, judged, and told."""
