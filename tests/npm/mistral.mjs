// SPDX-License-Identifier: BSD-3-Clause
// Mistral's own client, which is told another server's address, reads a page.
//   node mistral.mjs ADDRESS IMAGE
import { readFileSync } from "node:fs";
import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { Mistral } from "@mistralai/mistralai";

const [address, image] = process.argv.slice(2);
const url = `data:image/png;base64,${readFileSync(image, "base64")}`;
const client = new Mistral({ apiKey: "secret", serverURL: address });
const read = (document, more = {}) =>
	client.ocr.process({ model: "mistral-ocr-latest", document, ...more });

const picture = { type: "image_url", imageUrl: url };
for (const [document, more] of [
	[picture],
	[{ type: "image_url", imageUrl: { url, detail: "high" } }],
	[{ type: "document_url", documentUrl: url, documentName: "sample.png" }],
	[picture, { pages: [0] }],
	[picture, { pages: "0-1", includeImageBase64: true, imageLimit: 4 }],
]) {
	const answer = await read(document, more);
	equal(answer.model, "mistral-ocr-latest");
	equal(answer.pages.length, 1);
	const [page] = answer.pages;
	equal(page.index, 0);
	match(page.markdown, /^mod\\_ocr reads the pages/);
	deepEqual(page.images, []);
	deepEqual([page.dimensions.width, page.dimensions.height], [1000, 200]);
	equal(answer.usageInfo.pagesProcessed, 1);
}

// What is refused is an error with the status, whatever its kind is.
const refused = { name: "SDKError" };
await rejects(read(picture, { pages: "1" }), { ...refused, statusCode: 400 });
await rejects(read({ type: "document_url", documentUrl: "https://example.com/a.pdf" }),
	{ ...refused, statusCode: 400 });
await rejects(read({ type: "image_url", imageUrl: "data:image/png;base64,Zm9v" }),
	{ ...refused, statusCode: 415 });
console.log("read");
