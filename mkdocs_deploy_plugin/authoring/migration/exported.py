"""Turn what a wiki's export leaves in Markdown into plain Markdown, before the data is taken out of it.

It is meant for pages of Confluence, converted by pandoc or another program. Lines that are not
recognised stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from mkdocs_deploy_plugin.authoring.migration.html_tables import markdown_rows
from mkdocs_deploy_plugin.authoring.migration.values import folded
from mkdocs_deploy_plugin.model import Diagnostic, Severity, Span
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.text import quantity

LOST_TABLE = "lost-table"
"""The rule of the note about a table that cannot be read."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_DIV = re.compile(r"\s*<div(\s[^<>]*)?>\s*", re.I)
_COLONS = re.compile(r"\s*:{3,}\s*(?:\{([^{}]*)\}|([\w-]+))\s*:*\s*")
_END = re.compile(r"\s*(?:</div>|:{3,})\s*", re.I)
_EMPTY_SPAN = re.compile(r"\s*(?:<span[^<>]*>\s*</span>|\[\s*\]\{\.aui-icon[^{}]*\})\s*", re.I)
_WRAPPER = re.compile(
    r"table-wrap|content-wrapper|contentLayout|columnLayout|innerCell|wiki-content|panel|expand-|toc-macro"
    r"|codeContent|conf-macro|confluence-information-macro|page-metadata|\bcell\b|\bview\b|\bmain-header\b"
    r"|\bid=\"(?:content|main-content|title-heading)\"|#content\b|#main-"
)
_PANEL = re.compile(r"confluence-information-macro-(information|note|warning|tip)\b")
_ALERTS = {"information": "NOTE", "note": "IMPORTANT", "warning": "WARNING", "tip": "TIP"}
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_NUMBER = re.compile(r"[0-9]{1,3}(?:\\?\.[0-9]{1,3}){0,4}\\?[.)]?[ \t]+(?=\S)")
_ATTRIBUTES = re.compile(r"\{#([^\s{}]+)[^{}]*\}\s*$")
_TAGS = re.compile(r"</?span[^<>]*>", re.I)
_BOX = re.compile(r"(\s*)(?:[-*+][ \t]+)?(?:\\?\[([ xX])\\?\]|([☐☒☑]))[ \t]+(?=\S)")
_REAL_BOX = re.compile(r"\s*[-*+][ \t]+\[[ xX]\][ \t]")
_BULLET = re.compile(r"(\s*)[-*+][ \t]+(.*)")
_TOC = re.compile(r"\s*[-*+][ \t]+\[([^\[\]]+)\]\(#[^()\s]*\)\s*")
_CODE = re.compile(r"(`+[^`]*`+)")
_CELL = re.compile(r"</?(?:table|t[rdh])\b", re.I)
_LINK = re.compile(r"<a\s[^<>]*?href=\"([^\"<>\s]*)\"[^<>]*>([^<>]*)</a>", re.I)
_GRID = re.compile(r"\+(?:[-=:]{3,}\+){1,50}")
_SPAN = re.compile(r"\[([^\[\]]*)\]\{(?:#title-text|\.expand-control-text)[^{}]*\}")
_LOOK = re.compile(r"(?<=\))\{\.(?:external-link|confluence-)[^{}]*\}")
_FENCE = re.compile(r"(\s*`{3,})\s*(?:\{[^{}]*\.?syntaxhighlighter-pre([^{}]*)\}|syntaxhighlighter-pre)\s*")
_BRUSH = re.compile(r"brush:\s*([A-Za-z0-9+#-]{1,20})")
_ROW = re.compile(r"\s*\|.*\|\s*")
_MOST_DEEP = 50
"""The largest number of blocks within each other."""

