"""Count what is still to be written in sections of the template, before a fix inserts them.

Placeholders and empty sections are errors in every status but the first. A fix that brings more of them than
it removes does harm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.reading.references import IN_TEMPLATE
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.sections import placeholders


def unfinished(rules: Iterable[SectionRule], template: Template, status: str) -> int:
    """Return the number of errors in the text of sections of the template, in a procedure with a status."""
    if not template.is_finished(status):
        return 0
    return sum(_placeholders(rule, template) + len(list(_empty(rule, template, status))) for rule in rules)


# A procedure that lacks one section often lacks several, and each of its fixes counts all of them.
@lru_cache(maxsize=128)
def _placeholders(rule: SectionRule, template: Template) -> int:
    text = "\n".join(["---", "---", *template.source(rule), ""])
    outline = read_document(template.path, text.encode(), IN_TEMPLATE, identities=False).outline
    return len(placeholders(outline, template)) if outline is not None else 0


def _empty(rule: SectionRule, template: Template, status: str) -> Iterator[SectionRule]:
    """Yield the sections that must have a text but have only a comment in the template."""
    if rule.text_from and status in template.statuses_from(rule.text_from):
        lines = template.source(rule)
        if not any(line.strip() and line[0] not in "#<" for line in lines):
            yield rule
    for inner in rule.sections:
        yield from _empty(inner, template, status)
