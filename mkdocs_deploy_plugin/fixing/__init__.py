"""Edits that fix findings, and the rounds in which they are applied."""
