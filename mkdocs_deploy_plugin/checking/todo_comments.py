"""Check that no value is marked as not yet decided once a procedure has left its first status.

A new draft has a value for each required choice and number, which looks like a real one. Only the comment
after it says that nobody has chosen it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_deploy_plugin.checking.front_matter import because
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, FrontMatter
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.paths import name_of, path_of
from mkdocs_deploy_plugin.template.stand_ins import STAND_IN

_TODO = re.compile(r"[ \t\]},]*[ \t]#[ \t]*TODO\b")


def check_todo_comments(
    document: Document, front_matter: FrontMatter, template: Template
) -> Iterator[Diagnostic]:
    """Yield a finding for each value with `# TODO` after it."""
    text = document.source.text
    if "TODO" not in text[: document.body_start] or not template.is_finished(document.string("status")):
        return
    lines = document.source.lines
    for pointer, span in front_matter.values.items():
        line = lines[span.end_line - 1]
        written = line[span.column - 1 : span.end_column - 1].strip("\"'")
        if span.line != span.end_line or not _TODO.match(line, span.end_column - 1):
            continue
        if written[:1] in ("[", "{", "") or re.match(STAND_IN, written):
            continue  # Not one value, or a stand-in, which is reported as such.
        name = name_of(path_of(pointer, front_matter.data))
        yield diagnostic(
            "placeholder-value",
            document.source.path,
            span,
            f"{name} is marked TODO: nobody has decided it yet",
            "Write the right value, and delete the comment.",
            reason=because("not allowed", document, template),
            pointer=f"/front_matter{pointer}",
        )
