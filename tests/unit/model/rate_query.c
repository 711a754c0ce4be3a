/* rate_query.c -- states of rate: merged in any order and kept as bytes they are the same, whatever
 * the definition; bytes that are no state are refused.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rates.h"
#include "states.h"

enum { SHARDS_MOST = 9, TEXT_SIZE = 512 };

static const char definitions[] =
    "rate('completed'), rate('started'), rate('completed_net'), rate('all_parties'), "
    "rate('party_mean'), rate('due'), rate('on_time'), rate('deficit'), rate('overdue'), "
    "rate('legal'), rate('value') as v";

/* Rows of the register in any order, with what the selection says of each. */
typedef struct universe {
    bound b;
    coop__selection all;
} universe;

static int64_t pick(uint64_t *seed, int64_t n)
{
    return (int64_t)(next_random(seed) % (uint64_t)n);
}

static void universe_open(universe *u)
{
    coop_dataset *data = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_dataset_open(NULL, NULL, &data, &err), COOP_OK);
    bound_open_on(&u->b, data, "agreement", definitions);
    coop__selection none = {.n = 0};
    u->all = none;
    ck_assert_int_eq(coop__select(&u->b.frame, &u->all, &err), COOP_OK);
    ck_assert_int_gt(u->all.n, 100);
}

static void shuffle(uint64_t *seed, coop__selection *rows)
{
    for (int64_t i = rows->n - 1; i > 0; i--) {
        int64_t j = pick(seed, i + 1);
        int64_t row = rows->rows[i];
        uint16_t flags = rows->flags[i];
        rows->rows[i] = rows->rows[j];
        rows->flags[i] = rows->flags[j];
        rows->rows[j] = row;
        rows->flags[j] = flags;
    }
}

static void take(universe *u, int64_t call, void *state, int64_t first, int64_t end)
{
    coop_error err = {0};
    coop__selection part = {.rows = u->all.rows + first, .flags = u->all.flags + first,
                            .n = end - first, .capacity = end - first};
    ck_assert_msg(u->b.calls[call].aggregate->update(&u->b.calls[call], state, &part, &err) ==
                      COOP_OK, "%s", err.message);
}

static void *through_a_tree(universe *u, int64_t call, uint64_t *seed)
{
    void *shards[SHARDS_MOST];
    int64_t n_shards = 1 + pick(seed, SHARDS_MOST);
    int64_t first = 0;
    shuffle(seed, &u->all);
    for (int64_t s = 0; s < n_shards; s++) {
        int64_t end = s == n_shards - 1 ? u->all.n : first + pick(seed, u->all.n - first + 1);
        shards[s] = state_new(&u->b, call);
        take(u, call, shards[s], first, end);
        first = end;
    }
    while (n_shards > 1) {
        int64_t from = pick(seed, n_shards);
        void *more = shards[from];
        shards[from] = shards[--n_shards];
        int64_t to = pick(seed, n_shards);
        if (pick(seed, 3) == 0) {
            coop__buffer bytes = state_bytes(&u->b, call, more);
            more = state_read(&u->b, call, &bytes);
            coop__buffer_free(&bytes);
        }
        state_merge(&u->b, call, shards[to], more);
    }
    return shards[0];
}

START_TEST(a_thousand_trees_of_shards_give_the_same_rates)
{
    universe u;
    uint64_t seed = 40;
    universe_open(&u);
    for (int64_t i = 0; i < u.b.n; i++) {
        char want[TEXT_SIZE];
        char got[TEXT_SIZE];
        void *whole = state_new(&u.b, i);
        take(&u, i, whole, 0, u.all.n);
        coop__buffer bytes = state_bytes(&u.b, i, whole);
        state_finish(&u.b, i, whole, want, sizeof want);
        for (int64_t t = 0; t < 1000 / u.b.n + 1; t++) {
            coop__mark mark = coop__arena_mark(&u.b.arena);
            void *state = through_a_tree(&u, i, &seed);
            coop__buffer other = state_bytes(&u.b, i, state);
            state_finish(&u.b, i, state, got, sizeof got);
            ck_assert_uint_eq(other.n, bytes.n);
            ck_assert_mem_eq(other.bytes, bytes.bytes, bytes.n);
            ck_assert_str_eq(got, want);
            coop__buffer_free(&other);
            coop__arena_rewind(&u.b.arena, mark);
        }
        coop__buffer_free(&bytes);
    }
    bound_close(&u.b);
}
END_TEST

START_TEST(bytes_that_are_no_state_of_a_rate_are_refused)
{
    universe u;
    universe_open(&u);
    void *state = state_new(&u.b, 0);
    take(&u, 0, state, 0, 5);
    coop__buffer bytes = state_bytes(&u.b, 0, state);
    size_t n = bytes.n;
    for (size_t bit = 0; bit < 8 * n; bit++) {
        coop_error err = {0};
        void *read = state_new(&u.b, 0);
        bytes.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        coop_status status = coop__state_read(&u.b.calls[0], &u.b.arena, read, bytes.bytes, n, &err);
        ck_assert_msg(status == COOP_OK || status == COOP_FORMAT || status == COOP_LIMIT, "%s",
                      err.message);
        if (status == COOP_OK) { /* another state: of other rows, or of possible ones */
            coop__buffer again = state_bytes(&u.b, 0, read);
            ck_assert_uint_eq(again.n, n);
            ck_assert_mem_eq(again.bytes, bytes.bytes, n);
            coop__buffer_free(&again);
        }
        bytes.bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    for (size_t short_n = 0; short_n < n; short_n++) {
        coop_error err = {0};
        ck_assert_int_eq(coop__state_read(&u.b.calls[0], &u.b.arena, state_new(&u.b, 0), bytes.bytes,
                                          short_n, &err), COOP_FORMAT);
    }
    coop__buffer_free(&bytes);
    bound_close(&u.b);
}
END_TEST

START_TEST(a_row_in_two_shards_is_a_conflict)
{
    universe u;
    coop_error err = {0};
    coop__value values[COOP__OUTPUTS_MOST];
    universe_open(&u);
    void *a = state_new(&u.b, 0);
    void *b = state_new(&u.b, 0);
    take(&u, 0, a, 0, 60);
    take(&u, 0, b, 59, 80);
    state_merge(&u.b, 0, a, b);
    ck_assert_int_eq(u.b.calls[0].aggregate->finish(&u.b.calls[0], a, values, &err), COOP_CONFLICT);
    ck_assert_str_eq(err.message, "a row of the rate was taken twice");
    bound_close(&u.b);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model_rate_query");
    TCase *c = tcase_create("all");
    tcase_add_test(c, a_thousand_trees_of_shards_give_the_same_rates);
    tcase_add_test(c, bytes_that_are_no_state_of_a_rate_are_refused);
    tcase_add_test(c, a_row_in_two_shards_is_a_conflict);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
