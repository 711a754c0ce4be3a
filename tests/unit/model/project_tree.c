/* project_tree.c -- sums of related amounts: against brute force over all subsets of small graphs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "model/project_tree.h"
#include "random.h"
#include "register.h"

#define INVESTMENT_COLUMNS                                                                         \
    "id:code measure:code currency:code amount:money0 amount_low:money0 amount_high:money0 d:span"

/* ---- graphs ---- */

enum { NODES = 7, RELATIONS_MOST = 7 };

typedef enum kind { PART, OVERLAP, ALTERNATIVE, SAME } kind;
static const char *const kind_words[] = {"part_of", "overlaps", "alternative", "same"};

typedef struct graph {
    int in[NODES]; /* 0: not selected, 1: possible, 2: certain */
    bool has_amount[NODES], has_low[NODES], has_high[NODES];
    int amount[NODES], low[NODES], high[NODES];
    int n_relations, a[RELATIONS_MOST], b[RELATIONS_MOST];
    kind kinds[RELATIONS_MOST];
} graph;

static int pick(uint64_t *state, int n)
{
    return (int)(next_random(state) % (uint64_t)n);
}

static graph random_graph(uint64_t *state, bool in_doubt)
{
    graph g = {.n_relations = pick(state, RELATIONS_MOST + 1)};
    for (int i = 0; i < NODES; i++) {
        g.in[i] = pick(state, 4) == 0 ? 0 : in_doubt && pick(state, 3) == 0 ? 1 : 2;
        g.has_amount[i] = pick(state, 8) > 0;
        g.amount[i] = 10 + pick(state, 90);
        g.has_low[i] = pick(state, 6) == 0;
        g.has_high[i] = g.has_low[i] && pick(state, 3) > 0;
        g.low[i] = g.amount[i] - pick(state, 10);
        g.high[i] = g.amount[i] + pick(state, 10);
    }
    for (int i = 0; i < g.n_relations; i++) {
        g.a[i] = 1 + pick(state, NODES - 1);
        g.b[i] = pick(state, g.a[i]); /* parts come behind their wholes: no circles of parts */
        g.kinds[i] = (kind)(pick(state, 8) < 4 ? PART : 1 + pick(state, 3));
    }
    return g;
}

static coop_dataset *register_of_graph(const graph *g)
{
    static const char *const days[] = {"2019", "2020", "2020-01"};
    char rows[1024];
    char relations[512] = "";
    size_t n = 0;
    for (int i = 0; i < NODES; i++) {
        char cells[3][16] = {"", "", ""};
        if (g->has_amount[i]) {
            snprintf(cells[0], sizeof cells[0], "%d", g->amount[i]);
        }
        if (g->has_low[i]) {
            snprintf(cells[1], sizeof cells[1], "%d", g->low[i]);
        }
        if (g->has_high[i]) {
            snprintf(cells[2], sizeof cells[2], "%d", g->high[i]);
        }
        n += (size_t)snprintf(rows + n, sizeof rows - n, "%sn%d|cost|USD|%s|%s|%s|%s",
                              i > 0 ? "\n" : "", i, cells[0], cells[1], cells[2], days[g->in[i]]);
    }
    n = 0;
    for (int i = 0; i < g->n_relations; i++) {
        n += (size_t)snprintf(relations + n, sizeof relations - n, "%sn%d|n%d|%s",
                              i > 0 ? "\n" : "", g->a[i], g->b[i], kind_words[g->kinds[i]]);
    }
    return register_of("2024-01-01", "investment", INVESTMENT_COLUMNS, rows, "relation",
                       "a:code b:code kind:code", relations, NULL);
}

/* ---- the same by brute force ---- */

typedef struct brute {
    bool one[NODES][NODES];     /* measure one thing */
    bool within[NODES][NODES];  /* [a][b]: a is a part of b */
    bool overlap[NODES][NODES]; /* as related */
    bool is_circle;
} brute;

static void close_over(bool m[NODES][NODES])
{
    for (int k = 0; k < NODES; k++) {
        for (int i = 0; i < NODES; i++) {
            for (int j = 0; j < NODES; j++) {
                m[i][j] = m[i][j] || (m[i][k] && m[k][j]);
            }
        }
    }
}

