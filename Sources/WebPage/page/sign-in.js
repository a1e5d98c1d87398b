// Signing in with an OpenID provider: authorization code with PKCE (RFC 7636). Tokens live as long as the tab.

const key = "sign_in";
let setting = null;
let refreshing = null;

const stored = () => JSON.parse(sessionStorage.getItem(key) ?? "{}");
const store = (value) => sessionStorage.setItem(key, JSON.stringify(value));

/** The id token, which carries the user's name and groups for the gateway's authorizer. */
export const accessToken = () => stored().token;
export const mayAsk = () => setting !== null;

const encoded = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const random = () => encoded(crypto.getRandomValues(new Uint8Array(32)));
const page = () => location.origin + location.pathname;

async function provider() {
  const answer = await fetch(`${setting.issuer}/.well-known/openid-configuration`);
  if (!answer.ok) throw new Error("The sign-in service cannot be reached.");
  const found = await answer.json();
  if (found.issuer !== setting.issuer) throw new Error("The sign-in service is not the one that was set up.");
  return found;
}

async function tokens(fields) {
  const { token_endpoint: endpoint } = await provider();
  const answer = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ client_id: setting.client_id, ...fields }) });
  if (!answer.ok) throw new Error("Signing in did not work. Please try again.");
  return answer.json();
}

function claims(token) {
  const text = atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0))));
}

/** Goes to the provider, and comes back to where one was. */
export async function signIn() {
  const { authorization_endpoint: endpoint } = await provider();
  const pending = { verifier: random(), state: random(), nonce: random(), hash: location.hash };
  store({ pending });
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier)));
  const parameters = {
    response_type: "code", client_id: setting.client_id, redirect_uri: page(), scope: "openid profile email",
    state: pending.state, nonce: pending.nonce, code_challenge: encoded(digest), code_challenge_method: "S256",
  };
  location.assign(`${endpoint}${endpoint.includes("?") ? "&" : "?"}${new URLSearchParams(parameters)}`);
}

/** Takes the setting, and what the provider has sent back, if anything. */
export async function begin(config) {
  setting = config ?? null;
  const answer = new URLSearchParams(location.search);
  if (!setting || !(answer.has("code") || answer.has("error"))) return;
  const { pending } = stored();
  history.replaceState(null, "", location.pathname + (pending?.hash ?? ""));
  sessionStorage.removeItem(key);
  if (!pending || answer.get("state") !== pending.state) throw new Error("The answer of the sign-in service does not fit. Please sign in again.");
  if (answer.has("error")) throw new Error(answer.get("error_description") ?? "Signing in was refused.");
  const result = await tokens({
    grant_type: "authorization_code", code: answer.get("code"), redirect_uri: page(), code_verifier: pending.verifier,
  });
  if (claims(result.id_token).nonce !== pending.nonce) throw new Error("The answer of the sign-in service does not fit. Please sign in again.");
  store({ token: result.id_token, refresh: result.refresh_token });
}

/** True when there is a new token. Calls at the same time share one attempt. */
export function refresh() {
  const { refresh: token } = stored();
  if (!setting || !token) return false;
  refreshing ??= tokens({ grant_type: "refresh_token", refresh_token: token })
    .then((result) => (store({ token: result.id_token, refresh: result.refresh_token ?? token }), true))
    .catch(() => (sessionStorage.removeItem(key), false))
    .finally(() => (refreshing = null));
  return refreshing;
}

export function signOut() {
  sessionStorage.removeItem(key);
  location.reload();
}
