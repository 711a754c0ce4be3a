/* query.c -- the bench's questions, asked of coopstat through its public API.
 *
 * query ROWS FOLDER THREADS: asks each a few times and prints a line of medians a question:
 * R,ours,Q1,rows,threads,median_ms,min_ms,max_ms,cpu_ms,bytes,peak_rss_mb,check
 * query ROWS FOLDER THREADS --serve: says "ready", and answers each line of standard input, the
 * name of a question, with one run: NAME wall_ms cpu_ms bytes peak_rss_mb check, or NAME - reason.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <coopstat/coopstat.h>

#include "columns.h"
#include "words.h"

enum { AS_OF = 20453 /* 2025-12-31 */, CHECK_SIZE = 128 };

/* ---- answers boiled down to one text that every peer can give ---- */

typedef void condense(const coop_table *table, char *check);

static double cell(const coop_table *table, int64_t row, const char *name)
{
    double value = 0.0;
    coop_error err = {0};
    coop_status status = coop_table_number(table, row, name, &value, &err);
    if (status != COOP_OK && status != COOP_EMPTY) {
        fprintf(stderr, "%s: %s\n", name, err.message);
    }
    return value;
}

/* Rows that were counted and those that were done: their share times their number. */
static double counted_and_done(const coop_table *table, int64_t row)
{
    double n = cell(table, row, "n");
    return n + nearbyint(cell(table, row, "done") * n);
}

static int64_t code_of_mech(const coop_table *table, int64_t row)
{
    const char *word = "";
    int64_t code = 0;
    if (coop_table_word(table, row, "mech", &word, NULL) == COOP_OK) {
        while (code < N_MECHS && strcmp(mechs[code], word) != 0) {
            code++;
        }
    }
    return code + 1;
}

/* -1: none. */
static int64_t code_of_nation(const coop_table *table, int64_t row, const char *column)
{
    const char *word = "";
    bool is_there = coop_table_word(table, row, column, &word, NULL) == COOP_OK;
    return is_there ? nation_code(word) : -1;
}

static void condense_rates(const coop_table *table, char *check)
{
    double sum = 0.0;
    for (int64_t i = 0; i < coop_table_n_rows(table); i++) {
        sum += (double)code_of_mech(table, i) * counted_and_done(table, i);
    }
    snprintf(check, CHECK_SIZE, "%.0f", sum);
}

static void condense_sums(const coop_table *table, char *check)
{
    double done = 0.0;
    double amount = 0.0;
    for (int64_t i = 0; i < coop_table_n_rows(table); i++) {
        done += counted_and_done(table, i) - cell(table, i, "n");
        amount += cell(table, i, "amount");
    }
    snprintf(check, CHECK_SIZE, "%lld;%.0f;%.6e", (long long)coop_table_n_rows(table), done,
             amount);
}

static void condense_top(const coop_table *table, char *check)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < coop_table_n_rows(table); i++) {
        sum += (i + 1) * code_of_nation(table, i, "recipient");
    }
    snprintf(check, CHECK_SIZE, "%lld", (long long)sum);
}

static void condense_quantiles(const coop_table *table, char *check)
{
    double sum = 0.0;
    for (int64_t i = 0; i < coop_table_n_rows(table); i++) {
        double both = cell(table, i, "median") + cell(table, i, "p90");
        sum += (double)code_of_mech(table, i) * both;
    }
    snprintf(check, CHECK_SIZE, "%.2f", sum);
}

/* Rows come ordered by day, so that a day that changes is the next quarter. */
static void condense_series(const coop_table *table, char *check)
{
    double sum = 0.0;
    double day = NAN;
    int quarter = 0;
    for (int64_t i = 0; i < coop_table_n_rows(table); i++) {
        double today = cell(table, i, "as_of");
        quarter += today != day; /* the first is unequal to NaN too */
        day = today;
        sum += quarter * (double)code_of_mech(table, i) * counted_and_done(table, i);
    }
    snprintf(check, CHECK_SIZE, "%.0f", sum);
}

/* The peers leave out the group of rows without a member. */
static void condense_members(const coop_table *table, char *check, const char *column)
{
    double sum = 0.0;
    double amount = 0.0;
    for (int64_t i = 0; i < coop_table_n_rows(table); i++) {
        int64_t code = code_of_nation(table, i, column);
        if (code >= 0) {
            sum += (double)(code + 1) * counted_and_done(table, i);
            amount += cell(table, i, "amount");
        }
    }
    snprintf(check, CHECK_SIZE, "%.0f;%.6e", sum, amount);
}

static void condense_parties(const coop_table *table, char *check)
{
    condense_members(table, check, "parties");
}

static void condense_six(const coop_table *table, char *check)
{
    condense_members(table, check, "six");
}

static void condense_survival(const coop_table *table, char *check)
{
    double sum = 0.0;
    for (int64_t i = 0; i < coop_table_n_rows(table); i++) {
        sum += (double)code_of_mech(table, i) * cell(table, i, "s");
    }
    snprintf(check, CHECK_SIZE, "%.6f", sum);
}

