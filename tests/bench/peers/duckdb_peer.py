# duckdb_peer.py -- the bench's questions in DuckDB, through its C library; no Python package.
# SPDX-License-Identifier: GPL-3.0-or-later
"""LIBDUCKDB=.../libduckdb.so python3 duckdb_peer.py ROWS FOLDER THREADS; see served.py. Writes
FOLDER/bench.parquet, which other peers read, where it is missing."""

import ctypes
import mmap
import os
import sys

from served import serve

N, FOLDER, THREADS = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
CHUNK = 2048  # rows of DuckDB's vectors
COLUMNS = (("mech", "UTINYINT", 1), ("status", "UTINYINT", 1), ("sector", "UTINYINT", 1),
           ("recipient", "UTINYINT", 1), ("signed", "INTEGER", 4), ("completed", "INTEGER", 4),
           ("due", "INTEGER", 4), ("amount", "DOUBLE", 8), ("parties", "UBIGINT", 8))
TYPE_IDS = {"INTEGER": 4, "UTINYINT": 6, "UBIGINT": 9, "DOUBLE": 11}


class Result(ctypes.Structure):
    _fields_ = [("counts", ctypes.c_uint64 * 3), ("columns", ctypes.c_void_p),
                ("error", ctypes.c_char_p), ("internal", ctypes.c_void_p)]


def opened():
    """The library and a connection to a database in memory."""
    lib = ctypes.CDLL(os.environ["LIBDUCKDB"])
    for name in ("duckdb_create_logical_type", "duckdb_create_data_chunk",
                 "duckdb_data_chunk_get_vector", "duckdb_vector_get_data", "duckdb_value_varchar"):
        getattr(lib, name).restype = ctypes.c_void_p
    lib.duckdb_result_error.restype = lib.duckdb_library_version.restype = ctypes.c_char_p
    lib.duckdb_row_count.restype = lib.duckdb_column_count.restype = ctypes.c_uint64
    database, connection = ctypes.c_void_p(), ctypes.c_void_p()
    if lib.duckdb_open(None, ctypes.byref(database)) != 0 or \
            lib.duckdb_connect(database, ctypes.byref(connection)) != 0:
        sys.exit("DuckDB does not open")
    return lib, connection


LIB, CONNECTION = opened()


def run(sql, is_read=False):
    """Runs one statement; the cells of its rows as text, one behind the other, if is_read."""
    result = Result()
    at = ctypes.byref(result)
    if LIB.duckdb_query(CONNECTION, sql.encode(), at) != 0:
        sys.exit("%s: %s" % (sql, LIB.duckdb_result_error(at).decode()))
    cells = []
    if is_read:
        for row in range(LIB.duckdb_row_count(at)):
            for column in range(LIB.duckdb_column_count(at)):
                text = LIB.duckdb_value_varchar(at, ctypes.c_uint64(column), ctypes.c_uint64(row))
                cells.append(ctypes.string_at(text).decode())
                LIB.duckdb_free(ctypes.c_void_p(text))
    LIB.duckdb_destroy_result(at)
    return cells


def addresses():
    """Each column file mapped; kept alive by the list that is handed back."""
    kept = []
    for name, _, width in COLUMNS:
        with open(os.path.join(FOLDER, name + ".bin"), "rb") as file:
            kept.append(ctypes.c_char.from_buffer(
                mmap.mmap(file.fileno(), N * width, access=mmap.ACCESS_COPY)))
    return kept, [ctypes.addressof(first) for first in kept]


def append_raw():
    """The plain columns, with their marks for what is missing."""
    run("CREATE TABLE raw(%s)" % ", ".join("%s %s" % column[:2] for column in COLUMNS))
    types = (ctypes.c_void_p * len(COLUMNS))(
        *(LIB.duckdb_create_logical_type(TYPE_IDS[column[1]]) for column in COLUMNS))
    chunk = ctypes.c_void_p(LIB.duckdb_create_data_chunk(types, ctypes.c_uint64(len(COLUMNS))))
    appender = ctypes.c_void_p()
    if LIB.duckdb_appender_create(CONNECTION, None, b"raw", ctypes.byref(appender)) != 0:
        sys.exit("DuckDB does not append")
    kept, starts = addresses()
    for first in range(0, N, CHUNK):
        n = min(CHUNK, N - first)
        LIB.duckdb_data_chunk_reset(chunk)
        for i, (_, _, width) in enumerate(COLUMNS):
            vector = LIB.duckdb_data_chunk_get_vector(chunk, ctypes.c_uint64(i))
            data = LIB.duckdb_vector_get_data(ctypes.c_void_p(vector))
            ctypes.memmove(data, starts[i] + first * width, n * width)
        LIB.duckdb_data_chunk_set_size(chunk, ctypes.c_uint64(n))
        if LIB.duckdb_append_data_chunk(appender, chunk) != 0:
            sys.exit("DuckDB refuses a chunk")
    LIB.duckdb_appender_destroy(ctypes.byref(appender))
    del kept


