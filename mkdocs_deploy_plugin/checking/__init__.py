"""Check documents against the schema, and against rules that a schema cannot express."""
