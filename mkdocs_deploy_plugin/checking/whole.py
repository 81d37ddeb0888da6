"""Rules about a procedure as a whole: sign-off, approval, parameters and verification.

Each rule compares values that are valid on their own. Invalid values are reported by other rules and
ignored here.
"""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.checking.angle_names import check_angle_names
from mkdocs_deploy_plugin.checking.characters import check_characters
from mkdocs_deploy_plugin.checking.gates import check_gates
from mkdocs_deploy_plugin.checking.look_alikes import check_look_alikes
from mkdocs_deploy_plugin.checking.parameter_names import check_parameter_names
from mkdocs_deploy_plugin.checking.parameters import check_parameters
from mkdocs_deploy_plugin.checking.people import check_approval, check_sign_off
from mkdocs_deploy_plugin.checking.prompts import check_prompts
from mkdocs_deploy_plugin.checking.raw_html import check_addresses
from mkdocs_deploy_plugin.checking.rollback import check_rollback
from mkdocs_deploy_plugin.checking.ticked import check_ticked
from mkdocs_deploy_plugin.checking.todo_comments import check_todo_comments
from mkdocs_deploy_plugin.checking.verification import check_verification
from mkdocs_deploy_plugin.model import (
    Diagnostic,
    Document,
)
from mkdocs_deploy_plugin.template import Template


def check_whole(document: Document, template: Template) -> Iterator[Diagnostic]:
    """Yield the findings about a procedure as a whole. They are the same on every day."""
    front_matter = document.front_matter
    if front_matter is not None:
        yield from check_sign_off(document, front_matter, template)
        yield from check_approval(document, front_matter, template)
        yield from check_parameters(document, front_matter, template)
        yield from check_todo_comments(document, front_matter, template)
    if document.outline is not None and document.outline.unclosed_fence is None:
        if front_matter is not None:
            yield from check_parameter_names(document, front_matter, template)
        outline = document.outline
        yield from check_verification(document, outline, template)
        yield from check_rollback(document, outline, template)
        yield from check_ticked(document, outline, template)
        yield from check_look_alikes(document, outline)
        yield from check_gates(document, outline, template)
        yield from check_angle_names(document, template)
        yield from check_prompts(document)
        yield from check_characters(document)
        yield from check_addresses(document)
