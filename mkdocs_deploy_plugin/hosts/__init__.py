"""Thin adapters: what MkDocs, Python-Markdown and others need to use the core."""
