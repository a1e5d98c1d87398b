"""Signing in: an OpenID provider, and a gateway whose authorizer believes its tokens, both in this process.

The gateway hands requests without a token to the page's address, where nobody is signed in, and those with one on to a second
server, which is started as the user (the last argument) on the same store.
"""

import base64
import contextlib
import hashlib
import http.server
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

ANONYMOUS = sys.argv[1]
SIGNED_IN = sys.argv.pop()
PROVIDER_PORT = int(sys.argv.pop())


def serve(port, handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Provider(Handler):
    """Authorization code with PKCE (RFC 7636); every misuse is refused."""

    codes = {}
    valid = set()
    refreshes = []
    nonces = []
    deny = False
    # What the metadata says beside its endpoints, and what the token endpoint answers in place of tokens.
    metadata = {}
    refusal = None
    asked = {}
    renews_id_token = True
    lifetime = 3600

    def json(self, status, value):
        self.answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", "Access-Control-Allow-Origin": "*"})

    def token(self, nonce):
        part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
        token = ".".join([part({"alg": "none"}), part({"sub": "ann", "name": "Ännchen", "nonce": nonce, "n": len(Provider.valid), "exp": int(time.time()) + Provider.lifetime}), "x"])
        Provider.valid.add(token)
        return token

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/pool/.well-known/openid-configuration":
            return self.json(200, {
                # With a slash at its end, as some providers have it.
                "issuer": ISSUER + "/", "authorization_endpoint": ISSUER + "/authorize", "token_endpoint": ISSUER + "/token",
                **Provider.metadata})
        asked = Provider.asked = dict(urllib.parse.parse_qsl(query))
        assert path == "/pool/authorize" and asked["response_type"] == "code" and asked["client_id"] == "page"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = f"code-{len(Provider.codes)}"
        Provider.codes[code] = asked
        back = {"error": "access_denied", "error_description": "Ann <b>said</b> no", "state": asked["state"]} if Provider.deny else {"code": code, "state": asked["state"]}
        self.answer(302, headers={"Location": asked["redirect_uri"] + "?" + urllib.parse.urlencode(back)})

    def do_POST(self):
        sent = dict(urllib.parse.parse_qsl(self.body().decode()))
        if Provider.refusal:
            return self.json(401, Provider.refusal)
        if sent["grant_type"] == "refresh_token":
            Provider.refreshes.append(sent["refresh_token"])
            if not Provider.renews_id_token:
                return self.json(200, {"access_token": "opaque"})
            return self.json(200, {"id_token": self.token("later")})
        asked = Provider.codes.pop(sent["code"], None)
        digest = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
        if not asked or asked["code_challenge"] != digest or asked["redirect_uri"] != sent["redirect_uri"] or sent["client_id"] != "page":
            return self.json(400, {"error": "invalid_grant"})
        self.json(200, {"id_token": self.token(asked["nonce"]), "refresh_token": "again"})


class Gateway(Handler):
    # Requests with a token that are refused although it is valid.
    refused = 0

    def pass_on(self):
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        target = SIGNED_IN if token in Provider.valid else ANONYMOUS
        if token and Gateway.refused:
            Gateway.refused -= 1
            target = ANONYMOUS
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length", "connection")}
        request = urllib.request.Request(target.rstrip("/") + self.path, method=self.command, data=self.body() or None, headers=headers)
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in ("content-length", "connection", "date")}
        self.answer(answer.status, answer.read(), kept)

    do_GET = do_POST = do_PATCH = do_DELETE = pass_on


ISSUER = serve(PROVIDER_PORT, Provider) + "/pool"
sys.argv[1] = serve(0, Gateway) + "/"

from browser import ADDRESS, case, check_accessibility, expect, run, screenshot  # noqa: E402


def sign_in(page):
    page.goto(ADDRESS + "#/assessments")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".side").get_by_text("ann", exact=True)).to_be_visible()


@case("without a token the page asks to sign in, and says so where something is missing", refusals=[401])
def anonymous(page):
    page.goto(ADDRESS + "#/assessments")
    expect(page.get_by_text("You are not signed in.")).to_be_visible()
    expect(page.get_by_role("alert").first).to_contain_text("Please sign in")
    screenshot(page, "signed out")
    check_accessibility(page)


@case("one comes back to where one was, and calls carry the token", refusals=[401])
def signed_in(page):
    sign_in(page)
    assert page.url == ADDRESS + "#/assessments"
    expect(page.get_by_text("You are not signed in.")).to_be_hidden()
    with page.expect_request("**/api/assessments*") as asked:
        page.reload()
    assert asked.value.headers["authorization"].removeprefix("Bearer ") in Provider.valid
    expect(page.get_by_text("What you submit will be here.")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage).join()").find("sign_in") < 0


