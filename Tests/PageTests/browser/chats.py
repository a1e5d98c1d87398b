"""Many chats and old ones: groups, search, statistics, clean-up, files."""

import datetime
import json
import re
import uuid

from browser import ADDRESS, call, case, check_accessibility, expect, run, screenshot

HOSTILE = '<script>document.title = "broken"</script><img src=x onerror="document.title=\'broken\'"> **bold** [link](javascript:alert(1))'


def days_ago(days):
    time = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=days)
    return time.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def load(*chats):
    """Puts chats (name, days since the last message, texts, other members) there, by the import. Returns their ids."""
    sessions = []
    for name, days, texts, others in chats:
        messages = [
            {"message_id": str(uuid.uuid4()), "sender": "AI" if index % 2 else "Human", "content": text,
             "timestamp": days_ago(days - index / 86400), "status": "complete"}
            for index, text in enumerate(texts)]
        sessions.append({
            "session_id": str(uuid.uuid4()), "chat_name": name, "created_at": messages[0]["timestamp"],
            "last_activity": messages[-1]["timestamp"], "pinned": False, "archived": False,
            "message_count": len(messages), "messages": messages, **others})
    answer = call("POST", "api/import", {"version": 1, "sessions": sessions})
    assert answer["imported"] == len(sessions), answer
    by_origin = {each["session_id"]: each.get("imported_as") for each in answer["results"]}
    return [by_origin.get(each["session_id"]) or each["session_id"] for each in sessions]


def open_chat(page, id):
    page.goto(f"{ADDRESS}#/chat/{id}")
    expect(page.get_by_role("article").first).to_be_visible()


def answers(page):
    return page.get_by_role("article", name="Answer")


def menu(page, action):
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name=action, exact=True).click()


