// Times, in the reader's time zone and language.

const day = 86400000;
const relativeFormat = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const clockFormat = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const dateFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

/** Times without a zone are UTC. */
export const parse = (text) => new Date(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : text + "Z");

export function relative(date, now = Date.now()) {
  const seconds = (date - now) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return "now";
  if (size < 2700) return relativeFormat.format(Math.round(seconds / 60), "minute");
  if (size < 64800) return relativeFormat.format(Math.round(seconds / 3600), "hour");
  if (size < 7 * 86400) return relativeFormat.format(Math.round(seconds / 86400), "day");
  return dateFormat.format(date);
}

const noTime = (date) => Number.isNaN(date.getTime());

/** A <time>: how long ago, and exactly as its tip. */
export function timeElement(text, format = relative) {
  const element = document.createElement("time");
  const date = parse(text ?? "");
  if (noTime(date)) return element;
  element.dateTime = text;
  element.title = exactFormat.format(date);
  element.textContent = format(date);
  return element;
}

export const clock = (date) => clockFormat.format(date);
export const shortDate = (date) => dateFormat.format(date);

/** In this order, whatever order the items come in. */
export const groups = ["Pinned", "Today", "Yesterday", "Previous 7 days", "Previous 30 days", "Older"];

/** The group of a chat, by local days. */
export function group(item, now = new Date()) {
  if (item.pinned) return groups[0];
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const time = parse(item.last_activity ?? item.created_at ?? "").getTime();
  if (time >= midnight) return groups[1];
  // A day may have 23 or 25 hours.
  if (time >= new Date(midnight - day / 2).setHours(0, 0, 0, 0)) return groups[2];
  if (time >= midnight - 7 * day) return groups[3];
  return time >= midnight - 30 * day ? groups[4] : groups[5];
}

/** 75 is "1:15". */
export function duration(seconds) {
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