/* Makes a relation of rows one of things: it holds for all rows of the one and of the other. */
static void lift(const brute *b, bool m[NODES][NODES])
{
    bool out[NODES][NODES] = {{false}};
    for (int i = 0; i < NODES * NODES * NODES * NODES; i++) {
        int x = i % NODES;
        int y = i / NODES % NODES;
        int p = i / NODES / NODES % NODES;
        int q = i / NODES / NODES / NODES;
        out[x][y] = out[x][y] || (m[p][q] && b->one[x][p] && b->one[y][q]);
    }
    memcpy(m, out, sizeof out);
}

static brute relate(const graph *g)
{
    brute b = {.is_circle = false};
    for (int i = 0; i < NODES; i++) {
        b.one[i][i] = true;
    }
    for (int i = 0; i < g->n_relations; i++) {
        int x = g->a[i];
        int y = g->b[i];
        b.within[x][y] = b.within[x][y] || g->kinds[i] == PART;
        b.overlap[x][y] = b.overlap[x][y] || g->kinds[i] == OVERLAP;
        b.one[x][y] = b.one[x][y] || g->kinds[i] >= ALTERNATIVE;
        b.one[y][x] = b.one[y][x] || g->kinds[i] >= ALTERNATIVE;
    }
    close_over(b.one);
    lift(&b, b.within);
    close_over(b.within);
    lift(&b, b.overlap);
    for (int i = 0; i < NODES; i++) {
        b.is_circle = b.is_circle || b.within[i][i];
    }
    return b;
}

/* What counts: the rows of the sum that are of a thing none of whose wholes is in the sum. */
typedef struct members {
    bool in[NODES], counts[NODES], first[NODES];
} members;

static members read_members(const graph *g, const brute *b, const bool *chosen)
{
    members s;
    for (int i = 0; i < NODES; i++) {
        s.in[i] = chosen[i] && (g->has_amount[i] || g->has_low[i]);
    }
    for (int i = 0; i < NODES; i++) {
        s.counts[i] = s.in[i];
        s.first[i] = s.in[i];
        for (int j = 0; j < NODES; j++) {
            s.counts[i] = s.counts[i] && !(s.in[j] && b->within[i][j]);
            s.first[i] = s.first[i] && !(j < i && s.in[j] && b->one[i][j]);
        }
    }
    return s;
}

/* True if x stands for thing t in the sum: it is t or holds it, or, where nothing does, is in it.
 */
static bool stands_for(const members *s, const brute *b, int x, int t)
{
    bool has_holder = false;
    for (int i = 0; i < NODES; i++) {
        has_holder = has_holder || (s->counts[i] && (b->one[i][t] || b->within[t][i]));
    }
    return s->counts[x] && (has_holder ? b->one[x][t] || b->within[t][x] : b->within[x][t]);
}

static bool do_overlap(const members *s, const brute *b, int x, int y)
{
    for (int i = 0; i < NODES; i++) {
        bool share = (b->one[x][i] || b->within[i][x]) && (b->one[y][i] || b->within[i][y]);
        if (share && !b->one[x][y]) {
            return true; /* both hold i */
        }
        for (int j = 0; j < NODES; j++) {
            if (b->overlap[i][j] && ((stands_for(s, b, x, i) && stands_for(s, b, y, j)) ||
                                     (stands_for(s, b, y, i) && stands_for(s, b, x, j)))) {
                return true;
            }
        }
    }
    return false;
}

typedef struct sums {
    int least, most, n_rows, n_counted, n_parts, n_overlapping, n_rival, n_without;
    bool is_open;
} sums;

static int least_of(const graph *g, int i)
{
    return g->has_low[i] ? g->low[i] : g->amount[i];
}

static int most_of(const graph *g, int i)
{
    return g->has_high[i] ? g->high[i] : g->has_amount[i] ? g->amount[i] : g->low[i];
}

/* Least and most of the thing of row i, of all its rows that are in the sum. */
static void measure(const graph *g, const brute *b, const members *s, int i, coop__choice choice,
                    int *least, int *most, bool *is_open)
{
    bool all_open = true;
    bool some_open = false;
    *least = choice == COOP__CHOOSE_LARGEST ? 0 : 1000;
    *most = choice == COOP__CHOOSE_SMALLEST ? 1000 : 0;
    for (int j = 0; j < NODES; j++) {
        if (!s->in[j] || !b->one[i][j]) {
            continue;
        }
        bool opens = g->has_low[j] && !g->has_high[j];
        int low = least_of(g, j);
        int high = most_of(g, j);
        *least = choice == COOP__CHOOSE_LARGEST ? (low > *least ? low : *least)
                                                : (low < *least ? low : *least);
        if (choice == COOP__CHOOSE_SMALLEST) {
            *most = !opens && high < *most ? high : *most;
        } else {
            *most = high > *most ? high : *most;
        }
        all_open = all_open && opens;
        some_open = some_open || opens;
    }
    *is_open = choice == COOP__CHOOSE_SMALLEST ? all_open : some_open;
}

