/* catalog.c -- tests of lib/table/catalog.c: named tables, their keys, links and circles.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/catalog.h"

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "strict.h"
#include "tables.h"

static const column_spec nation_specs[] = {{"id", COOP_TYPE_CODE, 0, NULL},
                                           {"name", COOP_TYPE_TEXT, 0, NULL}};
static const char *const nation_cells[] = {"KAZ", "Kazakhstan", "UZB", "Uzbekistan",
                                           "",    "nobody",     "CHN", "China"};
static const column_spec agreement_specs[] = {{"id", COOP_TYPE_CODE, 0, NULL},
                                              {"parent", COOP_TYPE_CODE, 0, NULL},
                                              {"lead", COOP_TYPE_CODE, 0, NULL},
                                              {"parties", COOP_TYPE_SET, 0, NULL}};
static const char *const agreement_cells[] = {
    "a1", NULL, "UZB", "UZB;KAZ", "a2", "a1", "XXX", "KAZ;YYY",
    "a3", "a2", NULL,  NULL,      "a4", "a9", "",    "",
};

static coop_table *nations(const coop_allocator *a)
{
    return table_of(a, nation_specs, 2, nation_cells, 4);
}

static coop_table *agreements(const coop_allocator *a)
{
    return table_of(a, agreement_specs, 4, agreement_cells, 4);
}

/* ---- tables ---- */

START_TEST(tables_are_found_by_name_and_freed_with_the_catalog)
{
    strict s = {0};
    coop_allocator a = strictly(&s);
    coop__catalog catalog = {.arena.a = &a};
    char name[24];
    ck_assert_int_eq(coop__catalog_find(&catalog, "nation"), -1);
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "table%d", i);
        ck_assert_int_eq(coop__catalog_add(&catalog, name, nations(&a)), i);
    }
    memset(name, 'x', sizeof name - 1);
    for (int i = 0; i < 100; i++) {
        char wanted[24];
        snprintf(wanted, sizeof wanted, "table%d", i);
        ck_assert_int_eq(coop__catalog_find(&catalog, wanted), i);
        const coop__entry *entry = &catalog.entries[i];
        ck_assert_str_eq(entry->name, wanted);
        ck_assert_int_eq(coop_table_n_rows(entry->table), 4);
        ck_assert(entry->key == -1 && entry->n_links == 0);
        ck_assert(entry->from == -1 && entry->to == -1 && entry->known == -1);
        ck_assert_int_eq(coop__entry_find(entry, "KAZ", 3), -1);
        ck_assert_ptr_null(coop__entry_link(entry, 0));
    }
    ck_assert_int_eq(coop__catalog_find(&catalog, "table"), -1);
    ck_assert_int_eq(coop__catalog_find(&catalog, "table100"), -1);
    coop__catalog_free(&catalog);
    ck_assert_int_eq(catalog.n, 0);
    ck_assert_int_eq(coop__catalog_find(&catalog, "table1"), -1);
    coop__catalog_free(&catalog);
    ck_assert_int_eq(s.n_live, 0);
    ck_assert_int_eq(s.n_wrong, 0);
}
END_TEST

START_TEST(a_table_that_could_not_be_added_is_not_taken)
{
    /* The name takes a block of its own, so that entries, name and links ask one after another. */
    static char name[20000];
    memset(name, 'n', sizeof name - 1);
    for (int64_t k = 1; k <= 4; k++) {
        strict s = {0};
        strict of_table = {0};
        coop_allocator a = strictly(&s);
        coop_allocator b = strictly(&of_table);
        coop__catalog catalog = {.arena.a = &a};
        coop_table *table = agreements(&b);
        s.fail_at = k;
        int64_t index = coop__catalog_add(&catalog, name, table);
        ck_assert_int_eq(index, k <= 3 ? -1 : 0);
        if (index < 0) {
            ck_assert_int_eq(catalog.n, 0);
            ck_assert_int_eq(coop__catalog_find(&catalog, name), -1);
            ck_assert_int_eq(coop_table_n_rows(table), 4);
            index = coop__catalog_add(&catalog, name, table);
        }
        ck_assert_int_eq(index, 0);
        coop__catalog_free(&catalog);
        ck_assert_int_eq(s.n_live + of_table.n_live, 0);
        ck_assert_int_eq(s.n_wrong + of_table.n_wrong, 0);
    }
}
END_TEST

/* ---- keys ---- */

