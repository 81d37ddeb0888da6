"""Thin adapters through which MkDocs, Python-Markdown and others use the core."""