static sums add_up(const graph *g, const brute *b, const bool *chosen, coop__choice choice)
{
    members s = read_members(g, b, chosen);
    sums out = {0};
    int least[NODES] = {0};
    int neighbours[NODES] = {0};
    for (int i = 0; i < NODES; i++) {
        out.n_rows += chosen[i] ? 1 : 0;
        out.n_without += chosen[i] && !s.in[i] ? 1 : 0;
        out.n_parts += s.in[i] && !s.counts[i] ? 1 : 0;
        out.n_rival += s.counts[i] && !s.first[i] ? 1 : 0;
        if (!s.counts[i] || !s.first[i]) {
            continue;
        }
        int most = 0;
        bool is_open = false;
        measure(g, b, &s, i, choice, &least[i], &most, &is_open);
        out.n_counted++;
        out.most += most;
        out.is_open = out.is_open || is_open;
        for (int j = 0; j < NODES; j++) {
            bool other = j != i && s.counts[j] && s.first[j];
            neighbours[i] |= other && do_overlap(&s, b, i, j) ? 1 << j : 0;
        }
        out.n_overlapping += neighbours[i] != 0 ? 1 : 0;
    }
    for (int set = 0; set < 1 << NODES; set++) {
        int weight = 0;
        bool is_free = true;
        for (int i = 0; i < NODES; i++) {
            bool is_in = (set >> i & 1) != 0;
            is_free = is_free && !(is_in && (neighbours[i] & set) != 0);
            weight += is_in ? least[i] : 0;
        }
        out.least = is_free && weight > out.least ? weight : out.least;
    }
    return out;
}

/* ---- asking ---- */

static coop_status total_of(const coop_dataset *data, const char *where, const char *cut,
                            const char *choose, coop_table **out, coop_error *err)
{
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.where = where;
    options.cut = cut;
    options.choose = choose;
    return coop_total_invested(data, &options, out, err);
}

static int cell(const coop_table *table, const char *column)
{
    double number = 0;
    coop_status status = coop_table_number(table, 0, column, &number, NULL);
    return status == COOP_OK ? (int)number : -1;
}

static sums read_sums(const coop_table *table)
{
    sums got = {cell(table, "least"),     cell(table, "most"),
                cell(table, "n_rows"),    cell(table, "n_counted"),
                cell(table, "n_parts"),   cell(table, "n_overlapping"),
                cell(table, "n_rival"),   cell(table, "n_without_amount"),
                cell(table, "most") == -1};
    return got;
}

static void describe(const graph *g, char *out, size_t size)
{
    size_t n = 0;
    for (int i = 0; i < NODES; i++) {
        n += (size_t)snprintf(out + n, size - n, "%d:%d%s%s ", i, g->amount[i],
                              g->in[i] > 0 ? "" : "-", g->has_amount[i] ? "" : "?");
    }
    for (int i = 0; i < g->n_relations; i++) {
        n += (size_t)snprintf(out + n, size - n, "%d %s %d, ", g->a[i], kind_words[g->kinds[i]],
                              g->b[i]);
    }
}

static const char *const choices[] = {NULL, "largest", "smallest"};

