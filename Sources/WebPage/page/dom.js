// Elements from data. Text is only ever text: nothing here, or anywhere else, makes markup of it.

import { links } from "./links.js";

const space = "http://www.w3.org/2000/svg";

function filled(element, properties, children) {
	for (const [key, value] of Object.entries(properties ?? {})) {
		if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
		else if (key === "value" || key === "checked") element[key] = value;
		else if (value != null && value !== false) element.setAttribute(key, value === true ? "" : value);
	}
	element.append(...children.flat(9).filter((child) => child != null && child !== false));
	return element;
}

/** An element. Properties that begin with "on" are listeners; false, null and undefined leave an attribute or a child out. */
export const h = (name, properties, ...children) => filled(document.createElement(name), properties, children);
export const svg = (name, properties, ...children) => filled(document.createElementNS(space, name), properties, children);

const paths = {
	menu: "M4 7h16M4 12h16M4 17h16",
	plus: "M12 5v14M5 12h14",
	search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14M16 16l4 4",
	pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
	archive: "M4 5h16v4H4zM6 9v10h12V9M10 13h4",
	trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
	more: "M5.500 12h.01M12 12h.01M18.500 12h.01",
	send: "M12 19V5M6 11l6-6 6 6",
	stop: "M7 7h10v10H7z",
	copy: "M9 9h10v11H9zM15 9V4H5v11h4",
	retry: "M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5",
	download: "M12 4v11M7 11l5 5 5-5M5 20h14",
	check: "M5 12l5 5 9-10",
	close: "M6 6l12 12M18 6L6 18",
	chat: "M6 4h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
	tasks: "M9 5h10M9 12h10M9 19h10M4 5h.01M4 12h.01M4 19h.01",
	inbox: "M3 13h5l2 3h4l2-3h5M6 5h12l3 8v6H3v-6z",
	shield: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z",
	select: "M4 6l2 2 3-4M4 15l2 2 3-4M13 7h7M13 16h7",
};

/** A picture that says nothing by itself. */
export const icon = (name, d = paths[name]) => svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon ${name}` }, svg("path", { d }));

export const button = (label, onclick, properties, name) => h("button", { type: "button", onclick, ...properties }, name && icon(name), label);

/** A button with a picture; its label is read out, and shown as a tip. */
export const iconButton = (name, label, onclick, properties) =>
	button(null, onclick, { class: "quiet", "aria-label": label, title: label, ...properties }, name);

export const field = (label, input) => h("label", { class: "field" }, h("span", {}, label), input);

/** "1 chat", "1,200 chats". */
export const counted = (number, noun) => `${number.toLocaleString()} ${noun}${number === 1 ? "" : "s"}`;

/** Text with parts marked: [start, end) in UTF-16 code units, as the server counts them. */
export function marked(text, ranges = []) {
	const parts = [];
	let last = 0;
	for (const [start, end] of ranges) {
		parts.push(text.slice(last, start), h("mark", {}, text.slice(start, end)));
		last = end;
	}
	return [...parts, text.slice(last)];
}

function linked(text) {
	const parts = [];
	let last = 0;
	for (const { index, text: shown, href } of links(text)) {
		parts.push(text.slice(last, index), h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, shown));
		last = index + shown.length;
	}
	return [...parts, text.slice(last)];
}

/** Copies a text, for a button. Throws where the browser lets no page do so. */
export async function toClipboard(text, target) {
	try {
		return await navigator.clipboard.writeText(text);
	} catch {
		// There is a clipboard on secure origins only, and people may refuse it. The older way copies a selection.
	}
	// Within a dialog nothing outside can be selected.
	const box = h("textarea", { value: text, class: "out-of-sight" });
	target.after(box);
	box.select();
	const isCopied = document.execCommand("copy");
	box.remove();
	target.focus();
	if (!isCopied) throw new Error("The browser does not let this page copy. Please select the text and copy it yourself.");
}

export async function copy(text, target) {
	const label = target.lastChild;
	try {
		await toClipboard(text, target);
		label.data = "Copied";
		setTimeout(() => { label.data = "Copy"; }, 2000);
	} catch (error) {
		label.data = error.message;
	}
}

const codeBlock = (language, code) => h("figure", { class: "code" },
	h("figcaption", {}, language || "code", button("Copy", ({ currentTarget }) => copy(code, currentTarget), { class: "quiet small" }, "copy")),
	h("pre", { tabindex: 0, dir: "ltr" }, h("code", {}, code)));

/** A message: paragraphs with links, and fenced code. All other Markdown stays the text that it is. */
export function richText(text) {
	const fence = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)\n([\s\S]*?)(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))/gm;
	const paragraphs = (plain) => plain.split(/\n{2,}/).filter((part) => part.trim()).map((part) => h("p", { dir: "auto" }, linked(part.replace(/^\n+|\s+$/g, ""))));
	const parts = [];
	let last = 0;
	for (const { 0: all, 2: language, 3: code, index } of text.matchAll(fence)) {
		parts.push(paragraphs(text.slice(last, index)), codeBlock(language.trim(), code.replace(/\n$/, "")));
		last = index + all.length;
	}
	return [...parts, paragraphs(text.slice(last))];
}

/** Saves a value, or text, as a file. */
export function save(name, value) {
	const url = URL.createObjectURL(new Blob([typeof value === "string" ? value : JSON.stringify(value, null, 2)]));
	h("a", { href: url, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A random UUID; `crypto.randomUUID` exists on secure origins only. */
export function uuid() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = (bytes[6] & 15) | 64;
	bytes[8] = (bytes[8] & 63) | 128;
	return Array.from(bytes, (byte, index) => ([4, 6, 8, 10].includes(index) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
}

/** Calls `more` when it comes into view: it stays a button for those who do not scroll. */
export function moreButton(label, more) {
	const element = button(label, more, { class: "quiet more" });
	new IntersectionObserver((entries) => entries.at(-1).isIntersecting && more()).observe(element);
	return element;
}
