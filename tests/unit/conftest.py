"""Settings for the tests of modules."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mkdocs_deploy_plugin import project
from tests.unit.samples import schema_check


@pytest.fixture(autouse=True, scope="session")
def schemas_are_compiled_once() -> Iterator[None]:
    """Compile the schema of a template once for all projects; that takes longer than checking one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project, "_schema_check", schema_check)
        yield
