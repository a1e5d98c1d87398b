// The staff's inbox of WhatsApp (system 004): who writes, and taking part. Loaded when it is first shown.

import { get, patch, post, query } from "./api.js";
import { bar, showSide } from "./app.js";
import { button, counted, field, h, icon, iconButton, moreButton, toClipboard } from "./dom.js";
import { composer } from "./inbox-composer.js";
import { details } from "./inbox-details.js";
import { numberOf, titleOf, transcript } from "./inbox-messages.js";
import { duration, parse, timeElement } from "./time.js";
import { attempt, confirmed, openMenu, problem } from "./ui.js";

await new Promise((resolve, reject) => {
	document.head.append(h("link", { rel: "stylesheet", href: new URL("inbox.css", import.meta.url), onload: resolve, onerror: reject }));
});

const sessions = "api/v1/sessions";
const path = (id, action = "") => `${sessions}/${encodeURIComponent(id)}${action}`;
const address = (id) => `#/whatsapp/${encodeURIComponent(id)}`;
const filters = { "": "All", active: "Active", human: "Handled by a human", completed: "Completed", expired: "Expired" };
const states = { active: "ok", completed: "idle", expired: "idle" };
const capital = (word) => word[0].toUpperCase() + word.slice(1);
/** In seconds. */
const [pause, longestPause] = [3, 60];
/** Every so many questions for messages one is for the list, or for what became of messages from long ago. */
const [listEvery, allEvery] = [3, 10];
const pageSize = 50;

