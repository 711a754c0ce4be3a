# numpy_peer.py -- the bench's questions in numpy, the way a careful analyst writes them.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 numpy_peer.py ROWS FOLDER THREADS; see served.py."""

import datetime
import os
import sys

N, FOLDER, THREADS = int(sys.argv[1]), sys.argv[2], sys.argv[3]
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = THREADS

import numpy as np  # noqa: E402 -- after its number of threads

from served import serve  # noqa: E402

NONE = np.iinfo(np.int32).min
FIRST, LAST = 10957, 20453
N_DAYS = LAST - FIRST + 1
RANKS = np.arange(1, 9)


def column(name, dtype):
    return np.fromfile(os.path.join(FOLDER, name + ".bin"), dtype)


mech, status = column("mech", "u1"), column("status", "u1")
sector, recipient = column("sector", "u1"), column("recipient", "u1")
signed, completed, due = (column(name, "i4") for name in ("signed", "completed", "due"))
amount, parties = column("amount", "f8"), column("parties", "u8")

# glibc keeps freed arrays up to the size of the largest that was freed, of less than 32 MiB, and
# does not fetch their pages anew on each run: what a long session of numpy has, from the start.
np.ones(4000000)

EPOCH = datetime.date(1970, 1, 1)
ENDS = np.array([(datetime.date(year + month // 12, month % 12 + 1, 1) - EPOCH).days - 1
                 for year in range(2020, 2026) for month in (3, 6, 9, 12)])
# The quarter end by which a day is past, of each day; the last slot is that of no day.
QUARTER = np.append(np.searchsorted(ENDS, np.arange(FIRST, LAST + 1)), 24).astype("u1")


def rate_by_mech():
    table = np.bincount(mech * np.uint8(8) + status, minlength=64).reshape(8, 8)
    return table.sum(1), table[:, 3]


def sums_by_recipient_and_year():
    kept = np.isin(sector, [0, 11, 4, 20, 39]) & (signed >= 15340) & (signed <= 18992)
    year = signed[kept].astype("datetime64[D]").astype("datetime64[Y]").astype("i4")
    key = recipient[kept].astype("i4") * 64 + year
    return (np.bincount(key, minlength=16384), np.bincount(key[status[kept] == 3]),
            np.bincount(key, np.nan_to_num(amount[kept])))


def top_by_value():
    total = np.bincount(recipient, np.nan_to_num(amount), minlength=256)
    done = np.bincount(recipient, np.where(status == 3, np.nan_to_num(amount), 0), minlength=256)
    n = np.bincount(recipient, minlength=256)
    with np.errstate(invalid="ignore"):
        rate = np.where(n >= N // 1000, done / total, -1)
    return [k for k in np.argsort(-rate, kind="stable")[:10] if n[k] > 0]


def delays():
    kept = completed != NONE
    delay, key = completed[kept] - due[kept], mech[kept]
    return [np.quantile(delay[key == k], (0.5, 0.9)) for k in range(8)]


def series():
    key = mech.astype("i4") * 25
    entered = np.bincount(key + QUARTER[signed - FIRST], minlength=200)
    day = completed.astype("i8") - FIRST
    day[day < 0] = N_DAYS
    done = np.bincount(key + QUARTER[day], minlength=200)
    return (entered + done).reshape(8, 25).cumsum(1)[:, :24]


def each_party(n_nations):
    bits = parties if n_nations == 64 else parties & np.uint64((1 << n_nations) - 1)
    member = [(bits >> np.uint64(k) & np.uint64(1)).astype(bool) for k in range(n_nations)]
    size = sum(m.astype("i4") for m in member)
    part = np.nan_to_num(amount) / np.maximum(size, 1)
    done = status == 3
    return [(int(m.sum()) + int((m & done).sum()), part[m].sum()) for m in member]


def curves():
    event = completed != NONE
    wait = np.where(event, completed, LAST) - signed
    out = []
    for k in range(8):
        mine = mech == k
        died = np.bincount(wait[mine & event], minlength=N_DAYS)
        at_risk = np.bincount(wait[mine], minlength=N_DAYS)[::-1].cumsum()[::-1]
        out.append(np.cumprod(1 - died / np.maximum(at_risk, 1)))
    return out


def check_members(rows):
    counts = sum((k + 1) * both for k, (both, _) in enumerate(rows))
    return "%d;%.6e" % (counts, sum(part for _, part in rows))


def half_time(curve):
    below = np.flatnonzero(curve <= 0.5)
    return below[0] if len(below) > 0 else 0


serve("numpy " + np.__version__, {
    "Q1": (2 * N, rate_by_mech, lambda r: "%d" % (RANKS * (r[0] + r[1])).sum()),
    "Q2": (15 * N, sums_by_recipient_and_year,
           lambda r: "%d;%d;%.6e" % ((r[0] > 0).sum(), r[1].sum(), r[2].sum())),
    "Q3": (10 * N, top_by_value, lambda r: "%d" % sum((i + 1) * k for i, k in enumerate(r))),
    "Q4": (9 * N, delays, lambda r: "%.2f" % sum((k + 1) * q.sum() for k, q in enumerate(r))),
    "Q5": (9 * N, series, lambda r: "%d" % (r * RANKS[:, None] * np.arange(1, 25)).sum()),
    "Q6": (17 * N, lambda: each_party(64), check_members),
    "Q6_six": (10 * N, lambda: each_party(6), check_members),
    "Q7": (9 * N, curves, lambda r: "%.6f" % sum((k + 1) * c[1825] for k, c in enumerate(r))),
    "Q7_median": (9 * N, curves,
                  lambda r: "%.6f" % sum((k + 1) * half_time(c) for k, c in enumerate(r))),
})
