"""Findings as a GitLab Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

import json
from dataclasses import replace

from mkdocs_deploy_plugin.findings.fingerprint import counted, fingerprint
from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.reporting.importance import left_out, most_important
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import prose
from mkdocs_deploy_plugin.text import encodable

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


LIMIT = 100_000
"""The number of findings in a report: about 60 MB. GitLab takes a file of 100 MB by default."""


def render(report: Report) -> str:
    """Return the findings as one JSON array; see `limited`."""
    return limited(report)[0]


def limited(report: Report) -> tuple[str, str]:
    """Return the findings as one JSON array, in ASCII, and a sentence about those that it leaves out.

    Paths are relative to the repository. If there are more than `LIMIT`, it has the most important ones.

    GitLab keeps only one of several findings with the same fingerprint, so equal ones are numbered.
    Fingerprints use the path in the repository, so that two sites in one repository cannot collide.
    """
    prints = counted(
        fingerprint(
            replace(diagnostic, path=report.repository_path(diagnostic.path)), report.lines(diagnostic.path)
        )
        for diagnostic in report.diagnostics
    )
    indices = most_important(report.diagnostics, LIMIT)
    findings = [_finding(report.diagnostics[index], report, prints[index]) for index in indices]
    notice = left_out("Code Quality", len(indices), len(prints), "which is the limit of this format")
    return json.dumps(findings, indent=2) + "\n", notice


def _finding(diagnostic: Diagnostic, report: Report, digest: str) -> dict[str, object]:
    span = diagnostic.span
    return {
        "description": encodable(prose(diagnostic)),
        "check_name": diagnostic.rule,
        "fingerprint": digest,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": report.repository_path(diagnostic.path),
            "lines": {"begin": span.line, "end": span.end_line},
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }
