"""Findings in the form that a reader needs: one module for each output format."""