START_TEST(a_key_finds_its_row)
{
    coop__catalog catalog = {.arena.a = coop__allocator_of(NULL)};
    ck_assert_int_eq(coop__catalog_add(&catalog, "nation", nations(NULL)), 0);
    int64_t row = 77;
    int64_t other = 78;
    coop_error err = {.code = 77};
    ck_assert_int_eq(coop__catalog_key(&catalog, 0, 0, &row, &other, &err), COOP_OK);
    ck_assert(row == 77 && other == 78 && err.code == 77);
    const coop__entry *entry = &catalog.entries[0];
    ck_assert_int_eq(entry->key, 0);
    ck_assert_int_eq(coop__entry_find(entry, "KAZ", 3), 0);
    ck_assert_int_eq(coop__entry_find(entry, "UZBEK", 3), 1);
    ck_assert_int_eq(coop__entry_find(entry, "", 0), 2);
    ck_assert_int_eq(coop__entry_find(entry, "CHN", 3), 3);
    ck_assert_int_eq(coop__entry_find(entry, "CH", 2), -1);
    ck_assert_int_eq(coop__entry_find(entry, "kaz", 3), -1);
    coop__catalog_free(&catalog);
}
END_TEST

/* The key of a table of one code column. */
static void check_key(const char *const *keys, int64_t n, int64_t row, int64_t other)
{
    const column_spec spec = {"id", COOP_TYPE_CODE, 0, NULL};
    for (int wanted = 0; wanted < 4; wanted++) {
        coop__catalog catalog = {.arena.a = coop__allocator_of(NULL)};
        coop_error err = {0};
        int64_t found_row = 77;
        int64_t found_other = 77;
        ck_assert_int_eq(coop__catalog_add(&catalog, "t", table_of(NULL, &spec, 1, keys, n)), 0);
        coop_status status =
            coop__catalog_key(&catalog, 0, 0, (wanted & 1) != 0 ? &found_row : NULL,
                              (wanted & 2) != 0 ? &found_other : NULL, &err);
        bool is_good = row < 0;
        ck_assert_int_eq(status, is_good ? COOP_OK : COOP_CONFLICT);
        ck_assert_int_eq(err.code, status);
        ck_assert_int_eq(found_row, (wanted & 1) != 0 && !is_good ? row : 77);
        ck_assert_int_eq(found_other, (wanted & 2) != 0 && !is_good ? other : 77);
        ck_assert_int_eq(catalog.entries[0].key, is_good ? 0 : -1);
        ck_assert_int_eq(coop__entry_find(&catalog.entries[0], "a", 1), is_good && n > 0 ? 0 : -1);
        coop__catalog_free(&catalog);
    }
}

START_TEST(the_first_row_whose_key_is_missing_or_was_there_is_told)
{
    check_key(NULL, 0, -1, 0);
    check_key((const char *const[]){"a"}, 1, -1, 0);
    check_key((const char *const[]){"a", "b", "c"}, 3, -1, 0);
    check_key((const char *const[]){"a", "a"}, 2, 1, 0);
    check_key((const char *const[]){"a", "b", "c", "b", "a"}, 5, 3, 1);
    check_key((const char *const[]){"a", NULL, "a"}, 3, 1, -1);
    check_key((const char *const[]){NULL}, 1, 0, -1);
    check_key((const char *const[]){NULL, NULL}, 2, 0, -1);
    check_key((const char *const[]){"a", "", ""}, 3, 2, 1);
}
END_TEST

START_TEST(a_word_that_no_row_has_is_no_key)
{
    coop_table *table = coop__table_new(coop__allocator_of(NULL));
    ck_assert_int_eq(coop__table_add(table, "id", COOP_TYPE_CODE, 0, NULL), 0);
    ck_assert(coop__append_word(&table->columns[0], "refused", 7));
    coop__column_pop(&table->columns[0]);
    ck_assert(coop__append_word(&table->columns[0], "kept", 4));
    ck_assert(coop__table_close(table));
    coop__catalog catalog = {.arena.a = coop__allocator_of(NULL)};
    ck_assert_int_eq(coop__catalog_add(&catalog, "t", table), 0);
    ck_assert_int_eq(coop__catalog_key(&catalog, 0, 0, NULL, NULL, NULL), COOP_OK);
    ck_assert_int_eq(coop__entry_find(&catalog.entries[0], "kept", 4), 0);
    ck_assert_int_eq(coop__entry_find(&catalog.entries[0], "refused", 7), -1);
    coop__catalog_free(&catalog);
}
END_TEST

/* ---- links ---- */

