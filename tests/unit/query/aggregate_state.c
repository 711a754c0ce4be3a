/* aggregate_state.c -- states of aggregates: merged in any order they are the same, as bytes and as
 * results; and bytes that are no state are refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "states.h"

enum { SHARDS_MOST = 9, TEXT_SIZE = 512 };

static int64_t pick(uint64_t *seed, int64_t n)
{
    return (int64_t)(next_random(seed) % (uint64_t)n);
}

static void shuffle(uint64_t *seed, int64_t *rows, int64_t n)
{
    for (int64_t i = n - 1; i > 0; i--) {
        int64_t j = pick(seed, i + 1);
        int64_t row = rows[i];
        rows[i] = rows[j];
        rows[j] = row;
    }
}

/* The state of all rows, from shards that are merged in some order, some by way of bytes. */
static void *through_a_tree(bound *b, int64_t call, uint64_t *seed, int64_t *rows, int64_t n)
{
    void *shards[SHARDS_MOST];
    int64_t n_shards = 1 + pick(seed, SHARDS_MOST);
    int64_t first = 0;
    shuffle(seed, rows, n);
    for (int64_t s = 0; s < n_shards; s++) {
        int64_t end = s == n_shards - 1 ? n : first + pick(seed, n - first + 1);
        shards[s] = state_new(b, call);
        state_take(b, call, shards[s], rows + first, end - first, pick(seed, 2) == 0);
        first = end;
    }
    while (n_shards > 1) {
        int64_t from = pick(seed, n_shards);
        void *more = shards[from];
        shards[from] = shards[--n_shards];
        int64_t to = pick(seed, n_shards);
        if (pick(seed, 3) == 0) {
            coop__buffer bytes = state_bytes(b, call, more);
            more = state_read(b, call, &bytes);
            coop__buffer_free(&bytes);
        }
        state_merge(b, call, shards[to], more);
    }
    return shards[0];
}

static void check_trees(uint64_t *seed, int64_t n, int32_t holes, int64_t n_trees)
{
    bound b;
    bound_open(&b, random_rows(seed, n, holes), every_aggregate);
    int64_t *rows = malloc(((size_t)n + 1) * sizeof *rows);
    for (int64_t i = 0; i < n; i++) {
        rows[i] = i;
    }
    for (int64_t i = 0; i < b.n; i++) {
        char want[TEXT_SIZE];
        char got[TEXT_SIZE];
        void *whole = state_new(&b, i);
        state_take(&b, i, whole, rows, n, false);
        coop__buffer bytes = state_bytes(&b, i, whole);
        state_finish(&b, i, whole, want, sizeof want);
        for (int64_t t = 0; t < n_trees; t++) {
            void *state = through_a_tree(&b, i, seed, rows, n);
            coop__buffer other = state_bytes(&b, i, state);
            state_finish(&b, i, state, got, sizeof got);
            ck_assert_msg(other.n == bytes.n && memcmp(other.bytes, bytes.bytes, bytes.n) == 0,
                          "%s (call %d): other bytes", b.calls[i].aggregate->name, (int)i);
            ck_assert_msg(strcmp(want, got) == 0, "call %d: %s not %s", (int)i, got, want);
            coop__buffer_free(&other);
        }
        coop__buffer_free(&bytes);
    }
    free(rows);
    bound_close(&b);
}

START_TEST(a_thousand_trees_of_shards_give_the_same_bytes)
{
    uint64_t seed = 20;
    for (int round = 0; round < 100; round++) {
        check_trees(&seed, pick(&seed, 40), round % 5 == 0 ? 70 : 12, 10);
    }
}
END_TEST

/* Sets of values that are compacted several times, and cells that are moved into pairs. */
START_TEST(large_shards_give_the_same_bytes)
{
    uint64_t seed = 21;
    check_trees(&seed, 1500, 10, 3);
    check_trees(&seed, 700, 0, 3);
    check_trees(&seed, 300, 100, 2);
}
END_TEST

