"""Frozen values that the other modules exchange; they have properties but no other behaviour.

Values that a procedure has by the hundred are named tuples, the rest are frozen dataclasses: creating
a tuple takes a quarter of the time.

Offsets are byte offsets into the UTF-8 encoding of the parsed body, because that is what the parser
counts. They are converted to lines and columns only when somebody has to read them (`Outline.span`),
which keeps a correct document cheap.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""Any JSON value: what front matter can contain."""


class Severity(StrEnum):
    """Severity of a finding."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Span(NamedTuple):
    """A range of a file. Lines and columns start at 1, columns count characters, and the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)
"""The start of a file, where findings about the whole file are reported."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding, such as the first of two equal ids."""

    path: str
    span: Span
    message: str


class Edit(NamedTuple):
    """A range of a file and the text that replaces it; an empty range makes it an insertion.

    Attributes:
        span: The range.
        text: The text.
        renames: The value that it replaces, if the template says that both mean the same; else empty.
    """

    span: Span
    text: str
    renames: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """A correction that takes no decision by the writer.

    Attributes:
        description: What the fix does, as an imperative without a full stop.
        edits: The changes to the finding's file, which do not overlap.
    """

    description: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding: what is wrong, where, what to write instead, and why.

    Attributes:
        rule: The rule's name in kebab-case, such as `unknown-field`.
        severity: Whether it fails the build.
        path: The file, relative to the folder of `mkdocs.yml`, with forward slashes.
        span: The place in the file.
        message: What is wrong, without a full stop.
        help: What to write instead, as an imperative; empty if there is no single answer.
        reason: Why it is required, in the template's words; empty if the message says it all.
        pointer: JSON pointer (RFC 6901) into the document's data, or empty.
        related: Another place that explains the finding.
        fix: A correction that is safe to apply, if any.
    """

    rule: str
    severity: Severity
    path: str
    span: Span
    message: str
    help: str = ""
    reason: str = ""
    pointer: str = ""
    related: Related | None = None
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Source:
    r"""A file as text, without a byte order mark and with `\n` as its only line ending.

    Attributes:
        path: The file, relative to the folder of `mkdocs.yml`, with forward slashes.
        text: The whole text.
    """

    path: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The text split at its line endings; not cached."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The data between the fences of a file, with its positions.

    Attributes:
        data: The mapping, in JSON types only.
        keys: Position of each key, by JSON pointer. For an entry of a list it is that of the entry.
        values: Position of each value, by JSON pointer.
        end: Position of the closing fence.
        start: Line of the opening fence.
        ambiguous: Pointer and kind of each text that a YAML 1.1 parser reads as something else.
        repaired: Lines that were not valid YAML and were read as they were meant. Columns on them can
            differ from those of the file.
        named: The data under the names that its template gives it; None if the names are the keys.
    """

    data: dict[str, Json]
    keys: Mapping[str, Span]
    values: Mapping[str, Span]
    end: Span
    start: int = 1
    ambiguous: tuple[tuple[str, str], ...] = ()
    repaired: frozenset[int] = frozenset()
    named: Mapping[str, Json] | None = None

    def value(self, name: str, default: Json = None) -> Json:
        """Return the value of the field with a name; see `template.meanings`."""
        return (self.data if self.named is None else self.named).get(name, default)


