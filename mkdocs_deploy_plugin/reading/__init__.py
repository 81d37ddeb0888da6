"""From the bytes of a file to front matter and outline, each with its positions."""
