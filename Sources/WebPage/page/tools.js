// What concerns all chats: statistics, clean-up, export and import.

import { get, post, query } from "./api.js";
import { button, field, h, save } from "./dom.js";
import { shortDate, timeElement } from "./time.js";
import { attempt, dialog, problem, toast } from "./ui.js";

const number = (value) => value.toLocaleString();

/** `reload` is called when chats have come or gone. */
export const tools = ({ reload }) => [
  ["chart", "Statistics", showStatistics],
  ["broom", "Clean up", () => cleanUp(reload)],
  ["download", "Save all chats", exportAll],
  ["upload", "Load chats", () => importAll(reload)],
];

// MARK: Statistics

function showStatistics() {
  const content = h("div", { class: "column" });
  const days = h("select", { "aria-label": "Period", onchange: () => draw() }, [7, 30, 90, 366].map((value) =>
    h("option", { value, selected: value === 30 }, value === 366 ? "The last year" : `The last ${value} days`)));
  async function draw() {
    try {
      const { stats, daily, hourly } = await get("api/session_stats/" + query({ days: days.value }));
      const tiles = [["Chats", stats.total_sessions], ["Messages", stats.total_messages], ["Active in 24 hours", stats.recent_sessions_24h], ["Active now", stats.active_sessions]];
      const days_ = daily.map(({ date, messages, sessions }) => [shortDate(new Date(`${date}T00:00`)), messages, sessions]);
      content.replaceChildren(
        h("dl", { class: "tiles" }, tiles.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, number(value ?? 0))))),
        chart("Messages a day", days_), chart("Messages by hour of the day (UTC)", hourly.map((value, hour) => [`${hour}:00`, value])));
    } catch (error) {
      content.replaceChildren(problem(error, draw));
    }
  }
  draw();
  return dialog("Statistics", [days, content], { wide: true });
}

/** Bars, and the same as a table. Rows: [name, value, …]. */
function chart(title, rows) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const most = Math.max(1, ...rows.map((row) => row[1]));
  const draw = (name, attributes) => {
    const element = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    svg.append(element);
  };
  for (const [key, value] of Object.entries({ viewBox: "0 0 600 140", preserveAspectRatio: "none", class: "chart", role: "img", "aria-label": `${title}: ${number(rows.reduce((sum, row) => sum + row[1], 0))} in all, at most ${number(most)}` })) svg.setAttribute(key, value);
  const step = 600 / rows.length;
  rows.forEach((row, index) => {
    const height = (row[1] / most) * 132;
    draw("rect", { x: index * step + step * 0.1, y: 138 - height, width: step * 0.8, height, rx: Math.min(3, step / 4) });
  });
  draw("line", { x1: 0, x2: 600, y1: 139, y2: 139 });
  const heads = ["", "Messages", "Chats"].slice(0, rows[0]?.length ?? 0);
  return h("section", { class: "column" }, h("div", {}, h("h3", {}, title), svg,
    h("div", { class: "axis", "aria-hidden": "true" }, h("span", {}, rows[0]?.[0]), h("span", {}, rows.at(-1)?.[0])),
    h("details", {}, h("summary", {}, "As a table"), h("div", { class: "table" }, h("table", {},
      h("caption", { class: "out-of-sight" }, title),
      h("thead", {}, h("tr", {}, heads.map((head, index) => h("th", { scope: "col", class: index ? "number" : "" }, head || (rows[0]?.length > 2 ? "Day" : "Hour"))))),
      h("tbody", {}, rows.map(([name, ...values]) => h("tr", {}, h("th", { scope: "row" }, name), values.map((value) => h("td", { class: "number" }, number(value)))))))))));
}

// MARK: Clean-up

