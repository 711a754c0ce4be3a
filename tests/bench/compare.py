#!/usr/bin/env python3
# compare.py -- one interleaved run of coopstat and its peers: same data, answers compared first.
# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 compare.py QUERY_PROGRAM ROWS FOLDER THREADS[,THREADS...]; run.sh calls it.

Each peer is a process that runs a question when it is asked by name. All answer a question once,
and their answers are compared; then they answer in turn until each has its number of runs, and
medians are compared. Peers that are not installed are named and left out. BENCH_ONLY=Q1,Q2 asks
these alone; BENCH_SKIP=r,polars leaves peers out."""

import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
QUESTIONS = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q6_six", "Q7", "Q7_median", "Q9_csv",
             "EMBEDDED", "OPEN")
TABLE = QUESTIONS[:8]
# What is asked for at 10 million rows and one thread: how many times faster than each of these.
NEEDS = {"Q1": {"duckdb": 40, "numpy": 10}, "Q2": {"duckdb": 10}, "Q3": {"duckdb": 8},
         "Q4": {"duckdb": 14, "polars": 14}, "Q5": {"duckdb": 20, "numpy": 6},
         "Q6": {"duckdb": 6, "polars": 6}, "Q6_six": {"duckdb": 10},
         "Q7": {"duckdb": 14, "r": 600}, "Q9_csv": {"r": 3.5, "duckdb": 6}}
# Where rows are few it is the peers' fixed cost that is met; numpy has none to speak of.
FEW_ROWS, FEW_TIMES, FEW_MS = 10000, 30, 0.2
MANY_ROWS, SPEED_UP = 1000000, 1.6
CSV_PEAK = 0.5
MOST_MS = {"OPEN": 5.0, "EMBEDDED": 0.2}
RUNS = ((50, 15), (2000, 5), (10000, 2))  # runs of a peer whose first took less than so many ms


class Peer:
    """A process that answers; `wrong` tells why it does not."""

    def __init__(self, name, command, questions, wrong=None, env=None):
        self.name, self.command, self.questions = name, command, questions
        self.wrong, self.env, self.process = wrong, env or {}, None

    def start(self, rows, folder, threads):
        if self.wrong is None:
            last = [] if self.name != "ours" else ["--serve"]
            given = [str(rows), folder] if self.name != "roof_csv" else [folder + "/agr.csv"]
            env = dict(os.environ, OMP_WAIT_POLICY="passive", PYTHONDONTWRITEBYTECODE="1",
                       **self.env)
            self.process = subprocess.Popen(
                self.command + given + [str(threads)] + last, env=env, text=True, bufsize=1,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            ready = self.process.stdout.readline()
            if ready.startswith("ready"):
                print("%-8s %s" % (self.name, ready[6:].strip()))
            else:
                self.stop()
                self.wrong = "it does not start"
        if self.wrong is not None:
            print("skipped: %s, %s" % (self.name, self.wrong))

    def ask(self, question):
        """(wall ms, cpu ms, bytes, peak MB, check), or why there is none."""
        try:
            self.process.stdin.write(question + "\n")
            words = self.process.stdout.readline().split(None, 5)
        except BrokenPipeError:
            words = []
        if len(words) < 6 or words[1] == "-":
            return None, " ".join(words[2:]).strip() or "it ended"
        return tuple(float(word) for word in words[1:5]) + (words[5].strip(),), None

    def stop(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


def median(values):
    return sorted(values)[len(values) // 2]


def first_there(*paths):
    return next((path for path in paths if path and os.path.exists(path)), None)


def python_with(module):
    """A Python that has the module: a distribution's may not be the first on the path."""
    for python in (sys.executable, shutil.which("python3"), "/usr/bin/python3"):
        if python and subprocess.run([python, "-c", "import " + module],
                                     stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


def has_r():
    test = "library(data.table); library(survival)"
    quiet = subprocess.DEVNULL
    return shutil.which("Rscript") and \
        subprocess.run(["Rscript", "-e", test], stdout=quiet, stderr=quiet).returncode == 0


def all_peers(query):
    shared = os.environ.get("BENCH_PEERS", "")
    build = os.path.dirname(query)
    modules = first_there(shared + "/peers/node_modules", shared + "/node_modules") or ""
    duckdb = first_there(os.environ.get("LIBDUCKDB"),
                         modules + "/@duckdb/node-bindings-linux-x64/libduckdb.so")
    polars = first_there(modules + "/nodejs-polars")
    numpy = python_with("numpy")
    npm = "npm install %s in BENCH_PEERS"
    peer = os.path.join(HERE, "peers", "")
    kernel = "BENCH_PEERS names no folder with src/%s.c"
    return [
        Peer("ours", [query], QUESTIONS),
        Peer("roof", [build + "/roof"], TABLE,
             None if os.path.exists(build + "/roof") else kernel % "roof"),
        Peer("roof_csv", [build + "/csv_roof"], ("Q9_csv",),
             None if os.path.exists(build + "/csv_roof") else kernel % "csv_roof"),
        Peer("duckdb", [sys.executable, peer + "duckdb_peer.py"], TABLE + ("Q9_csv",),
             None if duckdb else npm % "@duckdb/node-bindings-linux-x64",
             {"LIBDUCKDB": duckdb or ""}),
        Peer("polars", ["node", peer + "polars_peer.cjs"], TABLE[:6] + ("Q9_csv",),
             None if polars else npm % "nodejs-polars", {"POLARS": polars or ""}),
        Peer("numpy", [numpy, peer + "numpy_peer.py"], QUESTIONS[:9],
             None if numpy else "install python3-numpy"),
        Peer("r", ["Rscript", peer + "r_peer.R"], ("Q7", "Q9_csv"),
             None if has_r() else "install r-cran-data.table and r-cran-survival"),
    ]


def first_answers(peers, question):
    """The peers that answer, each with its first answer; says what does not agree."""
    answers = {}
    for peer in peers:
        if question in peer.questions:
            answer, why = peer.ask(question)
            if answer is None:
                print("%s: %s: %s" % (question, peer.name, why))
            else:
                answers[peer] = answer
    checks = {peer.name: answer[4].split(";")[0] if question == "Q9_csv" else answer[4]
              for peer, answer in answers.items()}
    agree = len(set(checks.values())) <= 1
    if not agree:
        print("%s: ANSWERS DIFFER: %s" % (question, ", ".join("%s %s" % c for c in checks.items())))
    return answers, agree


def timed(answers, question):
    """Answers by peer, the peers taking turns; each has as many runs as its speed allows."""
    runs = {}
    for peer, first in answers.items():
        second = peer.ask(question)[0] if first[0] < RUNS[1][0] else None
        speed = first[0] if second is None else min(first[0], second[0])
        n = next((n for limit, n in RUNS if speed < limit), 0)
        runs[peer] = (n, [first] if n == 0 else [])
    most = max((n for n, _ in runs.values()), default=0)
    for turn in range(most):
        for peer, (n, took) in runs.items():
            if turn * n // most != (turn + 1) * n // most:
                answer, why = peer.ask(question)
                if answer is None:
                    raise SystemExit("%s: %s: %s" % (question, peer.name, why))
                took.append(answer)
    return {peer.name: took for peer, (_, took) in runs.items()}


def verdicts(question, rows, medians, last, is_alone):
    """What is asked for, and whether it is there. last: our last answer."""
    ours = medians["ours"]
    if question == "Q9_csv" and is_alone:
        times = last[3] * 2**20 / last[2]
        yield "peak memory needs %gx the file: %.2fx, %s" % (CSV_PEAK, times, "yes" if
                                                             times <= CSV_PEAK else "NO")
    if question in MOST_MS:
        yield "needs %g ms: %s" % (MOST_MS[question], "yes" if ours <= MOST_MS[question] else "NO")
    needs = NEEDS.get(question, {})
    if rows <= FEW_ROWS and question in TABLE:
        needs = {name: FEW_TIMES for name in ("duckdb", "polars", "r")}
        yield "needs %g ms: %s" % (FEW_MS, "yes" if ours <= FEW_MS else "NO")
    for name, times in needs.items():
        if name in medians:
            ratio = medians[name] / ours
            yield "needs %gx %s: %s" % (times, name, "yes" if ratio >= times else "NO, %.3g of it"
                                        % (ratio / times))


def report(question, rows, threads, took, agree, singles, is_alone):
    """One line a peer, the first of them ours with what is asked for; then the verdicts."""
    medians = {name: median([a[0] for a in answers]) for name, answers in took.items()}
    ours = medians.get("ours")
    for name, answers in took.items():
        walls = [a[0] for a in answers]
        cell = "" if ours is None or name == "ours" else "%9.2fx" % (medians[name] / ours)
        if name in ("ours", "roof", "roof_csv") and answers[0][2] > 0:
            cell += " %6.2f GB/s" % (answers[0][2] / medians[name] / 1e6)
        print("%-9s T%d %-8s %10.4f ms (%.4f to %.4f, %2d runs) cpu %10.4f peak %5.0f MB %s%s" %
              (question, threads, name, medians[name], min(walls), max(walls), len(walls),
               median([a[1] for a in answers]), answers[-1][3], cell,
               "" if agree else "  answers differ"))
    if ours is None:
        return
    notes = list(verdicts(question, rows, medians, took["ours"][-1], is_alone))
    if threads == 1:
        singles[question] = ours
    elif question in singles and question not in MOST_MS:
        ratio = singles[question] / ours
        need = SPEED_UP if rows >= MANY_ROWS else 1.0
        notes.append("%.2fx one thread, needs %g: %s" % (ratio, need,
                                                         "yes" if ratio >= need else "NO"))
    print("%-9s T%d = %s" % (question, threads, "; ".join(notes) or "no demand"))


def main():
    query, rows, folder = os.path.abspath(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    only = os.environ.get("BENCH_ONLY", ",".join(QUESTIONS)).split(",")
    left_out = os.environ.get("BENCH_SKIP", "").split(",")
    has_csv = os.path.exists(os.path.join(folder, "agr.csv"))
    singles, differ = {}, 0
    for threads in (int(word) for word in sys.argv[4].split(",")):
        print("---- %d rows, %d thread%s" % (rows, threads, "" if threads == 1 else "s"))
        peers = [peer for peer in all_peers(query) if peer.name not in left_out]
        for peer in peers:
            peer.start(rows, folder, threads)
        there = [peer for peer in peers if peer.wrong is None]
        for question in QUESTIONS:
            if question in only and (question != "Q9_csv" or has_csv):
                answers, agree = first_answers(there, question)
                differ += not agree
                report(question, rows, threads, timed(answers, question), agree, singles,
                       len(only) == 1)
                sys.stdout.flush()
        for peer in there:
            peer.stop()
    sys.exit(1 if differ else 0)


if __name__ == "__main__":
    main()
