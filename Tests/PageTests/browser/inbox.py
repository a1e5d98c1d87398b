"""The staff's inbox of WhatsApp. Customers write by signed webhooks, as Twilio brings them.

The last two arguments are the address of the stand-in for Twilio, where media lie, and that of a second server, where somebody
is signed in who is not of the staff.
"""

import base64
import hashlib
import hmac
import re
import sys
import urllib.parse
import urllib.request
import uuid

OUTSIDER = sys.argv.pop()
TWILIO = sys.argv.pop()

from browser import ADDRESS, PHONE, call, case, check_accessibility, check_width, expect, run, screenshot

# The account of the stand-in for Twilio that `colloquy serve` starts.
ACCOUNT, TOKEN, OURS = "AC00000000000000000000000000000000", "local-auth-token", "whatsapp:+14155238886"


class Customer:
    """Somebody with a number of their own."""

    def __init__(self, name="Ann"):
        self.number = f"+1{uuid.uuid4().int % 10**10:010}"
        self.name = name

    def says(self, text, media=(), **fields):
        """Sends a message, and returns the session that it went into."""
        sid = "SM" + uuid.uuid4().hex
        form = {
            "MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "SmsStatus": "received",
            "From": "whatsapp:" + self.number, "To": OURS, "WaId": self.number[1:], "ProfileName": self.name, "Body": text,
            "MessageType": "text", "NumSegments": "1", "NumMedia": str(len(media)), **fields}
        for index, (url, kind) in enumerate(media):
            form |= {f"MediaUrl{index}": url, f"MediaContentType{index}": kind}
        url = ADDRESS + "twilio-webhook-opt"
        signed = url + "".join(key + form[key] for key in sorted(form))
        signature = base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), hashlib.sha1)).decode()
        request = urllib.request.Request(
            url, data=urllib.parse.urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "X-Twilio-Signature": signature})
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
        return self.session()

    def session(self):
        """The id of the active session."""
        found = call("GET", f"api/v1/session/{urllib.parse.quote(self.number)}")["session"]
        return found and found["session_id"]


def medium(sid, kind):
    return f"{TWILIO}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/{sid}", kind


def operate(operation, **values):
    return call("POST", "user-session", {"operation": f"whatsapp.{operation}", **values})


def open_session(page, id):
    page.goto(f"{ADDRESS}#/whatsapp/{id}")
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("article").first).to_be_visible()


def bubbles(page, who=None):
    return page.get_by_role("article", name=who, exact=True) if who else page.get_by_role("article")


def box(page):
    return page.get_by_label("Message", exact=True)


def send(page, text):
    box(page).fill(text)
    # On a touch screen Enter begins a new line.
    if page.evaluate("matchMedia('(pointer: coarse)').matches"):
        page.get_by_role("button", name="Send").tap()
    else:
        box(page).press("Enter")


def row(page, customer):
    return page.get_by_role("list", name="Conversations").get_by_role("listitem").filter(has=page.get_by_text(customer.name, exact=True))


def act(page, action):
    page.get_by_role("button", name="Actions for this conversation").click()
    page.get_by_role("button", name=action, exact=True).click()


def named(name):
    return f"{name} {uuid.uuid4().hex[:6]}"


FORM = '{"pages": [{"items": [{"label": "Name", "value": "Ann"}, {"label": "Guests", "value": 4}]}]}'

# Twilio's types and some that it has not, each with what makes it one, and what is to be read.
KINDS = [
    ("text", {}, "An empty message"), ("text", {"Body": " \n\u200b"}, "An empty message"),
    ("unsupported", {}, r"kind that cannot be shown \(unsupported\)"), ("hologram", {"Hologram": "a cat"}, "Hologram: a cat"),
    ("reaction", {}, "A reaction"), ("reaction", {"Body": "\U0001F44D"}, "\U0001F44D"), ("contacts", {}, "A contact card"),
    ("sticker", {}, "A sticker"), ("location", {"Latitude": "52.5", "Longitude": "13.4"}, "52.5, 13.4"),
    ("button", {"ButtonPayload": "confirm"}, "confirm"), ("interactive", {"InteractiveData": FORM}, "Name: Ann\\s+Guests: 4"),
    ("interactive", {"InteractiveData": "{}"}, "A form without answers"), ("interactive", {"ListId": "a", "ListTitle": "Tea"}, "Chose from a list.*Tea"),
    ("text", {"Body": "Look", "Forwarded": "true", "FrequentlyForwarded": "true"}, "Forwarded many times"),
    ("text", {"ReferralHeadline": "Fresh bread", "ReferralSourceUrl": "https://fb.example/1", "Body": "Hello"}, "From an advertisement: Fresh bread"),
]


