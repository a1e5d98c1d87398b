// What was said on WhatsApp: bubbles, files, places, and how far a message has come.

import { get } from "./api.js";
import { h, button, icon, moreButton, richText, svg } from "./dom.js";
import { accessToken } from "./sign-in.js";
import { clock, parse, shortDate } from "./time.js";
import { attempt } from "./ui.js";

export const numberOf = (session) => session?.phone_number ?? session?.address?.replace(/^whatsapp:/, "") ?? "";
/** People name themselves: what turns the direction of text would let a name look like another. */
export const titleOf = (session) => session?.profile_name?.replace(/[\u202A-\u202E\u2066-\u2069]/g, "").trim() || numberOf(session) || "Conversation";

const shapes = {
	waiting: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M12 8v4l3 2",
	one: "M5 12l5 5 9-10",
	two: "M2 12l5 5 9-10M12 16l1 1 9-10",
	failed: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16M12 8v5M12 16h.01",
	file: "M7 3h7l4 4v14H7zM14 3v4h4",
	place: "M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11M12 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
	down: "M12 5v14M6 13l6 6 6-6",
};
/** What is shown for each of Twilio's states, and said. */
const deliveries = {
	accepted: ["waiting", "Queued"], scheduled: ["waiting", "Queued"], queued: ["waiting", "Queued"], sending: ["waiting", "Sending"],
	sent: ["one", "Sent"], delivered: ["two", "Delivered"], read: ["two read", "Read"],
	failed: ["failed", "Not sent"], undelivered: ["failed", "Not delivered"], canceled: ["failed", "Canceled"],
};
/** Of Twilio's errors, by code: those that the staff can make something of. */
const reasons = {
	20003: "sending is not set up", 21610: "the contact wants no messages", 63003: "this number is not on WhatsApp", 63013: "WhatsApp's rules do not allow it",
	63014: "the contact has blocked us, or wants no messages", 63016: "the window for free text was closed", 63018: "too much was sent at once", 63024: "this number cannot get messages", 63032: "WhatsApp limits what this contact gets",
};
const kinds = { image: "Image", audio: "Audio", video: "Video", application: "Document" };
const silent = {
	sticker: "A sticker", contacts: "A contact card", location: "A place", reaction: "A reaction", button: "A button", interactive: "A form without answers",
	text: "An empty message", template: "A message from a template", unknown: "A message of a kind that cannot be shown",
};
const cards = ["text/vcard", "text/x-vcard", "text/directory"];
/** Fields of Twilio's webhook that every message has: https://www.twilio.com/docs/messaging/guides/webhook-request (2026). */
const technical = ["ApiVersion", "ChannelMetadata", "MessageType", "MessagingServiceSid", "NumSegments", "ReferralNumMedia", "SmsStatus"];

/** Text of which something can be seen: neither nothing, nor white space, controls, and letters without a shape alone. */
const isVisible = (text) => typeof text === "string" && /[^\s\p{Cc}\p{Cf}\u115F\u1160\u2800\u3164\uFFA0]/u.test(text);
const shortened = (text) => (text.length > 160 ? `${text.slice(0, 160).replace(/[\uD800-\uDBFF]$/, "")}…` : text);
const aside = (...parts) => h("p", { class: "small muted", dir: "auto" }, parts);

function when(text) {
	const time = parse(text);
	const isToday = time.toDateString() === new Date().toDateString();
	return h("time", { datetime: text, title: time.toLocaleString() }, isToday ? clock(time) : `${shortDate(time)}, ${clock(time)}`);
}

function placeLink({ latitude, longitude, label, address }) {
	if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return null;
	const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
	return h("a", { class: "button", href, target: "_blank", rel: "noopener noreferrer" }, icon("place", shapes.place), h("span", { dir: "auto" }, label || address || `${latitude}, ${longitude}`));
}

/** A file's link. Whoever has signed in here is known by a token that links do not carry: the page asks where the file lies. */
function fileLink(href, type) {
	const [kind, form = ""] = type.toLowerCase().split(";")[0].split("/");
	const where = async (event) => {
		if (!accessToken()) return;
		event.preventDefault();
		const answer = await attempt(() => get(`${href}?envelope=true`));
		if (answer) h("a", { href: answer.url, target: "_blank", rel: "noopener noreferrer" }).click();
	};
	return h("a", { class: "button", href, target: "_blank", rel: "noopener noreferrer", onclick: where },
		icon("file", shapes.file), h("span", { dir: "auto" }, cards.includes(`${kind}/${form}`) ? silent.contacts : [kinds[kind] ?? "File", form.slice(0, 12).toUpperCase()].filter(Boolean).join(", ")));
}

