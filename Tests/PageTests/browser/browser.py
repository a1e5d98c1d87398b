"""Cases in a real browser: each in a context of its own, each reported by name, console errors and policy violations included.

A script declares cases with @case and ends with run(). It is started with the page's address, a folder for screenshots and
names of cases (all, if none), and prints a line for each: "passed NAME" or "failed NAME: why".
"""

import contextlib
import json
import os
import shutil
import sys
import traceback
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

ADDRESS, SCREENSHOTS = sys.argv[1:3]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
_cases = []

expect.set_options(timeout=15_000)


def case(name, **options):
    """`refusals`: statuses of answers that the case provokes, which the console says too. `says`: what the page has to write to
    the console. The rest are context options."""

    def add(work):
        _cases.append((name, work, options))
        return work

    return add


def call(method, path, body=None, headers=None):
    """A call past the page, to set up what it is to show."""
    request = urllib.request.Request(
        ADDRESS + path, method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def screenshot(page, name):
    page.wait_for_timeout(300)
    page.screenshot(path=os.path.join(SCREENSHOTS, name + ".png"))


def check_accessibility(page):
    """No violation of axe-core's rules, nor of its best practices."""
    violations = Axe().run(page).response["violations"]
    told = [f"{each['id']}: {node['html'][:200]} ({node['failureSummary'][:300]})" for each in violations for node in each["nodes"]]
    assert not told, "\n".join(told)


def check_width(page):
    """Nothing is wider than the window, and no text is cut off at its side."""
    for part in ("html", ".log"):
        wide = page.locator(part).evaluate_all("parts => Math.max(0, ...parts.map(part => part.scrollWidth - part.clientWidth))")
        assert wide <= 0, f"{part} is {wide} px too wide"


def _executable():
    names = ["chromium", "chromium-browser", "google-chrome"]
    found = next(filter(None, map(shutil.which, names)), None)
    assert found, "there is no Chromium; scripts/setup installs it"
    return found


@contextlib.contextmanager
def _page(browser, refusals=(), says=(), **options):
    context = browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/Vienna", **options})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    complaints = []
    said = []

    def heard(message):
        if any(text in message.text for text in says):
            said.append(message.text)
            return
        provoked = any(f"status of {status}" in message.text for status in refusals) or (0 in refusals and "net::ERR" in message.text)
        if message.type in ("error", "warning") and not provoked:
            complaints.append(f"{message.text} ({message.location.get('url')})")

    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(f"{error}"))
    try:
        yield page
        assert not complaints, "; ".join(complaints)
        missing = [text for text in says if not any(text in each for each in said)]
        assert not missing, f"the console lacks {missing}"
    finally:
        context.close()


def run():
    wanted = sys.argv[3:]
    os.makedirs(SCREENSHOTS, exist_ok=True)
    # Chromium's own sandbox needs privileges that containers do not have; what it opens here is ours.
    with sync_playwright() as playwright, contextlib.closing(
        playwright.chromium.launch(executable_path=_executable(), args=["--no-sandbox"])
    ) as browser:
        for name, work, options in _cases:
            if wanted and name not in wanted:
                continue
            try:
                with _page(browser, **options) as page:
                    try:
                        work(page)
                    except BaseException:
                        page.screenshot(path=os.path.join(SCREENSHOTS, "failed " + name.replace("/", " ") + ".png"))
                        raise
                print("passed", name, flush=True)
            except BaseException as error:
                frames = traceback.extract_tb(error.__traceback__)
                own = [frame for frame in frames if os.path.basename(frame.filename) == os.path.basename(sys.argv[0])]
                where = f"line {own[-1].lineno}, {own[-1].line}: " if own else ""
                print(f"failed {name}: {where}{type(error).__name__}", " ".join(str(error).split())[:1500], flush=True)
