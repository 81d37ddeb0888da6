"""Distinguish values that a `#` cuts off from comments after complete values, by what the template allows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mkdocs_deploy_plugin.checking.fitting import fits, schema_at
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.reading.yaml_comments import cut_values
from mkdocs_deploy_plugin.template.paths import path_of


def check_cut_values(document: Document, schema: dict[str, Any]) -> Iterator[Diagnostic]:
    """Yield a finding for each value that is cut off by a `#`.

    What follows a value that is valid only without it is a comment: `status: Draft #|In Review`. Quotes are
    the fix only if the whole text is valid, which is always so for a field that takes any text.

    Args:
        document: The document.
        schema: The schema of its front matter.
    """
    front_matter, text = document.front_matter, document.source.text
    if front_matter is None or all(text.find(mark, 0, document.body_start) < 0 for mark in (" #", "\t#")):
        return
    for cut in cut_values(document.source, front_matter):
        value_schema = schema_at(schema, path_of(cut.pointer, front_matter.data))
        if cut.whole is not None and fits(value_schema, cut.whole):
            yield cut.finding
        elif cut.whole is None or not fits(value_schema, cut.value):
            help_ = "Write the whole value in quotes; for a comment, put a space after the #."
            yield replace(cut.finding, help=help_, fix=None)
