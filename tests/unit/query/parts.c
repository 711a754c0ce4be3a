/* parts.c -- equal shares under each(), over enough rows that common sets are taken whole and rare
 * ones by members: what each member has is what splitting row by row gives.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "random.h"
#include "register.h"

/* So many rows that sets drawn at random are more than are numbered, and so rare. */
enum { ROWS = 40000, WORDS = 64, TEXT = 65536, ALL = 1024 };

__extension__ typedef __int128 big;

/* Amounts: which of them a table has. */
typedef enum amounts { SMALL, LARGE, SIGNED, ENDS } amounts;

typedef struct book {
    int64_t offsets[ROWS + 1], m[ROWS];
    uint32_t codes[ROWS * WORDS];
    int32_t n[ROWS];
    uint8_t there[ROWS / 8 + 1];
    int64_t n_null;
} book;

static char words_bytes[WORDS][4];
static const char *words[WORDS];

/* Words are in no order, so that ranks are not those of codes. */
static void name_words(bool in_order)
{
    for (unsigned i = 0; i < WORDS; i++) {
        snprintf(words_bytes[i], sizeof words_bytes[i], "w%02u", in_order ? i : i * 37 % WORDS);
        words[i] = words_bytes[i];
    }
}

static int64_t draw_amount(amounts kind, uint64_t *state)
{
    uint64_t r = next_random(state);
    int64_t small = (int64_t)(r % 100000);
    switch (kind) {
    case SMALL:
        return r >> 60 == 0 ? ((int64_t)1 << 40) - 1 : small;
    case LARGE:
        return r >> 60 == 0 ? ((int64_t)1 << 58) - 1 : ((int64_t)1 << 40) + small;
    case SIGNED:
        return small - 50000;
    default: /* few, so that their sum fits */
        return r >> 54 == 0 ? INT64_MAX - small : r >> 54 == 1 ? small - INT64_MAX : small;
    }
}

/* Set number k has k members, those of common ones from 0 on; -1: a rare set. */
static int64_t put_set(uint32_t *codes, int k, uint64_t *state)
{
    uint64_t mask = k >= WORDS ? UINT64_MAX : ((uint64_t)1 << (k < 0 ? 0 : k)) - 1;
    int64_t n = 0;
    mask = k < 0 ? next_random(state) & next_random(state) & next_random(state) : mask;
    for (uint32_t code = 0; code < WORDS; code++) {
        if ((mask >> code & 1) != 0) {
            codes[n++] = code;
        }
    }
    for (int64_t i = 0; k % 8 == 7 && i < n / 2; i++) { /* the order of members means nothing */
        uint32_t code = codes[i];
        codes[i] = codes[n - 1 - i];
        codes[n - 1 - i] = code;
    }
    return n;
}

static void fill_book(book *b, amounts kind, int most, bool has_null, uint64_t *state)
{
    memset(b, 0, sizeof *b);
    for (int64_t i = 0; i < ROWS; i++) {
        uint64_t r = next_random(state);
        int k = r % 5 == 0 ? -1 : (int)(r / 5 % (uint64_t)(most + 1));
        b->offsets[i + 1] = b->offsets[i] + put_set(b->codes + b->offsets[i], k, state);
        b->m[i] = draw_amount(kind, state);
        b->n[i] = (int32_t)(r >> 40 & 1023);
        bool is_there = !has_null || (r >> 32 & 7) != 0;
        b->n_null += is_there ? 0 : 1;
        b->there[i / 8] |= (uint8_t)((is_there ? 1 : 0) << (i & 7));
    }
}

static coop_dataset *register_of_book(const book *b, bool has_null)
{
    const coop_column columns[] = {
        {.struct_size = sizeof columns[0], .name = "n", .type = COOP_TYPE_INT32, .n_rows = ROWS,
         .values = b->n},
        {.struct_size = sizeof columns[0], .name = "m", .type = COOP_TYPE_MONEY, .scale = 2,
         .n_rows = ROWS, .values = b->m, .validity = has_null ? b->there : NULL,
         .n_null = b->n_null},
        {.struct_size = sizeof columns[0], .name = "s", .type = COOP_TYPE_SET, .n_rows = ROWS,
         .values = b->codes, .offsets = b->offsets, .words = words, .n_words = WORDS}};
    static const char *const names[] = {"t"};
    coop_table *table = NULL;
    coop_dataset *data = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_table_of_columns(columns, 3, NULL, NULL, &table, &err) == COOP_OK, "%s",
                  err.message);
    ck_assert_int_eq(coop_dataset_of_tables(&table, names, 1, 0, &data, NULL), COOP_OK);
    return data;
}

/* ---- row by row ---- */

typedef struct tally {
    int64_t n, n_amounts, most;
    big sum, sum_n;
} tally;

static int64_t part_of(int64_t v, int64_t parts, int64_t rank)
{
    uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    uint64_t part = size / (uint64_t)parts + ((uint64_t)rank < size % (uint64_t)parts ? 1 : 0);
    return v < 0 ? (int64_t)(0 - part) : (int64_t)part;
}

static void take(tally *t, const book *b, int64_t row, int64_t parts, int64_t rank)
{
    bool is_there = (b->there[row / 8] >> (row & 7) & 1) != 0;
    t->n++;
    t->n_amounts += is_there ? 1 : 0;
    t->sum += is_there ? part_of(b->m[row], parts, rank) : 0;
    t->sum_n += part_of(b->n[row], parts, rank);
    t->most = b->n[row] > t->most ? b->n[row] : t->most;
}

