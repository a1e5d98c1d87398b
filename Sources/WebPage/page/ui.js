// Dialogs, menus, toasts.

import { button, h, iconButton } from "./dom.js";

// Keys that an input method takes, to end or cancel what is being composed, are nobody else's. Safari sends the Enter that ends a
// composition after compositionend, with isComposing false and the key code 229 (WebKit bug 165004; UI Events, "fixed virtual key codes").
addEventListener("keydown", (event) => {
	if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
}, true);

/** Where fingers write, Enter begins a line: a keyboard on a screen has no Shift Enter. A device can become another one. */
export const isTouch = () => matchMedia("(pointer: coarse)").matches;

/** A box to write messages in, several lines of them. `send` is called when Enter means so. */
export function messageBox(send, properties) {
	const label = () => { box.enterKeyHint = isTouch() ? "enter" : "send"; };
	const box = h("textarea", {
		rows: 1, placeholder: "Write a message", "aria-label": "Message", dir: "auto", ...properties, onfocus: label,
		onkeydown: (event) => {
			if (event.key !== "Enter" || event.shiftKey || (isTouch() && !event.ctrlKey && !event.metaKey)) return;
			event.preventDefault();
			send();
		},
	});
	label();
	return box;
}

/** A modal dialog. The browser keeps the focus inside and gives it back. Resolves with what `close` was given. */
export function dialog(title, content, { wide, actions } = {}) {
	return new Promise((resolve) => {
		const close = (value) => { resolve(value); element.close(); };
		const element = h("dialog", {
			class: wide && "wide", "aria-label": title,
			onclose: () => { resolve(); element.remove(); }, onclick: ({ target }) => target === element && close(),
		}, h("div", { class: "dialog" },
			h("header", {}, h("h2", {}, title), iconButton("close", "Close", () => close())),
			h("div", { class: "content" }, content), actions && h("footer", {}, actions(close))));
		document.body.append(element);
		element.showModal();
	});
}

export const confirmed = (title, text, label) => dialog(title, h("p", {}, text), {
	actions: (close) => [button("Back", () => close(false)), button(label, () => close(true), { class: "danger", autofocus: true })],
});

/** A menu at its button. Entries: [label, action, is it dangerous]. */
export function openMenu(anchor, entries) {
	const menu = h("div", { class: "menu", popover: "auto", ontoggle: ({ newState }) => newState === "closed" && menu.remove() },
		entries.filter(Boolean).map(([label, action, isDangerous], index) =>
			button(label, () => { menu.hidePopover(); action(); }, { class: isDangerous && "bad", autofocus: !index })));
	(anchor.closest("dialog") ?? document.body).append(menu);
	menu.showPopover();
	const { right, top, bottom } = anchor.getBoundingClientRect();
	menu.style.left = `${Math.max(8, right - menu.offsetWidth)}px`;
	menu.style.top = `${bottom + menu.offsetHeight + 8 < innerHeight ? bottom + 4 : Math.max(8, top - menu.offsetHeight - 4)}px`;
}

const toasts = h("div", { class: "toasts", role: "status", popover: "manual" });

/** A message at the edge, for a while; longer with an action, and for as long as it is pointed at or has the focus. */
export function toast(text, label, action) {
	let timer;
	const stay = () => clearTimeout(timer);
	const wait = () => { stay(); timer = setTimeout(close, label ? 10000 : 5000); };
	const close = () => { stay(); element.remove(); if (!toasts.firstChild) toasts.hidePopover(); };
	const element = h("div", { class: "toast", onmouseenter: stay, onmouseleave: wait, onfocusin: stay, onfocusout: wait },
		h("span", { dir: "auto" }, text), label && button(label, () => { close(); action(); }, { class: "quiet" }), iconButton("close", "Dismiss", close));
	if (!toasts.isConnected) document.body.append(toasts);
	// Again on top, above a dialog that was opened since.
	if (toasts.firstChild) toasts.hidePopover();
	toasts.append(element);
	toasts.showPopover();
	wait();
}

addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
	if (key === "z" && (ctrlKey || metaKey) && !target.matches("input, textarea")) toasts.querySelector(".toast:last-child button:not([aria-label])")?.click();
});

/** Runs what may fail, and says why it did; then there is no result. */
export async function attempt(work) {
	try {
		return await work();
	} catch (error) {
		toast(error.message);
	}
}

/** What stands where something would be, with a way to try again. */
export const problem = (error, again) =>
	h("div", { class: "problem", role: "alert" }, h("p", { dir: "auto" }, error.message), again && button("Try again", again, {}, "retry"));

/** Puts a field in the place of an element until Enter, Esc, or the focus goes elsewhere. */
export function editInPlace(element, value, save) {
	const end = (isKept) => {
		if (!input.isConnected) return;
		input.onblur = null;
		input.replaceWith(element);
		if (element.matches("a")) element.focus();
		const text = input.value.trim();
		if (isKept && text && text !== value) save(text);
	};
	const input = h("input", {
		value, maxlength: 200, dir: "auto", "aria-label": "Name", enterkeyhint: "done",
		onkeydown: (event) => {
			event.stopPropagation();
			if (event.key === "Enter") end(true);
			if (event.key === "Escape") end(false);
		},
	});
	element.replaceWith(input);
	input.select();
	input.onblur = () => end(true);
}