@case("whatever came can be read: no bubble is without words")
def readable(page):
    customer = Customer(named("Kinds"))
    for kind, fields, _ in KINDS:
        session = customer.says("", MessageType=kind, ReferralNumMedia="0", **fields)
    card = customer.says("", media=[medium("MEcard", "text/vcard")], MessageType="contacts")
    assert card == session
    open_session(page, session)
    mine = bubbles(page, customer.name)
    expect(mine).to_have_count(len(KINDS) + 1)
    for index, (kind, fields, words) in enumerate(KINDS):
        expect(mine.nth(index).locator(".text")).to_contain_text(re.compile(words, re.DOTALL))
    expect(mine.last.locator(".text")).to_contain_text("A contact card")
    for text in mine.locator(".text").all_inner_texts():
        assert text.strip("\u200b \n"), "an empty bubble"
    expect(page.get_by_text("From an advertisement")).to_have_count(1)
    screenshot(page, "inbox anything")
    check_accessibility(page)


@case("an answer shows what it answers, as soon as that is known")
def answers(page):
    customer = Customer(named("Quote"))
    first = "SM" + uuid.uuid4().hex
    session = customer.says("Do you have tea?", MessageSid=first, SmsMessageSid=first, SmsSid=first)
    for number in range(60):
        operate("add_message", phone_number=customer.number, content=f"Line {number}", direction="outbound")
    customer.says("Green, I mean", OriginalRepliedMessageSid=first, OriginalRepliedMessageSender="whatsapp:" + customer.number)
    customer.says("And this?", OriginalRepliedMessageSid="SMunknown")
    open_session(page, session)
    reply = bubbles(page, customer.name).filter(has_text="Green, I mean")
    expect(bubbles(page, customer.name).filter(has_text="And this?")).to_contain_text("Answers an earlier message")
    page.get_by_role("button", name="Load older messages").click()
    expect(reply).to_contain_text("Answers: Do you have tea?")


@case("the list has the newest activity first, and only what is asked for")
def listed(page):
    first, second = Customer(named("First")), Customer(named("Second"))
    first.says("Hello")
    second.says("Hello")
    page.goto(ADDRESS + "#/whatsapp")
    items = page.get_by_role("list", name="Conversations").get_by_role("listitem")
    expect(items.first).to_contain_text(second.name)
    expect(items.nth(1)).to_contain_text(first.name)
    expect(page.get_by_text("Choose a conversation.")).to_be_visible()
    screenshot(page, "inbox list")
    check_accessibility(page)
    first.says("Are you there?")
    expect(items.first).to_contain_text(first.name)
    call("POST", f"api/v1/session/{first.session()}/complete")
    page.get_by_label("Show", exact=True).select_option("Active")
    expect(row(page, first)).to_have_count(0)
    expect(row(page, second)).to_be_visible()
    page.get_by_label("Show", exact=True).select_option("Completed")
    expect(row(page, first)).to_contain_text("Completed")
    expect(row(page, second)).to_have_count(0)
    call("PATCH", f"api/v1/sessions/{second.session()}", {"mode": "human"})
    page.get_by_label("Show", exact=True).select_option("Handled by a human")
    expect(row(page, second)).to_contain_text("Human")
    expect(row(page, first)).to_have_count(0)
    page.get_by_label("Show", exact=True).select_option("Expired")
    expect(page.get_by_text("No conversation is like that.")).to_be_visible()


@case("what comes in while the conversation is open is shown, and neither draft nor focus is lost")
def live(page):
    customer = Customer(named("Live"))
    open_session(page, customer.says("Good morning"))
    box(page).fill("A draft")
    customer.says("Is anybody there?")
    expect(bubbles(page, customer.name).filter(has_text="Is anybody there?")).to_be_visible()
    expect(box(page)).to_have_value("A draft")
    expect(box(page)).to_be_focused()
    expect(row(page, customer)).to_contain_text(re.compile("[2-9] messages"))
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "false")


