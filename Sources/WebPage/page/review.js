// Administrators' review of chat sessions (system 000): filter, read, note.

import { bar, hideSide } from "./app.js";
import { post, query } from "./api.js";
import { button, field, h, icon, iconButton, moreButton, richText } from "./dom.js";
import { timeElement } from "./time.js";
import { attempt, problem, toast } from "./ui.js";

const call = (operation, values) => post("user-session", { operation, ...values });
const columns = [["title", "Title"], ["time_stamp", "Time"], ["has_feedback", "Feedback"], ["has_review", "Review"]];
const dayBefore = (days) => new Date(Date.now() - days * 86400000).toISOString().slice(0, 10);

export function review() {
  let rows = [];
  let cursor = null;
  let loaded = null;
  let state = {};
  let turn = 0;

  const table = h("div", { class: "body" });
  const drawer = h("section", { class: "drawer", "aria-label": "Session", hidden: true });
  const filters = h("form", { class: "filters", onsubmit: (event) => event.preventDefault(), onchange: () => go(Object.fromEntries(new FormData(filters))) });
  const choice = (label, name, options) => field(label, h("select", { name }, options.map(([value, text]) => h("option", { value }, text))));
  const flags = [["", "All"], ["yes", "With"], ["no", "Without"]];
  filters.append(
    field("From", h("input", { type: "date", name: "from", required: true })), field("To", h("input", { type: "date", name: "to", required: true })),
    choice("Feedback", "feedback", flags), choice("Review", "review", flags), choice("Reviewed by", "scope", [["", "Me"], ["any", "Anybody"]]));

  // MARK: The address holds the state

  function go(changes) {
    const next = { ...state, ...changes };
    for (const key of ["sort", "descending"]) if (next[key] === { sort: "time_stamp", descending: "yes" }[key]) delete next[key];
    location.hash = "#/review" + query(next);
  }

  function read(parameters) {
    const initial = { from: dayBefore(30), to: dayBefore(0), feedback: "", review: "", scope: "", sort: "time_stamp", descending: "yes", id: "" };
    state = { ...initial, ...Object.fromEntries([...parameters].filter(([key]) => key in initial)) };
    for (const input of filters.elements) input.value = state[input.name];
  }

  // MARK: The table

  async function load(isFirst) {
    const mine = ++turn;
    if (isFirst) { rows = []; cursor = null; table.replaceChildren(h("p", { class: "end", role: "status" }, "Loading…")); }
    try {
      const page = await call("list_all_sessions", {
        start_time: `${state.from}T00:00:00Z`, end_time: `${state.to}T23:59:59Z`, has_feedback: state.feedback, has_review: state.review,
        ...(state.scope && { review_scope: state.scope }), limit: 100, envelope: true, ...(cursor && { cursor }),
      });
      if (mine !== turn) return;
      rows.push(...page.items);
      cursor = page.next_cursor;
      render();
    } catch (error) {
      if (mine === turn) table.replaceChildren(problem(error, () => load(isFirst)));
    }
  }

  const sorted = () => rows.toSorted((a, b) => (a[state.sort] ?? "").localeCompare(b[state.sort] ?? "") * (state.descending === "yes" ? -1 : 1));

  function render() {
    if (!rows.length && !cursor) return table.replaceChildren(h("p", { class: "empty" }, icon("shield"), "No session fits these filters."));
    const head = columns.map(([key, label]) => h("th", { scope: "col", "aria-sort": state.sort === key ? (state.descending === "yes" ? "descending" : "ascending") : "none" },
      button([label, state.sort === key ? (state.descending === "yes" ? " ↓" : " ↑") : ""], () => go({ sort: key, descending: state.sort === key && state.descending === "yes" ? "no" : "yes" }))));
    const flag = (value, tone) => (value === "Yes" ? h("span", { class: `badge ${tone}` }, "Yes") : h("span", { class: "muted" }, "No"));
    const body = sorted().map((row) => h("tr", { "aria-selected": String(row.session_id === state.id) },
      h("td", {}, h("a", { href: "#/review" + query({ ...state, id: row.session_id }), dir: "auto" }, row.title || "Untitled")),
      h("td", {}, timeElement(row.time_stamp)), h("td", {}, flag(row.has_feedback, "")), h("td", {}, flag(row.has_review, "ok"))));
    const focused = document.activeElement.closest?.("thead button")?.textContent[0];
    table.replaceChildren(h("div", { class: "table" }, h("table", {}, h("caption", { class: "out-of-sight" }, "Sessions"), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body))),
      cursor ? moreButton("Show more", () => load(false)) : h("p", { class: "end" }, `${rows.length} ${rows.length === 1 ? "session" : "sessions"}; these are all.`));
    if (focused) [...table.querySelectorAll("thead button")].find((element) => element.textContent[0] === focused)?.focus();
  }

  function step(by) {
    const all = sorted();
    const next = all[all.findIndex((row) => row.session_id === state.id) + by];
    if (next) go({ id: next.session_id });
  }

  addEventListener("keydown", (event) => {
    if (!table.isConnected || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
    if (event.key === "Escape" && state.id) close();
  });

  function close() {
    const id = state.id;
    go({ id: "" });
    setTimeout(() => table.querySelector(`a[href*="id=${CSS.escape(encodeURIComponent(id))}"]`)?.focus());
  }

  // MARK: One session

  async function open() {
    const id = state.id;
    drawer.hidden = !id;
    if (!id) return drawer.replaceChildren();
    const content = h("div", { class: "body" }, h("p", { class: "end", role: "status" }, "Loading…"));
    const heading = h("h1", { dir: "auto", tabindex: -1 }, rows.find((row) => row.session_id === id)?.title ?? "Session");
    drawer.replaceChildren(h("header", { class: "bar" }, heading, button("Previous", () => step(-1), { class: "quiet small" }), button("Next", () => step(1), { class: "quiet small" }), iconButton("close", "Close", close)), content);
    heading.focus();
    try {
      const session = await call("get_session", { session_id: id });
      if (state.id !== id) return;
      if (!session.session_id) throw new Error("This session is not there any more.");
      heading.textContent = session.title;
      content.replaceChildren(reviewForm(session), ...session.chat_history.flatMap(exchange));
    } catch (error) {
      if (state.id === id) content.replaceChildren(problem(error, open));
    }
  }

  function exchange({ user, chatbot, userFeedback: { feedbackType, feedbackCategory, feedbackMessage, feedbackRank } = {} }) {
    const said = (label, text) => h("article", { class: `message ${label === "User" ? "human" : ""}`, "aria-label": label }, h("div", { class: "who" }, h("b", {}, label)), h("div", { class: "text" }, richText(text ?? "")));
    const tone = { Positive: "ok", Negative: "bad" }[feedbackType] ?? "idle";
    const feedback = feedbackType && h("p", { class: "small", dir: "auto" }, h("span", { class: `badge ${tone}` }, feedbackType), " ", [feedbackCategory, feedbackRank && `${feedbackRank} of 5`, feedbackMessage].filter(Boolean).join(" · "));
    return [user && said("User", user), chatbot && said("Assistant", chatbot), feedback].filter(Boolean);
  }

  function reviewForm({ session_id: id, user_id: user, created_at: created, review = {} }) {
    const row = rows.find((entry) => entry.session_id === id);
    let reviewID = review.review_id ?? row?.review_id ?? "";
    const text = h("textarea", { rows: 3, maxlength: 10000, dir: "auto", value: review.comments ?? "" });
    const removeButton = button("Delete review", () => attempt(async () => {
      await call("delete_review_session", { review_id: reviewID, session_id: id });
      text.value = "";
      done("", "The review was deleted.");
    }), { class: "danger", hidden: !reviewID });
    const done = (next, words) => {
      reviewID = next;
      removeButton.hidden = !next;
      Object.assign(row ?? {}, { review_id: next, has_review: next ? "Yes" : "No" });
      render();
      toast(words);
    };
    const keep = (event) => {
      event.preventDefault();
      attempt(async () => done((await call("update_review_session", { review_id: reviewID, session_id: id, comments: text.value })).review_id, "The review was saved."));
    };
    return h("form", { class: "card", onsubmit: keep }, h("p", { class: "muted small", dir: "auto" }, `${user} · `, timeElement(created)),
      field("Your review", text), h("div", { class: "row" }, h("button", { class: "primary" }, "Save review"), removeButton));
  }

  // MARK: CSV

  const csv = button("CSV", () => attempt(async () => {
    csv.disabled = true;
    try {
      const [start_time, end_time] = [`${state.from}T00:00:00Z`, `${state.to}T23:59:59Z`];
      let answer = await call("download_all_sessions_csv", { start_time, end_time });
      while (answer.status === "processing") {
        await new Promise((resolve) => setTimeout(resolve, 2000));
        answer = await call("download_all_sessions_csv", { job_id: `${start_time}-${end_time}`, start_time, end_time });
      }
      h("a", { href: answer.download_url, download: "", rel: "noopener" }).click();
      toast("The file is ready.");
    } finally {
      csv.disabled = false;
    }
  }), { class: "small" }, "download");

  return {
    panel: [h("header", {}, h("h2", {}, "Filters")), filters],
    main: [bar(h("h1", {}, "Review"), csv), h("div", { class: "review" }, table, drawer)],
    async show(_, parameters) {
      const before = state.id;
      read(parameters);
      const { from, to, feedback, review: reviewed, scope } = state;
      const wanted = JSON.stringify([from, to, feedback, reviewed, scope]);
      const isNew = wanted !== loaded;
      loaded = wanted;
      const opened = state.id !== before || isNew ? open() : null;
      if (isNew) await load(true);
      else render();
      await opened;
    },
  };
}
