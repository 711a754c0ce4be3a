#!/usr/bin/env python3
# test_arrow.py -- Arrow as others write and read it: DuckDB, apache-arrow, Polars, Arrow's own files.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs as a script with the build's folder and prints TAP. DuckDB's C library is looked for in
COOPSTAT_DUCKDB, and it, apache-arrow and nodejs-polars in the folders of COOPSTAT_NODE_MODULES (with
':' between them); Arrow's integration files in COOPSTAT_SHARED. What is not there is skipped."""

import ctypes
import glob
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile

import binding  # noqa: F401  (the package of this tree, with the library of the build)
import coopstat
from ctypes import (POINTER, Structure, byref, c_bool, c_char, c_char_p, c_double, c_int32, c_int64,
                    c_size_t, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p)

TYPES = {1: ctypes.c_int8, 2: ctypes.c_int16, 3: c_int32, 4: c_int64, 5: c_double, 7: c_int32,
         9: c_int64}
CODES = {1: c_uint8, 2: c_uint16, 4: c_uint32}


class Error(Structure):
    _fields_ = [("code", c_int32), ("reserved", c_int32), ("line", c_int64), ("column", c_int64),
                ("message", c_char * 232)]


class Column(Structure):
    _fields_ = [("struct_size", c_size_t), ("name", c_char_p), ("unit", c_char_p), ("type", c_int32),
                ("scale", c_int32), ("width", c_int32), ("reserved", c_int32), ("n_rows", c_int64),
                ("n_null", c_int64), ("validity", POINTER(c_uint8)), ("values", c_void_p),
                ("offsets", POINTER(c_int64)), ("words", POINTER(c_char_p)), ("n_words", c_int64)]


class Schema(Structure):
    _fields_ = [("format", c_char_p), ("name", c_char_p), ("metadata", c_void_p), ("flags", c_int64),
                ("n_children", c_int64), ("children", c_void_p), ("dictionary", c_void_p),
                ("release", c_void_p), ("private_data", c_void_p)]


class Array(Structure):
    _fields_ = [("length", c_int64), ("null_count", c_int64), ("offset", c_int64),
                ("n_buffers", c_int64), ("n_children", c_int64), ("buffers", c_void_p),
                ("children", c_void_p), ("dictionary", c_void_p), ("release", c_void_p),
                ("private_data", c_void_p)]


class Stream(Structure):
    _fields_ = [("get_schema", c_void_p), ("get_next", c_void_p), ("get_last_error", c_void_p),
                ("release", c_void_p), ("private_data", c_void_p)]


class Sink(Structure):
    _fields_ = [("ctx", c_void_p),
                ("write", ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_size_t))]


class Failure(Exception):
    pass


class Library:
    """The functions of the library that are needed here."""

    def __init__(self, build):
        self.c = ctypes.CDLL(os.path.join(build, "lib", "libcoopstat.so"))
        self.c.coop_table_n_columns.restype = c_int64
        self.c.coop_dataset_table.restype = c_void_p
        self.c.coop_status_name.restype = c_char_p

    def call(self, name, *arguments):
        err = Error()
        status = getattr(self.c, name)(*arguments, byref(err))
        if status:
            raise Failure("%s: %s" % (self.c.coop_status_name(status).decode(), err.message.decode()))

    def read_file(self, path):
        table = c_void_p()
        self.call("coop_arrow_read_file", path.encode(), None, byref(table))
        return table

    def write(self, table, form):
        parts = []

        def take(_, at, n):
            parts.append(ctypes.string_at(at, n))
            return 0

        sink = Sink(None, Sink._fields_[1][1](take))
        self.call("coop_arrow_write", table, form, None, byref(sink))
        return b"".join(parts)

    def stream(self, table):
        stream = Stream()
        self.call("coop_arrow_export_stream", table, None, byref(stream))
        return stream

    def columns(self, table):
        """Names and values: numbers, texts, [first, last], lists; None for none."""
        found = {}
        for i in range(self.c.coop_table_n_columns(table)):
            column = Column(ctypes.sizeof(Column))
            self.call("coop_table_column", table, c_int64(i), byref(column))
            found[column.name.decode()] = [value(column, row) for row in range(column.n_rows)]
        return found

    def free(self, table):
        self.c.coop_table_free(table)


