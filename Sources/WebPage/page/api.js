// Calls of the back end, and its refusals in words.

import { accessToken, refresh } from "./sign-in.js";

/** Why a call failed, worded for people. */
export class Failure extends Error {
	constructor(status, message, retryAfter) {
		super(message);
		Object.assign(this, { status, retryAfter });
	}
}

/** What the back end says, in the shape of any of its systems. */
function told(data) {
	const detail = data?.detail ?? data?.message ?? data;
	if (Array.isArray(detail)) return detail.map(({ loc, msg }) => `${loc?.at(-1) ?? ""} ${msg}`.trim()).join("; ");
	return typeof detail === "string" ? detail : "";
}

function worded(status, data, seconds) {
	if (status === 401) return "Please sign in to go on.";
	if (status === 429) return `Too much at once. Please try again in ${seconds ? `${seconds} seconds` : "a moment"}.`;
	return told(data) || {
		403: "You may not do this.", 404: "It is not there any more.", 413: "That is too large.",
		503: "The service is not available now. Please try again in a moment.",
	}[status] || `The server could not do this (${status}). Please try again.`;
}

/** `{status, headers, data}`. Throws Failure, and AbortError when `signal` is aborted. */
export async function request(path, { method = "GET", body, headers, signal } = {}, isRetried) {
	const token = accessToken();
	let response;
	try {
		response = await fetch(path, {
			method, signal, cache: "no-store", body: body && JSON.stringify(body),
			headers: { ...(body && { "Content-Type": "application/json" }), ...(token && { Authorization: `Bearer ${token}` }), ...headers },
		});
	} catch (error) {
		if (error.name === "AbortError") throw error;
		throw new Failure(0, navigator.onLine ? "The server cannot be reached. Please try again." : "You are offline.");
	}
	const { status } = response;
	if (status === 401 && !isRetried && (await refresh())) return request(path, { method, body, headers, signal }, true);
	let data = await response.text();
	const isJSON = /json/.test(response.headers.get("Content-Type"));
	if (isJSON && data) data = JSON.parse(data);
	if (response.ok || status === 304) return { status, headers: response.headers, data };
	if (status === 401) document.dispatchEvent(new Event("signedout"));
	const seconds = Number(response.headers.get("Retry-After")) || undefined;
	throw new Failure(status, worded(status, isJSON && data, seconds), seconds);
}

const sending = (method) => async (path, body, options) => (await request(path, { method, body, ...options })).data;
export const get = async (path, options) => (await request(path, options)).data;
export const post = sending("POST");
export const patch = sending("PATCH");
export const remove = sending("DELETE");

/** "?a=1&b=2" of what is not empty. */
export function query(values) {
	const entries = Object.entries(values).filter(([, value]) => value);
	return entries.length ? `?${new URLSearchParams(entries)}` : "";
}

/** An export as a whole: what is larger than an answer comes in parts, and a chat may go on in the next. */
export async function exported(path, values) {
	const parts = [];
	let cursor;
	do {
		const { headers, data } = await request(path + query({ ...values, cursor }));
		parts.push(data);
		cursor = headers.get("X-Next-Cursor");
	} while (cursor);
	if (typeof parts[0] === "string") return parts.join("");
	const sessions = [];
	for (const session of parts.flatMap((part) => part.sessions)) {
		if (sessions.at(-1)?.session_id === session.session_id) sessions.at(-1).messages.push(...session.messages);
		else sessions.push(session);
	}
	return { version: 1, sessions };
}
