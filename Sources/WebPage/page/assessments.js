// Assessments: submit one, follow it to its documents.

import { get, post, query, request } from "./api.js";
import { bar } from "./app.js";
import { button, counted, field, h, icon, moreButton, uuid } from "./dom.js";
import { duration, parse, timeElement } from "./time.js";
import { attempt, confirmed, problem } from "./ui.js";

/** What a run walks through, with the progress at which each begins. */
const stages = { Requirements: 30, Costs: 50, Templates: 60, Presentation: 80, "Statement of work": 95 };
const tones = { COMPLETED: "ok", ERROR: "bad", CONFIGURATION_ERROR: "bad", CANCELLED: "idle" };
const isOver = ({ status }) => status in tones;
const events = { chunk: "Text", reasoning: "Reasoning", tool_response: "Result", final_response: "Conclusion", warning: "Warning", error: "Error" };
const linkLifetime = 300000;

const name = (item) => [item.client_name, item.project_name].filter(Boolean).join(" – ");
const badge = ({ status }) => {
	const words = status.toLowerCase().replaceAll("_", " ").replace("powerpoint", "presentation").replace("sow", "statement of work");
	return h("span", { class: `badge ${tones[status] ?? ""}` }, words[0].toUpperCase() + words.slice(1));
};

export function assessments() {
	const items = new Map();
	let cursor;
	let id;
	/** What is followed: {state, after, etag, wait, documents}. Another object for every visit. */
	let run;
	let parts;
	let timer;

	const title = h("h1", { dir: "auto" });
	const body = h("div", { class: "body" });
	const list = h("div", { class: "scroll" });
	const path = (kind, action = "") => `api/${kind}/${encodeURIComponent(id)}${action}`;

	// The list

	async function load(isFirst) {
		try {
			const page = await get("api/assessments" + query({ limit: 30, cursor: !isFirst && cursor }));
			for (const item of page.assessments) items.set(item.session_id, item);
			cursor = page.next_cursor;
			renderList();
		} catch (error) {
			list.replaceChildren(problem(error, () => load(isFirst)));
		}
	}

	function renderList() {
		const sorted = [...items.values()].sort((a, b) => (a.created_at < b.created_at ? 1 : -1));
		const rows = sorted.map((item) => h("li", { class: "item" },
			h("a", { href: `#/assessments/${encodeURIComponent(item.session_id)}`, "aria-current": item.session_id === id && "page" },
				h("span", { class: "title", dir: "auto" }, name(item)), h("span", { class: "under" }, badge(item), timeElement(item.created_at)))));
		const focused = list.contains(document.activeElement) && document.activeElement.hash;
		list.replaceChildren(...(rows.length
			? [h("ul", { "aria-label": "Assessments" }, rows), cursor ? moreButton("Show more", () => load(false)) : h("p", { class: "end" }, "These are all.")]
			: [h("p", { class: "empty" }, icon("tasks"), "What you submit will be here.")]));
		if (focused) [...list.querySelectorAll("a")].find((link) => link.hash === focused)?.focus();
	}

	// Submitting

	function form() {
		const key = uuid();
		const input = (label, name, properties) => field(label, h("input", { name, maxlength: 300, dir: "auto", ...properties }));
		const submit = h("button", { class: "primary" }, "Submit");
		const refusal = h("div");
		const send = async (event) => {
			event.preventDefault();
			submit.disabled = true;
			refusal.replaceChildren();
			const { team_size: size, ...values } = Object.fromEntries(new FormData(event.target));
			try {
				const answer = await post("api/submit-assessment", { ...values, team_size: Number(size) }, { headers: { "Idempotency-Key": key } });
				location.hash = `#/assessments/${encodeURIComponent(answer.session_id)}`;
			} catch (error) {
				refusal.replaceChildren(problem(error));
				submit.disabled = false;
			}
		};
		title.textContent = "New assessment";
		body.replaceChildren(h("form", { class: "column card", onsubmit: send },
			h("p", { class: "muted" }, "An agent reads the requirements, works out the costs, and writes a presentation and a statement of work. It takes some minutes; you need not wait here."),
			h("div", { class: "two" }, input("Client", "client_name", { required: true }), input("Project", "project_name"), input("Industry", "industry"),
				input("Duration", "duration", { placeholder: "6 months" }), input("People in the team", "team_size", { type: "number", min: 1, max: 1000000, value: 5, required: true })),
			field("Requirements or meeting notes", h("textarea", { name: "requirements", rows: 8, required: true, dir: "auto" })),
			refusal, h("div", {}, submit)));
	}

	// Following

	function follow() {
		clearTimeout(timer);
		run = { after: 0, documents: 0 };
		parts = {
			badge: h("span"), stage: h("span", { class: "grow", role: "status" }), elapsed: h("span", { class: "muted" }), value: h("div"),
			stages: h("ol", { class: "stages", "aria-label": "Stages" }), error: h("div"), documents: h("div", { class: "row" }), controls: h("div", { class: "row" }),
			events: h("ol", { class: "events", "aria-label": "Events" }),
		};
		parts.progress = h("div", { role: "progressbar", "aria-label": "Progress" }, parts.value);
		body.replaceChildren(h("div", { class: "column" },
			h("section", { class: "card" }, h("div", { class: "row" }, parts.badge, parts.stage, parts.elapsed), parts.progress, parts.stages, parts.error, parts.documents, parts.controls),
			h("section", { class: "card" }, h("h2", {}, "What the agent does"), parts.events)));
		poll();
	}

	async function poll() {
		clearTimeout(timer);
		const mine = run;
		try {
			const { status, headers, data } = await request(path("agent-status") + query({ after: mine.after, limit: 200 }), { headers: mine.etag && { "If-None-Match": mine.etag } });
			if (mine !== run) return;
			mine.wait = Number(headers.get("Retry-After")) || 2;
			if (status === 200) take(data, headers.get("ETag"));
			if (mine.state.has_more_events) mine.wait = 0;
			else if (isOver(mine.state)) return;
		} catch (error) {
			if (mine !== run) return;
			if (!mine.state || error.status === 401) return body.replaceChildren(problem(error, follow));
			mine.wait = error.retryAfter ?? Math.min(30, 2 * mine.wait + 1);
			parts.stage.textContent = error.message;
		}
		// Nobody looks at a hidden tab; it asks at once when it is shown again.
		timer = setTimeout(poll, 1000 * (document.hidden ? Math.max(30, mine.wait) : mine.wait));
	}

	function take(state, etag) {
		// The tag is good for the same question, which a later event changes.
		run.etag = state.last_event_seq === run.after && etag;
		run.after = state.last_event_seq;
		run.state = state;
		parts.events.append(...JSON.parse(state.agent_events).map(eventElement));
		items.set(id, { ...items.get(id), ...state });
		renderList();
		render(state);
	}

	function render(state) {
		const { progress, status } = state;
		title.textContent = name(state);
		parts.badge.replaceChildren(badge(state));
		if (parts.stage.textContent !== state.current_stage) parts.stage.textContent = state.current_stage;
		parts.progress.className = `progress ${tones[status] ?? ""}`;
		parts.progress.ariaValueNow = progress;
		parts.value.style.width = `${progress}%`;
		// A tool has answered, and the next has not been called yet.
		const isBetween = /ED$/.test(status) && !isOver(state);
		parts.stages.replaceChildren(...Object.entries(stages).map(([label, begin]) => {
			const isDone = progress > begin || (progress === begin && isBetween);
			const isCurrent = progress === begin && !isBetween && !isOver(state);
			return h("li", { class: isDone ? "done" : isCurrent && "current", "aria-current": isCurrent && "step" }, h("span", { class: "dot" }, icon("check")), label, isDone && h("span", { class: "out-of-sight" }, "done"));
		}));
		parts.error.replaceChildren(...(state.error_message ? [problem(new Error(state.error_message))] : []));
		const act = (action) => attempt(async () => { await post(path("assessments", action)); follow(); });
		const stop = async () => (await confirmed("Cancel this assessment?", "The agent stops. You can try again later.", "Cancel it")) && act("/cancel");
		const control = !isOver(state) ? button("Cancel", stop, {}, "stop") : status !== "COMPLETED" && button("Try again", () => act("/retry"), { class: "primary" }, "retry");
		parts.controls.replaceChildren(control || "");
		if (state.document_urls.length !== run.documents) showDocuments(run.documents = state.document_urls.length);
		tick();
	}

	function tick() {
		if (!run?.state) return;
		const end = isOver(run.state) ? parse(run.state.updated_at) : Date.now();
		parts.elapsed.textContent = duration(Math.max(0, (end - parse(run.state.created_at)) / 1000));
	}

	/** Links are good for ten minutes; after half of that a click fetches another one. */
	async function showDocuments(count) {
		const place = parts.documents;
		const results = count && (await attempt(() => get(path("results"))));
		if (!results) return;
		const made = Date.now();
		const link = (key, label) => results[key] && h("a", {
			class: "button primary", href: results[key], target: "_blank", rel: "noopener",
			onclick: (event) => {
				if (Date.now() - made < linkLifetime) return;
				event.preventDefault();
				attempt(async () => location.assign((await get(path("results")))[key]));
			},
		}, icon("download"), label);
		// A tool of the agent stored them: they may be anything, or missing.
		const [cost, hours] = ["total_cost", "total_hours"].map((name) => Number(results.cost_data[name]));
		place.replaceChildren(link("powerpoint_url", "Presentation") || "", link("sow_url", "Statement of work") || "",
			cost && hours ? h("span", { class: "muted" }, `${counted(hours, "hour")}, ${cost.toLocaleString()} USD`) : "");
	}

	function eventElement({ type, action_group: group, function: called, parameters, content, timestamp }) {
		let text = content ?? (parameters ?? []).map(({ name, value }) => `${name}: ${value}`).join("\n");
		// The agent's conclusion is JSON in a string.
		if (type === "final_response") text = text.replace(/^\{"text":("(?:[^"\\]|\\.)*")[^]*\}$/, (_, inner) => JSON.parse(inner));
		return h("li", {}, h("div", { class: "row" }, h("b", { class: "grow", dir: "auto" }, type === "tool_call" ? `${group}: ${called}` : events[type] ?? type), timeElement(timestamp)),
			text.length > 240 ? h("details", {}, h("summary", { dir: "auto" }, `${text.slice(0, 120)}…`), h("p", { dir: "auto" }, text)) : h("p", { dir: "auto" }, text));
	}

	setInterval(tick, 1000);
	document.addEventListener("visibilitychange", () => !document.hidden && run?.state && !isOver(run.state) && poll());

	function stop() {
		clearTimeout(timer);
		run = null;
	}

	return {
		panel: [h("header", {}, h("h2", {}, "Assessments"), h("a", { class: "button primary", href: "#/assessments" }, icon("plus"), "New assessment")), list],
		main: [bar(title), body],
		leave: () => { stop(); id = null; },
		show([wanted]) {
			stop();
			id = wanted;
			if (list.firstChild) renderList();
			else load(true);
			if (!id) return form();
			title.textContent = name(items.get(id) ?? { client_name: "Assessment" });
			follow();
		},
	};
}
