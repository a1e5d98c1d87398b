"""A conversation and its row in the list."""

import re
import uuid

from browser import ADDRESS, PHONE, call, case, check_accessibility, check_width, expect, run, screenshot


def started(name, *prompts):
    """A chat with answers to these prompts, under a name of its own. Returns its id."""
    id = str(uuid.uuid4())
    for prompt in prompts or ["Hello"]:
        call("POST", "api/generate/", {"prompt": prompt, "session_id": id})
    call("PATCH", f"api/sessions/{id}", {"chat_name": name})
    return id


def open_chat(page, id):
    page.goto(f"{ADDRESS}#/chat/{id}")
    expect(page.get_by_role("article").first).to_be_visible()


def ask(page, text):
    page.get_by_label("Message", exact=True).fill(text)
    # On a touch screen Enter begins a new line.
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        page.get_by_role("button", name="Send").tap()
    else:
        page.keyboard.press("Enter")


def answers(page):
    return page.get_by_role("article", name="Answer")


def row(page, name):
    return page.get_by_role("listitem").filter(has=page.get_by_text(name, exact=True))


def act(page, name, action):
    page.get_by_role("button", name=f"Actions for {name}", exact=True).click()
    page.get_by_role("button", name=action, exact=True).click()


def menu(page, action):
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name=action, exact=True).click()


@case("a new chat is in the list before its answer, and after a reload it is open again")
def new_chat(page):
    page.goto(ADDRESS)
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()
    name = f"My name is Ada, of {uuid.uuid4().hex[:6]}"
    with page.expect_request("**/api/generate/") as asked:
        ask(page, name)
        expect(row(page, name)).to_be_visible()
    expect(answers(page)).to_have_count(1)
    expect(answers(page)).not_to_be_empty()
    body = asked.value.post_data_json
    assert page.evaluate("localStorage.session_id") == body["session_id"]
    assert asked.value.headers["idempotency-key"] == body["message_id"]
    ask(page, "What is my name?")
    expect(answers(page)).to_have_count(2)
    expect(answers(page).last).to_contain_text("Ada")
    page.goto("about:blank")
    page.goto(ADDRESS)
    expect(answers(page)).to_have_count(2)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(row(page, name)).to_contain_text("4 messages")


@case("an id that is gone begins a new chat, without an error")
def stale(page):
    page.goto(ADDRESS)
    page.evaluate("localStorage.session_id = '00000000-0000-4000-8000-000000000000'")
    page.reload()
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


@case("code stands in its place in an answer, at once and after a reload")
def code(page):
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    ask(page, "Write code to sort a list")
    expect(answers(page).locator("pre")).to_be_visible()
    code = answers(page).locator("pre").inner_text()
    parts = answers(page).locator(".text").inner_text()
    page.reload()
    expect(answers(page).locator("pre")).to_have_text(code, use_inner_text=True)
    expect(answers(page).locator(".text")).to_have_text(parts, use_inner_text=True)


