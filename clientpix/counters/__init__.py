"""The cache behind every rate limit: counters that processes increment at the same time."""
