"""Check documents against the document schema, and explain what violates it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mkdocs_deploy_plugin.checking.cut_values import check_cut_values
from mkdocs_deploy_plugin.checking.validators import validator, violations
from mkdocs_deploy_plugin.checking.violation import unexplained
from mkdocs_deploy_plugin.findings.rules import rule_of
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.data import document_data
from mkdocs_deploy_plugin.template.schema import document_schema


class Verdict(NamedTuple):
    """Whether a document matches the schema, and the findings if not."""

    fits: bool
    diagnostics: list[Diagnostic]


class SchemaCheck:
    """The compiled document schema of a template."""

    def __init__(self, template: Template, site_keys: Iterable[str] = ()) -> None:
        """Compile the schema. Patterns are matched in linear time, so no template can hang the check."""
        self._template = template
        self._schema = document_schema(template, site_keys)
        self._validator = validator(self._schema)

    def __call__(self, document: Document) -> list[Diagnostic]:
        """Return the findings of a document, without those about parts that could not be read."""
        return self.verdict(document).diagnostics

    def verdict(self, document: Document) -> Verdict:
        """Return the verdict on a document. One that could be read only in part never fits."""
        cut = list(check_cut_values(document, self._schema["properties"]["front_matter"]))
        if self._validator.is_valid(document_data(document, self._template, everything=False)):
            return Verdict(document.outline is not None, cut)
        data = document_data(document, self._template)
        findings: dict[tuple[str, str], Diagnostic] = {}
        reported = {
            finding.pointer
            for finding in (*document.diagnostics, *cut)
            if finding.pointer and not rule_of(finding).about_key
        }
        lines = document.front_matter.repaired if document.front_matter is not None else frozenset()
        for diagnostic in self._explain(document, data):
            # One cause, one finding: a value that violates two keywords is reported once, and a value
            # that was cut off or guessed is already reported. Its key can still be wrong.
            rule = rule_of(diagnostic)
            is_guessed = diagnostic.span.line in lines and not rule.about_key
            if diagnostic.pointer in reported or (is_guessed and not rule.at_gap):
                continue
            key = (rule.name if rule.at_gap else "", diagnostic.pointer)
            findings.setdefault(key, diagnostic)
        return Verdict(False, [*cut, *findings.values()])

    def _explain(self, document: Document, data: dict[str, Any]) -> Iterator[Diagnostic]:
        # Imported late: a third of all modules explain and fix, and most runs need none of them.
        from mkdocs_deploy_plugin.checking.explain_body import explain_body
        from mkdocs_deploy_plugin.checking.explain_front_matter import explain_front_matter

        all_violations = list(violations(self._schema, data))
        front_matter = [violation for violation in all_violations if violation.path[:1] == ("front_matter",)]
        body = [violation for violation in all_violations if violation.path[:1] == ("body",)]
        if document.front_matter is not None:
            yield from explain_front_matter(document, document.front_matter, front_matter, self._template)
        # After an unclosed fence, sections that seem to be missing are only read as code.
        if document.outline is not None and document.outline.unclosed_fence is None:
            yield from explain_body(document, document.outline, body, self._template)

    def unexplained(self, document: Document) -> Diagnostic:
        """Return the finding for a document that violates the schema but has no other finding."""
        data = document_data(document, self._template)
        return unexplained(document, list(violations(self._schema, data)))
