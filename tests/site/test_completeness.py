"""A page that lacks something, or shows something internal, fails the build with its place."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin

from tests.site.sites import EXTENSIONS, GOOD, GOOD_ID, build_site, place_of, procedure

CHECK = "- [ ] Production deployment credentials"


class Replacing(Extension):
    """Replaces a pattern in all finished pages."""

    def __init__(self, **config: Any) -> None:
        self.config = {"pattern": ["", ""], "replacement": ["", ""]}
        super().__init__(**config)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        pattern, replacement = self.getConfig("pattern"), self.getConfig("replacement")

        class Replace(Postprocessor):
            def run(self, text: str) -> str:
                return re.sub(pattern, replacement, text, flags=re.S)

        md.postprocessors.register(Replace(md), "replacing", -100)


def makeExtension(**config: Any) -> Replacing:  # noqa: N802
    return Replacing(**config)


def replacing(pattern: str, replacement: str = "") -> list[Any]:
    """Return the extensions of a site, with one that replaces a pattern."""
    return [*EXTENSIONS, {__name__: {"pattern": pattern, "replacement": replacement}}]


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]


def test_a_missing_extension_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = GOOD.replace(CHECK, f"!!! note\n\n    {CHECK}\n")
    assert text != GOOD
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(text), markdown_extensions=EXTENSIONS[1:])
    line, column = place_of(text, "Production deployment credentials")
    (first, *_) = errors(caplog)
    assert f"procedures/{GOOD_ID}.md:{line}:{column}: " in first
    assert 'lacks the check "Production deployment credentials"' in first
    assert "`admonition`" in first
    assert not (tmp_path / "site" / "index.html").exists()


@pytest.mark.parametrize(
    ("pattern", "replacement", "part", "message"),
    [
        (r"<li data-item=.required-access/p.*?</li>", "", "Production deployment", "lacks the check"),
        (
            r"(<li data-item=.required-access/p.*?</li>)",
            r"\1\1",
            None,
            "has a check that the file does not have",
        ),
        (r'<h4 [^>]*data-step="Step 1.1".*?</h4>', "", "#### Step 1.1", 'lacks the heading "Step 1.1'),
        (
            r'(<h4 [^>]*data-step="Step 1.1".*?</h4>)',
            r"\1\1",
            "#### Step 1.1",
            'repeats the heading "Step 1.1',
        ),
        (r' data-command="step-1.1:1"', "", "```", "lacks this code block"),
        (r"Production deployment credentials", "\\g<0>\x02x\x03", "credentials", "shows an internal marker"),
    ],
)
def test_what_another_extension_changes_is_found(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    pattern: str,
    replacement: str,
    part: str | None,
    message: str,
) -> None:
    caplog.clear()
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(), markdown_extensions=replacing(pattern, replacement))
    (found,) = [text for text in errors(caplog) if message in text]
    place = place_of(GOOD, part) if part and part != "```" else None
    assert f"procedures/{GOOD_ID}.md:" in found
    assert place is None or f".md:{place[0]}:" in found


@pytest.mark.parametrize(
    ("options", "level"),
    [({"fail_on": "never"}, logging.INFO), ({"rules": {"page-mismatch": "warning"}}, logging.WARNING)],
)
def test_what_does_not_fail_the_build_is_said(tmp_path: Path, options: dict[str, Any], level: int) -> None:
    extensions = replacing('<h4 [^>]*data-step="Step 1.1".*?</h4>')
    built = build_site(tmp_path, procedure(), options, markdown_extensions=extensions)
    assert any("lacks the heading" in message for message in built.messages(level))
    on_page = 'data-generated="findings"' in built.article()
    assert on_page == ("fail_on" in options)


class Filling(BasePlugin):  # type: ignore[type-arg]
    """Replaces a pattern in the Markdown of all pages, as plugins for macros do."""

    def __init__(self, pattern: str, replacement: str) -> None:
        super().__init__()
        self.pattern, self.replacement = pattern, replacement

    def on_page_markdown(self, markdown: str, **_: Any) -> str:
        return re.sub(self.pattern, self.replacement, markdown, flags=re.S)


@pytest.mark.parametrize(
    ("pattern", "replacement", "places"),
    [
        (r"\{\{ ?release ?\}\}", "2025.1", "2 of 2"),
        (r"\{\{release\}\}", "2025.1", "1 of 2"),
        (".*", "# Macro Syntax Error", "2 of 2"),
    ],
)
def test_a_parameter_that_another_plugin_fills_in_is_found(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, pattern: str, replacement: str, places: str
) -> None:
    text = GOOD.replace("- [ ] New pods are ready", "- [ ] New pods of {{release}} are ready")
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(text), neighbour=Filling(pattern, replacement))
    line, column = place_of(text, "{{ release }}")
    assert (
        f"procedures/{GOOD_ID}.md:{line}:{column}: error: Another plugin has replaced the parameter"
        f" {{{{ release }}}} in {places} places [page-mismatch]"
    ) in caplog.text
    assert "`render_macros: true`" in caplog.text


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [("{{ (release) }}", r"{{\1}}"), ("{{ image }}", "relay"), ("$", "\n\n{{ release }}")],
)
def test_other_changes_by_a_plugin_are_its_own(tmp_path: Path, pattern: str, replacement: str) -> None:
    text = GOOD.replace("- [ ] New pods are ready", "- [ ] New pods of {{ image }} are ready")
    build_site(tmp_path, procedure(text), neighbour=Filling(pattern, replacement), strict=True)


def test_ordinary_pages_are_compared_as_well(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = {"docs/list.md": "# List\n\n- [ ] one\n"}
    extensions = replacing("<li data-item=.list/one.*?</li>")
    with pytest.raises(Abort):
        build_site(tmp_path, files, {"checklists": "all", "fail_on": "error"}, markdown_extensions=extensions)
    assert any('docs/list.md:3:7: error: The page lacks the check "one"' in text for text in errors(caplog))
