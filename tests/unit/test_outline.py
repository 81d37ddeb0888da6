"""Tests of `reading.outline`: what the body of a procedure holds, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from mkdocs_deploy_plugin.model import Label, Outline, Section, Span
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.template import builtin_template
from mkdocs_deploy_plugin.template.published import published
from tests.rows import each_row
from tests.unit.samples import ROOT, outline_of, read, section_of

PROCEDURES = sorted((ROOT / "procedures").glob("deploy-*.md"))
HEAD = 2
"""The lines of the front matter that `outline_of` puts before a body."""


def place(outline: Outline, start: int, end: int) -> tuple[int, int, int]:
    """Return line, column and end column of something on one line of the body."""
    span = outline.span(start, end)
    assert span.line == span.end_line
    return span.line - HEAD, span.column, span.end_column


def items_of(body: str) -> list[tuple[str, bool]]:
    """Return the text and the tick of every task item of a body."""
    return [(item.text, item.checked) for s in outline_of(body).root.walk() for item in s.items]


def test_sections_nest_by_their_level() -> None:
    outline = outline_of("## A\n\n#### B\n\n### C\n\n## D\n\n# E\n\n## F\n")
    tree = [(s.heading, s.level, [inner.heading for inner in s.sections]) for s in outline.root.walk()]
    assert tree == [
        ("", 0, ["A", "D", "E"]), ("A", 2, ["B", "C"]), ("B", 4, []), ("C", 3, []), ("D", 2, []),
        ("E", 1, ["F"]), ("F", 2, []),
    ]  # fmt: skip
    assert [s.heading for s in outline.sections()] == ["A", "B", "C", "D", "E", "F"]


@each_row(
    ("body", "heading", "level", "anchor", "columns"),
    [
        ("## A  `b` *c* ##\n", "A b c", 2, "a-b-c", (1, 1, 17)),
        ("   ### 日本 😀\n", "日本 😀", 3, "日本", (1, 4, 12)),
        ("Set *ext*\n===\n", "Set ext", 1, "set-ext", None),
        ("Two\nlines\n---\n", "Two lines", 2, "two-lines", None),
        ("## A {#b.c}\n", "A", 2, "b.c", (1, 1, 12)),
        ("## A {: #b }\n", "A", 2, "b", (1, 1, 13)),
        ("## A & B\n", "A & B", 2, "a-b", (1, 1, 9)),
        ("## [A](x.md)\n", "A", 2, "a", (1, 1, 13)),
        ("##\n", "", 2, "section", (1, 1, 3)),
        ("## ...\n", "...", 2, "section", (1, 1, 7)),
        ("#### Step 1.1: A {#b}\n", "Step 1.1: A", 4, "step-1.1", (1, 1, 22)),
    ],
)
def test_headings(
    body: str, heading: str, level: int, anchor: str, columns: tuple[int, int, int] | None
) -> None:
    outline = outline_of(body)
    (section,) = outline.sections()
    assert (section.heading, section.level, section.anchor) == (heading, level, anchor)
    if columns:
        assert place(outline, section.start, section.end) == columns


def test_labels_of_phases_and_steps() -> None:
    outline = outline_of(
        "### Phase 2: A: b\n\n#### Step 2.1\n\n#### Step R.3: C\n\n#### Step 2.1 D\n\n#### Steps\n"
    )
    assert [(s.label, s.anchor) for s in outline.sections()] == [
        (Label("Phase", "2", "A: b"), "phase-2"),
        (Label("Step", "2.1", ""), "step-2.1"),
        (Label("Step", "R.3", "C"), "step-R.3"),
        (None, "step-2-1-d"),
        (None, "steps"),
    ]
    assert [s.label.kind for s in outline.sections() if s.label] == [
        ("phase", "N"), ("step", "N.N"), ("step", "R.N"),
    ]  # fmt: skip


def test_equal_headings_get_anchors_of_their_own() -> None:
    outline = outline_of("## A\n\n### Notes\n\n## B\n\n### Notes\n\n#### Notes\n\n## Notes\n\n## Notes\n")
    anchors = [s.anchor for s in outline.sections()]
    assert anchors == ["a", "notes", "b", "b-notes", "b-notes-notes", "notes~2", "notes~3"]


@each_row(
    ("body", "expected"),
    [
        ("- [ ] a\n- [x] b\n- [X] c\n", [("a", False), ("b", True), ("c", True)]),
        ("* [ ] a\n+ [x] b\n1. [ ] c\n2) [x] d\n", [("a", False), ("b", True), ("c", False), ("d", True)]),
        (
            "- [ ] a\n  - [x] b\n    1. [ ] c\n- [ ] d\n",
            [("a", False), ("b", True), ("c", False), ("d", False)],
        ),
        ("1. text\n   - [ ] a\n\n     - [x] b\n", [("a", False), ("b", True)]),
        ("> - [ ] a\n>   - [x] b\n", [("a", False), ("b", True)]),
        ("> [!NOTE]\n> - [ ] a\n", [("a", False)]),
        ("!!! note\n\n    - [ ] a\n\n      - [x] b\n", [("a", False), ("b", True)]),
        ("??? note\n\n    - [ ] a\n", [("a", False)]),
        ("???+ note\n\n    - [x] a\n", [("a", True)]),
        ('=== "T"\n\n    - [ ] a\n\n=== "U"\n\n    - [x] b\n', [("a", False), ("b", True)]),
        ("<details>\n<summary>S</summary>\n\n- [ ] a\n\n</details>\n", [("a", False)]),
        ("**Verification:**\n- [ ] a\n", [("a", False)]),
        ("- [ ] a\n\n  more\n\n  ```\n  - [ ] no\n  ```\n- [x] b\n", [("a", False), ("b", True)]),
        ("- [ ] **A:** `b`  c\n  d\n", [("A: b c d", False)]),
        ("- [ ] 日本語 😀\n", [("日本語 😀", False)]),
        ("- [ ]\n- [ ] \n-\n- text\n", []),
        ("```\n- [ ] a\n```\n", []),
        ("~~~~\n~~~\n- [ ] a\n~~~~\n", []),
        ("> ```\n> - [ ] a\n> ```\n", []),
        ("- text\n  ```sh\n  - [ ] a\n  ```\n", []),
        ("!!! note\n\n    ```\n    - [ ] a\n    ```\n", []),
        ("    - [ ] a\n", []),
        ("<div>\n- [ ] a\n</div>\n", []),
        ("<!--\n- [ ] a\n-->\n", []),
        ("text - [ ] a\n", []),
        ("`- [ ] a`\n", []),
        ("| a |\n|---|\n| - [ ] b |\n", []),
    ],
)
def test_task_items(body: str, expected: list[tuple[str, bool]]) -> None:
    assert items_of(body) == expected


def test_struck_items() -> None:
    body = "## A\n- [ ] ~~gone `x`~~ n/a: *why* {#keep}\n- [ ] ~~bare~~\n- [ ] ~~dash~~ –\n- [ ] a ~~b~~ c\n"
    items = section_of(body, "A").items
    assert [(item.id, item.text, item.struck, item.reason) for item in items] == [
        ("keep", "gone x", True, "n/a: why"),
        ("a/bare", "bare", True, ""),
        ("a/dash", "dash", True, ""),
        ("a/a-b-c", "a b c", False, ""),
    ]


def test_items_belong_to_the_section_they_stand_in() -> None:
    outline = outline_of("- [ ] a\n\n## A\n- [ ] b\n\n### B\n- [ ] c\n\n## C\n")
    found = {section.heading: [item.text for item in section.items] for section in outline.root.walk()}
    assert found == {"": ["a"], "A": ["b"], "B": ["c"], "C": []}


POSITIONS = """# 日本

