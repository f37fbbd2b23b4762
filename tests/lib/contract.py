#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Checks openapi.yaml, then the server on PORT against it.

contract.py FILE          references, schemas and samples of the file alone
contract.py FILE PORT     sends every sample; compares it with its example
contract.py FILE - NAME   JSON on stdin against components/schemas/NAME
"""
import json
import re
import subprocess
import sys

import jsonschema
import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
# These are of one request alone: any value of the same type will do.
ANY = {"id", "instance", "confidence", "engine"}
faults = []


def fault(where, text):
    faults.append(f"{where}: {text}")


# Returns what node refers to, in however many steps, or node itself.
def resolve(document, node):
    while isinstance(node, dict) and "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def check_references(document, node, where="#"):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            try:
                resolve(document, node)
            except (KeyError, TypeError):
                fault(where, f"nothing at {node['$ref']}")
        for key, value in node.items():
            # A comma in a text without quotes begins another key.
            if value is None and " " in str(key):
                fault(where, f"a text before {key!r} wants quotes")
            check_references(document, value, f"{where}/{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            check_references(document, value, f"{where}/{i}")


def validator(document, schema):
    # References begin at the root: put there what they name.
    root = {**schema, "components": document["components"]}
    return jsonschema.Draft202012Validator(root)


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def examples(document, operation):
    """Every example of an operation: name, status, type, schema, value, and the
    headers that its response must have."""
    for status, response in operation["responses"].items():
        response = resolve(document, response)
        for kind, media in response.get("content", {}).items():
            for name, example in media.get("examples", {}).items():
                yield name, int(status), kind, media.get("schema"), example["value"], [
                    h for h, v in response.get("headers", {}).items()
                    if resolve(document, v).get("required")
                ]


def check_variables(document):
    """Compares the variables and their limits with tess_vars.c."""
    with open("fcgi-worker/engine/tess_vars.c", encoding="utf-8") as f:
        table = re.findall(r'\{"(\w+)", (\w+), (\d+)\}', f.read())
    schema = document["components"]["schemas"]["Variables"]
    wanted = {f"var.{name}": (kind, int(high)) for name, kind, high in table}
    got = {}
    for name, s in schema["properties"].items():
        kind = s["$ref"].split("/")[-1] if "$ref" in s else s["type"]
        kind = {"integer": "choice", "number": "factor"}.get(kind, kind)
        got[name] = (kind.upper(), s.get("maximum", 0))
    for name in sorted(wanted.items() ^ got.items()):
        fault("schemas/Variables", name)


def check_file(document):
    check_references(document, document)
    check_variables(document)
    if not re.fullmatch(r"3\.1\.\d+", document["openapi"]):
        fault("openapi", "is not 3.1")
    for name, schema in document["components"]["schemas"].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as e:
            fault(f"schemas/{name}", e.message)
    seen = set()
    own_names, sampled = {}, set()
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        if operation["operationId"] in seen:
            fault(where, "operationId is used twice")
        seen.add(operation["operationId"])
        for status, response in operation["responses"].items():
            if "description" not in resolve(document, response):
                fault(f"{where} {status}", "has no description")
        for parameter in operation.get("parameters", []):
            p = resolve(document, parameter)
            if p["in"] not in ("query", "header", "path") or "schema" not in p:
                fault(where, f"parameter {p.get('name')}")
        names = {e[0] for e in examples(document, operation)}
        own_names.update({n: where for n in names})
        for sample in operation.get("x-codeSamples", []):
            sampled.add(sample["label"])
            if sample["label"] not in names:
                fault(where, f"the sample {sample['label']} has no example")
    for name in own_names.keys() - sampled:
        fault(own_names[name], f"the example {name} has no sample")


def compare_text(where, wanted, got):
    """ "…" stands for anything."""
    pattern = ".*".join(re.escape(part) for part in wanted.split("…"))
    if not re.fullmatch(pattern, got, re.DOTALL):
        fault(where, f"is {got[:300]!r}, not {wanted!r}")


# Finds where got differs from wanted; got may have more members and elements.
# key is the name of the member that both are values of.
def compare(where, wanted, got, key=None):
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name, value in wanted.items():
            if name in got:
                compare(f"{where}/{name}", value, got[name], name)
            else:
                fault(where, f"lacks {name}")
    elif isinstance(wanted, list) and isinstance(got, list):
        if key == "languages" and wanted and isinstance(wanted[0], dict):
            got = [g for g in got if g["code"] in {w["code"] for w in wanted}]
        if key == "installed":
            got = [g for g in got if g in wanted]
        if len(got) < len(wanted):
            fault(where, f"has {len(got)} elements")
        for i, value in enumerate(wanted[: len(got)]):
            compare(f"{where}/{i}", value, got[i])
    elif key in ANY and isinstance(got, (str, int, float)):
        if isinstance(got, str) != isinstance(wanted, str):
            fault(where, f"is {got!r}")
    elif isinstance(wanted, str) and isinstance(got, str):
        compare_text(where, wanted, got)
    elif wanted != got:
        fault(where, f"is {got!r}, not {wanted!r}")


# Runs the sample's curl command against the server.  Returns the status, the
# headers with names and values in lower case, and the body.
def send(source, port):
    command = source.replace("http://localhost:8080", f"http://127.0.0.1:{port}")
    command = command.replace("curl ", "curl --noproxy '*' -s -m 60 -D - ", 1)
    out = subprocess.run(
        ["sh", "-c", command], cwd="tests/data", capture_output=True, check=True
    ).stdout
    head, body = out.split(b"\r\n\r\n", 1)
    while head.startswith(b"HTTP/1.1 1"):
        head, body = body.split(b"\r\n\r\n", 1)
    lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    return int(lines[0].split()[1]), headers, body


def check_answer(document, where, example, answer):
    _, status, kind, schema, wanted, promised = example
    got_status, headers, body = answer
    if got_status != status:
        fault(where, f"status {got_status}: {body[:300]!r}")
        return
    if headers.get("content-type", "").split(";")[0] != kind:
        fault(where, f"is {headers.get('content-type')}")
    for name in promised:
        if name.lower() not in headers:
            fault(where, f"has no {name}")
    if kind.endswith("json") and "ndjson" not in kind:
        got = json.loads(body)
        for e in validator(document, schema).iter_errors(got):
            fault(where, f"{e.json_path}: {e.message}")
        compare(where, wanted, got)
    elif "ndjson" in kind:
        page = document["components"]["schemas"]["Page"]
        for line in body.decode().splitlines():
            for e in validator(document, page).iter_errors(json.loads(line)):
                fault(where, f"{e.json_path}: {e.message}")
        compare_text(where, wanted, body.decode())
    else:
        compare_text(where, wanted, body.decode("utf-8", "replace"))


def check_server(document, port):
    count = 0
    for path, method, operation in operations(document):
        named = {e[0]: e for e in examples(document, operation)}
        for sample in operation.get("x-codeSamples", []):
            where = f"{method} {path} {sample['label']}"
            answer = send(sample["source"], port)
            check_answer(document, where, named[sample["label"]], answer)
            count += 1
    return count


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        document = yaml.safe_load(f)
    if len(sys.argv) == 4:
        schema = document["components"]["schemas"][sys.argv[3]]
        for e in validator(document, schema).iter_errors(json.load(sys.stdin)):
            fault(sys.argv[3], f"{e.json_path}: {e.message}")
    else:
        check_file(document)
        if len(sys.argv) == 3 and not faults:
            print(f"{check_server(document, sys.argv[2])} samples sent")
    for text in faults:
        print(text)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
