"""Translate the YAML parser's errors for writers of front matter.

libyaml describes its own state ("did not find expected key"). This module looks at the position of the
error and at its line again, to recognise the few mistakes that people really make and to say what to write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import islice

import yaml

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Edit, Fix, Span
from mkdocs_deploy_plugin.reading.fences import Fences

# The key or the dash before a value in block style, the value, and the comment after it.
_VALUE = re.compile(
    r"(?P<before>[ \t]*(?:-[ \t]+)*"
    r"(?:(?:[\w/$.()][^:#\"']{0,99}?|\"[^\"]*\"|'[^']*')[ \t]*:[ \t]+|(?<=-[ \t])))"
    r"(?P<value>\S.*?)(?P<after>(?:[ \t]+#[ \t].*)?[ \t]*)$"
)
_KEY = re.compile(r"[ \t]*(?:-[ \t]+)*[\w/$.()][^:#\"']{0,99}:(?:[ \t]|$)")
_WORD_IN_FLOW = re.compile(r"[^,\[\]{}]*[^,\[\]{}\s]")
_COMMENT_IN_FLOW = re.compile(r"[ \t]#")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_END_IN_FLOW = re.compile(r"[^,\]}]*[^,\]}\s]")

MAX_COMMENTS = 10
"""Maximum number of # on a line that are looked at."""


def explain(path: str, error: yaml.MarkedYAMLError, lines: Sequence[str], fences: Fences) -> Diagnostic:
    """Return the finding for front matter that is not valid YAML.

    If quoting a value makes it valid, that is the fix.
    """
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return diagnostic("invalid-yaml", path, START, "The front matter is not valid YAML")
    number, column = mark.line + 2, mark.column
    context = error.context_mark.line + 2 if error.context_mark else number
    problem = str(error.problem)
    line = lines[number - 1] if number <= len(lines) else ""
    indentation = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indentation and (column < len(indentation) or "tab" in problem):
        return _tab(path, lines, number, indentation, fences)
    if (cut := cut_in_flow(path, lines, fences, number)) is not None:
        return cut
    if "mapping values are not allowed" in problem:
        return _colon(path, lines, number, column)
    if "flow" in str(error.context) and error.context_mark is not None:
        return _flow(path, lines, context, error.context_mark.column, number, column, fences)
    if (opened := _unclosed_quote(lines, number, fences)) is not None:
        return _open_quote(path, lines, *opened)
    if "simple key" in str(error.context):
        key = lines[context - 1]
        if (joined := _no_space(path, lines, context)) is not None:
            return joined
        start = len(key) - len(key.lstrip(" \t"))
        span = Span(context, start + 1, context, len(key.rstrip(" \t")) + 1)
        message = f"{_shown(key)} has no key"
        return diagnostic(
            "invalid-yaml", path, span, message, 'Write "key: value", or indent the line below its key.'
        )
    if "quoted scalar" in str(error.context) and "end of stream" in problem:
        assert error.context_mark is not None
        start = error.context_mark.column
        return _open_quote(path, lines, context, start)
    if "unknown escape" in problem or "hexdecimal" in problem:
        span = Span(number, column + 1, number, column + 2)
        message = "Invalid escape sequence in a double-quoted value"
        return diagnostic("invalid-yaml", path, span, message, "Use single quotes, or double the backslash.")
    if "single document" in str(error.context):
        span = Span(number, 1, number, len(line) + 1)
        return diagnostic(
            "invalid-yaml", path, span, "A second YAML document begins here", "Remove the line."
        )
    return _other(path, lines, number, column, context, problem)


def repaired(finding: Diagnostic, lines: Sequence[str]) -> str | None:
    """Return the line of a finding with its fix applied, or None if the fix is not one edit on that line."""
    if finding.fix is None or len(finding.fix.edits) != 1:
        return None
    ((span, text, _),) = finding.fix.edits
    if span.line != finding.span.line or span.end_line != span.line:
        return None
    line = lines[span.line - 1]
    return line[: span.column - 1] + text + line[span.end_column - 1 :]


