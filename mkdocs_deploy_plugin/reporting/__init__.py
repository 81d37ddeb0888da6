"""The output formats for findings, one module each."""
