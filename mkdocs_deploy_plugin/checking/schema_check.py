"""Check documents against the document schema, and explain what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mkdocs_deploy_plugin.checking.validators import validator, violations
from mkdocs_deploy_plugin.checking.violation import unexplained
from mkdocs_deploy_plugin.data import document_data
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.schema import document_schema
from mkdocs_deploy_plugin.template import Template


class Verdict(NamedTuple):
    """Whether a document fits the schema, and what is to be said of it."""

    fits: bool
    diagnostics: list[Diagnostic]


class SchemaCheck:
    """The document schema of a template, ready to check documents with."""

    def __init__(self, template: Template, site_keys: Iterable[str] = ()) -> None:
        """Compile the schema. Its patterns are matched in linear time, so no template can hang it."""
        self._template = template
        self._schema = document_schema(template, site_keys)
        self._validator = validator(self._schema)

    def __call__(self, document: Document) -> list[Diagnostic]:
        """Give what does not fit. Parts that could not be read have had their finding already."""
        return self.verdict(document).diagnostics

    def verdict(self, document: Document) -> Verdict:
        """Tell whether a document fits, and what does not. One that was read in part only does not fit."""
        if self._validator.is_valid(document_data(document, self._template, everything=False)):
            return Verdict(document.outline is not None, [])
        data = document_data(document, self._template)
        found: dict[tuple[str, str], Diagnostic] = {}
        cut = {one.pointer for one in document.diagnostics if one.pointer and one.rule != "duplicate-key"}
        lines = document.front_matter.repaired if document.front_matter is not None else frozenset()
        for diagnostic in self._explain(document, data):
            # One cause, one finding: a value that fails two keywords is wrong once, and one that was
            # cut off or had to be guessed is wrong already. Its key can be wrong besides.
            is_missing = diagnostic.rule.startswith("missing")
            is_guessed = diagnostic.span.line in lines and diagnostic.rule != "unknown-field"
            if diagnostic.pointer in cut or (is_guessed and not is_missing):
                continue
            key = (diagnostic.rule if is_missing else "", diagnostic.pointer)
            found.setdefault(key, diagnostic)
        return Verdict(False, list(found.values()))

    def _explain(self, document: Document, data: dict[str, Any]) -> Iterator[Diagnostic]:
        # A third of the modules explain and fix, and most runs find nothing.
        from mkdocs_deploy_plugin.checking.explain_body import explain_body
        from mkdocs_deploy_plugin.checking.explain_front_matter import explain_front_matter

        found = list(violations(self._schema, data))
        of_front_matter = [violation for violation in found if violation.path[:1] == ("front_matter",)]
        of_body = [violation for violation in found if violation.path[:1] == ("body",)]
        if document.front_matter is not None:
            yield from explain_front_matter(document, document.front_matter, of_front_matter, self._template)
        # Behind a fence without end, what seems to be missing is only read as code.
        if document.outline is not None and document.outline.unclosed_fence is None:
            yield from explain_body(document, document.outline, of_body, self._template)

    def unexplained(self, document: Document) -> Diagnostic:
        """Return the finding for a document that does not fit and of which nothing else was found."""
        data = document_data(document, self._template)
        return unexplained(document, list(violations(self._schema, data)))
