// SPDX-License-Identifier: BSD-3-Clause
// What this page asks of the server.  Addresses are relative to the page's own,
// so that it works behind a prefix, a proxy, a password and TLS.

const POLL_MS = 500;

function address(path) {
	const url = new URL(path, document.baseURI);
	// A request takes no name and password in its address; the browser adds those
	// that were given.
	url.username = url.password = "";
	return url.href;
}

/** The address of /ocr as the browser sees it. */
export const ocrAddress = address("ocr");

/** A failure: the HTTP status (0: no answer came) and the problem's members. */
export class Failure extends Error {
	constructor(status, problem = {}, retryAfter = 0) {
		super(String(problem.detail ?? problem.title ?? ""));
		this.status = status;
		this.problem = problem;
		this.retryAfter = retryAfter;
	}
}

// The problem that an answer is; what stands before the server may send anything.
function parse(text) {
	try {
		return Object(JSON.parse(text));
	} catch {
		return {};
	}
}

async function getJson(path, signal) {
	const answer = await fetch(address(path), {
		headers: { Accept: "application/json" }, cache: "no-cache", signal,
	});
	if (!answer.ok)
		throw new Failure(answer.status, parse(await answer.text()));
	return answer.json();
}

export const languages = () => getJson("languages");
export const status = () => getJson("status");

/** Where a request stands, or null when the server does not know it. */
export const standing = (id) => getJson(`requests/${id}`).catch(() => null);

/** Tells where a request stands, again and again until what it returns is called. */
export function follow(id, tell) {
	let stopped = false;
	const timer = setInterval(async () => {
		const where = await standing(id);
		if (where && !stopped)
			tell(where);
	}, POLL_MS);

	return () => {
		stopped = true;
		clearInterval(timer);
	};
}

/** An id that nobody guesses. */
export function makeId() {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)),
		(byte) => byte.toString(16).padStart(2, "0")).join("");
}

function query(options) {
	const all = Object.entries(options).filter(([, value]) => value !== "");
	return all.map(([name, value]) =>
		`${name}=${encodeURIComponent(value)}`).join("&");
}

function failureOf(xhr, text) {
	return new Failure(xhr.status, parse(text),
		Number(xhr.getResponseHeader("Retry-After")) || 0);
}

/**
 * Sends a file.  The promise is resolved with the answer's Blob or text, or
 * rejected with a Failure.  XMLHttpRequest, since fetch does not tell how much
 * of an upload has gone.
 */
function send(file, options, { id, type, prefer, signal, onUpload, onText }) {
	return new Promise((resolve, reject) => {
		const xhr = new XMLHttpRequest();
		xhr.open("POST", `${ocrAddress}?${query(options)}`);
		xhr.responseType = type;
		xhr.setRequestHeader("Accept",
			"application/json, application/problem+json, */*;q=0.5");
		xhr.setRequestHeader("X-Request-Id", id);
		if (prefer)
			xhr.setRequestHeader("Prefer", prefer);
		// The server looks at the bytes; a browser's guess would only confuse.
		xhr.setRequestHeader("Content-Type", "application/octet-stream");
		xhr.upload.onprogress = (e) => onUpload?.(e.loaded / (e.total || 1));
		xhr.upload.onload = () => onUpload?.(1);
		if (onText)
			xhr.onprogress = () => xhr.status === 200 && onText(xhr.responseText);
		xhr.onload = async () => {
			if (xhr.status === 200)
				return resolve(xhr.response);
			const text = type === "blob" ? await xhr.response.text() : xhr.response;
			return reject(failureOf(xhr, text));
		};
		xhr.onerror = () => reject(new Failure(0));
		xhr.onabort = () => reject(new DOMException("cancelled", "AbortError"));
		signal?.addEventListener("abort", () => xhr.abort());
		xhr.send(file);
	});
}

/** Reads all pages of a file; onPage gets each as soon as it is finished, of one that
 * is damaged its problem, with what is left of it. */
export async function read(file, options, { onPage, ...rest }) {
	let used = 0;
	// Whole lines only: the last one may still be on its way.
	const take = (text) => {
		for (let end; (end = text.indexOf("\n", used)) >= 0; used = end + 1) {
			const line = JSON.parse(text.slice(used, end));
			if (line.page === undefined)
				throw new Failure(line.status, line);
			onPage(line);
		}
	};
	let fault = null;
	const onText = (text) => {
		try {
			take(text);
		} catch (e) {
			fault = e;
		}
	};
	const text = await send(file, { ...options, format: "ndjson" },
		{ ...rest, type: "text", onText });
	onText(text);
	if (fault)
		throw fault;
}

/** Reads one part of one page; returns the whole JSON. */
export async function readRegion(file, options, rest) {
	return JSON.parse(await send(file, { ...options, format: "json" },
		{ ...rest, type: "text" }));
}

/** The file in another format, as a Blob, with what is left of pages that lack a
 * part. */
export const convert = (file, options, rest) =>
	send(file, options, { ...rest, type: "blob", prefer: "handling=lenient" });
