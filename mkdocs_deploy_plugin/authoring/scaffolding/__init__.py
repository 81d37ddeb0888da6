"""A new procedure from the template: its id, and its text as a first draft.

`new_id` finds the id, `scaffold` writes the text. Both take a template and plain values; where files
lie and who the author is, the command finds out.
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
