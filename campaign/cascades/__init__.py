"""How posts were passed on: cascades of reposts, quotes, answers and copies."""
