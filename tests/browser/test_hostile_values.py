"""No value of a procedure runs a script: every field, every page, several themes, in a real Chromium.

`make test` tries some of the payloads with Material, and opens only some of the pages; of the others, it only
parses the HTML. `WHOLE=1` opens all pages with all payloads, with all themes that are installed, with and
without a Content-Security-Policy; it takes long.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Dialog, Page

from tests.browser.conftest import Served, _serve
from tests.browser.test_surroundings import POLICY
from tests.site.hostile import NAME, PAYLOADS, hostile_files
from tests.site.sites import GOOD, GOOD_ID, THEME, build_site, procedure

WHOLE = bool(os.environ.get("WHOLE"))
SAMPLE = (0, 3, 5, 10)
AT_ONCE = 4
PARTS = (
    [range(len(PAYLOADS))[at : at + AT_ONCE] for at in range(0, len(PAYLOADS), AT_ONCE)]
    if WHOLE
    else [SAMPLE]
)

FEATURES = ["content.action.edit", "content.action.view", "content.code.annotate", "content.code.copy",
            "content.footnote.tooltips", "content.tooltips", "navigation.footer", "navigation.path",
            "search.highlight", "search.share", "search.suggest", "toc.follow"]  # fmt: skip
MATERIAL = {**THEME, "features": FEATURES}
THEMES: dict[str, dict[str, Any]] = {
    "material": MATERIAL,
    "materialx": MATERIAL | {"name": "materialx"},
    "mkdocs": {"name": "mkdocs"},
    "readthedocs": {"name": "readthedocs"},
}
INSTALLED = {theme.name for theme in entry_points(group="mkdocs.themes")}

ELSEWHERE = re.compile(r"https?://(?!127\.0\.0\.1[:/])")

COUNT = f"""window.ran = [];
for (let number = 0; number < 100; number++) {{
  const name = `{NAME}${{String(number).padStart(2, "0")}}`;
  window[name] = () => ran.push(name);
}}"""

# What has become markup without having run: elements and attributes with the name, addresses of scripts, and
# titles, which Material's tooltips insert as HTML.
MARKUP = r"""root => {
  const path = element => element === null ? "" : `${path(element.parentElement)} ${element.localName}`;
  const script = /^[\s\0-\x20]*(j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t|vbscript|data):/i;
  const addresses = /^(href|src|xlink:href|action|formaction|data)$/;
  const wrong = ({ name, value }) => name.includes("NAME") || value.includes("NAME")
    && (/^on|^style$|^srcdoc$/.test(name) || addresses.test(name) && script.test(value)
      || name === "title" && /<|&#?\w+;/.test(value));
  const whole = "style, iframe, base, object, embed, meta[http-equiv]";
  return [...root.querySelectorAll("*")].filter(element =>
    [...element.attributes].some(wrong) || element.localName.includes("NAME")
    || element.matches(whole) && element.outerHTML.includes("NAME")
    || element.localName === "script" && /^\W*(parent\.)?NAME/.test(element.textContent)
  ).map(element => `${path(element)}: ${element.outerHTML.slice(0, 200)}`);
}""".replace("NAME", NAME)

PARSED = f"""async address => {{
  const response = await fetch(address);
  return ({MARKUP})(new DOMParser().parseFromString(await response.text(), "text/html"));
}}"""

# What a reader does: points at everything with a tooltip, and opens what is folded.
TOUCH = """() => {
  for (const element of document.querySelectorAll("[title], [tabindex], a, button, label, summary")) {
    for (const name of ["mouseenter", "mouseover", "pointerenter", "focus", "focusin"]) {
      element.dispatchEvent(new MouseEvent(name, { bubbles: true }));
    }
  }
  for (const folded of document.querySelectorAll("details")) {
    folded.open = true;
  }
}"""
SETTLED = "() => new Promise(resolve => setTimeout(resolve, 30))"
FOUND = """() => {
  const results = document.querySelector("#mkdocs-search-results, .md-search-result__list");
  return results !== null && results.children.length > 0;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    serving = _serve(tmp_path_factory.mktemp("hostile"))
    yield next(serving)
    next(serving, None)


@pytest.mark.timeout(3600 if WHOLE else 120)
@pytest.mark.parametrize("numbers", PARTS, ids=lambda numbers: f"payloads from {numbers[0]}")
@pytest.mark.parametrize("theme", THEMES if WHOLE else ["material"])
def test_no_value_of_a_procedure_runs_a_script(
    folder: Served, browser: Browser, theme: str, numbers: Sequence[int]
) -> None:
    if theme not in INSTALLED:
        pytest.skip(f"the theme {theme} is not installed")
    site = f"{theme}-{numbers[0]}"
    pages = _built(folder, site, THEMES[theme], dict(hostile_files(numbers, numbers[:1])))
    wrong: dict[str, list[str]] = {}
    opens = 0
    for policy in ("", POLICY) if WHOLE else ("",):
        folder.server.policy = policy
        context = browser.new_context()
        context.add_init_script(COUNT)
        context.route(ELSEWHERE, lambda route: route.abort())
        page = context.new_page()
        dialogs: list[str] = []

        def dismiss(dialog: Dialog, dialogs: list[str] = dialogs) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        searching = "search.html" if "search.html" in pages else ""  # of the theme readthedocs
        queries = [f"{searching}?q=deploy-evil-{number:03}" for number in numbers]
        few = [address for address in pages if not _is_alike(address, numbers[0])]
        highlighted = [f"{address}?h={NAME}" for address in few] if WHOLE and not policy else []
        opened = pages if WHOLE else few
        for address in [*opened, *highlighted, *queries]:
            page.goto(folder.url(address, site=site))
            opens += 1
            if found := _looked_at(page, searches="?q=" in address and not policy) + dialogs:
                wrong[f"{address} {policy}"] = found
            dialogs.clear()
        for address in set(pages) - set(opened):
            if markup := page.evaluate(PARSED, folder.url(address, site=site)):
                wrong[address] = markup
        context.close()
    folder.server.policy = ""
    print(f"{site}: {opens} pages opened, {len(numbers)} payloads")  # noqa: T201
    assert not wrong, "\n".join(f"{place}: {found}" for place, found in list(wrong.items())[:20])


def _is_alike(address: str, first: int) -> bool:
    """Return whether a page is like another one, but for its payload or the field that has it."""
    payload = re.search(r"all-(\d+)|deploy-evil-(\d+)|pwned(\d+)", address)
    return "single" in address or (
        payload is not None and int("".join(filter(None, payload.groups()))) != first
    )


def _looked_at(page: Page, searches: bool) -> list[str]:
    """Return what ran on a page, and what became markup."""
    if searches:
        page.wait_for_function(FOUND)
    page.evaluate(TOUCH)
    page.evaluate(SETTLED)
    ran: list[str] = page.evaluate("() => ran")
    markup: list[str] = page.evaluate(f"() => ({MARKUP})(document)")
    return ran + markup


def _built(folder: Served, site: str, theme: dict[str, Any], files: dict[str, str]) -> list[str]:
    """Build a site and serve it. Return the addresses of all its pages, the home page first."""
    root = folder.root / site
    index = {"docs/index.md": "# Home\n\n<!-- procedures:catalog -->\n"}
    material = theme["name"].startswith("material")
    tags = {"docs/tags.md": "# Tags\n\n<!-- material/tags -->\n"} if material else {}
    own = "materialx/" if theme["name"] == "materialx" else ""
    plugins: list[Any] = [f"{own}search", *([f"{own}tags"] if material else [])]
    plugins.append({"procedures": {"fail_on": "never", "nav_limit": 10_000, "checklists": "all"}})

    with ThreadPoolExecutor(
        1
    ) as pool:  # MaterialX starts an event loop, and Playwright has one in this thread
        built = pool.submit(
            build_site,
            root,
            procedure(GOOD) | files | index | tags,
            plugins=plugins,
            theme=theme,
            site_url=folder.url(site=site),
            repo_url="https://git.example/ops",
            edit_uri="edit/main/docs/",
        ).result()
    (folder.root / "www" / site).symlink_to(built.folder)
    found = sorted(path.relative_to(built.folder) for path in built.folder.rglob("*.html"))
    assert any(GOOD_ID in str(path) for path in found)
    return ["", *(quote(Path(path).as_posix()) for path in found)]