- [ ] one 😀
  - [x] **two** `c`
> 1. [ ] 値 three

!!! note "😀"

    - [ ] four 日

        ```sh
        # five
        ```

    ??? tip

        - [ ] six {#id}

\t\t- [ ] seven
<details markdown>

* [ ] eight

</details>
"""


@pytest.mark.parametrize(
    ("number", "line", "column", "text"),
    [
        (0, 3, 7, "one 😀"),
        (1, 4, 9, "**two** `c`"),
        (2, 5, 10, "値 three"),
        (3, 9, 11, "four 日"),
        (4, 17, 15, "six {#id}"),
        (5, 19, 9, "seven"),
        (6, 22, 7, "eight"),
    ],
)
def test_positions_of_items(number: int, line: int, column: int, text: str) -> None:
    outline = outline_of(POSITIONS)
    items = [item for section in outline.root.walk() for item in section.items]
    assert len(items) == 7
    item = items[number]
    assert place(outline, item.start, item.end) == (line, column, column + len(text))
    assert POSITIONS.split("\n")[line - 1][column - 1 : column - 1 + len(text)] == text


def test_positions_of_commands() -> None:
    outline = outline_of(POSITIONS)
    (command,) = [command for section in outline.root.walk() for command in section.commands]
    assert (command.language, command.text) == ("sh", "# five\n")
    span = outline.span(command.start, command.end)
    assert (span.line - HEAD, span.column, span.end_line - HEAD) == (11, 9, 13)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("```bash\n# comment\nls\n```\n", [("bash", "# comment\nls\n")]),
        ("``` sh title='x'\nls\n```\n", [("sh", "ls\n")]),
        ("~~~\nls\n~~~\n", [("", "ls\n")]),
        ("```\n```\n", [("", "")]),
        ("- [ ] a\n  ```sh\n  ls\n    -l\n  ```\n", [("sh", "ls\n  -l\n")]),
        ("> ```sh\n> ls\n> ```\n", [("sh", "ls\n")]),
        ("    ls\n", [("", "ls\n")]),
        ("!!! note\n\n    ```sh\n    ls\n    ```\n", [("sh", "ls\n")]),
        ("`ls`\n", []),
    ],
)
def test_commands(body: str, expected: list[tuple[str, str]]) -> None:
    outline = outline_of(body)
    assert [(c.language, c.text) for s in outline.root.walk() for c in s.commands] == expected
    assert outline.unclosed_fence is None


def test_comments_in_commands_are_no_headings() -> None:
    outline = outline_of("## A\n```bash\n# Backup\n## B\nTitle\n===\n```\n\n    # C\n\n> ```\n> # D\n> ```\n")
    assert [section.heading for section in outline.sections()] == ["A"]


@pytest.mark.parametrize(
    ("body", "line", "column", "end_column"),
    [
        ("a\n\n```bash\nls\n", 3, 1, 8),
        ("~~~\nls\n```\n", 1, 1, 4),
        ("- a\n\n  ````\n  ls\n  ```\n", 3, 3, 7),
        ("> ```sh\n> ls\n\nafter\n", 1, 3, 8),
        ("!!! note\n\n    ```sh\n    ls\n\nafter\n", 3, 5, 10),
        ("```\nls\n```\n\n```\n", 5, 1, 4),
        ("```sh\nls\n\n## A\n\n```sh\nls\n```\n", 1, 1, 6),
        ("```sh\nls\n``` sh\nls\n```\n", 1, 1, 6),
    ],
)
def test_unclosed_fence(body: str, line: int, column: int, end_column: int) -> None:
    document = read("---\n---\n" + body)
    (found,) = document.diagnostics
    assert found.rule == "unclosed-fence"
    assert found.span == Span(line + HEAD, column, line + HEAD, end_column)


@each_row(
    "body",
    [
        "```\nls\n```",
        "```\nls\n`````\n",
        "```\nls\n``` \t\n",
        "````md\n```sh\nls\n```\n````\n",
        "~~~\n```sh\n~~~\n",
        "```\na ```sh\n```\n",
        "- ```\n  ls\n  ```\n",
        "> ```\n> ls\n> ```\n",
        "    ```\n",
        "```\n\n\n```\n",
        "```\n``\n```\n",
    ],
)
def test_closed_fences(body: str) -> None:
    assert outline_of(body).unclosed_fence is None


def test_directives_and_comments() -> None:
    body = """## A
<!-- procedures:metadata -->
<!--procedures:catalog status=Approved project="a b"-->
<!-- hello
   there -->

## B
text <!-- procedures:inline -->
`<!-- procedures:code -->`
```
<!-- procedures:fence -->
```

    <!-- procedures:indented -->

<!-- procedures: metadata -->
"""
    outline = outline_of(body)
    a, b = outline.sections()
    assert [(d.name, d.arguments.values) for d in a.directives] == [
        ("metadata", {}),
        ("catalog", {"status": ("Approved",), "project": ("a b",)}),
    ]
    assert [outline.span(d.start, d.end).line - HEAD for d in a.directives] == [2, 3]
    assert a.comments == ("hello there",)
    assert (b.directives, b.comments) == ((), ("procedures: metadata",))
    assert b.text == "text <!-- procedures:inline --> `<!-- procedures:code -->`"


def test_directives_in_a_site_block() -> None:
    section = section_of("## A\n\n!!! note\n\n    <!-- procedures:risk -->\n", "A")
    assert ([d.name for d in section.directives], section.comments) == (["risk"], ())


def test_text_of_a_section() -> None:
    section = section_of(
        "## A\nOne  *two*\nthree.\n\n- four\n- [ ] `five`\n\n<!-- no -->\n```\nno\n```\n", "A"
    )
    assert section.text == "One *two* three. four `five`"
    assert section_of("## A\n<!-- no -->\n\n---\n", "A").text == ""


def test_marks() -> None:
    body = (
        "## A [heading]\n"
        "text [a b] and `[code]` [link](x) [x]\n"
        "- [ ] item [c] TODO: later\n"
        "-\n"
        "- [ ]\n"
        "- 😀 [値段]\n"
        "\n"
        "| h |\n|---|\n| [cell] |\n"
        "\n"
        "```sh\necho [no]  # TODO: 日本\n```\n"
        "TODOs are [not\nthis]\n"
    )
    outline = outline_of(body)
    lines = body.split("\n")
    found = []
    for mark in outline.marks:
        line, column, end = place(outline, mark.start, mark.end)
        found.append((mark.text, line, lines[line - 1][column - 1 : end - 1]))
    assert found == [
        ("[heading]", 1, "[heading]"),
        ("[a b]", 2, "[a b]"),
        ("TODO", 3, "TODO: later"),
        ("", 4, "-"),
        ("", 5, "- [ ]"),
        ("[値段]", 6, "[値段]"),
        ("[cell]", 10, "[cell]"),
        ("TODO", 13, "TODO: 日本"),
    ]


def without_identities(section: Section) -> Section:
    return section._replace(
        items=tuple(item._replace(id="", rev="", named=False) for item in section.items),
        digest="",
        unchecked="",
        sections=tuple(without_identities(inner) for inner in section.sections),
    )


@each_row(
    "path",
    [*PROCEDURES, *sorted((ROOT / "tests" / "corpus" / "github").glob("*.md"))],
    ids=lambda path: path.stem,
)
def test_checking_reads_the_same_as_rendering(path: Path) -> None:
    data, syntax = path.read_bytes(), builtin_template().syntax
    full = read_document("a.md", data, syntax).outline
    lean = read_document("a.md", data, syntax, identities=False).outline
    assert full is not None
    assert lean is not None
    assert lean.root == without_identities(full.root)
    assert lean.marks == full.marks
    assert lean.references == full.references


def test_a_reference_late_in_an_item_is_found() -> None:
    body = (
        "## A\n\n"
        "- Ask in `#shop`, **above all** for `deploy-shop-002-cart`.\n"
        "- [ ] First `x`, then *y*, then Step 2.1\n"
        "  - nested [link](x), then deploy-shop-003-mail\n"
    )
    for identities in (True, False):
        document = read_document(
            "a.md", f"---\n---\n{body}".encode(), builtin_template().syntax, identities=identities
        )
        assert document.outline is not None
        assert [one.text for one in document.outline.references] == [
            "deploy-shop-002-cart",
            "Step 2.1",
            "deploy-shop-003-mail",
        ]
        (section,) = document.outline.sections()
        assert section.text == (
            "Ask in `#shop`, **above all** for `deploy-shop-002-cart`. "
            "First `x`, then *y*, then Step 2.1 nested [link](x), then deploy-shop-003-mail"
        )


def test_a_placeholder_late_in_an_item_is_found() -> None:
    outline = outline_of("- a `b` **c** [threshold]\n\n1. a `b`\n   c TODO\n")
    assert [mark.text for mark in outline.marks] == ["[threshold]", "TODO"]


def test_a_page_is_made_of_the_file_as_it_is() -> None:
    text = "---\nid: a\n---\n# T\n\n##\xa0One\n\n## Two\n"
    document = read_document("a.md", text.encode(), ReferenceSyntax())
    read = published(document, builtin_template())
    assert read is not None
    tree, outline = read
    assert tree.text == text[text.index("# T") :].encode()
    assert [section.heading for section in outline.sections()] == ["T", "Two"]
    assert document.outline is not None
    assert [section.heading for section in document.outline.sections()] == ["T", "One", "Two"]