START_TEST(every_aggregate_is_tested)
{
    uint64_t seed = 3;
    bound b;
    bound_open(&b, random_rows(&seed, 3, 0), every_aggregate);
    for (const coop__aggregate *const *a = coop__aggregates; *a != NULL; a++) {
        int n = 0;
        for (int64_t i = 0; i < b.n; i++) {
            n += b.calls[i].aggregate == *a ? 1 : 0;
        }
        ck_assert_msg(n > 0, "%s is not tested", (*a)->name);
        ck_assert_msg((*a)->serialise != NULL && (*a)->restore != NULL, "%s", (*a)->name);
    }
    bound_close(&b);
}
END_TEST

/* ---- bytes ---- */

/* What is accepted is the one form of some state: it is written again as it was. */
static void check_hostile(bound *b, int64_t i, const coop__buffer *bytes, int64_t *n_accepted)
{
    coop_error err = {0};
    char text[TEXT_SIZE];
    void *state = state_new(b, i);
    unsigned char *copy = malloc(bytes->n + 1); /* so that a byte too far is seen */
    memcpy(copy, bytes->bytes, bytes->n);
    coop_status status = coop__state_read(&b->calls[i], &b->arena, state, copy, bytes->n, &err);
    free(copy);
    if (status != COOP_OK) {
        ck_assert_msg(status == COOP_FORMAT || status == COOP_LIMIT, "%s: %s",
                      coop_status_name(status), err.message);
        return;
    }
    ++*n_accepted;
    coop__buffer again = state_bytes(b, i, state);
    ck_assert_msg(again.n == bytes->n && memcmp(again.bytes, bytes->bytes, bytes->n) == 0,
                  "%s: bytes of two forms", b->calls[i].aggregate->name);
    coop__buffer_free(&again);
    state_finish(b, i, state, text, sizeof text);
    void *other = state_new(b, i);
    (void)b->calls[i].aggregate->merge(&b->calls[i], &b->arena, other, state, &err);
    (void)b->calls[i].aggregate->merge(&b->calls[i], &b->arena, other, state, &err);
}

START_TEST(bytes_that_are_no_state_are_refused)
{
    uint64_t seed = 22;
    bound b;
    bound_open(&b, random_rows(&seed, 12, 20), every_aggregate);
    int64_t rows[12];
    for (int64_t i = 0; i < 12; i++) {
        rows[i] = i;
    }
    for (int64_t i = 0; i < b.n; i++) {
        int64_t n_accepted = 0;
        void *state = state_new(&b, i);
        state_take(&b, i, state, rows, 12, false);
        coop__buffer bytes = state_bytes(&b, i, state);
        size_t n = bytes.n;
        check_hostile(&b, i, &bytes, &n_accepted);
        ck_assert_int_eq(n_accepted, 1);
        for (bytes.n = 0; bytes.n < n; bytes.n++) {
            check_hostile(&b, i, &bytes, &n_accepted);
        }
        ck_assert_int_eq(n_accepted, 1); /* none that is cut off */
        for (size_t bit = 0; bit < 8 * n; bit += bit < 512 ? 1 : 5) {
            bytes.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
            check_hostile(&b, i, &bytes, &n_accepted);
            bytes.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        }
        ck_assert(coop__buffer_append(&bytes, "", 1));
        int64_t before = n_accepted;
        check_hostile(&b, i, &bytes, &n_accepted);
        ck_assert_int_eq(n_accepted, before); /* nor with a byte behind */
        coop__buffer_free(&bytes);
    }
    bound_close(&b);
}
END_TEST

START_TEST(a_state_is_read_by_its_own_call_only)
{
    uint64_t seed = 5;
    bound b;
    bound_open(&b, random_rows(&seed, 5, 0), "min(i), max(i), min(f), min(m), sum(i), count()");
    for (int64_t i = 0; i < b.n; i++) {
        coop__buffer bytes = state_bytes(&b, i, state_new(&b, i));
        for (int64_t j = 0; j < b.n; j++) {
            coop_error err = {0};
            coop_status status = coop__state_read(&b.calls[j], &b.arena, state_new(&b, j),
                                                  bytes.bytes, bytes.n, &err);
            ck_assert_msg(status == (i == j ? COOP_OK : COOP_FORMAT), "%d by %d: %s", (int)i,
                          (int)j, err.message);
        }
        bytes.bytes[4] = 2; /* the version */
        coop_error err = {0};
        ck_assert_int_eq(coop__state_read(&b.calls[i], &b.arena, state_new(&b, i), bytes.bytes,
                                          bytes.n, &err),
                         COOP_LIMIT);
        ck_assert_ptr_nonnull(strstr(err.message, "version 2"));
        coop__buffer_free(&bytes);
    }
    bound_close(&b);
}
END_TEST

