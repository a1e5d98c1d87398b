// Addresses in a text: the autolinks of GitHub Flavored Markdown, §6.9 (version 0.29, 2019-04-06), for text that is no markup.

// What ends an address: spaces, "<", quotation marks, what is not seen, and the punctuation of East Asian languages, which put no
// space behind it. Letters of all scripts are part of it, as addresses of Wikipedia have them.
const end = String.raw`\s<>"\x60\p{Cc}\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\p{Pi}\p{Pf}\u2014\u2026\u3000-\u3004\u3008-\u3020\u3030\u3036\u3037\u303D-\u303F\uFE10-\uFE19\uFE30-\uFE6B\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65`;
const web = String.raw`(?:(?<![a-z\d])(?:https?|ftp):\/\/|(?<![a-z\d@.:\/+-])(?=www\.))(\[[\da-f:.]+\]|[\p{L}\p{N}][\p{L}\p{M}\p{N}_.-]*)([^${end}]*)`;
const mail = String.raw`(?<![\w.+-])[\w.+-]+@([\w.-]+)`;
const address = new RegExp(`${web}|${mail}`, "giu");

/** Not part of an address at its end, but within it; not only ASCII's. */
const trailing = /[?!.,:;*_~'\p{Po}\p{Pd}]/u;
const inner = /[\/#%&@\\-]/;
const opened = { ")": "(", "]": "[", "}": "{" };
/** No name of a host has these after Latin letters in its last part: a text goes on. */
const afterHost = /\.[a-z]+(?=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}][^.]*$)/iu;

/** A path without the punctuation of the sentence that it stands in. */
function trimmed(path) {
	const counts = {};
	let length = 0;
	for (; length < path.length; length += 1) {
		const each = path[length];
		counts[each] = (counts[each] ?? 0) + 1;
		// A bracket of the text around, where the text goes on without a space.
		if (counts[each] > (counts[opened[each]] ?? 0) && opened[each] && path.charCodeAt(length + 1) > 127) break;
	}
	for (;;) {
		const last = path[length - 1] ?? "";
		const entity = last === ";" && path.slice(Math.max(0, length - 40), length).match(/&[a-z\d]+;$/i)?.[0];
		const isSurplus = opened[last] && counts[last] > (counts[opened[last]] ?? 0);
		if (!entity && !isSurplus && !(trailing.test(last) && !inner.test(last))) return path.slice(0, length);
		counts[last] -= 1;
		length -= entity ? entity.length : 1;
	}
}

// Looking behind, the search begins once for a run of these characters, and not at each of them.
function linkOf({ 0: all, 1: host, 2: path, 3: mailHost }) {
	if (mailHost) {
		const domain = mailHost.replace(/(?<!\.)\.+$/, "");
		if (!domain.includes(".") || /[-_]$/.test(domain)) return null;
		const text = all.slice(0, all.length - mailHost.length + domain.length);
		return { text, href: `mailto:${text}` };
	}
	const cut = host.match(afterHost);
	const domain = (cut ? host.slice(0, cut.index + cut[0].length) : host).replace(/(?<![.\-_])[.\-_]+$/, "");
	if (domain.split(".").slice(-2).join().includes("_")) return null;
	const isWhole = domain === host;
	const before = all.slice(0, all.length - path.length - host.length);
	if (!before && !domain.includes(".")) return null;
	const text = before + domain + (isWhole ? trimmed(path) : "");
	return { text, href: before ? text : `http://${text}` };
}

/** In order: {index, text, href}. */
export const links = (text) => [...text.matchAll(address)].flatMap((match) => {
	const link = linkOf(match);
	return link ? [{ index: match.index, ...link }] : [];
});
