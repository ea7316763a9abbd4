"""Whether copies find their manuscript: planted campaigns of known truth, and speed."""
