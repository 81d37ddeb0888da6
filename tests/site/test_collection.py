"""Which files of a site are procedures: any ending, any link, and nothing that was not checked."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files

from mkdocs_deploy_plugin.hosts.neighbours import metadata_for
from tests.site.sites import GOOD, GOOD_ID, build_site, changed, procedure

FOLDERS = pytest.mark.parametrize("folder", ["procedures", "docs/procedures"])

ENDINGS = ("md", "MD", "Md", "markdown", "MARKDOWN", "mdown", "mkd", "mkdn", "mkdown", "mdwn", "mdx")


@FOLDERS
def test_every_markdown_ending_is_that_of_a_procedure(tmp_path: Path, folder: str) -> None:
    ids = {f"deploy-shop-{number:03}-checkout": ending for number, ending in enumerate(ENDINGS, 1)}
    files = {f"{folder}/{name}.{ending}": GOOD.replace(GOOD_ID, name) for name, ending in ids.items()}
    built = build_site(
        tmp_path, {**files, f"{folder}/index.markdown": "# Ours\n"}, {"folder": folder}, strict=True
    )
    for name in ids:
        assert "data-item" in built.article(name)
    assert {path.suffix for path in (built.folder / "procedures").rglob("*") if path.is_file()} == {
        ".html",
        ".csv",
    }
    assert "Ours" in built.read("procedures/index.html")


@FOLDERS
@pytest.mark.parametrize("ending", ["MD", "markdown"])
def test_no_ending_hides_a_finding(
    tmp_path: Path, folder: str, ending: str, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = changed(("status: Approved", "status: Aproved"))
    with pytest.raises(Abort):
        build_site(tmp_path, {f"{folder}/{GOOD_ID}.{ending}": wrong}, {"folder": folder})
    assert f"{folder}/{GOOD_ID}.{ending}:4:9: error" in caplog.text


@FOLDERS
@pytest.mark.parametrize("other", ["MD", "markdown"])
def test_two_files_for_one_page_stop_the_build(
    tmp_path: Path, folder: str, other: str, caplog: pytest.LogCaptureFixture
) -> None:
    files = {f"{folder}/{GOOD_ID}.{ending}": GOOD for ending in ("md", other)}
    with pytest.raises(Abort):
        build_site(tmp_path, files, {"folder": folder, "fail_on": "never"})
    names = rf"{folder}/{GOOD_ID}\.\w+"
    assert re.search(rf"procedures: {names} and {names} are both published as procedures/", caplog.text)


@FOLDERS
def test_a_linked_folder_is_read_as_mkdocs_reads_it(tmp_path: Path, folder: str) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "linked").symlink_to(tmp_path / "shared")
    built = build_site(tmp_path, {}, {"folder": folder}, strict=True)
    assert "data-item" in built.read(f"procedures/linked/{GOOD_ID}/index.html")
    assert not built.messages(logging.WARNING)


@FOLDERS
def test_nothing_outside_the_project_is_published(tmp_path: Path, folder: str) -> None:
    inside, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    for name in ("token.txt", "token.md"):
        (outside / name).write_text("TOKEN", encoding="utf-8")
    (inside / folder).mkdir(parents=True)
    for name, target in {
        "environ.txt": Path("/proc/self/environ"),
        "environ.md": Path("/proc/self/environ"),
        "linked": outside,
        "picture.png": outside / "token.txt",
        "deploy-shop-002-token.md": outside / "token.md",
    }.items():
        (inside / folder / name).symlink_to(target)
    text = GOOD.replace("### Notes\n", "### Notes\n[token](picture.png) [folder](linked/token.txt)\n")
    files = {f"{folder}/{GOOD_ID}.md": text}
    built = build_site(inside, files, {"folder": folder, "fail_on": "never"})
    for path in (path for path in built.folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        assert b"TOKEN" not in data, path
        assert b"PATH=" not in data, path
    warned = " ".join(built.messages(logging.WARNING))
    assert "'picture.png'" in warned
    assert "'linked/token.txt'" in warned


@FOLDERS
def test_a_site_can_be_reached_by_a_link(tmp_path: Path, folder: str) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    files = {f"{folder}/{GOOD_ID}.md": GOOD}
    built = build_site(tmp_path / "link", files, {"folder": folder}, strict=True)
    assert "data-item" in built.article()


def test_a_folder_that_is_linked_twice_is_not_published_unchecked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "docs/procedures/a").mkdir(parents=True)
    (tmp_path / "docs/procedures/b").symlink_to(tmp_path / "docs/procedures/a")
    with pytest.raises(Abort):
        build_site(tmp_path, {f"docs/procedures/a/{GOOD_ID}.md": GOOD}, {"folder": "docs/procedures"})
    assert f"docs/procedures/b/{GOOD_ID}.md was not checked, because it is hidden or linked" in caplog.text


@FOLDERS
@pytest.mark.parametrize("nav", [None, [{"Home": "index.md"}]])
@pytest.mark.parametrize("ending", ["md", "MD"])
def test_excluded_procedures_have_no_page(
    tmp_path: Path, folder: str, nav: list[dict[str, str]] | None, ending: str
) -> None:
    files = {f"{folder}/{GOOD_ID}.{ending}": GOOD}
    built = build_site(tmp_path, files, {"folder": folder}, nav=nav, exclude_docs="deploy-*")
    assert not (built.folder / "procedures" / GOOD_ID).exists()


class Neighbour(BasePlugin):  # type: ignore[type-arg]
    """Another plugin, which adds pages to the site."""

    def __init__(self, *uris: str, on_disk: Path | None = None) -> None:
        self.uris = uris
        self.on_disk = on_disk

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for uri in self.uris:
            if self.on_disk is not None:  # as plugins for older releases of MkDocs do
                (self.on_disk / uri).parent.mkdir(parents=True, exist_ok=True)
                (self.on_disk / uri).write_text(GOOD, encoding="utf-8")
                files.append(File(uri, str(self.on_disk), config.site_dir, config.use_directory_urls))
            else:
                files.append(File.generated(config, uri, content=GOOD))
        return files


@FOLDERS
@pytest.mark.parametrize("others", [True, False])
@pytest.mark.parametrize("on_disk", [True, False])
def test_a_generated_procedure_stops_the_build(
    tmp_path: Path, folder: str, others: bool, on_disk: bool, caplog: pytest.LogCaptureFixture
) -> None:
    uri = "procedures/old/deploy-shop-002-cart.md"
    neighbour = Neighbour("procedures/old/index.md", uri, on_disk=tmp_path / "other" if on_disk else None)
    files = {f"{folder}/{GOOD_ID}.md": GOOD} if others else {}
    with pytest.raises(Abort):
        build_site(tmp_path, files, {"folder": folder}, neighbour=neighbour)
    assert f"procedures: {uri} was generated by " in caplog.text
    assert f"write it to {folder}/ before the build" in caplog.text


def test_other_generated_pages_are_no_procedures(tmp_path: Path) -> None:
    neighbour = Neighbour("procedures/README.md", "elsewhere/page.md", "procedures/data.json")
    built = build_site(tmp_path, procedure(), neighbour=neighbour, strict=True)
    assert "data-item" not in built.read("elsewhere/page/index.html")


def test_a_page_of_docs_beside_the_folder_is_an_ordinary_page(tmp_path: Path) -> None:
    files = {**procedure(), "docs/procedures/guide.md": "# Guide\n"}
    assert "Guide" in build_site(tmp_path, files, strict=True).read("procedures/guide/index.html")


def test_a_hidden_procedure_that_mkdocs_publishes_stops_the_build(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    files = {f"docs/{name}": text for name, text in procedure().items()}
    files["docs/procedures/.draft.md"] = GOOD
    build_site(tmp_path, files, {"folder": "docs/procedures"}, strict=True)
    with pytest.raises(Abort):
        build_site(tmp_path, files, {"folder": "docs/procedures"}, exclude_docs="!.draft.md")
    assert "docs/procedures/.draft.md was not checked, because it is hidden" in caplog.text


@pytest.mark.parametrize("name", ["procedures", "mkdocs_deploy_plugin.hosts.markdown:ProceduresExtension"])
def test_plugin_and_extension_together_are_refused(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(), markdown_extensions=["tables", name])
    assert "procedures: remove procedures from markdown_extensions" in caplog.text


def test_the_plugin_twice_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: x\nplugins: [procedures, procedures]\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    with pytest.raises(Abort):
        build(load_config(str(config)))
    assert "procedures: the plugin is listed twice" in caplog.text


def test_static_i18n_is_refused(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    neighbour = Neighbour()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Neighbour, "__module__", "mkdocs_static_i18n.plugin")
        with pytest.raises(Abort):
            build_site(tmp_path, procedure(), neighbour=neighbour)
    assert "procedures: cannot be used together with the plugin i18n" in caplog.text


def test_included_checks_are_on_the_page_and_reported(tmp_path: Path) -> None:
    text = changed(("None.\n", 'None.\n\n--8<-- "docs/checks.md"\n'))
    files = {**procedure(text), "docs/checks.md": "- [ ] Included check\n"}
    extensions = [{"pymdownx.snippets": {"base_path": [str(tmp_path)]}}]
    built = build_site(tmp_path, files, markdown_extensions=extensions)
    assert re.search(r"<input [^>]*type=\"checkbox\"[^>]*>.{0,200}Included check", built.article(), re.S)
    assert [message.split(" [")[-1].split("]")[0] for message in built.messages(logging.WARNING)] == [
        "unchecked-include"
    ]
    with pytest.raises(Abort):
        build_site(tmp_path, files, markdown_extensions=extensions, strict=True)


class Copying(BasePlugin):  # type: ignore[type-arg]
    """Lets MkDocs read a copy of `docs_dir`, as plugins that join several sites do."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy

    @event_priority(50)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        shutil.copytree(config.docs_dir, self.copy)
        config.docs_dir = str(self.copy)
        return config