static void check_linked(const coop__catalog *catalog)
{
    const coop__entry *entry = &catalog->entries[1];
    const coop__link *parent = coop__entry_link(entry, 1);
    const coop__link *lead = coop__entry_link(entry, 2);
    const coop__link *parties = coop__entry_link(entry, 3);
    ck_assert_ptr_nonnull(parent);
    ck_assert_ptr_nonnull(lead);
    ck_assert_ptr_nonnull(parties);
    ck_assert_ptr_null(coop__entry_link(entry, 0));
    ck_assert_ptr_null(coop__entry_link(entry, 9));
    ck_assert_int_eq(parent->target, 1);
    ck_assert_int_eq(lead->target, 0);
    static const int64_t parents[] = {-1, 0, 1, -1}; /* a9 is not there */
    static const int64_t leads[] = {1, -1, -1, 2};   /* "" is a nation here, a missing cell none */
    for (int64_t row = 0; row < 4; row++) {
        ck_assert_int_eq(coop__link_row(entry, parent, row), parents[row]);
        ck_assert_int_eq(coop__link_row(entry, lead, row), leads[row]);
    }
    /* By dictionary code, in order of first appearance: UZB, KAZ, YYY. */
    ck_assert_int_eq(parties->row_of_code[0], 1);
    ck_assert_int_eq(parties->row_of_code[1], 0);
    ck_assert_int_eq(parties->row_of_code[2], -1);
}

/* Nations and agreements, each call made again when it has no memory. */
static int64_t link_with_retries(coop__catalog *catalog, coop_table *const tables[2])
{
    static const char *const names[] = {"nation", "agreement"};
    static const int64_t links[][2] = {{1, 1}, {2, 0}, {3, 0}};
    int64_t n_failed = 0;
    coop_error err = {0};
    for (int64_t i = 0; i < 2; i++) {
        while (coop__catalog_add(catalog, names[i], tables[i]) < 0) {
            n_failed++;
        }
    }
    for (int64_t i = 0; i < 2; i++) {
        while (coop__catalog_key(catalog, i, 0, NULL, NULL, &err) != COOP_OK) {
            ck_assert_int_eq(err.code, COOP_MEMORY);
            ck_assert_int_eq(catalog->entries[i].key, -1);
            n_failed++;
        }
    }
    for (int64_t i = 0; i < 3; i++) {
        while (coop__catalog_link(catalog, 1, links[i][0], links[i][1], &err) != COOP_OK) {
            ck_assert_int_eq(err.code, COOP_MEMORY);
            ck_assert_int_eq(catalog->entries[1].n_links, i);
            n_failed++;
        }
    }
    return n_failed;
}

START_TEST(links_resolve_words_once_and_dangling_ones_to_none)
{
    coop__catalog catalog = {.arena.a = coop__allocator_of(NULL)};
    coop_table *const tables[] = {nations(NULL), agreements(NULL)};
    ck_assert_int_eq(link_with_retries(&catalog, tables), 0);
    check_linked(&catalog);
    coop__catalog_free(&catalog);
}
END_TEST

START_TEST(a_link_to_a_table_without_key_leads_nowhere)
{
    coop__catalog catalog = {.arena.a = coop__allocator_of(NULL)};
    ck_assert_int_eq(coop__catalog_add(&catalog, "nation", nations(NULL)), 0);
    ck_assert_int_eq(coop__catalog_add(&catalog, "agreement", agreements(NULL)), 1);
    ck_assert_int_eq(coop__catalog_link(&catalog, 1, 2, 0, NULL), COOP_OK);
    for (int64_t row = 0; row < 4; row++) {
        ck_assert_int_eq(coop__link_row(&catalog.entries[1], &catalog.entries[1].links[0], row),
                         -1);
    }
    coop__catalog_free(&catalog);
}
END_TEST

/* There is room for one link a column. */
START_TEST(a_column_is_linked_once)
{
    coop__catalog catalog = {.arena.a = coop__allocator_of(NULL)};
    ck_assert_int_eq(coop__catalog_add(&catalog, "nation", nations(NULL)), 0);
    ck_assert_int_eq(coop__catalog_add(&catalog, "agreement", agreements(NULL)), 1);
    ck_assert_int_eq(coop__catalog_link(&catalog, 1, 2, 0, NULL), COOP_OK);
    coop_error err = {0};
    for (int i = 0; i < 10; i++) {
        ck_assert_int_eq(coop__catalog_link(&catalog, 1, 2, 1, &err), COOP_CONFLICT);
        ck_assert_int_eq(err.code, COOP_CONFLICT);
    }
    ck_assert_int_eq(catalog.entries[1].n_links, 1);
    ck_assert_int_eq(coop__entry_link(&catalog.entries[1], 2)->target, 0);
    coop__catalog_free(&catalog);
}
END_TEST

