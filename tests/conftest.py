"""Settings for all tests."""

from __future__ import annotations

import os

# Material writes an announcement of its own to standard error unless told not to.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