@dataclass(frozen=True, slots=True)
class Label:
    """The parts of a numbered heading: `Step 2.1: Migrate` is (`Step`, `2.1`, `Migrate`).

    Attributes:
        word: The word.
        number: The number.
        title: The text after the number.
        kind: Word in lower case and shape, which numbered headings of the same kind have in common.
    """

    word: str
    number: str
    title: str
    kind: tuple[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        shape = ".".join("N" if part.isdigit() else part for part in self.number.split("."))
        object.__setattr__(self, "kind", (self.word.lower(), shape))

    @property
    def shape(self) -> str:
        """The number with `N` for each numeral: `N.N` for `2.1`, `R.N` for `R.3`."""
        return self.kind[1]


class TaskItem(NamedTuple):
    """A task list item of the body.

    Attributes:
        id: Its identity within the page; see `reading.identity`. Empty if not requested.
        text: Its text, white space collapsed; if it is struck, only the struck part, without the tildes.
        rev: Its fingerprint; see `reading.fingerprints`. Empty if not requested.
        checked: Whether it is ticked in the source.
        struck: Whether its beginning is struck through.
        reason: The text after the struck part.
        start: First byte of the item's text.
        end: First byte after it.
        named: Whether its id was given by its author, and no other item has the same.
        remarks: The texts in parentheses at its end, outside code; none if it is struck.
    """

    id: str
    text: str
    rev: str
    checked: bool
    struck: bool
    reason: str
    start: int
    end: int
    named: bool = False
    remarks: tuple[str, ...] = ()


class Command(NamedTuple):
    """A code block of the body: language, content and position."""

    language: str
    text: str
    start: int
    end: int


class Arguments(NamedTuple):
    """The arguments of a directive, which follow its name.

    Attributes:
        values: The values of each attribute, by its name. Several values are alternatives.
        problem: What could not be parsed, without a full stop; or empty.
    """

    values: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    problem: str = ""


class Directive(NamedTuple):
    """A comment that asks for generated content: `<!-- procedures:catalog status=Draft -->`.

    Attributes:
        name: The content it asks for.
        arguments: Its arguments.
        start: First byte.
        end: First byte after it.
        alone: Whether its block contains only comments, so that the content can replace it.
    """

    name: str
    arguments: Arguments
    start: int
    end: int
    alone: bool = True


class Mark(NamedTuple):
    """A piece of text that may be a placeholder, such as a bracketed word."""

    text: str
    start: int
    end: int


class ReferenceKind(StrEnum):
    """How a reference in the body names its target."""

    PROCEDURE = "procedure"
    STEP = "step"
    LINK = "link"


class Reference(NamedTuple):
    """A reference in the body to a procedure or to one of its steps.

    Attributes:
        kind: By id, by step number, or by a Markdown link.
        target: The id of the procedure, the path of the link, or empty for the page itself.
        anchor: The anchor in the target, without `#`, or empty. That of a link is as written.
        text: As written.
        start: First byte.
        end: First byte after it.
    """

    kind: ReferenceKind
    target: str
    anchor: str
    text: str
    start: int
    end: int


class Section(NamedTuple):
    """A heading with everything below it, up to the next heading of the same or a higher level.

    Attributes:
        heading: The text of the heading, white space collapsed.
        level: 1 to 6; 0 for the content before the first heading.
        label: The parts of the heading if it is numbered.
        anchor: The fragment that links to it; see `reading.identity`.
        text: The paragraphs directly below it, as written, white space collapsed.
        items: The task items directly below it, including nested ones.
        commands: The code blocks directly below it.
        directives: The directives directly below it.
        comments: The other comments directly below it, without their marks.
        sections: The sections within it.
        start: First byte of the heading.
        end: First byte after the heading.
        digest: Digest of the heading without its number and of what is directly below it; or empty.
        unchecked: The fingerprint of the check that a step without checks gets; or empty.
    """

    heading: str
    level: int
    label: Label | None
    anchor: str
    text: str
    items: tuple[TaskItem, ...]
    commands: tuple[Command, ...]
    directives: tuple[Directive, ...]
    comments: tuple[str, ...]
    sections: tuple[Section, ...]
    start: int
    end: int
    digest: str = ""
    unchecked: str = ""

    @property
    def is_step(self) -> bool:
        """Whether it is a step: a numbered section that contains no numbered sections."""
        return self.label is not None and all(part is self or part.label is None for part in self.walk())

    def parts(self) -> Iterator[Section]:
        """Yield this section and the unnumbered sections in it.

        Their content belongs to the step, whatever headings divide it.
        """
        return (section for section in self.walk() if section is self or section.label is None)

    def walk(self) -> Iterator[Section]:
        """Yield this section and all sections in it, in document order."""
        waiting = [self]
        while waiting:
            section = waiting.pop()
            yield section
            if section.sections:
                waiting += section.sections[::-1]


@dataclass(frozen=True, slots=True)
class Outline:
    """The structure of a body.

    Attributes:
        root: The section that holds all of it, with level 0.
        marks: Possible placeholders: bracketed text, `TODO` and empty bullets.
        references: References to procedures and steps.
        unclosed_fence: Byte range of the opening fence of an unclosed code block, or None.
        span: Converts a pair of byte offsets to lines and columns of the file.
    """

    root: Section
    marks: tuple[Mark, ...]
    references: tuple[Reference, ...]
    unclosed_fence: tuple[int, int] | None
    span: Callable[[int, int], Span]

    def sections(self) -> Iterator[Section]:
        """Yield all sections but the root, in document order."""
        walk = self.root.walk()
        next(walk)
        return walk

    def code_spans(self) -> list[Span]:
        """Return the places of all code blocks, in document order."""
        return [
            self.span(command.start, command.end)
            for section in self.root.walk()
            for command in section.commands
        ]


@dataclass(frozen=True, slots=True)
class Document:
    """A procedure file: the parts that could be read, and what is wrong with the rest.

    Attributes:
        source: The file's text; empty if it could not be read as text.
        front_matter: Its front matter, or None if missing or unusable.
        body_start: Index of the first character of the body in the source's text.
        body_line: First line of the body in the file, from 1.
        outline: The structure of the body, or None if missing or unusable.
        diagnostics: Findings from reading the file.
        summary: The first sentences of the body, as plain text of at most 300 characters, or empty.
    """

    source: Source
    front_matter: FrontMatter | None
    body_start: int
    body_line: int
    outline: Outline | None
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    summary: str = ""

    @property
    def body(self) -> str:
        """The text after the front matter."""
        return self.source.text[self.body_start :]

    @property
    def stem(self) -> str:
        """The name of the file, without its folder and its ending."""
        return posixpath.splitext(posixpath.basename(self.source.path))[0]

    def value(self, name: str) -> Json:
        """Return the value of the front matter field with a name, or None."""
        return self.front_matter.value(name) if self.front_matter else None

    def written(self, key: str) -> Json:
        """Return the value under a key of the front matter, or None."""
        return self.front_matter.data.get(key) if self.front_matter else None

    def string(self, name: str) -> str:
        """Return the value of a front matter field if it is a string, else an empty string."""
        value = self.value(name)
        return value if isinstance(value, str) else ""
