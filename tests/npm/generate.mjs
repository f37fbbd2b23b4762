// SPDX-License-Identifier: BSD-3-Clause
// Makes the types that a TypeScript client of the contract has.
//   node generate.mjs FILE.yaml >contract.d.ts
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const blob = ts.factory.createTypeReferenceNode("Blob");

// Files are Blobs for fetch.
const types = await openapiTS(pathToFileURL(process.argv[2]), {
	transform: (schema) => schema.format === "binary" ? blob : undefined,
});
console.log(astToString(types));
