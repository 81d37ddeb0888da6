"""Findings as JSON, for programs. The form is a contract: it changes with `version` only."""

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
        "diagnostics": [_diagnostic(one) for one in report.diagnostics],
    }
    return json.dumps(data, indent=2) + "\n"


def _diagnostic(one: Diagnostic) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "path": encodable(one.path),
        **_place(one.span),
        "pointer": encodable(one.pointer),
        "message": encodable(one.message),
        "help": encodable(one.help),
        "reason": encodable(one.reason),
        "related": _related(one.related) if one.related is not None else None,
        "fix": _fix(one.fix) if one.fix is not None else None,
        "url": RULES[one.rule].url,
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
