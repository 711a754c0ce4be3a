/* record.c -- tests of lib/model/record.c and the records that lib/data/records.py writes.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/dataset.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <check.h>

#include "meter.h"
#include "random.h"
#include "records.h"

/* ---- cells against the table's own getters ---- */

static void check_number(const slot *s, const coop_column *column, const void *p, double want)
{
    switch (column->type) {
    case COOP_TYPE_FLOAT64:
        ck_assert_int_eq(s->kind, 'f');
        ck_assert(*(const double *)p == want);
        break;
    case COOP_TYPE_BOOL:
    case COOP_TYPE_DATE:
        ck_assert_int_eq(s->kind, 'd');
        ck_assert(*(const int32_t *)p == want);
        break;
    case COOP_TYPE_MONEY:
        ck_assert_int_eq(s->kind, 'i');
        ck_assert_int_eq(column->scale, 2);
        ck_assert((double)*(const int64_t *)p / 100 == want);
        break;
    default:
        ck_assert_int_eq(s->kind, 'i');
        ck_assert((double)*(const int64_t *)p == want);
        break;
    }
}

static void check_set(const coop_column *column, int64_t row, const coop_words *words)
{
    const uint32_t *codes = column->values;
    ck_assert(words->words == column->words);
    ck_assert_ptr_nonnull(words->codes);
    ck_assert(words->codes == codes + column->offsets[row]);
    ck_assert_int_eq(words->n, column->offsets[row + 1] - column->offsets[row]);
}

/* The member against the cell; the column is missing when its index is -1. */
static bool check_cell(const coop_table *table, int64_t index, int64_t row, coop_type type,
                       const slot *s, const void *p)
{
    coop_column column = {.struct_size = sizeof column};
    const char *word = NULL;
    double number = 0;
    if (index < 0) {
        check_missing(s, type, p);
        return false;
    }
    ck_assert_int_eq(coop_table_column(table, index, &column, NULL), COOP_OK);
    if (column.validity != NULL && (column.validity[row / 8] >> (row % 8) & 1) == 0) {
        check_missing(s, type, p);
        return false;
    }
    if (column.type == COOP_TYPE_CODE) {
        ck_assert_int_eq(s->kind, 'w');
        ck_assert_int_eq(coop_table_word(table, row, s->column, &word, NULL), COOP_OK);
        ck_assert(*(const char *const *)p == word);
    } else if (column.type == COOP_TYPE_SET) {
        ck_assert_int_eq(s->kind, 's');
        check_set(&column, row, p);
    } else if (column.type == COOP_TYPE_SPAN) {
        ck_assert_int_eq(s->kind, 'p');
        ck_assert(memcmp(p, (const coop_span *)column.values + row, sizeof(coop_span)) == 0);
    } else {
        ck_assert_int_eq(coop_table_number(table, row, s->column, &number, NULL), COOP_OK);
        check_number(s, &column, p, number);
    }
    return true;
}

START_TEST(every_cell_of_the_embedded_register_is_in_its_record)
{
    coop_dataset *data = embedded();
    const noun *n = &nouns[_i];
    const coop_table *table = coop_dataset_table(data, n->table);
    int64_t n_seen = 0;
    int64_t n_missing = 0;
    /* No member is forgotten: as many as columns, and each of another column. */
    ck_assert_int_eq(n->n_slots, coop_table_n_columns(table));
    ck_assert_int_eq(n->count(data), coop_table_n_rows(table));
    ck_assert_int_gt(n->count(data), 0);
    for (int64_t row = 0; row < n->count(data); row++) {
        room r = room_of(n->size, 0x5a);
        coop_error err = {0};
        ck_assert_msg(n->at(data, row, &r, &err) == COOP_OK, "%s", err.message);
        ck_assert_uint_eq(r.struct_size, n->size);
        for (int64_t i = 0; i < n->n_slots; i++) {
            ck_assert_int_eq(coop_table_find(table, n->slots[i].column), i);
            coop_type type = table->columns[i].type;
            bool is_there = check_cell(table, i, row, type, &n->slots[i],
                                       member_at(&r, &n->slots[i]));
            n_seen += is_there ? 1 : 0;
            n_missing += is_there ? 0 : 1;
        }
        ck_assert_uint_eq(r.bytes[n->size], 0x5a);
    }
    ck_assert(n_seen > 0 && n_missing > 0);
    coop_dataset_free(data);
}
END_TEST

/* Days by hand, so that a shift of all dates does not go unseen. */
static coop_date day(int32_t year, int32_t month, int32_t number)
{
    coop_date out = 0;
    ck_assert_int_eq(coop_date_of(year, month, number, &out, NULL), COOP_OK);
    return out;
}

