// SPDX-License-Identifier: BSD-3-Clause
// What is said to people: states, times and failures as sentences.

const plural = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export { plural };

/** A time as people say it: "3 s", "about 2 min". */
export function duration(ms) {
	const s = Math.max(1, Math.round(ms / 1000));
	return s < 90 ? `${s} s` : `${Math.round(s / 60)} min`;
}

export function bytes(n) {
	if (n < 1000)
		return plural(n, "byte");
	return n < 1e6 ? `${Math.round(n / 1000)} KB` : `${(n / 1e6).toFixed(1)} MB`;
}

/** What a file is doing, from what the server says of its request. */
export function progress(standing, upload) {
	const left = standing?.left_ms >= 1000
		? `, about ${duration(standing.left_ms)} left` : "";

	if (standing?.state === "queued")
		return standing.position === 1 ? `Next in the queue${left}`
			: `Waiting, number ${standing.position} in the queue${left}`;
	if (standing?.state === "running")
		return standing.pages > 1
			? `Reading page ${standing.page} of ${standing.pages}${left}`
			: `Reading${left}`;
	if (upload < 1)
		return `Sending, ${Math.round(upload * 100)} %`;
	return standing?.state === "done" ? "Receiving the text" : "Sent";
}

const titles = {
	0: "The server cannot be reached.",
	401: "This server wants a name and a password.",
	403: "This server does not allow that.",
	413: "This file is too large.",
	415: "This file is no picture or PDF that can be read.",
	429: "Many of your files are waiting here already.",
	500: "The server could not finish this file.",
	502: "The server could not finish this file.",
	503: "The server is busy.",
	504: "There was not enough time for this file.",
};

const titlesByType = {
	encrypted: "This PDF wants a password.",
	undecodable: "This file is damaged.",
	"too-many-pixels": "This picture is too large.",
	"too-many-pages": "This document has too many pages.",
	"unknown-language": "A language that was chosen is not installed.",
	quarantined: "This file cannot be read.",
	"answer-too-large": "The result is too large.",
	"bad-request": "An option does not suit.",
	signed: "This PDF is signed.",
};

/** What to do about a failure, beside what the server itself says of it. */
function advice(failure) {
	const { status, problem, retryAfter } = failure;

	if (status === 0)
		return "Check the connection, then try again.";
	if (status === 413 && problem.limit_bytes)
		return `The largest file is ${bytes(problem.limit_bytes)}. ` +
			"Send fewer pages, or a smaller picture.";
	if (status === 415)
		return "Choose a PDF or a picture: PNG, JPEG, TIFF, HEIC, AVIF, " +
			"WebP, GIF, BMP, PNM or JPEG 2000.";
	if (status === 429)
		return "Wait until some are finished, then try again" +
			(retryAfter ? ` in ${duration(retryAfter * 1000)}.` : ".");
	if (status === 503)
		return `Try again in ${duration((retryAfter || 1) * 1000)}.`;
	if (status === 504)
		return "Try again with more time, or choose fewer pages.";
	if (problem.type?.endsWith(":encrypted"))
		return "Save it without a password, then choose it again.";
	if (status === 400 && problem.parameter === "pages")
		return `In “Pages”: ${problem.detail}`;
	if (problem.type?.endsWith(":signed"))
		return "A searchable PDF would break the signature; choose another format.";
	if (problem.type?.endsWith(":undecodable"))
		return "Open it in another program and save it again.";
	return problem.detail ?? "Try again; if that does not help, ask who runs this server.";
}

// What the server says is for programs, too: without what only those can use.
const forPeople = (detail) =>
	detail.replace(/[^.]*(Retry-After|[a-z]=)[^.]*\./g, "").trim();

// Of these all is said already.
const isPlain = (failure) => [400, 413, 415, 429].includes(failure.status) ||
	/:(encrypted|signed)$/.test(failure.problem.type);

// What the same file meets again, whenever it is sent.
const isLasting = (failure) => failure.status === 413 || failure.status === 415 ||
	/:(encrypted|undecodable|quarantined|too-many-pixels)$/.test(failure.problem.type);

/** A failure as a title, what to do, what the server said, and whether another try
 * would meet it again. */
export function explain(failure) {
	const kind = failure.problem.type?.split(":").pop();
	const todo = advice(failure);
	const detail = forPeople(failure.problem.detail ?? "");

	return {
		title: titlesByType[kind] ?? titles[failure.status] ??
			failure.problem.title ?? "This file could not be read.",
		todo,
		detail: detail === todo || isPlain(failure) ? "" : detail,
		lasting: isLasting(failure),
	};
}
