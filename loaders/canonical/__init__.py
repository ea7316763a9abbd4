"""One form for what can be written in many ways: URLs, hashtags, times."""
