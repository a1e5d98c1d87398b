// The conversation: what was said, what is being answered, and the box to write in.

import { exported, get, post } from "./api.js";
import { bar, showSide } from "./app.js";
import { button, copy, h, iconButton, moreButton, richText, save, uuid } from "./dom.js";
import { nameOf, sessionList, sessionPath } from "./sessions.js";
import { local } from "./storage.js";
import { clock, parse } from "./time.js";
import { tools } from "./tools.js";
import { attempt, dialog, messageBox, openMenu, problem, toast } from "./ui.js";

const storageKey = "session_id";
const ideas = ["Explain something simply", "Draft a short message", "Write a small program"];
/** The server gives a chat this name: 40 Unicode characters, of which JavaScript's strings take one or two units each. */
const firstCharacters = (text) => [...text.slice(0, 80)].slice(0, 40).join("");
const messagesOf = (session_id, limit, cursor) => post("api/get_history/", { session_id, limit, ...(cursor && { cursor }) });

export function chat() {
	let id;
	let isStored = false;
	let older;
	/** What is being answered: {session, controller}. */
	let answering;
	/** Changes with every chat that is opened. */
	let visit = 0;
	let hasList = false;

	const title = h("h1", { dir: "auto" });
	const log = h("div", { class: "log", role: "log", "aria-label": "Conversation", tabindex: 0 });
	const status = h("div", { class: "answering", role: "status" });
	const box = messageBox(send, { oninput: keepDraft });
	const sendButton = iconButton("send", "Send", send, { class: "primary" });
	const stopButton = iconButton("stop", "Stop", () => answering.controller.abort(), { class: "", hidden: true });
	const list = sessionList({
		onnew: begin,
		onchange: (item) => item.session_id === id && name(item),
		ondelete: (ids) => ids.includes(id) && begin(),
	});

	addEventListener("keydown", (event) => {
		const key = event.key.toLowerCase();
		if (!(event.ctrlKey || event.metaKey) || !box.isConnected || (key !== "k" && !(key === "o" && event.shiftKey))) return;
		event.preventDefault();
		if (key === "o") return begin();
		showSide(true);
		list.focusSearch();
	});

	// Which chat

	function begin() { location.hash = `#/chat/${uuid()}`; }

	function name(item) { title.textContent = item ? nameOf(item) : "New chat"; }

	const draftKey = () => `draft:${isStored ? id : "new"}`;

	function keepDraft() {
		if (box.value) local.set(draftKey(), box.value);
		else local.remove(draftKey());
	}

	/** The item may have changed meanwhile: the server gives it a name, and counts. */
	const lookUp = (session) => get(sessionPath(session)).then((item) => {
		list.put(item);
		if (session === id) name(item);
	}, () => {});

	async function open(next) {
		const here = ++visit;
		id = next;
		isStored = false;
		older = null;
		name(list.item(id));
		list.activate(id);
		showAnswering();
		log.ariaBusy = "true";
		log.replaceChildren();
		try {
			const page = await messagesOf(id, 50);
			if (here !== visit) return;
			isStored = page.status === "success";
			older = page.next_cursor;
			if (isStored) log.replaceChildren(...earlier(page));
			else hello();
			log.scrollTop = log.scrollHeight;
			if (isStored) local.set(storageKey, id);
			if (isStored && !list.item(id)) lookUp(id);
		} catch (error) {
			if (here !== visit) return;
			log.replaceChildren(problem(error, () => open(id)));
		}
		log.ariaBusy = "false";
		box.value = local.get(draftKey()) ?? "";
		if (matchMedia("(hover: hover)").matches && !document.activeElement.closest("aside, dialog")) box.focus();
	}

	const hello = () => log.append(h("div", { class: "hello" }, h("h2", {}, "What is on your mind?"),
		h("p", {}, "Your chats are kept in the list, where you find them again."),
		h("div", { class: "row" }, ideas.map((idea) => button(idea, () => { box.value = `${idea}: `; keepDraft(); box.focus(); })))));

	// Messages

	function article(isHuman, content, ...who) {
		return h("article", { class: isHuman ? "message human" : "message", "aria-label": isHuman ? "You" : "Answer" },
			h("div", { class: "who" }, h("b", {}, isHuman ? "You" : "Colloquy"), who), h("div", { class: "text" }, richText(content)));
	}

	function message(entry) {
		const time = parse(entry.timestamp);
		const element = article(entry.sender === "Human", entry.content, h("time", { datetime: entry.timestamp, title: time.toLocaleString() }, clock(time)));
		if (entry.status === "unanswered") unanswered(element, entry, "This has no answer yet.");
		if (entry.status === "incomplete") state(element, "The answer was cut off because its time was up.");
		return element;
	}

	function state(element, ...parts) {
		element.querySelector(".state")?.remove();
		if (parts.length) element.append(h("div", { class: "state" }, parts));
	}

	/** Says why there is no answer, and offers to ask again: under the same key, so that nothing is stored twice. */
	function unanswered(element, entry, text, seconds = 0) {
		const again = button("Try again", () => answer(element, entry), { class: "small", disabled: seconds > 0 }, "retry");
		setTimeout(() => { again.disabled = false; }, seconds * 1000);
		state(element, h("span", { dir: "auto" }, text), again);
	}

	function earlier({ messages = [] }) {
		const more = moreButton("Load older messages", async () => {
			if (more.disabled || log.ariaBusy === "true") return;
			more.disabled = true;
			const here = visit;
			const page = await attempt(() => messagesOf(id, 50, older));
			more.disabled = false;
			if (!page || here !== visit) return;
			older = page.next_cursor;
			// What is read stays where it is, and what is loaded is not read out.
			const below = log.scrollHeight - log.scrollTop;
			log.ariaBusy = "true";
			more.replaceWith(...earlier(page));
			log.scrollTop = log.scrollHeight - below;
			log.ariaBusy = "false";
		});
		return [...(older ? [more] : []), ...messages.map(message)];
	}

	// Asking

	function showAnswering() {
		const isHere = answering?.session === id;
		status.replaceChildren(...(isHere ? [h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), "Answering"] : []));
		stopButton.hidden = !isHere;
		sendButton.hidden = isHere;
	}

	function send() {
		const content = box.value.trim();
		if (!content) return;
		if (answering) return toast("Please wait for the answer, or stop it.");
		const now = new Date().toISOString();
		const entry = { message_id: uuid(), sender: "Human", content, timestamp: now };
		const element = message(entry);
		box.value = "";
		keepDraft();
		log.querySelector(".hello")?.remove();
		log.append(element);
		log.scrollTop = log.scrollHeight;
		// The row is there before the answer; what the server says replaces it.
		const known = list.item(id) ?? { session_id: id, chat_name: firstCharacters(content), message_count: 0 };
		list.put({ ...known, last_activity: now, message_count: known.message_count + 1 });
		name(known);
		isStored = true;
		local.set(storageKey, id);
		answer(element, entry);
	}

	async function answer(element, entry) {
		if (answering) return toast("Please wait for the other answer.");
		const { session, controller } = (answering = { session: id, controller: new AbortController() });
		const isHere = () => session === id && element.isConnected;
		state(element);
		showAnswering();
		try {
			const body = { prompt: entry.content, session_id: session, message_id: entry.message_id };
			const { response, code, timestamp, incomplete } = await post("api/generate/", body, { signal: controller.signal, headers: { "Idempotency-Key": entry.message_id } });
			// `response` comes without its fenced code, as older clients want it; what is stored has everything in its place.
			const content = code === undefined ? response : (await messagesOf(session, 1)).messages[0].content;
			lookUp(session);
			if (isHere()) {
				const reply = message({ sender: "AI", content, timestamp: new Date(timestamp * 1000).toISOString(), status: incomplete && "incomplete" });
				element.after(reply);
				reply.scrollIntoView({ block: "nearest" });
			} else {
				toast("The answer in the other chat is there.", "Show", () => { location.hash = `#/chat/${encodeURIComponent(session)}`; });
			}
		} catch (error) {
			if (isHere()) unanswered(element, entry, error.name === "AbortError" ? "You stopped the answer." : error.message, error.retryAfter);
		}
		answering = null;
		showAnswering();
	}

	// What can be done with the chat

	function entries() {
		const item = list.item(id);
		const file = (format) => exported(`api/export/${encodeURIComponent(id)}`, { format });
		const [last, ...first] = (item ? list.entries(item, title) : []).reverse();
		return [
			...first.reverse(),
			isStored && ["History", showHistory],
			isStored && ["Save as Markdown", () => attempt(async () => save("chat.md", await file("markdown")))],
			isStored && ["Save as JSON", () => attempt(async () => save("chat.json", await file("json")))],
			last ?? ["New chat", begin],
		];
	}

	async function showHistory() {
		const page = await attempt(() => messagesOf(id, 1000));
		const lines = page?.history ?? [];
		dialog("History", lines.length ? lines.map((line) => article(line.startsWith("Human:"), line.replace(/^(Human|AI): /, ""))) : "Nothing is here yet.", {
			wide: true, actions: (close) => [button("Copy", ({ currentTarget }) => copy(lines.join("\n\n"), currentTarget), {}, "copy"), button("Close", () => close(), { class: "primary", autofocus: true })],
		});
	}

	return {
		panel: list.panel,
		main: [bar(title, iconButton("more", "Actions for this chat", ({ currentTarget }) => openMenu(currentTarget, entries()))), log, status,
			h("div", { class: "composer" }, h("div", {}, box, sendButton, stopButton), h("p", {}, "Answers may be wrong. ", h("span", { class: "keys-only" }, "Enter sends, Shift Enter begins a new line.")))],
		tools: tools(() => { list.load(); open(id); }),
		show([wanted]) {
			if (!hasList) list.load().then(() => list.item(id) && name(list.item(id)));
			hasList = true;
			const next = wanted ?? id ?? local.get(storageKey) ?? uuid();
			if (!wanted) history.replaceState(null, "", `#/chat/${encodeURIComponent(next)}`);
			if (next !== id) open(next);
		},
	};
}