def value(column, row):
    if column.validity and not column.validity[row // 8] >> row % 8 & 1:
        return None
    if column.type == 6:
        return bool(ctypes.cast(column.values, POINTER(c_uint8))[row // 8] >> row % 8 & 1)
    if column.type == 8:
        days = ctypes.cast(column.values, POINTER(c_int32))
        return [days[2 * row], days[2 * row + 1]]
    if column.type == 10:
        return column.words[ctypes.cast(column.values, POINTER(CODES[column.width]))[row]].decode()
    if column.type == 11:
        codes = ctypes.cast(column.values, POINTER(c_uint32))
        return [column.words[codes[i]].decode()
                for i in range(column.offsets[row], column.offsets[row + 1])]
    if column.type == 12:
        start, end = column.offsets[row], column.offsets[row + 1]
        return ctypes.string_at(column.values + start, end - start).decode()
    return ctypes.cast(column.values, POINTER(TYPES[column.type]))[row]


# ---- Arrow's integration files ----

def expected(document):
    """The values that an integration file's JSON says, by column."""
    words = {d["id"]: d["data"]["columns"][0] for d in document["dictionaries"]} \
        if "dictionaries" in document else {}
    words = {key: plain(column, {"type": {"name": "utf8"}}, {}) for key, column in words.items()}
    found = {field["name"]: [] for field in document["schema"]["fields"]}
    for batch in document["batches"]:
        for field, column in zip(document["schema"]["fields"], batch["columns"]):
            found[field["name"]] += plain(column, field, words)
    return found


def plain(column, field, words):
    kind = field["type"]["name"]
    if kind == "null":
        return [None] * column["count"]
    rows = []
    for there, data in zip(column["VALIDITY"], column["DATA"]):
        if not there:
            rows.append(None)
        elif "dictionary" in field:
            rows.append(words[field["dictionary"]["id"]][data])
        else:
            rows.append(bool(data) if kind == "bool" else int(data) if kind == "int" else data)
    return rows


def same(found, wanted):
    """Names of columns that differ; JSON has floats in fewer digits than they have."""
    def near(a, b):
        return a == b or (isinstance(a, float) and b is not None and abs(a - b) <= 5e-4 * max(1, abs(b)))
    return [name for name in set(found) | set(wanted)
            if name not in found or name not in wanted or len(found[name]) != len(wanted[name]) or
            not all(near(a, b) for a, b in zip(found[name], wanted[name]))]


def integration(folder, name):
    with gzip.open(os.path.join(folder, "generated_%s.json.gz" % name)) as file:
        return json.load(file)


def test_integration(library):
    folder = os.path.join(os.environ.get("COOPSTAT_SHARED", ""), "oracles", "arrow_integration")
    if not os.path.isdir(folder):
        return "SKIP no integration files"
    wanted = {"dictionary_unsigned": None, "null": None, "primitive": "'binary_nullable'",
              "custom_metadata": "'list_with_odd_values'", "duplicate_fieldnames": "'struct'",
              "extension": "'uuids'", "map": "'map_nullable'", "nested_dictionary": "'list_dict'"}
    for name, refused in wanted.items():
        for ending in "arrow_file", "stream":
            path = os.path.join(folder, "generated_%s.%s" % (name, ending))
            try:
                table = library.read_file(path)
            except Failure as failure:
                if refused is None or not str(failure).startswith("UNSUPPORTED: column " + refused):
                    return "%s: %s" % (path, failure)
                continue
            if refused is not None:
                return "%s is read" % path
            different = same(library.columns(table), expected(integration(folder, name)))
            library.free(table)
            if different:
                return "%s: %s differ" % (path, different)
    return None


# ---- Node ----

def modules(package):
    """The folder of node modules that has a package, or None."""
    for folder in os.environ.get("COOPSTAT_NODE_MODULES", "").split(":"):
        if folder and os.path.isdir(os.path.join(folder, package)):
            return folder
    return None


def node(package, script, *arguments):
    env = dict(os.environ, NODE_PATH=modules(package))
    done = subprocess.run(["node", "-e", script] + list(arguments), env=env, capture_output=True,
                          text=True, timeout=120, check=False)
    if done.returncode:
        raise Failure("node: " + done.stderr[-600:])
    return done.stdout


READ_JS = """
const arrow = require('apache-arrow'), fs = require('fs');
const plain = v => v === null || v === undefined ? null : typeof v === 'bigint' ? Number(v)
    : typeof v === 'number' || typeof v === 'boolean' || typeof v === 'string' ? v
    : v instanceof Uint32Array ? arrow.util.bigNumToBigInt ? String(arrow.util.bigNumToBigInt(v)) : String(v)
    : v.toJSON && !Array.isArray(v) && !(v instanceof arrow.Vector) ? Object.values(v.toJSON()).map(plain)
    : Array.from(v, plain);
const table = arrow.tableFromIPC(fs.readFileSync(process.argv[1]));
const out = {};
for (const field of table.schema.fields) {
    const column = table.getChild(field.name), rows = [];
    for (let i = 0; i < table.numRows; i++) rows.push(plain(column.get(i)));
    out[field.name] = rows;
}
console.log(JSON.stringify({columns: out, types: table.schema.fields.map(f => String(f.type))}));
"""

SELECT_JS = """
const arrow = require('apache-arrow'), fs = require('fs');
const [path, names, target, kind] = process.argv.slice(1);
const table = arrow.tableFromIPC(fs.readFileSync(path)).select(JSON.parse(names));
fs.writeFileSync(target, arrow.tableToIPC(table, kind));
"""

LISTS_JS = """
const arrow = require('apache-arrow'), fs = require('fs');
const list = arrow.vectorFromArray([['KAZ', 'UZB'], null, [], ['KAZ']],
    new arrow.List(new arrow.Field('item', new arrow.Utf8())));
const days = arrow.vectorFromArray([new Date('2023-05-18'), null, new Date('1969-12-31'), new Date(0)],
    new arrow.DateDay());
const words = arrow.vectorFromArray(['a', 'b', null, 'a'], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()));
const table = new arrow.Table({list, days, words});
fs.writeFileSync(process.argv[1], arrow.tableToIPC(table, process.argv[2]));
"""


def test_apache_arrow_reads(library, folder):
    if modules("apache-arrow") is None:
        return "SKIP apache-arrow (npm) is not in COOPSTAT_NODE_MODULES"
    path = os.path.join(folder, "ours.arrow")
    for name in b"agreement", b"investment", b"event", b"nation":
        table = c_void_p(library.c.coop_dataset_table(library.data, name))
        wanted = library.columns(table)
        for form in 1, 2:
            with open(path, "wb") as file:
                file.write(library.write(table, form))
            found = json.loads(node("apache-arrow", READ_JS, path))
            different = [key for key, rows in wanted.items()
                         if not js_same(rows, found["columns"].get(key))]
            if different:
                key = different[0]
                return "%s: %s differ: %s, want %s" % (name, different, found["columns"].get(key)[:3],
                                                       wanted[key][:3])
    return None


def js_same(wanted, found):
    """JavaScript has milliseconds for days, and decimals as digits without a point."""
    def one(a, b):
        if isinstance(a, list) and a and isinstance(a[0], int):
            ends = [None if day in (-2 ** 31 + 1, 2 ** 31 - 1) else day * 86400000 for day in a]
            return ends == b
        return a == b or (isinstance(a, int) and a is not True and
                          (str(a) == str(b) or a * 86400000 == b))
    return found is not None and len(wanted) == len(found) and all(map(one, wanted, found))


def test_apache_arrow_writes(library, folder):
    if modules("apache-arrow") is None:
        return "SKIP apache-arrow (npm) is not in COOPSTAT_NODE_MODULES"
    for kind in "file", "stream":
        path = os.path.join(folder, "theirs." + kind)
        node("apache-arrow", LISTS_JS, path, kind)
        table = library.read_file(path)
        found = library.columns(table)
        library.free(table)
        wanted = {"list": [["KAZ", "UZB"], None, [], ["KAZ"]], "days": [19495, None, -1, 0],
                  "words": ["a", "b", None, "a"]}
        if found != wanted:
            return "%s: %s" % (kind, found)
    return None


def test_primitive_columns(library, folder):
    """Arrow's file of all primitive types, without the columns that no table can have."""
    shared = os.path.join(os.environ.get("COOPSTAT_SHARED", ""), "oracles", "arrow_integration")
    if modules("apache-arrow") is None or not os.path.isdir(shared):
        return "SKIP apache-arrow (npm) or the integration files are not there"
    document = integration(shared, "primitive")
    names = [field["name"] for field in document["schema"]["fields"]
             if "binary" not in field["name"] and "uint64" not in field["name"]]
    wanted = {key: rows for key, rows in expected(document).items() if key in names}
    for kind in "file", "stream":
        path = os.path.join(folder, "primitive." + kind)
        node("apache-arrow", SELECT_JS, os.path.join(shared, "generated_primitive.stream"),
             json.dumps(names), path, kind)
        table = library.read_file(path)
        different = same(library.columns(table), wanted)
        library.free(table)
        if different:
            return "%s: %s differ" % (kind, different)
    return None


POLARS_JS = """
const pl = require('nodejs-polars'), fs = require('fs');
const [path, kind] = process.argv.slice(1), bytes = fs.readFileSync(path);
const frame = kind === 'file' ? pl.readIPC(bytes) : pl.readIPCStream(bytes);
const out = {};
for (const name of frame.columns) {
    const column = frame.getColumn(name), type = String(column.dtype);
    if (type.includes('Decimal')) out[name] = column.cast(pl.Float64).toArray();
    else if (!type.includes('Struct')) out[name] = column.toArray();
}
console.log(JSON.stringify({rows: frame.height, columns: out, types: frame.dtypes.map(String)},
    (key, v) => typeof v === 'bigint' ? Number(v) : v));
"""


def test_polars(library, folder):
    if modules("nodejs-polars") is None:
        return "SKIP nodejs-polars (npm) is not in COOPSTAT_NODE_MODULES"
    wishes = {b"agreement": ("id", "title", "mechanism", "parties"), b"investment": ("id", "amount")}
    for name, keys in wishes.items():
        table = c_void_p(library.c.coop_dataset_table(library.data, name))
        wanted = library.columns(table)
        if "amount" in wanted:
            wanted["amount"] = [cell if cell is None else cell / 100 for cell in wanted["amount"]]
        for form, kind in (1, "stream"), (2, "file"):
            path = os.path.join(folder, "polars." + kind)
            with open(path, "wb") as file:
                file.write(library.write(table, form))
            found = json.loads(node("nodejs-polars", POLARS_JS, path, kind))["columns"]
            different = [key for key in keys if found.get(key) != wanted[key]]
            if different:
                key = different[0]
                return "%s %s: %s differ: %s, want %s" % (name, kind, different,
                                                          (found.get(key) or [])[:3], wanted[key][:3])
    return None


POLARS_WRITES_JS = """
const pl = require('nodejs-polars'), fs = require('fs');
const [path, kind] = process.argv.slice(1);
const frame = pl.DataFrame({i: [1, null, -3], x: [0.5, null, 2], t: ['a', 'ж', null],
    b: [true, null, false]}).withColumn(pl.col('i').cast(pl.Int64));
fs.writeFileSync(path, kind === 'file' ? frame.writeIPC({compression: 'uncompressed'})
    : frame.writeIPCStream({compression: 'uncompressed'}));
"""


def test_polars_writes(library, folder):
    if modules("nodejs-polars") is None:
        return "SKIP nodejs-polars (npm) is not in COOPSTAT_NODE_MODULES"
    wanted = {"i": [1, None, -3], "x": [0.5, None, 2.0], "t": ["a", "ж", None],
              "b": [True, None, False]}
    for kind in "file", "stream":
        path = os.path.join(folder, "from_polars." + kind)
        node("nodejs-polars", POLARS_WRITES_JS, path, kind)
        table = library.read_file(path)
        found = library.columns(table)
        library.free(table)
        if found != wanted:
            return "%s: %s" % (kind, found)
    return None


# ---- DuckDB ----

def duckdb_path():
    path = os.environ.get("COOPSTAT_DUCKDB")
    folder = modules("@duckdb")
    found = [path] if path else sorted(glob.glob(os.path.join(folder, "@duckdb", "*", "libduckdb.so"))) \
        if folder else []
    return found[0] if found and os.path.exists(found[0]) else None


class Result(Structure):
    _fields_ = [("columns", c_uint64), ("rows", c_uint64), ("changed", c_uint64), ("data", c_void_p),
                ("error", c_char_p), ("internal", c_void_p)]


class Arrays:
    """A stream of arrays that are there already."""

    def __init__(self, schema, arrays):
        self.schema, self.n_arrays, self.next = schema, len(arrays), iter(arrays)
        self.calls = [ctypes.CFUNCTYPE(ctypes.c_int, c_void_p, c_void_p)(self.give_schema),
                      ctypes.CFUNCTYPE(ctypes.c_int, c_void_p, c_void_p)(self.give),
                      ctypes.CFUNCTYPE(None, POINTER(Stream))(self.release)]
        get_schema, get_next, release = (ctypes.cast(call, c_void_p) for call in self.calls)
        self.stream = Stream(get_schema, get_next, None, release, None)

    def give_schema(self, _, out):
        ctypes.memmove(out, byref(self.schema), ctypes.sizeof(self.schema))
        return 0

    def give(self, _, out):
        ctypes.memmove(out, byref(next(self.next, Array())), ctypes.sizeof(Array))
        return 0

    def release(self, stream):
        stream.contents.release = None


class Duck:
    def __init__(self, path):
        self.c = ctypes.CDLL(path)
        for name in "duckdb_column_count", "duckdb_row_count":
            getattr(self.c, name).restype = c_uint64
        self.c.duckdb_value_varchar.restype = c_void_p
        self.c.duckdb_value_varchar.argtypes = [c_void_p, c_uint64, c_uint64]
        self.c.duckdb_result_error.restype = c_char_p
        self.c.duckdb_query_arrow_error.restype = c_char_p
        self.database, self.connection = c_void_p(), c_void_p()
        if self.c.duckdb_open(None, byref(self.database)) or \
                self.c.duckdb_connect(self.database, byref(self.connection)):
            raise Failure("DuckDB does not open")

    def close(self):
        self.c.duckdb_disconnect(byref(self.connection))
        self.c.duckdb_close(byref(self.database))

    def query(self, text):
        result = Result()
        if self.c.duckdb_query(self.connection, text.encode(), byref(result)):
            raise Failure("DuckDB: %s" % self.c.duckdb_result_error(byref(result)).decode())
        rows = []
        for row in range(self.c.duckdb_row_count(byref(result))):
            cells = []
            for column in range(self.c.duckdb_column_count(byref(result))):
                at = self.c.duckdb_value_varchar(byref(result), column, row)
                cells.append(ctypes.string_at(at).decode() if at else None)
                self.c.duckdb_free(c_void_p(at))
            rows.append(cells)
        self.c.duckdb_destroy_result(byref(result))
        return rows

    def take(self, name, stream):
        """A table of a stream: streams can be read once, so it is copied at once."""
        if self.c.duckdb_arrow_scan(self.connection, ("scan_" + name).encode(), byref(stream)):
            raise Failure("DuckDB does not scan")
        self.query("create table %s as from scan_%s" % (name, name))

    def chunks(self, text):
        """Schema and arrays of a query's result."""
        result, schema = c_void_p(), Schema()
        if self.c.duckdb_query_arrow(self.connection, text.encode(), byref(result)):
            raise Failure("DuckDB: %s" % self.c.duckdb_query_arrow_error(result).decode())
        target = ctypes.pointer(schema)
        self.c.duckdb_query_arrow_schema(result, byref(target))
        arrays = []
        while True:
            array = Array()
            target = ctypes.pointer(array)
            if self.c.duckdb_query_arrow_array(result, byref(target)) or not array.release:
                break
            arrays.append(array)
        self.c.duckdb_destroy_arrow(byref(result))
        return schema, arrays

    def stream(self, text):
        """A stream of a query's result, and what must live as long as it does."""
        kept = Arrays(*self.chunks(text))
        return kept.stream, kept


def day_of(text):
    import datetime
    return (datetime.date.fromisoformat(text) - datetime.date(1970, 1, 1)).days


def test_duckdb_reads(library, folder):
    path = duckdb_path()
    if path is None:
        return "SKIP DuckDB's library is in neither COOPSTAT_DUCKDB nor COOPSTAT_NODE_MODULES"
    duck = Duck(path)
    for name in "agreement", "investment", "event", "nation":
        table = c_void_p(library.c.coop_dataset_table(library.data, name.encode()))
        stream = library.stream(table)
        duck.take(name, stream)
        if stream.release:
            ctypes.CFUNCTYPE(None, c_void_p)(stream.release)(byref(stream))
        duck.query("copy %s to '%s/%s.parquet' (format parquet)" % (name, folder, name))
    wanted = library.columns(c_void_p(library.c.coop_dataset_table(library.data, b"agreement")))
    there = [row for row in wanted["parties"] if row is not None]
    checks = {
        "select count(*) from agreement": str(len(wanted["id"])),
        "select sum(len(parties)) from agreement": str(sum(map(len, there))),
        "select count(*) from agreement where list_contains(parties, 'KAZ')":
            str(sum("KAZ" in row for row in there)),
        "select count(*) from '%s/agreement.parquet' p join agreement a using (id) "
        "where a.title = p.title" % folder: str(len(wanted["id"])),
    }
    money = library.columns(c_void_p(library.c.coop_dataset_table(library.data, b"investment")))["amount"]
    checks["select sum(amount) from investment"] = \
        "%.2f" % (sum(cell for cell in money if cell is not None) / 100)
    types = dict(duck.query("select column_name, column_type from (describe investment)"))
    if types["amount"] != "DECIMAL(19,2)":
        return "amount is of type %s" % types["amount"]
    dates = {key: rows for key, rows in wanted.items() if rows and any(isinstance(r, list) and r and
             isinstance(r[0], int) for r in rows)}
    for key, rows in dates.items():
        firsts = [row[0] for row in rows if row is not None and row[0] != -2 ** 31 + 1]
        if firsts:
            found = duck.query("select min(%s.first)::varchar from agreement" % key)[0][0]
            if day_of(found) != min(firsts):
                return "%s begins %s" % (key, found)
    for text, wish in checks.items():
        found = duck.query(text)[0][0]
        if found != wish:
            return "%s: %s, want %s" % (text, found, wish)
    duck.close()
    return None


class Capsules:
    """A stream as Python's libraries hand it over."""

    def __init__(self, stream):
        self.stream = stream

    def __arrow_c_stream__(self, _=None):
        new = ctypes.pythonapi.PyCapsule_New
        new.restype, new.argtypes = ctypes.py_object, [c_void_p, c_char_p, c_void_p]
        return new(ctypes.addressof(self.stream), b"arrow_array_stream", None)


def test_capsules_to_duckdb(_, __):
    path = duckdb_path()
    if path is None:
        return "SKIP DuckDB's library is in neither COOPSTAT_DUCKDB nor COOPSTAT_NODE_MODULES"
    duck = Duck(path)
    rates = coopstat.open().query("agreement", by="mechanism", select="count(), rate('started')",
                                  uncertain="certain", order_by="mechanism")
    capsule = rates.__arrow_c_stream__()
    pointer = ctypes.pythonapi.PyCapsule_GetPointer
    pointer.restype, pointer.argtypes = c_void_p, [ctypes.py_object, c_char_p]
    duck.take("rates", Stream.from_address(pointer(capsule, b"arrow_array_stream")))
    del capsule
    found = duck.query("select mechanism, count, rate_started_hits from rates order by mechanism")
    wanted = [[row["mechanism"], str(row["count"]), str(row["rate_started_hits"])] for row in rates]
    duck.close()
    return None if found == wanted else "%s, want %s" % (found[:3], wanted[:3])


def test_duckdb_to_capsules(_, __):
    path = duckdb_path()
    if path is None:
        return "SKIP DuckDB's library is in neither COOPSTAT_DUCKDB nor COOPSTAT_NODE_MODULES"
    duck = Duck(path)
    stream, kept = duck.stream("select i::bigint as i, 'w' || (i % 3) as w from range(5000) r(i)")
    table = coopstat.from_arrow(Capsules(stream))
    duck.close()
    if table.to_dict() != {"i": list(range(5000)), "w": ["w%d" % (i % 3) for i in range(5000)]}:
        return "%r differs" % table
    return None if not stream.release and kept else "the stream is not released"


def test_duckdb_writes(library, _):
    path = duckdb_path()
    if path is None:
        return "SKIP DuckDB's library is in neither COOPSTAT_DUCKDB nor COOPSTAT_NODE_MODULES"
    duck = Duck(path)
    stream, kept = duck.stream(
        "select i::integer as i, case when i % 7 = 0 then null else i * 0.5::double end as x, "
        "'word' || (i % 5) as t, ('2020-01-01'::date + (i % 1000)::integer) as d, i % 2 = 0 as b, "
        "(i / 100)::decimal(18, 2) as m, ['a', 'b' || (i % 3)] as s, "
        "('k' || (i % 2))::enum('k0', 'k1') as e from range(10000) r(i)")
    if kept.n_arrays < 2:
        return "%d arrays" % kept.n_arrays
    table = c_void_p()
    library.call("coop_arrow_import_stream", byref(stream), None, byref(table))
    found = library.columns(table)
    library.free(table)
    duck.close()
    start = day_of("2020-01-01")
    rows = range(10000)
    wanted = {"i": list(rows), "x": [None if i % 7 == 0 else i * 0.5 for i in rows],
              "t": ["word%d" % (i % 5) for i in rows], "d": [start + i % 1000 for i in rows],
              "b": [i % 2 == 0 for i in rows], "m": list(rows),
              "s": [["a", "b%d" % (i % 3)] for i in rows], "e": ["k%d" % (i % 2) for i in rows]}
    different = [key for key in wanted if found.get(key) != wanted[key]]
    return "%s differ: %s" % (different, [found.get(key, [])[:3] for key in different]) \
        if different else None


def main():
    library = Library(sys.argv[1])
    library.data = c_void_p()
    library.call("coop_dataset_open", None, None, byref(library.data))
    has_node = shutil.which("node") is not None
    tests = [("Arrow's integration files are read right or refused by column",
              lambda _: test_integration(library), True),
             ("apache-arrow reads our stream and file", test_apache_arrow_reads, has_node),
             ("we read apache-arrow's stream and file", test_apache_arrow_writes, has_node),
             ("Arrow's file of primitive types is read right", test_primitive_columns, has_node),
             ("Polars reads our stream and file", test_polars, has_node),
             ("we read Polars' stream and file", test_polars_writes, has_node),
             ("DuckDB scans the capsule of a result in Python", test_capsules_to_duckdb, True),
             ("a capsule of DuckDB's result becomes a table in Python", test_duckdb_to_capsules, True),
             ("DuckDB scans our stream and writes Parquet", test_duckdb_reads, True),
             ("we read DuckDB's stream of many arrays", test_duckdb_writes, True)]
    print("1..%d" % len(tests))
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, test, can_run) in enumerate(tests, 1):
            try:
                fault = "SKIP install node" if not can_run else \
                    test(folder) if number == 1 else test(library, folder)
            except Failure as failure:
                fault = str(failure)
            skip = (fault or "").startswith("SKIP ")
            if skip:
                sys.stderr.write("skipped: %s: %s\n" % (name, fault[5:]))
            print("%sok %d - %s%s" % ("" if skip or not fault else "not ", number, name,
                                      " # " + fault if skip else ""))
            if fault and not skip:
                print("# " + fault.replace("\n", " "))
    library.c.coop_dataset_free(library.data)


if __name__ == "__main__":
    main()