/* Tables with dictionaries of a block each, so that every call of a catalog has to allocate. */
static coop_table *large_table(const char *prefix)
{
    coop_builder *b = builder_of(NULL, agreement_specs, 4);
    for (int i = 0; i < 3000; i++) {
        char word[32];
        snprintf(word, sizeof word, "%s%d", prefix, i);
        put_text(b, word);
        put_text(b, i % 7 == 0 ? NULL : word);
        put_text(b, word);
        put_text(b, word);
    }
    return finished(b);
}

START_TEST(without_memory_a_catalog_is_unchanged_and_can_be_asked_again)
{
    for (int64_t k = 1;; k++) {
        strict s = {.fail_at = k};
        coop_allocator a = strictly(&s);
        coop__catalog catalog = {.arena.a = &a};
        coop_table *const tables[] = {large_table("n"), large_table("n")};
        int64_t n_failed = link_with_retries(&catalog, tables);
        const coop__link *link = coop__entry_link(&catalog.entries[1], 2);
        for (int64_t row = 0; row < 3000; row++) {
            if (coop__link_row(&catalog.entries[1], link, row) != row) {
                ck_abort_msg("call %d: row %d", (int)k, (int)row);
            }
        }
        coop__catalog_free(&catalog);
        ck_assert_int_eq(s.n_live, 0);
        ck_assert_int_eq(s.n_wrong, 0);
        ck_assert_int_eq(n_failed, k <= s.calls ? 1 : 0);
        if (k > s.calls) {
            ck_assert_int_ge(k, 6);
            break;
        }
    }
}
END_TEST

/* ---- circles ---- */

/* Rows that name another as their parent; -1: none, -2: one that is not there. */
static int64_t find_cycle(const int64_t *parents, int64_t n)
{
    const column_spec specs[] = {{"id", COOP_TYPE_CODE, 0, NULL},
                                 {"parent", COOP_TYPE_CODE, 0, NULL}};
    coop_builder *b = builder_of(NULL, specs, 2);
    for (int64_t i = 0; i < n; i++) {
        char id[24];
        char parent[24];
        snprintf(id, sizeof id, "r%lld", (long long)i);
        snprintf(parent, sizeof parent, "r%lld", (long long)parents[i]);
        put_text(b, id);
        put_text(b, parents[i] == -1 ? NULL : parent);
    }
    coop__catalog catalog = {.arena.a = coop__allocator_of(NULL)};
    ck_assert_int_eq(coop__catalog_add(&catalog, "t", finished(b)), 0);
    ck_assert_int_eq(coop__catalog_key(&catalog, 0, 0, NULL, NULL, NULL), COOP_OK);
    ck_assert_int_eq(coop__catalog_link(&catalog, 0, 1, 0, NULL), COOP_OK);
    coop__arena scratch = {.a = coop__allocator_of(NULL)};
    bool no_memory = true;
    int64_t row =
        coop__entry_cycle(&scratch, &catalog.entries[0], &catalog.entries[0].links[0], &no_memory);
    ck_assert(!no_memory);
    coop__arena_free(&scratch);
    coop__catalog_free(&catalog);
    return row;
}