START_TEST(a_sum_is_the_heaviest_set_and_the_plain_sum)
{
    uint64_t state = 101;
    int n_overlaps = 0;
    int n_circles = 0;
    for (int round = 0; round < 1500; round++) {
        graph g = random_graph(&state, false);
        brute b = relate(&g);
        coop_dataset *data = register_of_graph(&g);
        bool chosen[NODES];
        char text[512];
        for (int i = 0; i < NODES; i++) {
            chosen[i] = g.in[i] == 2;
        }
        describe(&g, text, sizeof text);
        for (int choice = 0; choice < 3; choice++) {
            coop_table *table = NULL;
            coop_error err = {0};
            coop_status status = total_of(data, "d = '2020'", NULL, choices[choice], &table, &err);
            if (b.is_circle && status == COOP_CONFLICT) {
                ck_assert_ptr_nonnull(strstr(err.message, "is part of itself"));
                n_circles++;
                continue;
            }
            ck_assert_msg(status == COOP_OK, "%s: %s", text, err.message);
            sums expected = add_up(&g, &b, chosen, (coop__choice)choice);
            if (coop_table_n_rows(table) == 0) {
                ck_assert_int_eq(expected.n_rows, 0);
                coop_table_free(table);
                continue;
            }
            sums got = read_sums(table);
            coop_table_free(table);
            if (b.is_circle) {
                continue; /* of things that are not in this sum */
            }
            ck_assert_msg(expected.n_counted == 0 || got.least == expected.least,
                          "%s: least %d, not %d", text, got.least, expected.least);
            ck_assert_msg(expected.n_counted == 0 || expected.is_open || got.most == expected.most,
                          "%s: most %d, not %d", text, got.most, expected.most);
            ck_assert_int_eq(got.is_open, expected.is_open || expected.n_counted == 0);
            ck_assert_msg(got.n_counted == expected.n_counted && got.n_parts == expected.n_parts &&
                              got.n_rival == expected.n_rival &&
                              got.n_overlapping == expected.n_overlapping &&
                              got.n_without == expected.n_without && got.n_rows == expected.n_rows,
                          "%s: counted %d %d parts %d %d rival %d %d overlapping %d %d", text,
                          got.n_counted, expected.n_counted, got.n_parts, expected.n_parts,
                          got.n_rival, expected.n_rival, got.n_overlapping, expected.n_overlapping);
            ck_assert_int_eq(got.n_rows, got.n_counted + got.n_parts + got.n_rival + got.n_without);
            n_overlaps += got.n_overlapping > 0 ? 1 : 0;
        }
        coop_dataset_free(data);
    }
    ck_assert(n_overlaps > 300 && n_circles > 10);
}
END_TEST

/* With rows in doubt, the interval holds that of every choice of them. */
START_TEST(rows_in_doubt_widen_the_interval)
{
    uint64_t state = 102;
    for (int round = 0; round < 600; round++) {
        graph g = random_graph(&state, true);
        brute b = relate(&g);
        coop_dataset *data = register_of_graph(&g);
        char text[512];
        describe(&g, text, sizeof text);
        for (int choice = 0; choice < 3 && !b.is_circle; choice++) {
            coop_table *table = NULL;
            coop_error err = {0};
            ck_assert_msg(total_of(data, "d = '2020-01'", NULL, choices[choice], &table, &err) ==
                              COOP_OK,
                          "%s: %s", text, err.message);
            bool is_empty = coop_table_n_rows(table) == 0;
            sums got = {0};
            if (!is_empty) {
                got = read_sums(table);
            }
            coop_table_free(table);
            for (int set = 0; set < 1 << NODES; set++) {
                bool chosen[NODES];
                bool is_choice = true;
                for (int i = 0; i < NODES; i++) {
                    chosen[i] = (set >> i & 1) != 0;
                    is_choice = is_choice && (g.in[i] == 1 || chosen[i] == (g.in[i] == 2));
                }
                if (!is_choice) {
                    continue;
                }
                sums one = add_up(&g, &b, chosen, (coop__choice)choice);
                ck_assert_int_le(is_empty ? 0 : got.least == -1 ? 0 : got.least, one.least);
                ck_assert(!is_empty || one.n_rows == 0);
                if (one.n_counted > 0) {
                    ck_assert_msg(got.is_open || got.most >= one.most, "%s set %x: %d < %d", text,
                                  (unsigned)set, got.most, one.most);
                    ck_assert(got.is_open || !one.is_open);
                }
            }
        }
        coop_dataset_free(data);
    }
}
END_TEST

/* ---- by hand ---- */

typedef struct sample {
    const char *rows, *relations, *where, *cut, *choose;
    coop_status status;
    const char *expected; /* least, most, or part of the message */
} sample;

#define ROW(id, amount) id "|cost|USD|" amount "|||2020\n"
#define W100 ROW("w", "100")
#define PARTS ROW("x", "30") ROW("y", "60")
#define OF_W "x|w|part_of\ny|w|part_of"

