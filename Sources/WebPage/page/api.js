// Calls of the back end, and its refusals in words.

import { accessToken, refresh } from "./sign-in.js";

/** Why a call failed, worded for people. */
export class Failure extends Error {
  constructor(status, message, retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** What the back end says, in any of its systems' shapes. */
function told(data) {
  const detail = data?.detail ?? data?.message ?? data?.error ?? data;
  if (Array.isArray(detail)) return detail.map(({ loc, msg }) => [loc?.at(-1), msg].filter(Boolean).join(": ")).join("; ");
  return typeof detail === "string" ? detail : "";
}

function worded(status, data, retryAfter) {
  const text = told(data);
  switch (status) {
    case 401: return "Please sign in to go on.";
    case 403: return text || "You may not do this.";
    case 404: return text || "It is not there any more.";
    case 413: return text || "That is too large.";
    case 429: return `Too much at once. ${retryAfter ? `Please try again in ${retryAfter} seconds.` : "Please try again in a moment."}`;
    case 503: return text || "The service is not available now. Please try again in a moment.";
    default: return text || `The server could not do this (${status}). Please try again.`;
  }
}

/** `{status, headers, data}`. Throws Failure, and AbortError when `signal` is aborted. */
export async function request(path, { method = "GET", body, headers = {}, signal, retried } = {}) {
  const token = accessToken();
  let response;
  try {
    response = await fetch(path, {
      method, signal, cache: "no-store",
      headers: {
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }), ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(0, navigator.onLine ? "The server cannot be reached. Please try again." : "You are offline.");
  }
  if (response.status === 401 && !retried && (await refresh())) {
    return request(path, { method, body, headers, signal, retried: true });
  }
  const text = await response.text();
  let data = text;
  try { data = JSON.parse(text); } catch { /* It is text, such as an export in Markdown. */ }
  if (response.ok || response.status === 304) return { status: response.status, headers: response.headers, data };
  if (response.status === 401) document.dispatchEvent(new Event("signedout"));
  const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
  const readable = typeof data === "string" && !response.headers.get("Content-Type")?.includes("json") ? null : data;
  throw new Failure(response.status, worded(response.status, readable, retryAfter), retryAfter);
}

export const get = async (path, options) => (await request(path, options)).data;
export const post = async (path, body, options) => (await request(path, { method: "POST", body, ...options })).data;
export const patch = async (path, body) => (await request(path, { method: "PATCH", body })).data;
export const remove = async (path) => (await request(path, { method: "DELETE" })).data;

/** "?a=1&b=2" of what is not empty. */
export function query(values) {
  const entries = Object.entries(values).filter(([, value]) => value != null && value !== "" && value !== false);
  return entries.length ? "?" + new URLSearchParams(entries) : "";
}