static void condense_count(const coop_table *table, char *check)
{
    snprintf(check, CHECK_SIZE, "%lld", (long long)coop_table_n_rows(table));
}

/* ---- the questions ---- */

typedef struct question {
    const char *name;
    int bytes; /* of a row, in the columns that it touches */
    condense *condense;
    coop_query query;
} question;

#define RATE "count() as n, share(status = 'completed') as done"
#define DELAY "days(due, completed)"
/* Those that were not completed are still waiting on the last day. */
#define WAIT "days(signed, coalesce(completed, :end)), completed is not null"

static const question questions[] = {
    {"Q1", 2, condense_rates, {.from = "agr", .by = "mech", .select = RATE}},
    {"Q2", 15, condense_sums,
     {.from = "agr", .by = "recipient, year(signed) as year",
      .where = "sector in ('S00', 'S11', 'S04', 'S20', 'S39') and "
               "signed between '2012-01-01' and '2021-12-31'",
      .select = RATE ", sum(amount) as amount"}},
    {"Q3", 10, condense_top,
     {.from = "agr", .by = "recipient", .having = "n >= :least", .order_by = "rate desc",
      .select = "count() as n, share(status = 'completed', amount) as rate", .limit = 10}},
    {"Q4", 9, condense_quantiles,
     {.from = "agr", .by = "mech",
      .select = "quantile(" DELAY ", 0.5) as median, quantile(" DELAY ", 0.9) as p90"}},
    /* The time role of `project` is its column `committed`: rows of later days stay out. */
    {"Q5", 9, condense_series,
     {.from = "project", .by = "mech", .as_of = "2020-Q1/2025-Q4 by quarter",
      .select = "count() as n, share(completed is not null and completed <= as_of) as done",
      .order_by = "as_of"}},
    {"Q6", 17, condense_parties,
     {.from = "agr", .by = "each(parties) as parties", .attribution = "equal",
      .select = RATE ", sum(amount) as amount"}},
    {"Q6_six", 10, condense_six,
     {.from = "agr", .by = "each(six) as six", .attribution = "equal",
      .select = RATE ", sum(amount) as amount"}},
    {"Q7", 9, condense_survival,
     {.from = "agr", .by = "mech", .select = "km(" WAIT ", 1825) as s"}},
    {"Q7_median", 9, condense_survival,
     {.from = "agr", .by = "mech", .select = "km_quantile(" WAIT ", 0.5) as s"}},
    /* Of the embedded register: parsing, binding and planning, on few rows. */
    {"EMBEDDED", 0, condense_count,
     {.from = "agreement", .by = "summit", .where = "mechanism = 'c_c5'",
      .select = "count(), rate('completed')"}},
};
enum { N_QUESTIONS = sizeof questions / sizeof *questions };

/* ---- the table ---- */

/* The arrays are used where they are, and live as long as the program. */
static coop_status make_table(const coop_column *columns, int64_t n, coop_table **out,
                              coop_error *err)
{
    return coop_table_of_columns(columns, n, NULL, NULL, out, err);
}

/* What is asked of: our tables over one set of arrays, and the embedded register. */
typedef struct bench {
    int64_t n;
    int32_t threads;
    const char *folder;
    coop_dataset *data, *embedded;
} bench;

static void stop(const char *what, const coop_error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->message);
    exit(1);
}

/* Opened when first asked of, so that the CSV reader's peak of memory can be seen alone. */
static const coop_dataset *embedded_of(bench *b)
{
    coop_error err = {0};
    if (b->embedded == NULL && coop_dataset_open(NULL, NULL, &b->embedded, &err) != COOP_OK) {
        stop("cannot open the embedded register", &err);
    }
    return b->embedded;
}

static const coop_dataset *data_of(bench *b)
{
    if (b->data != NULL) {
        return b->data;
    }
    coop_column agr[N_COLUMNS];
    coop_column project[3];
    coop_table *tables[2];
    const char *const names[] = {"agr", "project"};
    coop_error err = {0};
    load_columns(b->folder, b->n, agr);
    project[0] = agr[COLUMN_MECH];
    project[1] = agr[COLUMN_SIGNED];
    project[1].name = "committed";
    project[2] = agr[COLUMN_COMPLETED];
    if (make_table(agr, N_COLUMNS, &tables[0], &err) != COOP_OK ||
        make_table(project, 3, &tables[1], &err) != COOP_OK ||
        coop_dataset_of_tables(tables, names, 2, AS_OF, &b->data, &err) != COOP_OK) {
        stop("cannot make the tables", &err);
    }
    return b->data;
}

/* ---- one run ---- */

typedef struct answer {
    double wall, cpu; /* milliseconds */
    double bytes;
    char check[CHECK_SIZE];
} answer;

static double clock_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double peak_rss_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

