// SPDX-License-Identifier: BSD-3-Clause
// The contract, as its usual tools see it: "redocly lint" with the rules that it
// recommends, and the schema of OpenAPI 3.1.  Prints what is wrong with it.
//   node lint.mjs FILE.yaml FILE.json
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { createConfig, formatProblems, getTotals, lint, parseYaml } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";

const [yaml, json] = process.argv.slice(2);

// Its warnings are about examples, which leave out what differs.
const problems = await lint({ ref: yaml,
	config: await createConfig({ extends: ["recommended"] }) });
const errors = problems.filter((p) => p.severity === "error");
formatProblems(errors, { totals: getTotals(errors), version: "" });
console.log(`redocly lint: ${errors.length} errors, ${problems.length - errors.length} warnings`);

const validator = new Validator();
const { valid, errors: faults } = await validator.validate(yaml);
if (!valid)
	console.log(JSON.stringify(faults, null, 1));
console.log(`OpenAPI ${validator.version}: ${valid ? "valid" : "not valid"}`);

const same = isDeepStrictEqual(parseYaml(readFileSync(yaml, "utf8")),
	JSON.parse(readFileSync(json, "utf8")));
if (!same)
	console.log(`${json} is not the same document as ${yaml}`);

process.exitCode = errors.length === 0 && valid && same ? 0 : 1;
