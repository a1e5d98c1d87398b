// The frame: navigation, who is there, and the view that the address names.

import { get } from "./api.js";
import { assessments } from "./assessments.js";
import { chat } from "./chat.js";
import { button, h, icon, iconButton } from "./dom.js";
import { review } from "./review.js";
import { begin, mayAsk, accessToken, signIn, signOut } from "./sign-in.js";
import { dialog, openMenu, toast } from "./ui.js";

// Each view is made once, when it is first shown: {panel, main, show(path, parameters), leave?(), tools?}.
const kinds = [
  { id: "chat", label: "Chat", icon: "chat", make: chat, isOn: ({ systems }) => systems.web_chat },
  { id: "assessments", label: "Assessments", icon: "tasks", make: assessments, isOn: ({ systems }) => systems.assessments },
  { id: "review", label: "Review", icon: "shield", make: review, isOn: ({ systems, user }) => systems.chat_sessions && user?.is_admin },
];
const shown = new Map();
let current;

const panel = h("div", { class: "panel" });
const navigation = h("nav", { "aria-label": "Views" });
const who = h("span", { dir: "auto" });
const side = h("aside", { class: "side", id: "side", "aria-label": "Lists and navigation" },
  h("div", { class: "brand" }, h("img", { src: document.querySelector("link[rel=icon]").href, alt: "" }), "Colloquy"),
  navigation, panel,
  h("footer", {}, who, iconButton("more", "More", (event) => more(event.currentTarget))));
const main = h("main", { id: "main" });
const notice = h("div", { class: "notice", role: "status", hidden: true });

/** The bar above a view: the way to the lists on a phone, the title, and what can be done. */
export function bar(title, ...actions) {
  const toMenu = iconButton("menu", "Show lists", () => showSide(true), { "aria-controls": "side" });
  toMenu.classList.add("to-menu");
  return h("header", { class: "bar" }, toMenu, title, actions);
}

function showSide(isShown) {
  document.body.classList.toggle("with-side", isShown);
  main.inert = isShown;
  if (isShown) side.querySelector("a, button, input").focus();
}

/** On a phone the lists cover the view; whoever has chosen wants to see it. */
export const hideSide = () => document.body.classList.contains("with-side") && showSide(false);

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

function more(anchor) {
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  openMenu(anchor, [
    ...(shown.get(current)?.tools ?? []),
    ["theme", isDark ? "Light colours" : "Dark colours", () => setTheme(isDark ? "light" : "dark")],
    ["keys", "Keyboard", keyboard],
    accessToken() && ["out", "Sign out", signOut],
  ]);
}

const keyboard = () => dialog("Keyboard", h("dl", { class: "column" }, [
  ["Ctrl or ⌘ K", "Search"], ["Ctrl or ⌘ Shift O", "New chat"], ["Enter, Shift Enter", "Send, new line"],
  ["↑ ↓", "Walk along a list"], ["F2, Delete", "Rename or delete the chat that has the focus"],
  ["J, K", "Next and previous session under review"], ["Esc", "Close, clear or end a selection"],
].map(([keys, text]) => h("div", { class: "row" }, h("dt", { class: "grow" }, text), h("dd", {}, h("kbd", {}, keys))))));

function note(text, label, action) {
  notice.hidden = !text;
  notice.replaceChildren(...(text ? [h("span", {}, text), label && button(label, action, { class: "small" })].filter(Boolean) : []));
}

async function route(config) {
  const [path, parameters] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/").map(decodeURIComponent);
  const allowed = kinds.filter((kind) => kind.isOn(config));
  const kind = allowed.find(({ id }) => id === name) ?? allowed[0];
  if (!kind) return main.replaceChildren(h("div", { class: "hello" }, h("h2", {}, "Nothing is switched on here yet.")));
  if (current !== kind.id) {
    shown.get(current)?.leave?.();
    current = kind.id;
    if (!shown.has(kind.id)) shown.set(kind.id, kind.make());
    panel.replaceChildren(...shown.get(kind.id).panel);
    main.replaceChildren(notice, ...shown.get(kind.id).main);
    document.title = `${kind.label} · Colloquy`;
  }
  for (const link of navigation.children) {
    if (link.dataset.view === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  hideSide();
  await shown.get(kind.id).show(rest, new URLSearchParams(parameters));
}

async function start() {
  document.body.replaceChildren(
    h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.querySelector("a, button, input, textarea, [tabindex]")?.focus(); } }, "Skip to the view"),
    side, h("div", { class: "backdrop", onclick: () => showSide(false) }), main);
  addEventListener("keydown", (event) => event.key === "Escape" && hideSide());
  let config;
  try {
    config = await get("api/config");
    await begin(config.sign_in);
    if (accessToken()) config.user = (await get("api/config")).user;
  } catch (error) {
    if (!config) {
      return main.replaceChildren(h("div", { class: "hello" }, h("h2", {}, "Colloquy does not answer"), h("p", {}, error.message), button("Try again", start, { class: "primary" }, "retry")));
    }
    toast(error.message, { isError: true });
  }
  who.textContent = config.user?.id ?? "";
  navigation.replaceChildren(...kinds.filter((kind) => kind.isOn(config)).map(({ id, label, icon: name }) =>
    h("a", { href: `#/${id}`, "data-view": id }, icon(name), label)));
  const ask = () => note("You are not signed in.", mayAsk() && "Sign in", () => signIn().catch((error) => toast(error.message, { isError: true })));
  if (!config.user) ask();
  document.addEventListener("signedout", ask);
  addEventListener("offline", () => note("You are offline. What you write is kept here."));
  addEventListener("online", () => note(""));
  addEventListener("hashchange", () => route(config));
  await route(config);
}

start();
