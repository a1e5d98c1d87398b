// Assessments: submit one, follow it to its documents.

import { bar } from "./app.js";
import { get, post, query, request } from "./api.js";
import { button, field, h, icon, moreButton, uuid } from "./dom.js";
import { duration, parse, timeElement } from "./time.js";
import { attempt, confirmed, problem } from "./ui.js";

const stages = [
  ["ANALYZING_REQUIREMENTS", "Requirements", "RequirementsAnalyzer"], ["CALCULATING_COSTS", "Costs", "CostCalculator"],
  ["RETRIEVING_TEMPLATES", "Templates", "TemplateRetriever"], ["GENERATING_POWERPOINT", "Presentation", "PowerPointGenerator"],
  ["GENERATING_SOW", "Statement of work", "SOWGenerator"],
];
const order = ["PENDING", "PROCESSING", "ANALYZING_REQUIREMENTS", "REQUIREMENTS_ANALYZED", "CALCULATING_COSTS", "COSTS_CALCULATED", "RETRIEVING_TEMPLATES", "TEMPLATES_RETRIEVED", "GENERATING_POWERPOINT", "POWERPOINT_GENERATED", "GENERATING_SOW", "SOW_GENERATED", "COMPLETED"];
const ends = ["COMPLETED", "ERROR", "CONFIGURATION_ERROR", "CANCELLED"];
const isOver = (status) => ends.includes(status);
const tone = (status) => ({ COMPLETED: "ok", ERROR: "bad", CONFIGURATION_ERROR: "bad", CANCELLED: "idle" })[status] ?? "";
const words = (status) => {
  const text = status.toLowerCase().replaceAll("_", " ").replace("powerpoint", "presentation").replace("sow", "statement of work");
  return text[0].toUpperCase() + text.slice(1);
};
const badge = (status) => h("span", { class: `badge ${tone(status)}` }, words(status));
const idPath = (id) => encodeURIComponent(id);

