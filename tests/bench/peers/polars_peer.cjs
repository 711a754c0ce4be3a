// polars_peer.cjs -- the bench's questions in Polars (npm nodejs-polars).
// SPDX-License-Identifier: GPL-3.0-or-later
// POLARS=.../nodejs-polars node polars_peer.cjs ROWS FOLDER THREADS; answers as served.py tells.
// Reads FOLDER/bench.parquet, which the DuckDB peer writes.
const [, , rows, folder, threads] = process.argv;
process.env.POLARS_MAX_THREADS = threads;
const fs = require("fs");
const path = require("path");
const pl = require(process.env.POLARS);

const N = Number(rows);
const CSV = path.join(folder, "agr.csv");
const { col } = pl;
const days = ["signed", "completed", "due"];
const agr = pl.readParquet(path.join(folder, "bench.parquet"))
  .withColumns(...days.map((name) => col(name).cast(pl.Int32).alias(name)));
const done = col("status").eq(pl.lit(3));
const delay = col("completed").sub(col("due"));
const sum = (records, f) => records.reduce((total, x, i) => total + f(x, i), 0);
const both = (x) => Number(x.n) + Number(x.d);

const ends = [];
for (let year = 2020; year < 2026; year++) {
  for (const month of [3, 6, 9, 12]) {
    ends.push(Math.round(Date.UTC(year, month, 0) / 864e5));
  }
}

// Rows by mechanism and day, then summed up to each quarter end.
function series() {
  const totals = Array.from({ length: 8 }, () => new Array(25).fill(0));
  for (const name of ["signed", "completed"]) {
    const table = agr.lazy().filter(col(name).isNotNull()).groupBy(["mech", name])
      .agg(pl.len().alias("n")).collectSync();
    const [mech, day, n] = ["mech", name, "n"].map((k) => table.getColumn(k).toArray());
    day.forEach((d, i) => {
      const quarter = ends.findIndex((end) => d <= end);
      totals[mech[i]][quarter < 0 ? 24 : quarter] += Number(n[i]);
    });
  }
  return totals;
}

function checkSeries(totals) {
  let check = 0;
  totals.forEach((quarters, mech) => {
    let n = 0;
    for (let q = 0; q < 24; q++) {
      n += quarters[q];
      check += (q + 1) * (mech + 1) * n;
    }
  });
  return check;
}

const counts = [pl.len().alias("n"), done.sum().alias("d")];
const questions = {
  Q1: [2 * N, () => agr.lazy().groupBy("mech").agg(...counts).collectSync(),
    (r) => sum(r.toRecords(), (x) => (x.mech + 1) * both(x))],
  Q2: [15 * N, () => agr.lazy()
    .filter(col("sector").isIn([0, 11, 4, 20, 39])
      .and(col("signed").gtEq(15340)).and(col("signed").ltEq(18992)))
    .withColumn(col("signed").cast(pl.Date).dt.year().alias("y"))
    .groupBy(["recipient", "y"]).agg(...counts, col("amount").sum().alias("s")).collectSync(),
  (r) => {
    const x = r.toRecords();
    return `${x.length};${sum(x, (v) => Number(v.d))};${sum(x, (v) => v.s).toExponential(6)}`;
  }],
  Q3: [10 * N, () => agr.lazy().groupBy("recipient")
    .agg(col("amount").filter(done).sum().alias("a"), col("amount").sum().alias("b"),
      pl.len().alias("n"))
    .filter(col("n").gtEq(Math.floor(N / 1000))).withColumn(col("a").div(col("b")).alias("r"))
    .sort("r", true).head(10).collectSync(),
  (r) => sum(r.toRecords(), (x, i) => (i + 1) * x.recipient)],
  Q4: [9 * N, () => agr.lazy().filter(col("completed").isNotNull()).groupBy("mech")
    .agg(delay.quantile(0.5, "linear").alias("m"), delay.quantile(0.9, "linear").alias("p"))
    .collectSync(),
  (r) => sum(r.toRecords(), (x) => (x.mech + 1) * (x.m + x.p)).toFixed(2)],
  Q5: [9 * N, series, checkSeries],
  Q6: [17 * N, () => agr.lazy()
    .select(col("plist").alias("p"), done.cast(pl.UInt8).alias("d"),
      col("amount").div(col("plist").lst.lengths()).alias("s"))
    .explode("p").groupBy("p")
    .agg(pl.len().alias("n"), col("d").cast(pl.UInt32).sum().alias("d"), col("s").sum().alias("s"))
    .collectSync(),
  (r) => {
    const x = r.toRecords();
    return `${sum(x, (v) => (Number(v.p) + 1) * both(v))};${sum(x, (v) => v.s).toExponential(6)}`;
  }],
};
if (fs.existsSync(CSV)) {
  questions.Q9_csv = [fs.statSync(CSV).size, () => pl.readCSV(CSV, { tryParseDates: true }),
    (r) => r.height];
}

function peak() {
  const found = /VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"));
  return Math.round(found[1] / 1024);
}

function answer(name) {
  if (!(name in questions)) {
    return `${name} - not asked of this peer`;
  }
  const [bytes, run, check] = questions[name];
  const start = performance.now();
  const before = process.cpuUsage();
  const result = run();
  const wall = performance.now() - start;
  const used = process.cpuUsage(before);
  const cpu = (used.user + used.system) / 1000;
  return `${name} ${wall.toFixed(5)} ${cpu.toFixed(5)} ${bytes} ${peak()} ${check(result)}`;
}

const say = (line) => fs.writeSync(1, `${line}\n`);
say("ready nodejs-polars");
const lines = require("readline").createInterface({ input: process.stdin });
lines.on("line", (line) => {
  try {
    say(answer(line.trim()));
  } catch (error) {
    say(`${line.trim()} - ${String(error.message).split("\n")[0]}`);
  }
});
