"""Every rule: modules with `RULES`, by what they look at."""