def load():
    run("SET threads=%d" % THREADS)
    append_raw()
    dates = ", ".join("CASE WHEN {0} > -2147483648 THEN DATE '1970-01-01' + {0} END AS {0}"
                      .format(name) for name in ("signed", "completed", "due"))
    run("CREATE TABLE agr AS SELECT mech, status, sector, recipient, %s, "
        "CASE WHEN NOT isnan(amount) THEN amount END AS amount, parties FROM raw" % dates)
    run("DROP TABLE raw")
    run("CREATE TABLE member AS SELECT list_filter(range(0, 64), k -> (parties >> k::UBIGINT) & 1 "
        "= 1)::UTINYINT[] AS plist, status, amount FROM agr")
    run("CREATE TABLE quarter AS SELECT (range - INTERVAL 1 DAY)::DATE AS day, row_number() OVER "
        "(ORDER BY range) AS q FROM range(DATE '2020-04-01', DATE '2026-01-02', INTERVAL 3 MONTH)")
    path = os.path.join(FOLDER, "bench.parquet")
    if not os.path.exists(path):
        run("COPY (SELECT a.*, m.plist FROM agr a POSITIONAL JOIN member m) TO '%s.part' "
            "(FORMAT parquet)" % path)
        os.rename(path + ".part", path)


Q1 = "SELECT mech, count(*) AS n, count(*) FILTER (status = 3) AS d FROM agr GROUP BY mech"
Q2 = """SELECT recipient, year(signed) AS y, count(*) AS n, count(*) FILTER (status = 3) AS d,
    sum(amount) AS s FROM agr WHERE sector IN (0, 11, 4, 20, 39)
    AND signed BETWEEN DATE '2012-01-01' AND DATE '2021-12-31' GROUP BY recipient, y"""
Q3 = """SELECT recipient, sum(amount) FILTER (status = 3) / sum(amount) AS r FROM agr
    GROUP BY recipient HAVING count(*) >= %d ORDER BY r DESC LIMIT 10""" % (N // 1000)
Q4 = """SELECT mech, quantile_cont(completed - due, [0.5, 0.9]) AS p FROM agr
    WHERE completed IS NOT NULL GROUP BY mech"""
Q5 = """WITH day AS (
        SELECT mech, signed AS d, count(*) AS n FROM agr GROUP BY ALL UNION ALL
        SELECT mech, completed AS d, count(*) AS n FROM agr WHERE completed IS NOT NULL
        GROUP BY ALL)
    SELECT mech, q, sum(n) AS n FROM quarter JOIN day ON d <= day GROUP BY ALL"""
Q6 = """SELECT p, count(*) AS n, count(*) FILTER (status = 3) AS d, sum(part) AS s FROM
    (SELECT unnest(plist) AS p, status, amount / len(plist) AS part FROM member) GROUP BY p"""
Q6_SIX = """WITH mask AS (SELECT parties & 63 AS k, count(*) AS n,
        count(*) FILTER (status = 3) AS d, sum(amount) AS s FROM agr GROUP BY k)
    SELECT b.range AS p, sum(n) AS n, sum(d) AS d, sum(s / bit_count(k)) AS s
    FROM mask, range(6) b WHERE (k >> b.range) & 1 = 1 GROUP BY p"""
Q7 = """WITH day AS (SELECT mech, coalesce(completed, DATE '2025-12-31') - signed AS t,
        count(completed) AS d, count(*) AS c FROM agr GROUP BY ALL),
    risk AS (SELECT *, sum(c) OVER (PARTITION BY mech ORDER BY t DESC) AS n FROM day),
    curve AS (SELECT mech, t, exp(sum(ln(greatest(1 - d / n, 1e-300)))
        OVER (PARTITION BY mech ORDER BY t)) AS s FROM risk)
    SELECT mech, arg_max(s, t) FILTER (t <= 1825) AS s FROM curve GROUP BY mech"""
MEMBERS = "SELECT sum((p + 1) * (n + d)), printf('%.6e', sum(s)) FROM ({0})"
CHECKS = {
    "Q1": (2, Q1, "SELECT sum((mech + 1) * (n + d)) FROM ({0})"),
    "Q2": (15, Q2, "SELECT count(*), sum(d), printf('%.6e', sum(s)) FROM ({0})"),
    "Q3": (10, Q3, "SELECT sum(k * recipient) FROM (SELECT recipient, row_number() OVER "
                   "(ORDER BY r DESC) AS k FROM ({0}))"),
    "Q4": (9, Q4, "SELECT printf('%.2f', sum((mech + 1) * (p[1] + p[2]))) FROM ({0})"),
    "Q5": (9, Q5, "SELECT sum(q * (mech + 1) * n) FROM ({0})"),
    "Q6": (17, Q6, MEMBERS), "Q6_six": (17, Q6_SIX, MEMBERS),
    "Q7": (9, Q7, "SELECT printf('%.6f', sum((mech + 1) * s)) FROM ({0})"),
}
CSV = """CREATE OR REPLACE TABLE csv AS SELECT * FROM read_csv('{0}', auto_detect = false,
    header = true, delim = ',', columns = {{id: 'INTEGER', mechanism: 'VARCHAR', funder: 'VARCHAR',
    recipient: 'VARCHAR', sector: 'VARCHAR', status: 'VARCHAR', signed: 'DATE', start: 'DATE',
    completed: 'DATE', due: 'DATE', amount: 'DOUBLE', flow: 'VARCHAR', parties: 'VARCHAR'}})"""


def question(n_bytes, sql, check):
    """Its check is made once, by a statement of its own."""
    memory = []

    def checked(_):
        if not memory:
            memory.append(";".join(run(check.format(sql), True)))
        return memory[0]
    return n_bytes, lambda: run(sql), checked


def main():
    load()
    questions = {name: question(width * N, sql, check)
                 for name, (width, sql, check) in CHECKS.items()}
    csv = os.path.join(FOLDER, "agr.csv")
    if os.path.exists(csv):
        questions["Q9_csv"] = question(os.path.getsize(csv), CSV.format(csv),
                                       "SELECT count(*) FROM csv")
    serve("duckdb " + LIB.duckdb_library_version().decode(), questions)


main()
