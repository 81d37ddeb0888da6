"""The rule about directives: each one names content that can be generated."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.checking.problem import closest, one_of, quoted
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline
from mkdocs_deploy_plugin.rules import diagnostic
from mkdocs_deploy_plugin.template import Template

GENERATED = ("metadata", "catalog", "back-links", "dependencies", "traceability", "attention")
"""The directives that belong to no single field of the front matter."""


def check_directives(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield directives that nothing is generated for."""
    known = [*GENERATED, *(field.key.replace("_", "-") for field in template.fields)]
    for section in outline.root.walk():
        for directive in section.directives:
            if directive.name in known:
                continue
            meant = closest(directive.name, known)
            help_ = f"Did you mean {quoted(meant)}?" if meant else f"Write {one_of(known)}."
            yield diagnostic(
                "unknown-directive",
                document.source.path,
                outline.span(directive.start, directive.end),
                f"There is no directive {quoted(directive.name)}",
                help_,
            )