@case("who reads further up stays there, and is told of new messages")
def scrolled(page):
    customer = Customer(named("Talker"))
    id = customer.says("The first")
    call("PATCH", f"api/v1/sessions/{id}", {"mode": "human"})
    for number in range(60):
        operate("add_message", phone_number=customer.number, content=f"Line {number}", direction="inbound" if number % 3 else "outbound")
    open_session(page, id)
    expect(bubbles(page).filter(has_text="Line 59")).to_be_in_viewport()
    expect(bubbles(page).filter(has_text="Line 5")).not_to_have_count(0)
    log = page.get_by_role("log")
    log.evaluate("log => { log.scrollTop = log.scrollHeight / 2 }")
    top = log.evaluate("log => log.scrollTop")
    customer.says("The newest")
    expect(page.get_by_role("button", name="New messages")).to_be_visible()
    assert log.evaluate("log => log.scrollTop") == top
    screenshot(page, "inbox new messages")
    page.get_by_role("button", name="New messages").click()
    expect(bubbles(page).filter(has_text="The newest")).to_be_in_viewport()
    expect(page.get_by_role("button", name="New messages")).to_be_hidden()
    log.evaluate("log => { log.scrollTop = 0 }")
    expect(bubbles(page, customer.name).filter(has_text="The first")).to_have_count(1)
    texts = bubbles(page).locator(".text").all_text_contents()
    assert [text for text in texts if text.startswith("Line ")] == [f"Line {number}" for number in range(60)], texts


@case("files, places and buttons are shown as what they are, and open elsewhere")
def kinds(page):
    customer = Customer(named("Sender"))
    id = customer.says("The shelf", [medium("ME1", "image/jpeg")], MessageType="image")
    customer.says("", [medium("ME2", "application/pdf")], MessageType="document")
    customer.says("", MessageType="location", Latitude="48.2082", Longitude="16.3738", Label="Stephansplatz", Address="1010 Vienna")
    customer.says("Yes, please", MessageType="button", ButtonText="Yes, please", ButtonPayload="yes")
    open_session(page, id)
    image = page.get_by_role("link", name="Image, JPEG")
    expect(image).to_have_attribute("href", re.compile(rf"^api/v1/sessions/{id}/messages/[0-9a-f-]+/media/0$"))
    expect(image).to_have_attribute("rel", "noopener noreferrer")
    expect(image).to_have_attribute("target", "_blank")
    expect(bubbles(page).filter(has=image)).to_contain_text("The shelf")
    with page.context.expect_page() as opened:
        image.click()
    opened.value.wait_for_url(f"{TWILIO}/media/ME1")
    opened.value.close()
    expect(page.get_by_role("link", name="Document, PDF")).to_be_visible()
    place = page.get_by_role("link", name="Stephansplatz")
    expect(place).to_have_attribute("href", re.compile(r"^https://www\.openstreetmap\.org/\?mlat=48\.2082&mlon=16\.3738"))
    expect(bubbles(page).filter(has=place)).to_contain_text("1010 Vienna")
    expect(bubbles(page).filter(has_text="Pressed a button")).to_contain_text("Yes, please")
    screenshot(page, "inbox kinds")
    check_accessibility(page)


@case("files open too where people are known by a token, which links do not carry")
def with_token(page):
    id = Customer(named("Signed")).says("The shelf", [medium("ME1", "image/jpeg")], MessageType="image")
    open_session(page, id)
    page.evaluate("sessionStorage.sign_in = JSON.stringify({token: 'a.b.c'})")
    with page.expect_request("**/media/0?envelope=true") as asked, page.context.expect_page() as opened:
        page.get_by_role("link", name="Image, JPEG").click()
    assert asked.value.headers["authorization"] == "Bearer a.b.c"
    opened.value.wait_for_url(f"{TWILIO}/media/ME1")


