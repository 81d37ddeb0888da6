"""Style sheets and scripts in a built site: names with a hash of the content, and source maps."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from pathlib import Path

import pytest

import mkdocs_deploy_plugin
from mkdocs_deploy_plugin import __version__
from mkdocs_deploy_plugin.rendering import catalog_table
from tests.site.sites import GOOD_ID, Built, build_site, procedure

PACKAGE = Path(mkdocs_deploy_plugin.__file__).parent
FOLDER = "assets/procedures"
NAME = re.compile(r"(?:runs?|catalog|long|procedures|search)\.([0-9a-f]{8})\.(css|js|js\.map)")


def files_of(built: Built) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((built.folder / FOLDER).iterdir())}


def test_names_have_a_hash_of_the_content(tmp_path: Path) -> None:
    files = files_of(build_site(tmp_path, procedure(), strict=True))
    kinds = [re.sub(r"\.[0-9a-f]{8}\.", ".", name) for name in files]
    assert sorted(kinds) == [
        "catalog.css", "catalog.js", "catalog.js.map", "long.js", "long.js.map", "procedures.css", "run.js",
        "run.js.map", "runs.js", "runs.js.map", "search.js", "search.js.map",
    ]  # fmt: skip
    for name, content in files.items():
        match = NAME.fullmatch(name)
        assert match is not None, name
        assert match[1] == hashlib.sha256(content).hexdigest()[:8]


def test_a_page_asks_for_files_that_are_there(good: Built) -> None:
    names = set()
    for path in (f"procedures/{GOOD_ID}/index.html", "procedures/index.html", "procedures/runs/index.html"):
        for address in re.findall(rf'(?:href|src)="([^"]*{FOLDER}/[^"]*)"', good.read(path)):
            file = (good.folder / path).parent.joinpath(address).resolve()
            assert file.parent == good.folder / FOLDER
            names.add(file.name)
    shipped = {name for name in files_of(good) if not name.endswith(".map")}
    assert {name.split(".")[0] for name in shipped - names} == {"long"}


def test_a_page_with_a_long_table_asks_for_one_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_table, "LONG", 0)
    html = build_site(tmp_path, procedure()).read("procedures/index.html")
    assert re.findall(rf'<script defer src="[^"]*{FOLDER}/(\w+)[^"]*"', html) == ["long", "catalog"]


def test_files_say_what_they_are(good: Built) -> None:
    for name, content in files_of(good).items():
        banner = f"/*! mkdocs-deploy-plugin {__version__} | MIT */\n".encode()
        assert content.startswith(banner) is not name.endswith(".map"), name


def test_source_maps_are_found_and_hold_the_modules(good: Built) -> None:
    files = files_of(good)
    scripts = {name: content.decode() for name, content in files.items() if name.endswith(".js")}
    for name, script in scripts.items():
        last = script.splitlines()[-1]
        source_map = json.loads(files[last.removeprefix("//# sourceMappingURL=")])
        assert f"{name.split('.')[0]}/main.js" in source_map["sources"]
        for source, text in zip(source_map["sources"], source_map["sourcesContent"], strict=True):
            assert re.fullmatch(r"(?:runs?|catalog|long|search)/(?:page/)?[a-z_]+\.js", source), source
            assert text == (PACKAGE / "assets" / source).read_text(encoding="utf-8")


def test_source_maps_are_no_pages(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(), strict=True)
    assert built.messages(logging.WARNING) == []
    for path in ("index.html", "sitemap.xml", "search/search_index.json"):
        assert ".map" not in built.read(path)


def test_equal_sites_have_equal_files(tmp_path: Path) -> None:
    one, other = (build_site(tmp_path / name, procedure()) for name in ("one", "other"))
    assert files_of(one) == files_of(other)
    assert one.page() == other.page()


PAGES = {
    "docs/index.md": '# Home\n\n- [ ] not a checklist by default\n\n`<div class="procedures-catalog">`\n',
    "docs/list.md": "# List\n\n<!-- procedures:catalog -->\n",
}
"""A page without anything of ours, which only names it, and a page with a catalog."""


def loaded(html: str) -> list[str]:
    """Return the scripts of ours that a page loads."""
    return re.findall(rf'<script defer src="[^"]*{FOLDER}/(\w+)\.[0-9a-f]{{8}}\.js"></script>', html)


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
@pytest.mark.parametrize("directories", [True, False])
def test_a_page_loads_only_the_scripts_that_it_needs(tmp_path: Path, theme: str, directories: bool) -> None:
    built = build_site(
        tmp_path, procedure() | PAGES, theme={"name": theme}, use_directory_urls=directories, strict=True
    )
    pages = {
        path.relative_to(built.folder).as_posix().removesuffix(".html").removesuffix("/index"): path
        for path in built.folder.rglob("*.html")
    }
    scripts = {name: loaded(path.read_text(encoding="utf-8")) for name, path in pages.items()}
    assert {name: names for name, names in scripts.items() if names} == {
        "list": ["catalog"],
        "procedures": ["catalog"],
        "procedures/projects/shop": ["catalog"],
        "procedures/runs": ["runs"],
        f"procedures/{GOOD_ID}": ["run"],
    }
    for path in pages.values():
        for source in re.findall(rf'src="([^"]*{FOLDER}/(?!search)[^"]*)"', path.read_text(encoding="utf-8")):
            assert (path.parent / source).resolve().is_file(), f"{path}: {source}"


def test_other_pages_have_the_scripts_that_they_have_without_the_plugin(tmp_path: Path) -> None:
    with_it, without = (
        build_site(tmp_path / str(plugin), procedure() | PAGES, plugin=plugin) for plugin in (True, False)
    )
    for path in ("index.html", "404.html"):
        sources = [re.findall(r"<script.*?</script>", site.read(path), re.S) for site in (with_it, without)]
        # Material's search is on every page, and so is the script that lets commands be pasted into it.
        own = [source for source in sources[0] if f"{FOLDER}/search." in source]
        assert len(own) == 1
        assert [source for source in sources[0] if source not in own] == sources[1]


def test_every_checklist_has_the_script_of_runs_if_all_have_to_work(tmp_path: Path) -> None:
    built = build_site(tmp_path, PAGES, {"checklists": "all", "fail_on": "never"})
    assert loaded(built.read("index.html")) == ["run"]
    assert loaded(built.read("list/index.html")) == []
