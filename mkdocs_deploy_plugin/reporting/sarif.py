"""Findings as SARIF 2.1.0, for code scanning and other static-analysis viewers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from gzip import compress
from typing import Any
from urllib.parse import quote

from mkdocs_deploy_plugin.findings.fingerprint import counted, fingerprint
from mkdocs_deploy_plugin.findings.rules import RULES, Rule
from mkdocs_deploy_plugin.model import Diagnostic, Fix, Related, Severity, Span
from mkdocs_deploy_plugin.reporting.importance import left_out, most_important
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import prose
from mkdocs_deploy_plugin.text import encodable, printable
from mkdocs_deploy_plugin.version import __version__

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

FINGERPRINT = "procedures/v1"
"""The name of our fingerprint. GitHub's upload adds its own, and warns if that name is taken."""

ROOT = "SRCROOT"
"""The base of all paths: the root of the repository."""

LIMIT = 25_000
"""The number of results in a run. GitHub rejects a file with more."""

BYTES = 10_000_000
"""The size of a log, compressed with gzip. GitHub rejects a larger one."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_INDEX = {name: number for number, name in enumerate(RULES)}


def render(report: Report) -> str:
    """Return the findings as one SARIF log; see `limited`."""
    return limited(report)[0]


def limited(report: Report) -> tuple[str, str]:
    """Return the findings as one SARIF log, in ASCII, and a sentence about those that it leaves out.

    Paths are relative to the repository. If there are more than `LIMIT`, or if the log would have more than
    `BYTES`, it has the most important ones, and that sentence as a notification.
    """
    # The fingerprint of a finding does not depend on which other findings are left out.
    prints = counted(
        fingerprint(diagnostic, report.lines(diagnostic.path)) for diagnostic in report.diagnostics
    )
    limit = LIMIT
    while True:
        indices = most_important(report.diagnostics, limit)
        notice = left_out("SARIF", len(indices), len(prints), "as many as GitHub takes")
        text = _log(report, prints, indices, notice)
        size = 0 if len(text) <= BYTES else len(compress(text.encode(), 6))
        if size <= BYTES or not indices:
            return text, notice
        limit = len(indices) * 9 * BYTES // (10 * size)


def _log(report: Report, prints: Sequence[str], indices: Sequence[int], notice: str) -> str:
    rules = [_rule(rule) for rule in RULES.values()]
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "procedures", "semanticVersion": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "results": [_result(report.diagnostics[index], report, prints[index]) for index in indices],
    }
    if notice:
        notification = {"level": "warning", "message": _message(notice)}
        run["invocations"] = [
            {"executionSuccessful": True, "toolExecutionNotifications": [notification]},
        ]
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": _message(rule.summary),
        "fullDescription": _message(rule.summary),
        "help": {**_message(rule.summary), "markdown": f"**{rule.name}**: {rule.summary}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(diagnostic: Diagnostic, report: Report, digest: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "ruleIndex": _INDEX[diagnostic.rule],
        "level": _LEVELS[diagnostic.severity],
        "message": _message(prose(diagnostic)),
        "locations": [{"physicalLocation": _location(report, diagnostic.path, diagnostic.span)}],
        "partialFingerprints": {FINGERPRINT: digest},
    }
    if diagnostic.related is not None:
        result["relatedLocations"] = [_related(diagnostic.related, report)]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix, _artifact(report, diagnostic.path))]
    return result


def _message(text: str) -> dict[str, str]:
    """Return a text as a message, escaped because `{1}` would be an argument and `[a](b)` a link."""
    text = encodable(printable(text)).replace("](", "] (")
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _related(related: Related, report: Report) -> dict[str, Any]:
    return {
        "id": 1,
        "message": _message(related.message),
        "physicalLocation": _location(report, related.path, related.span),
    }


def _fix(fix: Fix, artifact: dict[str, str]) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": encodable(edit.text)}}
        for edit in fix.edits
    ]
    return {
        "description": _message(fix.description),
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
    }


def _location(report: Report, path: str, span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(report, path), "region": _region(span)}


def _artifact(report: Report, path: str) -> dict[str, str]:
    return {"uri": quote(report.repository_path(path)), "uriBaseId": ROOT}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