/** Which advertisement somebody comes from. That one has no media is no advertisement. */
function advertisement(referral) {
	const { ReferralHeadline: headline, ReferralBody: body, ReferralSourceUrl: url, ReferralSourceType: type, ReferralSourceId: id, ReferralCtwaClid: click } = referral ?? {};
	const words = [headline, body].filter(isVisible).map(shortened).join(" – ") || [id, click].find(isVisible);
	if (!words && !isVisible(url)) return null;
	const name = words ?? url;
	return aside(type === "post" ? "From a post: " : "From an advertisement: ",
		/^https?:\/\//.test(url ?? "") ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, name) : name);
}

/** What Twilio told of a message of a kind that is not known here. */
function remainder({ fields }) {
	const kind = fields?.MessageType;
	const told = Object.entries(fields ?? {}).filter(([name, value]) => !technical.includes(name) && isVisible([value].flat().join(" ")));
	const isNamed = Object.hasOwn(silent, kind);
	return [
		h("p", { class: "muted" }, isNamed ? silent[kind] : silent.unknown, isVisible(kind) && !isNamed && ` (${shortened(kind)})`),
		told.slice(0, 20).map(([name, value]) => aside(`${name}: ${shortened([value].flat().join(", "))}`)),
	];
}

/** A bubble that may come again as it is by then. */
export function bubble(who, isOurs, content, time) {
	const foot = h("div", { class: "foot" }, h("b", { dir: "auto" }, who), when(time));
	const state = h("div", { class: "state" });
	const element = h("article", { class: isOurs ? "message human" : "message", "aria-label": who }, h("div", { class: "text" }, content), foot, state);
	let mark;
	return {
		element,
		/** Only attributes change, so that nobody has a message read out again for a tick. */
		deliver(status, code) {
			const [shape, words] = deliveries[status] ?? ["waiting", status];
			if (!mark) foot.append(mark = h("span", { role: "img" }, icon("tick", "")));
			mark.className = `delivery ${shape}`;
			mark.ariaLabel = mark.title = words;
			mark.querySelector("path").setAttribute("d", shapes[shape.split(" ")[0]]);
			if (shape !== "failed" || state.firstChild) return;
			state.append(h("span", { dir: "auto" }, `${words}: ${reasons[code] ?? (code ? `Twilio says ${code}` : "nobody knows why")}.`));
		},
		/** Why there is something to do, and what. */
		say: (...parts) => state.replaceChildren(...parts),
	};
}

/** The log of a session. `path` makes addresses of a session's parts. */
export function transcript(user, path) {
	const shown = new Map();
	/** What has been said, by Twilio's ids; and who waits for it. */
	const said = new Map();
	const waiting = new Map();
	let customer = "";
	/** The end is seen; so it is to be when there is less room, because a keyboard comes up or much is written. */
	let isPinned = true;

	const log = h("div", { class: "log", role: "log", "aria-label": "Conversation", tabindex: 0, onscroll: scrolled });
	const jump = button([icon("down", shapes.down), "New messages"], () => toEnd(), { class: "small jump", hidden: true });
	const element = h("div", { class: "transcript" }, log, jump);

	const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
	function toEnd() {
		log.scrollTop = log.scrollHeight;
		isPinned = true;
		jump.hidden = true;
	}
	function scrolled() {
		isPinned = isAtEnd();
		if (isPinned) jump.hidden = true;
	}
	new ResizeObserver(() => isPinned && toEnd()).observe(log);

	const whoSays = ({ direction, metadata }) => (direction === "inbound" ? customer
		: metadata.sent_by ? (metadata.sent_by === user?.id ? "You" : metadata.sent_by) : "Bot");

	/** The message that is answered, as soon as it is here: Twilio tells the id of a message of ours only when it is on its way. */
	function quote(sid) {
		const element = aside("Answers an earlier message");
		const fill = (text) => { element.textContent = `Answers: ${shortened(text)}`; };
		if (isVisible(said.get(sid))) fill(said.get(sid));
		else if (sid) waiting.set(sid, [...(waiting.get(sid) ?? []), fill]);
		return element;
	}

	function note({ message_sid: sid, content, media, message_type: type }) {
		const text = isVisible(content) ? content : media.length ? kinds[type] ?? silent[type] ?? "A file" : silent[type];
		if (!sid || !text || said.get(sid) === text) return;
		said.set(sid, text);
		for (const fill of waiting.get(sid) ?? []) fill(text);
		waiting.delete(sid);
	}

	function contentOf({ id, session_id: session, content, message_type: type, media, metadata }) {
		const { location: place, button: pressed, choice, forwarded, frequently_forwarded: often, replied_to: answered, referral, content_sid: template } = metadata;
		const link = place && placeLink(place);
		const files = media.map((medium, index) => fileLink(path(session, `/messages/${encodeURIComponent(id)}/media/${index}`), medium.content_type));
		const text = !isVisible(content) || (link && [place.label, place.address].includes(content)) ? [] : richText(content);
		const isSilent = !text.length && !files.length && !link;
		return [
			advertisement(referral), answered && quote(answered.message_sid),
			forwarded && aside(often ? "Forwarded many times" : "Forwarded"), pressed && aside("Pressed a button"), choice && aside("Chose from a list"),
			files.length > 0 && h("div", { class: "row" }, files), link, link && place.label && place.address && h("p", { class: "small muted", dir: "auto" }, place.address), text,
			choice && isVisible(choice.description) && choice.description !== content && aside(choice.description),
			isSilent && (type === "unknown" ? remainder(metadata) : h("p", { class: "muted" }, silent[template ? "template" : type] ?? silent.text)),
		];
	}

	function made(message) {
		// What we note for ourselves; the customer does not get it.
		if (message.message_type === "system" && !message.status) {
			return { element: h("article", { class: "note", "aria-label": "Note" }, h("p", { dir: "auto" }, message.content), when(message.timestamp)) };
		}
		return bubble(whoSays(message), message.direction === "outbound", contentOf(message), message.timestamp);
	}

	/** Where it belongs by its time; what is only here yet stays last. */
	function put(message, isNew) {
		note(message);
		let entry = shown.get(message.id);
		if (!entry) {
			entry = { ...made(message), time: message.timestamp };
			const later = [...log.children].find((other) => other.matches(".pending") || other.dataset.time > message.timestamp);
			entry.element.dataset.time = message.timestamp;
			log.insertBefore(entry.element, later ?? null);
			shown.set(message.id, entry);
			if (isNew && message.direction === "inbound") entry.element.classList.add("fresh");
		}
		if (message.status) entry.deliver?.(message.status, message.error_code);
	}

	/** Without having what is put there read out, or the place lost that is being read. */
	function quietly(work) {
		const below = log.scrollHeight - log.scrollTop;
		log.ariaBusy = "true";
		work();
		log.scrollTop = log.scrollHeight - below;
		log.ariaBusy = "false";
	}

	function moreEarlier(load) {
		const more = moreButton("Load older messages", async () => {
			if (more.disabled || log.ariaBusy === "true") return;
			more.disabled = true;
			const page = await load();
			more.disabled = false;
			if (!page || !more.isConnected) return;
			quietly(() => {
				if (more === document.activeElement) log.focus();
				more.remove();
				for (const message of page.messages) put(message);
				if (page.hasMore) log.prepend(moreEarlier(load));
			});
		});
		return more;
	}

	return {
		element, log, toEnd,
		name(name) {
			if (name === customer) return;
			customer = name;
			for (const article of log.querySelectorAll(".message:not(.human)")) {
				article.ariaLabel = name;
				article.querySelector(".foot b").textContent = name;
			}
		},
		clear() {
			shown.clear();
			said.clear();
			waiting.clear();
			log.replaceChildren();
			log.ariaBusy = "true";
			jump.hidden = true;
		},
		fill(messages, load) {
			for (const message of messages) put(message);
			if (load) log.prepend(moreEarlier(load));
			toEnd();
			// What is there from the beginning is not read out.
			setTimeout(() => { log.ariaBusy = "false"; });
		},
		/** What has come, or has changed. */
		add(messages) {
			const wasAtEnd = isAtEnd();
			const before = shown.size;
			for (const message of messages) put(message, true);
			if (shown.size === before) return;
			if (wasAtEnd) toEnd();
			else jump.hidden = false;
		},
		fail(reason) {
			log.ariaBusy = "false";
			log.replaceChildren(reason);
		},
	};
}
