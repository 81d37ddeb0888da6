"""Benchmarks: what the plugin adds to a build, and what a check costs."""
