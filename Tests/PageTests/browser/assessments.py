"""The view of assessments, from a submission to its documents.

The last argument is the address of a second server, whose agent plays scenarios/hostile.json.
"""

import re
import sys
import urllib.request
import uuid

HOSTILE = sys.argv.pop()

from browser import ADDRESS, PHONE, case, check_accessibility, check_width, expect, run, screenshot


def submit(page, client, project="Web orders", address=ADDRESS):
    page.goto(address + "#/assessments")
    page.get_by_label("Client").fill(client)
    page.get_by_label("Project").fill(project)
    page.get_by_label("Requirements or meeting notes").fill("Orders by web and phone <b>before</b> six.")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("progressbar")).to_be_visible()


def completed(page):
    expect(page.locator("main .badge", has_text="Completed")).to_be_visible(timeout=60_000)


@case("an assessment is followed from its submission to its documents, also over a reload")
def happy(page):
    client = f"Bakery {uuid.uuid4().hex[:6]}"
    submit(page, client)
    bar = page.get_by_role("progressbar")
    expect(page.get_by_role("list", name="Stages").locator(".done, .current").first).to_be_visible()
    seen = int(bar.get_attribute("aria-valuenow"))
    screenshot(page, "assessment running")
    page.reload()
    expect(bar).to_have_attribute("aria-valuenow", re.compile("[0-9]+"))
    assert int(bar.get_attribute("aria-valuenow")) >= seen
    completed(page)
    expect(bar).to_have_attribute("aria-valuenow", "100")
    expect(page.locator(".stages .done")).to_have_count(5)
    for name in ["Presentation", "Statement of work"]:
        link = page.get_by_role("link", name=name)
        expect(link).to_be_visible()
        with urllib.request.urlopen(link.get_attribute("href")) as document:
            assert document.read(2) == b"PK"
    expect(page.get_by_role("list", name="Events").get_by_text("CostCalculator", exact=False).first).to_be_visible()
    events = page.get_by_role("list", name="Events").get_by_role("listitem").count()
    page.reload()
    completed(page)
    expect(page.get_by_role("list", name="Events").get_by_role("listitem")).to_have_count(events)
    expect(page.get_by_role("list", name="Assessments").get_by_text(client)).to_be_visible()
    screenshot(page, "assessment completed")
    check_accessibility(page)


@case("only new events are asked for, with the tag of the last answer")
def incremental(page):
    asked = []
    page.on("request", lambda request: "agent-status" in request.url and asked.append(request))
    submit(page, "Incremental")
    completed(page)
    after = [int(re.search("after=([0-9]+)", request.url)[1]) if "after=" in request.url else 0 for request in asked]
    assert after == sorted(after) and after[0] == 0 and after[-1] > 0, after
    told = [request.response() for request in asked]
    assert sum(response.status == 200 for response in told) >= 2


@case("a run is cancelled, and tried again")
def cancel(page):
    submit(page, "Cancelled")
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel it").click()
    expect(page.locator("main .badge", has_text="Cancelled")).to_be_visible()
    screenshot(page, "assessment cancelled")
    check_accessibility(page)
    page.get_by_role("button", name="Try again").click()
    completed(page)


@case("what is refused is said beside the form, which keeps what was written", refusals=[400])
def refused(page):
    page.goto(ADDRESS + "#/assessments")
    page.get_by_label("Client").fill(" ")
    page.get_by_label("Requirements or meeting notes").fill("Some")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("client_name")
    expect(page.get_by_label("Requirements or meeting notes")).to_have_value("Some")


@case("an assessment that is not there is said to be missing", refusals=[404])
def missing(page):
    page.goto(ADDRESS + "#/assessments/nobody-knows-it")
    expect(page.get_by_role("alert")).to_contain_text("Session not found")


@case("a lost connection is said, and following goes on", refusals=[0])
def lost(page):
    submit(page, "Lost")
    page.route("**/api/agent-status/**", lambda route: route.abort(), times=1)
    expect(page.get_by_text("The server cannot be reached.")).to_be_visible()
    completed(page)


@case("what clients, the agent and its tools say is text")
def hostile(page):
    script, image = "<script>document.title = 'broken'</script>", "<img src=x onerror=\"document.title='broken'\">"
    client, project = f"{image} & مرحبا", script
    submit(page, client, project, HOSTILE)
    expect(page.locator("main .badge", has_text="Error")).to_be_visible(timeout=60_000)
    name = f"{client} – {project}"
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("list", name="Assessments").get_by_text(name)).to_be_visible()
    events = page.get_by_role("list", name="Events")
    for said in [
        f"{script}{image} of reasoning", f"{image}: {script}", "<b>name</b>: javascript:document.title='broken'", "onload=\"document.title='broken'\"> of a tool",
        f"{image} of a failure",
    ]:
        expect(events).to_contain_text(said)
    page.get_by_role("button", name="Try again").click()
    completed(page)
    expect(events).to_contain_text("</iframe> of a chunk")
    expect(events).to_contain_text('</script><script>document.title = "broken"</script> \\u0022 "quoted" of a conclusion')
    for document in ["Presentation", "Statement of work"]:
        assert page.get_by_role("link", name=document).get_attribute("href").startswith("http://127.0.0.1:")
    assert "NaN" not in page.locator("main").inner_text()
    made = "script, img:not(.brand img), iframe, u, i, [onerror], [onload], [srcdoc], a[href^=javascript]"
    assert page.locator(f":is(main, .side) :is({made})").count() == 0
    assert "broken" not in page.title()
    check_width(page)
    screenshot(page, "assessment hostile")
    check_accessibility(page)


@case("the form fits a phone", viewport=PHONE, has_touch=True)
def phone(page):
    page.goto(ADDRESS + "#/assessments")
    expect(page.get_by_label("Client")).to_be_visible()
    check_width(page)
    check_accessibility(page)
    screenshot(page, "assessment form phone")
    submit(page, "Phone")
    check_width(page)
    screenshot(page, "assessment phone")


@case("axe finds nothing in light colours")
def light(page):
    page.goto(ADDRESS + "#/assessments")
    expect(page.get_by_label("Client")).to_be_visible()
    screenshot(page, "assessment form light")
    check_accessibility(page)


@case("axe finds nothing in dark colours", color_scheme="dark")
def dark(page):
    submit(page, "Dark")
    completed(page)
    screenshot(page, "assessment dark")
    check_accessibility(page)


run()
