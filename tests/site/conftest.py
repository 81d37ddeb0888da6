"""Sites that several tests read."""

from __future__ import annotations

import pytest

from tests.site.sites import Built, build_site, procedure


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The good procedure, with the settings as they are by default."""
    return build_site(tmp_path_factory.mktemp("good"), procedure())