@FOLDERS
def test_docs_may_be_copied_elsewhere(tmp_path: Path, folder: str) -> None:
    config: dict[str, Any] = {
        "repo_url": "https://git.example/ops",
        "edit_uri": "edit/main/docs/",
        "strict": True,
    }
    files = {f"{folder}/{GOOD_ID}.md": GOOD}
    plain = build_site(tmp_path / "plain", files, {"folder": folder}, **config)
    neighbour = Copying(tmp_path / "copy")
    built = build_site(tmp_path / "site", files, {"folder": folder}, neighbour=neighbour, **config)
    assert built.article() == plain.article()
    assert str(tmp_path) not in built.page()


def test_hidden_procedures_are_found_in_a_copy(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = {f"docs/procedures/{name}.md": GOOD for name in (GOOD_ID, ".draft")}
    with pytest.raises(Abort):
        build_site(
            tmp_path / "site",
            files,
            {"folder": "docs/procedures"},
            neighbour=Copying(tmp_path / "copy"),
            exclude_docs="!.draft.md",
        )
    assert "was not checked, because it is hidden" in caplog.text


def test_other_plugins_are_told_what_to_leave_alone() -> None:
    assert metadata_for(["macros", "rss"], is_procedure=True) == {"render_macros": False}
    assert metadata_for(["search", "rss #2"], is_procedure=False) == {"draft": True}