/* The layout of state.h, byte by byte. */
START_TEST(bytes_are_as_documented)
{
    static const unsigned char want[] = {
        'C', 'A', 'G', 'S', 1, 0, 8, 'd', 'i', 's', 't', 'i', 'n', 'c', 't', 1, 2, 0,
        2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        2, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
    bound b;
    bound_open(&b, register_of("2024-01-01", "t", "i:int16", "7\n-1\n\n-1", NULL), "distinct(i)");
    int64_t rows[] = {0, 1, 2, 3};
    void *state = state_new(&b, 0);
    state_take(&b, 0, state, rows, 4, false);
    coop__buffer bytes = state_bytes(&b, 0, state);
    ck_assert_uint_eq(bytes.n, sizeof want);
    ck_assert_mem_eq(bytes.bytes, want, sizeof want);
    coop__buffer_free(&bytes);
    bound_close(&b);
}
END_TEST

/* Codes of a dictionary mean other words elsewhere: states go by the words. */
START_TEST(words_of_other_dictionaries_are_told_apart)
{
    bound a;
    bound b;
    bound_open(&a, register_of("2024-01-01", "t", "c:code", "x\ny\nz", NULL), "distinct(c)");
    bound_open(&b, register_of("2024-01-01", "t", "c:code", "q\nz\n''\nb\na", NULL), "distinct(c)");
    int64_t rows[] = {0, 1, 2, 3, 4};
    void *of_a = state_new(&a, 0);
    void *of_b = state_new(&b, 0);
    char text[TEXT_SIZE];
    state_take(&a, 0, of_a, rows, 3, false);
    state_take(&b, 0, of_b, rows, 5, false);
    coop__buffer bytes_of_a = state_bytes(&a, 0, of_a);
    coop__buffer bytes_of_b = state_bytes(&b, 0, of_b);
    state_merge(&a, 0, of_a, state_read(&a, 0, &bytes_of_b));
    state_merge(&b, 0, of_b, state_read(&b, 0, &bytes_of_a));
    state_finish(&a, 0, of_a, text, sizeof text);
    ck_assert_str_eq(text, "distinct 0 2:7");
    coop__buffer both = state_bytes(&a, 0, of_a);
    coop__buffer again = state_bytes(&b, 0, of_b);
    ck_assert_uint_eq(both.n, again.n);
    ck_assert_mem_eq(both.bytes, again.bytes, both.n);
    coop__buffer_free(&both);
    coop__buffer_free(&again);
    coop__buffer_free(&bytes_of_a);
    coop__buffer_free(&bytes_of_b);
    bound_close(&a);
    bound_close(&b);
}
END_TEST

/* ---- memory ---- */

START_TEST(memory_that_runs_out_is_told_and_given_back)
{
    uint64_t seed = 31;
    coop_dataset *data = random_rows(&seed, 400, 10);
    coop_query query = query_of(
        "t", NULL, "c",
        "share(b, m) as s, mean(f), variance(f), max(w), first(i, d), median(w), quantile(f, 0.9), "
        "distinct(c), distinct(w), gini(m), theil(u), km(w, b, 0) as k, km_quantile(i, b, 0.5) as q");
    char *expected = answer(data, &query);
    int64_t n_failed = 0;
    for (int64_t k = 1;; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop_run run = COOP_RUN_INIT;
        coop_table *table = NULL;
        coop_error err = {0};
        run.allocator = &a;
        query.run = &run;
        coop_status status = coop_query_run(data, &query, &table, &err);
        if (status == COOP_OK) {
            char *got = csv_of(table);
            ck_assert_str_eq(got, expected);
            free(got);
            ck_assert_uint_eq(m.live, 0);
            break;
        }
        ck_assert_msg(status == COOP_MEMORY, "call %lld: %s", (long long)k, err.message);
        ck_assert_ptr_null(table);
        ck_assert_uint_eq(m.live, 0);
        n_failed++;
    }
    ck_assert_int_gt(n_failed, 10);
    free(expected);
    coop_dataset_free(data);
}
END_TEST

/* ---- threads ---- */

static coop_dataset *million_rows(void)
{
    enum { N = 1200000 };
    coop_builder *builder = NULL;
    coop_table *table = NULL;
    coop_error err = {0};
    uint64_t seed = 9;
    const char *const names[] = {"t"};
    coop_dataset *data = NULL;
    ck_assert_int_eq(coop_builder_new(NULL, &builder, &err), COOP_OK);
    ck_assert_int_eq(coop_builder_column(builder, "g", COOP_TYPE_INT8, 0, NULL, &err), COOP_OK);
    ck_assert_int_eq(coop_builder_column(builder, "x", COOP_TYPE_INT16, 0, NULL, &err), COOP_OK);
    ck_assert_int_eq(coop_builder_column(builder, "f", COOP_TYPE_FLOAT64, 0, NULL, &err), COOP_OK);
    ck_assert_int_eq(coop_builder_column(builder, "b", COOP_TYPE_BOOL, 0, NULL, &err), COOP_OK);
    for (int i = 0; i < N; i++) {
        uint64_t r = next_random(&seed);
        ck_assert_int_eq(coop_builder_integer(builder, (int64_t)(r % 7), &err), COOP_OK);
        ck_assert_int_eq(r % 11 == 0 ? coop_builder_text(builder, NULL, &err)
                                     : coop_builder_integer(builder, (int64_t)(r / 16 % 5000), &err),
                         COOP_OK);
        ck_assert_int_eq(coop_builder_number(builder, (double)(r % 100003) / 7, &err), COOP_OK);
        ck_assert_int_eq(coop_builder_integer(builder, r / 64 % 3 == 0, &err), COOP_OK);
    }
    ck_assert_int_eq(coop_builder_finish(builder, &table, &err), COOP_OK);
    ck_assert_int_eq(coop_dataset_of_tables(&table, names, 1, 0, &data, &err), COOP_OK);
    return data;
}

START_TEST(threads_change_no_byte_of_a_result)
{
    static const int threads[] = {1, 2, 8};
    coop_dataset *data = million_rows();
    char *texts[3];
    for (int i = 0; i < 3; i++) {
        coop_run run = COOP_RUN_INIT;
        coop_query query = query_of(
            "t", NULL, "g",
            "count(), share(b, x) as s, sum(f), mean(f), mean(x), variance(x), min(f), max(x), "
            "quantile(x, 0.9), median(x), distinct(x), gini(x), theil(x), hhi(x), "
            "first(x, f), last(f, x), km(x, b, 2500) as k, km_quantile(x, b, 0.5) as q");
        run.threads = threads[i];
        query.run = &run;
        texts[i] = answer(data, &query);
        ck_assert_str_eq(texts[i], texts[0]);
    }
    for (int i = 0; i < 3; i++) {
        free(texts[i]);
    }
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_aggregate_state");
    TCase *c = tcase_create("core");
    tcase_add_test(c, a_thousand_trees_of_shards_give_the_same_bytes);
    tcase_add_test(c, large_shards_give_the_same_bytes);
    tcase_add_test(c, every_aggregate_is_tested);
    tcase_add_test(c, bytes_that_are_no_state_are_refused);
    tcase_add_test(c, a_state_is_read_by_its_own_call_only);
    tcase_add_test(c, bytes_are_as_documented);
    tcase_add_test(c, words_of_other_dictionaries_are_told_apart);
    tcase_add_test(c, memory_that_runs_out_is_told_and_given_back);
    suite_add_tcase(s, c);
    TCase *large = tcase_create("large");
    tcase_add_test(large, threads_change_no_byte_of_a_result);
    suite_add_tcase(s, large);
    return s;
}

#include "check_main.h"