static void check_samples(const sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const sample *s = &samples[i];
        coop_dataset *data = register_of("2024-01-01", "investment", INVESTMENT_COLUMNS, s->rows,
                                         "relation", "a:code b:code kind:code", s->relations, NULL);
        coop_table *table = NULL;
        coop_error err = {0};
        char got[300];
        coop_status status = total_of(data, s->where, s->cut, s->choose, &table, &err);
        ck_assert_msg(status == s->status, "sample %d: %s %s", (int)i, coop_status_name(status),
                      err.message);
        if (status == COOP_OK) {
            int least = cell(table, "least");
            int most = cell(table, "most");
            snprintf(got, sizeof got, most < 0 ? "%d," : "%d,%d", least, most);
            ck_assert_msg(strcmp(got, s->expected) == 0, "sample %d: %s, not %s", (int)i, got,
                          s->expected);
            coop_table_free(table);
        } else {
            ck_assert_msg(strstr(err.message, s->expected) != NULL, "sample %d: %s", (int)i,
                          err.message);
            ck_assert_ptr_null(table);
        }
        coop_dataset_free(data);
    }
}

#define CHECK(samples) check_samples(samples, sizeof samples / sizeof samples[0])

START_TEST(parts_are_not_added_to_their_wholes)
{
    static const sample samples[] = {
        {W100 PARTS, OF_W, NULL, NULL, NULL, COOP_OK, "100,100"},
        {W100 PARTS, OF_W, "id <> 'w'", NULL, NULL, COOP_OK, "90,90"},
        {W100 PARTS, OF_W, "id <> 'x'", NULL, NULL, COOP_OK, "100,100"},
        {W100 PARTS, OF_W, NULL, "leaves", NULL, COOP_OK, "100,100"}, /* parts and a residual */
        {W100 PARTS, "", NULL, NULL, NULL, COOP_OK, "190,190"},
        /* through a row that is not selected */
        {W100 PARTS, "x|y|part_of\ny|w|part_of", "id <> 'y'", NULL, NULL, COOP_OK, "100,100"},
        /* a whole without an amount hides nothing */
        {ROW("w", "") PARTS, OF_W, NULL, NULL, NULL, COOP_OK, "90,90"},
        {ROW("w", "") PARTS, OF_W, NULL, "leaves", NULL, COOP_OK, "90,90"},
        /* a part of two wholes makes them overlap */
        {W100 ROW("v", "80") ROW("x", "30"), "x|w|part_of\nx|v|part_of", NULL, NULL, NULL, COOP_OK,
         "100,180"},
        {W100 ROW("v", "80") ROW("x", "30"), "x|w|part_of\nx|v|part_of", "id <> 'x'", NULL, NULL,
         COOP_OK, "100,180"},
        {W100, "w|w|part_of", NULL, NULL, NULL, COOP_CONFLICT, "'w' is part of itself: w -> w"},
        {W100 PARTS, "w|x|part_of\nx|y|part_of\ny|w|part_of", NULL, NULL, NULL, COOP_CONFLICT,
         "'w' is part of itself: w -> x -> y -> w"},
        {W100 PARTS, "w|x|umbrella\nx|y|refinances\ny|w|phase\ny|x|part_of", "id <> 'y'", NULL, NULL,
         COOP_CONFLICT, "'w' is part of itself: w -> x -> y -> w"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(parts_may_not_exceed_their_whole_under_leaves)
{
    static const sample samples[] = {
        {W100 ROW("x", "40") ROW("y", "60"), OF_W, NULL, "leaves", NULL, COOP_OK, "100,100"},
        {W100 ROW("x", "41") ROW("y", "60"), OF_W, NULL, "leaves", NULL, COOP_CONFLICT,
         "the parts of 'w' add up to more than it"},
        {W100 ROW("x", "41") ROW("y", "60"), OF_W, NULL, NULL, NULL, COOP_OK, "100,100"},
        /* rivals of one part, and parts that overlap, are not added */
        {W100 ROW("x", "60") ROW("y", "70"), OF_W "\nx|y|alternative", NULL, "leaves", NULL,
         COOP_OK, "100,100"},
        {W100 ROW("x", "60") ROW("y", "70"), OF_W "\nx|y|overlaps", NULL, "leaves", NULL, COOP_OK,
         "100,100"},
        {W100 ROW("x", "60") ROW("y", "120"), OF_W "\nx|y|overlaps", NULL, "leaves", NULL,
         COOP_CONFLICT, "the parts of 'w'"},
        /* parts of parts count for the part */
        {W100 ROW("x", "50") ROW("y", "60"), "x|w|part_of\ny|x|part_of", NULL, "leaves", NULL,
         COOP_CONFLICT, "the parts of 'x'"},
        {W100 ROW("x", "50") ROW("y", "50"), "x|w|part_of\ny|x|part_of", NULL, "leaves", NULL,
         COOP_OK, "100,100"},
        /* a whole that is "more than" has room */
        {"w|cost|USD|100|100||2020\n" ROW("x", "400"), "x|w|part_of", NULL, "leaves", NULL, COOP_OK,
         "100,"},
    };
    CHECK(samples);
}
END_TEST

/* A phase, what an umbrella covers and a refinancing are no money beside their whole; the refinancing
 * is no part of it either: it leaves no less of it. */
START_TEST(phases_umbrellas_and_refinancing_are_not_added)
{
    static const sample samples[] = {
        {W100 PARTS, "x|w|phase\ny|w|umbrella", NULL, NULL, NULL, COOP_OK, "100,100"},
        {W100 PARTS, "x|w|phase\ny|w|umbrella", "id <> 'w'", NULL, NULL, COOP_OK, "90,90"},
        {W100 PARTS, "x|w|phase\ny|w|umbrella", NULL, "leaves", NULL, COOP_OK, "100,100"},
        {W100 ROW("x", "120"), "x|w|refinances", NULL, NULL, NULL, COOP_OK, "100,100"},
        {W100 ROW("x", "120"), "x|w|refinances", NULL, "leaves", NULL, COOP_OK, "100,100"},
        {W100 ROW("x", "120"), "x|w|refinances", "id <> 'w'", NULL, NULL, COOP_OK, "120,120"},
        {W100 ROW("x", "120"), "x|w|refinances", NULL, "explicit", NULL, COOP_CONFLICT,
         "'x' and 'w' are related"},
        {W100 ROW("x", "120") ROW("y", "130"), "x|w|refinances\ny|x|refinances", "id <> 'x'", NULL,
         NULL, COOP_OK, "100,100"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(rivals_count_once)
{
    static const sample samples[] = {
        {W100 PARTS, "w|x|alternative", NULL, NULL, NULL, COOP_OK, "90,160"},
        {W100 PARTS, "w|x|alternative", NULL, NULL, "largest", COOP_OK, "160,160"},
        {W100 PARTS, "w|x|alternative", NULL, NULL, "smallest", COOP_OK, "90,90"},
        {W100 PARTS, "w|x|same", NULL, NULL, NULL, COOP_OK, "90,160"},
        {ROW("w", "5") ROW("x", "5"), "x|w|same", NULL, NULL, NULL, COOP_OK, "5,5"},
        /* transitive, also through a row that is not selected */
        {W100 PARTS, "w|x|alternative\nx|y|alternative", NULL, NULL, NULL, COOP_OK, "30,100"},
        {W100 PARTS, "w|x|alternative\nx|y|alternative", "id <> 'x'", NULL, NULL, COOP_OK,
         "60,100"},
        /* a rival without amount has no say */
        {W100 ROW("x", ""), "w|x|alternative", NULL, NULL, NULL, COOP_OK, "100,100"},
        /* a part of a thing is a part of each measurement of it */
        {W100 ROW("v", "90") PARTS, OF_W "\nv|w|alternative", NULL, NULL, NULL, COOP_OK, "90,100"},
        {W100 ROW("v", "90") PARTS, OF_W "\nv|w|alternative", "id <> 'w'", NULL, NULL, COOP_OK,
         "90,90"},
        {W100 ROW("v", "35") PARTS, OF_W "\nv|x|alternative", NULL, NULL, NULL, COOP_OK, "100,100"},
        {W100 PARTS, "x|w|part_of\nx|w|alternative", NULL, NULL, NULL, COOP_CONFLICT,
         "is part of itself"},
        /* open ends */
        {W100 "x|cost|USD||50||2020", "w|x|alternative", NULL, NULL, NULL, COOP_OK, "50,"},
        {W100 "x|cost|USD||50||2020", "w|x|alternative", NULL, NULL, "smallest", COOP_OK, "50,100"},
        {W100 "x|cost|USD||50||2020", "w|x|alternative", NULL, NULL, "largest", COOP_OK, "100,"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(overlaps_make_an_interval)
{
    static const sample samples[] = {
        {W100 PARTS, "w|x|overlaps", NULL, NULL, NULL, COOP_OK, "160,190"},
        {W100 PARTS, "w|x|overlaps\nw|y|overlaps", NULL, NULL, NULL, COOP_OK, "100,190"},
        {ROW("w", "80") PARTS, "w|x|overlaps\nw|y|overlaps", NULL, NULL, NULL, COOP_OK, "90,170"},
        {W100 PARTS, "w|x|overlaps\nx|y|overlaps", NULL, NULL, NULL, COOP_OK, "160,190"},
        /* parts inherit them, wholes carry them */
        {W100 ROW("q", "50") PARTS, OF_W "\nw|q|overlaps", "id in ('x', 'q')", NULL, NULL, COOP_OK,
         "50,80"},
        {W100 ROW("q", "50") PARTS, OF_W "\nx|q|overlaps", "id in ('w', 'q')", NULL, NULL, COOP_OK,
         "100,150"},
        {W100 ROW("q", "50") PARTS, OF_W "\nx|q|overlaps", "id in ('y', 'q')", NULL, NULL, COOP_OK,
         "110,110"},
        {W100 PARTS, "w|w|overlaps", NULL, NULL, NULL, COOP_OK, "190,190"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(explicit_rows_must_be_disjoint)
{
    static const sample samples[] = {
        {W100 PARTS, OF_W, "id <> 'w'", "explicit", NULL, COOP_OK, "90,90"},
        {W100 PARTS, OF_W, NULL, "explicit", NULL, COOP_CONFLICT,
         "'x' and 'w' are related (part_of): not disjoint"},
        {W100 PARTS, "x|y|part_of\ny|w|part_of", "id <> 'y'", "explicit", NULL, COOP_CONFLICT,
         "'x' and 'w' are related (part_of)"},
        {W100 PARTS, "x|y|overlaps", NULL, "explicit", NULL, COOP_CONFLICT,
         "'x' and 'y' are related (overlaps)"},
        {W100 PARTS, "x|y|alternative", NULL, "explicit", NULL, COOP_CONFLICT,
         "'x' and 'y' are related (measurements of one thing)"},
        {W100 PARTS, "y|x|same", NULL, "explicit", NULL, COOP_CONFLICT, "'x' and 'y' are related"},
        {W100 ROW("x", ""), "x|w|part_of", NULL, "explicit", NULL, COOP_OK, "100,100"},
    };
    CHECK(samples);
}
END_TEST

START_TEST(amounts_may_be_ranges)
{
    static const sample samples[] = {
        {"w|cost|USD|100|90|120|2020\n" PARTS, "", NULL, NULL, NULL, COOP_OK, "180,210"},
        {"w|cost|USD||90|120|2020", "", NULL, NULL, NULL, COOP_OK, "90,120"},
        {"w|cost|USD|||120|2020", "", NULL, NULL, NULL, COOP_OK, "0,120"},
        {"w|cost|USD||90||2020\n" PARTS, "", NULL, NULL, NULL, COOP_OK, "180,"},
        {"w|cost|USD|100||120|2020", "", NULL, NULL, NULL, COOP_OK, "100,120"},
        {"w|cost|USD|100|90||2020", "", NULL, NULL, NULL, COOP_OK, "90,"},
        {"w|cost|USD|100|120|90|2020", "", NULL, NULL, NULL, COOP_CONFLICT,
         "the low of 'w' is above its high"},
        {"w|cost|USD||||2020", "", NULL, NULL, NULL, COOP_OK, "-1,"},
        {"w|cost|USD|-20|||2020\nx|cost|USD|50|||2020", "", NULL, NULL, NULL, COOP_OK, "30,30"},
    };
    CHECK(samples);
}
END_TEST

/* What lessens a sum is in its least whatever it overlaps, and in its most not at all. */
START_TEST(negative_amounts_keep_the_ends_in_order)
{
    coop_dataset *data = register_of("2024-01-01", "investment", INVESTMENT_COLUMNS,
                                     ROW("a", "50") ROW("b", "-20") ROW("c", "-30"), "relation",
                                     "a:code b:code kind:code", "a|b|overlaps\nb|c|overlaps", NULL);
    coop_query query = query_of("investment", NULL, NULL, "sum(amount) as s");
    expect(data, query, "s_least,s_most\n0,50\n");
    query.where = "id <> 'a'";
    expect(data, query, "s_least,s_most\n-50,0\n");
    query.where = "id = 'b'";
    expect(data, query, "s_least,s_most\n-20,-20\n");
    query.where = "id = 'b' and d = '2020-01'"; /* perhaps */
    expect(data, query, "s_least,s_most\n-20,0\n");
    coop_dataset_free(data);
}
END_TEST

/* A star of 20 is tried, one of 21 is refused, however little else there is; what does not overlap
 * is not limited. */
START_TEST(at_most_20_overlap_each_other)
{
    for (int n = 20; n <= 21; n++) {
        char rows[2048];
        char relations[1024] = "";
        size_t at = 0;
        size_t r = 0;
        for (int i = 0; i < n + 30; i++) {
            at += (size_t)snprintf(rows + at, sizeof rows - at, "%sn%d|cost|USD|%d|||2020",
                                   i > 0 ? "\n" : "", i, i == 0 ? 100 : 10);
            if (i > 0 && i < n) {
                r += (size_t)snprintf(relations + r, sizeof relations - r, "%sn%d|n0|overlaps",
                                      i > 1 ? "\n" : "", i);
            }
        }
        coop_dataset *data = register_of("2024-01-01", "investment", INVESTMENT_COLUMNS, rows,
                                         "relation", "a:code b:code kind:code", relations, NULL);
        coop_table *table = NULL;
        coop_error err = {0};
        coop_status status = total_of(data, NULL, NULL, NULL, &table, &err);
        if (n == 20) {
            ck_assert_int_eq(status, COOP_OK);
            ck_assert_int_eq(cell(table, "least"), 190 + 300);
            ck_assert_int_eq(cell(table, "most"), 290 + 300);
            coop_table_free(table);
        } else {
            ck_assert_int_eq(status, COOP_LIMIT);
            ck_assert_str_eq(err.message, "21 amounts overlap around 'n0', at most 20");
        }
        coop_dataset_free(data);
    }
}
END_TEST

/* ---- sums in groups ---- */

/* A part whose whole is selected too does not count in a group of its own: groups add up. */
START_TEST(a_part_stands_back_from_a_whole_in_another_group)
{
    coop_dataset *data = register_of(
        "2024-01-01", "investment", "id:code measure:code currency:code amount:money0 flow:code",
        "w|pledge|USD|100|loan\nx|pledge|USD|30|grant\n"
        "y|pledge|EUR|20|grant\nz|stock|USD|7|grant",
        "relation", "a:code b:code kind:code", "x|w|part_of\ny|w|part_of\nz|w|part_of", NULL);
    coop_query query = query_of("investment", "measure = 'pledge' and currency = 'USD'", "flow",
                                "sum(amount) as s");
    expect(data, query, "flow,s_least,s_most\ngrant,,\nloan,100,100\n");
    query.where = "flow = 'grant' and measure = 'pledge' and currency = 'USD'";
    expect(data, query, "flow,s_least,s_most\ngrant,30,30\n");
    /* Another measure or currency is no part of the sum. */
    query.where = NULL;
    query.by = "measure, currency";
    expect(data, query,
           "measure,currency,s_least,s_most\npledge,EUR,20,20\npledge,USD,100,100\n"
           "stock,USD,7,7\n");
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model_project_tree");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 300);
    tcase_add_test(c, a_sum_is_the_heaviest_set_and_the_plain_sum);
    tcase_add_test(c, rows_in_doubt_widen_the_interval);
    tcase_add_test(c, parts_are_not_added_to_their_wholes);
    tcase_add_test(c, parts_may_not_exceed_their_whole_under_leaves);
    tcase_add_test(c, phases_umbrellas_and_refinancing_are_not_added);
    tcase_add_test(c, rivals_count_once);
    tcase_add_test(c, overlaps_make_an_interval);
    tcase_add_test(c, explicit_rows_must_be_disjoint);
    tcase_add_test(c, amounts_may_be_ranges);
    tcase_add_test(c, negative_amounts_keep_the_ends_in_order);
    tcase_add_test(c, at_most_20_overlap_each_other);
    tcase_add_test(c, a_part_stands_back_from_a_whole_in_another_group);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
