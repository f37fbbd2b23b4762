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
	return standing?.state === "done" ? "Receiving the text"
		: "Sent, waiting for the server";
}

const titles = {
	__proto__: null,
	0: "The server cannot be reached.",
	401: "This server wants a name and a password.",
	403: "This server does not allow that.",
	408: "The file came too slowly.",
	413: "This file is too large.",
	415: "This file is no picture or PDF that can be read.",
	429: "Many of your files are waiting here already.",
	500: "The server could not finish this file.",
	502: "The server could not finish this file.",
	503: "The server is busy.",
	504: "There was not enough time for this file.",
};

const titlesByType = {
	__proto__: null,
	encrypted: "This PDF wants a password.",
	undecodable: "This file is damaged.",
	unreadable: "A page of this file could not be read.",
	"too-many-pixels": "This picture is too large.",
	"too-many-pages": "This document has too many pages.",
	"unknown-language": "A language that was chosen is not installed.",
	"quality-unavailable": "This server has not that quality.",
	quarantined: "This file cannot be read.",
	"answer-too-large": "The result is too large.",
	"bad-request": "An option does not suit.",
	signed: "This PDF is signed.",
};

const DETAIL_LETTERS = 300;

// What the server says is for programs, too, and something before the server may
// say anything: one bounded line, without what only programs can use or what is
// markup.
function forPeople(detail) {
	if (typeof detail !== "string" || /<[a-z!/]/i.test(detail))
		return "";
	const line = detail.slice(0, 2000).replace(/[\s\p{C}]+/gu, " ")
		.replace(/[^.]*(Retry-After|[a-z]=)[^.]*\./g, "").trim();
	return line.length <= DETAIL_LETTERS ? line : `${line.slice(0, DETAIL_LETTERS)}…`;
}

const another = "Open it in another program and save it again.";

// What to do, by the kind of a failure; the others are told by the status.
const adviceByType = {
	__proto__: null,
	encrypted: () => "Save it without a password, then choose it again.",
	signed: () => "A searchable PDF would break the signature; choose another format.",
	undecodable: () => another,
	unreadable: () => "Choose other pages, or a better picture of it.",
	quarantined: () => another,
	"too-many-pixels": () => "Make it smaller, or cut it into several.",
	"too-many-pages": ({ limit }) => (Number.isFinite(limit)
		? `At most ${plural(limit, "page")} of a document are read. ` : "") +
		"Choose some in “Pages”.",
	"unknown-language": () =>
		"Choose other languages, or ask who runs this server to install it.",
	"quality-unavailable": () => "Choose another quality.",
	"answer-too-large": () => "Choose fewer pages in “Pages”, or another format.",
};

const adviceByStatus = {
	__proto__: null,
	0: () => "Check the connection, then try again.",
	400: (failure, detail) => detail || null,
	401: () => "Reload this page and enter both.",
	403: (failure, detail) => detail || "Ask who runs this server.",
	408: () => "Try again over a faster connection, or with a smaller file.",
	413: ({ problem }) => (Number.isFinite(problem.limit_bytes)
		? `The largest file is ${bytes(problem.limit_bytes)}. ` : "") +
		"Send fewer pages, or a smaller picture.",
	415: () => "Choose a PDF or a picture: PNG, JPEG, TIFF, HEIC, AVIF, " +
		"WebP, GIF, BMP, PNM or JPEG 2000.",
	429: ({ retryAfter }) => "Wait until some are finished, then try again" +
		(retryAfter ? ` in ${duration(retryAfter * 1000)}.` : "."),
	503: ({ retryAfter }) => `Try again in ${duration((retryAfter || 1) * 1000)}.`,
	504: () => "Try again with more time, or choose fewer pages.",
};

function advice(failure, kind, detail) {
	if (failure.status === 400 && failure.problem.parameter === "pages" && detail)
		return `In “Pages”: ${detail}`;
	return adviceByType[kind]?.(failure.problem) ??
		adviceByStatus[failure.status]?.(failure, detail) ??
		"Try again; if that does not help, ask who runs this server.";
}

// The title of these says everything.
const isPlain = ({ status }, kind) =>
	[400, 401, 403, 408, 413, 415, 429].includes(status) ||
	["encrypted", "signed", "too-many-pages"].includes(kind);

// Failures that come again whenever the same file is sent.
const isLasting = ({ status }, kind) => status === 415 ||
	(status === 413 && kind !== "answer-too-large") ||
	["encrypted", "undecodable", "quarantined", "too-many-pixels"].includes(kind);

/** A failure as a title, what to do, what the server said, and whether another try
 * would meet it again. */
export function explain(failure) {
	const kind = String(failure.problem.type).split(":").pop();
	const detail = forPeople(failure.problem.detail);

	return {
		title: titlesByType[kind] ?? titles[failure.status] ??
			(forPeople(failure.problem.title) || "This file could not be read."),
		todo: advice(failure, kind, detail),
		detail: isPlain(failure, kind) ? "" : detail,
		lasting: isLasting(failure, kind),
	};
}