@case("a failed answer can be asked for again, under the same key", refusals=[500])
def failure(page):
    keys = []

    def refuse(route):
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            route.fulfill(status=500, json={"detail": "Generation error: <b>no</b>"})
        else:
            route.continue_()

    page.route("**/api/generate/", refuse)
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    ask(page, "Good evening")
    expect(page.get_by_text("Generation error: <b>no</b>")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(answers(page)).to_have_count(1)
    expect(page.get_by_role("article", name="You")).to_have_count(1)
    assert len(keys) == 2 and keys[0] == keys[1]


@case("too many requests: the page says how long to wait, and waits", refusals=[429])
def throttled(page):
    page.route("**/api/generate/", lambda route: route.fulfill(status=429, headers={"Retry-After": "2"}, json={"detail": "no"}))
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    ask(page, "Good evening")
    expect(page.get_by_text("Please try again in 2 seconds.")).to_be_visible()
    again = page.get_by_role("button", name="Try again")
    expect(again).to_be_disabled()
    expect(again).to_be_enabled()


@case("offline is said, and the draft is kept", refusals=[0])
def offline(page):
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline. What you write is kept here.")).to_be_visible()
    page.get_by_label("Message", exact=True).fill("A thought\nin two lines")
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline. What you write is kept here.")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("A thought\nin two lines")


@case("a list that cannot be had says why, and can be tried again", refusals=[503, 401])
def unavailable(page):
    page.route("**/api/session_names/**", lambda route: route.fulfill(status=503, json={"detail": "The store is away"}), times=1)
    page.goto(ADDRESS)
    expect(page.get_by_role("alert")).to_contain_text("The store is away")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.route("**/api/get_history/", lambda route: route.fulfill(status=401, json={"detail": "no"}))
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    expect(page.get_by_text("You are not signed in.")).to_be_visible()


@case("stopping leaves a message that can be asked again", refusals=[0])
def stopping(page):
    held = []
    page.route("**/api/generate/", lambda route: held.append(route), times=1)
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    ask(page, "A long question")
    expect(page.get_by_role("status").filter(has_text="Answering")).to_be_visible()
    screenshot(page, "chat answering")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You stopped the answer.")).to_be_visible()
    held[0].abort()
    page.get_by_role("button", name="Try again").click()
    expect(answers(page)).to_have_count(1)


@case("a chat is renamed in place, and keeps its name")
def rename(page):
    name = f"Before {uuid.uuid4().hex[:6]}"
    id = started(name)
    open_chat(page, id)
    act(page, name, "Rename")
    page.get_by_label("Name", exact=True).fill(name.replace("Before", "After"))
    page.keyboard.press("Enter")
    name = name.replace("Before", "After")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.reload()
    expect(row(page, name)).to_be_visible()
    ask(page, "Go on")
    expect(answers(page)).to_have_count(2)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@case("a refused new name is taken back", refusals=[500])
def rename_refused(page):
    name = f"Stays {uuid.uuid4().hex[:6]}"
    id = started(name)
    page.route("**/api/sessions/*", lambda route: route.fulfill(status=500, json={"detail": "Not now"}) if route.request.method == "PATCH" else route.continue_())
    open_chat(page, id)
    act(page, name, "Rename")
    page.get_by_label("Name", exact=True).fill("Lost")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Not now")).to_be_visible()
    expect(row(page, name)).to_be_visible()


@case("chats are pinned, archived and found in the archive")
def pin(page):
    name = f"To keep {uuid.uuid4().hex[:6]}"
    started(name)
    page.goto(ADDRESS)
    expect(page.get_by_role("list", name="Today").get_by_text(name)).to_be_visible()
    act(page, name, "Pin")
    expect(page.get_by_role("list", name="Pinned").get_by_text(name)).to_be_visible()
    act(page, name, "Archive")
    expect(row(page, name)).to_have_count(0)
    page.get_by_role("button", name="Archived chats").click()
    expect(row(page, name)).to_be_visible()
    act(page, name, "Move out of the archive")
    page.get_by_role("button", name="Archived chats").click()
    expect(page.get_by_role("list", name="Pinned").get_by_text(name)).to_be_visible()


@case("a deleted chat comes back by undo")
def undo(page):
    name = f"Deleted {uuid.uuid4().hex[:6]}"
    id = started(name)
    open_chat(page, id)
    act(page, name, "Delete")
    expect(row(page, name)).to_have_count(0)
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()
    screenshot(page, "undo")
    page.get_by_role("button", name="Undo").click()
    expect(row(page, name)).to_be_visible()
    row(page, name).get_by_role("link").click()
    expect(answers(page)).to_have_count(1)


@case("several are deleted at once, after a question; Esc ends the selection")
def several(page):
    mark = uuid.uuid4().hex[:6]
    names = [f"One of {number} {mark}" for number in range(3)]
    for name in names:
        started(name)
    page.goto(ADDRESS)
    page.get_by_role("button", name="Select several").click()
    page.get_by_label(f"Select {names[0]}").check()
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar")).to_be_hidden()
    page.get_by_role("button", name="Select several").click()
    page.get_by_label(f"Select {names[0]}").check()
    row(page, names[1]).get_by_role("link").click()
    expect(page.get_by_text("2 selected")).to_be_visible()
    screenshot(page, "selection")
    page.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row(page, names[0])).to_have_count(0)
    expect(row(page, names[1])).to_have_count(0)
    expect(row(page, names[2])).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(row(page, names[0])).to_be_visible()
    expect(row(page, names[1])).to_be_visible()


