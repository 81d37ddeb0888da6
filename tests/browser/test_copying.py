"""What is copied is the command that the page shows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import runs
from tests.browser.test_runs import copied, fill_in, start, status
from tests.site.sites import EXTENSIONS, GOOD, procedure

COMMAND = "helm upgrade checkout --set image.tag={{ release }}"


def with_block(text: str) -> str:
    """Return a procedure whose first step has a text instead of its commands."""
    start, end = GOOD.index("```", GOOD.index("#### Step 1.1")), GOOD.index("- [ ] Pods are there")
    return GOOD[:start] + text + "\n\n" + GOOD[end:]


def opened(empty: Served, open_page: Open, text: str, *features: str) -> Page:
    empty.put(procedure(text), features=["content.code.copy", *features])
    page = open_page(empty.page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    page.evaluate("navigator.clipboard.writeText('before')")
    return page


def copy(page: Page, name: str = "step-1.1:1") -> str:
    page.locator(f'[data-command="{name}"] [data-clipboard-target]').click()
    expect(status(page)).to_have_text("Copied.")
    return copied(page)


def fill(page: Page, value: str = "v4.2.0") -> None:
    fill_in(page, "release: Tag to deploy", value)


def test_blanks_stay_and_annotations_go(empty: Served, open_page: Open) -> None:
    block = (
        "```bash\ncat <<END  \none  \n\ttwo\nEND\nls -l # (1)!\ndate # now (2)\n```\n\n1. First\n2. Second"
    )
    page = opened(empty, open_page, with_block(block), "content.code.annotate")
    assert copy(page) == "cat <<END  \none  \n\ttwo\nEND\nls -l\ndate # now"


def test_a_string_is_no_annotation(empty: Served, open_page: Open) -> None:
    block = "```bash\necho '#1 (1)' # (1) build all\nls   # (2)!\necho $(1)\n```\n\n1. First\n2. Second"
    page = opened(empty, open_page, with_block(block), "content.code.annotate")
    assert copy(page) == "echo '#1 (1)' # build all\nls\necho $(1)"


@pytest.mark.parametrize("features", [("content.code.copy",), ()])
@pytest.mark.parametrize("style", ["table", "pymdownx-inline", "inline"])
def test_line_numbers_title_and_highlights_stay_behind(
    empty: Served, open_page: Open, style: str, features: tuple[str, ...]
) -> None:
    text = with_block('```bash title="Pods" linenums="1" hl_lines="2"\nkubectl get pods  \n\tdate\n```')
    extensions = [name for name in EXTENSIONS if name != "pymdownx.highlight"]
    numbered = {"pymdownx.highlight": {"linenums_style": style, "anchor_linenums": True}}
    empty.put(procedure(text), features=features, extensions=[*extensions, numbered])
    page = open_page(empty.page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    expect(page.locator('[data-command="step-1.1:1"] [data-clipboard-target]')).to_have_count(1)
    assert copy(page) == "kubectl get pods  \n\tdate"


def test_without_annotations_a_mark_is_a_comment(empty: Served, open_page: Open) -> None:
    page = opened(empty, open_page, with_block("```bash\nls -l # (1)!\n```\n\n1. First"))
    assert copy(page) == "ls -l # (1)!"


def test_a_console_session_gives_its_commands_alone(empty: Served, open_page: Open) -> None:
    block = "```console\n$ relayctl queue --depth\n0\n$ relayctl switch \\\n>   --tag v4\nswitched\n```"
    page = opened(empty, open_page, with_block(block))
    commands = "relayctl queue --depth\nrelayctl switch \\\n  --tag v4"
    assert copy(page) == commands
    (event,) = [event for event in runs(page)[0]["events"] if event["k"] == "copy"]
    assert event["v"]["text"] == commands


def test_the_language_of_a_session_may_be_an_attribute(empty: Served, open_page: Open) -> None:
    block = '```{ .Pycon title="Queue" }\n>>> for a in b:\n...     print(a)\n...\n1\n>>> c\n```'
    page = opened(empty, open_page, with_block(block))
    assert copy(page) == "for a in b:\n    print(a)\n\nc"


SELECT = """([from, to]) => {
  const find = text => {
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (walker.currentNode.data.includes(text)) return walker.currentNode;
  };
  const [start, end] = [find(from), find(to)];
  getSelection().setBaseAndExtent(start, 0, end, end.length);
}"""


def test_a_selection_around_a_command_copies_no_placeholder(empty: Served, open_page: Open) -> None:
    page = opened(empty, open_page, GOOD)
    for ends in (["Step 2.1: Deploy", "New pods are ready"], ["New pods are ready", "Step 2.1: Deploy"]):
        page.evaluate(SELECT, ends)
        page.keyboard.press("Control+c")
        expect(status(page)).to_have_text("Not copied: release is not filled in.")
        assert copied(page) == "before"
    is_prevented = page.evaluate("""() => {
      const event = new DragEvent("dragstart", {bubbles: true, cancelable: true});
      document.querySelector("article h2").dispatchEvent(event);
      return event.defaultPrevented;
    }""")
    assert is_prevented
    # Other text is copied as always.
    page.evaluate(SELECT, ["Step 1.1: Look", "Step 1.1: Look"])
    page.keyboard.press("Control+c")
    assert "Step 1.1: Look" in copied(page)
    fill(page)
    page.evaluate(SELECT, ["Step 2.1: Deploy", "New pods are ready"])
    page.keyboard.press("Control+c")
    assert COMMAND.replace("{{ release }}", "v4.2.0") in copied(page)


def test_a_parameter_in_an_address_is_filled_in_or_said_to_be_missing(empty: Served, open_page: Open) -> None:
    text = (
        'Look at [the dashboard](https://grafana.example/d/x?var-release={{release}} "Release {{ release }}")'
        " or <https://grafana.example/d/y?tag={{release}}>.\n\n- [ ] Pods are there"
    )
    page = opened(empty, open_page, GOOD.replace("- [ ] Pods are there", text))
    link = page.get_by_text("the dashboard")
    auto = page.locator("a[aria-disabled]").last
    for one in (link, auto):
        expect(one).to_have_attribute("aria-disabled", "true")
        assert one.get_attribute("href") is None
        assert "value missing" in one.evaluate("link => getComputedStyle(link, '::after').content")
        expect(one).to_have_attribute("title", "release is not filled in")
    fill(page)
    expect(link).to_have_attribute("href", "https://grafana.example/d/x?var-release=v4.2.0")
    expect(link).to_have_attribute("title", "Release v4.2.0")
    expect(page.locator("a[aria-disabled]")).to_have_count(0)
    expect(page.get_by_text("d/y?tag=v4.2.0")).to_have_attribute(
        "href", "https://grafana.example/d/y?tag=v4.2.0"
    )
