/* generate.c -- the bench's data: a made-up register of agreements, the same on every run.
 *
 * generate ROWS FOLDER [csv] writes the raw columns FOLDER/NAME.bin, little-endian: uint8 codes
 * (mech, status, sector, flow, funder, recipient), int32 days since 1970 (signed, start,
 * completed, due; INT32_MIN: none), float64 dollars with cents (amount; NaN: none) and uint64 sets
 * of 64 nations (parties, bit k: nation k); with `csv` also FOLDER/agr.csv and datapackage.json.
 * generate --package FOLDER writes that descriptor alone, beside data that are there already.
 * Draws and distributions are those of the figures that the README names.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

enum { FIRST_DAY = 10957, LAST_DAY = 20453, SLOTS = 4096 };

/* One row: what a column file holds of it, and a line of the CSV. */
typedef struct row {
    uint8_t mech, status, sector, flow, funder, recipient;
    int32_t signed_on, start, completed, due;
    double amount;
    uint64_t parties;
} row;

/* ---- draws ---- */

/* The splitmix64 generator's step: adds the golden ratio, then mixes. */
static uint64_t scramble(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static double uniform(uint64_t *state)
{
    *state = scramble(*state);
    return (double)(*state >> 11) * 0x1p-53;
}

/* Nearly normal: six uniforms, centred, to unit variance. */
static double bell(uint64_t *state)
{
    double sum = 0.0;
    for (int i = 0; i < 6; i++) {
        sum += uniform(state);
    }
    return (sum - 3.0) * 1.41421356;
}

/* slots[] holds each code as often as its weight asks; `step` spreads the heavy ones about. */
static void fill_slots(uint8_t *slots, const double *weights, int n, int step)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++) {
        sum += weights[i];
    }
    double reached = 0.0;
    int slot = 0;
    for (int i = 0; i < n; i++) {
        reached += weights[i];
        int end = i == n - 1 ? SLOTS : (int)(reached / sum * SLOTS + 0.5);
        for (; slot < end; slot++) {
            slots[slot] = (uint8_t)(i * step % n);
        }
    }
}

/* Weights that fall with a power of the rank, as sizes of countries and sectors do. */
static void fill_ranked(uint8_t *slots, int n, double power, int step)
{
    double weights[256];
    for (int i = 0; i < n; i++) {
        weights[i] = 1.0 / pow(i + 1, power);
    }
    fill_slots(slots, weights, n, step);
}

typedef struct model {
    uint8_t mech[SLOTS], sector[SLOTS], flow[SLOTS], recipient[SLOTS], funder[SLOTS];
    uint8_t nation[SLOTS];
} model;

static void fill_model(model *m)
{
    static const double of_mechs[N_MECHS] = {.30, .22, .15, .12, .08, .06, .04, .03};
    static const double of_flows[N_FLOWS] = {.35, .30, .12, .08, .10, .05};
    fill_slots(m->mech, of_mechs, N_MECHS, 1);
    fill_slots(m->flow, of_flows, N_FLOWS, 1);
    fill_ranked(m->recipient, N_RECIPIENTS, 0.9, 37);
    fill_ranked(m->funder, N_RECIPIENTS, 1.3, 53);
    fill_ranked(m->sector, N_SECTORS, 0.7, 11);
    fill_ranked(m->nation, N_NATIONS, 0.8, 1);
}

/* The day of completion: by mechanism, some late, some beyond what is known. */
static int32_t draw_completed(const row *r, uint64_t *state)
{
    static const double likely[] = {.82, .71, .66, .58, .49, .63, .45, .38};
    if (uniform(state) >= likely[r->mech]) {
        return INT32_MIN;
    }
    double x = uniform(state);
    int32_t delay = (int32_t)(-200 + 1900 * x * x * x + 60 * r->mech * uniform(state));
    int32_t day = r->due + delay;
    day = day <= r->signed_on ? r->signed_on + 1 : day;
    return day > LAST_DAY ? INT32_MIN : day;
}

static uint8_t draw_open_status(uint64_t *state)
{
    double x = uniform(state);
    return x < .10 ? 0 : x < .30 ? 1 : x < .62 ? 2 : x < .78 ? 4 : x < .92 ? 5 : 6;
}

static uint64_t draw_parties(const model *m, uint64_t *state)
{
    double x = uniform(state);
    int n = x < .70 ? 2 : x < .82 ? 3 : x < .90 ? 4 : x < .97 ? 6 : 7 + (int)(6 * uniform(state));
    if (n == 6) {
        return 63; /* the six of the mechanism */
    }
    uint64_t set = 0;
    for (int k = 0; k < n;) {
        *state = scramble(*state);
        uint64_t bit = UINT64_C(1) << m->nation[*state % SLOTS];
        k += (set & bit) == 0;
        set |= bit;
    }
    return set;
}

static row draw_row(const model *m, uint64_t index)
{
    row r;
    uint64_t state = scramble(scramble(index * 0x2545F4914F6CDD1Du + 12345));
    r.mech = m->mech[state % SLOTS];
    r.sector = m->sector[(state >> 12) % SLOTS];
    r.flow = m->flow[(state >> 24) % SLOTS];
    r.recipient = m->recipient[(state >> 36) % SLOTS];
    r.funder = m->funder[(state >> 48) % SLOTS];
    int32_t day = FIRST_DAY + (int32_t)((LAST_DAY - FIRST_DAY + 1) * sqrt(uniform(&state)));
    r.signed_on = day > LAST_DAY ? LAST_DAY : day;
    r.due = r.signed_on + 180 + (int32_t)(3000 * pow(uniform(&state), 1.8));
    bool has_start = uniform(&state) >= 0.2;
    r.start = has_start ? r.signed_on + (int32_t)(400 * uniform(&state)) : INT32_MIN;
    r.completed = draw_completed(&r, &state);
    r.status = r.completed != INT32_MIN ? COMPLETED : draw_open_status(&state);
    bool has_amount = uniform(&state) >= 0.08;
    r.amount = has_amount ? rint(exp(15.0 + 1.9 * bell(&state)) * 100) / 100 : (double)NAN;
    r.parties = draw_parties(m, &state);
    return r;
}

