// Signing in with an OpenID provider: authorization code with PKCE (RFC 7636). Tokens live as long as the tab.

import { session } from "./storage.js";

const key = "sign_in";
let setting;
let refreshing;

const stored = () => JSON.parse(session.get(key) ?? "{}");
const store = (value) => session.set(key, JSON.stringify(value));
const forget = () => session.remove(key);
const page = () => location.origin + location.pathname;
const base64 = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const random = () => base64(crypto.getRandomValues(new Uint8Array(32)));
const failed = () => new Error("Signing in did not work. Please try again.");

/** The id token: it carries the name and the groups that the gateway's authorizer hands on. */
export const accessToken = () => stored().token;
export const maySignIn = () => Boolean(setting);

async function provider() {
	const answer = await fetch(`${setting.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
	const found = answer.ok && (await answer.json());
	if (found.issuer !== setting.issuer) throw failed();
	return found;
}

async function tokens(fields) {
	const { token_endpoint: endpoint } = await provider();
	const answer = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ client_id: setting.client_id, ...fields }) });
	if (!answer.ok) throw failed();
	return answer.json();
}

/** Goes to the provider, which sends the person back here. */
export async function signIn() {
	if (!crypto.subtle) throw new Error(`Signing in needs a secure connection. Please open this page at https://${location.host}.`);
	const { authorization_endpoint: endpoint } = await provider();
	const pending = { verifier: random(), state: random(), nonce: random(), hash: location.hash };
	if (!store({ pending })) {
		forget();
		throw new Error(`Signing in needs what this browser blocks: please allow cookies and site data for ${location.host}, and try again.`);
	}
	const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
	const parameters = new URLSearchParams({
		response_type: "code", client_id: setting.client_id, redirect_uri: page(), scope: "openid profile email",
		state: pending.state, nonce: pending.nonce, code_challenge: base64(new Uint8Array(digest)), code_challenge_method: "S256",
	});
	location.assign(endpoint + (endpoint.includes("?") ? "&" : "?") + parameters);
}

/** Takes the setting, and what the provider has sent back, if anything. */
export async function begin(signInSetting) {
	setting = signInSetting;
	const answer = new URLSearchParams(location.search);
	if (!setting || !answer.has("state")) return;
	const { pending } = stored();
	history.replaceState(null, "", location.pathname + (pending?.hash ?? ""));
	forget();
	if (answer.get("state") !== pending?.state || !answer.has("code")) throw failed();
	const result = await tokens({
		grant_type: "authorization_code", code: answer.get("code"), redirect_uri: page(), code_verifier: pending.verifier,
	});
	// It came from the provider itself, over TLS: what is left to check is that it answers this request (OpenID Connect §3.1.3.7).
	const claims = JSON.parse(atob(result.id_token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
	if (claims.nonce !== pending.nonce) throw failed();
	store({ token: result.id_token, refresh: result.refresh_token });
}

/** True when there is a new token. Calls at the same time share one attempt. */
export function refresh() {
	const { refresh: token } = stored();
	if (!setting || !token) return false;
	refreshing ??= tokens({ grant_type: "refresh_token", refresh_token: token })
		.then((result) => { store({ token: result.id_token, refresh: result.refresh_token ?? token }); return true; })
		.catch(() => { forget(); return false; })
		.finally(() => { refreshing = null; });
	return refreshing;
}

export function signOut() {
	forget();
	location.reload();
}