START_TEST(known_facts_are_found_by_name)
{
    coop_dataset *data = embedded();
    coop_nation nation = {.struct_size = sizeof nation, .reserved = 7};
    ck_assert_int_eq(coop_nation_find(data, "KAZ", &nation, NULL), COOP_OK);
    ck_assert_int_eq(nation.reserved, 0);
    ck_assert_str_eq(nation.id, "KAZ");
    ck_assert_str_eq(nation.capital, "Astana");
    ck_assert_int_eq(nation.area_km2, 2724900);
    ck_assert_int_eq(nation.population_persons, 20592571);
    ck_assert_int_eq(nation.gdp_usd_minor, 26142112108600);
    ck_assert_int_eq(nation.rail_gauge_mm, 1520);
    ck_assert(nation.capital_lat_degrees == 51.1801);
    ck_assert_int_eq(nation.wto_accession, day(2015, 11, 30));
    ck_assert_ptr_null(nation.notes);
    ck_assert_int_eq(coop_nation_find(data, "EUU", &nation, NULL), COOP_OK);
    ck_assert_int_eq(nation.area_km2, COOP_INTEGER_NONE);
    ck_assert_int_eq(nation.gdp_usd_2024_est_minor, COOP_MONEY_NONE);
    ck_assert(nation.area_sources.codes == NULL && nation.area_sources.n == 0);

    coop_agreement agreement = {.struct_size = sizeof agreement};
    ck_assert_int_eq(coop_agreement_find(data, "x23_line_d", &agreement, NULL), COOP_OK);
    ck_assert_int_eq(agreement.signed_on.first, day(2023, 5, 19));
    ck_assert_int_eq(agreement.signed_on.last, day(2023, 5, 19));
    ck_assert_int_eq(agreement.status_as_of, day(2024, 2, 6));
    ck_assert_int_eq(agreement.due.first, COOP_DATE_NONE);
    ck_assert_str_eq(agreement.list_id, "xian_2023_items");
    ck_assert_int_eq(agreement.parties.n, 6);
    ck_assert_str_eq(agreement.parties.words[agreement.parties.codes[3]], "TJK");
    ck_assert_int_eq(agreement.amount_minor, COOP_MONEY_NONE);

    coop_event event = {.struct_size = sizeof event};
    ck_assert_int_eq(coop_event_find(data, "x23_line_d", 3, &event, NULL), COOP_OK);
    ck_assert_str_eq(event.detail, "stalled");
    ck_assert_str_eq(event.party, "TJK");
    ck_assert_int_eq(event.seq, 3);

    coop_investment investment = {.struct_size = sizeof investment};
    ck_assert_int_eq(coop_investment_find(data, "inv_cku_equity", &investment, NULL), COOP_OK);
    ck_assert_int_eq(investment.amount_minor, 230000000000);
    ck_assert_int_eq(investment.amount_low_minor, COOP_MONEY_NONE);
    ck_assert_str_eq(investment.currency, "USD");
    ck_assert_str_eq(investment.shares, "CHN:0.51;KGZ:0.245;UZB:0.245");

    coop_project project = {.struct_size = sizeof project};
    ck_assert_int_eq(coop_project_find(data, "39539", &project, NULL), COOP_OK);
    ck_assert_int_eq(project.amount_usd_minor, 13482775347);
    ck_assert_int_eq(project.infrastructure, 1);
    ck_assert_int_eq(project.committed.first, day(2019, 1, 1));
    ck_assert_int_eq(project.committed.last, day(2019, 12, 31));

    coop_rail_segment segment = {.struct_size = sizeof segment};
    ck_assert_int_eq(coop_rail_segment_find(data, "s148", &segment, NULL), COOP_OK);
    ck_assert_str_eq(segment.from_id, "aktau_port");
    ck_assert_str_eq(segment.to_id, "alat_port");
    ck_assert(segment.length_km == 470.0);
    ck_assert_int_eq(segment.gauge_mm.n, 0);
    ck_assert_int_eq(segment.tracks, COOP_INTEGER_NONE);
    ck_assert_int_eq(segment.opened.first, COOP_DATE_OPEN_FIRST);
    ck_assert_int_eq(segment.opened.last, COOP_DATE_OPEN_LAST);

    coop_claim claim = {.struct_size = sizeof claim};
    ck_assert_int_eq(coop_claim_find(data, "cl_80pct_implemented", &claim, NULL), COOP_OK);
    ck_assert(claim.value == 80.0 && isnan(claim.counter_value));

    coop_source source = {.struct_size = sizeof source};
    ck_assert_int_eq(coop_source_find(data, "debian_iso_codes", &source, NULL), COOP_OK);
    ck_assert_str_eq(source.read_word, "yes");
    coop_dataset_free(data);
}
END_TEST