static coop_status ask(bench *b, const question *q, answer *out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    run.threads = b->threads;
    const coop_param params[] = {
        {.name = "least", .number = (double)(b->n / 1000), .kind = COOP_PARAM_NUMBER},
        {.name = "end", .span = {AS_OF, AS_OF}, .kind = COOP_PARAM_SPAN},
    };
    coop_query query = q->query;
    query.struct_size = sizeof query;
    query.run = &run;
    query.params = params;
    query.n_params = 2;
    const coop_dataset *data = q->bytes == 0 ? embedded_of(b) : data_of(b);
    coop_table *table = NULL;
    double wall = clock_ms(CLOCK_MONOTONIC);
    double cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
    coop_status status = coop_query_run(data, &query, &table, err);
    out->cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    out->wall = clock_ms(CLOCK_MONOTONIC) - wall;
    out->bytes = (double)q->bytes * (double)b->n;
    if (status == COOP_OK) {
        q->condense(table, out->check);
        coop_table_free(table);
    }
    return status;
}

/* Opens a register: the embedded one, or the CSV file's package. */
static coop_status open_again(const char *path, answer *out, coop_error *err)
{
    coop_dataset *data = NULL;
    double wall = clock_ms(CLOCK_MONOTONIC);
    double cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
    coop_status status = coop_dataset_open(path, NULL, &data, err);
    out->cpu = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    out->wall = clock_ms(CLOCK_MONOTONIC) - wall;
    if (status == COOP_OK) {
        const coop_table *table = coop_dataset_table(data, path == NULL ? "agreement" : "agr");
        condense_count(table, out->check);
        coop_dataset_free(data);
    }
    return status;
}

static coop_status ask_by_name(bench *b, const char *name, answer *out, coop_error *err)
{
    if (strcmp(name, "OPEN") == 0) {
        out->bytes = 0;
        return open_again(NULL, out, err);
    }
    if (strcmp(name, "Q9_csv") == 0) {
        char path[512];
        snprintf(path, sizeof path, "%s/agr.csv", b->folder);
        out->bytes = file_size(path);
        snprintf(path, sizeof path, "%s/datapackage.json", b->folder);
        return open_again(path, out, err);
    }
    for (int i = 0; i < N_QUESTIONS; i++) {
        if (strcmp(questions[i].name, name) == 0) {
            return ask(b, &questions[i], out, err);
        }
    }
    snprintf(err->message, sizeof err->message, "there is no such question");
    return COOP_NOT_FOUND;
}

/* ---- the two ways to run ---- */

static void serve(bench *b)
{
    char name[64];
    printf("ready coopstat %s\n", coop_version());
    fflush(stdout);
    while (scanf("%63s", name) == 1) {
        answer a = {0};
        coop_error err = {0};
        if (ask_by_name(b, name, &a, &err) == COOP_OK) {
            printf("%s %.5f %.5f %.0f %.0f %s\n", name, a.wall, a.cpu, a.bytes, peak_rss_mb(),
                   a.check);
        } else {
            printf("%s - not there yet: %s\n", name, err.message);
        }
        fflush(stdout);
    }
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* As often as the shared bench asks its peers. */
static void ask_often(bench *b, const char *name)
{
    answer a = {0};
    coop_error err = {0};
    double wall[15];
    double cpu[15];
    if (ask_by_name(b, name, &a, &err) != COOP_OK) {
        fprintf(stderr, "%s not there yet: %s\n", name, err.message);
        return;
    }
    int n = a.wall < 50 ? 15 : a.wall < 2000 ? 5 : a.wall < 10000 ? 2 : 1;
    for (int i = 0; i < n; i++) {
        if (ask_by_name(b, name, &a, &err) != COOP_OK) {
            stop(name, &err);
        }
        wall[i] = a.wall;
        cpu[i] = a.cpu;
    }
    qsort(wall, (size_t)n, sizeof *wall, by_number);
    qsort(cpu, (size_t)n, sizeof *cpu, by_number);
    printf("R,ours,%s,%lld,%d,%.4f,%.4f,%.4f,%.4f,%.0f,%.0f,%s\n", name, (long long)b->n,
           (int)b->threads, wall[n / 2], wall[0], wall[n - 1], cpu[n / 2], a.bytes,
           peak_rss_mb(), a.check);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: query ROWS FOLDER THREADS [--serve]\n");
        return 2;
    }
    bench b = {.n = strtoll(argv[1], NULL, 10), .folder = argv[2],
               .threads = (int32_t)strtol(argv[3], NULL, 10)};
    if (argc > 4) {
        serve(&b);
    } else {
        for (int i = 0; i < N_QUESTIONS; i++) {
            ask_often(&b, questions[i].name);
        }
        ask_often(&b, "OPEN");
        ask_often(&b, "Q9_csv");
    }
    coop_dataset_free(b.data);
    coop_dataset_free(b.embedded);
    return 0;
}
