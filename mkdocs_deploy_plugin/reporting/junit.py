"""The result of a check as JUnit XML, for the test reports of GitLab, Jenkins and others.

A test case is a file, not a finding. Viewers compare the test cases of two runs by name, so a file
that was fixed shows as fixed, and a file without findings as passed. A file with errors fails; a file
with only warnings passes and has them as its output. Most viewers show only the first failure of a
test case, so a file has one failure with all its findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.reporting.importance import left_out, most_important
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import place_in_words
from mkdocs_deploy_plugin.text import printable

LIMIT = 25_000
"""The number of findings in a report: about 10 MB. GitLab takes files of up to 30 MB."""


def render(report: Report) -> str:
    """Return the findings as one test suite; see `limited`."""
    return limited(report)[0]


def limited(report: Report) -> tuple[str, str]:
    """Return files and findings as one test suite, in ASCII, and a sentence about those that it leaves out.

    Paths are relative to the repository. It has all files, and at most `LIMIT` findings.
    """
    indices = most_important(report.diagnostics, LIMIT)
    by_path: dict[str, list[Diagnostic]] = {path: [] for path in report.files}
    for index in indices:
        by_path.setdefault(report.diagnostics[index].path, []).append(report.diagnostics[index])
    # `printable` replaces every character that XML cannot hold, not even as a reference.
    cases = [_case(printable(report.repository_path(path)), by_path[path]) for path in sorted(by_path)]
    failures = sum(_fails(diagnostics) for diagnostics in by_path.values())
    counts = f'tests="{len(by_path)}" failures="{failures}" errors="0" time="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="procedures" {counts}>',
        f'  <testsuite name="procedures" {counts}>',
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ]
    text = "\n".join(lines).encode("ascii", "xmlcharrefreplace").decode("ascii") + "\n"
    number = len(report.diagnostics)
    return text, left_out("JUnit", len(indices), number, "which is the limit of this format")


def _fails(diagnostics: Sequence[Diagnostic]) -> bool:
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def _case(path: str, diagnostics: Sequence[Diagnostic]) -> str:
    # Viewers split the class name at the last dot into package and class.
    start = f'    <testcase classname="procedures.check" name={quoteattr(path)} time="0"'
    if not diagnostics:
        return f"{start}/>"
    text = escape("\n\n".join(_paragraph(path, diagnostic) for diagnostic in diagnostics))
    if not _fails(diagnostics):
        return f"{start}>\n      <system-out>{text}</system-out>\n    </testcase>"
    errors = [diagnostic for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR]
    message = printable(errors[0].message)
    if len(errors) > 1:
        message = f"{message} (and {len(errors) - 1:,} more)"
    attributes = f"message={quoteattr(message)} type={quoteattr(errors[0].rule)}"
    return f"{start}>\n      <failure {attributes}>{text}</failure>\n    </testcase>"


def _paragraph(path: str, diagnostic: Diagnostic) -> str:
    place = f"{path}:{diagnostic.span.line}:{diagnostic.span.column}"
    lines = [
        f"{place}: {diagnostic.severity}: {printable(diagnostic.message)} [{diagnostic.rule}]",
        f"place: {place_in_words(diagnostic.span)}",
    ]
    if diagnostic.help:
        lines.append(f"help: {printable(diagnostic.help)}")
    if diagnostic.reason:
        lines.append(f"why: {printable(diagnostic.reason)}")
    return "\n".join(lines)