def quoted_scalar(text: str) -> str:
    """Return a text as a quoted YAML scalar on one line, with as few escapes as possible."""
    if '"' not in text and "\\" not in text and text.isprintable():
        return f'"{text}"'
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def quote_value(lines: Sequence[str], number: int) -> tuple[Span, Fix] | None:
    """Return the span of the value on a line in block style, and the fix that quotes it."""
    match = _VALUE.match(lines[number - 1])
    if match is None:
        return None
    value = match["value"]
    if value[0] in "{[" and not re.match(r"(?:\[[^\[\]]*\]|\{[^{}]*\})[ \t]*[^\s#,}\]]", value):
        return None
    text = _meant(value)
    if text is None:
        return None
    if value[0] in "|>" and re.match(r"[|>][-+0-9]*$", value):
        return None
    span = Span(number, match.start("value") + 1, number, match.end("value") + 1)
    return span, Fix("Quote the value", (Edit(span, quoted_scalar(text)),))


def _holds_its_mark(value: str) -> bool:
    """Return whether a quoted value contains its own quotation mark unescaped, which ends it early."""
    mark = value[0]
    if mark not in "\"'" or len(value) < 3 or value[-1] != mark:
        return False
    return mark in value[1:-1].replace("''" if mark == "'" else '\\"', "")


def _meant(value: str) -> str | None:
    """Return the intended text of a value that needs quotes, or None if it is ambiguous.

    `'Sam's'` is quoted already and contains an apostrophe; `'a' and 'b'` is ambiguous.
    """
    mark = value[0]
    if not _holds_its_mark(value):
        return value
    inner = value[1:-1]
    following = inner[inner.find(mark) + 1 :][:1] if mark in inner else ""
    return inner if following.isalnum() else None


def _tab(path: str, lines: Sequence[str], number: int, indentation: str, fences: Fences) -> Diagnostic:
    span = Span(number, 1, number, len(indentation) + 1)
    before = lines[number - 2] if number - 2 > fences.opening else ""
    after = lines[number] if number < fences.closing else ""
    # Below a key the next line shows the indentation, elsewhere the line before.
    beside = after if before.rstrip().endswith(":") else before
    spaces = re.match(" *", beside)
    width = len(spaces[0]) if spaces else 0
    fix = Fix("Indent with spaces", (Edit(span, " " * width or indentation.replace("\t", "  ")),))
    message = "The line is indented with a tab, which YAML does not allow"
    return diagnostic(
        "yaml-tab", path, span, message, "Indent with spaces, like the lines around it.", fix=fix
    )


def _colon(path: str, lines: Sequence[str], number: int, column: int) -> Diagnostic:
    line = lines[number - 1]
    match = _VALUE.match(line)
    if match is not None and match.start("value") <= column:
        quote = quote_value(lines, number)
        span, fix = quote if quote is not None else (Span(number, column + 1, number, column + 2), None)
        colon = Span(number, column + 1, number, column + 2)
        message = f"The colon in the value {_shown(match['value'])} makes YAML read a second key on this line"
        help_ = f"Quote the value: {quoted_scalar(match['value'])}"
        return diagnostic("yaml-colon", path, colon, message, help_, fix=fix)
    start = len(line) - len(line.lstrip(" \t"))
    before = next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), number)
    if (joined := _no_space(path, lines, before)) is not None:
        return joined
    span = Span(number, start + 1, number, len(line.rstrip(" \t")) + 1)
    message = f"{_shown(line)} is indented below a line that already has a value"
    return diagnostic("invalid-yaml", path, span, message, "Align it with the lines around it.")


def cut_in_flow(path: str, lines: Sequence[str], fences: Fences, last: int) -> Diagnostic | None:
    """Return the finding for the nearest # up to a line that cuts off the end of a `[…]` or `{…}`."""
    for number in range(min(last, fences.closing), fences.opening + 1, -1):
        line = lines[number - 1]
        for comment in islice(_COMMENT_IN_FLOW.finditer(line), MAX_COMMENTS):
            head = _QUOTED.sub("", line[: comment.start()])
            if head.count('"') % 2 or head.count("'") % 2:
                continue  # In a quoted value.
            if number != last and line[comment.end() : comment.end() + 1].isspace():
                break  # A comment within a list or mapping of several lines.
            opened = sum(map(head.count, "[{")) > sum(map(head.count, "]}"))
            if opened and re.search(r"[\]},]", line[comment.end() :]):
                return _cut_in_flow(path, number, line, comment.start())
            break  # The rest of the line is a comment.
    return None


