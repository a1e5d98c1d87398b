// Writing to a contact: what is sent is seen at once, and can be sent again under the same id.

import { post } from "./api.js";
import { button, counted, h, iconButton, richText, uuid } from "./dom.js";
import { bubble } from "./inbox-messages.js";
import { messageBox } from "./ui.js";

/** Twilio's, in UTF-16 code units; longer texts become several messages. */
const messageLimit = 1600;
/** The server sends at most ten, and cuts between words. */
const textLimit = 15000;

/** `log` shows what is written; `ontake(session)` gets the session as it is after that; `onend()` hears when all is sent. */
export function composer({ log, path, ontake, onend }) {
	let id;
	let reason;
	let isTakingOver = false;
	let sending = 0;
	/** Sent one after the other, so that they arrive in order. */
	let last = Promise.resolve();
	/** By session: what was written and not sent, and what has been sent and not arrived. */
	const drafts = new Map();
	const waiting = new Map();

	const box = messageBox(send, { maxlength: textLimit, "aria-describedby": "composer-hint", oninput: write });
	const sendButton = iconButton("send", "Send", send, { class: "primary" });
	const why = h("p", { class: "why", role: "status", hidden: true });
	const hint = h("p", { id: "composer-hint" });
	const element = h("div", { class: "composer" }, why, h("div", {}, box, sendButton), hint);

	function write() {
		drafts.set(id, box.value);
		const { length } = box.value;
		hint.classList.toggle("count", length > 0.8 * messageLimit);
		hint.replaceChildren(...length > messageLimit ? [`${length.toLocaleString()} characters: about ${counted(Math.ceil(length / messageLimit), "message")}.`]
			: length > 0.8 * messageLimit ? [`${length.toLocaleString()} of ${messageLimit.toLocaleString()} characters.`]
			: [h("span", { class: "keys-only" }, "Enter sends, Shift Enter begins a new line. "), isTakingOver ? "The bot is silent from then on." : ""]);
	}

	function send() {
		const text = box.value.trim();
		if (!text || box.disabled) return;
		const session = id;
		const entry = { id: uuid(), text, ...bubble("You", true, richText(text), new Date().toISOString()) };
		entry.element.classList.add("pending");
		if (!waiting.has(session)) waiting.set(session, []);
		waiting.get(session).push(entry);
		box.value = "";
		write();
		log.log.append(entry.element);
		log.toEnd();
		deliver(session, entry);
	}

	function forget(session, entry) {
		waiting.set(session, waiting.get(session).filter((other) => other !== entry));
		entry.element.remove();
	}

	function deliver(session, entry) {
		entry.say();
		entry.deliver("sending");
		sending += 1;
		last = last.then(async () => {
			try {
				const answer = await post(path(session, "/messages"), { text: entry.text, message_id: entry.id });
				forget(session, entry);
				if (session === id) log.add(answer.messages);
				ontake(answer.session);
			} catch (error) {
				entry.deliver("failed");
				entry.say(h("span", { dir: "auto" }, error.message), button("Try again", () => deliver(session, entry), { class: "small" }, "retry"),
					button("Take back", () => takeBack(session, entry), { class: "small quiet" }));
			}
			sending -= 1;
			if (!sending) onend();
		});
	}

	/** To write it differently, or not at all. */
	function takeBack(session, entry) {
		forget(session, entry);
		box.value = [box.value, entry.text].filter(Boolean).join("\n");
		write();
		box.focus();
	}

	return {
		element,
		isSending: () => sending > 0,
		focus: () => !box.disabled && box.focus(),
		open(session) {
			id = session;
			box.value = drafts.get(id) ?? "";
			reason = null;
			box.disabled = sendButton.disabled = true;
			why.hidden = true;
			write();
		},
		/** What is not sent yet, below what is. */
		showWaiting() {
			for (const { element: pending } of waiting.get(id) ?? []) log.log.append(pending);
			log.toEnd();
		},
		/** `text`: why nothing can be sent; empty when it can. `isBot`: what is sent takes over from the bot. */
		allow(text, isBot) {
			if (text === reason && isBot === isTakingOver) return;
			reason = text;
			isTakingOver = isBot;
			write();
			box.disabled = sendButton.disabled = Boolean(text);
			why.textContent = text;
			why.hidden = !text;
			hint.hidden = Boolean(text);
		},
	};
}