@case("an order is shown with its items, and so is what is kept of the session")
def ordered(page):
    customer = Customer(named("Buyer"))
    id = customer.says("Hello")
    operate("update_session", session_id=id, context={"language": "de", "delivery": {"floor": 3}}, order_details={
        "customer_name": "Ann Buyer", "total": 1234.5, "currency": "EUR", "confidence": 0.93,
        "items": [{"name": "Product A", "quantity": 5, "unit": "boxes"}, {"name": "<b>B</b>", "quantity": 2}]})
    open_session(page, id)
    drawer = page.get_by_role("region", name="Details")
    rows = drawer.get_by_role("table", name="Items").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_have_text("Product A5 boxes")
    expect(rows.last).to_have_text("<b>B</b>2")
    expect(drawer).to_contain_text("1,234.5 EUR")
    expect(drawer).to_contain_text("93 %")
    expect(drawer).to_contain_text('{"floor":3}')
    expect(drawer).to_contain_text(customer.number)
    screenshot(page, "inbox order")
    check_accessibility(page)
    drawer.get_by_role("button", name="Close details").click()
    expect(drawer).to_have_count(0)
    expect(page.get_by_role("button", name="Details", exact=True)).to_be_focused()


@case("an order that the customer writes appears while the conversation is open")
def extracted(page):
    customer = Customer(named("Orders"))
    open_session(page, customer.says("Hello"))
    drawer = page.get_by_role("region", name="Details")
    expect(drawer).to_contain_text("Nothing has been ordered yet.")
    customer.says("5 units of Product A")
    expect(drawer.get_by_role("table", name="Items").locator("tbody tr")).to_contain_text("Product A")
    expect(bubbles(page, "Bot").filter(has_text="Order received")).to_be_visible()


@case("what is sent is there at once, its ticks follow, and the bot is silent from then on")
def sent(page):
    customer = Customer(named("Asker"))
    open_session(page, customer.says("Hello"))
    expect(page.get_by_text("The bot answers")).to_be_visible()
    held = []
    page.route("**/messages", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    send(page, "Certainly.\nHow many?")
    mine = bubbles(page, "You")
    expect(mine).to_have_text(re.compile(r"^Certainly\.\nHow many\?"))
    expect(mine.get_by_role("img", name="Sending")).to_be_visible()
    expect(box(page)).to_have_value("")
    held.pop().continue_()
    expect(mine.get_by_role("img", name="Sending")).to_have_count(0)
    expect(mine.get_by_role("img", name=re.compile("^(Sent|Delivered|Read)$"))).to_be_visible()
    expect(mine).to_have_count(1)
    expect(page.get_by_text("A human answers")).to_be_visible()
    before = bubbles(page, "Bot").count()
    customer.says("Three")
    expect(bubbles(page, customer.name).filter(has_text="Three")).to_be_visible()
    page.wait_for_timeout(4000)
    expect(bubbles(page, "Bot")).to_have_count(before)
    screenshot(page, "inbox sent")
    check_accessibility(page)


@case("what was not sent can be sent again under the same id, or taken back", refusals=[503])
def again(page):
    customer = Customer(named("Patient"))
    id = customer.says("Hello")
    bodies = []

    def refuse(route):
        if route.request.method != "POST":
            return route.continue_()
        bodies.append(route.request.post_data_json)
        if len(bodies) == 2:
            return route.continue_()
        return route.fulfill(status=503, json={"detail": "Twilio cannot be <b>reached</b>."})

    open_session(page, id)
    page.route("**/messages", refuse)
    send(page, "Once only")
    mine = bubbles(page, "You")
    expect(mine).to_contain_text("Twilio cannot be <b>reached</b>.")
    screenshot(page, "inbox not sent")
    check_accessibility(page)
    mine.get_by_role("button", name="Try again").click()
    expect(mine.get_by_role("button")).to_have_count(0)
    expect(mine).to_have_count(1)
    assert bodies[0] == bodies[1] and bodies[0]["text"] == "Once only", bodies
    send(page, "Something else")
    mine.last.get_by_role("button", name="Take back").click()
    expect(mine).to_have_count(1)
    expect(box(page)).to_have_value("Something else")
    expect(box(page)).to_be_focused()
    stored = [each["content"] for each in call("GET", f"api/v1/sessions/{id}/messages")["messages"] if each["direction"] == "outbound"]
    assert stored.count("Once only") == 1 and "Something else" not in stored, stored


@case("a half-written message of an input method does not go out to a customer")
def composing(page):
    open_session(page, Customer().says("Hello"))
    box(page).fill("にほん")
    for properties in [{"keyCode": 229}, {"keyCode": 229, "isComposing": True}, {"keyCode": 13, "isComposing": True}]:
        box(page).evaluate(
            "(box, properties) => box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...properties }))",
            properties)
    expect(box(page)).to_have_value("にほん")
    expect(bubbles(page, "You")).to_have_count(0)


@case("on a touch screen Enter begins a line, and the button sends both", viewport=PHONE, has_touch=True, is_mobile=True)
def touch(page):
    open_session(page, Customer().says("Hello"))
    box(page).tap()
    page.keyboard.type("One line")
    page.keyboard.press("Enter")
    page.keyboard.type("and another")
    expect(box(page)).to_have_value("One line\nand another")
    expect(bubbles(page, "You")).to_have_count(0)
    page.get_by_role("button", name="Send").tap()
    expect(bubbles(page, "You")).to_have_count(1)


@case("a number is copied where there is no clipboard, too")
def copied(page):
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });")
    customer = Customer()
    open_session(page, customer.says("Hello"))
    page.get_by_role("button", name="Actions for this conversation").click()
    page.get_by_role("button", name="Copy number").click()
    box(page).focus()
    page.keyboard.press("Control+v")
    expect(box(page)).to_have_value(customer.number)


