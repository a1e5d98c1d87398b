// Administrators' review of chat sessions (system 000): filter, read, note.

import { post, query } from "./api.js";
import { bar } from "./app.js";
import { button, counted, field, h, icon, iconButton, moreButton, richText } from "./dom.js";
import { timeElement } from "./time.js";
import { attempt, problem, toast } from "./ui.js";

const call = (operation, values) => post("user-session", { operation, ...values });
const columns = { title: "Title", time_stamp: "Time", has_feedback: "Feedback", has_review: "Review" };
const day = (daysAgo) => new Date(Date.now() - daysAgo * 86400000).toISOString().slice(0, 10);

export function review() {
	/** What the address holds. */
	let state = {};
	let rows = [];
	let cursor;
	let filtered;
	let turn = 0;

	const table = h("div", { class: "body" });
	const drawer = h("section", { class: "drawer", "aria-label": "Session", hidden: true });
	const choice = (label, name, ...options) => field(label, h("select", { name }, options.map(([value, text]) => h("option", { value }, text))));
	const date = (label, name) => field(label, h("input", { type: "date", name, required: true }));
	const flags = [["", "All"], ["yes", "With"], ["no", "Without"]];
	const filters = h("form", { class: "filters", onsubmit: (event) => event.preventDefault(), onchange: () => filters.reportValidity() && go(Object.fromEntries(new FormData(filters))) },
		date("From", "from"), date("To", "to"), choice("Feedback", "feedback", ...flags), choice("Review", "review", ...flags),
		choice("Reviewed by", "scope", ["", "Me"], ["any", "Anybody"]));

	const address = (changes) => "#/review" + query({ ...state, ...changes });
	const go = (changes) => { location.hash = address(changes); };
	const range = () => ({ start_time: `${state.from}T00:00:00Z`, end_time: `${state.to}T23:59:59Z` });

	// The table

	async function load(isFirst) {
		const mine = ++turn;
		try {
			const page = await call("list_all_sessions", {
				...range(), has_feedback: state.feedback, has_review: state.review, ...(state.scope && { review_scope: state.scope }), limit: 100, envelope: true,
				...(!isFirst && { cursor }),
			});
			if (mine !== turn) return;
			rows = [...(isFirst ? [] : rows), ...page.items];
			cursor = page.next_cursor;
			render();
		} catch (error) {
			if (mine === turn) table.replaceChildren(problem(error, () => load(isFirst)));
		}
	}

	const sorted = () => rows.toSorted((a, b) => a[state.sort].localeCompare(b[state.sort]) * (state.order === "up" ? 1 : -1));

	function render() {
		const focused = table.contains(document.activeElement) && document.activeElement.dataset.key;
		const head = Object.entries(columns).map(([key, label]) => {
			const direction = state.sort !== key ? "none" : state.order === "up" ? "ascending" : "descending";
			return h("th", { scope: "col", "aria-sort": direction }, button([label, h("span", { "aria-hidden": "true" }, { none: "", ascending: " ↑", descending: " ↓" }[direction])],
				() => go({ sort: key, order: direction === "descending" ? "up" : "down" }), { "data-key": key }));
		});
		const flag = (value) => (value === "Yes" ? h("span", { class: "badge ok" }, "Yes") : h("span", { class: "muted" }, "No"));
		const body = sorted().map((row) => h("tr", { class: row.session_id === state.id && "open" },
			h("td", {}, h("a", { href: address({ id: row.session_id }), "data-key": row.session_id, "aria-current": row.session_id === state.id && "true", dir: "auto" }, row.title || "Untitled")),
			h("td", {}, timeElement(row.time_stamp)), h("td", {}, flag(row.has_feedback)), h("td", {}, flag(row.has_review))));
		table.replaceChildren(...(rows.length || cursor
			? [h("div", { class: "table" }, h("table", { "aria-label": "Sessions" }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, body))),
				cursor ? moreButton("Show more", () => load(false)) : h("p", { class: "end" }, `${counted(rows.length, "session")} in all.`)]
			: [h("p", { class: "empty" }, icon("shield"), "No session fits these filters.")]));
		if (focused) focus(focused);
	}

	const focus = (key) => table.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();

	function step(by) {
		const all = sorted();
		const next = all[all.findIndex((row) => row.session_id === state.id) + by];
		if (next) go({ id: next.session_id });
	}

	function close() {
		const { id } = state;
		go({ id: "" });
		focus(id);
	}

	addEventListener("keydown", ({ key, target, ctrlKey, metaKey }) => {
		if (!table.isConnected || target.matches("input, textarea, select") || ctrlKey || metaKey || document.querySelector("dialog, div.menu")) return;
		if (key === "j") step(1);
		if (key === "k") step(-1);
		if (key === "Escape" && state.id) close();
	});

	// One session

	async function open() {
		const { id } = state;
		drawer.hidden = !id;
		if (!id) return;
		const content = h("div", { class: "body" });
		const title = h("h2", { class: "grow", dir: "auto", tabindex: -1 }, "Session");
		drawer.replaceChildren(h("header", { class: "bar" }, title, button("Previous", () => step(-1), { class: "small" }), button("Next", () => step(1), { class: "small" }), iconButton("close", "Close", close)), content);
		title.focus();
		try {
			const session = await call("get_session", { session_id: id });
			if (state.id !== id) return;
			if (!session.pk_session_id) throw new Error("This session is not there any more.");
			title.textContent = session.title;
			content.append(reviewForm(session), ...session.chat_history.flatMap(exchange));
		} catch (error) {
			content.replaceChildren(problem(error, open));
		}
	}

	const said = (who, text) => text && h("article", { class: who === "User" ? "message human" : "message", "aria-label": who }, h("div", { class: "who" }, h("b", {}, who)), h("div", { class: "text" }, richText(text)));

	function exchange({ user, chatbot, userFeedback: { feedbackType: type, feedbackCategory, feedbackMessage, feedbackRank } }) {
		const details = [feedbackCategory, feedbackRank && `${feedbackRank} of 5`, feedbackMessage].filter(Boolean).join(" · ");
		return [said("User", user), said("Assistant", chatbot), type && h("p", { class: "small", dir: "auto" }, h("span", { class: `badge ${{ Positive: "ok", Negative: "bad" }[type] ?? "idle"}` }, type), ` ${details}`)].filter(Boolean);
	}

	function reviewForm({ pk_session_id: session_id, user_id: user, created_at: created, review: written }) {
		const row = rows.find((each) => each.session_id === session_id) ?? {};
		let review_id = written?.review_id ?? row.review_id ?? "";
		const text = h("textarea", { rows: 3, maxlength: 10000, dir: "auto", value: written?.comments ?? "" });
		const done = (id, words) => {
			review_id = id;
			discard.hidden = !id;
			Object.assign(row, { review_id: id, has_review: id ? "Yes" : "No" });
			render();
			toast(words);
		};
		const discard = button("Delete review", () => attempt(async () => {
			await call("delete_review_session", { review_id, session_id });
			text.value = "";
			done("", "The review was deleted.");
		}), { class: "danger", hidden: !review_id });
		const keep = (event) => {
			event.preventDefault();
			attempt(async () => done((await call("update_review_session", { review_id, session_id, comments: text.value })).review_id, "The review was saved."));
		};
		return h("form", { class: "card", onsubmit: keep }, h("p", { class: "muted small" }, h("bdi", {}, user), " · ", timeElement(created)),
			field("Your review", text), h("div", { class: "row" }, h("button", { class: "primary" }, "Save review"), discard));
	}

	// The file

	const csv = button("CSV", async () => {
		csv.disabled = true;
		await attempt(async () => {
			const { start_time, end_time } = range();
			let answer = await call("download_all_sessions_csv", { start_time, end_time });
			while (answer.status === "processing") {
				await new Promise((resolve) => { setTimeout(resolve, 2000); });
				answer = await call("download_all_sessions_csv", { start_time, end_time, job_id: `${start_time}-${end_time}` });
			}
			h("a", { href: answer.download_url, download: "sessions.csv" }).click();
			toast("The file is there.");
		});
		csv.disabled = false;
	}, { class: "small" }, "download");

	return {
		panel: [h("header", {}, h("h2", {}, "Filters")), filters],
		main: [bar(h("h1", {}, "Review"), csv), h("div", { class: "review" }, table, drawer)],
		async show(_, parameters) {
			const before = state.id;
			state = { from: day(30), to: day(0), feedback: "", review: "", scope: "", sort: "time_stamp", order: "down", id: "", ...Object.fromEntries(parameters) };
			if (!(state.sort in columns)) state.sort = "time_stamp";
			for (const input of filters) input.value = state[input.name];
			const wanted = [state.from, state.to, state.feedback, state.review, state.scope].join();
			if (wanted !== filtered) await load(true);
			else render();
			filtered = wanted;
			if (state.id !== before) open();
		},
	};
}
