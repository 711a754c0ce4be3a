# served.py -- what the Python peers share: timing one run, and answering by name.
# SPDX-License-Identifier: GPL-3.0-or-later
"""A peer is PEER ROWS FOLDER THREADS; see serve()."""

import resource
import sys
import time


def serve(version, questions):
    """Answers each line of standard input, a question's name, with one run of it:
    NAME wall_ms cpu_ms bytes peak_rss_mb check. questions: name -> (bytes, run, check of run's
    result)."""
    print("ready", version, flush=True)
    for line in sys.stdin:
        name = line.strip()
        if name not in questions:
            print(name, "- not asked of this peer", flush=True)
            continue
        n_bytes, run, check = questions[name]
        wall, cpu = time.perf_counter(), time.process_time()
        result = run()
        cpu = time.process_time() - cpu
        wall = time.perf_counter() - wall
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print("%s %.5f %.5f %.0f %.0f %s" % (name, wall * 1e3, cpu * 1e3, n_bytes, rss,
                                            check(result)), flush=True)
        del result
