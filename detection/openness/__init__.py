"""Groups that act together and say so: they are no rings."""