@case("drafts and what is not sent stay with their conversation", refusals=[503])
def drafts(page):
    one, two = Customer(named("One")), Customer(named("Two"))
    first, second = one.says("Hello"), two.says("Hello")
    open_session(page, first)
    page.route("**/messages", lambda route: route.fulfill(status=503, json={"detail": "Not now."}) if route.request.method == "POST" else route.continue_())
    send(page, "Not sent")
    expect(bubbles(page, "You")).to_contain_text("Not now.")
    box(page).fill("For one")
    row(page, two).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(two.name)
    expect(box(page)).to_have_value("")
    expect(bubbles(page, "You")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(one.name)
    expect(box(page)).to_have_value("For one")
    expect(bubbles(page, "You")).to_contain_text("Not now.")


@case("long texts are counted, and said to become several messages")
def counted(page):
    open_session(page, Customer(named("Reader")).says("Hello"))
    box(page).fill("a" * 1500)
    expect(page.get_by_text("1,500 of 1,600 characters.")).to_be_visible()
    box(page).fill("word " * 400)
    expect(page.get_by_text("2,000 characters: about 2 messages.")).to_be_visible()
    expect(bubbles(page).last).to_be_in_viewport()
    screenshot(page, "inbox long")
    box(page).press("Enter")
    expect(bubbles(page, "You")).to_have_count(2)


@case("a human takes over, and hands back to the bot")
def hand_off(page):
    customer = Customer(named("Caller"))
    id = customer.says("Hello")
    open_session(page, id)
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("A human answers")).to_be_visible()
    expect(row(page, customer)).to_contain_text("Human")
    assert call("GET", f"api/v1/sessions/{id}")["mode"] == "human"
    page.get_by_role("button", name="Hand to the bot").click()
    expect(page.get_by_text("The bot answers")).to_be_visible()
    answered = bubbles(page, "Bot").count()
    customer.says("5 units of Product A")
    expect(bubbles(page, "Bot").nth(answered)).to_be_visible()


@case("a session is completed after a question; what comes next opens another, which leads back to it")
def completed(page):
    customer = Customer(named("Done"))
    id = customer.says("That is all")
    open_session(page, id)
    act(page, "Complete")
    page.get_by_role("dialog").get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name="Take over")).to_be_visible()
    act(page, "Complete")
    screenshot(page, "inbox complete")
    page.get_by_role("dialog").get_by_role("button", name="Complete").click()
    expect(page.locator(".facts").get_by_text("Completed")).to_be_visible()
    expect(page.get_by_role("button", name="Take over")).to_be_hidden()
    expect(row(page, customer)).to_contain_text("Completed")
    following = customer.says("One more thing")
    assert following != id
    page.goto(f"{ADDRESS}#/whatsapp/{following}")
    page.get_by_role("region", name="Details").get_by_role("link", name="Previous session").click()
    expect(bubbles(page, customer.name)).to_have_text(re.compile("^That is all"))
    assert page.url.endswith(id)


