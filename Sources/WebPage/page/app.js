// The frame: navigation, who is there, and the view that the address names.

import { get } from "./api.js";
import { assessments } from "./assessments.js";
import { chat } from "./chat.js";
import { button, h, icon, iconButton } from "./dom.js";
import { accessToken, begin, maySignIn, signIn, signOut } from "./sign-in.js";
import { local } from "./storage.js";
import { attempt, dialog, isTouch, openMenu, problem } from "./ui.js";

// Each is made when it is first shown: {panel, main, show(path, parameters), tools?, leave?}. What only some people may see is
// not even loaded before.
const views = [
	{ id: "chat", label: "Chat", make: chat, isOn: ({ systems }) => systems.web_chat },
	{ id: "assessments", label: "Assessments", icon: "tasks", make: assessments, isOn: ({ systems }) => systems.assessments },
	{ id: "whatsapp", label: "WhatsApp", icon: "inbox", load: async () => (await import("./inbox.js")).inbox, isOn: ({ systems, user }) => systems.whatsapp && (user?.is_staff || user?.is_admin) },
	{ id: "review", label: "Review", icon: "shield", load: async () => (await import("./review.js")).review, isOn: ({ systems, user }) => systems.chat_sessions && user?.is_admin },
];
let config;
let allowed;
let current;

const panel = h("div", { class: "panel" });
const navigation = h("nav", { "aria-label": "Views" });
const who = h("span", { dir: "auto" });
const side = h("aside", { class: "side", id: "side", "aria-label": "Views and lists" },
	h("div", { class: "brand" }, h("img", { src: document.querySelector("link[rel=icon]").href, alt: "" }), "Colloquy"),
	navigation, panel, h("footer", {}, who, iconButton("more", "More", ({ currentTarget }) => openMore(currentTarget))));
const main = h("main", { id: "main" });
const notice = h("div", { class: "notice", role: "status", hidden: true });

/** What is above a view: on a phone the way to the lists, then the title, and what can be done. */
export const bar = (...content) => h("header", { class: "bar" }, iconButton("menu", "Show views and lists", () => showSide(true), { class: "quiet to-side" }), content);

/** On a phone the lists lie above the view. */
export function showSide(isShown) {
	document.body.classList.toggle("with-side", isShown);
	main.inert = isShown && getComputedStyle(side).position === "fixed";
	if (main.inert) side.querySelector("a, button").focus();
}

function openMore(anchor) {
	const root = document.documentElement;
	const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
	openMenu(anchor, [
		...(current?.made?.tools ?? []),
		[isDark ? "Light colours" : "Dark colours", () => local.set("theme", root.dataset.theme = isDark ? "light" : "dark")],
		["Keyboard", keyboard],
		accessToken() && ["Sign out", signOut],
	]);
}

const keyboard = () => dialog("Keyboard", h("dl", { class: "keys" }, Object.entries({
	"Ctrl K": "Search", "Ctrl Shift O": "New chat", ...(isTouch() ? { "Ctrl Enter": "Send", Enter: "New line" } : { Enter: "Send", "Shift Enter": "New line" }), "↑ ↓": "Walk along the list",
	"F2": "Rename", "Delete": "Delete", "Ctrl Z": "Undo", "J K": "Next, previous session under review", "Esc": "Close, clear, end a selection",
}).map(([key, text]) => h("div", {}, h("dt", {}, text), h("dd", {}, h("kbd", {}, key))))));

function note(text, label, action) {
	notice.replaceChildren(h("span", {}, text), label ? button(label, action, { class: "small" }) : "");
	notice.hidden = !text;
}

const askToSignIn = () => note("You are not signed in.", maySignIn() && "Sign in", () => attempt(signIn));

/** Addresses are typed and pasted, too. */
function decoded(part) {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

function address() {
	const [path, parameters] = location.hash.replace(/^#\/?/, "").split("?");
	return { path: path.split("/").map(decoded), parameters: new URLSearchParams(parameters) };
}

async function route() {
	const view = allowed.find(({ id }) => id === address().path[0]) ?? allowed[0];
	if (!view) return main.replaceChildren(notice, problem(new Error("Nothing is switched on here.")));
	if (view !== current) {
		current?.made?.leave?.();
		current = view;
		document.title = `${view.label} · Colloquy`;
		for (const link of navigation.children) link.setAttribute("aria-current", link.hash === `#/${view.id}` ? "page" : "false");
		panel.replaceChildren();
		main.replaceChildren(notice);
		let make = view.make;
		try {
			make ??= await view.load();
		} catch {
			// Browsers may remember that a module could not be loaded, until the page is.
			if (view === current) main.append(problem(new Error("This view could not be loaded."), () => location.reload()));
		}
		if (!make || view !== current) return;
		view.made ??= make(config);
		panel.replaceChildren(...view.made.panel);
		main.replaceChildren(notice, ...view.made.main);
	}
	showSide(false);
	// The address may have changed while the view was loaded; until it is, nothing can be shown.
	const { path: [, ...rest], parameters } = address();
	view.made?.show(rest, parameters);
}

async function start() {
	const skip = (event) => { event.preventDefault(); main.querySelector("a, button, input, textarea")?.focus(); };
	document.body.replaceChildren(h("a", { class: "skip", href: "#main", onclick: skip }, "Skip to the view"), side,
		h("div", { class: "backdrop", onclick: () => showSide(false) }), main);
	try {
		config = await get("api/config");
	} catch (error) {
		return main.replaceChildren(problem(error, start));
	}
	await attempt(async () => {
		await begin(config.sign_in);
		if (accessToken()) config.user = await get("api/user");
	});
	allowed = views.filter((view) => view.isOn(config));
	navigation.append(...allowed.map(({ id, label, icon: name }) => h("a", { href: `#/${id}` }, icon(name ?? id), label)));
	who.textContent = config.user?.id ?? "";
	if (!config.user) askToSignIn();
	document.addEventListener("signedout", askToSignIn);
	addEventListener("offline", () => note(`You are offline.${local.lasts() ? " What you write is kept here." : ""}`));
	addEventListener("online", () => (config.user ? note("") : askToSignIn()));
	addEventListener("hashchange", route);
	addEventListener("keydown", ({ key }) => key === "Escape" && main.inert && showSide(false));
	route();
}

start();