@case("the history is shown as a dialog, which gives the focus back")
def history(page):
    id = started("With a history", "AI: is this a prefix?")
    open_chat(page, id)
    page.get_by_role("button", name="Actions for this chat").click()
    page.get_by_role("button", name="History", exact=True).click()
    dialog = page.get_by_role("dialog", name="History")
    expect(dialog.get_by_role("article", name="You")).to_have_text(re.compile("AI: is this a prefix\\?$"))
    assert not dialog.get_by_role("article", name="Answer").locator("p").first.inner_text().startswith("AI: ")
    screenshot(page, "history")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Actions for this chat")).to_be_focused()


@case("everything can be done with the keyboard alone")
def keyboard(page):
    name = f"By keyboard {uuid.uuid4().hex[:6]}"
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(1)
    page.keyboard.press("Control+k")
    expect(page.get_by_label("Search chats")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent").startswith(name):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("F2")
    page.keyboard.type(name + " renamed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name + " renamed")
    expect(page.locator(":focus")).to_contain_text(name + " renamed")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Rename", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Pinned").get_by_text(name + " renamed")).to_be_visible()
    page.get_by_role("list", name="Pinned").get_by_role("link", name=name).focus()
    page.keyboard.press("Delete")
    expect(row(page, name + " renamed")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(row(page, name + " renamed")).to_be_visible()
    page.keyboard.press("Control+Shift+O")
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()


@case("on a phone the lists lie above the chat, and nothing is too wide", viewport=PHONE, has_touch=True)
def phone(page):
    name = f"On the phone {uuid.uuid4().hex[:6]}"
    id = started(name, "w" * 200, "```\n" + "wide " * 60 + "\n```\n\n" + "v" * 300)
    open_chat(page, id)
    check_width(page)
    expect(page.get_by_role("button", name="New chat")).to_be_hidden()
    screenshot(page, "chat phone")
    check_accessibility(page)
    page.get_by_role("button", name="Show views and lists").click()
    expect(row(page, name)).to_be_visible()
    screenshot(page, "lists phone")
    check_accessibility(page)
    page.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("button", name="New chat")).to_be_hidden()
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()
    ask(page, "Hello from the phone")
    expect(answers(page)).to_have_count(1)
    check_width(page)


@case("colours follow the system and can be chosen, and the choice is kept")
def colours(page):
    scheme = "getComputedStyle(document.documentElement).colorScheme"
    page.goto(ADDRESS)
    assert page.evaluate(scheme) == "light dark"
    menu(page, "Dark colours")
    assert page.evaluate(scheme) == "dark"
    page.reload()
    assert page.evaluate(scheme) == "dark"
    menu(page, "Light colours")
    assert page.evaluate(scheme) == "light"


def looks(page, name):
    id = started("Names for a bakery", "Name ideas for a small bakery? See https://example.com.", "Some code, please:\n\n```python\nprint(1)\n```")
    open_chat(page, id)
    # In the prompt and in the stand-in's answer, where a quotation mark follows.
    expect(page.get_by_role("link", name="https://example.com", exact=True)).to_have_count(2)
    screenshot(page, f"chat {name}")
    check_accessibility(page)
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()
    screenshot(page, f"new chat {name}")
    check_accessibility(page)
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("button", name="Statistics")).to_be_focused()
    check_accessibility(page)


@case("axe finds nothing in light colours", color_scheme="light")
def light(page):
    looks(page, "light")


@case("axe finds nothing in dark colours", color_scheme="dark")
def dark(page):
    looks(page, "dark")


run()