@case("the window counts down; at its end nothing can be sent, and the page says why")
def window(page):
    page.clock.install()
    id = Customer(named("Late")).says("Hello")
    open_session(page, id)
    expect(page.get_by_text(re.compile(r"^Free text for 2[34]:\d\d:\d\d$"))).to_be_visible()
    box(page).fill("Too late")
    page.clock.fast_forward("23:30:00")
    expect(page.get_by_text(re.compile(r"^Free text for \d\d:\d\d$"))).to_be_visible()
    expect(box(page)).to_be_enabled()
    page.clock.fast_forward("30:10")
    expect(page.get_by_text("Window closed")).to_be_visible()
    expect(page.get_by_text("WhatsApp delivers free text only within 24 hours of the contact's last message.")).to_be_visible()
    expect(box(page)).to_be_disabled()
    expect(box(page)).to_have_value("Too late")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    screenshot(page, "inbox window closed")
    check_accessibility(page)


@case("nobody can write to somebody who has never written")
def stranger(page):
    number = Customer().number
    id = operate("create_session", phone_number=number)["session_id"]
    page.goto(f"{ADDRESS}#/whatsapp/{id}")
    expect(page.get_by_text("The contact has never written")).to_be_visible()
    expect(box(page)).to_be_disabled()
    expect(page.get_by_role("heading", level=1)).to_have_text(number)


@case("who wants no messages gets none, also when that has just been said", refusals=[409])
def opted_out(page):
    customer = Customer(named("Silent"))
    open_session(page, customer.says("Hello"))
    polls = []
    page.route("**/messages?*", lambda route: polls.append(route))
    page.wait_for_timeout(3500)
    assert polls
    customer.says("STOP")
    send(page, "Are you sure?")
    expect(bubbles(page, "You")).to_contain_text("The contact wants no messages")
    for each in polls:
        each.continue_()
    page.unroute("**/messages?*")
    expect(box(page)).to_be_disabled()
    expect(page.get_by_role("status").filter(has_text="The contact wants no messages.")).to_be_visible()
    expect(page.locator(".facts").get_by_text("Opted out")).to_be_visible()
    expect(page.get_by_role("article", name="Note")).to_contain_text("STOP")
    screenshot(page, "inbox opted out")


@case("a number is found however it is written; of an ended conversation its last session")
def found(page):
    customer = Customer(named("Found"))
    id = customer.says("Hello")
    page.goto(ADDRESS + "#/whatsapp")
    number = page.get_by_label("Find by number")
    number.fill(f"{customer.number[:2]} ({customer.number[2:5]}) {customer.number[5:]}")
    number.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(customer.name)
    call("POST", f"api/v1/session/{id}/complete")
    page.goto(ADDRESS + "#/whatsapp")
    number.fill(customer.number)
    number.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(customer.name)
    assert page.url.endswith(id)
    number.fill("+1 999")
    number.press("Enter")
    expect(page.get_by_text("Nobody with this number has written.")).to_be_visible()


@case("hostile texts are shown as text, and right-to-left ones from their side")
def hostile(page):
    customer = Customer("<img src=x onerror=alert(1)> \u202Egnp.exe")
    id = customer.says("<script>alert(1)</script> javascript:alert(1) https://example.com/?q=<b>")
    customer.says("مرحبا، أريد خمس علب من المنتج", [("javascript:alert(1)", "text/html;<script>")])
    customer.says("", MessageType="location", Latitude="48.2", Longitude="16.3", Label="<b>Nowhere</b>")
    customer.says("w" * 3000 + "\u0300" * 50)
    operate("update_session", session_id=id, context={"<i>key</i>": "<i>value</i>", "__proto__x": "v" * 300}, order_details={"items": "<u>none</u>", "constructor": None})
    open_session(page, id)
    expect(bubbles(page).filter(has_text="<script>alert(1)</script>").first).to_be_visible()
    expect(page.get_by_role("link", name="https://example.com/?q=").first).to_be_visible()
    assert page.locator("a[href^=javascript]").count() == 0
    assert bubbles(page).filter(has_text="مرحبا").first.locator("p").last.evaluate("text => getComputedStyle(text).direction") == "rtl"
    expect(page.get_by_role("heading", level=1)).to_have_text("<img src=x onerror=alert(1)> gnp.exe")
    expect(page.get_by_role("region", name="Details")).to_contain_text("<i>value</i>")
    check_width(page)
    screenshot(page, "inbox hostile")
    check_accessibility(page)


