/* attribution.c -- tests of totals by party, of the matrix, and of consolidated flows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/attribution.h"

#include <stdio.h>

#include "random.h"
#include "register.h"

#define COLUMNS                                                                                    \
    "id:code measure:code currency:code amount:money amount_low:money amount_high:money date:span " \
    "funder:set recipients:set shares:code share_side:code"
#define NATIONS "id:code currency:code people:int64 gdp:float64"
#define NATION_ROWS                                                                                \
    "CHN|CNY|1400|18.5\nKAZ|KZT|20|0.25\nKGZ|KGS|7|0.0125\nUZB|UZS|36|0.09\nASIA|||\nEUU|EUR||"

static coop_dataset *of_rows(const char *rows)
{
    return register_of("2024-01-01", "investment", COLUMNS, rows, "nation", NATIONS, NATION_ROWS,
                       NULL);
}

static coop_attribution_options by(const char *rule, const char *side)
{
    coop_attribution_options options = COOP_ATTRIBUTION_OPTIONS_INIT;
    options.rule = rule;
    options.side = side;
    return options;
}

static void expect_parts(const coop_dataset *data, coop_attribution_options options,
                         const char *csv)
{
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status = coop_total_by_party(data, &options, &table, &err);
    ck_assert_msg(status == COOP_OK, "%s", err.message);
    char *text = csv_of(table);
    const char *rows = strchr(text, '\n') + 1;
    ck_assert_msg(strcmp(rows, csv) == 0, "%snot\n%s", text, csv);
    free(text);
}

static void expect_refusal(const coop_dataset *data, coop_attribution_options options,
                           coop_status status, const char *message)
{
    coop_table *const untouched = (coop_table *)(void *)&status;
    coop_table *table = untouched;
    coop_error err = {0};
    coop_status got = coop_total_by_party(data, &options, &table, &err);
    ck_assert_msg(got == status, "%s %s", coop_status_name(got), err.message);
    ck_assert_msg(strstr(err.message, message) != NULL, "'%s' lacks '%s'", err.message, message);
    ck_assert_ptr_eq(table, untouched);
}

START_TEST(rules_by_hand)
{
    coop_dataset *data = of_rows("a|pledge|USD|100.00|||2020|CHN|UZB;KAZ;KGZ||\n"
                   "b|pledge|USD|10.00|||2020|CHN|KAZ;ASIA|KAZ:0.8;ASIA:0.2|recipients\n"
                   "c|pledge|USD|1.00|||2020||||\n"
                   "d|cost|USD|9.00|9.00|12.01|2020|CHN;KGZ|UZB|CHN:0.51|funders");
    /* The region stays a region, and what has no recipient stays unallocated. */
    expect_parts(data, by("equal", NULL), "cost,USD,,UZB,9.00,12.01,1\n"
                                          "pledge,USD,,ASIA,5.00,5.00,1\n"
                                          "pledge,USD,,KAZ,38.34,38.34,2\n"
                                          "pledge,USD,,KGZ,33.33,33.33,1\n"
                                          "pledge,USD,,UZB,33.33,33.33,1\n"
                                          "pledge,USD,,,1.00,1.00,1\n");
    expect_parts(data, by("stated", "recipients"), "cost,USD,,UZB,9.00,12.01,1\n"
                                                   "pledge,USD,,ASIA,2.00,2.00,1\n"
                                                   "pledge,USD,,KAZ,41.34,41.34,2\n"
                                                   "pledge,USD,,KGZ,33.33,33.33,1\n"
                                                   "pledge,USD,,UZB,33.33,33.33,1\n"
                                                   "pledge,USD,,,1.00,1.00,1\n");
    expect_parts(data, by("stated", "funder"), "cost,USD,,CHN,4.59,6.13,1\n"
                                               "cost,USD,,KGZ,4.41,5.88,1\n"
                                               "pledge,USD,,CHN,110.00,110.00,2\n"
                                               "pledge,USD,,,1.00,1.00,1\n");
    coop_total_options some = COOP_TOTAL_OPTIONS_INIT;
    some.where = "id in ('b', 'd')";
    coop_attribution_options options = by("stated", "both");
    options.total = &some;
    expect_parts(data, options, "cost,USD,,CHN,UZB,4.59,6.13,1\n"
                                "cost,USD,,KGZ,UZB,4.41,5.88,1\n"
                                "pledge,USD,,CHN,ASIA,2.00,2.00,1\n"
                                "pledge,USD,,CHN,KAZ,8.00,8.00,1\n");
    options.rule = "full";
    expect_parts(data, options, "cost,USD,,CHN,UZB,9.00,12.01,1\n"
                                "cost,USD,,KGZ,UZB,9.00,12.01,1\n"
                                "pledge,USD,,CHN,ASIA,10.00,10.00,1\n"
                                "pledge,USD,,CHN,KAZ,10.00,10.00,1\n");
    options = by("weights", NULL);
    options.total = &some;
    options.weight = "nation.people";
    expect_refusal(data, options, COOP_NOT_FOUND, "nation has no people of 'ASIA'");
    some.where = "id = 'a'";
    expect_parts(data, options, "pledge,USD,,KAZ,31.75,31.75,1\n"
                                "pledge,USD,,KGZ,11.11,11.11,1\n"
                                "pledge,USD,,UZB,57.14,57.14,1\n");
    options.weight = "nation.gdp";
    expect_parts(data, options, "pledge,USD,,KAZ,70.92,70.92,1\n"
                                "pledge,USD,,KGZ,3.55,3.55,1\n"
                                "pledge,USD,,UZB,25.53,25.53,1\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(shares_off_the_whole_and_wrong_ones)
{
    coop_dataset *data =
        of_rows("a|cost|USD|100.00|||2020|CHN|KAZ;KGZ|KAZ:0.5;KGZ:0.4|recipients");
    expect_refusal(data, by("stated", NULL), COOP_CONFLICT,
                   "amount 'a': shares add up to 0.9, not 1");
    coop_attribution_options options = by("stated", NULL);
    options.off_total = "rebase";
    expect_parts(data, options, "cost,USD,,KAZ,55.56,55.56,1\ncost,USD,,KGZ,44.44,44.44,1\n");
    options.off_total = "keep";
    expect_parts(data, options,
                 "cost,USD,,KAZ,50.00,50.00,1\ncost,USD,,KGZ,40.00,40.00,1\ncost,USD,,,10.00,10.00,1\n");
    options.off_total = "drop";
    expect_refusal(data, options, COOP_ARGUMENT, "off_total is 'drop'");
    expect_refusal(data, by(NULL, NULL), COOP_ARGUMENT, "need a rule: full, equal");
    expect_refusal(data, by("gdp", NULL), COOP_NOT_FOUND, "no rule 'gdp'");
    expect_refusal(data, by("equal", "donor"), COOP_ARGUMENT, "side is 'donor'");
    options = by("weights", NULL);
    expect_refusal(data, options, COOP_ARGUMENT, "needs a weight, table.column");
    options.weight = "nation.wealth";
    expect_refusal(data, options, COOP_NOT_FOUND, "no numbers 'nation.wealth' by id");
    options.struct_size = 1;
    expect_refusal(data, options, COOP_ARGUMENT, "options->struct_size is 1");
    expect_refusal(NULL, by("equal", NULL), COOP_ARGUMENT, "data is NULL");
    coop_table *table = NULL;
    ck_assert_int_eq(coop_total_by_party(data, NULL, &table, NULL), COOP_ARGUMENT);
    coop_dataset_free(data);
    static const char *const bad[][2] = {{"KAZ", "not party:share"}, {"KAZ:x", "not party:share"},
                                         {"UZB:1", "is no party of that side"},
                                         {"KAZ:50", "a share is 50, not 0 to 1"}};
    for (int i = 0; i < 4; i++) {
        char rows[256];
        snprintf(rows, sizeof rows, "a|cost|USD|100.00|||2020|CHN|KAZ;KGZ|%s|recipients", bad[i][0]);
        data = of_rows(rows);
        expect_refusal(data, by("stated", NULL), i < 2    ? COOP_FORMAT
                                                 : i == 2 ? COOP_REFERENCE
                                                          : COOP_RANGE, bad[i][1]);
        coop_dataset_free(data);
    }
    data = register_of("2024-01-01", "investment", "measure:code currency:code date:span amount:money",
                       "cost|USD|2020|1", NULL);
    expect_refusal(data, by("equal", NULL), COOP_NOT_FOUND, "no parties 'recipients'");
    coop_dataset_free(data);
}
END_TEST

/* A part stands back from its whole under every party; a rival may give a party nothing. */
START_TEST(parts_and_rivals_by_party)
{
    coop_dataset *data = register_of("2024-01-01", "investment", COLUMNS,
                                     "w|cost|USD|90.00|||2020|CHN|KAZ;KGZ||\n"
                                     "p|cost|USD|30.00|||2020|CHN|UZB||\n"
                                     "r|cost|USD|50.00|||2020|EUU|KAZ||\n"
                                     "s|cost|USD|70.00|||2020|EUU|KAZ;UZB||\n"
                                     "m|cost|USD|5.00|5.00||2020|EUU|KGZ||",
                                     "nation", NATIONS, NATION_ROWS, "relation",
                                     "a:code b:code kind:code", "p|w|part_of\nr|s|alternative", NULL);
    expect_parts(data, by("equal", NULL), "cost,USD,,KAZ,80.00,95.00,3\n"
                                          "cost,USD,,KGZ,50.00,,2\n"
                                          "cost,USD,,UZB,0.00,35.00,2\n");
    coop_dataset_free(data);
}
END_TEST

/* Under leaves a part falls to its own parties, and what parts leave to those of the whole. */
START_TEST(parts_fall_to_their_own_parties)
{
    coop_dataset *data = register_of("2024-01-01", "investment", COLUMNS,
                                     "w|cost|USD|90.00|||2020|CHN|KAZ;KGZ||\n"
                                     "p|cost|USD|30.00|||2020|EUU|UZB||\n"
                                     "q|cost|USD|20.00|||2020|CHN|KAZ||\n"
                                     "x|cost|USD|7.00|||2020|CHN|KAZ;UZB||",
                                     "nation", NATIONS, NATION_ROWS, "relation",
                                     "a:code b:code kind:code", "p|w|part_of\nq|w|part_of", NULL);
    coop_total_options total = COOP_TOTAL_OPTIONS_INIT;
    coop_attribution_options options = by("equal", NULL);
    total.cut = "leaves";
    options.total = &total;
    expect_parts(data, options, "cost,USD,,KAZ,43.50,43.50,20.00,20.00,3\n"
                                "cost,USD,,KGZ,20.00,20.00,20.00,20.00,1\n"
                                "cost,USD,,UZB,33.50,33.50,,,2\n");
    options.side = "funder";
    expect_parts(data, options, "cost,USD,,CHN,67.00,67.00,40.00,40.00,3\n"
                                "cost,USD,,EUU,30.00,30.00,,,1\n");
    coop_dataset_free(data);
    data = register_of("2024-01-01", "investment", COLUMNS, /* an overlap reaches the residual */
                       "w|cost|USD|90.00|||2020|CHN|KAZ||\np|cost|USD|30.00|||2020|CHN|UZB||\n"
                       "o|cost|USD|50.00|||2020|CHN|KAZ||",
                       "nation", NATIONS, NATION_ROWS, "relation", "a:code b:code kind:code",
                       "p|w|part_of\no|w|overlaps", NULL);
    options.side = "recipients";
    expect_parts(data, options, "cost,USD,,KAZ,60.00,110.00,60.00,60.00,2\n"
                                "cost,USD,,UZB,30.00,30.00,,,1\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- groups of nations ---- */

#define MEMBERSHIP "nation:code mechanism:code status:code since:span until:span"
#define MEMBERSHIP_ROWS                                                                            \
    "KAZ|sco|member|2001-06-15|\nKGZ|sco|member|2001-06-15|\nUZB|sco|observer|2001|\n"            \
    "CHN|sco|member|2001|\nUZB|sco|member|2020-07|\nKGZ|EUU|member|2010|2015-01-01\n"             \
    "KAZ|EUU|member|2016|\nKAZ|hub|member|2030|"

static coop_dataset *of_groups(const char *rows, const char *mechanism)
{
    return register_of("2024-01-01", "investment", COLUMNS, rows, "nation", NATIONS,
                       NATION_ROWS "\nSCO|||\nhub|||", "membership", MEMBERSHIP, MEMBERSHIP_ROWS,
                       "mechanism", "id:code parties:set", mechanism, NULL);
}

/* Members share what their group has: the funder has nothing of its own. */
START_TEST(a_group_may_be_opened)
{
    coop_dataset *data = of_groups("a|pledge|USD|100.00|||2020|CHN|SCO;KAZ||\n"
                                   "b|pledge|USD|9.00|9.00|10.01|2020|EUU|SCO|SCO:1|recipients",
                                   "sco|KAZ;KGZ;CHN\nEUU|\nhub|");
    coop_attribution_options options = by("equal", NULL);
    expect_parts(data, options, "pledge,USD,,KAZ,50.00,50.00,1\npledge,USD,,SCO,59.00,60.01,2\n");
    options.members_of = "SCO_MEMBERS:sco;SCO:sco";
    options.members_on = "2019-12-31";
    expect_parts(data, options, "pledge,USD,,CHN,3.00,3.34,1\npledge,USD,,KAZ,78.00,78.34,2\n"
                                "pledge,USD,,KGZ,28.00,28.33,2\n");
    options.rule = "stated";
    expect_parts(data, options, "pledge,USD,,CHN,3.00,3.34,1\npledge,USD,,KAZ,78.00,78.34,2\n"
                                "pledge,USD,,KGZ,28.00,28.33,2\n");
    options.members_on = "2020-08-01"; /* one more */
    expect_parts(data, options, "pledge,USD,,CHN,2.25,2.51,1\npledge,USD,,KAZ,68.92,69.17,2\n"
                                "pledge,USD,,KGZ,18.92,19.17,2\npledge,USD,,UZB,18.91,19.16,2\n");
    options.rule = "full";
    coop_total_options some = COOP_TOTAL_OPTIONS_INIT;
    some.where = "id = 'a'";
    options.total = &some;
    expect_parts(data, options, "pledge,USD,,KAZ,100.00,100.00,1\npledge,USD,,KGZ,100.00,100.00,1\n"
                                "pledge,USD,,UZB,100.00,100.00,1\n");
    options.rule = "weights";
    options.weight = "nation.people"; /* the same party, by itself and as a member, has one weight */
    expect_parts(data, options, "pledge,USD,,KAZ,31.75,31.75,1\npledge,USD,,KGZ,11.11,11.11,1\n"
                                "pledge,USD,,UZB,57.14,57.14,1\n");
    some.where = "id = 'b'";
    options.rule = "equal";
    options.side = "both"; /* a party that is a mechanism needs no mention */
    options.members_on = "2012-01-01";
    expect_parts(data, options, "pledge,USD,,KGZ,CHN,3.00,3.34,1\npledge,USD,,KGZ,KAZ,3.00,3.34,1\n"
                                "pledge,USD,,KGZ,KGZ,3.00,3.33,1\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(members_may_not_be_known)
{
    coop_dataset *data = of_groups("a|pledge|USD|100.00|||2020|CHN|SCO||\n"
                                   "b|pledge|USD|1.00|||2020|EUU|hub||\n"
                                   "c|pledge|USD|1.00|||2020|CHN;KAZ;KGZ|SCO||",
                                   "sco|KAZ;KGZ;CHN;ASIA\nEUU|\nhub|");
    coop_total_options some = COOP_TOTAL_OPTIONS_INIT;
    coop_attribution_options options = by("equal", NULL);
    options.total = &some;
    options.members_of = "SCO:sco";
    some.where = "id = 'a'";
    expect_refusal(data, options, COOP_ARGUMENT, "members_of needs a day in members_on");
    options.members_on = "2020";
    expect_refusal(data, options, COOP_FORMAT, "members_on: ");
    options.members_on = "2019-01-01";
    expect_refusal(data, options, COOP_NOT_FOUND,
                   "membership does not say since when 'ASIA', a party of 'sco', is a member");
    some.where = "id = 'b'";
    expect_refusal(data, options, COOP_EMPTY, "'hub' has no members on the day");
    coop_dataset_free(data);
    data = of_groups("a|pledge|USD|100.00|||2020|CHN|SCO||\nc|pledge|USD|1.00|||2020|CHN;KAZ;KGZ|SCO||",
                     "sco|KAZ;KGZ;CHN\nEUU|\nhub|");
    some.where = "id = 'a'";
    options.members_on = "2020-07-15";
    expect_refusal(data, options, COOP_UNDEFINED,
                   "it is not known whether 'UZB' was a member of 'sco' on the day");
    options.members_on = "2020-07-31";
    expect_parts(data, options, "pledge,USD,,KAZ,33.34,33.34,1\npledge,USD,,KGZ,33.33,33.33,1\n"
                                "pledge,USD,,UZB,33.33,33.33,1\n");
    some.where = "id = 'c'";
    options.members_on = "2020-06-30";
    expect_refusal(data, options, COOP_EMPTY, "amount 'c': all members of a group are its funders");
    coop_dataset_free(data);
    data = of_rows("a|pledge|USD|100.00|||2020|CHN|KAZ||");
    expect_refusal(data, options, COOP_NOT_FOUND, "there is no table membership");
    coop_dataset_free(data);
}
END_TEST

/* ---- conservation ---- */

static void random_rows(uint64_t *state, char *out, size_t size, int n)
{
    static const char *const parties[] = {"CHN",     "KAZ",         "KGZ;UZB", "UZB;KAZ;KGZ",
                                          "ASIA",    "EUU;CHN;KAZ", "",        "KGZ;ASIA;UZB;KAZ;EUU"};
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < n; i++) {
        long long cents = (long long)(next_random(state) % 100000000) - 20000000;
        long long more = (long long)(next_random(state) % 3) * (long long)(next_random(state) % 1000);
        bool is_range = next_random(state) % 2 == 0;
        char amount[64];
        char ends[80] = "|";
        snprintf(amount, sizeof amount, "%s%lld.%02lld", cents < 0 ? "-" : "", llabs(cents) / 100,
                 llabs(cents) % 100);
        if (is_range && cents >= 0) {
            snprintf(ends, sizeof ends, "%s|%lld.%02lld", amount, (cents + more) / 100,
                     (cents + more) % 100);
        }
        int funder = (int)(next_random(state) % 8);
        int recipient = (int)(next_random(state) % 8);
        int year = 2015 + (int)(next_random(state) % 4);
        used += (size_t)snprintf(out + used, size - used, "%si%d|cost|USD|%s|%s|%d|%s|%s||",
                                 i > 0 ? "\n" : "", i, amount, ends, year, parties[funder],
                                 parties[recipient]);
    }
}

/* Sums of columns of a table in cents. */
static int64_t sum_of(const coop_table *table, const char *name)
{
    coop_column column = {.struct_size = sizeof column};
    int64_t sum = 0;
    ck_assert_int_eq(coop_table_column(table, coop_table_find(table, name), &column, NULL), COOP_OK);
    for (int64_t row = 0; row < column.n_rows; row++) {
        sum += ((const int64_t *)column.values)[row];
    }
    return sum;
}

static void check_conservation(const coop_dataset *data, const coop_total_options *total)
{
    static const char *const sides[] = {"recipients", "funder", "both"};
    static const char *const rules[] = {"equal", "stated"};
    coop_table *whole = NULL;
    ck_assert_int_eq(coop_total_invested(data, total, &whole, NULL), COOP_OK);
    for (int i = 0; i < 6; i++) {
        coop_attribution_options options = by(rules[i % 2], sides[i / 2]);
        coop_table *parts = NULL;
        coop_error err = {0};
        options.total = total;
        ck_assert_msg(coop_total_by_party(data, &options, &parts, &err) == COOP_OK, "%s",
                      err.message);
        ck_assert_int_eq(sum_of(parts, "least"), sum_of(whole, "least"));
        ck_assert_int_eq(sum_of(parts, "most"), sum_of(whole, "most"));
        coop_table_free(parts);
    }
    coop_table_free(whole);
}

static void check_flows(const coop_dataset *data, const coop_total_options *total)
{
    static const char *const set[] = {"KAZ", "KGZ", "UZB"};
    coop_attribution_options options = by("equal", NULL);
    coop_table *flows = NULL;
    coop_table *matrix = NULL;
    coop_error err = {0};
    options.total = total;
    ck_assert_msg(coop_total_consolidated(data, &options, set, 3, &flows, &err) == COOP_OK, "%s",
                  err.message);
    options.side = "both";
    ck_assert_int_eq(coop_total_by_party(data, &options, &matrix, NULL), COOP_OK);
    int64_t expected[4] = {0}; /* in, out, internal, from nobody known */
    for (int64_t row = 0; row < coop_table_n_rows(matrix); row++) {
        const char *from = NULL;
        const char *to = NULL;
        double least = 0;
        bool has_from = coop_table_word(matrix, row, "funder", &from, NULL) == COOP_OK;
        bool has_to = coop_table_word(matrix, row, "recipient", &to, NULL) == COOP_OK;
        ck_assert_int_eq(coop_table_number(matrix, row, "least", &least, NULL), COOP_OK);
        bool is_from = has_from && (strstr("KAZ KGZ UZB", from) != NULL);
        bool is_to = has_to && (strstr("KAZ KGZ UZB", to) != NULL);
        int64_t cents = (int64_t)(least * 100 + (least < 0 ? -0.5 : 0.5));
        expected[0] += is_to && has_from && !is_from ? cents : 0;
        expected[1] += is_from && has_to && !is_to ? cents : 0;
        expected[2] += is_from && is_to ? cents : 0;
        expected[3] += !has_from && is_to ? cents : 0;
    }
    ck_assert_int_eq(sum_of(flows, "inflow_least"), expected[0]);
    ck_assert_int_eq(sum_of(flows, "outflow_least"), expected[1]);
    ck_assert_int_eq(sum_of(flows, "internal_least"), expected[2]);
    ck_assert_int_eq(sum_of(flows, "gross_in_least"), expected[0] + expected[2] + expected[3]);
    ck_assert_int_eq(sum_of(flows, "net_least"), expected[0] - sum_of(flows, "outflow_most"));
    ck_assert_int_eq(sum_of(flows, "net_most"), sum_of(flows, "inflow_most") - expected[1]);
    coop_table_free(flows);
    coop_table_free(matrix);
}

/* Over all parties, and in other prices too, the parts are the whole to the last cent. */
START_TEST(parts_of_all_parties_are_the_total)
{
    static char rows[1 << 15];
    uint64_t state = 42;
    for (int round = 0; round < 40; round++) {
        random_rows(&state, rows, sizeof rows, 1 + round * 3);
        coop_dataset *data = register_of(
            "2024-01-01", "investment", COLUMNS, rows, "nation", NATIONS, NATION_ROWS, "deflator",
            "currency:code date:span index:float64",
            "USD|2015|87.7\nUSD|2016|89.1\nUSD|2017|90.7\nUSD|2018|92.8\nUSD|2021|100", NULL);
        coop_conversion prices = COOP_CONVERSION_INIT;
        coop_total_options total = COOP_TOTAL_OPTIONS_INIT;
        prices.base_year = 2021;
        prices.chain = "target";
        check_conservation(data, &total);
        check_flows(data, &total);
        total.prices = &prices;
        check_conservation(data, &total);
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(a_set_has_flows)
{
    coop_dataset *data = of_rows("a|pledge|USD|100.00|||2020|CHN|KAZ||\n"
                                 "b|pledge|USD|30.00|30.00|40.00|2020|KAZ|KGZ||\n"
                                 "c|pledge|USD|8.00|||2020|KAZ|CHN||\n"
                                 "d|pledge|USD|5.00|||2020||KGZ||\n"
                                 "e|pledge|USD|7.00|||2020|CHN|EUU||");
    static const char *const set[] = {"KAZ", "KGZ"};
    coop_attribution_options options = by("equal", NULL);
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_int_eq(coop_total_consolidated(data, &options, set, 2, &table, &err), COOP_OK);
    char *text = csv_of(table);
    ck_assert_str_eq(strchr(text, '\n') + 1,
                     "pledge,USD,,100.00,100.00,8.00,8.00,30.00,40.00,135.00,145.00,92.00,92.00,5\n");
    free(text);
    ck_assert_int_eq(coop_total_consolidated(data, &options, set, 0, &table, &err), COOP_EMPTY);
    ck_assert_int_eq(coop_total_consolidated(data, &options, NULL, 1, &table, &err), COOP_ARGUMENT);
    static const char *const none[] = {NULL};
    ck_assert_int_eq(coop_total_consolidated(data, &options, none, 1, &table, &err), COOP_ARGUMENT);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model_attribution");
    TCase *c = tcase_create("attribution");
    tcase_add_test(c, rules_by_hand);
    tcase_add_test(c, shares_off_the_whole_and_wrong_ones);
    tcase_add_test(c, parts_and_rivals_by_party);
    tcase_add_test(c, a_group_may_be_opened);
    tcase_add_test(c, members_may_not_be_known);
    tcase_add_test(c, parts_fall_to_their_own_parties);
    tcase_add_test(c, parts_of_all_parties_are_the_total);
    tcase_add_test(c, a_set_has_flows);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
