"""What keyboards, touch screens and browsers do otherwise: input methods, blocked storage, plain http; and addresses in texts."""

import json
import os
import re
import uuid

from browser import ADDRESS, PHONE, call, case, expect, run, screenshot

TOUCH = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
# As Safari sends the Enter that ends a composition, and as other browsers do.
COMPOSING = [{"keyCode": 229, "isComposing": False}, {"keyCode": 229, "isComposing": True}, {"keyCode": 13, "isComposing": True}]
# What "Block all cookies" of Chromium does.
BLOCKED = """
for (const name of ["localStorage", "sessionStorage", "indexedDB"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("Access is denied for this document.", "SecurityError"); } });
}
"""
FULL = """
Storage.prototype.setItem = () => { throw new DOMException("The quota has been exceeded.", "QuotaExceededError"); };
"""
# What there is not on plain http.
INSECURE = """
for (const name of ["clipboard", "locks", "serviceWorker", "storage"]) Object.defineProperty(Navigator.prototype, name, { value: undefined });
for (const name of ["subtle", "randomUUID"]) Object.defineProperty(Crypto.prototype, name, { value: undefined });
"""
# A clipboard that people have refused.
REFUSED = "Clipboard.prototype.writeText = () => Promise.reject(new DOMException('Write permission denied.', 'NotAllowedError'));"


def box(page):
    return page.get_by_label("Message", exact=True)


def answers(page):
    return page.get_by_role("article", name="Answer")


def prompts(page):
    return page.get_by_role("article", name="You")


def fresh(page):
    page.goto(ADDRESS + f"#/chat/{uuid.uuid4()}")
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()


def press(element, key, **properties):
    """A key as an input method gives it to the page. Returns whether the page let the browser do with it what it does."""
    return element.evaluate(
        "(element, [key, properties]) => element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...properties }))",
        [key, properties])


def stored(*texts, name="Stored"):
    """A chat with these messages, from a file. Returns its id."""
    id = str(uuid.uuid4())
    messages = [
        {"message_id": str(uuid.uuid4()), "sender": "AI" if index % 2 else "Human", "content": text, "timestamp": "2024-01-01T00:00:00Z"}
        for index, text in enumerate(texts)]
    time = "2024-01-01T00:00:00Z"
    chat = {"session_id": id, "chat_name": name, "created_at": time, "last_activity": time, "messages": messages}
    assert call("POST", "api/import", {"version": 1, "sessions": [chat]})["imported"] == 1
    return id


@case("keys that an input method takes send nothing, in any browser's order of events")
def composing(page):
    fresh(page)
    box(page).fill("にほん")
    for properties in COMPOSING:
        assert press(box(page), "Enter", **properties)
    expect(box(page)).to_have_value("にほん")
    expect(prompts(page)).to_have_count(0)
    assert not press(box(page), "Enter", keyCode=13)
    expect(prompts(page)).to_have_text(re.compile("にほん$"))


@case("a text that Chromium's own input method composes is sent by the next Enter, not by the one that ends it")
def composed(page):
    fresh(page)
    box(page).focus()
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "かん", "selectionStart": 2, "selectionEnd": 2})
    page.keyboard.press("Enter")
    expect(prompts(page)).to_have_count(0)
    keys.send("Input.insertText", {"text": "漢字"})
    expect(box(page)).to_have_value(re.compile("漢字"))
    page.keyboard.press("Enter")
    expect(prompts(page)).to_have_text(re.compile("漢字"))


