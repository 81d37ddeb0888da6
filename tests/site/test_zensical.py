"""Tests of the extension as Zensical runs it, without Zensical; see `tests/hosts` for its real builds."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from markdown import Markdown
from markdown.preprocessors import Preprocessor

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.hosts.markdown import CONTEXT, ProceduresExtension
from mkdocs_deploy_plugin.settings import SettingsError
from tests.site.sites import GOOD, GOOD_ID

PATH = f"procedures/{GOOD_ID}.md"
DOCS = (Path(__file__).parents[2] / "docs" / "install.md").read_text(encoding="utf-8")
(CONFIG,) = re.findall(r'^```toml title="zensical.toml"\n(.*?)^```$', DOCS, re.M | re.S)
PROJECT = tomllib.loads(CONFIG)["project"]
OPTIONS: dict[str, Any] = PROJECT["markdown_extensions"]["procedures"]
WATCH = tuple(PROJECT["watch"])


class Context(Preprocessor):
    """Says which page is converted, as Zensical's own preprocessor does."""

    def __init__(self, md: Markdown, root: Path, path: str, watch: list[str]) -> None:
        super().__init__(md)
        url = path.removesuffix(".md").removesuffix("index").rstrip("/")
        self.page = SimpleNamespace(path=path, url=f"{url}/" if url else "", meta={"title": "as read"})
        self.config = {"root_dir": str(root), "watch": watch}

    def run(self, lines: list[str]) -> list[str]:
        return lines


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder of a site with one procedure and the generated files."""
    for name, text in {"zensical.toml": CONFIG, f"docs/{PATH}": GOOD, "docs/index.md": GOOD_ID}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["generate", "--config", str(tmp_path / "zensical.toml")])
    assert done.exit_code == 0, done.stderr
    return tmp_path


def convert(root: Path, path: str = PATH, watch: tuple[str, ...] = WATCH) -> tuple[str, Any]:
    """Convert a page; give its content and its metadata."""
    md = Markdown(extensions=["toc", "tables", "fenced_code"])
    context = Context(md, root, path, [*watch])
    md.preprocessors.register(context, CONTEXT, 0)
    md.registerExtensions([ProceduresExtension(**OPTIONS)], {})
    body = re.sub(r"\A---\n.*?\n---\n", "", (root / "docs" / path).read_text(encoding="utf-8"), flags=re.S)
    return md.convert(body), context.page.meta


def test_a_procedure(site: Path) -> None:
    html, meta = convert(site)
    assert html.startswith('<article class="procedures-page"')
    assert f'data-procedure="{GOOD_ID}"' in html
    assert "data-item=" in html
    # Relative to the source: Zensical adds `../` for a page that has a folder to itself.
    scripts = re.findall(r' src="([^"]*)"', html)
    styles = re.findall(r'<link rel="stylesheet" href="([^"]*)">', html)
    assert [*scripts, *styles]
    for address in (*scripts, *styles):
        assert (site / "docs" / "procedures" / address).is_file()
    assert (meta["title"], meta["status"]) == ("Checkout redesign", "approved")


def test_other_pages(site: Path) -> None:
    home, meta = convert(site, "index.md")
    assert home.startswith(f'<p><a href="{PATH}" title="Checkout redesign (Approved)">')
    assert meta == {"title": "as read"}
    catalog, _ = convert(site, "procedures/index.md")
    assert f'href="{GOOD_ID}.md"' in catalog
    assert 'src="../assets/procedures/catalog.' in catalog


def test_a_file_that_changes_is_read_again(site: Path) -> None:
    convert(site, "index.md")
    (site / "docs" / PATH).write_text(GOOD.replace("Checkout redesign", "New checkout"), encoding="utf-8")
    assert "New checkout" in convert(site, "index.md")[0]


@pytest.mark.parametrize(
    ("name", "content", "watch", "message"),
    [
        (f"docs/{PATH}", "# x\n", ("docs",), "Run `procedures check`"),
        ("docs/index.md", "x", (), 'add "docs/procedures" to watch'),
        ("docs/index.md", "x", ("docs/procedures",), 'add "docs/assets/procedures" to watch'),
        (
            "docs/procedures/index.md",
            None,
            ("docs",),
            "docs/procedures/index.md is missing; run: procedures generate",
        ),
        (
            "zensical.toml",
            CONFIG.replace("docs/", ""),
            ("procedures", "docs"),
            "publishes only what is in docs/",
        ),
    ],
)
@pytest.mark.parametrize("serving", [False, True])
def test_what_ends_a_build_and_not_serving(
    site: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: str | None,
    watch: tuple[str, ...],
    message: str,
    serving: bool,
) -> None:
    if content is None:
        (site / name).unlink()
    else:
        (site / name).write_text(content, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["zensical", "serve" if serving else "build"])
    if serving:
        assert convert(site, "index.md", watch)[0]
    else:
        with pytest.raises(SettingsError, match=re.escape(message)):
            convert(site, "index.md", watch)


WARNING = GOOD.replace("None.\n", "None.\n\n<!-- procedures:weather -->\n", 1)


def test_a_file_that_zensical_copies(site: Path) -> None:
    (site / "docs" / PATH).rename(site / "docs" / PATH.replace(".md", ".markdown"))
    with pytest.raises(SettingsError, match=r"\.markdown: Zensical makes no page of it"):
        convert(site, "index.md")


@pytest.mark.parametrize("option", ["--strict", "-s"])
def test_warnings_end_a_strict_build(site: Path, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    (site / "docs" / PATH).write_text(WARNING, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["zensical", "build"])
    assert convert(site)[0]
    monkeypatch.setattr("sys.argv", ["zensical", "build", option])
    with pytest.raises(SettingsError, match="0 errors and 1 warning"):
        convert(site)


def test_what_was_not_checked_is_not_published(site: Path) -> None:
    (site / "docs" / "procedures" / ".hidden.md").write_text(GOOD, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"hidden\.md was not checked"):
        convert(site, "procedures/.hidden.md")


def test_options_that_nobody_reads(site: Path) -> None:
    (site / "zensical.toml").write_text("[project]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="options are read from"):
        convert(site)


def test_options_mean_nothing_to_another_host() -> None:
    with pytest.raises(SettingsError, match="folder is an option of the plugin"):
        Markdown(extensions=[ProceduresExtension(**OPTIONS)])
