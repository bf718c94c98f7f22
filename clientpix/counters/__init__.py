"""Counters that several processes may raise at once: the cache behind every rate limit."""