@case("in search and in names, keys of an input method neither clear, leave, nor save")
def composing_elsewhere(page):
    id = stored("Hi", "Hello", name="漢字 to rename")
    page.goto(f"{ADDRESS}#/chat/{id}")
    expect(answers(page)).to_have_count(1)
    search = page.get_by_label("Search chats")
    search.fill("かんじ")
    page.get_by_role("button", name="Select several").click()
    for properties in COMPOSING:
        for key in ["Escape", "ArrowDown", "Enter"]:
            assert press(search, key, **properties)
    expect(search).to_have_value("かんじ")
    expect(page.get_by_role("toolbar")).to_be_visible()
    assert not press(search, "Escape")
    expect(search).to_have_value("")
    page.get_by_role("button", name="Actions for this chat").click()
    page.get_by_role("button", name="Rename", exact=True).click()
    name = page.get_by_label("Name", exact=True)
    expect(name).to_have_attribute("enterkeyhint", "done")
    name.fill("かんじ")
    for properties in COMPOSING:
        press(name, "Enter", **properties)
        press(name, "Escape", **properties)
    expect(name).to_have_value("かんじ")
    press(name, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("かんじ")


@case("on a touch screen Enter begins a line, and the button sends", **TOUCH)
def touch(page):
    fresh(page)
    box(page).tap()
    expect(box(page)).to_have_attribute("enterkeyhint", "enter")
    page.keyboard.type("One line")
    page.keyboard.press("Enter")
    page.keyboard.type("and another")
    expect(box(page)).to_have_value("One line\nand another")
    expect(prompts(page)).to_have_count(0)
    screenshot(page, "two lines phone")
    page.get_by_role("button", name="Send").tap()
    expect(prompts(page)).to_have_text(re.compile("One line\\s*and another$"))
    expect(answers(page)).to_have_count(1)
    box(page).fill("From a keyboard")
    page.keyboard.press("Control+Enter")
    expect(prompts(page)).to_have_count(2)


@case("a device that becomes a touch screen, and back, is asked at each Enter")
def hybrid(page):
    fresh(page)
    expect(box(page)).to_have_attribute("enterkeyhint", "send")
    page.evaluate("() => { const real = matchMedia; window.coarse = true; window.matchMedia = (query) => query === '(pointer: coarse)' ? { matches: coarse } : real(query); }")
    box(page).fill("One line")
    box(page).press("End")
    box(page).press("Enter")
    expect(box(page)).to_have_value("One line\n")
    page.evaluate("window.coarse = false")
    box(page).press("Enter")
    expect(prompts(page)).to_have_count(1)


@case("the addresses of GFM's examples and of other languages' sentences are links, and what is around them is not")
def addresses(page):
    fresh(page)
    with open(os.path.join(os.path.dirname(__file__), "links.json"), encoding="utf-8") as file:
        vectors = json.load(file)
    found = page.evaluate(
        """async (texts) => {
            const { links } = await import(new URL("links.js", document.querySelector("script[type=module]").src));
            return texts.map((text) => links(text).map((link) => link.text));
        }""", [text for text, _ in vectors])
    wrong = [f"{text}: {seen}, not {wanted}" for (text, wanted), seen in zip(vectors, found) if seen != wanted]
    assert not wrong, "\n".join(wrong)


@case("links lead where their text says, and the text around them stays")
def linked(page):
    text = "See https://en.wikipedia.org/wiki/Terminator_(franchise), (www.example.com/a) or https://example.com/a，謝謝. Write to ann+x@mail.example!"
    page.goto(f"{ADDRESS}#/chat/{stored(text, 'Hello')}")
    paragraph = prompts(page).locator("p")
    expect(paragraph).to_have_text(text)
    assert [link.get_attribute("href") for link in paragraph.locator("a").all()] == [
        "https://en.wikipedia.org/wiki/Terminator_(franchise)", "http://www.example.com/a", "https://example.com/a", "mailto:ann+x@mail.example"]
    assert paragraph.locator("a").all_text_contents() == [
        "https://en.wikipedia.org/wiki/Terminator_(franchise)", "www.example.com/a", "https://example.com/a", "ann+x@mail.example"]


@case("a long text of nothing but beginnings and brackets is shown without a pause")
def pathological(page):
    fresh(page)
    took = page.evaluate(
        """async () => {
            const { links } = await import(new URL("links.js", document.querySelector("script[type=module]").src));
            const parts = [["https://a.b/", ")"], ["", "a"], ["", "https://"], ["https://a.b/", "&a;"], ["", "www."], ["", "a@"], ["https://a.b/", "("], ["", "."]];
            const begin = performance.now();
            for (const [before, part] of parts) links(before + part.repeat(250000 / part.length));
            links("x@" + ".".repeat(250000) + "a");
            links("http://" + "a".repeat(125000) + "_".repeat(125000) + "a");
            return performance.now() - begin;
        }""")
    # Quadratic, each of them takes minutes.
    assert took < 20_000, took


def works_without(page, script):
    page.add_init_script(script)
    id = stored("Hi", "Hello", name="Without storage")
    page.goto(f"{ADDRESS}#/chat/{id}")
    expect(answers(page)).to_have_count(1)
    box(page).fill("A draft")
    page.get_by_role("button", name="New chat", exact=True).click()
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()
    page.go_back()
    expect(box(page)).to_have_value("A draft")
    box(page).press("Enter")
    expect(answers(page)).to_have_count(2)
    expect(box(page)).to_have_value("")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.", exact=True)).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("You are offline.", exact=True)).to_be_hidden()
    page.reload()
    expect(answers(page)).to_have_count(2)


@case("where storage is blocked, the page works until it is left", refusals=[0])
def blocked(page):
    works_without(page, BLOCKED)


@case("where storage is full, the page works until it is left", refusals=[0])
def full(page):
    works_without(page, FULL)


@case("where storage is missing, as in some apps' views, the page works until it is left", refusals=[0])
def absent(page):
    works_without(page, "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { value: null });")


def copies(page):
    id = stored("Hi", "```\nprint(1)\n```")
    page.goto(f"{ADDRESS}#/chat/{id}")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    page.get_by_role("button", name="Actions for this chat").click()
    page.get_by_role("button", name="History", exact=True).click()
    dialog = page.get_by_role("dialog", name="History")
    dialog.locator("footer").get_by_role("button", name="Copy").click()
    expect(dialog.get_by_role("button", name="Copied")).to_be_visible()
    dialog.get_by_role("button", name="Close").last.click()
    box(page).focus()
    page.keyboard.press("Control+v")
    expect(box(page)).to_have_value("Human: Hi\n\nAI: ```\nprint(1)\n```")


@case("on plain http, where there is no clipboard, copying goes the older way, and chats work")
def insecure(page):
    page.add_init_script(INSECURE)
    copies(page)
    box(page).fill("Go on")
    box(page).press("Enter")
    expect(answers(page)).to_have_count(2)


@case("a clipboard that people have refused is no end of copying")
def refused(page):
    page.add_init_script(REFUSED)
    copies(page)


@case("where nothing can be copied, the page says what to do")
def uncopied(page):
    page.add_init_script(INSECURE + "Document.prototype.execCommand = () => false;")
    page.goto(f"{ADDRESS}#/chat/{stored('Hi', '```' + chr(10) + 'print(1)' + chr(10) + '```')}")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("The browser does not let this page copy. Please select the text and copy it yourself.")).to_be_visible()


