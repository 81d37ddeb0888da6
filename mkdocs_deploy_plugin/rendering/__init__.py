"""From catalog and page to fragments of the page. Pure functions."""
