"""What is copied is the command that the page shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import runs
from tests.browser.test_runs import copied, dialog, open_menu, press, start, status
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
    button(page, name).click()
    expect(status(page)).to_have_text("Copied.")
    return copied(page)


def button(page: Page, name: str = "step-1.1:1") -> Locator:
    return page.locator(f'[data-command="{name}"] .procedures-copy')


def fill(page: Page, value: str = "v4.2.0") -> None:
    open_menu(page, "Values").get_by_label("release: Tag to deploy").fill(value)
    press(dialog(page), "Save")
    expect(dialog(page)).to_have_count(0)


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
@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("table", "bash"),
        *((style, 'bash title="Pods" hl_lines="2"') for style in ("table", "pymdownx-inline", "inline")),
    ],
)
def test_line_numbers_title_and_highlights_stay_behind(
    empty: Served, open_page: Open, line: str, style: str, features: tuple[str, ...]
) -> None:
    text = with_block(f"```{line}\nkubectl get pods  \n\tdate\n```")
    extensions = [name for name in EXTENSIONS if name != "pymdownx.highlight"]
    numbered = {
        "pymdownx.highlight": {
            "linenums_style": style,
            "anchor_linenums": True,
            "linenums": True,
            "pygments_lang_class": True,
        }
    }
    empty.put(procedure(text), features=features, extensions=[*extensions, numbered])
    page = open_page(empty.page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    block = page.locator('[data-command="step-1.1:1"]')
    # The theme's button is not there a second time.
    expect(block.locator("button:visible")).to_have_text(["Copy"])
    assert copy(page) == "kubectl get pods  \n\tdate"
    # Each line has its number next to it, and a selection is copied without numbers.
    numbers = block.locator(".procedures-command").locator(".linenos, [data-linenos]")
    texts = numbers.evaluate_all("all => all.map(e => (e.dataset.linenos ?? e.textContent).trim())")
    assert texts == ["1", "2"]
    block.locator("code").evaluate("code => getSelection().selectAllChildren(code)")
    page.keyboard.press("Control+c")
    assert copied(page).rstrip("\n") == "kubectl get pods  \n\tdate"


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
        expect(dialog(page)).to_contain_text("Not copied: release is not filled in.")
        page.keyboard.press("Escape")
        assert copied(page) == "before"
    page.evaluate(SELECT, ["Step 2.1: Deploy", "New pods are ready"])
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


def test_a_blocked_copy_opens_the_missing_field(empty: Served, open_page: Open) -> None:
    page = opened(empty, open_page, GOOD)
    button(page, "step-2.1:1").click()
    field = dialog(page).get_by_label("release: Tag to deploy")
    expect(field).to_be_focused()
    expect(dialog(page).get_by_role("status")).to_have_text("Not copied: release is not filled in.")
    assert copied(page) == "before"
    field.fill("v4.2.0")
    field.press("Enter")
    expect(dialog(page)).to_have_count(0)
    expect(button(page, "step-2.1:1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text("Copied.")
    assert copied(page) == COMMAND.replace("{{ release }}", "v4.2.0")


def test_a_button_says_when_its_command_was_copied(
    empty: Served, context: BrowserContext, open_page: Open
) -> None:
    page = opened(empty, open_page, GOOD)
    fill(page)
    page.clock.set_fixed_time("2026-11-03T04:12:00Z")
    time = page.evaluate("new Date().toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })")
    copy(page, "step-2.1:1")
    expect(button(page, "step-2.1:1")).to_have_text(f"Copy · copied {time}")
    expect(button(page)).to_have_text("Copy")
    page.reload()
    expect(button(page, "step-2.1:1")).to_have_text(f"Copy · copied {time}")
    # With another value, it is another command.
    fill(page, "v4.2.1")
    expect(button(page, "step-2.1:1")).to_have_text("Copy")
    fill(page, "v4.2.0")
    page.clock.set_fixed_time("2026-11-04T04:12:00Z")
    page.reload()
    expect(button(page, "step-2.1:1")).to_have_text(re.compile("copied .*3.*2026"))
    # Another run has copied nothing.
    start(page, ticket="CHG-2")
    expect(button(page, "step-2.1:1")).to_have_text("Copy")


def test_without_a_run_a_copy_is_remembered_by_the_page(empty: Served, open_page: Open) -> None:
    empty.put(procedure())
    page = open_page(empty.page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy(page)
    expect(button(page)).to_have_text(re.compile("^Copy · copied "))
    assert runs(page) == []
    page.reload()
    expect(button(page)).to_have_text("Copy")


LONG = f"""\
```bash
# {"A comment that does not fit on a phone. " * 3}
{COMMAND} --namespace shop --set replicas=12 --atomic --timeout 10m
date
```"""
ROWS = """lines => lines.map(line =>
  Math.round(line.clientHeight / parseFloat(getComputedStyle(line).lineHeight)))"""


def test_lines_wrap_or_scroll(empty: Served, open_page: Open) -> None:
    page = opened(empty, open_page, with_block(LONG))
    fill(page)
    page.set_viewport_size({"width": 390, "height": 800})
    block = page.locator('[data-command="step-1.1:1"]')
    lines, switch = block.locator(".procedures-command"), block.get_by_role("button", name="Wrap lines")
    width = "code => code.scrollWidth - code.clientWidth"

    expect(switch).to_have_attribute("aria-pressed", "true")
    rows = lines.evaluate_all(ROWS)
    assert rows[0] > 2
    assert rows[1] > 2
    assert rows[2] == 1
    assert block.locator("code").evaluate(width) <= 0
    # A row that goes on has a sign, and does not begin with half an option.
    assert "↳" in lines.first.evaluate("line => getComputedStyle(line, '::before').content")
    glued = block.locator(".procedures-glue").evaluate_all("all => all.map(e => e.getClientRects().length)")
    assert set(glued) == {1}

    switch.click()
    # A value is in sight at all times.
    assert lines.evaluate_all(ROWS) == [1, rows[1], 1]
    assert block.locator("code").evaluate(width) > 0
    page.reload()
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.evaluate("document.querySelector('.md-logo').click()")
    expect(page).to_have_title("Site")
    page.evaluate("document.querySelector('a[href*=shop-001]').click()")
    expect(switch).to_have_attribute("aria-pressed", "false")
    page.emulate_media(media="print")
    expect(switch).to_be_hidden()
    assert lines.evaluate_all(ROWS)[0] > 1


def test_without_scripts_there_are_no_buttons(site: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.page())
    expect(page.locator("[data-command] button, .procedures-code")).to_have_count(0)
    context.close()