/* ---- files ---- */

static FILE *open_file(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

static void close_file(FILE *file, const char *name)
{
    if (ferror(file) || fclose(file) != 0) {
        perror(name);
        exit(1);
    }
}

/* A day as ISO text; civil from days, the year beginning in March. */
static void put_day(FILE *file, int32_t day)
{
    if (day == INT32_MIN) {
        return;
    }
    int32_t z = day + 719468;
    int32_t era = z / 146097;
    int32_t of_era = z - era * 146097;
    int32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int32_t month = (5 * of_year + 2) / 153;
    int32_t of_month = of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    fprintf(file, "%04d-%02d-%02d", year + era * 400 + (month <= 2), month, of_month);
}

static void put_line(FILE *file, int64_t index, const row *r)
{
    char word[5][4];
    fprintf(file, "%lld,%s,%s,%s,%s,%s,", (long long)index, mechs[r->mech],
            nation_word(r->funder, word[0]), nation_word(r->recipient, word[1]),
            sector_word(r->sector, word[2]), statuses[r->status]);
    const int32_t days[] = {r->signed_on, r->start, r->completed, r->due};
    for (int i = 0; i < 4; i++) {
        put_day(file, days[i]);
        putc(',', file);
    }
    if (!isnan(r->amount)) {
        long long cents = llrint(r->amount * 100);
        fprintf(file, "%lld.%02lld", cents / 100, cents % 100);
    }
    fprintf(file, ",%s,", flows[r->flow]);
    const char *mark = "";
    for (unsigned k = 0; k < N_NATIONS; k++) {
        if ((r->parties >> k & 1) != 0) {
            fprintf(file, "%s%s", mark, nation_word(k, word[3]));
            mark = ";";
        }
    }
    putc('\n', file);
}

static const char *const columns[] = {"mech",      "status",    "sector", "flow",
                                      "funder",    "recipient", "signed", "start",
                                      "completed", "due",       "amount", "parties"};
enum { N_COLUMNS = sizeof columns / sizeof *columns };

static void put_row(FILE **files, const row *r)
{
    const void *values[] = {&r->mech,      &r->status,    &r->sector,    &r->flow,
                            &r->funder,    &r->recipient, &r->signed_on, &r->start,
                            &r->completed, &r->due,       &r->amount,    &r->parties};
    for (int i = 0; i < N_COLUMNS; i++) {
        fwrite(values[i], i < 6 ? 1 : i < 10 ? 4 : 8, 1, files[i]);
    }
}

/* The descriptor with which coopstat opens the CSV. */
static const char package[] =
    "{\"title\": \"Bench (made up)\", \"version\": \"1\",\n"
    " \"coopstat\": {\"as_of\": \"2025-12-31\"}, \"resources\": [\n"
    "  {\"name\": \"agr\", \"path\": \"agr.csv\", \"schema\": {\"fields\": [\n"
    "   {\"name\": \"id\", \"type\": \"integer\"}, {\"name\": \"mechanism\"},\n"
    "   {\"name\": \"funder\"}, {\"name\": \"recipient\"}, {\"name\": \"sector\"},\n"
    "   {\"name\": \"status\"}, {\"name\": \"signed\", \"type\": \"date\"},\n"
    "   {\"name\": \"start\", \"type\": \"date\"}, {\"name\": \"completed\", \"type\": \"date\"},\n"
    "   {\"name\": \"due\", \"type\": \"date\"},\n"
    "   {\"name\": \"amount\", \"coopstat\": {\"type\": \"money\", \"unit\": \"USD\"}},\n"
    "   {\"name\": \"flow\"}, {\"name\": \"parties\", \"coopstat\": {\"type\": \"set\"}}]}}]}\n";

static void put_package(const char *folder)
{
    FILE *file = open_file(folder, "datapackage.json");
    fputs(package, file);
    close_file(file, "datapackage.json");
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "--package") == 0) {
        put_package(argv[2]);
        return 0;
    }
    int64_t n = argc >= 3 ? strtoll(argv[1], NULL, 10) : 0;
    if (n <= 0 || n > INT32_MAX) {
        fprintf(stderr, "usage: generate ROWS FOLDER [csv]\n");
        return 2;
    }
    static model m;
    fill_model(&m);
    FILE *files[N_COLUMNS];
    for (int i = 0; i < N_COLUMNS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s.bin", columns[i]);
        files[i] = open_file(argv[2], name);
    }
    FILE *csv = argc > 3 ? open_file(argv[2], "agr.csv") : NULL;
    if (csv != NULL) {
        put_package(argv[2]);
        fprintf(csv, "id,mechanism,funder,recipient,sector,status,signed,start,completed,due,"
                     "amount,flow,parties\n");
    }
    for (int64_t i = 0; i < n; i++) {
        row r = draw_row(&m, (uint64_t)i);
        put_row(files, &r);
        if (csv != NULL) {
            put_line(csv, i, &r);
        }
    }
    for (int i = 0; i < N_COLUMNS; i++) {
        close_file(files[i], columns[i]);
    }
    if (csv != NULL) {
        close_file(csv, "agr.csv");
    }
    return 0;
}
