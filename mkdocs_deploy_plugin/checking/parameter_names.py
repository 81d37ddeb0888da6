"""Check the names of parameters in double braces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, FrontMatter, Related, Span
from mkdocs_deploy_plugin.reading.braces import KEEP, OTHERS, USE, Braces
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.meanings import PARAMETERS
from mkdocs_deploy_plugin.text import closest, quoted

_NAME = re.compile("[a-z][a-z0-9_]{0,39}")
_USE = re.compile(USE)
_KEEP = f"<!-- procedures:{KEEP} -->"
_CLOSE = 0.8
_MOST = 100
"""The maximum number of words on either side of a search for misspellings, which bounds its time."""


def check_parameter_names(
    document: Document, front_matter: FrontMatter, template: Template
) -> Iterator[Diagnostic]:
    """Yield findings for misspelt parameters in double braces, unless they seem to be another tool's."""
    parameters = front_matter.value(PARAMETERS)
    if not isinstance(parameters, dict) or not parameters or "{{" not in document.body:
        return
    names = list(parameters)[:_MOST]
    if not all(map(_NAME.fullmatch, names)):
        return  # Invalid parameter names are already reported.
    body = document.body
    meant: dict[str, str] = {}
    line, counted = document.body_line, 0
    braces: Braces | None = None
    for match in _USE.finditer(body):
        name = match[1]
        # A lookbehind would keep the search from skipping to the first brace.
        if name in parameters or body[match.start() - 1 : match.start()] in tuple(OTHERS):
            continue
        if name not in meant and len(meant) < _MOST:
            meant[name] = closest(name, names, cutoff=_CLOSE)
        if known := meant.get(name, ""):
            line, counted = line + body.count("\n", counted, match.start()), match.start()
            braces = braces or Braces(tree_of(document))
            if braces.are_foreign(line, match[0], escaped=body[match.start() - 1 : match.start()] == "\\"):
                continue
            column = match.start(1) - body.rfind("\n", 0, match.start())
            place = front_matter.keys.get(template.pointer(PARAMETERS, known), front_matter.end)
            yield diagnostic(
                "unknown-parameter",
                document.source.path,
                Span(line, column, line, column + len(name)),
                f"Unknown parameter {quoted(name)}",
                f"Did you mean {quoted(known)}? If another tool reads it, put {_KEEP} above.",
                related=Related(document.source.path, place, "similar parameter"),
            )