export function assessments() {
  const items = new Map();
  let cursor = null;
  let id = null;
  /** What is followed: {state, events, after, etag}. */
  let run = null;
  let timer;

  const title = h("h1", { dir: "auto" });
  const body = h("div", { class: "body" });
  const list = h("div", { class: "scroll" });
  const header = h("header", {}, h("h2", {}, "Assessments"), h("a", { class: "button primary", href: "#/assessments" }, icon("plus"), "New assessment"));

  // MARK: The list

  async function load(isFirst) {
    try {
      const page = await get("api/assessments" + query({ limit: 30, cursor: isFirst ? null : cursor }));
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
      h("a", { href: `#/assessments/${idPath(item.session_id)}`, "aria-current": item.session_id === id && "page" },
        h("span", { class: "title", dir: "auto" }, name(item)),
        h("span", { class: "under" }, badge(item.status), isOver(item.status) ? timeElement(item.created_at) : `${item.progress} %`))));
    list.replaceChildren(rows.length ? h("ul", { "aria-label": "Assessments" }, rows) : h("p", { class: "empty" }, icon("tasks"), "What you submit will be here."));
    if (rows.length) list.append(cursor ? moreButton("Show more", () => load(false)) : h("p", { class: "end" }, "These are all."));
  }

  const name = (item) => [item.client_name, item.project_name].filter(Boolean).join(" – ");

  // MARK: Submitting

  function form() {
    title.textContent = "New assessment";
    const key = uuid();
    const text = (label, id, properties) => field(label, h("input", { name: id, maxlength: 300, dir: "auto", ...properties }));
    const submit = h("button", { class: "primary" }, "Submit");
    const said = h("div", { role: "status" });
    const send = async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(event.target));
      submit.disabled = true;
      said.replaceChildren();
      try {
        const answer = await post("api/submit-assessment", { ...values, team_size: Number(values.team_size) }, { headers: { "Idempotency-Key": key } });
        location.hash = `#/assessments/${idPath(answer.session_id)}`;
        load(true);
      } catch (error) {
        said.replaceChildren(problem(error));
      }
      submit.disabled = false;
    };
    body.replaceChildren(h("form", { class: "column card", onsubmit: send },
      h("p", { class: "muted" }, "An agent reads the requirements, works out costs, and writes a presentation and a statement of work. This takes some minutes; you need not wait here."),
      h("div", { class: "two" }, text("Client", "client_name", { required: true }), text("Project", "project_name"), text("Industry", "industry"), text("Duration", "duration", { placeholder: "6 months" }), text("People in the team", "team_size", { type: "number", min: 1, max: 1000000, value: 5, required: true })),
      field("Requirements or meeting notes", h("textarea", { name: "requirements", rows: 8, required: true, dir: "auto" })),
      said, h("div", { class: "row" }, submit)));
  }

  // MARK: Following

  const view = {};

  function frame() {
    Object.assign(view, {
      badge: h("span"), stage: h("span", { class: "grow", role: "status" }), elapsed: h("span", { class: "muted" }), controls: h("div", { class: "row" }),
      value: h("div"), stages: h("ol", { class: "stages", "aria-label": "Stages" }), error: h("div"), documents: h("div", { class: "documents" }),
      events: h("ol", { class: "events", "aria-label": "Events" }),
    });
    view.progress = h("div", { class: "progress", role: "progressbar", "aria-label": "Progress", "aria-valuemin": 0, "aria-valuemax": 100 }, view.value);
    body.replaceChildren(h("div", { class: "column" },
      h("section", { class: "card" }, h("div", { class: "row" }, view.badge, view.stage, view.elapsed), view.progress, view.stages, view.error, view.documents, view.controls),
      h("section", { class: "card" }, h("h2", {}, "What the agent does"), view.events)));
  }

  async function poll() {
    clearTimeout(timer);
    const turn = run;
    let wait = 2;
    try {
      const answer = await request(`api/agent-status/${idPath(id)}` + query({ after: turn.after, limit: 200 }), { headers: turn.etag ? { "If-None-Match": turn.etag } : {} });
      if (turn !== run) return;
      wait = Number(answer.headers.get("Retry-After")) || 2;
      if (answer.status !== 304) take(turn, answer);
      if (turn.state.has_more_events) wait = 0;
      else if (isOver(turn.state.status)) return;
    } catch (error) {
      if (turn !== run) return;
      if (!turn.state || error.status === 404 || error.status === 401) return void body.replaceChildren(problem(error, () => show([id])));
      wait = error.retryAfter ?? Math.min(30, (turn.wait ?? 2) * 2);
      turn.wait = wait;
      view.stage.textContent = error.message;
    }
    // Nobody looks at a hidden tab; it asks at once when it is shown again.
    timer = setTimeout(poll, (document.hidden ? Math.max(wait, 30) : wait) * 1000);
  }

  function take(turn, { headers, data }) {
    const events = typeof data.agent_events === "string" ? JSON.parse(data.agent_events) : data.agent_events;
    // The tag is of an answer behind the same event; behind a later one it would never match.
    turn.etag = data.last_event_seq === turn.after ? headers.get("ETag") : null;
    turn.after = data.last_event_seq;
    turn.state = data;
    turn.wait = 2;
    view.events.append(...events.map(eventElement));
    if (!view.events.children.length) view.events.append(h("li", { class: "muted first" }, isOver(data.status) ? "Nothing was reported." : "Nothing yet."));
    else if (events.length) view.events.querySelector(".first")?.remove();
    items.set(id, { ...items.get(id), ...data });
    renderList();
    render(data);
  }

  function render(state) {
    title.textContent = name(state);
    view.badge.replaceChildren(badge(state.status));
    if (view.stage.textContent !== state.current_stage) view.stage.textContent = state.current_stage;
    view.progress.className = `progress ${tone(state.status)}`;
    view.progress.setAttribute("aria-valuenow", state.progress);
    view.value.style.width = `${state.progress}%`;
    const rank = order.indexOf(state.status);
    const called = rank < 0 ? state.progress : null;
    view.stages.replaceChildren(...stages.map(([running, label], index) => {
      const at = order.indexOf(running);
      // A run that has ended otherwise shows by its progress how far it had come.
      const isDone = called === null ? rank > at : called > [30, 50, 60, 80, 95][index];
      const isCurrent = rank === at;
      return h("li", { class: isDone ? "done" : isCurrent ? "current" : "", "aria-current": isCurrent && "step" }, h("span", { class: "dot" }, icon("check")), label, h("span", { class: "out-of-sight" }, isDone ? "done" : ""));
    }));
    view.error.replaceChildren(...(state.error_message ? [h("div", { class: "problem", role: "alert" }, h("p", { dir: "auto" }, state.error_message))] : []));
    const act = (path) => attempt(async () => { await post(`api/assessments/${idPath(id)}/${path}`); follow(); });
    view.controls.replaceChildren(...[
      !isOver(state.status) && button("Cancel", async () => (await confirmed("Cancel this assessment?", "The agent stops. You can try again later.", "Cancel it")) && act("cancel"), {}, "stop"),
      ["ERROR", "CONFIGURATION_ERROR", "CANCELLED"].includes(state.status) && button("Try again", () => act("retry"), { class: "primary" }, "retry"),
    ].filter(Boolean));
    view.controls.hidden = !view.controls.children.length;
    if (state.document_urls?.length && !view.documents.children.length) showDocuments(run);
    tick();
  }

  function tick() {
    if (!run?.state || !view.elapsed) return;
    const { created_at: begin, updated_at: end, status } = run.state;
    const last = isOver(status) ? parse(end) : Date.now();
    view.elapsed.textContent = duration(Math.max(0, (last - parse(begin)) / 1000));
  }
  setInterval(tick, 1000);

  /** Links are good for ten minutes: they are made anew for each click after half of that. */
  async function showDocuments(turn) {
    const results = await attempt(() => get(`api/results/${idPath(id)}`));
    if (!results || turn !== run) return;
    const made = Date.now();
    const link = (key, label) => results[key] && h("a", {
      class: "button primary", href: results[key], target: "_blank", rel: "noopener",
      onclick: async (event) => {
        if (Date.now() - made < 300000) return;
        event.preventDefault();
        const fresh = await attempt(() => get(`api/results/${idPath(id)}`));
        if (fresh?.[key]) location.assign(fresh[key]);
      },
    }, icon("download"), label);
    const cost = results.cost_data ?? {};
    view.documents.replaceChildren(...[link("powerpoint_url", "Presentation"), link("sow_url", "Statement of work"),
      cost.total_cost != null && h("p", { class: "muted" }, `${Number(cost.total_hours ?? 0).toLocaleString()} hours, ${Number(cost.total_cost).toLocaleString(undefined, { style: "currency", currency: "USD", maximumFractionDigits: 0 })}`)].filter(Boolean));
  }

  function eventElement(event) {
    const kinds = { chunk: "Text", reasoning: "Reasoning", tool_call: "Tool", tool_response: "Result", final_response: "Conclusion", warning: "Warning", error: "Error" };
    let content = event.content ?? "";
    if (event.type === "final_response") try { content = JSON.parse(content).text ?? content; } catch { /* It is text. */ }
    const heading = event.type === "tool_call" ? `${event.action_group}: ${event.function}` : kinds[event.type] ?? event.type;
    const parameters = event.parameters?.map(({ name, value }) => `${name}: ${value}`).join("\n");
    const text = content || parameters || "";
    return h("li", {}, h("header", {}, h("b", { dir: "auto" }, heading), timeElement(event.timestamp)),
      text.length > 240 ? h("details", {}, h("summary", { dir: "auto" }, `${text.slice(0, 120)}…`), h("p", { dir: "auto" }, text)) : text && h("p", { dir: "auto" }, text));
  }

  function follow() {
    clearTimeout(timer);
    run = { after: 0, etag: null };
    frame();
    poll();
  }

  document.addEventListener("visibilitychange", () => !document.hidden && run?.state && !isOver(run.state.status) && body.isConnected && poll());

  async function show([wanted]) {
    clearTimeout(timer);
    id = wanted ?? null;
    run = null;
    if (!items.size && !list.children.length) load(true);
    renderList();
    if (!id) return form();
    title.textContent = name(items.get(id) ?? {}) || "Assessment";
    follow();
  }

  return { panel: [header, list], main: [bar(title), body], show, leave: () => { clearTimeout(timer); run = null; } };
}