START_TEST(every_kind_of_member_is_missing_somewhere)
{
    coop_dataset *data = embedded();
    int64_t missing[COOP_TYPE_END] = {0};
    for (int64_t i = 0; i < N_NOUNS; i++) {
        const coop_table *table = coop_dataset_table(data, nouns[i].table);
        for (int64_t j = 0; j < table->n_columns; j++) {
            missing[table->columns[j].type] += table->columns[j].n_null;
        }
    }
    static const coop_type types[] = {
        COOP_TYPE_CODE,  COOP_TYPE_SET,  COOP_TYPE_SPAN,    COOP_TYPE_DATE, COOP_TYPE_INT16,
        COOP_TYPE_INT64, COOP_TYPE_BOOL, COOP_TYPE_FLOAT64, COOP_TYPE_MONEY};
    for (int64_t i = 0; i < LENGTH(types); i++) {
        ck_assert_msg(missing[types[i]] > 0, "%s", coop_type_name(types[i]));
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(find_gives_the_record_of_at)
{
    coop_dataset *data = embedded();
    const noun *n = &nouns[_i];
    for (int64_t row = 0; row < n->count(data); row++) {
        room by_place = room_of(n->size, 0);
        room by_key = room_of(n->size, 0x5a);
        ck_assert_int_eq(n->at(data, row, &by_place, NULL), COOP_OK);
        const char *key = NULL;
        int64_t number = 0;
        memcpy(&key, member_at(&by_place, &n->slots[0]), sizeof key);
        if (n->slots[1].kind == 'i') {
            memcpy(&number, member_at(&by_place, &n->slots[1]), sizeof number);
        }
        ck_assert_int_eq(n->find(data, key, number, &by_key, NULL), COOP_OK);
        ck_assert(memcmp(by_place.bytes, by_key.bytes, n->size) == 0);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(only_members_that_fit_into_struct_size_are_written)
{
    coop_dataset *data = embedded();
    const noun *n = &nouns[_i];
    room whole = room_of(n->size, 0);
    ck_assert_int_eq(n->at(data, 1, &whole, NULL), COOP_OK);
    for (size_t size = sizeof(size_t); size <= n->size + 16; size++) {
        room part = room_of(size, 0x5a);
        ck_assert_int_eq(n->at(data, 1, &part, NULL), COOP_OK);
        ck_assert_uint_eq(part.struct_size, size);
        size_t end = sizeof(size_t);
        for (int64_t i = 0; i < n->n_slots; i++) {
            const slot *s = &n->slots[i];
            if (s->offset + s->size <= size) {
                end = s->offset + s->size;
                ck_assert(memcmp(member_at(&part, s), member_at(&whole, s), s->size) == 0);
            }
        }
        end = size >= n->size ? n->size : end;
        for (size_t i = end; i < sizeof part.bytes; i++) {
            ck_assert_msg(part.bytes[i] == 0x5a, "size %zu, byte %zu", size, i);
        }
    }
    coop_dataset_free(data);
}
END_TEST

/* ---- failures ---- */

static bool is_untouched(const room *r, size_t struct_size)
{
    room before = room_of(struct_size, 0x5a);
    return memcmp(r, &before, sizeof before) == 0;
}

/* A call that fails with a code and a message, and leaves its output alone. */
#define FAILS(call, status, text) \
    do { \
        coop_error err = {0}; \
        ck_assert_int_eq(call, status); \
        ck_assert_int_eq(err.code, status); \
        ck_assert_msg(strcmp(err.message, text) == 0, "%s", err.message); \
    } while (0)

START_TEST(arguments_that_are_missing_are_named)
{
    coop_dataset *data = embedded();
    const noun *n = &nouns[_i];
    bool is_numbered = strcmp(n->table, "event") == 0;
    room r = room_of(n->size, 0x5a);
    FAILS(n->at(NULL, 0, &r, &err), COOP_ARGUMENT, "data is NULL");
    FAILS(n->at(data, 0, NULL, &err), COOP_ARGUMENT, "out is NULL");
    FAILS(n->find(NULL, "x", 1, &r, &err), COOP_ARGUMENT, "data is NULL");
    FAILS(n->find(data, "x", 1, NULL, &err), COOP_ARGUMENT, "out is NULL");
    FAILS(n->find(data, NULL, 1, &r, &err), COOP_ARGUMENT,
          is_numbered ? "agreement is NULL" : "id is NULL");
    ck_assert(is_untouched(&r, n->size));
    for (size_t size = 0; size < sizeof(size_t); size += sizeof(size_t) - 1) {
        char text[100];
        snprintf(text, sizeof text, "out->struct_size is %zu, need sizeof(coop_%s)", size,
                 n->table);
        r = room_of(size, 0x5a);
        FAILS(n->at(data, 0, &r, &err), COOP_ARGUMENT, text);
        FAILS(n->find(data, "x", 1, &r, &err), COOP_ARGUMENT, text);
        ck_assert(is_untouched(&r, size));
    }
    ck_assert_int_eq(n->count(NULL), 0);
    coop_dataset_free(data);
}
END_TEST

START_TEST(an_index_outside_is_a_range)
{
    coop_dataset *data = embedded();
    const noun *n = &nouns[_i];
    int64_t rows = n->count(data);
    const int64_t outside[] = {-1, rows, INT64_MIN, INT64_MAX};
    room r = room_of(n->size, 0x5a);
    for (int64_t i = 0; i < LENGTH(outside); i++) {
        char text[100];
        snprintf(text, sizeof text, "index is %lld, table '%s' has %lld rows from 0",
                 (long long)outside[i], n->table, (long long)rows);
        FAILS(n->at(data, outside[i], &r, &err), COOP_RANGE, text);
        ck_assert_int_eq(n->at(data, outside[i], &r, NULL), COOP_RANGE);
        ck_assert(is_untouched(&r, n->size));
    }
    ck_assert_int_eq(n->at(data, 0, &r, NULL), COOP_OK);
    ck_assert_int_eq(n->at(data, rows - 1, &r, NULL), COOP_OK);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_register_without_the_table_has_no_records)
{
    coop_dataset *data = NULL;
    ck_assert_int_eq(coop_dataset_of_tables(NULL, NULL, 0, 0, &data, NULL), COOP_OK);
    for (int64_t i = 0; i < N_NOUNS; i++) {
        const noun *n = &nouns[i];
        room r = room_of(n->size, 0x5a);
        char text[100];
        snprintf(text, sizeof text, "the register has no table '%s'", n->table);
        ck_assert_int_eq(n->count(data), 0);
        FAILS(n->at(data, 0, &r, &err), COOP_NOT_FOUND, text);
        FAILS(n->find(data, "x", 1, &r, &err), COOP_NOT_FOUND, text);
        ck_assert(is_untouched(&r, n->size));
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_key_that_is_not_there_names_the_nearest)
{
    coop_dataset *data = embedded();
    room r = room_of(sizeof(coop_nation), 0x5a);
    FAILS(nation_find(data, "KAS", 0, &r, &err), COOP_NOT_FOUND,
          "table 'nation' has no id 'KAS', the nearest is 'KAZ'");
    FAILS(nation_find(data, "nothing of this kind", 0, &r, &err), COOP_NOT_FOUND,
          "table 'nation' has no id 'nothing of this kind'");
    FAILS(nation_find(data, "", 0, &r, &err), COOP_NOT_FOUND, "table 'nation' has no id ''");
    ck_assert_int_eq(nation_find(data, "kaz", 0, &r, NULL), COOP_NOT_FOUND);
    ck_assert(is_untouched(&r, sizeof(coop_nation)));
    r = room_of(sizeof(coop_event), 0x5a);
    FAILS(event_find(data, "x23_line_f", 1, &r, &err), COOP_NOT_FOUND,
          "table 'event' has no agreement 'x23_line_f', the nearest is 'x23_line_d'");
    FAILS(event_find(data, "x23_line_d", 0, &r, &err), COOP_NOT_FOUND,
          "table 'event' has no row of agreement 'x23_line_d' with seq 0");
    FAILS(event_find(data, "x23_line_d", 5, &r, &err), COOP_NOT_FOUND,
          "table 'event' has no row of agreement 'x23_line_d' with seq 5");
    ck_assert(is_untouched(&r, sizeof(coop_event)));
    ck_assert_int_eq(event_find(data, "x23_line_d", 4, &r, NULL), COOP_OK);
    coop_dataset_free(data);
}
END_TEST

/* ---- registers of the user ---- */

START_TEST(a_small_register_of_other_columns_is_read)
{
    static const field fields[] = {{"length_km", COOP_TYPE_INT16, 0, "km"},
                                   {"own_remark", COOP_TYPE_TEXT, 0, NULL},
                                   {"tracks", COOP_TYPE_INT64, 0, NULL},
                                   {"opened", COOP_TYPE_DATE, 0, NULL},
                                   {"cost", COOP_TYPE_MONEY, 0, NULL},
                                   {"id", COOP_TYPE_CODE, 0, NULL},
                                   {"gauge_mm", COOP_TYPE_SET, 0, NULL}};
    static const char *const cells[] = {"570", "x",  "2",  "2018-05-06", "12", "s1", "",
                                        NULL,  NULL, NULL, NULL,         "-7", "s2", NULL};
    coop_dataset *data = register_of("rail_segment", table_of(fields, 7, cells, LENGTH(cells)));
    coop_rail_segment s = {.struct_size = sizeof s};
    ck_assert_int_eq(coop_rail_segment_count(data), 2);
    ck_assert_int_eq(coop_rail_segment_find(data, "s1", &s, NULL), COOP_OK);
    ck_assert(s.length_km == 570.0);
    ck_assert_int_eq(s.tracks, 2);
    ck_assert_int_eq(s.opened.first, day(2018, 5, 6));
    ck_assert_int_eq(s.opened.last, day(2018, 5, 6));
    ck_assert_int_eq(s.cost_minor, 1200);
    ck_assert_str_eq(s.id, "s1");
    /* An empty set is a value. */
    ck_assert(s.gauge_mm.codes != NULL && s.gauge_mm.n == 0);
    ck_assert(s.from_id == NULL && s.cost_currency == NULL && s.sources.codes == NULL);
    ck_assert_int_eq(s.planned_opening.last, COOP_DATE_NONE);
    ck_assert_int_eq(coop_rail_segment_at(data, 1, &s, NULL), COOP_OK);
    ck_assert(isnan(s.length_km) && s.tracks == COOP_INTEGER_NONE && s.gauge_mm.codes == NULL);
    ck_assert_int_eq(s.opened.first, COOP_DATE_NONE);
    ck_assert_int_eq(s.cost_minor, -700);
    coop_dataset_free(data);
}
END_TEST

static void must_differ(const noun *n, const field *f, const char *text, const char *message)
{
    const field fields[] = {{"id", COOP_TYPE_CODE, 0, NULL}, *f};
    const char *const cells[] = {"a", text};
    coop_dataset *data = one_row(n->table, fields, 2, cells);
    room r = room_of(n->size, 0x5a);
    FAILS(n->at(data, 0, &r, &err), COOP_TYPE, message);
    FAILS(n->find(data, "a", 0, &r, &err), COOP_TYPE, message);
    ck_assert_int_eq(n->at(data, 0, &r, NULL), COOP_TYPE);
    ck_assert(is_untouched(&r, n->size));
    /* A caller that has no such member does not mind its column. */
    r.struct_size = 2 * sizeof(size_t);
    ck_assert_int_eq(n->at(data, 0, &r, NULL), COOP_OK);
    coop_dataset_free(data);
}

START_TEST(a_column_of_another_type_or_unit_is_named_with_both)
{
    static const noun segment = NOUN(rail_segment);
    static const noun project = NOUN(project);
    static const noun nation = NOUN(nation);
    must_differ(&segment, &(field){"opened", COOP_TYPE_CODE, 0, NULL}, "x",
                "column 'opened' of table 'rail_segment' is of type code, need span");
    must_differ(&segment, &(field){"notes", COOP_TYPE_TEXT, 0, NULL}, NULL,
                "column 'notes' of table 'rail_segment' is of type text, need code");
    must_differ(&segment, &(field){"gauge_mm", COOP_TYPE_CODE, 0, NULL}, "1435",
                "column 'gauge_mm' of table 'rail_segment' is of type code, need set");
    must_differ(&segment, &(field){"tracks", COOP_TYPE_FLOAT64, 0, NULL}, "2",
                "column 'tracks' of table 'rail_segment' is of type float64, need int64");
    must_differ(&segment, &(field){"tracks", COOP_TYPE_BOOL, 0, NULL}, "1",
                "column 'tracks' of table 'rail_segment' is of type bool, need int64");
    must_differ(&segment, &(field){"length_km", COOP_TYPE_MONEY, 2, NULL}, "2",
                "column 'length_km' of table 'rail_segment' is of type money, need float64");
    must_differ(&segment, &(field){"cost", COOP_TYPE_INT64, 0, NULL}, "2",
                "column 'cost' of table 'rail_segment' is of type int64, need money");
    must_differ(&project, &(field){"infrastructure", COOP_TYPE_INT8, 0, NULL}, "1",
                "column 'infrastructure' of table 'project' is of type int8, need bool");
    must_differ(&nation, &(field){"wto_accession", COOP_TYPE_SPAN, 0, NULL}, "1995",
                "column 'wto_accession' of table 'nation' is of type span, need date");
    must_differ(&segment, &(field){"length_km", COOP_TYPE_FLOAT64, 0, "mi"}, "2",
                "column 'length_km' of table 'rail_segment' is in mi, need km");
    must_differ(&nation, &(field){"population", COOP_TYPE_INT64, 0, "millions"}, "2",
                "column 'population' of table 'nation' is in millions, need persons");
    must_differ(&project, &(field){"amount", COOP_TYPE_MONEY, 2, "EUR"}, "2",
                "column 'amount' of table 'project' is in EUR, need USD");
}
END_TEST

START_TEST(the_currency_is_where_the_record_says)
{
    static const field fields[] = {{"id", COOP_TYPE_CODE, 0, NULL},
                                   {"amount", COOP_TYPE_MONEY, 2, NULL},
                                   {"currency", COOP_TYPE_CODE, 0, NULL},
                                   {"money", COOP_TYPE_CODE, 0, NULL}};
    static const char *const cells[] = {"a", "1.25", "EUR", "CHF"};
    static const noun agreement = NOUN(agreement);
    static const noun project = NOUN(project);
    room r = room_of(agreement.size, 0x5a);
    coop_table *table = table_of(fields, 4, cells, 4);
    coop_dataset *data = register_of("agreement", table);
    table->columns[1].currency = 3;
    FAILS(agreement.at(data, 0, &r, &err), COOP_TYPE,
          "column 'amount' of table 'agreement' has its currency in 'money', need currency");
    ck_assert(is_untouched(&r, agreement.size));
    table->columns[1].currency = 2;
    coop_agreement a = {.struct_size = sizeof a};
    ck_assert_int_eq(coop_agreement_at(data, 0, &a, NULL), COOP_OK);
    ck_assert_int_eq(a.amount_minor, 125);
    ck_assert_str_eq(a.currency, "EUR");
    coop_dataset_free(data);

    table = table_of(fields, 4, cells, 4);
    table->columns[1].currency = 2;
    data = register_of("project", table);
    r = room_of(project.size, 0x5a);
    FAILS(project.at(data, 0, &r, &err), COOP_TYPE,
          "column 'amount' of table 'project' has its currency in 'currency', need USD");
    table->columns[1].currency = -1;
    ck_assert_int_eq(project.at(data, 0, &r, NULL), COOP_OK);
    coop_dataset_free(data);
}
END_TEST

static coop_dataset *one_integer(const char *name, const field *f, int64_t value)
{
    coop_builder *builder = NULL;
    coop_table *table = NULL;
    ck_assert_int_eq(coop_builder_new(NULL, &builder, NULL), COOP_OK);
    ck_assert_int_eq(coop_builder_column(builder, f->name, f->type, f->scale, f->unit, NULL),
                     COOP_OK);
    ck_assert_int_eq(coop_builder_integer(builder, value, NULL), COOP_OK);
    ck_assert_int_eq(coop_builder_finish(builder, &table, NULL), COOP_OK);
    return register_of(name, table);
}

/* amount_minor of a register whose amounts have a scale of their own; code: what at() returns. */
static int64_t amount_read(int64_t value, int32_t scale, coop_status code)
{
    const field amount = {"amount", COOP_TYPE_MONEY, scale, NULL};
    coop_dataset *data = one_integer("agreement", &amount, value);
    coop_agreement a = {.struct_size = sizeof a};
    a.amount_minor = 17;
    coop_error err = {0};
    ck_assert_int_eq(coop_agreement_at(data, 0, &a, &err), code);
    ck_assert_int_eq(err.code, code);
    if (code != COOP_OK) {
        char text[232];
        snprintf(text, sizeof text,
                 "column 'amount' of table 'agreement' is %lld with %d digits behind the point in "
                 "row 0, which 2 digits do not hold", (long long)value, (int)scale);
        ck_assert_str_eq(err.message, text);
    }
    coop_dataset_free(data);
    return a.amount_minor;
}

START_TEST(an_amount_of_another_scale_is_exact_or_refused)
{
    ck_assert_int_eq(amount_read(123, 2, COOP_OK), 123);
    ck_assert_int_eq(amount_read(123, 0, COOP_OK), 12300);
    ck_assert_int_eq(amount_read(1230, 3, COOP_OK), 123);
    ck_assert_int_eq(amount_read(-1230000, 6, COOP_OK), -123);
    ck_assert_int_eq(amount_read(0, 6, COOP_OK), 0);
    ck_assert_int_eq(amount_read(1231, 3, COOP_RANGE), 17);
    ck_assert_int_eq(amount_read(-1230001, 6, COOP_RANGE), 17);
    ck_assert_int_eq(amount_read(INT64_MAX / 100, 0, COOP_OK), INT64_MAX / 100 * 100);
    ck_assert_int_eq(amount_read(INT64_MAX / 100 + 1, 0, COOP_RANGE), 17);
    ck_assert_int_eq(amount_read(INT64_MIN / 100, 0, COOP_OK), INT64_MIN / 100 * 100);
    ck_assert_int_eq(amount_read(INT64_MIN / 100 - 1, 0, COOP_RANGE), 17);
    ck_assert_int_eq(amount_read(INT64_MAX / 10 + 1, 1, COOP_RANGE), 17);
    ck_assert_int_eq(amount_read(INT64_MIN / 10 - 1, 1, COOP_RANGE), 17);
    ck_assert_int_eq(amount_read(INT64_MAX, 2, COOP_OK), INT64_MAX);
    ck_assert_int_eq(amount_read(-INT64_MAX, 2, COOP_OK), -INT64_MAX);
    /* What stands for a missing amount is no amount. */
    ck_assert_int_eq(amount_read(INT64_MIN, 2, COOP_RANGE), 17);
    ck_assert_int_eq(amount_read(INT64_MIN, 3, COOP_RANGE), 17);
}
END_TEST

START_TEST(an_integer_that_stands_for_a_missing_one_is_refused)
{
    for (int64_t value = -INT64_MAX - 1; value <= -INT64_MAX; value++) {
        coop_dataset *data = one_integer("summit", &(field){"ordinal", COOP_TYPE_INT64, 0, NULL},
                                         value);
        room r = room_of(sizeof(coop_summit), 0x5a);
        if (value == INT64_MIN) {
            FAILS(summit_at(data, 0, &r, &err), COOP_RANGE,
                  "column 'ordinal' of table 'summit' is -9223372036854775808 in row 0, which "
                  "stands for no value");
            ck_assert(is_untouched(&r, sizeof(coop_summit)));
        } else {
            coop_summit s = {.struct_size = sizeof s};
            ck_assert_int_eq(coop_summit_at(data, 0, &s, NULL), COOP_OK);
            ck_assert_int_eq(s.ordinal, -INT64_MAX);
        }
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(a_key_column_may_be_missing_or_of_another_type)
{
    static const noun nation = NOUN(nation);
    static const noun event = NOUN(event);
    room r = room_of(nation.size, 0x5a);
    static const field names[] = {{"name", COOP_TYPE_CODE, 0, NULL}};
    static const char *const cells[] = {"1"};
    coop_dataset *data = one_row("nation", names, 1, cells);
    FAILS(nation.find(data, "1", 0, &r, &err), COOP_NOT_FOUND, "table 'nation' has no column 'id'");
    coop_dataset_free(data);

    static const field numbers[] = {{"id", COOP_TYPE_INT32, 0, NULL}};
    data = one_row("nation", numbers, 1, cells);
    FAILS(nation.find(data, "1", 0, &r, &err), COOP_TYPE,
          "column 'id' of table 'nation' is of type int32, need code");
    coop_dataset_free(data);
    ck_assert(is_untouched(&r, nation.size));

    static const field events[] = {{"agreement", COOP_TYPE_CODE, 0, NULL},
                                   {"seq", COOP_TYPE_CODE, 0, NULL}};
    static const char *const words[] = {"a", "1"};
    r = room_of(event.size, 0x5a);
    data = one_row("event", events, 2, words);
    FAILS(event.find(data, "a", 1, &r, &err), COOP_TYPE,
          "column 'seq' of table 'event' is of type code, need int64");
    coop_dataset_free(data);
    data = one_row("event", events, 1, words);
    FAILS(event.find(data, "a", 1, &r, &err), COOP_NOT_FOUND, "table 'event' has no column 'seq'");
    coop_dataset_free(data);
    static const field numbered[] = {{"agreement", COOP_TYPE_CODE, 0, NULL},
                                     {"seq", COOP_TYPE_INT8, 0, NULL}};
    static const char *const unnumbered[] = {"a", NULL};
    data = one_row("event", numbered, 2, unnumbered);
    ck_assert_int_eq(event.find(data, "a", 0, &r, NULL), COOP_NOT_FOUND);
    coop_dataset_free(data);
    ck_assert(is_untouched(&r, event.size));
}
END_TEST

START_TEST(without_a_declared_key_the_first_row_of_an_id_is_found)
{
    static const field fields[] = {{"id", COOP_TYPE_CODE, 0, NULL},
                                   {"name", COOP_TYPE_CODE, 0, NULL}};
    static const char *const cells[] = {NULL, "two", "KAZ", "one", "UZB", "three"};
    coop_table *table = table_of(fields, 1, NULL, 0);
    coop_dataset *data = register_of("nation", table);
    coop_nation n = {.struct_size = sizeof n};
    ck_assert_int_eq(coop_nation_find(data, "KAZ", &n, NULL), COOP_NOT_FOUND);
    coop_dataset_free(data);
    /* A row without a key is refused where id is the key: the column goes in by another name. */
    table = table_of(fields, 2, cells, LENGTH(cells));
    table->columns[0].name = "code";
    data = register_of("nation", table);
    table->columns[0].name = "id";
    ck_assert_int_eq(data->catalog.entries[0].key, -1);
    ck_assert_int_eq(coop_nation_find(data, "UZB", &n, NULL), COOP_OK);
    ck_assert_str_eq(n.name, "three");
    ck_assert_int_eq(coop_nation_find(data, "KAZ", &n, NULL), COOP_OK);
    ck_assert_str_eq(n.name, "one");
    ck_assert_int_eq(coop_nation_at(data, 0, &n, NULL), COOP_OK);
    ck_assert(n.id == NULL && strcmp(n.name, "two") == 0);
    coop_dataset_free(data);
}
END_TEST

START_TEST(a_word_of_a_refused_row_is_no_record)
{
    static const field fields[] = {{"id", COOP_TYPE_CODE, 0, NULL}};
    static const char *const cells[] = {"KAZ"};
    coop_table *table = table_of(fields, 1, cells, 1);
    ck_assert_int_eq(coop__pool_add(&table->columns[0].words, "ghost", 5), 1);
    coop_dataset *data = register_of("nation", table);
    room r = room_of(sizeof(coop_nation), 0x5a);
    FAILS(nation_find(data, "ghost", 0, &r, &err), COOP_NOT_FOUND,
          "table 'nation' has no id 'ghost'");
    FAILS(nation_find(data, "ghosd", 0, &r, &err), COOP_NOT_FOUND,
          "table 'nation' has no id 'ghosd'");
    FAILS(nation_find(data, "KA", 0, &r, &err), COOP_NOT_FOUND,
          "table 'nation' has no id 'KA', the nearest is 'KAZ'");
    ck_assert(is_untouched(&r, sizeof(coop_nation)));
    coop_dataset_free(data);
}
END_TEST

/* ---- any columns in any order ---- */

static const char *random_text(coop_type type, uint64_t *state, char *out, size_t size)
{
    uint64_t n = next_random(state) % 1000;
    const char *format = type == COOP_TYPE_CODE   ? "w%d"
                         : type == COOP_TYPE_SET  ? "a%d;b;c"
                         : type == COOP_TYPE_SPAN ? "1%03d-05"
                         : type == COOP_TYPE_DATE ? "1%03d-05-06"
                                                  : "%d";
    bool is_small = type == COOP_TYPE_BOOL || type == COOP_TYPE_INT8;
    int number = (int)(is_small ? n % 2 : n);
    snprintf(out, size, format, number);
    return n % 4 == 0 ? NULL : out;
}

/* A register with some columns of a known table in some order, and what it says. */
static void check_random_register(const coop_table *known, const noun *n, uint64_t *state)
{
    enum { ROWS = 9, MOST = 40 };
    int64_t order[MOST];
    int64_t n_columns = 0;
    for (int64_t i = 0; i < n->n_slots; i++) {
        /* A parent would have to be there. */
        if (next_random(state) % 3 != 0 && strcmp(n->slots[i].column, "parent") != 0) {
            int64_t at = (int64_t)(next_random(state) % (uint64_t)(n_columns + 1));
            order[n_columns++] = order[at];
            order[at] = i;
        }
    }
    if (n_columns == 0) {
        return;
    }
    coop_builder *builder = NULL;
    coop_table *table = NULL;
    ck_assert_int_eq(coop_builder_new(NULL, &builder, NULL), COOP_OK);
    for (int64_t i = 0; i < n_columns; i++) {
        const coop__column *c = &known->columns[order[i]];
        ck_assert_int_eq(coop_builder_column(builder, c->name, c->type, c->scale, NULL, NULL),
                         COOP_OK);
    }
    for (int64_t i = 0; i < n_columns * ROWS; i++) {
        const coop__column *c = &known->columns[order[i % n_columns]];
        char text[40];
        const char *cell = random_text(c->type, state, text, sizeof text);
        if (strcmp(c->name, "id") == 0) {
            snprintf(text, sizeof text, "id%d", (int)(i / n_columns));
            cell = text;
        }
        coop_error err = {0};
        ck_assert_msg(coop_builder_text(builder, cell, &err) == COOP_OK, "%s", err.message);
    }
    ck_assert_int_eq(coop_builder_finish(builder, &table, NULL), COOP_OK);
    coop_dataset *data = register_of(n->table, table);
    for (int64_t row = 0; row < ROWS; row++) {
        room r = room_of(n->size, 0x5a);
        ck_assert_int_eq(n->at(data, row, &r, NULL), COOP_OK);
        for (int64_t i = 0; i < n->n_slots; i++) {
            const slot *s = &n->slots[i];
            (void)check_cell(table, coop_table_find(table, s->column), row, known->columns[i].type,
                             s, member_at(&r, s));
        }
    }
    coop_dataset_free(data);
}

START_TEST(columns_may_be_left_out_and_stand_in_any_order)
{
    coop_dataset *data = embedded();
    uint64_t state = 20260331 + (uint64_t)_i;
    for (int64_t i = 0; i < 40; i++) {
        check_random_register(coop_dataset_table(data, nouns[_i].table), &nouns[_i], &state);
    }
    coop_dataset_free(data);
}
END_TEST

START_TEST(nothing_is_allocated)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_run run = COOP_RUN_INIT;
    run.allocator = &a;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    options.run = &run;
    coop_dataset *data = NULL;
    ck_assert_int_eq(coop_dataset_open(NULL, &options, &data, NULL), COOP_OK);
    int64_t before = m.calls;
    ck_assert_int_gt(before, 0);
    for (int64_t i = 0; i < N_NOUNS; i++) {
        room r = room_of(nouns[i].size, 0);
        coop_error err = {0};
        ck_assert_int_gt(nouns[i].count(data), 0);
        ck_assert_int_eq(nouns[i].at(data, 0, &r, &err), COOP_OK);
        ck_assert_int_eq(nouns[i].find(data, "none such", 1, &r, &err), COOP_NOT_FOUND);
    }
    ck_assert_int_eq(m.calls, before);
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("record");
    TCase *c = tcase_create("record");
    tcase_set_timeout(c, 60);
    tcase_add_loop_test(c, every_cell_of_the_embedded_register_is_in_its_record, 0, N_NOUNS);
    tcase_add_test(c, known_facts_are_found_by_name);
    tcase_add_test(c, every_kind_of_member_is_missing_somewhere);
    tcase_add_loop_test(c, find_gives_the_record_of_at, 0, N_NOUNS);
    tcase_add_loop_test(c, only_members_that_fit_into_struct_size_are_written, 0, N_NOUNS);
    tcase_add_loop_test(c, arguments_that_are_missing_are_named, 0, N_NOUNS);
    tcase_add_loop_test(c, an_index_outside_is_a_range, 0, N_NOUNS);
    tcase_add_test(c, a_register_without_the_table_has_no_records);
    tcase_add_test(c, a_key_that_is_not_there_names_the_nearest);
    tcase_add_test(c, a_small_register_of_other_columns_is_read);
    tcase_add_test(c, a_column_of_another_type_or_unit_is_named_with_both);
    tcase_add_test(c, the_currency_is_where_the_record_says);
    tcase_add_test(c, an_amount_of_another_scale_is_exact_or_refused);
    tcase_add_test(c, an_integer_that_stands_for_a_missing_one_is_refused);
    tcase_add_test(c, a_key_column_may_be_missing_or_of_another_type);
    tcase_add_test(c, without_a_declared_key_the_first_row_of_an_id_is_found);
    tcase_add_test(c, a_word_of_a_refused_row_is_no_record);
    tcase_add_loop_test(c, columns_may_be_left_out_and_stand_in_any_order, 0, N_NOUNS);
    tcase_add_test(c, nothing_is_allocated);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