def _cut_in_flow(path: str, number: int, line: str, at: int) -> Diagnostic:
    span = Span(number, at + 2, number, len(line.rstrip(" \t")) + 1)
    message = f"YAML reads {_shown(line[at + 1 :])} as a comment, so the list or mapping is never closed"
    # The value begins after its key, or after the bracket or comma of a list.
    before = max(line.rfind(mark, 0, at) for mark in "{}[],:")
    in_list = line.rfind("[", 0, at) > line.rfind("{", 0, at)
    end = _END_IN_FLOW.match(line, before + 1)
    is_value = line[before] == ":" or (in_list and line[before] in "[,")
    if end is None or not is_value or any(mark in line[before:at] for mark in "\"'"):
        return diagnostic("yaml-comment", path, span, message, "Quote the value that contains the #.")
    text = quoted_scalar(end[0].strip(" \t"))
    start = end.end() - len(end[0].lstrip(" \t"))
    fix = Fix("Quote the value", (Edit(Span(number, start + 1, number, end.end() + 1), text),))
    return diagnostic("yaml-comment", path, span, message, f"Quote the value: {text}", fix=fix)


def _flow(
    path: str, lines: Sequence[str], opened: int, start: int, number: int, column: int, fences: Fences
) -> Diagnostic:
    """Return the finding for a mistake within `[…]` or `{…}`."""
    bracket = lines[opened - 1][start : start + 1]
    closing = "]" if bracket == "[" else "}"
    line = lines[opened - 1]
    here = lines[number - 1] if number <= fences.closing else ""
    if here[column : column + 1] == ":" and number == opened:
        word = re.search(r"[^,\[\]{}]*$", here[:column])
        rest = _WORD_IN_FLOW.match(here, column)
        begin = word.start() + len(word[0]) - len(word[0].lstrip(" \t")) if word else column
        end = rest.end() if rest else column + 1
        value = here[begin:end]
        key, _, inner = value.partition(": ")
        span = Span(number, column + 1, number, column + 2)
        message = f"The colon in the value {_shown(inner)} makes YAML read a second key"
        help_ = f"Quote the value, {key}: {quoted_scalar(inner)}, or put a comma before the next key."
        return diagnostic("yaml-colon", path, span, message, help_)
    if closing in line[start:] and number == opened:
        span = Span(number, column + 1, number, max(column + 1, len(here.rstrip(" \t"))) + 1)
        message = f"Missing comma between the entries of {bracket}…{closing}"
        return diagnostic("invalid-yaml", path, span, message, "Put a comma before it, or quote the value.")
    span = Span(opened, start + 1, opened, start + 2)
    message = f"This {bracket} is never closed"
    return diagnostic("invalid-yaml", path, span, message, f"Close it with {closing}, or quote the value.")


