// What the browser keeps for the page. Where it may keep nothing (all cookies blocked, no room left), that lasts until the page is left.

function storage(name) {
	/** What could not be stored. */
	const memory = new Map();
	return {
		/** null when there is nothing. */
		get(key) {
			if (memory.has(key)) return memory.get(key);
			try {
				return window[name].getItem(key);
			} catch {
				return null;
			}
		},
		/** Whether it is kept when the page is left. */
		set(key, value) {
			memory.delete(key);
			try {
				window[name].setItem(key, value);
				return true;
			} catch {
				memory.set(key, value);
				return false;
			}
		},
		/** Whether what is stored is kept when the page is left. */
		lasts() {
			const isKept = this.set("probe", "");
			this.remove("probe");
			return isKept;
		},
		remove(key) {
			memory.delete(key);
			try {
				window[name].removeItem(key);
			} catch {
				// There is nothing to remove.
			}
		},
	};
}

/** For good. */
export const local = storage("localStorage");
/** As long as the tab. */
export const session = storage("sessionStorage");
