"""Render the catalog and the pages as fragments of HTML. Pure functions."""