#define CYCLE_OF(...)                                                                              \
    find_cycle((const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / 8)

/* True if the walk up from a row comes back to it. */
static bool is_own_ancestor(const int64_t *parents, int64_t n, int64_t row)
{
    int64_t at = row;
    for (int64_t i = 0; i < n; i++) {
        at = parents[at];
        if (at == row) {
            return true;
        }
        if (at < 0) {
            return false;
        }
    }
    return false;
}

START_TEST(a_row_that_is_its_own_ancestor_is_found)
{
    ck_assert_int_eq(find_cycle(NULL, 0), -1);
    ck_assert_int_eq(CYCLE_OF(-1), -1);
    ck_assert_int_eq(CYCLE_OF(0), 0);
    ck_assert_int_eq(CYCLE_OF(-2), -1);
    ck_assert_int_eq(CYCLE_OF(-1, 0, 1, 2, 0), -1);
    ck_assert_int_eq(CYCLE_OF(-1, 1), 1);
    ck_assert_int_ne(CYCLE_OF(1, 0), -1);
    /* A tail that leads into a circle is not part of it. */
    int64_t row = CYCLE_OF(1, 2, 3, 4, 2);
    ck_assert(row >= 2 && row <= 4);
}
END_TEST

START_TEST(circles_are_found_in_random_forests_and_only_there)
{
    uint64_t state = 21;
    int n_with = 0;
    for (int round = 0; round < 1500; round++) {
        int64_t parents[40];
        int64_t n = 1 + (int64_t)(next_random(&state) % 40);
        for (int64_t i = 0; i < n; i++) {
            uint64_t kind = next_random(&state) % 8;
            /* Mostly upwards, so that half of the forests have no circle. */
            int64_t up = i == 0 ? -1 : (int64_t)(next_random(&state) % (uint64_t)i);
            parents[i] = kind == 0   ? -1
                         : kind == 1 ? -2
                         : kind == 2 && round % 2 == 0
                             ? (int64_t)(next_random(&state) % (uint64_t)n)
                             : up;
        }
        bool has_circle = false;
        for (int64_t i = 0; i < n; i++) {
            has_circle = has_circle || is_own_ancestor(parents, n, i);
        }
        int64_t row = find_cycle(parents, n);
        n_with += has_circle ? 1 : 0;
        if ((row >= 0) != has_circle || (row >= 0 && !is_own_ancestor(parents, n, row))) {
            ck_abort_msg("round %d: row %d of %d", round, (int)row, (int)n);
        }
    }
    ck_assert_int_gt(n_with, 150);
    ck_assert_int_lt(n_with, 1000);
}
END_TEST

START_TEST(a_chain_of_many_rows_is_walked_once)
{
    enum { N = 50000 };
    static int64_t parents[N];
    for (int64_t i = 0; i < N; i++) {
        parents[i] = i + 1 < N ? i + 1 : -1; /* the first walk goes all the way */
    }
    ck_assert_int_eq(find_cycle(parents, N), -1);
    for (int64_t i = 0; i < N; i++) {
        parents[i] = i - 1; /* each walk ends at the one before */
    }
    ck_assert_int_eq(find_cycle(parents, N), -1);
    parents[0] = N - 1;
    ck_assert_int_ge(find_cycle(parents, N), 0);
}
END_TEST

START_TEST(a_search_without_memory_says_so)
{
    strict s = {.fail_at = 1};
    coop_allocator a = strictly(&s);
    coop__catalog catalog = {.arena.a = coop__allocator_of(NULL)};
    coop_table *const tables[] = {nations(NULL), agreements(NULL)};
    ck_assert_int_eq(link_with_retries(&catalog, tables), 0);
    const coop__entry *entry = &catalog.entries[1];
    coop__arena scratch = {.a = &a};
    bool no_memory = false;
    ck_assert_int_eq(coop__entry_cycle(&scratch, entry, coop__entry_link(entry, 1), &no_memory),
                     -1);
    ck_assert(no_memory);
    ck_assert_int_eq(coop__entry_cycle(&scratch, entry, coop__entry_link(entry, 1), &no_memory),
                     -1);
    ck_assert(!no_memory);
    coop__arena_free(&scratch);
    coop__catalog_free(&catalog);
    ck_assert_int_eq(s.n_live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table/catalog");
    TCase *tables = tcase_create("tables");
    suite_add_tcase(s, tables);
    tcase_add_test(tables, tables_are_found_by_name_and_freed_with_the_catalog);
    tcase_add_test(tables, a_table_that_could_not_be_added_is_not_taken);
    TCase *keys = tcase_create("keys");
    suite_add_tcase(s, keys);
    tcase_add_test(keys, a_key_finds_its_row);
    tcase_add_test(keys, the_first_row_whose_key_is_missing_or_was_there_is_told);
    tcase_add_test(keys, a_word_that_no_row_has_is_no_key);
    TCase *links = tcase_create("links");
    suite_add_tcase(s, links);
    tcase_add_test(links, links_resolve_words_once_and_dangling_ones_to_none);
    tcase_add_test(links, a_link_to_a_table_without_key_leads_nowhere);
    tcase_add_test(links, a_column_is_linked_once);
    tcase_add_test(links, without_memory_a_catalog_is_unchanged_and_can_be_asked_again);
    TCase *circles = tcase_create("circles");
    tcase_set_timeout(circles, 60);
    suite_add_tcase(s, circles);
    tcase_add_test(circles, a_row_that_is_its_own_ancestor_is_found);
    tcase_add_test(circles, circles_are_found_in_random_forests_and_only_there);
    tcase_add_test(circles, a_chain_of_many_rows_is_walked_once);
    tcase_add_test(circles, a_search_without_memory_says_so);
    return s;
}

#include "check_main.h"
