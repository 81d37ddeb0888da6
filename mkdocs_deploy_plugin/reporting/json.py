"""Findings as JSON, for programs. The format is a contract: it changes only with `version`."""

from __future__ import annotations

import json
from typing import Any

from mkdocs_deploy_plugin.findings.rules import RULES
from mkdocs_deploy_plugin.model import Diagnostic, Fix, Related, Severity, Span
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.text import encodable

VERSION = 1


def render(report: Report) -> str:
    """Return all findings as one JSON object, in ASCII. Paths are relative to the folder of `mkdocs.yml`."""
    data = {
        "version": VERSION,
        "summary": {
            "files": len(report.files),
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
        },
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in report.diagnostics],
    }
    return json.dumps(data, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "path": encodable(diagnostic.path),
        **_place(diagnostic.span),
        "pointer": encodable(diagnostic.pointer),
        "message": encodable(diagnostic.message),
        "help": encodable(diagnostic.help),
        "reason": encodable(diagnostic.reason),
        "related": _related(diagnostic.related) if diagnostic.related is not None else None,
        "fix": _fix(diagnostic.fix) if diagnostic.fix is not None else None,
        "url": RULES[diagnostic.rule].url,
    }


def _place(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _related(related: Related) -> dict[str, Any]:
    return {
        "path": encodable(related.path),
        **_place(related.span),
        "message": encodable(related.message),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "description": encodable(fix.description),
        "edits": [{**_place(edit.span), "text": encodable(edit.text)} for edit in fix.edits],
    }
