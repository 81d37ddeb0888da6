"""Findings as a Code Quality report of GitLab, which shows them in merge requests."""

from __future__ import annotations

import json
from dataclasses import replace

from mkdocs_deploy_plugin.findings.fingerprint import counted, fingerprint
from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import prose
from mkdocs_deploy_plugin.text import encodable

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report) -> str:
    """Return all findings as one JSON array, in ASCII. Paths are relative to the repository.

    GitLab keeps one of several findings with the same fingerprint, so equal ones are counted. The path
    that a fingerprint is made of is that in the repository, so that two sites in it cannot collide.
    """
    prints = counted(
        fingerprint(replace(one, path=report.repository_path(one.path)), report.lines(one.path))
        for one in report.diagnostics
    )
    found = [_finding(one, report, digest) for one, digest in zip(report.diagnostics, prints, strict=True)]
    return json.dumps(found, indent=2) + "\n"


def _finding(one: Diagnostic, report: Report, digest: str) -> dict[str, object]:
    span = one.span
    return {
        "description": encodable(prose(one)),
        "check_name": one.rule,
        "fingerprint": digest,
        "severity": _SEVERITIES[one.severity],
        "location": {
            "path": report.repository_path(one.path),
            "lines": {"begin": span.line, "end": span.end_line},
            "positions": {
                "begin": {"line": span.line, "column": span.column},
                "end": {"line": span.end_line, "column": span.end_column},
            },
        },
    }
