"""The outcome of a check as JUnit XML, for the test reports of GitLab, Jenkins and others.

A test case is a file, not a finding. Viewers compare test cases between two runs by their names, so a
file that is mended shows as mended, and a file without findings as passed. A file with errors fails;
one with warnings only passes and has them as its output. Of several failures of a test case most
viewers show the first, so there is one, with all findings of the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.text import printable


def render(report: Report) -> str:
    """Return all files and findings as one test suite, in ASCII. Paths are relative to the repository."""
    found: dict[str, list[Diagnostic]] = {path: [] for path in report.files}
    for one in report.diagnostics:
        found.setdefault(one.path, []).append(one)
    # What XML cannot hold, also as a reference, is all among what `printable` makes visible.
    cases = [_case(printable(report.repository_path(path)), found[path]) for path in sorted(found)]
    failures = sum(_fails(diagnostics) for diagnostics in found.values())
    counts = f'tests="{len(found)}" failures="{failures}" errors="0" time="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="procedures" {counts}>',
        f'  <testsuite name="procedures" {counts}>',
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines).encode("ascii", "xmlcharrefreplace").decode("ascii") + "\n"


def _fails(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(one.severity is Severity.ERROR for one in diagnostics)


def _case(path: str, diagnostics: Sequence[Diagnostic]) -> str:
    # Viewers split the class name at its last dot into a package and a class.
    start = f'    <testcase classname="procedures.check" name={quoteattr(path)} time="0"'
    if not diagnostics:
        return f"{start}/>"
    text = escape("\n\n".join(_paragraph(path, one) for one in diagnostics))
    if not _fails(diagnostics):
        return f"{start}>\n      <system-out>{text}</system-out>\n    </testcase>"
    errors = [one for one in diagnostics if one.severity is Severity.ERROR]
    message = printable(errors[0].message)
    if len(errors) > 1:
        message = f"{message} (and {len(errors) - 1:,} more)"
    attributes = f"message={quoteattr(message)} type={quoteattr(errors[0].rule)}"
    return f"{start}>\n      <failure {attributes}>{text}</failure>\n    </testcase>"


def _paragraph(path: str, one: Diagnostic) -> str:
    place = f"{path}:{one.span.line}:{one.span.column}"
    lines = [f"{place}: {one.severity}: {printable(one.message)} [{one.rule}]"]
    if one.help:
        lines.append(f"help: {printable(one.help)}")
    if one.reason:
        lines.append(f"why: {printable(one.reason)}")
    return "\n".join(lines)
