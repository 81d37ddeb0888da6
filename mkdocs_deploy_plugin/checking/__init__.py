"""Checking a document against the schema and the rules that a schema cannot say."""