@case("a token that has expired is renewed on the way", refusals=[401])
def renewed(page):
    sign_in(page)
    Provider.valid.clear()
    before = len(Provider.refreshes)
    page.reload()
    expect(page.locator(".side").get_by_text("ann", exact=True)).to_be_visible()
    expect(page.get_by_text("What you submit will be here.")).to_be_visible()
    assert Provider.refreshes[before:] == ["again"]


@contextlib.contextmanager
def provider(**values):
    """The provider behaves like that for a while."""
    before = {name: getattr(Provider, name) for name in values}
    for name, value in values.items():
        setattr(Provider, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(Provider, name, value)


def try_to_sign_in(page):
    page.goto(ADDRESS + "#/assessments")
    page.get_by_role("button", name="Sign in").click()


@case("an issuer that only lacks the slash of the setting is the same", refusals=[401])
def slash(page):
    with provider(metadata={"issuer": ISSUER}):
        sign_in(page)


@case("another issuer is named, beside the one that was expected", refusals=[401], says=["Signing in did not work"])
def other_issuer(page):
    with provider(metadata={"issuer": "https://login.example.com/{tenantid}/v2.0"}):
        try_to_sign_in(page)
        told = page.get_by_text("Signing in did not work.")
        expect(told).to_contain_text(f"OIDC_ISSUER is {ISSUER}/")
        expect(told).to_contain_text("the provider calls itself https://login.example.com/{tenantid}/v2.0")
        expect(told).to_contain_text("Name the tenant")


@case("a client that needs a secret is told to be a public one", refusals=[401], says=["Signing in did not work"])
def secret(page):
    with provider(refusal={"error": "invalid_client", "error_description": "Client secret <i>missing</i>"}):
        try_to_sign_in(page)
        told = page.get_by_text("Signing in did not work.")
        expect(told).to_contain_text("refused with 401: invalid_client: Client secret <i>missing</i>")
        expect(told).to_contain_text("make it a public client")


@case("offline_access is asked for only where the provider lists it", refusals=[401])
def offline_access(page):
    sign_in(page)
    assert Provider.asked["scope"].split() == ["openid", "profile", "email"]
    with provider(metadata={"scopes_supported": ["openid", "offline_access"]}):
        page.evaluate("sessionStorage.clear()")
        page.reload()
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".side").get_by_text("ann", exact=True)).to_be_visible()
    assert Provider.asked["scope"].split() == ["openid", "profile", "email", "offline_access"]


@case("a renewal without an id token goes on with the one there is", refusals=[401])
def renewed_without_token(page):
    with provider(renews_id_token=False):
        sign_in(page)
        before = len(Provider.refreshes)
        # The configuration needs no token; the question who is there does.
        Gateway.refused = 2
        page.reload()
        expect(page.locator(".side").get_by_text("ann", exact=True)).to_be_visible()
        expect(page.get_by_text("What you submit will be here.")).to_be_visible()
        assert len(Provider.refreshes) == before + 1
    # Without a new one the refresh token stays as well.
    Provider.valid.clear()
    page.reload()
    expect(page.locator(".side").get_by_text("ann", exact=True)).to_be_visible()


@case("a renewal without an id token ends where the one there is has expired", refusals=[401], says=["Signing in did not work"])
def renewed_without_valid_token(page):
    with provider(renews_id_token=False, lifetime=-1):
        sign_in(page)
        Provider.valid.clear()
        page.reload()
        expect(page.get_by_text("You are not signed in.")).to_be_visible()


@case("a refusal of the provider, and an answer nobody asked for, are said", refusals=[401], says=["Signing in did not work"])
def refused(page):
    with provider(deny=True):
        try_to_sign_in(page)
        expect(page.get_by_text("Signing in did not work.")).to_contain_text("access_denied: Ann <b>said</b> no")
    page.goto(ADDRESS + "?code=stolen&state=guessed#/assessments")
    expect(page.get_by_text("Signing in did not work.").first).to_be_visible()
    assert "code=" not in page.url
    page.goto(ADDRESS + "?error=x&error_description=Call+0900#/assessments")
    expect(page.get_by_text("The answer belongs to no attempt").first).to_be_visible()
    expect(page.get_by_text("0900")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


@case("where storage is blocked, the page says what to allow, and goes on", refusals=[401])
def blocked(page):
    page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, "
        "{ get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); } });")
    page.goto(ADDRESS + "#/assessments")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("please allow cookies and site data for")).to_contain_text(ADDRESS.split("/")[2])
    assert page.url.startswith(ADDRESS)
    expect(page.get_by_text("You are not signed in.")).to_be_visible()


@case("on plain http, where nothing can be digested, the page says where to sign in", refusals=[401])
def insecure(page):
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });")
    page.goto(ADDRESS + "#/assessments")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Signing in needs a secure connection.")).to_contain_text("https://" + ADDRESS.split("/")[2])


@case("signing out forgets the token", refusals=[401])
def signed_out(page):
    sign_in(page)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are not signed in.")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0


run()
