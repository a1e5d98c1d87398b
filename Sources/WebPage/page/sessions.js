// The list of chats: groups by day, search, several at once.

import { get, patch, post, query, remove } from "./api.js";
import { showSide } from "./app.js";
import { button, counted, h, icon, iconButton, marked, moreButton } from "./dom.js";
import { group, groups, timeElement } from "./time.js";
import { attempt, confirmed, editInPlace, openMenu, problem, toast } from "./ui.js";

export const sessionPath = (id) => `api/sessions/${encodeURIComponent(id)}`;
export const nameOf = (item) => item?.chat_name || "Untitled";

/** `onnew()`, `onchange(item)` and `ondelete(ids)` hear of what is done in the list. */
export function sessionList({ onnew, onchange, ondelete }) {
	const items = new Map();
	const selected = new Set();
	let cursor;
	let isArchive = false;
	let isSelecting = false;
	let activeID;
	let loading;
	let searching;
	let timer;

	const list = h("div", { class: "scroll", onkeydown: walk });
	const count = h("span", { role: "status" });
	const selection = h("div", { class: "selection", role: "toolbar", "aria-label": "Selected chats", hidden: true }, count,
		iconButton("archive", "Archive", archiveSelected), iconButton("trash", "Delete", deleteSelected), iconButton("close", "End selection", () => select(false)));
	const box = h("input", {
		type: "search", placeholder: "Search", "aria-label": "Search chats", "aria-keyshortcuts": "Control+K Meta+K", dir: "auto", oninput: refresh,
		onkeydown: (event) => {
			if (event.key === "Escape" && box.value) { event.preventDefault(); box.value = ""; refresh(); }
			if (event.key === "ArrowDown") { event.preventDefault(); list.querySelector("li a")?.focus(); }
		},
	});
	const heading = h("h2", { class: "grow" }, "Chats");
	const archiveButton = iconButton("archive", "Archived chats", showArchive, { "aria-pressed": "false" });
	const header = h("header", {},
		h("div", { class: "row" }, heading, iconButton("select", "Select several", () => select(!isSelecting)), archiveButton),
		button("New chat", onnew, { class: "primary" }, "plus"),
		h("div", { class: "search", role: "search" }, icon("search"), box, h("kbd", {}, "Ctrl K")));

	addEventListener("keydown", ({ key }) => key === "Escape" && isSelecting && !document.querySelector("dialog, div.menu") && select(false));

	// What there is

	function load(isFirst) {
		loading ??= (async () => {
			try {
				if (isFirst) items.clear();
				const page = await get("api/session_names/" + query({ limit: 40, cursor: !isFirst && cursor, archived: isArchive, envelope: true }));
				for (const item of page.items) items.set(item.session_id, item);
				cursor = page.next_cursor;
				loading = null;
				render();
			} catch (error) {
				loading = null;
				list.replaceChildren(problem(error, () => load(isFirst)));
			}
		})();
		return loading;
	}

	async function showArchive() {
		await loading;
		isArchive = !isArchive;
		archiveButton.setAttribute("aria-pressed", isArchive);
		heading.textContent = isArchive ? "Archived chats" : "Chats";
		select(false);
		await load(true);
		refresh();
	}

	/** Puts a chat where it belongs, or out of this list. */
	function put(item) {
		if (Boolean(item.archived) === isArchive) items.set(item.session_id, { ...items.get(item.session_id), ...item });
		else items.delete(item.session_id);
		render();
	}

	// How it looks

	function render() {
		if (box.value.trim()) return;
		const sorted = [...items.values()].sort((a, b) => (a.last_activity < b.last_activity ? 1 : -1));
		const members = Object.groupBy(sorted, (item) => group(item));
		show([
			groups.filter((name) => members[name]).map((name) => h("section", {}, h("h3", {}, name), h("ul", { "aria-label": name }, members[name].map(row)))),
			cursor ? moreButton("Show more", () => load(false))
				: items.size ? h("p", { class: "end" }, "These are all.")
				: h("p", { class: "empty" }, icon(isArchive ? "archive" : "chat"), isArchive ? "Nothing is archived." : "Your chats will be here."),
		]);
	}

	/** Keeps the place, and the focus on the link or button of the same chat. */
	function show(parts) {
		const focused = document.activeElement;
		const id = focused.closest("[data-id]")?.dataset.id;
		const top = list.scrollTop;
		list.replaceChildren(...parts.flat(9));
		list.scrollTop = top;
		if (id) rowOf(id)?.querySelector(focused.localName)?.focus();
	}

	const rowOf = (id) => list.querySelector(`[data-id="${CSS.escape(id)}"]`);

	/** A row: its checkbox while selecting, its link, and what comes behind. */
	const entry = (item, content, after) => h("li", { class: "item", "data-id": item.session_id },
		isSelecting && h("input", { type: "checkbox", "aria-label": `Select ${nameOf(item)}`, checked: selected.has(item.session_id), onchange: () => toggle(item.session_id) }),
		h("a", {
			href: `#/chat/${encodeURIComponent(item.session_id)}`, "aria-current": item.session_id === activeID && "page",
			onclick: (event) => {
				if (!isSelecting) return showSide(false);
				event.preventDefault();
				toggle(item.session_id);
			},
		}, content), after);

	const row = (item) => entry(item, [
		h("span", { class: "title", dir: "auto" }, nameOf(item)),
		h("span", { class: "under" }, item.pinned && icon("pin"), timeElement(item.last_activity), `· ${counted(item.message_count, "message")}`),
	], iconButton("more", `Actions for ${nameOf(item)}`, ({ currentTarget }) => openMenu(currentTarget, entries(item, currentTarget.previousSibling))));

	const hit = (found) => entry(found, [
		h("span", { class: "title", dir: "auto" }, marked(nameOf(found), found.title_highlights)),
		found.matches.slice(0, 2).map(({ snippet, highlights }) => h("span", { class: "snippet", dir: "auto" }, marked(snippet, highlights))),
		h("span", { class: "under" }, timeElement(found.last_activity)),
	]);

	// What can be done with a chat

	/** For a menu; the name is changed where `title` shows it. */
	const entries = (item, title) => [
		["Rename", () => rename(item, title)],
		[item.pinned ? "Unpin" : "Pin", () => change(item, { pinned: !item.pinned })],
		[item.archived ? "Move out of the archive" : "Archive", async () => {
			const archived = !item.archived;
			if (await change(item, { archived })) toast(archived ? "Archived." : "Moved out of the archive.", "Undo", () => change({ ...item, archived }, { archived: !archived }));
		}],
		["Delete", () => discard([item.session_id]), true],
	];

	const rename = (item, title) => editInPlace(title, nameOf(item), (name) => change(item, { chat_name: name }));

	/** Shown at once, and taken back when the server refuses. */
	async function change(item, values) {
		put({ ...item, ...values });
		const changed = await attempt(() => patch(sessionPath(item.session_id), values));
		put(changed ?? item);
		onchange(changed ?? item);
		return changed;
	}

	async function discard(ids) {
		const isDone = await attempt(async () => {
			if (ids.length === 1) await remove(sessionPath(ids[0]));
			for (let at = 0; ids.length > 1 && at < ids.length; at += 100) await post("api/sessions/delete", { session_ids: ids.slice(at, at + 100) });
			return true;
		});
		if (!isDone) return;
		const next = rowOf(ids[0])?.nextSibling?.dataset.id;
		for (const id of ids) items.delete(id);
		refresh();
		(next ? rowOf(next)?.querySelector("a") : header.querySelector(".primary"))?.focus();
		ondelete(ids);
		toast(ids.length === 1 ? "The chat was deleted." : `${ids.length} chats were deleted.`, "Undo", () => attempt(async () => {
			for (const id of ids) put(await post(`${sessionPath(id)}/restore`));
			refresh();
			toast("Restored.");
		}));
	}

	// Several at once

	function select(isOn) {
		isSelecting = isOn;
		selection.hidden = !isOn;
		selected.clear();
		toggle();
	}

	function toggle(id) {
		if (id && !selected.delete(id)) selected.add(id);
		count.textContent = `${selected.size} selected`;
		refresh();
	}

	async function deleteSelected() {
		const ids = [...selected];
		if (!ids.length || !(await confirmed("Delete chats?", `${counted(ids.length, "chat")} will be deleted. You can undo this for some minutes.`, "Delete"))) return;
		await discard(ids);
		select(false);
	}

	async function archiveSelected() {
		const chosen = [...selected].map((id) => items.get(id)).filter(Boolean);
		select(false);
		for (const item of chosen) if (!(await change(item, { archived: !isArchive }))) return;
		toast(`${counted(chosen.length, "chat")} ${isArchive ? "moved out of the archive" : "archived"}.`);
	}

	// Search

	function refresh() {
		clearTimeout(timer);
		searching?.abort();
		if (box.value.trim()) timer = setTimeout(find, 250, null, []);
		else render();
	}

	async function find(after, earlier, calls = 1) {
		searching = new AbortController();
		try {
			const page = await get("api/search/" + query({ q: box.value.trim(), limit: 20, cursor: after, archived: isArchive }), { signal: searching.signal });
			const found = [...earlier, ...page.results];
			// A page may be empty because its budget of reads was spent.
			if (!page.results.length && page.next_cursor && calls < 5) return find(page.next_cursor, found, calls + 1);
			show([
				h("h3", { role: "status" }, found.length ? `${found.length}${page.next_cursor ? "+" : ""} found` : "Nothing found"),
				found.length ? h("ul", { "aria-label": "Found" }, found.map(hit)) : h("p", { class: "empty" }, icon("search"), "No chat has these words. Try fewer, or others."),
				page.next_cursor ? button("Search older chats", () => find(page.next_cursor, found), { class: "quiet more" }) : [],
			]);
		} catch (error) {
			if (error.name !== "AbortError") list.replaceChildren(problem(error, () => find(after, earlier)));
		}
	}

	function walk(event) {
		const { key, target } = event;
		const id = target.closest("[data-id]")?.dataset.id;
		if (!id || target.matches("[type=text]")) return;
		const links = [...list.querySelectorAll("li a")];
		const link = rowOf(id).querySelector("a");
		const index = links.indexOf(link);
		if (key === "ArrowDown") links[index + 1]?.focus();
		else if (key === "ArrowUp") (links[index - 1] ?? box).focus();
		else if (key === "F2" && items.has(id)) rename(items.get(id), link);
		else if (key === "Delete") discard([id]);
		else return;
		event.preventDefault();
	}

	return {
		panel: [header, list, selection],
		load: () => load(true),
		item: (id) => items.get(id),
		put, entries,
		focusSearch: () => { box.focus(); box.select(); },
		/** Marks the chat that is open. */
		activate(id) {
			activeID = id;
			for (const link of list.querySelectorAll("li a")) link.ariaCurrent = link.closest("li").dataset.id === id ? "page" : null;
		},
	};
}
