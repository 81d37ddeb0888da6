"""Settings for all tests."""

from __future__ import annotations

import os
import tempfile

from hypothesis import settings

# Material writes an announcement of its own to standard error unless told not to.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")

# What a test finds is of the procedures, not of the day on which it runs.
os.environ["SOURCE_DATE_EPOCH"] = "1795132800"  # 2026-11-20

# The secret of stored results is not that of whoever runs the tests.
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="procedures-tests-")

# A run in CI tries the same examples each time: what it finds is of the change, not of the day.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")
