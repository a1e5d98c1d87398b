// The list of chats: groups by day, search, several at once.

import { hideSide } from "./app.js";
import { get, patch, post, query, remove } from "./api.js";
import { button, h, icon, iconButton, marked, moreButton } from "./dom.js";
import { group, groups, timeElement } from "./time.js";
import { asked, attempt, confirmed, openMenu, problem, toast } from "./ui.js";

const path = (id) => `api/sessions/${encodeURIComponent(id)}`;
const pageSize = 40;

/**
 * `actions` on a chat may come from elsewhere too.
 *
 * - onchange(item): a chat was renamed, pinned or archived.
 * - ondelete(ids): chats are gone.
 */
export function sessionList({ onchange, ondelete, onnew }) {
  const items = new Map();
  const selected = new Set();
  let cursor = null;
  let isArchive = false;
  let isSelecting = false;
  let activeID = null;
  let loading = null;
  let searching = null;

  const list = h("div", { class: "scroll", onkeydown: walk });
  const count = h("span", { role: "status" });
  const selection = h("div", { class: "selection", role: "toolbar", "aria-label": "Selected chats", hidden: true },
    count,
    iconButton("archive", "Archive", () => archiveSelected()),
    iconButton("trash", "Delete", () => deleteSelected()),
    iconButton("close", "End selection", () => select(false)));
  const box = h("input", { type: "search", placeholder: "Search", "aria-label": "Search chats", "aria-keyshortcuts": "Control+K Meta+K", dir: "auto", autocomplete: "off", oninput: () => search(), onkeydown: searchKey });
  const heading = h("h2", { class: "grow" }, "Chats");
  const header = h("header", {},
    h("div", { class: "row" }, heading,
      iconButton("select", "Select several", () => select(!isSelecting)),
      iconButton("archive", "Show archived chats", () => showArchive(!isArchive), { "aria-pressed": "false" })),
    button("New chat", onnew, { class: "primary" }, "plus"),
    h("div", { class: "search", role: "search" }, icon("search"), box, h("kbd", {}, "Ctrl K")));
  const archiveButton = header.querySelector("[aria-pressed]");

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isSelecting && list.isConnected && !document.querySelector("dialog[open], [popover]:popover-open")) select(false);
  });

  // MARK: Loading

  function load(isFirst) {
    if (loading) return loading;
    if (isFirst) { items.clear(); cursor = null; }
    loading = (async () => {
      try {
        const page = await get("api/session_names/" + query({ limit: pageSize, cursor, archived: isArchive, envelope: true }));
        for (const item of page.items) items.set(item.session_id, item);
        cursor = page.next_cursor;
        render();
      } catch (error) {
        list.replaceChildren(problem(error, () => load(isFirst)));
      } finally {
        loading = null;
      }
    })();
    return loading;
  }

  async function showArchive(isShown) {
    await loading;
    isArchive = isShown;
    archiveButton.setAttribute("aria-pressed", isShown);
    heading.textContent = isShown ? "Archived chats" : "Chats";
    select(false);
    box.value ? search() : load(true);
  }

  // MARK: Drawing

  function render() {
    if (box.value.trim()) return;
    const sorted = [...items.values()].sort((a, b) => b.pinned - a.pinned || (a.last_activity < b.last_activity ? 1 : -1));
    const now = new Date();
    const parts = groups.map((name) => {
      const members = sorted.filter((item) => group(item, now) === name);
      return members.length ? h("section", {}, h("h3", {}, name), h("ul", { "aria-label": name }, members.map(row))) : null;
    }).filter(Boolean);
    if (cursor) parts.push(moreButton("Show more", () => load(false)));
    else if (parts.length) parts.push(h("p", { class: "end" }, "These are all."));
    else parts.push(h("p", { class: "empty" }, icon(isArchive ? "archive" : "chat"), isArchive ? "Nothing is archived." : "Your chats will be here."));
    replace(parts);
  }

  /** Keeps the focus where it is, on the same link or button of the same chat. */
  function replace(parts) {
    const focused = document.activeElement.closest?.("[data-id]");
    const isLink = document.activeElement.matches("a");
    const top = list.scrollTop;
    list.replaceChildren(...parts);
    list.scrollTop = top;
    if (focused && list.querySelector) list.querySelector(`[data-id="${CSS.escape(focused.dataset.id)}"] ${isLink ? "a" : "button"}`)?.focus();
  }

  const link = (item, ...content) => h("a", {
    href: `#/chat/${encodeURIComponent(item.session_id)}`, "aria-current": item.session_id === activeID && "page",
    onclick: (event) => {
      if (isSelecting) { event.preventDefault(); toggle(item.session_id); } else hideSide();
    },
  }, content);

  function row(item) {
    const title = h("span", { class: "title", dir: "auto" }, item.chat_name || "Untitled");
    const under = h("span", { class: "under" }, item.pinned && icon("pin"), timeElement(item.last_activity),
      `· ${item.message_count} ${item.message_count === 1 ? "message" : "messages"}`);
    return h("li", { class: "item", "data-id": item.session_id }, checkbox(item), link(item, title, under),
      iconButton("more", `Actions for ${item.chat_name || "Untitled"}`, (event) => openMenu(event.currentTarget, entries(item))));
  }

  const checkbox = (item) => isSelecting && h("input", {
    type: "checkbox", "aria-label": `Select ${item.chat_name || "Untitled"}`, checked: selected.has(item.session_id),
    onchange: () => toggle(item.session_id),
  });

  const entries = (item) => [
    ["edit", "Rename", () => renameInPlace(item)],
    ["pin", item.pinned ? "Unpin" : "Pin", () => change(item, { pinned: !item.pinned })],
    ["archive", item.archived ? "Move out of the archive" : "Archive", () => archive(item, !item.archived)],
    ["trash", "Delete", () => removeWithUndo([item.session_id]), true],
  ];

  // MARK: Changing

  async function change(item, values) {
    const before = { ...item };
    put({ ...item, ...values });
    try {
      put(await patch(path(item.session_id), values));
    } catch (error) {
      put(before);
      toast(error.message, { isError: true });
      return false;
    }
    onchange(items.get(item.session_id) ?? { ...item, ...values });
    return true;
  }

  async function archive(item, archived) {
    if (!(await change(item, { archived }))) return;
    toast(archived ? "Archived." : "Moved out of the archive.", { label: "Undo", action: () => change({ ...item, archived }, { archived: !archived }) });
  }

  /** Puts a chat where it belongs, or out of this list. */
  function put(item) {
    if (Boolean(item.archived) === isArchive) items.set(item.session_id, { ...items.get(item.session_id), ...item });
    else items.delete(item.session_id);
    render();
  }

  /** In the list, or in a dialog when it is not there. */
  async function renameInPlace(item) {
    const anchor = list.querySelector(`[data-id="${CSS.escape(item.session_id)}"] a`);
    const save = (name) => name && name !== item.chat_name && change(item, { chat_name: name });
    if (!anchor || !anchor.checkVisibility() || box.value) return save(await asked("Rename", "Name", item.chat_name));
    let isDone = false;
    const end = (isKept) => {
      if (isDone) return;
      isDone = true;
      const name = input.value.trim();
      input.replaceWith(anchor);
      anchor.focus();
      if (isKept) save(name);
    };
    const input = h("input", {
      value: item.chat_name, maxlength: 200, dir: "auto", "aria-label": "Name", class: "grow", onblur: () => end(true),
      onkeydown: (event) => {
        event.stopPropagation();
        if (event.key === "Enter" && !event.isComposing) end(true);
        if (event.key === "Escape") end(false);
      },
    });
    anchor.replaceWith(input);
    input.select();
    input.focus();
  }

  async function removeWithUndo(ids) {
    const kept = ids.map((id) => items.get(id)).filter(Boolean);
    const drop = () => { for (const id of ids) { items.delete(id); selected.delete(id); } refresh(); };
    const isDone = await attempt(async () => {
      if (ids.length === 1) return remove(path(ids[0]));
      for (let index = 0; index < ids.length; index += 100) await post("api/sessions/delete", { session_ids: ids.slice(index, index + 100) });
      return true;
    });
    if (!isDone) return;
    drop();
    ondelete(ids);
    toast(ids.length === 1 ? "The chat was deleted." : `${ids.length} chats were deleted.`, {
      label: "Undo",
      action: () => attempt(async () => {
        for (const id of ids) put(await post(`${path(id)}/restore`));
        if (!kept.length || box.value) refresh();
        toast("Restored.");
      }),
    });
  }

  // MARK: Several at once

  function select(isOn) {
    isSelecting = isOn;
    selected.clear();
    selection.hidden = !isOn;
    toggle();
  }

  function toggle(id) {
    if (id && !selected.delete(id)) selected.add(id);
    count.textContent = `${selected.size} selected`;
    refresh();
  }

  const refresh = () => (box.value.trim() ? search() : render());

  async function deleteSelected() {
    const ids = [...selected];
    if (!ids.length || !(await confirmed("Delete chats?", `${ids.length} ${ids.length === 1 ? "chat" : "chats"} will be deleted. You can undo this for some minutes.`, "Delete"))) return;
    await removeWithUndo(ids);
    select(false);
  }

  async function archiveSelected() {
    const chosen = [...selected].map((id) => items.get(id)).filter(Boolean);
    select(false);
    for (const item of chosen) if (!(await change(item, { archived: !isArchive }))) return;
    toast(`${chosen.length} ${isArchive ? "moved out of the archive" : "archived"}.`);
  }

  // MARK: Searching

  let timer;
  function search() {
    clearTimeout(timer);
    searching?.abort();
    if (!box.value.trim()) return render();
    timer = setTimeout(() => find(null, []), 250);
  }

  async function find(after, earlier, calls = 1) {
    const controller = (searching = new AbortController());
    const q = box.value.trim();
    try {
      const page = await get("api/search/" + query({ q, limit: 20, cursor: after, archived: isArchive }), { signal: controller.signal });
      const found = [...earlier, ...page.results];
      // A page may be empty because its budget of reads was spent.
      if (!page.results.length && page.next_cursor && calls < 5) return find(page.next_cursor, found, calls + 1);
      const parts = [h("h3", { role: "status" }, found.length ? `${found.length}${page.next_cursor ? "+" : ""} found` : "Nothing found")];
      if (found.length) parts.push(h("ul", { "aria-label": "Found" }, found.map(hit)));
      if (page.next_cursor) parts.push(button("Search older chats", () => find(page.next_cursor, found), { class: "quiet more" }));
      else if (!found.length) parts.push(h("p", { class: "empty" }, icon("search"), "No chat has these words. Try fewer or others."));
      replace(parts);
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren(problem(error, () => find(after, earlier)));
    }
  }

  const hit = (result) =>
    h("li", { class: "item", "data-id": result.session_id }, checkbox(result), link(result,
      h("span", { class: "title", dir: "auto" }, marked(result.chat_name ?? "", result.title_highlights)),
      result.matches.slice(0, 2).map((match) => h("span", { class: "snippet", dir: "auto" }, marked(match.snippet, match.highlights))),
      h("span", { class: "under" }, timeElement(result.last_activity))));

  function searchKey(event) {
    if (event.key === "Escape" && box.value) { event.stopPropagation(); box.value = ""; search(); }
    if (event.key === "ArrowDown") { event.preventDefault(); list.querySelector("li a")?.focus(); }
  }

  function walk(event) {
    const rowElement = event.target.closest("li[data-id]");
    if (!rowElement || event.target.matches("input:not([type=checkbox])")) return;
    const links = [...list.querySelectorAll("li a")];
    const index = links.indexOf(rowElement.querySelector("a"));
    const item = items.get(rowElement.dataset.id);
    if (event.key === "ArrowDown") links[index + 1]?.focus();
    else if (event.key === "ArrowUp") (links[index - 1] ?? box).focus();
    else if (event.key === "F2" && item) renameInPlace(item);
    else if (event.key === "Delete") removeWithUndo([rowElement.dataset.id]);
    else return;
    event.preventDefault();
  }

  return {
    panel: [header, list, selection],
    load: () => load(true),
    item: (id) => items.get(id),
    put, entries, renameInPlace,
    focusSearch: () => { box.focus(); box.select(); },
    /** Marks the chat that is open. */
    activate(id) {
      activeID = id;
      for (const element of list.querySelectorAll("[data-id]")) {
        const anchor = element.querySelector("a");
        if (element.dataset.id === id) anchor?.setAttribute("aria-current", "page");
        else anchor?.removeAttribute("aria-current");
      }
    },
  };
}
