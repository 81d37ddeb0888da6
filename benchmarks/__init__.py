"""Benchmarks: the cost of a build, a check, a search, and a page in the browser."""
