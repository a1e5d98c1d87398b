// What is known of a session: its order, its context, its place among the contact's sessions.

import { h } from "./dom.js";
import { numberOf, titleOf } from "./inbox-messages.js";
import { clock, shortDate, timeElement } from "./time.js";

/** Names of members, as people say them. */
const words = (key) => (key[0]?.toUpperCase() ?? "") + key.slice(1).replaceAll("_", " ");
const isTime = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value);
const isNothing = (value) => value == null || value === "";

function shown(value) {
	if (isTime(value)) return timeElement(value, (time) => `${shortDate(time)}, ${clock(time)}`);
	return typeof value === "number" ? value.toLocaleString() : typeof value === "string" ? value : JSON.stringify(value);
}

const facts = (entries) => h("dl", { class: "pairs" }, entries.filter(([, value]) => !isNothing(value)).map(([key, value]) =>
	h("div", {}, h("dt", { dir: "auto" }, key), h("dd", { dir: "auto" }, value instanceof Node ? value : shown(value)))));

function table(items) {
	const keys = [...new Set(items.flatMap(Object.keys))].filter((key) => !["name", "quantity", "unit"].includes(key));
	return h("div", { class: "table" }, h("table", { "aria-label": "Items" },
		h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Item"), h("th", { scope: "col", class: "number" }, "Quantity"), keys.map((key) => h("th", { scope: "col", dir: "auto" }, words(key))))),
		h("tbody", {}, items.map((item) => h("tr", {}, h("td", { dir: "auto" }, shown(item.name ?? "")),
			h("td", { class: "number", dir: "auto" }, [item.quantity, item.unit].filter((part) => !isNothing(part)).map(shown).join(" ")),
			keys.map((key) => h("td", { dir: "auto" }, isNothing(item[key]) ? "" : shown(item[key]))))))));
}

function order({ items, total, currency, confidence, message_ids: _, ...rest }) {
	const isList = Array.isArray(items) && items.length && items.every((item) => item && typeof item === "object");
	return [
		isList ? table(items) : facts([["Items", items]]),
		facts([
			["Total", isNothing(total) ? null : [shown(total), currency].filter(Boolean).join(" ")],
			...Object.entries(rest).map(([key, value]) => [words(key), value]),
			["Confidence", typeof confidence === "number" ? `${Math.round(confidence * 100)} %` : confidence],
		]),
	];
}

const card = (title, content) => h("section", { class: "card" }, h("h3", {}, title), content);

/** `address` makes links to sessions. */
export function details(session, address) {
	const { order_details: ordered, context, previous_session_id: previous } = session;
	const known = Object.entries(context ?? {});
	return [
		card("Order", ordered && Object.keys(ordered).length ? order(ordered) : h("p", { class: "muted" }, "Nothing has been ordered yet.")),
		card("Context", known.length ? facts(known) : h("p", { class: "muted" }, "Nothing is kept here yet.")),
		card("Session", [
			facts([
				["Contact", titleOf(session)], ["Number", h("bdi", {}, numberOf(session))], ["Began", session.created_at], ["Last activity", session.last_activity],
				["Ended", session.ended_at], ["Messages", session.message_count], ["Window closes", session.window_closes_at],
			]),
			previous && h("a", { href: address(previous) }, "Previous session"),
		]),
	];
}
