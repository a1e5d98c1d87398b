// Dialogs, menus, toasts.

import { button, h, icon, iconButton } from "./dom.js";

/**
 * A modal dialog; the browser keeps the focus inside and gives it back. `content` and `actions` get its close function.
 * Resolves when it is closed, with what close was given.
 */
export function dialog(title, content, { wide = false, actions } = {}) {
  return new Promise((resolve) => {
    const close = (value) => { element.value = value; element.close(); };
    const element = h("dialog", {
      class: wide ? "wide" : "", "aria-label": title,
      onclose: () => { element.remove(); resolve(element.value); },
      onclick: (event) => event.target === element && close(),
    },
      h("div", { class: "dialog" },
        h("header", {}, h("h2", {}, title), iconButton("close", "Close", () => close())),
        h("div", { class: "content" }, typeof content === "function" ? content(close) : content),
        actions && h("footer", {}, actions(close))));
    document.body.append(element);
    element.showModal();
    element.querySelector("[autofocus]")?.focus();
  });
}

export const confirmed = (title, text, label) =>
  dialog(title, h("p", { dir: "auto" }, text), {
    actions: (close) => [
      button("Cancel", () => close(false)), button(label, () => close(true), { class: "danger", autofocus: true }),
    ],
  });

/** Asks for a line of text; undefined when the person thinks better of it. */
export const asked = (title, label, value) =>
  dialog(title, (close) =>
    h("form", { id: "ask", onsubmit: (event) => { event.preventDefault(); close(event.target.elements.text.value.trim()); } },
      h("label", { class: "field" }, h("span", {}, label), h("input", { name: "text", value, required: true, maxlength: 200, dir: "auto", autofocus: true }))),
  { actions: (close) => [button("Cancel", () => close()), h("button", { class: "primary", form: "ask" }, "Save")] });

/** A menu below its button. Entries: [icon, label, action] or null for a line. */
export function openMenu(anchor, entries) {
  const choose = (action) => () => { menu.hidePopover(); action(); };
  const items = entries.filter(Boolean).map(([name, label, action, danger]) =>
    h("button", { type: "button", role: "menuitem", tabindex: -1, class: danger ? "danger-text" : "", onclick: choose(action) }, icon(name), label));
  const step = (event) => {
    const index = items.indexOf(document.activeElement);
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Tab") menu.hidePopover();
    if (next === undefined) return;
    event.preventDefault();
    items.at(next % items.length).focus();
  };
  const menu = h("div", {
    role: "menu", class: "menu", popover: "auto", "aria-label": anchor.getAttribute("aria-label") ?? anchor.textContent, onkeydown: step,
    ontoggle: (event) => {
      if (event.newState === "open") return;
      anchor.setAttribute("aria-expanded", "false");
      if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
      menu.remove();
    },
  }, items);
  // Inside a modal dialog everything outside is inert.
  (anchor.closest("dialog") ?? document.body).append(menu);
  anchor.setAttribute("aria-haspopup", "menu");
  anchor.setAttribute("aria-expanded", "true");
  menu.showPopover();
  const place = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = place.bottom + height + 8 < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(place.right - width, innerWidth - width - 8))}px`;
  menu.style.top = `${below ? place.bottom + 4 : Math.max(8, place.top - height - 4)}px`;
  items[0].focus();
}

const toasts = h("div", { class: "toasts", role: "status" });

/** A message at the edge, for a while; with an action it stays longer, and as long as it is pointed at. */
export function toast(text, { label, action, isError, seconds = label || isError ? 10 : 4 } = {}) {
  if (!toasts.isConnected) document.body.append(toasts);
  // Above a dialog that is open.
  if ("popover" in toasts) { toasts.popover = "manual"; toasts.hidePopover(); toasts.showPopover(); }
  let timer;
  const close = () => { clearTimeout(timer); element.remove(); if (!toasts.children.length) toasts.hidePopover?.(); };
  const wait = () => { clearTimeout(timer); timer = setTimeout(close, seconds * 1000); };
  const element = h("div", {
    class: isError ? "toast error" : "toast", onmouseenter: () => clearTimeout(timer), onmouseleave: wait,
    onfocusin: () => clearTimeout(timer), onfocusout: wait,
  },
    h("span", { dir: "auto" }, text), label && button(label, () => { close(); action(); }, { class: "quiet" }),
    iconButton("close", "Dismiss", close));
  toasts.append(element);
  wait();
  return close;
}

/** Runs what may fail, and says so. Nothing is said of what was stopped. */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message, { isError: true });
    return undefined;
  }
}

/** What to show where something would be, with a way to try again. */
export const problem = (error, again) =>
  h("div", { class: "problem", role: "alert" }, h("p", {}, error.message), again && button("Try again", again, {}, "retry"));
