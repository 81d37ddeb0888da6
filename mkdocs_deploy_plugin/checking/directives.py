"""Check directives: each has a known name and attributes that it can use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Directive, Document, Outline
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.directives import DIRECTIVES, usable_directives
from mkdocs_deploy_plugin.text import closest, one_of, quoted

if TYPE_CHECKING:  # Few directives select procedures.
    from mkdocs_deploy_plugin.catalog.query_arguments import Problem

_FORM = "Write name=value, and quote a value that contains spaces or a comma."


def check_directives(
    document: Document,
    outline: Outline,
    collections: Sequence[Collection],
    template: Template | None = None,
) -> Iterator[Diagnostic]:
    """Yield findings for directives that are ignored.

    Args:
        document: The procedure, or an ordinary page of the site.
        outline: The structure of its body.
        collections: The collections of the site.
        template: The template of the procedure; None for an ordinary page.
    """
    for section in outline.root.walk():
        for directive in section.directives:
            for rule, message, help_ in _wrong(directive, collections, template):
                span = outline.span(directive.start, directive.end)
                yield diagnostic(rule, document.source.path, span, message, help_)


def _wrong(
    directive: Directive, collections: Sequence[Collection], template: Template | None
) -> Iterator[tuple[str, str, str]]:
    """Yield rule, message and help for each thing that is wrong with a directive."""
    name, arguments = directive.name, directive.arguments
    usable = usable_directives(template)
    kind = DIRECTIVES.get(name)
    if name not in usable:
        message = f"Unknown directive {quoted(name)}"
        if any(name in usable_directives(one.template) for one in collections):
            message = f"The directive {quoted(name)} works only in a procedure"
        meant = closest(name, list(usable))
        yield (
            "unknown-directive",
            message,
            f"Did you mean {quoted(meant)}?" if meant else f"Use {one_of(list(usable))}.",
        )
    elif arguments.problem:
        yield "invalid-directive", arguments.problem, _FORM
    elif not directive.alone and template is not None:
        message = f"The directive {quoted(name)} must be on its own line; this one is ignored"
        yield "invalid-directive", message, "Put it on its own line, outside other HTML."
    elif kind is not None and kind.selects:
        from mkdocs_deploy_plugin.catalog.query_arguments import read_query

        for problem in read_query(arguments.values, collections)[1]:
            yield "invalid-directive", *explained(problem)
    elif kind is not None and kind.of_kinds and len(collections) > 1:
        from mkdocs_deploy_plugin.catalog.query_arguments import read_kinds

        for problem in read_kinds(arguments.values, collections).problems:
            yield "invalid-directive", *explained(problem)
    elif arguments.values:
        message = f"The directive {quoted(name)} takes no attributes"
        yield "invalid-directive", message, f"Write <!-- procedures:{name} -->."


def explained(problem: Problem) -> tuple[str, str]:
    """Return message and help for a problem with a query."""
    message = problem.message.format(quoted(problem.word))
    if not problem.allowed:
        return message, problem.help
    allowed = list(problem.allowed)
    meant = closest(problem.word, allowed)
    all_ = f"Use one of {', '.join(allowed)}."
    return message, f"Did you mean {quoted(meant)}? {all_}" if meant else all_
