// SPDX-License-Identifier: BSD-3-Clause
// A TypeScript client of the contract, whose types are generated from it, calls
// the server at an address.  What the compiler does not know of is not there.
//   node call.js ADDRESS IMAGE
import { readFileSync } from "node:fs";
import { equal, match, ok } from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.d.ts";

const [address, image] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: address });
const file = new Blob([readFileSync(image)]);
const words: string[] = [];

function collect(page: components["schemas"]["Page"]): void {
	for (const block of page.blocks)
		for (const paragraph of block.paragraphs)
			for (const line of paragraph.lines)
				for (const word of line.words)
					words.push(word.text);
}

// The file as the body, options in the query.
const answer = await client.POST("/ocr", {
	params: { query: { format: "json", lang: "eng", psm: 3 } },
	body: file,
	headers: { "Content-Type": "application/octet-stream" },
	bodySerializer: (body) => body,
});
ok(answer.data && typeof answer.data === "object" && "pages" in answer.data, JSON.stringify(answer.error));
for (const page of answer.data.pages)
	if ("blocks" in page)
		collect(page);
match(words.join(" "), /^mod_ocr reads the pages/);

// A form with the file and its options.
const form: components["schemas"]["Form"] = { file, lang: "eng", rotate: "180" };
const turned = await client.POST("/ocr", {
	body: form,
	parseAs: "text",
	bodySerializer() {
		const data = new FormData();
		for (const [name, value] of Object.entries(form))
			data.append(name, value instanceof Blob ? value : String(value));
		return data;
	},
});
equal(turned.response.status, 200);

// What is refused is a problem with its parameter.
const refused = await client.POST("/ocr", {
	params: { query: { dpi: 1 } },
	body: file,
	headers: { "Content-Type": "application/octet-stream" },
	bodySerializer: (body) => body,
});
equal(refused.error?.status, 400);
equal(refused.error?.parameter, "dpi");

const { data: languages } = await client.GET("/languages");
ok(languages?.languages.some(({ code }) => code === "eng"));
const { data: contract } = await client.GET("/openapi.json");
equal(contract?.openapi, "3.1.0");
console.log(`${words.length} words`);
