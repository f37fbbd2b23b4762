// SPDX-License-Identifier: BSD-3-Clause
// The pictures of a file's pages: the file itself where the browser can show it,
// else pictures that the server draws; each is asked for once, and kept.

import * as service from "./service.js";

// As wide as a page is on a large screen, or enlarged on a small one.
const WIDTH = 1600;
const ATTEMPTS = 20;
const LEAST_WAIT_S = 2;

const isPdf = (file) => /pdf$/i.test(file.type) || /\.pdf$/i.test(file.name);

// A PDF is rendered no larger than it is shown.
function resolution({ width, dpi }) {
	return Math.min(Math.max(Math.round(dpi * WIDTH / width), 70), 2400);
}

function sleep(ms, signal) {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener("abort", () => {
			clearTimeout(timer);
			reject(new DOMException("left", "AbortError"));
		});
	});
}

export class Pictures {
	constructor(file) {
		this.file = file;
		this.drawn = new Map();	// by the page's number and rotation: its address
		// What a browser cannot show after all, as TIFF, fires "error".
		this.shows = !isPdf(file);
	}

	/** The page's picture if the file itself is it, to be turned, or null. */
	own(page) {
		if (!this.shows || page.page !== 1)
			return null;
		this.url ??= URL.createObjectURL(this.file);
		return this.url;
	}

	/** The browser does not show the file. */
	refuseOwn() {
		this.shows = false;
	}

	/** The address of the page's picture, upright, that the server draws. */
	async get(page, signal) {
		const key = `${page.page} ${page.rotation}`;
		const known = this.drawn.get(key);
		if (known)
			return known;
		const blob = await this.ask(page, signal);
		const url = URL.createObjectURL(blob);
		this.drawn.set(key, url);
		return url;
	}

	// A server that is busy is asked again when it says so.
	async ask(page, signal) {
		for (let n = 1; ; n++) {
			signal.throwIfAborted();
			try {
				return await service.convert(this.file, { format: "jpeg",
					pages: page.page, rotate: page.rotation, width: WIDTH,
					dpi: resolution(page) }, { id: service.makeId(), signal });
			} catch (e) {
				if (n === ATTEMPTS || (e.status !== 429 && e.status !== 503))
					throw e;
				await sleep(1000 * Math.max(e.retryAfter, LEAST_WAIT_S), signal);
			}
		}
	}

	/** Gives back what was kept. */
	clear() {
		for (const url of [this.url, ...this.drawn.values()])
			if (url)
				URL.revokeObjectURL(url);
		this.url = undefined;
		this.drawn.clear();
	}
}