export function inbox({ user }) {
	/** Those of the list. */
	const items = new Map();
	let cursor;
	let filter = "";
	let isListed = false;
	/** The session that is open. */
	let id;
	let session;
	let older;
	/** Up to where its messages have been seen. */
	let position;
	/** Changes with every session that is opened, and when the view is left. */
	let visit = 0;
	let isShown = false;
	let timer;
	let turn = 0;
	let failures = 0;
	/** Whether the drawer is wanted where there is room for it. */
	let hasDetails = true;

	// What there is to see

	const title = h("h1", { dir: "auto" }, "WhatsApp");
	const number = h("bdi", { class: "muted" });
	const badges = h("span", { class: "row" });
	const countdown = h("span", { class: "countdown" });
	const connection = h("p", { class: "connection", role: "status" });
	const modeButton = button("", () => changeMode(), { class: "small" });
	const detailsButton = button("Details", () => showDetails(drawer.hidden), { class: "small", "aria-expanded": "false", hidden: true });
	const moreActions = iconButton("more", "Actions for this conversation", ({ currentTarget }) => openMenu(currentTarget, actions()), { hidden: true });
	const facts = h("div", { class: "facts", hidden: true }, number, badges, countdown, modeButton);
	const known = h("div", { class: "body", role: "group", "aria-label": "Order, context and session", tabindex: 0 });
	const drawer = h("section", { class: "drawer", "aria-label": "Details", hidden: true },
		h("header", { class: "bar" }, h("h2", { class: "grow" }, "Details"), iconButton("close", "Close details", () => showDetails(false))), known);
	const log = transcript(user, path);
	const box = composer({ log, path, ontake: take, onend: () => poll() });
	const talk = h("div", { class: "talk" }, log.element, box.element);
	const nothing = h("div", { class: "body" }, h("p", { class: "empty" }, icon("inbox"), "Choose a conversation.",
		button("Show conversations", () => showSide(true), { class: "to-side" })));
	const area = h("div", { class: "whatsapp" }, nothing);

	// The list

	const list = h("div", { class: "scroll", onkeydown: walk });
	const find = h("input", { type: "search", inputmode: "tel", placeholder: "Number", "aria-label": "Find by number", autocomplete: "off" });
	const found = h("p", { class: "small muted", role: "status", hidden: true });
	const header = h("header", {}, h("h2", {}, "Conversations"),
		h("form", { class: "search", role: "search", onsubmit: search }, icon("search"), find),
		found,
		h("select", { "aria-label": "Show", onchange: ({ target }) => { filter = target.value; load(true); } }, Object.entries(filters).map(([value, text]) => h("option", { value }, text))));

	const pageOf = (after) => get(sessions + query({ limit: 40, cursor: after, ...(filter === "human" ? { mode: filter } : { status: filter }) }));

	/** The first page, or what follows. */
	async function load(isFirst) {
		const asked = filter;
		if (isFirst) {
			items.clear();
			list.ariaBusy = "true";
		}
		try {
			const page = await pageOf(!isFirst && cursor);
			if (asked !== filter) return;
			for (const item of page.items) items.set(item.session_id, item);
			cursor = page.next_cursor;
			isListed = true;
			renderList();
		} catch (error) {
			if (asked === filter) list.replaceChildren(problem(error, () => load(isFirst)));
		}
		list.ariaBusy = "false";
	}

	/** Takes the first page as it is now into a list of which more may have been loaded. */
	async function refreshList() {
		const asked = filter;
		const page = await pageOf();
		if (asked !== filter) return;
		const last = page.items.at(-1)?.last_activity ?? "";
		const isConnected = page.items.some((item) => items.has(item.session_id));
		if (!isConnected || !page.next_cursor) cursor = page.next_cursor;
		// What should be on this page and is not has gone elsewhere; what is further down is as it was.
		for (const [key, item] of items) if (!isConnected || !page.next_cursor || item.last_activity >= last) items.delete(key);
		for (const item of page.items) items.set(item.session_id, item);
		renderList();
	}

	function badgesOf(item) {
		return [
			item.mode === "human" && item.status === "active" && h("span", { class: "badge" }, "Human"),
			item.status !== "active" && h("span", { class: "badge idle" }, capital(item.status)),
			item.opted_out && h("span", { class: "badge bad" }, "Opted out"),
		];
	}

	/** Keeps the place, and the focus. */
	function renderList() {
		if (!isListed) return;
		const focused = list.contains(document.activeElement) && document.activeElement.hash;
		const top = list.scrollTop;
		const sorted = [...items.values()].sort((a, b) => (a.last_activity < b.last_activity ? 1 : -1));
		const rows = sorted.map((item) => h("li", { class: "item" },
			h("a", { href: address(item.session_id), "aria-current": item.session_id === id && "page", onclick: () => showSide(false) },
				h("span", { class: "title", dir: "auto" }, titleOf(item)),
				h("span", { class: "under" }, badgesOf(item), timeElement(item.last_activity), `· ${counted(item.message_count, "message")}`))));
		list.replaceChildren(...[
			rows.length && h("ul", { "aria-label": "Conversations" }, rows),
			cursor ? moreButton("Show more", () => load(false))
				: rows.length ? h("p", { class: "end" }, "These are all.")
				: h("p", { class: "empty" }, icon("inbox"), filter ? "No conversation is like that." : "Who writes on WhatsApp will be here."),
		].filter(Boolean));
		list.scrollTop = top;
		if (focused) [...list.querySelectorAll("a")].find((link) => link.hash === focused)?.focus();
	}

	function walk(event) {
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		const links = [...list.querySelectorAll("a")];
		const index = links.indexOf(event.target);
		if (!step || index < 0) return;
		event.preventDefault();
		links[index + step]?.focus();
	}

	/** Opens the latest session of whoever has a number: the active one, or that of the last message. */
	async function search(event) {
		event.preventDefault();
		const wanted = find.value.trim();
		if (!wanted) return;
		found.hidden = true;
		await attempt(async () => {
			const contact = `api/v1/session/${encodeURIComponent(wanted)}`;
			const { session: active } = await get(contact + query({ limit: 1 }));
			const latest = active?.session_id ?? (await get(`${contact}/history${query({ limit: 1 })}`)).messages.at(-1)?.session_id;
			if (latest) location.hash = address(latest);
			found.textContent = latest ? "" : "Nobody with this number has written.";
			found.hidden = Boolean(latest);
		});
	}

	// The session

	/** The session as it is by now. */
	function take(next) {
		if (next.session_id !== id) return;
		const isChanged = !session || JSON.stringify(session) !== JSON.stringify(next);
		session = next;
		if (items.has(id) && isChanged) {
			items.set(id, next);
			renderList();
		}
		if (isChanged) renderSession();
		tick();
	}

	function renderSession() {
		const { status, mode } = session;
		const isActive = status === "active";
		title.textContent = titleOf(session);
		document.title = `${title.textContent} · Colloquy`;
		number.textContent = numberOf(session);
		badges.replaceChildren(h("span", { class: `badge ${states[status]}` }, capital(status)), ...[
			isActive && h("span", { class: mode === "human" ? "badge" : "badge idle" }, mode === "human" ? "A human answers" : "The bot answers"),
			session.opted_out && h("span", { class: "badge bad" }, "Opted out"),
		].filter(Boolean));
		modeButton.textContent = mode === "human" ? "Hand to the bot" : "Take over";
		modeButton.hidden = !isActive;
		for (const element of [facts, detailsButton, moreActions]) element.hidden = false;
		known.replaceChildren(...details(session, address));
		log.name(titleOf(session));
	}

	/** What changes by time alone. */
	function tick() {
		if (!session) return;
		const left = session.can_send_free_text ? Math.max(0, (parse(session.window_closes_at) - Date.now()) / 1000) : 0;
		countdown.textContent = left > 0 ? `Free text for ${duration(left)}` : "Window closed";
		countdown.classList.toggle("bad", left < 3600);
		countdown.title = session.window_closes_at ? parse(session.window_closes_at).toLocaleString() : "";
		box.allow(session.opted_out ? "The contact wants no messages."
			: left > 0 ? ""
			: session.window_closes_at ? "WhatsApp delivers free text only within 24 hours of the contact's last message. When they write again, so can you."
			: "The contact has never written, so WhatsApp delivers no free text yet.", session.status === "active" && session.mode === "bot");
	}

	function showDetails(isOpen) {
		hasDetails = isOpen;
		drawer.hidden = !isOpen;
		detailsButton.ariaExpanded = String(isOpen);
		if (!isOpen) detailsButton.focus();
		else if (getComputedStyle(drawer).position === "absolute") drawer.querySelector("button").focus();
	}

	const changeMode = () => attempt(async () => take(await patch(path(id), { mode: session.mode === "human" ? "bot" : "human" })));

	async function complete() {
		const here = id;
		if (!(await confirmed("Complete this session?", "What the contact writes next begins a new one. This one stays as it is.", "Complete"))) return;
		attempt(async () => {
			await post(`api/v1/session/${encodeURIComponent(here)}/complete`);
			take(await get(path(here)));
		});
	}

	const actions = () => [
		session.previous_session_id && ["Previous session", () => { location.hash = address(session.previous_session_id); }],
		["Copy number", () => attempt(() => toClipboard(numberOf(session), moreActions))],
		session.status === "active" && ["Complete", complete, true],
	];

	async function open() {
		const here = ++visit;
		session = null;
		position = null;
		for (const element of [facts, detailsButton, moreActions]) element.hidden = true;
		drawer.hidden = true;
		title.textContent = id ? titleOf(items.get(id)) : "WhatsApp";
		document.title = `${title.textContent} · Colloquy`;
		area.replaceChildren(...(id ? [talk, drawer] : [nothing]));
		renderList();
		if (!id) return schedule();
		log.clear();
		box.open(id);
		try {
			const page = await get(path(id, "/messages") + query({ limit: pageSize }));
			if (here !== visit) return;
			({ position, next_cursor: older } = page);
			log.fill(page.messages, older && earlier);
			box.showWaiting();
			drawer.hidden = !hasDetails || !matchMedia("(min-width: 1100px)").matches;
			detailsButton.ariaExpanded = String(!drawer.hidden);
			take(page.session);
			if (matchMedia("(hover: hover)").matches && !document.activeElement.closest("aside, dialog")) box.focus();
		} catch (error) {
			if (here === visit) log.fail(problem(error, error.status === 403 || error.status === 404 ? null : open));
		}
		if (here === visit) schedule();
	}

	/** What was said before what is shown, and whether there is more. */
	async function earlier() {
		const here = visit;
		const page = await attempt(() => get(path(id, "/messages") + query({ limit: pageSize, cursor: older })));
		if (!page || here !== visit) return;
		older = page.next_cursor;
		return { messages: page.messages, hasMore: Boolean(older) };
	}

	// Watching

	function schedule(seconds = pause) {
		clearTimeout(timer);
		timer = setTimeout(poll, 1000 * seconds);
	}

	async function poll() {
		clearTimeout(timer);
		if (!isShown || document.hidden) return;
		const here = visit;
		let wait = pause;
		try {
			turn += 1;
			if (position && !box.isSending()) {
				// Somebody may read a message hours later, which what comes after the position does not say.
				const isAll = turn % allEvery === 0;
				const page = await get(path(id, "/messages") + query({ limit: pageSize, after: !isAll && position }));
				if (here !== visit) return;
				if (!isAll) position = page.position;
				log.add(page.messages);
				take(page.session);
				if (page.has_more) wait = 0;
			}
			if (isListed && turn % listEvery === 0) await refreshList();
			failures = 0;
			connection.textContent = "";
		} catch (error) {
			if (here !== visit) return;
			if (error.status === 404) {
				position = null;
				log.fail(problem(error));
			}
			// That the browser is offline is said above.
			connection.textContent = navigator.onLine ? error.message : "";
			// Trying again does not help those who may not.
			if (error.status === 401 || error.status === 403) return;
			failures += 1;
			// The same is asked for again.
			turn -= 1;
			wait = error.retryAfter ?? Math.min(longestPause, pause * 2 ** failures);
		}
		if (here === visit) schedule(wait);
	}

	setInterval(() => isShown && tick(), 1000);
	document.addEventListener("visibilitychange", () => poll());
	addEventListener("online", () => poll());
	addEventListener("keydown", ({ key }) => {
		const isFree = !document.querySelector("dialog, div.menu, .with-side");
		if (key === "Escape" && isShown && isFree && drawer.contains(document.activeElement)) showDetails(false);
	});

	return {
		panel: [header, list],
		main: [bar(title, detailsButton, moreActions), connection, facts, area],
		leave() {
			isShown = false;
			visit += 1;
			clearTimeout(timer);
			id = null;
		},
		show([wanted]) {
			const isBack = !isShown;
			isShown = true;
			if (!isListed) load(true);
			// The list may have changed while another view was shown.
			else if (isBack) turn = listEvery - 1;
			if (isBack || wanted !== id) {
				id = wanted;
				open();
			}
			// On a phone the list is what there is to choose from.
			if (!id && getComputedStyle(nothing.querySelector(".to-side")).display !== "none") showSide(true);
		},
	};
}