_MOST_LINES = 3
"""The largest number of lines over which the tag of a block is written."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its ending, and the number of the line that it comes from."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Exported:
    """A text without the marks of its export.

    Attributes:
        text: The text.
        lines: For each line of it, the number of the old line, and whether it is the same.
        notes: What was changed, by kind; positions are those in the old text.
    """

    text: str
    lines: tuple[tuple[int, bool], ...]
    notes: tuple[Diagnostic, ...]

    def old(self, span: Span) -> Span:
        """Return the place in the old text of a place in the new one."""
        line, same = self.lines[span.line - 1] if span.line <= len(self.lines) else (span.line, True)
        end, _ = self.lines[span.end_line - 1] if span.end_line <= len(self.lines) else (span.end_line, True)
        if same:
            return Span(line, span.column, end, span.end_column if end >= line else span.column)
        return Span(line, 1, line, 1)


class _Export:
    """The passes over the lines of a text."""

    def __init__(self, path: str, raw: str, template: Template) -> None:
        self.path = path
        ends = _LINE.findall(raw)
        self.old = [end.rstrip("\r\n") for end in ends]
        self.newline = next((end[len(end.rstrip("\r\n")) :] for end in ends), "\n") or "\n"
        self.ends_with_newline = raw.endswith(("\n", "\r"))
        self.lines = [_Line(number, text) for number, text in enumerate(self.old, 1)]
        self.headings = {folded(rule.heading) for rule in _all_rules(template.sections)}
        self.checks = {folded(check.text) for rule in _all_rules(template.sections) for check in rule.checks}
        self.columns = [
            {folded(name) for column in field.columns for name in (column.key, column.label)}
            for field in template.fields
            if field.columns
        ]
        self.notes: list[Diagnostic] = []
        self._code: tuple[int, set[int]] | None = None

    def note(self, rule: str, number: int, message: str, help_: str) -> None:
        span = Span(number, 1, number, 1)
        self.notes.append(Diagnostic(rule, Severity.WARNING, self.path, span, message, help_))

    def code(self) -> set[int]:
        """Return the indices of the lines within code blocks."""
        if self._code is not None and self._code[0] == len(self.lines):
            return self._code[1]
        tree = parse("\n".join(line.text for line in self.lines))
        found: set[int] = set()
        for block in tree.root.walk():
            if block.kind in ("fence", "code"):
                span = tree.span(block.start, block.end)
                found |= set(range(span.line - 1, span.end_line))
        self._code = len(self.lines), found
        return found

    def each(self, change: Callable[[str], str]) -> list[int]:
        """Change the lines outside code. Return the old numbers of those that differ."""
        code, changed = self.code(), []
        for index, line in enumerate(self.lines):
            if index not in code and (text := change(line.text)) != line.text:
                self.lines[index] = replace(line, text=text)
                changed.append(line.number)
        return changed

    def without_wrappers(self) -> None:
        """Remove the blocks that only give their content a look. Panels become alerts of GitHub."""
        code = self.code()
        out: list[_Line] = []
        # The attributes of each open block, or None if its tags stay, and where its content begins.
        stack: list[tuple[str | None, int]] = []
        depths: list[int] = []
        removed = 0
        index = 0
        while index < len(self.lines):
            line = self.lines[index]
            if index in code:
                out.append(self._quoted(line, len(depths)))
                index += 1
                continue
            text, used = line.text, 1
            while text.lstrip().lower().startswith("<div") and ">" not in text and used < _MOST_LINES:
                if index + used >= len(self.lines):
                    break
                text = f"{text} {self.lines[index + used].text}"
                used += 1
            begin = _DIV.fullmatch(text) or _COLONS.fullmatch(text)
            if begin is None:
                used = 1
            if begin is not None:
                attributes = next((group for group in begin.groups() if group), "")
                is_ours = _WRAPPER.search(attributes) is not None
                stack.append((attributes if is_ours else None, len(out)))
                if len(stack) > _MOST_DEEP:
                    return
                if is_ours:
                    removed = removed or line.number
                    if panel := _PANEL.search(attributes):
                        self._gap(out, line.number, len(depths))
                        depths.append(len(stack))
                        out.append(self._quoted(_Line(line.number, f"[!{_ALERTS[panel[1]]}]"), len(depths)))
                else:
                    out += [self._quoted(one, len(depths)) for one in self.lines[index : index + used]]
            elif _END.fullmatch(line.text):
                if not stack:
                    return
                opened, start = stack.pop()
                if opened is None:
                    out.append(self._quoted(line, len(depths)))
                elif "expand-control" in opened:
                    self._bold_last(out, start)
                if depths and depths[-1] == len(stack) + 1:
                    while out and not out[-1].text.strip("> "):
                        out.pop()
                    depths.pop()
                    self._gap(out, line.number, len(depths))
            elif stack and _EMPTY_SPAN.fullmatch(line.text):
                pass
            elif line.text.strip() or not out or out[-1].text.strip("> ") or not removed:
                out.append(self._quoted(line, len(depths)))
            index += used
        while out and not out[-1].text and self.lines[-1].text:
            out.pop()
        if removed and not stack:
            self.lines, self._code = out, None
            self.note(
                "export-blocks", removed,
                "The blocks of the export were removed: panels are alerts, titles of others are bold",
                "Read the text around them.",
            )  # fmt: skip

    def _quoted(self, line: _Line, depth: int) -> _Line:
        return replace(line, text=("> " * depth + line.text).rstrip()) if depth else line

    def _gap(self, out: list[_Line], number: int, depth: int) -> None:
        if out and out[-1].text.strip("> "):
            out.append(self._quoted(_Line(number, ""), depth))

    def _bold_last(self, out: list[_Line], start: int) -> None:
        """Make the title of an expanding block bold."""
        for index in range(len(out) - 1, start - 1, -1):
            title = _TAGS.sub("", out[index].text).strip()
            if title:
                bold = title if title.startswith("**") else f"**{title}**"
                out[index] = replace(out[index], text=bold)
                return

    def with_plain_text(self) -> None:
        """Remove spans and attributes, write HTML links as links, and name the languages of code."""

        def link(match: re.Match[str]) -> str:
            address, text = match.groups()
            return f"<{address}>" if address == text and ":" in address else f"[{text}]({address})"

        def plain(text: str) -> str:
            if _CELL.search(text):  # of a table that stays, in which Markdown is not read
                return text
            parts = _CODE.split(text)
            parts[::2] = [_LINK.sub(link, _LOOK.sub("", _SPAN.sub(r"\1", part))) for part in parts[::2]]
            return "".join(parts)

        changed = self.each(plain)
        for index, line in enumerate(self.lines):
            if match := _FENCE.fullmatch(line.text):
                brush = _BRUSH.search(match[2] or "")
                self.lines[index] = replace(line, text=match[1] + (brush[1] if brush else ""))
                changed.append(line.number)
        if changed:
            self.note(
                "export-attributes", min(changed),
                f"{quantity(len(changed), 'line')} lost the attributes of links, spans or code blocks",
                "Name the language of each code block.",
            )  # fmt: skip

    def with_tables(self) -> None:
        """Write HTML tables as Markdown, and give tables with an empty header their first row as one."""
        code = self.code()
        out: list[_Line] = []
        index = 0
        first = 0
        last = max((n for n, line in enumerate(self.lines) if "</table>" in line.text.lower()), default=-1)
        while index < len(self.lines):
            line = self.lines[index]
            end = self._end_of_table(index) if index <= last and index not in code else None
            if end is None:
                out.append(line)
                index += 1
                continue
            html = "\n".join(one.text for one in self.lines[index:end])
            rows = markdown_rows(html)
            if rows is None:
                out += self.lines[index:end]
                self.note(
                    "html-table", line.number,
                    "The HTML table stays: Markdown cannot write rows of different length, a "
                    "caption, or a cell that has lists or pictures or spans others",
                    "Write it as a Markdown table, or as a list.",
                )  # fmt: skip
            else:
                first = first or line.number
                self._blank(out, line.number)
                out += [_Line(self.lines[index + at].number, text) for at, text in rows]
                if end < len(self.lines) and self.lines[end].text.strip():
                    out.append(_Line(line.number, ""))
            index = end
        self.lines, self._code = out, None
        if first:
            self.note("export-tables", first, "HTML tables are now Markdown tables", "Compare them.")
        self._with_headers()

    def _end_of_table(self, index: int) -> int | None:
        """Return the index after an HTML table that begins and ends with a line."""
        if not self.lines[index].text.lstrip().lower().startswith("<table"):
            return None
        for end in range(index, len(self.lines)):
            if "</table>" in self.lines[end].text.lower():
                return end + 1 if self.lines[end].text.rstrip().lower().endswith("</table>") else None
        return None

    def _blank(self, out: list[_Line], number: int) -> None:
        if out and out[-1].text.strip():
            out.append(_Line(number, ""))

    def _with_headers(self) -> None:
        """Move the first row of a table up if its header is empty and the row has names of columns."""
        for index in range(len(self.lines) - 2):
            header, delimiter, row = (self.lines[index + at] for at in range(3))
            if not (_ROW.fullmatch(header.text) and _ROW.fullmatch(row.text)):
                continue
            if header.text.strip(" |\t") or delimiter.text.strip(" |:-\t") or "-" not in delimiter.text:
                continue
            names = [folded(name) for name in row.text.strip().strip("|").split("|")]
            if any(sum(name in columns for name in names) > 1 for columns in self.columns):
                self.lines[index : index + 3] = [row, delimiter, _Line(0, "")]
                self.note(
                    "export-tables", header.number,
                    "The first row of the table became its header, which was empty", "Compare them.",
                )  # fmt: skip
        self.lines = [line for line in self.lines if line.number]

    def without_contents(self) -> None:
        """Remove a table of contents: a list of links to headings, and nothing else."""
        texts = {folded(_plain(match[2])) for line in self.lines if (match := _HEADING.fullmatch(line.text))}
        start = 0
        while start < len(self.lines):
            end = start
            while end < len(self.lines) and (match := _TOC.fullmatch(self.lines[end].text)):
                if folded(_plain(match[1])) not in texts:
                    break
                end += 1
            if end - start > 1:
                self.note(
                    "export-contents", self.lines[start].number,
                    "The table of contents was removed: each of its links names a heading of this file",
                    "The site has its own.",
                )  # fmt: skip
                if end < len(self.lines) and not self.lines[end].text.strip():
                    end += 1
                del self.lines[start:end]
                return
            start = max(end, start + 1)

    def with_headings(self) -> None:
        """Remove numbers, anchors and spans from headings that the template has."""

        def change(text: str) -> str:
            match = _HEADING.fullmatch(text)
            if match is None:
                return text
            heading = _TAGS.sub("", match[2]).strip()
            if (anchor := _ATTRIBUTES.search(heading)) and _names(anchor[1], heading[: anchor.start()]):
                heading = heading[: anchor.start()].rstrip()
            rest = _NUMBER.sub("", heading, count=1) if _NUMBER.match(heading) else heading
            bare = re.sub(r"\([^()]*\)$", "", rest)
            if {folded(rest), folded(bare)} & self.headings:
                heading = rest
            return text if heading == match[2].strip() else f"{match[1]} {heading}"

        if changed := self.each(change):
            self.note(
                "export-headings", changed[0],
                f"The numbers and anchors of {quantity(len(changed), 'heading')} were removed",
                "Links to the old anchors lead nowhere; the check names them.",
            )  # fmt: skip

    def with_boxes(self) -> None:
        """Write boxes that are text as task items, and checks of the template that have lost their box."""

        def box(text: str) -> str:
            if _REAL_BOX.match(text):
                return text
            if (bullet := _BULLET.fullmatch(text)) and folded(_plain(bullet[2])) in self.checks:
                return f"{bullet[1]}- [ ] {bullet[2]}"  # The converter has dropped the box.
            match = _BOX.match(text)
            if match is None:
                return text
            sign = match[2] or ("x" if match[3] in "☒☑" else " ")
            return f"{match[1]}- [{sign.lower()}] {text[match.end() :]}"

        if changed := self.each(box):
            self.note(
                "export-boxes", changed[0],
                f"{quantity(len(changed), 'line')} with a box, or the text of a check, became task items",
                "A procedure has no ticks: remove those that were exported.",
            )  # fmt: skip

    def lost(self) -> None:
        """Name tables that the converter has left out, or written in a form that Markdown does not have."""
        code = self.code()
        for index, line in enumerate(self.lines):
            text, before = line.text.strip(), self.lines[index - 1].text.strip() if index else ""
            is_grid = not before and _GRID.fullmatch(text) is not None
            if index not in code and (is_grid or text in ("[TABLE]", r"\[TABLE\]")):
                self.note(
                    LOST_TABLE, line.number,
                    "This table is drawn with signs" if is_grid else "The converter left out a table here",
                    "Convert the page again, to a format with pipe tables and HTML: gfm, if you use pandoc.",
                )  # fmt: skip


def without_export(path: str, raw: str, template: Template) -> Exported | None:
    """Return a text without the marks of an export; None if it has none.

    Args:
        path: The path of the file, for notes.
        raw: The text as it is in the file, without a byte order mark.
        template: The template, whose headings and columns are recognised.
    """
    export = _Export(path, raw, template)
    for step in (
        export.without_wrappers,
        export.with_tables,
        export.with_plain_text,
        export.without_contents,
        export.with_headings,
        export.with_boxes,
        export.lost,
    ):
        step()
    if not export.notes and [line.text for line in export.lines] == export.old:
        return None
    text = export.newline.join(line.text for line in export.lines)
    lines = tuple((line.number, export.old[line.number - 1] == line.text) for line in export.lines)
    return Exported(text + (export.newline if export.ends_with_newline else ""), lines, tuple(export.notes))


def _plain(text: str) -> str:
    """Return the text of a heading or a link to one, without marks."""
    return _ATTRIBUTES.sub("", _TAGS.sub("", text)).replace("\\", "").strip()


def _names(anchor: str, heading: str) -> bool:
    """Return whether an anchor is that of Confluence for a heading: the page's name, `-`, the heading's."""

    def letters(text: str) -> str:
        return "".join(filter(str.isalnum, text)).casefold()

    name, text = letters(anchor), letters(_NUMBER.sub("", heading, count=1))
    return anchor == "title-heading" or (
        bool(text) and (name == text or ("-" in anchor and name.endswith(text)))
    )


def _all_rules(rules: Iterable[SectionRule]) -> Iterator[SectionRule]:
    for rule in rules:
        yield rule
        yield from _all_rules(rule.sections)
