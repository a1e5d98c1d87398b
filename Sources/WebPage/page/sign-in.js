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
const withoutSlash = (url) => String(url ?? "").replace(/\/$/, "");

/** What went wrong, for the person and, with all that is known, for whoever looks into the console. Only ever shown as text. */
function failed(what, ...details) {
	console.error("Signing in did not work:", what, ...details);
	return new Error(`Signing in did not work. ${what}`);
}

const claimsOf = (token) => JSON.parse(new TextDecoder().decode(
	Uint8Array.from(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0))));

/** Whether a token may still be used; one that does not say until when may. */
function isValid(token) {
	try {
		const { exp } = claimsOf(token);
		return !exp || exp > Date.now() / 1000;
	} catch {
		return false;
	}
}

/** The id token: it carries the name and the groups that the gateway's authorizer hands on. */
export const accessToken = () => stored().token;
export const maySignIn = () => Boolean(setting);

/** An answer of the provider. Browsers do not say why a call failed: it may be its address, the network, or the page's policy. */
async function ask(url, options) {
	let answer;
	try {
		answer = await fetch(url, options);
	} catch (error) {
		throw failed(`${new URL(url, location).origin} could not be reached. If it is another host than the issuer's, it has to be among OIDC_ORIGINS.`, url, error);
	}
	const text = await answer.text();
	try {
		return { ok: answer.ok, status: answer.status, data: JSON.parse(text) ?? {} };
	} catch {
		return { ok: answer.ok, status: answer.status, data: {}, text };
	}
}

/** Words of the provider, or of an address that anybody may have made: shortened. */
const told = ({ error, error_description: description }) => [error, description].filter(Boolean).join(": ").slice(0, 500);

async function provider() {
	const url = `${withoutSlash(setting.issuer)}/.well-known/openid-configuration`;
	const { ok, status, data, text } = await ask(url);
	if (!ok || !data.authorization_endpoint || !data.token_endpoint) {
		throw failed(`${url} answered ${status} and is no OpenID configuration. Please check OIDC_ISSUER.`, text ?? data);
	}
	// The slash at the end makes no difference here: providers are not at one about it, and people copy it either way.
	if (withoutSlash(data.issuer) !== withoutSlash(setting.issuer)) {
		const tenant = String(data.issuer).includes("{tenantid}") ? " Name the tenant in place of common or organizations." : "";
		throw failed(`OIDC_ISSUER is ${setting.issuer}, but the provider calls itself ${data.issuer}.${tenant}`, data);
	}
	return data;
}

/** What people can do about an error of the token endpoint (RFC 6749 §5.2). */
const remedies = {
	invalid_client: "The client may need a secret, which a page cannot keep: make it a public client (single-page application).",
	unauthorized_client: "The client may not use the authorization code with PKCE: make it a public client (single-page application).",
	invalid_grant: "Please try again.",
};

async function tokens(fields) {
	const { token_endpoint: endpoint } = await provider();
	const { ok, status, data, text } = await ask(endpoint, { method: "POST", body: new URLSearchParams({ client_id: setting.client_id, ...fields }) });
	if (!ok || data.error) throw failed(`The provider refused with ${status}: ${[told(data), remedies[data.error]].filter(Boolean).join(". ")}`, text ?? data);
	return data;
}

/** Goes to the provider, which sends the person back here. */
export async function signIn() {
	if (!crypto.subtle) throw new Error(`Signing in needs a secure connection. Please open this page at https://${location.host}.`);
	const { authorization_endpoint: endpoint, scopes_supported: scopes } = await provider();
	// For a refresh token (OpenID Connect Core §11), where the provider knows the scope.
	const scope = `openid profile email${Array.isArray(scopes) && scopes.includes("offline_access") ? " offline_access" : ""}`;
	const pending = { verifier: random(), state: random(), nonce: random(), hash: location.hash };
	if (!store({ pending })) {
		forget();
		throw new Error(`Signing in needs what this browser blocks: please allow cookies and site data for ${location.host}, and try again.`);
	}
	const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
	const parameters = new URLSearchParams({
		response_type: "code", client_id: setting.client_id, redirect_uri: page(), scope,
		state: pending.state, nonce: pending.nonce, code_challenge: base64(new Uint8Array(digest)), code_challenge_method: "S256",
	});
	location.assign(endpoint + (endpoint.includes("?") ? "&" : "?") + parameters);
}

/** Takes the setting, and what the provider has sent back, if anything. */
export async function begin(signInSetting) {
	setting = signInSetting;
	const answer = new URLSearchParams(location.search);
	if (!setting || !(answer.has("state") || answer.has("error"))) return;
	const { pending } = stored();
	history.replaceState(null, "", location.pathname + (pending?.hash ?? ""));
	forget();
	const refusal = { error: answer.get("error"), error_description: answer.get("error_description") };
	// Its words are not shown: anybody can make such an address.
	if (!pending || answer.get("state") !== pending.state) throw failed("The answer belongs to no attempt of this tab. Please try again.", refusal);
	if (!answer.has("code")) throw failed(told(refusal) ? `The provider said ${told(refusal)}` : "The provider sent no code.", refusal);
	const result = await tokens({
		grant_type: "authorization_code", code: answer.get("code"), redirect_uri: page(), code_verifier: pending.verifier,
	});
	if (!result.id_token) throw failed("The provider sent no id_token. The scope openid has to be allowed for the client.", Object.keys(result));
	// It came from the provider itself, over TLS: what is left to check is that it answers this request (OpenID Connect §3.1.3.7).
	const { nonce } = claimsOf(result.id_token);
	if (nonce !== pending.nonce) throw failed("The token is for another attempt. Please try again.", { expected: pending.nonce, came: nonce });
	store({ token: result.id_token, refresh: result.refresh_token });
}

/** True when there is a token that may be tried. Calls at the same time share one attempt. */
export function refresh() {
	const { token, refresh: refreshToken } = stored();
	if (!setting || !refreshToken) return false;
	refreshing ??= tokens({ grant_type: "refresh_token", refresh_token: refreshToken })
		.then((result) => {
			// An answer may be without a new one (OpenID Connect Core §12.2): then the present one goes on for as long as it is valid.
			if (!result.id_token && !isValid(token)) throw failed("The provider renewed no id_token.", Object.keys(result));
			store({ token: result.id_token ?? token, refresh: result.refresh_token ?? refreshToken });
			return true;
		})
		.catch(() => { forget(); return false; })
		.finally(() => { refreshing = null; });
	return refreshing;
}

export function signOut() {
	forget();
	location.reload();
}
