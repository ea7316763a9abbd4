"""Signs that support a ring and never make one: each one file, a module with `SIGN`."""