@case("code is shown where it was, and can be copied")
def code(page):
    [id] = load(("Code", 0, ["Show me", "Before\n\n```python\nprint('<b>')\n```\n\nafter https://example.com/a, and"], {}))
    open_chat(page, id)
    block = page.locator("pre")
    expect(block).to_have_text("print('<b>')")
    expect(answers(page).locator("p")).to_have_text(["Before", "after https://example.com/a, and"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "print('<b>')"
    link = page.get_by_role("link", name="https://example.com/a")
    assert link.get_attribute("href") == "https://example.com/a" and "noopener" in link.get_attribute("rel")


@case("markup, Markdown and text from right to left are shown as text")
def text(page):
    [id, arabic] = load((HOSTILE[:200], 0, [HOSTILE, HOSTILE], {}), ("مرحبا", 0, ["مرحبا، كيف حالك؟", "بخير"], {}))
    open_chat(page, id)
    expect(page.get_by_role("article", name="You").locator("p")).to_have_text(HOSTILE)
    expect(answers(page).locator("p")).to_have_text(HOSTILE)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert page.locator("main script, main img, main strong, .side .item script").count() == 0
    assert "broken" not in page.title()
    assert page.locator("main a").count() == 0
    open_chat(page, arabic)
    assert page.get_by_role("article", name="You").locator("p").evaluate("element => getComputedStyle(element).direction") == "rtl"
    screenshot(page, "chat right to left")


@case("groups stand in their order, by local days")
def groups(page):
    load(*[(f"Group {days}", days, ["Hi", "Hello"], {}) for days in [0, 1, 4, 15, 45]])
    page.goto(ADDRESS)
    expect(page.get_by_role("list", name="Today")).to_be_visible()
    names = page.locator(".side section h3").all_text_contents()
    order = ["Pinned", "Today", "Yesterday", "Previous 7 days", "Previous 30 days", "Older"]
    assert [name for name in order if name in names] == names, names
    expect(page.get_by_role("list", name="Yesterday").get_by_text("Group 1", exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="Previous 30 days").get_by_text("Group 15", exact=True)).to_be_visible()


@case("search finds words in texts and marks them, and says when there are none")
def search(page):
    word = f"zebra{uuid.uuid4().hex[:6]}"
    load((f"Animals {word}", 0, [f"😀 What about a {word}?", "It has stripes."], {}))
    page.goto(ADDRESS)
    expect(page.get_by_text(f"Animals {word}")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type(word)
    found = page.get_by_role("list", name="Found")
    expect(found.get_by_role("listitem")).to_have_count(1)
    assert set(found.locator("mark").all_text_contents()) == {word}
    expect(found.locator(".snippet")).to_contain_text(f"😀 What about a {word}?")
    screenshot(page, "search")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="You")).to_contain_text(word)
    page.get_by_label("Search chats").fill("no such words at all")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.get_by_label("Search chats").press("Escape")
    expect(page.get_by_role("list", name="Today")).to_be_visible()


@case("older messages are loaded above, and what is read stays where it is")
def older(page):
    [id] = load(("A long one", 0, [f"Line {number} of a long conversation" for number in range(160)], {}))
    open_chat(page, id)
    expect(page.get_by_text("Line 159 of")).to_be_in_viewport()
    expect(page.get_by_role("article")).to_have_count(50)
    first = page.get_by_text("Line 110 of")
    page.get_by_role("button", name="Load older messages").scroll_into_view_if_needed()
    expect(page.get_by_role("article")).to_have_count(100)
    expect(first).to_be_in_viewport()
    for count in [150, 160]:
        page.get_by_role("button", name="Load older messages").scroll_into_view_if_needed()
        expect(page.get_by_role("article")).to_have_count(count)
    expect(page.get_by_role("button", name="Load older messages")).to_have_count(0)


@case("a long list grows to its end, which is marked")
def endless(page):
    load(*[(f"Many {number}", 50 + number, ["Hi", "Hello"], {}) for number in range(60)])
    page.goto(ADDRESS)
    expect(page.get_by_role("list", name="Older")).to_be_visible()
    for _ in range(20):
        page.locator(".side .scroll").evaluate("element => element.scrollTo(0, element.scrollHeight)")
        page.wait_for_timeout(200)
        if page.get_by_text("These are all.").is_visible():
            break
    expect(page.get_by_text("These are all.")).to_be_visible()
    assert page.locator(".side .item").count() >= 60


@case("statistics are tiles and charts, with a table for each")
def statistics(page):
    # What is loaded from a file counts in the totals only.
    call("POST", "api/generate/", {"prompt": "Count me"})
    page.goto(ADDRESS)
    menu(page, "Statistics")
    dialog = page.get_by_role("dialog", name="Statistics")
    expect(dialog.get_by_role("definition").first).to_have_text(re.compile("^[1-9]"))
    expect(dialog.get_by_role("img")).to_have_count(2)
    dialog.get_by_text("As a table").first.click()
    expect(dialog.get_by_role("table", name="Messages a day").get_by_role("row")).to_have_count(31)
    today = dialog.get_by_role("table", name="Messages a day").get_by_role("row").last
    expect(today.get_by_role("cell").last).to_have_text(re.compile("^[1-9]"))
    screenshot(page, "statistics")
    check_accessibility(page)


@case("clean-up shows what it would delete before it deletes it")
def clean_up(page):
    mark = uuid.uuid4().hex[:6]
    load((f"Old {mark}", 500, ["Hi", "Hello"], {}), (f"Old and pinned {mark}", 500, ["Hi", "Hello"], {"pinned": True}))
    page.goto(ADDRESS)
    menu(page, "Clean up")
    dialog = page.get_by_role("dialog", name="Clean up")
    dialog.get_by_label("Days without a message").fill("400")
    delete = dialog.get_by_role("button", name="Delete")
    expect(delete).to_be_disabled()
    dialog.get_by_role("button", name="Look first").click()
    expect(dialog.get_by_text(f"Old {mark}")).to_be_visible()
    expect(dialog.get_by_text("would stay")).to_be_visible()
    screenshot(page, "clean-up")
    check_accessibility(page)
    dialog.get_by_label("Days without a message").fill("399")
    expect(delete).to_be_disabled()
    dialog.get_by_role("button", name="Look first").click()
    expect(delete).to_be_enabled()
    delete.click()
    expect(dialog.get_by_text(re.compile("chats? deleted\\."))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text(f"Old and pinned {mark}")).to_be_visible()
    assert call("POST", "api/cleanup_sessions/", {"days_old": 400, "dry_run": True})["deleted_count"] == 0


@case("chats are saved to a file, and loading it makes no doubles")
def files(page):
    name = f"Saved {uuid.uuid4().hex[:6]}"
    [id] = load((name, 0, ["Hi", "Hello"], {}))
    open_chat(page, id)
    page.get_by_role("button", name="Actions for this chat").click()
    with page.expect_download() as markdown:
        page.get_by_role("button", name="Save as Markdown").click()
    assert "Hello" in open(markdown.value.path(), encoding="utf-8").read()
    with page.expect_download() as everything:
        menu(page, "Save all chats")
    path = everything.value.path()
    with open(path, encoding="utf-8") as file:
        saved = json.load(file)
    assert id in [each["session_id"] for each in saved["sessions"]]
    menu(page, "Load chats")
    dialog = page.get_by_role("dialog", name="Load chats")
    dialog.get_by_label("File of chats").set_input_files(path)
    expect(dialog.get_by_role("status")).to_have_text(f"0 chats loaded, {len(saved['sessions'])} there already.")
    dialog.get_by_label("File of chats").set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": b"[1"})
    expect(dialog.get_by_role("status")).to_have_text("This is no file of chats.")


run()
