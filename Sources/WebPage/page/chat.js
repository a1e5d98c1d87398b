// The conversation: what was said, what is being answered, and the box to write in.

import { bar } from "./app.js";
import { Failure, get, post } from "./api.js";
import { button, h, icon, iconButton, moreButton, richText, save, uuid } from "./dom.js";
import { sessionList } from "./sessions.js";
import { tools } from "./tools.js";
import { clock, parse } from "./time.js";
import { attempt, dialog, openMenu, problem, toast } from "./ui.js";

const storageKey = "session_id";
const pageSize = 50;
const ideas = ["Explain something simply", "Draft a short message", "Write a small program"];

export function chat() {
  let id = null;
  let isStored = false;
  let older = null;
  /** What is being answered: {controller, session}. */
  let answering = null;
  let opening = 0;

  const title = h("h1", { dir: "auto" });
  const actions = iconButton("more", "Actions for this chat", (event) => openMenu(event.currentTarget, entries()));
  const log = h("div", { class: "log", role: "log", "aria-label": "Conversation", tabindex: 0 });
  const status = h("div", { class: "answering", role: "status" });
  const box = h("textarea", {
    rows: 1, placeholder: "Write a message", "aria-label": "Message", dir: "auto", enterkeyhint: "send",
    oninput: () => { keepDraft(); fit(); }, onkeydown: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    },
  });
  const sendButton = h("button", { type: "submit", class: "primary", "aria-label": "Send", title: "Send" }, icon("send"));
  const stopButton = h("button", { type: "button", "aria-label": "Stop", title: "Stop", hidden: true, onclick: () => answering?.controller.abort() }, icon("stop"));
  const composer = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); send(); } },
    h("div", {}, box, sendButton, stopButton), h("p", {}, "Answers may be wrong. Enter sends, Shift Enter begins a new line."));

  const list = sessionList({
    onnew: () => { location.hash = `#/chat/${uuid()}`; },
    onchange: (item) => item.session_id === id && name(item),
    ondelete: (ids) => ids.includes(id) && fresh(),
  });

  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || !title.isConnected) return;
    const key = event.key.toLowerCase();
    if (key === "k") { event.preventDefault(); document.querySelector(".to-menu")?.offsetParent && document.querySelector(".to-menu").click(); list.focusSearch(); }
    if (key === "o" && event.shiftKey) { event.preventDefault(); location.hash = `#/chat/${uuid()}`; }
  });

  // MARK: Which chat

  const draftKey = () => `draft:${isStored ? id : "new"}`;
  const keepDraft = () => box.value ? localStorage.setItem(draftKey(), box.value) : localStorage.removeItem(draftKey());

  function fit() {
    if (CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }

  /** A chat that has no messages yet, in place of the one in the address. */
  function fresh() {
    history.replaceState(null, "", `#/chat/${uuid()}`);
    dispatchEvent(new HashChangeEvent("hashchange"));
  }

  const name = (item) => { title.textContent = item?.chat_name || "New chat"; };

  async function open(next, isRestored) {
    const turn = ++opening;
    id = next;
    isStored = false;
    older = null;
    name(list.item(id));
    list.activate(id);
    showAnswering();
    log.setAttribute("aria-busy", "true");
    log.replaceChildren();
    try {
      const page = await post("api/get_history/", { session_id: id, limit: pageSize });
      if (turn !== opening) return;
      isStored = page.status === "success";
      if (isStored) {
        older = page.next_cursor;
        log.replaceChildren(...[olderButton(), ...page.messages.map(message)].filter(Boolean));
        log.scrollTop = log.scrollHeight;
        if (!list.item(id)) get(`api/sessions/${encodeURIComponent(id)}`).then((item) => turn === opening && name(item), () => {});
      } else {
        if (isRestored) localStorage.removeItem(storageKey);
        hello();
      }
    } catch (error) {
      if (turn === opening) log.replaceChildren(problem(error, () => open(id, isRestored)));
    }
    log.setAttribute("aria-busy", "false");
    box.value = localStorage.getItem(draftKey()) ?? "";
    fit();
    if (isStored) localStorage.setItem(storageKey, id);
    if (matchMedia("(hover: hover)").matches && !document.activeElement.closest("aside, dialog")) box.focus();
  }

  function hello() {
    log.replaceChildren(h("div", { class: "hello" }, h("h2", {}, "What is on your mind?"),
      h("p", {}, "Your chats are kept in the list, and can be found again."),
      h("div", { class: "row" }, ideas.map((idea) => button(idea, () => { box.value = `${idea}: `; keepDraft(); fit(); box.focus(); })))));
  }

  // MARK: Messages

  function message(entry) {
    const isHuman = entry.sender === "Human";
    const time = parse(entry.timestamp);
    const element = h("article", { class: isHuman ? "message human" : "message", "aria-label": isHuman ? "You" : "Answer" },
      h("div", { class: "who" }, h("b", {}, isHuman ? "You" : "Colloquy"), h("time", { datetime: entry.timestamp, title: time.toLocaleString() }, clock(time))),
      h("div", { class: "text" }, richText(entry.content)));
    if (entry.status === "unanswered" && isHuman) unanswered(element, entry, "This has no answer yet.");
    if (entry.status === "incomplete") state(element, "The answer was cut off because its time was up.");
    return element;
  }

  function state(element, text, ...parts) {
    element.querySelector(".state")?.remove();
    if (text) element.append(h("div", { class: "state" }, h("span", { dir: "auto" }, text), parts));
  }

  /** Says why there is no answer, and offers to ask again: with the same key, so that nothing is stored twice. */
  function unanswered(element, entry, text, seconds) {
    const again = button("Try again", () => answer(element, entry), { class: "small" }, "retry");
    state(element, text, again);
    if (!seconds) return;
    again.disabled = true;
    setTimeout(() => { again.disabled = false; }, seconds * 1000);
  }

  function olderButton() {
    if (!older) return null;
    const element = moreButton("Load older messages", async () => {
      if (element.disabled || log.getAttribute("aria-busy") === "true") return;
      element.disabled = true;
      const turn = opening;
      const page = await attempt(() => post("api/get_history/", { session_id: id, limit: pageSize, cursor: older }));
      if (turn !== opening) return;
      element.disabled = false;
      if (!page) return;
      older = page.next_cursor;
      const height = log.scrollHeight - log.scrollTop;
      log.setAttribute("aria-busy", "true");
      element.replaceWith(...[olderButton(), ...(page.messages ?? []).map(message)].filter(Boolean));
      log.scrollTop = log.scrollHeight - height;
      log.setAttribute("aria-busy", "false");
    });
    return element;
  }

  // MARK: Asking

  function showAnswering() {
    const isHere = answering?.session === id;
    status.replaceChildren(...(isHere ? [h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), "Answering"] : []));
    stopButton.hidden = !isHere;
    sendButton.hidden = isHere;
  }

  function send() {
    const prompt = box.value.trim();
    if (!prompt) return;
    if (answering) return toast("Please wait for the answer, or stop it.");
    const now = new Date().toISOString();
    const entry = { message_id: uuid(), sender: "Human", content: prompt, timestamp: now };
    localStorage.removeItem(draftKey());
    box.value = "";
    fit();
    log.querySelector(".hello")?.remove();
    const element = message(entry);
    log.append(element);
    log.scrollTop = log.scrollHeight;
    const known = list.item(id);
    // The row is there before the answer; what the server says replaces it.
    list.put({ session_id: id, chat_name: prompt.slice(0, 40), pinned: false, archived: false, created_at: now, ...known, last_activity: now, message_count: (known?.message_count ?? 0) + 1 });
    name(list.item(id) ?? { chat_name: prompt.slice(0, 40) });
    list.activate(id);
    isStored = true;
    localStorage.setItem(storageKey, id);
    answer(element, entry);
  }

  async function answer(element, entry) {
    if (answering) return toast("Please wait for the other answer.");
    const turn = (answering = { controller: new AbortController(), session: id });
    state(element);
    showAnswering();
    const isHere = () => id === turn.session && element.isConnected;
    try {
      const { data } = await retrying(() => post("api/generate/", { prompt: entry.content, session_id: turn.session, message_id: entry.message_id }, {
        signal: turn.controller.signal, headers: { "Idempotency-Key": entry.message_id },
      }).then((data) => ({ data })));
      if (isHere()) {
        const timestamp = new Date((data.timestamp ?? Date.now() / 1000) * 1000).toISOString();
        const content = data.full_response ?? (data.code && data.response !== undefined ? await whole(turn.session, data) : data.response);
        const reply = message({ sender: "AI", content, timestamp, status: data.incomplete ? "incomplete" : "complete" });
        element.after(reply);
        log.scrollTop = Math.min(log.scrollHeight, reply.offsetTop - log.offsetTop - 96);
      } else {
        toast("The answer in the other chat is there.", { label: "Show", action: () => { location.hash = `#/chat/${encodeURIComponent(turn.session)}`; } });
      }
    } catch (error) {
      const text = error.name === "AbortError" ? "You stopped the answer." : error.message;
      if (isHere()) unanswered(element, entry, text, error.retryAfter);
    }
    answering = null;
    showAnswering();
    get(`api/sessions/${encodeURIComponent(turn.session)}`).then((item) => {
      list.put(item);
      if (id === turn.session) name(item);
    }, () => {});
  }

  /** `response` comes without its fenced code, as older clients want it; the stored message has everything in its place. */
  async function whole(session, data) {
    try {
      const page = await post("api/get_history/", { session_id: session, limit: 2 });
      const last = page.messages?.findLast((entry) => entry.sender === "AI");
      if (last) return last.content;
    } catch { /* What is there will do. */ }
    return `${data.response}\n\n\`\`\`\n${data.code}\n\`\`\``;
  }

  /** Once more when the connection was lost on the way: the key makes it one message. */
  async function retrying(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 0 || !navigator.onLine) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return work();
    }
  }

  // MARK: Actions

  function entries() {
    const item = list.item(id);
    if (!isStored) return [["plus", "New chat", fresh]];
    const address = `api/export/${encodeURIComponent(id)}?format=`;
    return [
      ...(item ? list.entries(item).slice(0, -1) : []),
      ["clock", "History", showHistory],
      ["download", "Save as Markdown", () => attempt(async () => save("chat.md", "text/markdown", await get(`${address}markdown`)))],
      ["download", "Save as JSON", () => attempt(async () => save("chat.json", "application/json", JSON.stringify(await get(`${address}json`), null, 2)))],
      ...(item ? list.entries(item).slice(-1) : []),
    ];
  }

  async function showHistory() {
    const data = await attempt(() => post("api/get_history/", { session_id: id, limit: 1000 }));
    if (!data) return;
    const lines = data.history ?? [];
    dialog("History", h("div", { class: "column" }, lines.map((line) => {
      const isHuman = line.startsWith("Human:");
      return h("article", { class: isHuman ? "message human" : "message", "aria-label": isHuman ? "You" : "Answer" }, h("div", { class: "text" }, richText(line.replace(/^(Human|AI): ?/, ""))));
    })), { wide: true, actions: (close) => [
      button("Copy", async () => { await navigator.clipboard.writeText(lines.join("\n\n")); toast("Copied."); }, {}, "copy"),
      button("Close", () => close(), { class: "primary", autofocus: true }),
    ] });
  }

  let isLoaded = false;
  return {
    panel: list.panel,
    main: [bar(title, actions), log, status, composer],
    tools: tools({ reload: () => { list.load(); open(id); } }),
    async show([wanted]) {
      if (!isLoaded) { isLoaded = true; list.load().then(() => list.item(id) && name(list.item(id))); }
      if (wanted && wanted === id) return;
      const restored = wanted ? null : id ?? localStorage.getItem(storageKey);
      if (!wanted) history.replaceState(null, "", `#/chat/${encodeURIComponent(restored ?? uuid())}`);
      const next = wanted ?? decodeURIComponent(location.hash.split("/")[2]);
      if (next !== id) await open(next, restored === next || next === localStorage.getItem(storageKey));
    },
  };
}
