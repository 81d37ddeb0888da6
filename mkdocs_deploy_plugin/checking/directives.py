"""The rules about directives: each one names content that can be generated, and asks for it rightly."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.catalog.query_arguments import Problem, read_query
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Directive, Document, Outline
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.text import closest, one_of, quoted

CATALOG = "catalog"
GENERATED = ("metadata", CATALOG, "back-links", "dependencies", "traceability", "attention")
"""The directives that belong to no single field of the front matter."""

EVERYWHERE = (CATALOG, "dependencies", "traceability", "attention")
"""The directives that mean something on pages that are no procedures as well."""

_FORM = "Write name=value, with quotation marks around a value that holds white space or a comma."


def check_directives(
    document: Document, outline: Outline, template: Template, ordinary: bool = False
) -> Iterator[Diagnostic]:
    """Yield directives that nothing is generated for.

    Args:
        document: The procedure, or another page of the site.
        outline: The structure of its body.
        template: What procedures are written with.
        ordinary: Whether it is such another page.
    """
    for section in outline.root.walk():
        for directive in section.directives:
            for rule, message, help_ in _wrong(directive, template, ordinary):
                span = outline.span(directive.start, directive.end)
                yield diagnostic(rule, document.source.path, span, message, help_)


def _wrong(directive: Directive, template: Template, ordinary: bool) -> Iterator[tuple[str, str, str]]:
    """Yield rule, message and help for each thing that is wrong with a directive."""
    name, arguments = directive.name, directive.arguments
    known = [*GENERATED, *(field.key.replace("_", "-") for field in template.fields)]
    usable = [*EVERYWHERE] if ordinary else known
    if name not in usable:
        message = f"There is no directive {quoted(name)}"
        if name in known:
            message = f"The directive {quoted(name)} means nothing outside of a procedure"
        meant = closest(name, usable)
        help_ = f"Did you mean {quoted(meant)}?" if meant else f"Write {one_of(usable)}."
        yield "unknown-directive", message, help_
    elif arguments.problem:
        yield "invalid-directive", arguments.problem, _FORM
    elif not directive.alone and not ordinary:
        message = f"The directive {quoted(name)} does not stand alone, so nothing comes of it"
        yield "invalid-directive", message, "Put it on a line of its own, outside of other HTML."
    elif name == CATALOG:
        for problem in read_query(arguments.values, template)[1]:
            yield "invalid-directive", *explained(problem)
    elif arguments.values:
        message = f"The directive {quoted(name)} has no attributes"
        yield "invalid-directive", message, f"Write <!-- procedures:{name} -->."


def explained(problem: Problem) -> tuple[str, str]:
    """Return message and help for something that is wrong with a query."""
    message = problem.message.format(quoted(problem.word))
    if not problem.allowed:
        return message, problem.help
    allowed = list(problem.allowed)
    meant = closest(problem.word, allowed)
    all_ = f"Allowed are {', '.join(allowed)}."
    return message, f"Did you mean {quoted(meant)}? {all_}" if meant else all_
