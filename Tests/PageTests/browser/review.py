"""The administrators' view of chat sessions."""

import uuid

from browser import ADDRESS, PHONE, call, case, check_accessibility, check_width, expect, run, screenshot

MARK = uuid.uuid4().hex[:6]


def session(title, prompt, answer, feedback=None):
    stored = call("POST", "user-session", {
        "operation": "add_new_session_with_first_message", "user_id": "ann", "title": title,
        "new_chat_entry": {"user_prompt": prompt, "bot_response": answer, "sources": []}})
    if feedback:
        call("POST", "user-feedback", {"feedbackData": {
            "messageId": stored["message_id"], "sessionId": stored["session_id"], "feedbackType": feedback, "feedbackRank": 2,
            "feedbackCategory": "Inaccurate", "feedbackMessage": "It was fourteen weeks."}})
    return stored["session_id"]


TITLES = [f"Parental leave {MARK}", f"<b>Expenses</b> {MARK}", f"VPN {MARK}"]
IDS = [
    session(TITLES[0], "How long is it?", "Sixteen weeks:\n\n```\nleave: 16w\n```", "negative"),
    session(TITLES[1], "<script>alert(1)</script>", "See https://example.com/expenses", "positive"),
    session(TITLES[2], "It does not connect.", "Please install the certificate."),
]


def rows(page):
    return page.get_by_role("table", name="Sessions").locator("tbody tr")


@case("sessions are listed newest first, and sorted by what is clicked")
def table(page):
    page.goto(ADDRESS + "#/review")
    expect(rows(page).first).to_contain_text(TITLES[2])
    head = page.get_by_role("columnheader", name="Time")
    expect(head).to_have_attribute("aria-sort", "descending")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(head.get_by_role("button")).to_be_focused()
    expect(rows(page).last).to_contain_text(TITLES[2])
    page.get_by_role("columnheader", name="Title").get_by_role("button").click()
    titles = rows(page).locator("a").all_text_contents()
    assert titles == sorted(titles, key=str.lower, reverse=True) or len(titles) > 3, titles
    page.reload()
    expect(page.get_by_role("columnheader", name="Title")).to_have_attribute("aria-sort", "descending")


@case("filters are in the address")
def filters(page):
    page.goto(ADDRESS + "#/review")
    page.get_by_label("Feedback").select_option("With")
    expect(rows(page).filter(has_text=TITLES[2])).to_have_count(0)
    expect(rows(page).filter(has_text=TITLES[0])).to_have_count(1)
    assert "feedback=yes" in page.url
    page.reload()
    expect(page.get_by_label("Feedback")).to_have_value("yes")
    expect(rows(page).filter(has_text=TITLES[2])).to_have_count(0)
    page.get_by_label("To", exact=True).fill("2020-01-01")
    page.get_by_label("From").fill("2019-01-01")
    expect(page.get_by_text("No session fits these filters.")).to_be_visible()
    page.go_back()
    page.go_back()
    expect(rows(page).filter(has_text=TITLES[0])).to_have_count(1)


@case("a session is read with its feedback, and reviewed")
def reviewed(page):
    page.goto(ADDRESS + "#/review")
    page.get_by_role("link", name=TITLES[0]).click()
    drawer = page.get_by_role("region", name="Session")
    expect(drawer.get_by_role("article", name="User")).to_contain_text("How long is it?")
    expect(drawer.locator("pre")).to_have_text("leave: 16w")
    expect(drawer.get_by_text("It was fourteen weeks.")).to_contain_text("Inaccurate · 2 of 5")
    screenshot(page, "review")
    check_accessibility(page)
    drawer.get_by_label("Your review").fill("Out of date <i>already</i>.")
    drawer.get_by_role("button", name="Save review").click()
    expect(page.get_by_text("The review was saved.")).to_be_visible()
    expect(rows(page).filter(has_text=TITLES[0]).locator("td").nth(3)).to_have_text("Yes")
    page.reload()
    expect(drawer.get_by_label("Your review")).to_have_value("Out of date <i>already</i>.")
    drawer.get_by_role("button", name="Delete review").click()
    expect(page.get_by_text("The review was deleted.")).to_be_visible()
    page.reload()
    expect(drawer.get_by_label("Your review")).to_have_value("")
    expect(drawer.get_by_role("button", name="Delete review")).to_be_hidden()


@case("with the keyboard: open, next, previous, close")
def keyboard(page):
    page.goto(ADDRESS + "#/review")
    page.get_by_role("link", name=TITLES[2]).focus()
    page.keyboard.press("Enter")
    title = page.get_by_role("region", name="Session").get_by_role("heading")
    expect(title).to_have_text(TITLES[2])
    expect(title).to_be_focused()
    page.keyboard.press("j")
    expect(title).to_have_text(TITLES[1])
    expect(page.get_by_role("article", name="User")).to_contain_text("<script>alert(1)</script>")
    page.keyboard.press("k")
    expect(title).to_have_text(TITLES[2])
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Session")).to_have_count(0)
    expect(page.get_by_role("link", name=TITLES[2])).to_be_focused()


@case("the sessions are there as a CSV file")
def csv(page):
    page.goto(ADDRESS + "#/review")
    expect(rows(page).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    with open(download.value.path(), encoding="utf-8") as file:
        assert MARK in file.read()


@case("a session that is gone is said to be missing")
def missing(page):
    page.goto(ADDRESS + "#/review?id=nobody-knows-it")
    expect(page.get_by_role("alert")).to_contain_text("This session is not there any more.")


@case("the table and a session fit a phone", viewport=PHONE, has_touch=True)
def phone(page):
    page.goto(ADDRESS + "#/review")
    expect(rows(page).first).to_be_visible()
    check_width(page)
    screenshot(page, "review table phone")
    check_accessibility(page)
    page.get_by_role("link", name=TITLES[0]).click()
    expect(page.get_by_role("article", name="User")).to_be_visible()
    check_width(page)
    screenshot(page, "review phone")
    check_accessibility(page)


@case("axe finds nothing in light colours")
def light(page):
    page.goto(ADDRESS + "#/review")
    expect(rows(page).first).to_be_visible()
    check_accessibility(page)


@case("axe finds nothing in dark colours", color_scheme="dark")
def dark(page):
    page.goto(f"{ADDRESS}#/review?id={IDS[0]}")
    expect(page.get_by_role("article", name="User")).to_be_visible()
    screenshot(page, "review dark")
    check_accessibility(page)


run()
