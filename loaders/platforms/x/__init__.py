"""What the formats of X share: the tweet of API v1.1, its media, and reading typed JSON fast."""
