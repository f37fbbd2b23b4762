// SPDX-License-Identifier: BSD-3-Clause
// What was read as a file in one of the formats.  The server makes it of the file
// that was sent, which takes as long as reading did: how far it is is shown, and
// it can be cancelled.

import * as service from "./service.js";
import { explain, progress } from "./sentences.js";
import { isMissing, make } from "./viewer.js";

const formats = [["text", "Text", "txt"], ["markdown", "Markdown", "md"],
	["pdf", "Searchable PDF", "pdf"], ["json", "JSON", "json"], ["hocr", "hOCR", "html"],
	["alto", "ALTO XML", "xml"], ["tsv", "Table of words (TSV)", "tsv"]];

/** The choice of a format. */
export const formatList = () => make("select", { "aria-label": "Format to download" },
	...formats.map(([value, name]) => make("option", { value }, name)));

function save(blob, name) {
	const url = URL.createObjectURL(blob);
	make("a", { href: url, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// Numbers that rise, as in "1-3,7": the server takes a few ranges, not many numbers.
function ranges(numbers) {
	const all = [];
	for (const n of numbers)
		if (all.at(-1)?.[1] === n - 1)
			all.at(-1)[1] = n;
		else
			all.push([n, n]);
	return all.map(([from, to]) => from === to ? from : `${from}-${to}`).join();
}

// The pages, except those that were not read.
function optionsOf(job, format) {
	const good = job.pages.filter((page) => !isMissing(page));
	const pages = job.state === "done" && good.length === job.pages.length
		? job.options.pages : ranges(good.map((page) => page.page));
	return { ...job.options, pages, format };
}

// Has the file made; place says how far it is, until it is there or was cancelled.
async function convert(job, [format, name], place) {
	const control = new AbortController();
	const id = service.makeId();
	const status = make("span", {});
	let upload = 0;
	const tell = (standing) => {
		status.textContent = `${name}: ${progress(standing, upload)}`;
	};

	place.replaceChildren(status, make("button", { type: "button", class: "button small",
		"aria-label": `Cancel ${name}`, onclick: () => control.abort() }, "Cancel"));
	tell(null);
	const stop = service.follow(id, tell);
	try {
		return await service.convert(job.file, optionsOf(job, format),
			{ id, signal: control.signal, onUpload: (f) => {
				upload = f;
				tell(null);
			} });
	} finally {
		stop();
		place.replaceChildren();
	}
}

/** Downloads a job in a format; place says how far it is, or what failed. */
export async function download(job, format, place, announce) {
	const row = formats.find(([value]) => value === format);
	announce(`${row[1]} is being made.`);
	try {
		const blob = format === "text" ? new Blob([job.text], { type: "text/plain" })
			: await convert(job, row, place);
		save(blob, `${job.name.replace(/\.[^.]*$/, "")}.${row[2]}`);
		announce(`${row[1]} is downloaded.`);
	} catch (e) {
		if (e.name === "AbortError")
			return;
		const { title, todo } = explain(e);
		place.replaceChildren(make("span", {}, `${row[1]}: ${title} ${todo}`));
		announce(`${title} ${todo}`);
	}
}
