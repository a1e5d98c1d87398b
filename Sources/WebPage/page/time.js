// Times, in the reader's time zone and language.

const day = 86400000;
const format = (style) => new Intl.DateTimeFormat(undefined, style);
const [exact, clockTime, date] = [{ dateStyle: "full", timeStyle: "short" }, { timeStyle: "short" }, { dateStyle: "medium" }].map(format);
const ago = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });

/** Times without a zone are UTC. */
export const parse = (text) => new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
export const clock = (time) => clockTime.format(time);
export const shortDate = (time) => date.format(time);

export function relative(time, now = Date.now()) {
	const seconds = (time - now) / 1000;
	const size = Math.abs(seconds);
	if (size < 45) return "now";
	if (size < 2700) return ago.format(Math.round(seconds / 60), "minute");
	if (size < 64800) return ago.format(Math.round(seconds / 3600), "hour");
	return size < 604800 ? ago.format(Math.round(seconds / 86400), "day") : shortDate(time);
}

/** A <time>: how long ago it was, and exactly as its tip. */
export function timeElement(text, shown = relative) {
	const element = document.createElement("time");
	const time = parse(text ?? "");
	if (Number.isNaN(+time)) return element;
	Object.assign(element, { dateTime: text, title: exact.format(time), textContent: shown(time) });
	return element;
}

/** In this order, whatever order the items come in. */
export const groups = ["Pinned", "Today", "Yesterday", "Previous 7 days", "Previous 30 days", "Older"];

/** Where a chat belongs, by local days. */
export function group({ pinned, last_activity: last }, now = new Date()) {
	if (pinned) return groups[0];
	// Days have 23 to 25 hours: the calendar counts them.
	const midnight = (days) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days);
	const index = [0, 1, 7, 30].findIndex((days) => parse(last) >= midnight(days));
	return groups[index < 0 ? 5 : index + 1];
}

/** 75 is "1:15". */
export function duration(seconds) {
	const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
	if (!parts[0]) parts.shift();
	return parts.map((part, index) => (index ? String(part).padStart(2, "0") : part)).join(":");
}