function cleanUp(reload) {
  let checked = null;
  const days = h("input", { type: "number", min: 1, max: 36500, value: 30, required: true, oninput: forget });
  const archived = h("input", { type: "checkbox", onchange: forget });
  const outcome = h("div", { class: "column", role: "status" });
  const look = h("button", { class: "primary", form: "clean" }, "Look first");
  const go = button("Delete", () => run(), { class: "danger", disabled: true });

  const body = () => ({ days_old: Number(days.value), include_archived: archived.checked });

  /** A preview is good for what it was made for only. */
  function forget() {
    checked = null;
    go.disabled = true;
    go.lastChild.data = "Delete";
    outcome.replaceChildren();
  }

  async function all(isDry) {
    let cursor = null;
    const sum = { deleted_count: 0, skipped_pinned: 0, skipped_archived: 0, sessions: [] };
    do {
      const page = await post("api/cleanup_sessions/", { ...body(), dry_run: isDry, ...(cursor && { cursor }) });
      for (const key of ["deleted_count", "skipped_pinned", "skipped_archived"]) sum[key] += page[key] ?? 0;
      sum.sessions.push(...(page.sessions ?? []));
      cursor = page.next_cursor;
    } while (cursor);
    return sum;
  }

  async function preview(event) {
    event.preventDefault();
    forget();
    look.disabled = true;
    const sum = await attempt(() => all(true));
    look.disabled = false;
    if (!sum) return;
    checked = sum.deleted_count;
    const kept = [sum.skipped_pinned && `${number(sum.skipped_pinned)} pinned`, sum.skipped_archived && `${number(sum.skipped_archived)} archived`].filter(Boolean);
    outcome.replaceChildren(
      h("p", {}, checked ? `${number(checked)} ${checked === 1 ? "chat has" : "chats have"} been quiet for so long.` : "No chat has been quiet for so long.", kept.length ? ` ${kept.join(" and ")} stay.` : ""),
      sum.sessions.length && h("ul", { "aria-label": "To be deleted" }, sum.sessions.slice(0, 20).map((item) => h("li", { class: "row" }, h("span", { class: "grow", dir: "auto" }, item.chat_name || "Untitled"), timeElement(item.last_activity)))),
      checked > 20 && h("p", { class: "muted" }, `and ${number(checked - 20)} more.`));
    for (const node of [...outcome.childNodes]) if (node.nodeType === 3) node.remove();
    go.disabled = !checked;
    if (checked) go.lastChild.data = `Delete ${number(checked)}`;
  }

  async function run() {
    go.disabled = look.disabled = true;
    const sum = await attempt(() => all(false));
    look.disabled = false;
    if (!sum) return;
    forget();
    outcome.replaceChildren(h("p", {}, `${number(sum.deleted_count)} ${sum.deleted_count === 1 ? "chat was" : "chats were"} deleted.`));
    reload();
  }

  return dialog("Clean up", [
    h("p", { class: "muted" }, "Deletes chats that nobody has used for a while. Pinned ones stay. Look first; deleting cannot be undone here."),
    h("form", { id: "clean", class: "column", onsubmit: preview },
      field("Days without a message", days), h("label", { class: "check" }, archived, "Archived chats too")),
    outcome,
  ], { actions: () => [go, look] });
}

// MARK: Files

async function exportAll() {
  const sessions = [];
  const isDone = await attempt(async () => {
    let cursor = null;
    do {
      const page = await get("api/export" + query({ cursor }));
      sessions.push(...page.sessions);
      cursor = page.next_cursor;
    } while (cursor);
    return true;
  });
  if (!isDone) return;
  save("colloquy-chats.json", "application/json", JSON.stringify({ version: 1, sessions }, null, 2));
  toast(`${number(sessions.length)} ${sessions.length === 1 ? "chat" : "chats"} saved.`);
}

function importAll(reload) {
  const input = h("input", { type: "file", accept: "application/json,.json", "aria-label": "File with chats", onchange: () => read() });
  const outcome = h("p", { role: "status" });
  /** Of one request, in characters of JSON. */
  const most = 200000;

  async function read() {
    outcome.textContent = "Loading…";
    try {
      let file;
      try { file = JSON.parse(await input.files[0].text()); } catch { /* Worded below. */ }
      const sessions = file?.sessions ?? (file?.session_id && [file]);
      if (!Array.isArray(sessions)) throw new Error("This is no file with chats.");
      const sum = { imported: 0, skipped: 0 };
      for (let index = 0; index < sessions.length;) {
        const part = [];
        for (let size = 0; index < sessions.length && (!part.length || size < most); index++) {
          part.push(sessions[index]);
          size += JSON.stringify(sessions[index]).length;
        }
        const answer = await post("api/import", { version: 1, sessions: part });
        sum.imported += answer.imported;
        sum.skipped += answer.skipped;
        outcome.textContent = `${number(index)} of ${number(sessions.length)}…`;
      }
      outcome.textContent = `${number(sum.imported)} loaded, ${number(sum.skipped)} were there already.`;
      reload();
    } catch (error) {
      outcome.textContent = error.message;
    }
  }
  return dialog("Load chats", [h("p", { class: "muted" }, "From a file that was saved here. Loading it twice makes no doubles."), input, outcome]);
}
