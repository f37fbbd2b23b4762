#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Prints a YAML document as JSON, for programs that read no YAML.

openapi_json.py FILE
"""
import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as f:
    document = yaml.safe_load(f)
json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False,
          separators=(",", ":"))
