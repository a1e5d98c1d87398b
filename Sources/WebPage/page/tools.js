// What concerns all chats: statistics, clean-up, files.

import { exported, get, post, query } from "./api.js";
import { button, counted, field, h, save, svg } from "./dom.js";
import { nameOf } from "./sessions.js";
import { shortDate, timeElement } from "./time.js";
import { attempt, dialog, problem, toast } from "./ui.js";

/** `reload` is called when chats have come or gone. */
export const tools = (reload) => [
	["Statistics", statistics], ["Clean up", () => cleanUp(reload)], ["Save all chats", saveAll], ["Load chats", () => loadAll(reload)],
];

// Statistics

function statistics() {
	const content = h("div", { class: "column" });
	const days = h("select", { "aria-label": "Period", onchange: draw }, [30, 7, 90, 366].map((value) => h("option", { value }, `The last ${value} days`)));
	async function draw() {
		try {
			const { stats, daily, hourly } = await get("api/session_stats/" + query({ days: days.value }));
			const tiles = { Chats: stats.total_sessions, Messages: stats.total_messages, "Active in 24 hours": stats.recent_sessions_24h, "Active now": stats.active_sessions };
			content.replaceChildren(
				h("dl", { class: "tiles" }, Object.entries(tiles).map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value.toLocaleString())))),
				chart("Messages a day", ["Day", "Messages", "Chats"], daily.map(({ date, messages, sessions }) => [shortDate(new Date(`${date}T00:00`)), messages, sessions])),
				chart("Messages by hour (UTC)", ["Hour", "Messages"], hourly.map((value, hour) => [`${hour}:00`, value])));
		} catch (error) {
			content.replaceChildren(problem(error, draw));
		}
	}
	draw();
	dialog("Statistics", [days, content], { wide: true });
}

/** Bars of each row's second value, and all rows as a table. */
function chart(title, heads, rows) {
	const most = Math.max(1, ...rows.map((row) => row[1]));
	const width = 600 / rows.length;
	const bars = rows.map(([, value], index) => svg("rect", { x: (index + 0.1) * width, y: 138 - (value / most) * 132, width: 0.8 * width, height: (value / most) * 132 }));
	const cells = ([first, ...rest], tag) => h("tr", {}, h("th", { scope: tag === "th" ? "col" : "row" }, first), rest.map((cell) => h(tag, { class: "number", scope: tag === "th" && "col" }, cell.toLocaleString())));
	return h("section", {}, h("h3", {}, title),
		svg("svg", { viewBox: "0 0 600 140", preserveAspectRatio: "none", class: "chart", role: "img", "aria-label": `${title}, at most ${most.toLocaleString()}` }, bars, svg("line", { x2: 600, y1: 139, y2: 139 })),
		h("div", { class: "row small muted", "aria-hidden": "true" }, h("span", { class: "grow" }, rows[0]?.[0]), rows.at(-1)?.[0]),
		h("details", {}, h("summary", {}, "As a table"), h("div", { class: "table" }, h("table", { "aria-label": title }, h("thead", {}, cells(heads, "th")), h("tbody", {}, rows.map((row) => cells(row, "td")))))));
}

// Clean-up