def _other(
    path: str, lines: Sequence[str], number: int, column: int, context: int, problem: str
) -> Diagnostic:
    """Return the finding for a value that begins with a special character, or for wrong indentation."""
    line = lines[number - 1]
    value = _VALUE.match(line)
    quote = quote_value(lines, number)
    if value is not None and column and _holds_its_mark(value["value"]):
        mark = value["value"][0]
        span = Span(number, value.start("value") + 1, number, value.end("value") + 1)
        message = f"The quoted value {_shown(value['value'])} contains an unescaped quotation mark"
        text = _meant(value["value"])
        other_quotes = "single" if mark == '"' else "double"
        help_ = f"Write {quoted_scalar(text)}" if text else f"Use {other_quotes} quotes, or escape the mark."
        return diagnostic("invalid-yaml", path, span, message, help_, fix=quote[1] if quote else None)
    if value is not None and quote is not None and value["value"][0] in "@`%*&!|>[{\"'-?" and column:
        span, fix = quote
        message = (
            f"{_shown(value['value'])} begins with {value['value'][0]}, which has a special meaning in YAML"
        )
        help_ = f"Quote the value: {quoted_scalar(value['value'])}"
        return diagnostic("invalid-yaml", path, span, message, help_, fix=fix)
    if line[column : column + 1] in tuple("@`%") and (word := _WORD_IN_FLOW.match(line, column)):
        span = Span(number, column + 1, number, word.end() + 1)
        message = f"{_shown(word[0])} begins with {word[0][0]}, which has a special meaning in YAML"
        help_ = f"Quote the value: {quoted_scalar(word[0])}"
        fix = Fix("Quote the value", (Edit(span, quoted_scalar(word[0])),))
        return diagnostic("invalid-yaml", path, span, message, help_, fix=fix)
    start = len(line) - len(line.lstrip(" \t"))
    span = Span(number, start + 1, number, max(start + 1, len(line.rstrip(" \t"))) + 1)
    if line.lstrip(" \t").startswith("- ") or "'-' indicator" in problem:
        message = f"{_shown(line)} belongs to neither a list nor a key"
        return diagnostic("invalid-yaml", path, span, message, "Indent it like the lines around it.")
    if _KEY.match(line) and start:
        message = f"The indentation of {_shown(line)} matches no line above it"
        return diagnostic("invalid-yaml", path, span, message, "Align it with the lines around it.")
    message = f"The front matter is not valid YAML from here on: {problem}"
    help_ = "Quote values that contain : or #, or that begin with a character such as [ or {."
    first, last = min(column, len(line)) + 1, min(column + 1, len(line)) + 1
    return diagnostic("invalid-yaml", path, Span(number, first, number, last), message, help_)


def _no_space(path: str, lines: Sequence[str], number: int) -> Diagnostic | None:
    """Return the finding for a line without a space after its colon or dash, if it is one."""
    line = lines[number - 1]
    if match := re.match(r"[ \t]*(?:-[ \t]+)*[\w-]*\w(:)\S", line):
        span = Span(number, match.start(1) + 1, number, match.end(1) + 1)
        message = f"{_shown(line)} has no space after the colon, so it is not a key"
        help_ = f"Write {line[: match.start(1)].strip()}: {line[match.end(1) :].strip()}"
        fix = Fix("Insert a space after the colon", (Edit(span, ": "),))
        return diagnostic("yaml-colon", path, span, message, help_, fix=fix)
    if match := re.match(r"[ \t]*(?:-[ \t]+)*(-)[^\s-]", line):
        span = Span(number, match.start(1) + 1, number, match.end(1) + 1)
        message = f"{_shown(line)} has no space after the dash, so it is not a list entry"
        help_ = f"Write - {line[match.end(1) :].strip()}"
        fix = Fix("Insert a space after the dash", (Edit(span, "- "),))
        return diagnostic("invalid-yaml", path, span, message, help_, fix=fix)
    return None


def _unclosed_quote(lines: Sequence[str], number: int, fences: Fences) -> tuple[int, int] | None:
    """Return line and column of a quotation mark on an earlier line that is not closed on that line."""
    for before in range(fences.opening + 2, min(number, fences.closing)):
        value = _VALUE.match(lines[before - 1])
        if value is None or value["value"][0] not in "\"'":
            continue
        text = value["value"].replace("\\\\", "").replace('\\"', "").replace("''", "")
        if text.count(value["value"][0]) == 1 and (before + 1 > fences.closing or ":" in lines[before]):
            return before, value.start("value")
    return None


def _open_quote(path: str, lines: Sequence[str], number: int, column: int) -> Diagnostic:
    span = Span(number, column + 1, number, len(lines[number - 1].rstrip(" \t")) + 1)
    message = "This quotation mark is never closed"
    return diagnostic("invalid-yaml", path, span, message, "Close it on the same line.")


def _shown(text: str) -> str:
    """Return a piece of the file for use in a message: quoted and shortened."""
    text = text.strip()
    return json.dumps(text if len(text) <= 60 else text[:59] + "…", ensure_ascii=False)
