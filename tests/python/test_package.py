#!/usr/bin/env python3
# test_package.py -- saved packages and shipped descriptors hold to Frictionless' validators.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages that the library saves hold to the rules of Frictionless' own validators; so do the shipped
descriptors, as far as these rules are about descriptors.

The rules are those of the Data Package, Data Resource and Table Schema specifications (version 1 with
what version 2 adds): the JSON schemas' required members, patterns and kinds, and what `frictionless
validate` reports of data: hash and byte counts, labels, types, constraints, primary and foreign keys.
Runs as a script with the build's folder and prints TAP."""

import csv
import ctypes
import hashlib
import io
import json
import os
import re
import sys
import tempfile

TYPES = {"string", "number", "integer", "boolean", "object", "array", "list", "date", "time",
         "datetime", "year", "yearmonth", "duration", "geopoint", "geojson", "any"}
CONSTRAINTS = {"required", "unique", "pattern", "enum", "minLength", "maxLength", "minimum", "maximum",
               "exclusiveMinimum", "exclusiveMaximum", "jsonSchema"}
CELLS = {"integer": re.compile(r"[+-]?[0-9]+\Z"),
         "number": re.compile(r"([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|NaN|-?INF)\Z"),
         "boolean": re.compile(r"(true|True|TRUE|1|false|False|FALSE|0)\Z"),
         "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
         "year": re.compile(r"-?[0-9]{4}\Z"),
         "string": re.compile(r".*\Z", re.S)}


def names(value):
    return value if isinstance(value, list) else [value]


def described(node, where, found):
    for licence in node.get("licenses", []):
        if not ("name" in licence or "path" in licence):
            found.append(f"{where}: a licence has neither name nor path")
    for source in node.get("sources", []):
        if "title" not in source:
            found.append(f"{where}: a source has no title")
    for key in ("licenses", "sources", "keywords"):
        if key in node and (not isinstance(node[key], list) or not node[key]):
            found.append(f"{where}: {key} is no list with members")
    for key in ("title", "description", "homepage", "version"):
        if key in node and not isinstance(node[key], str):
            found.append(f"{where}: {key} is no text")


def schema_faults(resource, resources, where):
    found = []
    schema = resource["schema"]
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        return [f"{where}: no fields"]
    labels = [f.get("name") for f in fields]
    if len(set(labels)) < len(labels) or not all(isinstance(n, str) for n in labels):
        found.append(f"{where}: names of fields")
    for f in fields:
        if f.get("type", "string") not in TYPES:
            found.append(f"{where}.{f['name']}: type {f['type']}")
        for key in set(f.get("constraints", {})) - CONSTRAINTS:
            found.append(f"{where}.{f['name']}: constraint {key}")
        cell = CELLS.get(f.get("type", "string"))
        for word in f.get("constraints", {}).get("enum", []):
            if not cell.match(str(word)):
                found.append(f"{where}.{f['name']}: enum {word}")
    for name in names(schema.get("primaryKey", [])):
        if name not in labels:
            found.append(f"{where}: key {name}")
    for key in schema.get("foreignKeys", []):
        reference = key["reference"]
        same = isinstance(key["fields"], list) == isinstance(reference["fields"], list)
        target = resource if reference["resource"] == "" else resources.get(reference["resource"])
        if not same or len(names(key["fields"])) != len(names(reference["fields"])) or target is None:
            found.append(f"{where}: foreign key {key}")
            continue
        others = [f["name"] for f in target["schema"]["fields"]]
        if not set(names(key["fields"])) <= set(labels) or \
                not set(names(reference["fields"])) <= set(others):
            found.append(f"{where}: foreign key {key}")
    if schema.get("fieldsMatch", ["exact"]) not in ([m] for m in (
            "exact", "equal", "subset", "superset", "partial")):
        found.append(f"{where}: fieldsMatch")
    return found


def descriptor_faults(package):
    found = []
    described(package, "package", found)
    if "name" in package and not re.match(r"[-a-z0-9._/]+\Z", package["name"]):
        found.append("package: name")
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        return found + ["package: no resources"]
    by_name = {r.get("name"): r for r in resources}
    if len(by_name) < len(resources):
        found.append("package: names of resources")
    for r in resources:
        where = r.get("name", "?")
        if not re.match(r"[-a-z0-9._/]+\Z", where):
            found.append(f"{where}: name of the resource")
        path = r.get("path")
        if "data" in r or not isinstance(path, str) or path.startswith("/") or ".." in path.split("/"):
            found.append(f"{where}: path")
        if "hash" in r and not re.match(r"([^:]+:[a-fA-F0-9]+|[a-fA-F0-9]{32})\Z", r["hash"]):
            found.append(f"{where}: hash")
        if "mediatype" in r and not re.match(r".+/.+\Z", r["mediatype"]):
            found.append(f"{where}: mediatype")
        described(r, where, found)
        found += schema_faults(r, by_name, where)
    return found


def cell_faults(field, cells, where):
    found = []
    constraints = field.get("constraints", {})
    pattern = CELLS[field.get("type", "string")]
    values = [c for c in cells if c != ""]
    for value in values:
        number = float(value) if field["type"] in ("integer", "number") and pattern.match(value) else 0
        if not pattern.match(value) or value not in constraints.get("enum", [value]) or \
                number < constraints.get("minimum", number) or number > constraints.get("maximum", number):
            found.append(f"{where}.{field['name']}: {value!r}")
    if constraints.get("required") and len(values) < len(cells):
        found.append(f"{where}.{field['name']}: a required value is missing")
    if constraints.get("unique") and len(set(values)) < len(values):
        found.append(f"{where}.{field['name']}: a value is there twice")
    return found


def data_faults(package, folder):
    found = []
    columns = {}
    for r in package["resources"]:
        with open(os.path.join(folder, r["path"]), "rb") as file:
            data = file.read()
        if r["bytes"] != len(data) or r["hash"] != "sha256:" + hashlib.sha256(data).hexdigest():
            found.append(f"{r['name']}: bytes or hash")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
        labels = [f["name"] for f in r["schema"]["fields"]]
        if rows[0] != labels or any(len(row) != len(labels) for row in rows):
            found.append(f"{r['name']}: labels or lengths of rows")
            continue
        columns[r["name"]] = {n: [row[i] for row in rows[1:]] for i, n in enumerate(labels)}
        for field in r["schema"]["fields"]:
            found += cell_faults(field, columns[r["name"]][field["name"]], r["name"])
    for r in package["resources"]:
        own = columns[r["name"]]
        key = names(r["schema"].get("primaryKey", []))
        keys = list(zip(*(own[n] for n in key)))
        if len(set(keys)) < len(keys) or any("" in k for k in keys):
            found.append(f"{r['name']}: primary key")
        for foreign in r["schema"].get("foreignKeys", []):
            reference = foreign["reference"]
            target = columns[reference["resource"] or r["name"]]
            known = set(zip(*(target[n] for n in names(reference["fields"]))))
            for cells in zip(*(own[n] for n in names(foreign["fields"]))):
                if "" not in cells and cells not in known:
                    found.append(f"{r['name']}: {cells} is no key of {reference['resource']}")
    return found


def saved(library, path, folder):
    data = ctypes.c_void_p()
    err = ctypes.create_string_buffer(256)
    if library.coop_dataset_open(path, None, ctypes.byref(data), err) != 0:
        raise SystemExit("cannot open")
    status = library.coop_dataset_save(data, folder.encode(), None, err)
    library.coop_dataset_free(data)
    if status != 0:
        raise SystemExit("cannot save")
    with open(os.path.join(folder, "datapackage.json"), encoding="utf-8") as file:
        return json.load(file)


def main():
    source = os.environ.get("COOPSTAT_SOURCE", ".")
    count = 0

    def result(name, found):
        nonlocal count
        count += 1
        print("ok" if not found else "not ok", count, "-", name)
        for fault in found[:10]:
            print("#", fault)

    folder = os.path.join(source, "lib", "io", "descriptors")
    shipped = [os.path.join(folder, n) for n in sorted(os.listdir(folder))]
    for path in shipped + [os.path.join(source, "examples", "own_data", "datapackage.json")]:
        with open(path, encoding="utf-8") as file:
            result(os.path.basename(path), descriptor_faults(json.load(file)))
    try:
        library = ctypes.CDLL(os.path.join(sys.argv[1], "lib", "libcoopstat.so"))
    except OSError as fault: # a sanitizer wants to be loaded first
        print(f"ok {count + 1} # SKIP {str(fault)[:60]}")
        print(f"1..{count + 1}")
        return
    library.coop_dataset_free.argtypes = [ctypes.c_void_p]
    library.coop_dataset_save.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p,
                                          ctypes.c_char_p]
    with tempfile.TemporaryDirectory() as temporary:
        for name, path in (("embedded", None),
                           ("own", os.path.join(source, "examples", "own_register").encode())):
            target = os.path.join(temporary, name)
            package = saved(library, path, target)
            result(f"descriptor of the saved {name} register", descriptor_faults(package))
            result(f"files of the saved {name} register", data_faults(package, target))
            # The rules must be able to fail.
            first = package["resources"][0]
            first["schema"]["fields"][0]["type"] = "integer"
            first["bytes"] += 1
            broken = data_faults(package, target)
            result("and a broken one is told", [] if len(broken) > 2 else ["nothing is told"])
    print(f"1..{count}")


main()