@case("a session that does not exist is said not to", refusals=[404])
def missing(page):
    page.goto(f"{ADDRESS}#/whatsapp/00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("alert")).to_contain_text("Session not found")
    expect(page.get_by_role("alert").get_by_role("button")).to_have_count(0)
    expect(box(page)).to_be_disabled()


@case("who may not see it is told so, and asked no more", refusals=[403])
def forbidden(page):
    asked = []

    def refuse(route):
        asked.append(route)
        route.fulfill(status=403, json={"detail": "Only administrators and staff may do this"})

    page.route("**/api/v1/**", refuse)
    page.goto(f"{ADDRESS}#/whatsapp/00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("log").get_by_role("alert")).to_contain_text("Only administrators and staff may do this")
    page.wait_for_timeout(1000)
    before = len(asked)
    page.wait_for_timeout(4000)
    assert len(asked) <= before + 1, (before, len(asked))


@case("who is no longer signed in is told so", refusals=[401])
def signed_out(page):
    id = Customer(named("Unseen")).says("Hello")
    open_session(page, id)
    page.route("**/api/v1/**", lambda route: route.fulfill(status=401, json={"detail": "Please sign in"}))
    expect(page.get_by_text("You are not signed in.")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Please sign in to go on.")).to_be_visible()
    expect(bubbles(page).first).to_be_visible()


@case("when the server fails or is away, what is there stays, and what comes then is shown", refusals=[500, 0])
def faults(page):
    customer = Customer(named("Steady"))
    id = customer.says("Hello")
    page.route("**/messages?*", lambda route: route.fulfill(status=500, json={"detail": "Internal error"}))
    page.goto(f"{ADDRESS}#/whatsapp/{id}")
    expect(page.get_by_role("log").get_by_role("alert")).to_contain_text("Internal error")
    page.unroute("**/messages?*")
    page.get_by_role("button", name="Try again").click()
    expect(bubbles(page, customer.name)).to_have_count(1)
    page.context.set_offline(True)
    expect(page.get_by_role("status").filter(has_text=re.compile("^You are offline"))).not_to_have_count(0)
    expect(bubbles(page, customer.name)).to_have_count(1)
    customer.says("Still here?")
    screenshot(page, "inbox offline")
    page.context.set_offline(False)
    expect(bubbles(page, customer.name)).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text=re.compile("^You are offline"))).to_have_count(0)


@case("a list that cannot be brought up to date says so, and recovers", refusals=[503])
def stale(page):
    customer = Customer(named("Listed"))
    customer.says("Hello")
    page.goto(ADDRESS + "#/whatsapp")
    expect(row(page, customer)).to_contain_text("messages")
    page.route("**/api/v1/sessions?*", lambda route: route.fulfill(status=503, json={"detail": "Not available now."}))
    expect(page.get_by_role("status").filter(has_text="Not available now.")).to_be_visible()
    expect(row(page, customer)).to_be_visible()
    screenshot(page, "inbox not available")
    page.unroute("**/api/v1/sessions?*")
    expect(page.get_by_text("Not available now.")).to_have_count(0, timeout=30_000)


@case("nothing is asked for while nobody looks")
def hidden(page):
    customer = Customer(named("Hidden"))
    open_session(page, customer.says("Hello"))
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    hide = "isHidden => { Object.defineProperty(document, 'hidden', {value: isHidden, configurable: true}); document.dispatchEvent(new Event('visibilitychange')) }"
    page.evaluate(hide, True)
    page.wait_for_timeout(500)
    asked.clear()
    page.wait_for_timeout(4000)
    assert not asked, asked
    customer.says("Look at me")
    page.evaluate(hide, False)
    expect(bubbles(page, customer.name)).to_have_count(2)
    page.get_by_role("link", name="Chat").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(500)
    asked.clear()
    page.wait_for_timeout(4000)
    assert not [url for url in asked if "/api/v1/" in url], asked


@case("everything can be done with the keyboard alone")
def keyboard(page):
    customer = Customer(named("Keys"))
    id = customer.says("Hello")
    page.goto(ADDRESS + "#/whatsapp")
    expect(row(page, customer)).to_be_visible()
    page.get_by_label("Find by number").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Show", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    for _ in range(60):
        if customer.name in page.evaluate("document.activeElement.textContent"):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(customer.name)
    assert page.url.endswith(id)
    for name in ["Take over", "Details", "Actions for this conversation"]:
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    page.get_by_role("button", name="Take over").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Hand to the bot")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("log")).to_be_focused()
    box(page).focus()
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    page.keyboard.press("Enter")
    expect(bubbles(page, "You")).to_have_text(re.compile("^first line\nsecond line"))
    expect(box(page)).to_be_focused()
    page.get_by_role("button", name="Close details").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Details")).to_have_count(0)
    expect(page.get_by_role("button", name="Details", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Complete")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".facts").get_by_text("Completed")).to_be_visible()


@case("on a phone the list is what one begins with, and nothing is too wide", viewport=PHONE, has_touch=True)
def phone(page):
    customer = Customer(named("A customer with a long name"))
    id = customer.says("Hello, I would like to order something for tomorrow.")
    customer.says("v" * 200, [medium("ME1", "image/jpeg")])
    operate("update_session", session_id=id, order_details={"items": [{"name": "Product " + "A" * 40, "quantity": 5, "price": 12.5}], "total": 62.5})
    page.goto(ADDRESS + "#/whatsapp")
    expect(row(page, customer)).to_be_visible()
    screenshot(page, "inbox list phone")
    check_accessibility(page)
    row(page, customer).get_by_role("link").click()
    expect(bubbles(page).first).to_be_visible()
    expect(row(page, customer)).to_be_hidden()
    check_width(page)
    screenshot(page, "inbox phone")
    check_accessibility(page)
    page.get_by_role("button", name="Details", exact=True).click()
    expect(page.get_by_role("button", name="Close details")).to_be_focused()
    check_width(page)
    screenshot(page, "inbox details phone")
    check_accessibility(page)
    page.keyboard.press("Escape")
    send(page, "Of course.")
    expect(bubbles(page, "You")).to_be_visible()
    check_width(page)


def looks(page, name):
    customer = Customer(named("Looks"))
    id = customer.says("Good morning! Do you deliver to https://example.com?")
    customer.says("5 units of Product A")
    customer.says("This is the shelf that I mean.", [medium("ME1", "image/jpeg")], MessageType="image")
    open_session(page, id)
    send(page, "We do, every day until noon.")
    expect(bubbles(page, "You").get_by_role("img", name=re.compile("^(Sent|Delivered|Read)$"))).to_be_visible()
    page.wait_for_timeout(4000)
    screenshot(page, f"inbox {name}")
    check_accessibility(page)
    page.get_by_role("button", name="Actions for this conversation").click()
    expect(page.get_by_role("button", name="Copy number")).to_be_focused()
    check_accessibility(page)


@case("axe finds nothing in light colours", color_scheme="light")
def light(page):
    looks(page, "light")


@case("axe finds nothing in dark colours", color_scheme="dark")
def dark(page):
    looks(page, "dark")


@case("axe finds nothing in dark colours on a phone", color_scheme="dark", viewport=PHONE, has_touch=True)
def dark_phone(page):
    looks(page, "dark phone")


@case("the view is loaded when it is first shown, and with it what it looks like")
def on_demand(page):
    names = []
    page.on("request", lambda request: names.append(request.url.split("/")[-1]))
    page.goto(ADDRESS + "#/chat")
    expect(page.get_by_role("link", name="WhatsApp")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert "app.js" in names and not [name for name in names if name.startswith(("inbox", "review"))], names
    page.get_by_role("link", name="WhatsApp").click()
    expect(page.get_by_text("Choose a conversation.")).to_be_visible()
    assert "inbox.js" in names and "inbox.css" in names, names


@case("a view that cannot be loaded is said to be so", refusals=[0])
def not_loaded(page):
    page.route("**/inbox.js", lambda route: route.abort())
    page.goto(ADDRESS + "#/whatsapp")
    expect(page.get_by_role("alert")).to_contain_text("This view could not be loaded.")
    page.unroute("**/inbox.js")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Choose a conversation.")).to_be_visible()


@case("who is not of the staff is not offered the view")
def outsider(page):
    page.goto(OUTSIDER + "#/whatsapp")
    expect(page.get_by_role("link", name="Chat")).to_be_visible()
    expect(page.get_by_role("link", name="WhatsApp")).to_have_count(0)
    expect(page.get_by_role("heading", name="What is on your mind?")).to_be_visible()


run()
