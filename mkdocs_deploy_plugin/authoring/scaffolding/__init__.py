"""A new procedure from the template: its id and the text of its first draft.

`new_id` makes the id, `scaffold` the text. Both take a template and plain values; the command finds
the files and the author.
"""

from __future__ import annotations

from mkdocs_deploy_plugin.authoring.scaffolding.draft import Scaffold, scaffold
from mkdocs_deploy_plugin.authoring.scaffolding.identifiers import (
    ScaffoldingError,
    feature_name,
    names_in_use,
    new_id,
)

__all__ = ["Scaffold", "ScaffoldingError", "feature_name", "names_in_use", "new_id", "scaffold"]