function cleanUp(reload) {
	const days = h("input", { type: "number", min: 1, max: 36500, value: 30, required: true });
	const archived = h("input", { type: "checkbox" });
	const outcome = h("div", { class: "column", role: "status" });
	const look = h("button", { class: "primary", form: "clean" }, "Look first");
	const go = button("Delete", run, { class: "danger", disabled: true });

	/** What was looked at is good for what it was asked for only. */
	function forget() {
		go.disabled = true;
		go.textContent = "Delete";
		outcome.replaceChildren();
	}

	async function all(dry_run) {
		look.disabled = true;
		forget();
		const sum = { deleted_count: 0, skipped_pinned: 0, skipped_archived: 0, sessions: [] };
		const isDone = await attempt(async () => {
			let cursor;
			do {
				const page = await post("api/cleanup_sessions/", { days_old: Number(days.value), include_archived: archived.checked, dry_run, ...(cursor && { cursor }) });
				for (const key in sum) sum[key] = key === "sessions" ? sum.sessions.concat(page.sessions ?? []) : sum[key] + page[key];
				cursor = page.next_cursor;
			} while (cursor);
			return true;
		});
		look.disabled = false;
		return isDone && sum;
	}

	async function preview(event) {
		event.preventDefault();
		const sum = await all(true);
		if (!sum) return;
		const { deleted_count: number, skipped_pinned: pinned, skipped_archived: kept, sessions } = sum;
		const stay = [pinned && `${pinned} pinned`, kept && `${kept} archived`].filter(Boolean).join(" and ");
		outcome.replaceChildren(
			h("p", {}, `${counted(number, "chat")} would be deleted${stay && `; ${stay} would stay`}.`),
			h("ul", { "aria-label": "Would be deleted" }, sessions.slice(0, 20).map((item) => h("li", { class: "row" }, h("span", { class: "grow", dir: "auto" }, nameOf(item)), timeElement(item.last_activity)))),
			h("p", { class: "muted" }, number > 20 ? `and ${counted(number - 20, "other")}.` : ""));
		go.disabled = !number;
		go.textContent = `Delete ${number.toLocaleString()}`;
	}

	async function run() {
		const sum = await all(false);
		if (!sum) return;
		outcome.replaceChildren(h("p", {}, `${counted(sum.deleted_count, "chat")} deleted.`));
		reload();
	}

	dialog("Clean up", [
		h("p", { class: "muted" }, "Deletes chats that nobody has used for a while. Pinned ones stay."),
		h("form", { id: "clean", class: "column", onsubmit: preview, oninput: forget }, field("Days without a message", days), h("label", { class: "row" }, archived, "Archived chats too")), outcome,
	], { actions: () => [go, look] });
}

// Files

const saveAll = () => attempt(async () => {
	const file = await exported("api/export");
	save("colloquy-chats.json", file);
	toast(`${counted(file.sessions.length, "chat")} saved.`);
});

/** As text. Programs on Windows put a byte order mark before it, or save UTF-16. */
async function textOf(file) {
	const bytes = new Uint8Array(await file.arrayBuffer());
	const [first, second] = bytes;
	const encoding = (first === 255 && second === 254) || second === 0 ? "utf-16le" : (first === 254 && second === 255) || first === 0 ? "utf-16be" : "utf-8";
	return new TextDecoder(encoding).decode(bytes);
}

/** Which product a file is of that is not ours, by the members of its chats, as of 2026. */
function productOf(file) {
	const chat = (Array.isArray(file) ? file[0] : file) ?? {};
	return chat.mapping ? "ChatGPT" : chat.chat ? "Open WebUI" : chat.conversationId ? "LibreChat" : chat.chat_messages ? "Claude" : null;
}

/** The chats of a file. Throws with words on which files are taken. */
async function sessionsOf(file) {
	const read = await new Response(await textOf(file)).json().catch(() => {});
	if (Array.isArray(read?.sessions)) return read.sessions;
	const product = productOf(read);
	throw new Error(product ? `This is a file of ${product}. Only files that were saved here can be loaded.` : "This is no file of chats.");
}

function loadAll(reload) {
	const outcome = h("p", { role: "status" });
	async function read({ target }) {
		try {
			const sessions = await sessionsOf(target.files[0]);
			let [imported, skipped] = [0, 0];
			// A request has so many characters and chats at most, but one chat at least.
			while (sessions.length) {
				const part = [];
				for (let room = 200000; sessions.length && room > 0 && part.length < 100; room -= JSON.stringify(part.at(-1)).length) part.push(sessions.shift());
				const answer = await post("api/import", { version: 1, sessions: part });
				imported += answer.imported;
				skipped += answer.skipped;
				outcome.textContent = `${counted(imported, "chat")} loaded, ${skipped} there already${sessions.length ? "…" : "."}`;
			}
			reload();
		} catch (error) {
			outcome.textContent = error.message;
		}
	}
	dialog("Load chats", [
		h("p", { class: "muted" }, "From a JSON file that was saved here: by “Save all chats”, or by “Save as JSON” of a single one. Loading it twice makes no doubles."),
		h("input", { type: "file", accept: ".json", "aria-label": "File of chats", onchange: read }), outcome,
	]);
}