@case("a chat has the first forty characters of its first message as its name, at once and later")
def name(page):
    mark = uuid.uuid4().hex[:6]
    text = f"What is the tallest mountain of So{mark} America?"
    fresh(page)
    box(page).fill(text)
    box(page).press("Enter")
    row = page.get_by_role("listitem").filter(has=page.get_by_text(text[:40], exact=True))
    expect(row).to_be_visible()
    expect(answers(page)).to_have_count(1)
    page.reload()
    expect(row).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(text[:40])
    fresh(page)
    box(page).fill("😀" * 45)
    box(page).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("😀" * 40)


@case("a file with a byte order mark, or in UTF-16, is loaded; one of another product is refused by its name")
def files(page):
    fresh(page)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Load chats").click()
    dialog = page.get_by_role("dialog", name="Load chats")
    expect(dialog.get_by_text("From a JSON file that was saved here")).to_be_visible()

    def load(data, words):
        dialog.get_by_label("File of chats").set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": data})
        expect(dialog.get_by_role("status")).to_have_text(words)

    time = "2024-01-01T00:00:00Z"
    message = {"message_id": "m", "sender": "Human", "content": "Grüße", "timestamp": time}
    # So many chats each that no answer is that of the file before.
    for count, encoding in enumerate(["utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"], 2):
        chats = [
            {"session_id": str(uuid.uuid4()), "chat_name": "Größe", "created_at": time, "last_activity": time, "messages": [message]}
            for _ in range(count)]
        load(json.dumps({"version": 1, "sessions": chats}, ensure_ascii=False).encode(encoding), f"{count} chats loaded, 0 there already.")
        assert call("GET", f"api/sessions/{chats[0]['session_id']}")["chat_name"] == "Größe"
    for product, file in {
        "ChatGPT": [{"title": "A", "mapping": {"x": {}}}], "Open WebUI": [{"id": "a", "chat": {"messages": []}}],
        "LibreChat": {"conversationId": "a", "messages": []}, "Claude": [{"uuid": "a", "chat_messages": []}],
    }.items():
        load(json.dumps(file).encode(), f"This is a file of {product}. Only files that were saved here can be loaded.")
    for text in ["[]", "{}", "null", "1", "# A chat", "PK"]:
        load(text.encode(), "This is no file of chats.")


run()
