"""Read and check files one by one. What is found depends on a file, the settings and the templates alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mkdocs_deploy_plugin.catalog.collection import Collection, collection_of
from mkdocs_deploy_plugin.checking.document import check_document
from mkdocs_deploy_plugin.checking.former_names import check_former_names
from mkdocs_deploy_plugin.checking.kept import CheckedFile, kept
from mkdocs_deploy_plugin.checking.raw_html import check_html
from mkdocs_deploy_plugin.checking.schema_check import SchemaCheck
from mkdocs_deploy_plugin.checking.waivers import read_waivers
from mkdocs_deploy_plugin.checking.whole import check_whole
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Document
from mkdocs_deploy_plugin.reading.document import read_document, unreadable
from mkdocs_deploy_plugin.settings import Html, Settings
from mkdocs_deploy_plugin.store.folder import digest
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.derived import with_derived
from mkdocs_deploy_plugin.template.former_names import with_present_names

Content = bytes | str
"""The bytes of a file, or why it cannot be read."""


def digest_of(content: Content) -> bytes:
    """Return the digest of a file, or nothing if it cannot be read."""
    return digest(content) if isinstance(content, bytes) else b""


@dataclass(frozen=True)
class FileChecks:
    """All checks of one file.

    Attributes:
        settings: The settings.
        collections: The collections, whose folders say which template a file follows.
        compiled: Returns the schema of a template, compiled, for more keys than it has.
    """

    settings: Settings
    collections: Sequence[Collection]
    compiled: Callable[[Template, tuple[str, ...]], SchemaCheck]

    def template(self, path: str) -> Template:
        """Return the template of a file."""
        return collection_of(path, self.collections).template

    def read(self, path: str, content: Content, with_body: bool = True) -> Document:
        """Return a file as a document, with the present names of its template."""
        if isinstance(content, str):
            return unreadable(path, diagnostic("unreadable", path, START, content, "Replace it with a file."))
        template = self.template(path)
        document = read_document(path, content, template.syntax, identities=False, with_body=with_body)
        document, former = with_present_names(document, template)
        document = with_derived(document, template)
        findings = tuple(check_former_names(document.source, former))
        return replace(document, diagnostics=document.diagnostics + findings) if findings else document

    def check(self, contents: Mapping[str, Content]) -> Iterator[tuple[str, CheckedFile]]:
        """Yield what was found in each file, by path. Each stage runs for all files, on a warm cache."""
        documents = {path: self.read(path, content) for path, content in contents.items()}
        diagnostics = {path: list(document.diagnostics) for path, document in documents.items()}
        texts = {path: document for path, document in documents.items() if document.source.text}
        fitting: set[str] = set()
        for path, document in texts.items():
            verdict = self._schema(path).verdict(document)
            diagnostics[path] += verdict.diagnostics
            if verdict.fits:
                fitting.add(path)
        for path, document in texts.items():
            diagnostics[path] += self._findings(document)
        for path, document in documents.items():
            found = diagnostics[path]
            if path not in fitting and not found:  # An invalid document never passes silently.
                found.append(self._schema(path).unexplained(document))
            yield (
                path,
                CheckedFile(
                    digest_of(contents[path]),
                    kept(document, self.template(path)),
                    tuple(found),
                    tuple(read_waivers(document)),
                    path in fitting,
                ),
            )

    def _schema(self, path: str) -> SchemaCheck:
        return self.compiled(self.template(path), self.settings.site_keys)

    def _findings(self, document: Document) -> Iterator[Diagnostic]:
        template = self.template(document.source.path)
        yield from check_document(document, template, self.collections)
        yield from check_whole(document, template)
        if self.settings.html is Html.FORBID:
            yield from check_html(document)
