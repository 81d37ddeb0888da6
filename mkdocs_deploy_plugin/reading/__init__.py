"""Read the bytes of a file into front matter and outline, with source positions."""
