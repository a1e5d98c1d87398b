// Runs before the first paint, so that a chosen theme does not flash. Where cookies are blocked, even asking throws.
try {
	const theme = localStorage.getItem("theme");
	if (theme) document.documentElement.dataset.theme = theme;
} catch {
	// The system's colours, then.
}