static int64_t rank_among(const uint32_t *codes, int64_t n, uint32_t code)
{
    int64_t rank = 0;
    for (int64_t i = 0; i < n; i++) {
        rank += strcmp(words[codes[i]], words[code]) < 0 ? 1 : 0;
    }
    return rank;
}

static void count_book(const book *b, int32_t below, bool splits, tally *t)
{
    memset(t, 0, (WORDS + 1) * sizeof *t);
    for (int64_t row = 0; row < ROWS; row++) {
        const uint32_t *codes = b->codes + b->offsets[row];
        int64_t n = b->n[row] < below ? b->offsets[row + 1] - b->offsets[row] : -1;
        for (int64_t i = 0; i < n; i++) {
            take(&t[codes[i]], b, row, splits ? n : 1,
                 splits ? rank_among(codes, n, codes[i]) : 0);
        }
        if (n == 0) {
            take(&t[WORDS], b, row, 1, 0);
        }
    }
}

static size_t put_money(char *out, size_t room, big cents)
{
    uint64_t size = (uint64_t)(cents < 0 ? -cents : cents);
    return (size_t)snprintf(out, room, "%s%llu.%02llu", cents < 0 ? "-" : "",
                            (unsigned long long)(size / 100), (unsigned long long)(size % 100));
}

/* Groups come in the order of their names, the one without a member last. */
static void tell(const tally *t, char *out)
{
    size_t at = (size_t)snprintf(out, TEXT, "s,c,m,n,most\n");
    for (unsigned place = 0; place <= WORDS; place++) {
        unsigned code = WORDS;
        for (unsigned i = 0; i < WORDS && place < WORDS; i++) {
            code = (unsigned)atoi(words[i] + 1) == place ? i : code;
        }
        const tally *g = &t[code];
        if (g->n == 0) {
            continue;
        }
        at += (size_t)snprintf(out + at, TEXT - at, "%s,%lld,", code < WORDS ? words[code] : "",
                               (long long)g->n);
        at += g->n_amounts > 0 ? put_money(out + at, TEXT - at, g->sum) : 0;
        at += (size_t)snprintf(out + at, TEXT - at, ",%lld,%lld\n", (long long)g->sum_n,
                               (long long)g->most);
    }
}

static bool fits(const tally *t)
{
    bool fits = true;
    for (int i = 0; i <= WORDS; i++) {
        fits = fits && t[i].sum <= INT64_MAX && t[i].sum >= INT64_MIN;
    }
    return fits;
}

/* True if the sums fit 64 bits. */
static bool check(const coop_dataset *data, const book *b, int32_t below, bool splits)
{
    static char expected[TEXT];
    tally t[WORDS + 1];
    char where[32];
    coop_query query = query_of("t", NULL, "each(s) as s",
                                "count() as c, sum(m) as m, sum(n) as n, max(n) as most");
    snprintf(where, sizeof where, "n < %d", (int)below);
    query.where = below < ALL ? where : NULL;
    query.attribution = splits ? "equal" : "full";
    count_book(b, below, splits, t);
    if (!fits(t)) {
        expect_error(data, query, COOP_LIMIT, -1, "select: m does not fit 64 bits");
        return false;
    }
    tell(t, expected);
    expect(data, query, expected);
    return true;
}

/* ---- tests ---- */

static book the_book;

static int check_books(amounts kind, int most, uint64_t seed)
{
    uint64_t state = seed;
    int n_fit = 0;
    for (int i = 0; i < 4; i++) {
        bool has_null = i % 2 == 0;
        name_words(i < 2);
        fill_book(&the_book, kind, most, has_null, &state);
        coop_dataset *data = register_of_book(&the_book, has_null);
        static const int32_t below[] = {ALL, 900, 1};
        for (int k = 0; k < 3; k++) {
            n_fit += check(data, &the_book, below[k], true) ? 1 : 0;
            n_fit += check(data, &the_book, below[k], false) ? 1 : 0;
        }
        coop_dataset_free(data);
    }
    return n_fit;
}

START_TEST(small_amounts)
{
    ck_assert_int_eq(check_books(SMALL, 6, 1), 24);
    ck_assert_int_eq(check_books(SMALL, WORDS, 2), 24);
}
END_TEST

START_TEST(large_amounts)
{
    (void)check_books(LARGE, 6, 3);
    ck_assert_int_gt(check_books(LARGE, WORDS, 4), 0);
}
END_TEST

START_TEST(amounts_below_0)
{
    ck_assert_int_eq(check_books(SIGNED, 6, 5), 24);
    ck_assert_int_eq(check_books(SIGNED, WORDS, 6), 24);
}
END_TEST

START_TEST(amounts_at_the_end_of_their_type)
{
    int n_fit = check_books(ENDS, 6, 7) + check_books(ENDS, WORDS, 8);
    ck_assert_int_lt(n_fit, 48); /* those that do not fit are refused */
}
END_TEST

START_TEST(sets_that_are_all_alike)
{
    ck_assert_int_eq(check_books(SMALL, 0, 9), 24);
    ck_assert_int_eq(check_books(SIGNED, 1, 10), 24);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query/parts");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, small_amounts);
    tcase_add_test(c, large_amounts);
    tcase_add_test(c, amounts_below_0);
    tcase_add_test(c, amounts_at_the_end_of_their_type);
    tcase_add_test(c, sets_that_are_all_alike);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
