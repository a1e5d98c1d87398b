// Elements from data. Text is only ever text: nothing here, or anywhere else, makes markup of it.

/** An element. Properties that begin with "on" are listeners; false, null and undefined leave an attribute out. */
export function h(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value" || key === "checked") element[key] = value;
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat(9).filter((child) => child != null && child !== false));
  return element;
}

const paths = {
  menu: "M4 7h16M4 12h16M4 17h16",
  plus: "M12 5v14M5 12h14",
  search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14M16 16l4 4",
  pin: "M9 4h6l-1 6 3 3v2H7v-2l3-3zM12 15v5",
  archive: "M4 5h16v4H4zM6 9v10h12V9M10 13h4",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M8 8h8v8H8z",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  retry: "M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  upload: "M12 16V4M7 9l5-5 5 5M5 20h14",
  theme: "M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16",
  chart: "M5 20V11M12 20V4M19 20v-6",
  broom: "M14 4l6 6M16 8l-5 5M6 12l6 6-3 2H4v-5z",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4l3 2",
  check: "M5 12l5 5 9-10",
  close: "M6 6l12 12M18 6L6 18",
  chat: "M6 4h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
  tasks: "M9 5h10M9 12h10M9 19h10M4 5h.01M4 12h.01M4 19h.01",
  shield: "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z",
  keys: "M4 7h16v10H4zM8 13h8M8 10h.01M12 10h.01M16 10h.01",
  out: "M14 5H6v14h8M11 12h9M17 9l3 3-3 3",
  select: "M4 6l2 2 3-4M4 15l2 2 3-4M13 7h7M13 16h7",
};

/** A picture that says nothing by itself. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

/** A button with a picture; its label is read out, and shown as a tip. */
export const iconButton = (name, label, onclick, properties) =>
  h("button", { type: "button", class: "quiet", "aria-label": label, title: label, onclick, ...properties }, icon(name));

export const button = (label, onclick, properties, name) =>
  h("button", { type: "button", onclick, ...properties }, name && icon(name), label);

/** A label with its field below. */
export const field = (label, input, hint) => h("label", { class: "field" }, h("span", {}, label), input, hint && h("small", {}, hint));

/** Text with parts marked: [start, end) in UTF-16 code units, as the server counts them. */
export function marked(text, ranges = []) {
  const parts = [];
  let last = 0;
  for (const [start, end] of ranges) {
    if (start < last || end > text.length) continue;
    parts.push(text.slice(last, start), h("mark", {}, text.slice(start, end)));
    last = end;
  }
  return [...parts, text.slice(last)];
}

function linked(text) {
  const parts = [];
  let last = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}]/g)) {
    const link = h("a", { href: match[0], target: "_blank", rel: "noopener noreferrer nofollow" }, match[0]);
    parts.push(text.slice(last, match.index), link);
    last = match.index + match[0].length;
  }
  return [...parts, text.slice(last)];
}

function codeBlock(language, code) {
  const copy = button("Copy", async () => {
    await navigator.clipboard.writeText(code);
    copy.lastChild.data = "Copied";
    setTimeout(() => (copy.lastChild.data = "Copy"), 2000);
  }, { class: "quiet small" }, "copy");
  return h("figure", { class: "code" },
    h("figcaption", {}, h("span", {}, language || "code"), copy),
    h("pre", { tabindex: 0, dir: "ltr", "aria-label": "Code" }, h("code", {}, code)));
}

/** A message: paragraphs with links, and fenced code. All other Markdown stays the text that it is. */
export function richText(text) {
  const parts = [];
  const paragraphs = (plain) => {
    for (const paragraph of plain.split(/\n{2,}/)) {
      if (paragraph.trim()) parts.push(h("p", { dir: "auto" }, linked(paragraph.replace(/^\n+|\s+$/g, ""))));
    }
  };
  let last = 0;
  for (const match of text.matchAll(/^ {0,3}(`{3,}|~{3,})[ \t]*([^\n`]*)\n([\s\S]*?)(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))/gm)) {
    paragraphs(text.slice(last, match.index));
    parts.push(codeBlock(match[2].trim(), match[3].replace(/\n$/, "")));
    last = match.index + match[0].length;
  }
  paragraphs(text.slice(last));
  return parts;
}

/** Saves text as a file. */
export function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** A random UUID; `crypto.randomUUID` exists on secure origins only. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Calls `more` when a button comes into view: it stays a button for those who do not scroll. */
export function moreButton(label, more) {
  const element = button(label, () => more(), { class: "quiet more" });
  new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more()).observe(element);
  return element;
}
