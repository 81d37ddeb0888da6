"""What the other modules pass on: frozen values without behaviour beyond properties.

What a procedure has a hundred of is a named tuple, the rest frozen dataclasses: a tuple is made in a
quarter of the time.

Offsets are byte offsets into the UTF-8 form of the parsed body, because that is what the
parser counts. They become lines and columns only when somebody has to read them
(`Outline.span`), which keeps a correct document cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A value as JSON knows it; all that front matter can hold."""


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Span(NamedTuple):
    """A stretch of a file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)
"""The beginning of a file: the place of findings about the file as a whole."""


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding, such as the first of two equal ids."""

    path: str
    span: Span
    message: str


class Edit(NamedTuple):
    """A stretch of a file and the text that is to stand there; with an empty stretch, an insertion."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What would mend a finding without anybody having to decide anything.

    Attributes:
        description: What is done, in one imperative sentence without a full stop.
        edits: The changes to the finding's file, none over another.
    """

    description: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what is wrong, where, what to write instead, and why it is asked for.

    Attributes:
        rule: The rule's name in kebab-case, such as `unknown-field`.
        severity: Whether it fails the build.
        path: The file, relative to the folder of `mkdocs.yml`, with forward slashes.
        span: The place in the file.
        message: What was found, in one sentence without a full stop.
        help: What to write instead, in one imperative sentence; empty where there is no one answer.
        reason: Why it is asked for, in the words of the template; empty where the message says it all.
        pointer: The JSON pointer (RFC 6901) into the document's data, or empty.
        related: Another place that explains the finding.
        fix: A change that is safe to make, where there is one.
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
    r"""One file as text: without byte order mark, with `\n` as the only line ending.

    Attributes:
        path: The file, relative to the folder of `mkdocs.yml`, with forward slashes.
        text: The whole text.
    """

    path: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The text split at the line endings, anew each time."""
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The data between the fences of a file, and where each piece of it stands.

    Attributes:
        data: The mapping, in JSON types only.
        keys: JSON pointer to the place of the key. Items of a list have the place of the item.
        values: JSON pointer to the place of the value.
        end: The place of the closing fence.
        start: The line of the opening fence.
        ambiguous: Pointer and kind of each text that readers of YAML 1.1 take for something else.
        repaired: The lines that were no YAML and have been read as they were meant. Columns on them can
            differ from those of the file.
    """

    data: dict[str, Json]
    keys: Mapping[str, Span]
    values: Mapping[str, Span]
    end: Span
    start: int = 1
    ambiguous: tuple[tuple[str, str], ...] = ()
    repaired: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Label:
    """A numbered heading taken apart: `Step 2.1: Migrate` is (`Step`, `2.1`, `Migrate`).

    Attributes:
        word: The word.
        number: The number.
        title: What follows.
        kind: What makes two numbered headings of one sort: the word, in lower case, and the shape.
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
        """The number with each of its numerals as `N`: `2.1` is `N.N`, `R.3` is `R.N`."""
        return self.kind[1]


class TaskItem(NamedTuple):
    """A task list item of the body.

    Attributes:
        id: Its identity within the page; see `reading.identity`. Empty where nobody has asked for it.
        text: What it says, white space collapsed, without the struck part's tildes.
        rev: Digest of the text and digest of the commands of its step, joined by a dot; or empty.
        checked: Whether the source ticks it.
        struck: Whether its beginning is struck through.
        reason: What follows the struck part.
        start: First byte of the item's text.
        end: First byte after it.
    """

    id: str
    text: str
    rev: str
    checked: bool
    struck: bool
    reason: str
    start: int
    end: int


class Command(NamedTuple):
    """A code block of the body: language, content and place."""

    language: str
    text: str
    start: int
    end: int


class Arguments(NamedTuple):
    """What stands behind the name of a directive.

    Attributes:
        values: The values of each attribute, by its name; several are alternatives.
        problem: What could not be read, in one sentence without a full stop; or empty.
    """

    values: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    problem: str = ""


class Directive(NamedTuple):
    """A comment that asks for generated content: `<!-- procedures:catalog status=Draft -->`.

    Attributes:
        name: What it asks for.
        arguments: How it asks.
        start: First byte.
        end: First byte after it.
        alone: Whether its block has nothing but comments, so that the content can stand in its place.
    """

    name: str
    arguments: Arguments
    start: int
    end: int
    alone: bool = True


class Mark(NamedTuple):
    """A piece of text with a meaning, such as a placeholder or a bracketed word."""

    text: str
    start: int
    end: int


class ReferenceKind(StrEnum):
    """What a reference in the body points with."""

    PROCEDURE = "procedure"
    STEP = "step"
    LINK = "link"


class Reference(NamedTuple):
    """Something in the body that points at a procedure or at one of its steps.

    Attributes:
        kind: By id, by step number, or by a Markdown link.
        target: The id of the procedure, a link's path, or empty for the page itself.
        anchor: The anchor in the target, without `#`, or empty.
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
    """A heading and all that stands below it up to the next heading of its level or a higher one.

    Attributes:
        heading: What the heading says, white space collapsed.
        level: 1 to 6; 0 for what stands before the first heading.
        label: The heading taken apart where it is numbered.
        anchor: The fragment that leads to it; see `reading.identity`.
        text: The paragraphs directly below it, as written, white space collapsed.
        items: The task items directly below it, nested ones included.
        commands: The code blocks directly below it.
        directives: The directives directly below it.
        comments: The other comments directly below it, without their marks.
        sections: The sections within it.
        start: First byte of the heading.
        end: First byte after the heading.
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

    @property
    def is_step(self) -> bool:
        """Whether it is a step: a numbered section without numbered sections in it."""
        return self.label is not None and all(part is self or part.label is None for part in self.walk())

    def parts(self) -> Iterator[Section]:
        """Yield this section and the sections in it that have no number.

        What is in them belongs to a step, whatever headings are in between.
        """
        return (section for section in self.walk() if section is self or section.label is None)

    def walk(self) -> Iterator[Section]:
        """Yield this section and all within it, in the order of the file."""
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
        root: All of it; the level of this section is 0.
        marks: Bracketed text, `TODO` and empty bullets: what may be a placeholder.
        references: What points elsewhere.
        unclosed_fence: The place of a code fence without an end, or None.
        span: Turns a pair of byte offsets into lines and columns of the file.
    """

    root: Section
    marks: tuple[Mark, ...]
    references: tuple[Reference, ...]
    unclosed_fence: tuple[int, int] | None
    span: Callable[[int, int], Span]

    def sections(self) -> Iterator[Section]:
        """Yield every section, in the order of the file, without the root."""
        walk = self.root.walk()
        next(walk)
        return walk


@dataclass(frozen=True, slots=True)
class Document:
    """A procedure file as read: as much of it as could be read, and what was wrong with the rest.

    Attributes:
        source: The file's text; empty where it could not be read as text.
        front_matter: Its data, or None where there is none that can be used.
        body_start: The character of the source's text with which the body begins.
        body_line: The line of the file on which the body begins, from 1.
        outline: The structure of the body, or None where there is no body that can be used.
        diagnostics: What reading found.
        prepared: What a host has made of the body while it was parsed, or None.
        summary: The first sentences of the body, as plain text of at most 300 characters, or empty.
    """

    source: Source
    front_matter: FrontMatter | None
    body_start: int
    body_line: int
    outline: Outline | None
    diagnostics: tuple[Diagnostic, ...] = field(default=())
    prepared: object = None
    summary: str = ""

    @property
    def body(self) -> str:
        """The text below the front matter."""
        return self.source.text[self.body_start :]

    @property
    def stem(self) -> str:
        """The file's name without folder and `.md`."""
        return self.source.path.rsplit("/", 1)[-1].removesuffix(".md")

    def value(self, key: str) -> Json:
        """Return the front matter's value of a key, or None."""
        return self.front_matter.data.get(key) if self.front_matter else None

    def string(self, key: str) -> str:
        """Return the front matter's value of a key where it is a string, or an empty string."""
        value = self.value(key)
        return value if isinstance(value, str) else ""
