/* faults.c -- memory that runs out in every public function that allocates and reads no file.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults.h"

/* ---- asking ---- */

/* The embedded register in a meter's memory. */
static coop_dataset *embedded(coop_allocator *a)
{
    coop_dataset *data = NULL;
    coop_run run = COOP_RUN_INIT;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    run.allocator = a;
    options.run = &run;
    ck_assert_int_eq(coop_dataset_open(NULL, &options, &data, NULL), COOP_OK);
    return data;
}

static coop_status call_query(const task *t, void **out, coop_error *err)
{
    coop_run run = COOP_RUN_INIT;
    coop_query query = COOP_QUERY_INIT;
    static const coop_param params[] = {{.name = "who", .text = "KAZ"}};
    run.allocator = &t->a;
    query.run = &run;
    query.params = params;
    query.n_params = 1;
    query.from = t->text[0];
    query.where = t->text[1];
    query.by = t->text[2];
    query.select = t->text[3];
    query.order_by = t->text[4];
    query.cut = t->text[5];
    query.uncertain = t->text[6];
    query.as_of = t->text[7];
    return coop_query_run(t->data, &query, (coop_table **)out, err);
}

static coop_status call_explain(const task *t, void **out, coop_error *err)
{
    coop_query query = COOP_QUERY_INIT;
    coop_run run = COOP_RUN_INIT;
    run.allocator = &t->a;
    query.from = "event";
    query.where = "year(date) >= 2020 and status <> 'signed'";
    query.by = "status";
    query.select = "count()";
    query.uncertain = "certain";
    query.run = &run;
    return coop_query_explain(t->data, &query, (coop_table **)out, err);
}

START_TEST(queries)
{
    static const char *const texts[][8] = {
        {"agreement"},
        {"agreement", "parties has :who and year(signed) >= 2023", "mechanism",
         "count() as n, rate('completed'), rate('due')", "n desc", NULL, "certain"},
        {"agreement", "summit.mechanism.lead = 'CHN' or not (title like '%rail%')", "each(parties)",
         "count()", "count_most desc", NULL, NULL, "2024-06-30"},
        {"agreement", "work in ('completed', 'started')", NULL,
         "id, parties, signed, legal, work, summit.start, year(signed)", "signed desc, id"},
        {"investment", "amount between 1000000 and 1e11", "measure, currency, date",
         "sum(amount), count()", NULL, "roots"},
        {"investment", "measure = 'pledge' and currency = 'USD'", NULL, "sum(amount)", NULL, "leaves"},
        {"project", "recipient = 'KAZ'", "sector", "count()", "sector", "all"},
        {"event", "coalesce(party, 'none') = 'none' and days(date, known) >= 0",
         "quarter(date), status", "count()", NULL, NULL, "possible"},
        {"rail_segment", NULL, "gauge_mm", "sum(length_km), count()"},
    };
    meter m = {0};
    task t = {.name = "coop_query_run", .call = call_query, .a = metered(&m)};
    coop_dataset *data = embedded(&t.a);
    t.data = data;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        memcpy(t.text, texts[i], sizeof t.text);
        sweep(&t, &m);
    }
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
    tell(t.name);
}
END_TEST

static coop_status call_rate(const task *t, void **out, coop_error *err)
{
    coop_rate rate = {.struct_size = sizeof rate, .hits = -7};
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.where = t->text[1];
    options.definition = t->text[0];
    coop_status status = coop_rate_implemented(t->data, &options, &rate, err);
    ck_assert(status == COOP_OK || rate.hits == -7);
    if (status == COOP_OK) {
        *t->number = rate.value;
        *out = NULL;
    }
    return status;
}

static coop_status call_compare(const task *t, void **out, coop_error *err)
{
    coop_rate_options options = COOP_RATE_OPTIONS_INIT;
    options.where = t->text[1];
    return coop_rate_compare(t->data, &options, (coop_table **)out, err);
}

static coop_status call_change(const task *t, void **out, coop_error *err)
{
    coop_rate_change change = {.struct_size = sizeof change, .known_to = -7};
    coop_status status = coop_rate_change_between(t->data, NULL, t->text[0], &change, err);
    ck_assert(status == COOP_OK || change.known_to == -7);
    if (status == COOP_OK) {
        *t->number = change.on_constant;
        *out = NULL;
    }
    return status;
}

static coop_status call_total(const task *t, void **out, coop_error *err)
{
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    options.cut = t->text[0];
    return coop_total_invested(t->data, &options, (coop_table **)out, err);
}

static coop_status call_by_party(const task *t, void **out, coop_error *err)
{
    coop_attribution_options options = COOP_ATTRIBUTION_OPTIONS_INIT;
    coop_total_options total = COOP_TOTAL_OPTIONS_INIT;
    total.where = "funder has 'EUU'";
    total.cut = "leaves";
    options.total = &total;
    options.rule = "stated";
    options.side = "both";
    return coop_total_by_party(t->data, &options, (coop_table **)out, err);
}

static coop_status call_consolidated(const task *t, void **out, coop_error *err)
{
    static const char *const set[] = {"KAZ", "KGZ", "TJK", "TKM", "UZB"};
    coop_attribution_options options = COOP_ATTRIBUTION_OPTIONS_INIT;
    coop_total_options total = COOP_TOTAL_OPTIONS_INIT;
    total.where = "funder has 'EUU'";
    options.total = &total;
    options.rule = "equal";
    return coop_total_consolidated(t->data, &options, set, 5, (coop_table **)out, err);
}

static coop_status call_priced(const task *t, void **out, coop_error *err)
{
    coop_total_options options = COOP_TOTAL_OPTIONS_INIT;
    coop_conversion prices = COOP_CONVERSION_INIT;
    options.where = "currency = 'USD'";
    options.prices = &prices;
    return coop_total_invested(t->data, &options, (coop_table **)out, err);
}

static coop_status call_convert(const task *t, void **out, coop_error *err)
{
    coop_conversion how = COOP_CONVERSION_INIT;
    coop_priced in = {1.0, "USD", {0, 0}, NULL};
    coop_converted converted = {.least = 77};
    coop_status status = coop_currency_convert(t->data, &how, &in, 1, &converted, err);
    ck_assert(status == COOP_OK || converted.least == 77);
    if (status == COOP_OK) {
        *t->number = converted.least;
        *out = NULL;
    }
    return status;
}

static coop_status call_corridors(const task *t, void **out, coop_error *err)
{
    return coop_rail_corridors(t->data, NULL, (coop_table **)out, err);
}

static coop_status call_legs(const task *t, void **out, coop_error *err)
{
    const char *id = NULL;
    const coop_table *corridor = coop_dataset_table(t->data, "corridor");
    ck_assert_int_eq(coop_table_word(corridor, 0, "id", &id, NULL), COOP_OK);
    return coop_rail_corridor_legs(t->data, id, (coop_table **)out, err);
}

static coop_status call_routes(const task *t, void **out, coop_error *err)
{
    coop_route_options options = COOP_ROUTE_OPTIONS_INIT;
    options.n_most = 3;
    options.via = "almaty";
    return coop_rail_routes(t->data, "xian", "tashkent", &options, (coop_table **)out, err);
}

static coop_status call_route_legs(const task *t, void **out, coop_error *err)
{
    return coop_rail_route_legs(t->data, "xian", "tashkent", NULL, (coop_table **)out, err);
}

static coop_status call_route_nations(const task *t, void **out, coop_error *err)
{
    return coop_rail_route_nations(t->data, "xian", "tashkent", NULL, (coop_table **)out, err);
}

static coop_status call_route_times(const task *t, void **out, coop_error *err)
{
    coop_route_times times = {.struct_size = sizeof times, .mean = -7};
    coop_status status = coop_rail_route_times(t->data, "xian", "tashkent", NULL, &times, err);
    ck_assert(status == COOP_OK || times.mean == -7);
    if (status == COOP_OK) {
        *t->number = times.mean;
        *out = NULL;
    }
    return status;
}

static coop_status call_indicators(const task *t, void **out, coop_error *err)
{
    static const int64_t trips[] = {1, 1, 2};
    static const uint8_t is_border[] = {0, 1, 0};
    static const double km[] = {100, 0, 50};
    coop_trip_records records = {3, trips, is_border, km, km, km, km, NULL};
    coop_trip_options options = COOP_TRIP_OPTIONS_INIT;
    coop_run run = COOP_RUN_INIT;
    run.allocator = &t->a;
    options.run = &run;
    options.n_replicates = 100;
    return coop_trip_indicators(&records, &options, (coop_table **)out, err);
}

/* Places are few, so that a call is short. */
static coop_rail_study_options few_places(void)
{
    coop_rail_study_options options = COOP_RAIL_STUDY_OPTIONS_INIT;
    options.places = "xian=2;tashkent;almaty";
    options.n_removed = 1;
    options.n_replicates = 1;
    return options;
}

static coop_status call_resilience(const task *t, void **out, coop_error *err)
{
    coop_rail_study_options options = few_places();
    return coop_rail_resilience(t->data, &options, (coop_table **)out, err);
}

static coop_status call_weak_points(const task *t, void **out, coop_error *err)
{
    coop_rail_study_options options = few_places();
    return coop_rail_weak_points(t->data, &options, (coop_table **)out, err);
}

static coop_status call_accessibility(const task *t, void **out, coop_error *err)
{
    coop_rail_study_options options = few_places();
    return coop_rail_accessibility(t->data, &options, (coop_table **)out, err);
}

static coop_status call_line_effects(const task *t, void **out, coop_error *err)
{
    coop_rail_study_options options = few_places();
    return coop_rail_line_effects(t->data, "cku;almaty_bypass", &options, (coop_table **)out, err);
}

static coop_status call_line_pairs(const task *t, void **out, coop_error *err)
{
    coop_rail_study_options options = few_places();
    return coop_rail_line_pairs(t->data, "cku", &options, (coop_table **)out, err);
}

static coop_status call_capacity(const task *t, void **out, coop_error *err)
{
    coop_rail_capacity_options options = COOP_RAIL_CAPACITY_INIT;
    coop_rail_flow flow = {.struct_size = sizeof flow};
    options.trains = "bc_alashankou_dostyk=28;bc_khorgos_altynkol=15";
    coop_status status = coop_rail_capacity(t->data, "xian", "almaty", &options, &flow, err);
    *out = status == COOP_OK ? flow.parts : *out;
    return status;
}

/* A map goes to a sink: what it wrote is the result. */
static coop_status put_map(const task *t, bool is_svg, void **out, coop_error *err)
{
    uint64_t hash = 14695981039346656037ULL;
    coop_sink sink = {&hash, hash_write};
    coop_rail_map_options options = COOP_RAIL_MAP_OPTIONS_INIT;
    options.from = "xian";
    options.to = "tashkent";
    coop_status status = is_svg ? coop_rail_map_svg(t->data, &options, &sink, err)
                                : coop_rail_geojson(t->data, &options, &sink, err);
    if (status == COOP_OK) {
        *t->number = (double)(hash >> 12);
        *out = NULL;
    }
    return status;
}

static coop_status call_map_svg(const task *t, void **out, coop_error *err)
{
    return put_map(t, true, out, err);
}

static coop_status call_geojson(const task *t, void **out, coop_error *err)
{
    return put_map(t, false, out, err);
}

START_TEST(questions_of_their_own)
{
    double number = 0;
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_dataset *data = embedded(&a);
    task tasks[] = {
        {.name = "coop_rate_implemented", .call = call_rate, .number = &number,
         .text = {"on_time", "mechanism = 'c_c5'"}},
        {.name = "coop_rate_implemented", .call = call_rate, .number = &number, .text = {NULL}},
        {.name = "coop_rate_compare", .call = call_compare, .text = {NULL, "year(signed) = 2023"}},
        {.name = "coop_rate_change_between", .call = call_change, .number = &number,
         .text = {"2024-12-31"}},
        {.name = "coop_total_invested", .call = call_total, .text = {NULL}},
        {.name = "coop_total_invested in one currency", .call = call_priced},
        {.name = "coop_total_by_party", .call = call_by_party},
        {.name = "coop_total_consolidated", .call = call_consolidated},
        {.name = "coop_currency_convert", .call = call_convert, .number = &number},
        {.name = "coop_rail_corridors", .call = call_corridors},
        {.name = "coop_rail_corridor_legs", .call = call_legs},
        {.name = "coop_trip_indicators", .call = call_indicators},
        {.name = "coop_rail_weak_points", .call = call_weak_points, .first_k = 150,
         .stride = 197, .retry_stride = 16},
        {.name = "coop_rail_resilience", .call = call_resilience},
        {.name = "coop_rail_accessibility", .call = call_accessibility},
        {.name = "coop_rail_line_effects", .call = call_line_effects},
        {.name = "coop_rail_line_pairs", .call = call_line_pairs},
        {.name = "coop_rail_capacity", .call = call_capacity},
        {.name = "coop_rail_map_svg", .call = call_map_svg, .number = &number},
        {.name = "coop_rail_geojson", .call = call_geojson, .number = &number},
        {.name = "coop_rail_routes", .call = call_routes},
        {.name = "coop_rail_route_legs", .call = call_route_legs},
        {.name = "coop_rail_route_nations", .call = call_route_nations},
        {.name = "coop_rail_route_times", .call = call_route_times, .number = &number},
        {.name = "coop_query_explain", .call = call_explain},
    };
    for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++) {
        tasks[i].a = a;
        tasks[i].data = data;
        sweep(&tasks[i], &m);
        tell(tasks[i].name);
    }
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

/* ---- building ---- */

typedef struct step {
    coop_type type; /* 0: a cell */
    const char *text;
    int64_t integer;
    bool is_integer;
} step;

/* A table of every type; rows of cells follow the columns. */
static const step steps[] = {
    {COOP_TYPE_INT8, "i8", 0, false},   {COOP_TYPE_INT64, "i64", 0, false},
    {COOP_TYPE_FLOAT64, "f", 0, false}, {COOP_TYPE_BOOL, "b", 0, false},
    {COOP_TYPE_DATE, "d", 0, false},    {COOP_TYPE_SPAN, "s", 0, false},
    {COOP_TYPE_MONEY, "m", 0, false},   {COOP_TYPE_CODE, "c", 0, false},
    {COOP_TYPE_SET, "set", 0, false},   {COOP_TYPE_TEXT, "t", 0, false},
    {0, NULL, 5, true},                 {0, "7", 0, false},
    {0, "2.5", 0, false},               {0, "true", 0, false},
    {0, NULL, 20000, true},             {0, "2023", 0, false},
    {0, NULL, 123, true},               {0, "word", 0, false},
    {0, "KAZ;CHN", 0, false},           {0, "\xd1\x82", 0, false},
};
enum { N_COLUMNS = 10, N_STEPS = sizeof steps / sizeof steps[0], N_ROWS = 70 };

static coop_status take_step(coop_builder *builder, size_t i, int64_t row, coop_error *err)
{
    const step *s = &steps[i];
    char text[40];
    if (s->type != 0) {
        return coop_builder_column(builder, s->text, s->type, s->type == COOP_TYPE_MONEY ? 2 : 0,
                                   i % 2 == 0 ? "unit" : NULL, err);
    }
    if (s->is_integer) {
        return coop_builder_integer(builder, s->integer, err);
    }
    if (i == N_COLUMNS + 2 && row % 2 == 0) {
        return coop_builder_number(builder, 0.5, err);
    }
    snprintf(text, sizeof text, i == N_COLUMNS + 7 ? "%s%d" : "%s", s->text, (int)row);
    return coop_builder_text(builder, row % 9 == 3 ? NULL : text, err);
}

/* Takes a step again for as long as it says that memory is short; gives up after the first time
 * when faults go on for ever. */
static coop_status insist(coop_builder *builder, const meter *m, size_t i, int64_t row,
                          int64_t *n_refused, coop_error *err)
{
    for (;;) {
        coop_status status = take_step(builder, i, row, err);
        if (status == COOP_OK || m->for_ever) {
            return status;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
        (*n_refused)++;
    }
}

static coop_status build(const coop_allocator *a, const meter *m, int64_t *n_refused,
                         coop_table **out, coop_error *err)
{
    coop_builder *builder = NULL;
    coop_status status = coop_builder_new(a, &builder, err);
    for (int64_t row = 0; row < N_ROWS && status == COOP_OK; row++) {
        for (size_t i = row == 0 ? 0 : N_COLUMNS; i < N_STEPS && status == COOP_OK; i++) {
            status = insist(builder, m, i, row, n_refused, err);
        }
    }
    if (status != COOP_OK) {
        coop_builder_free(builder);
        return status;
    }
    return coop_builder_finish(builder, out, err);
}

/* A step that failed for want of memory has changed nothing: taken again, the table comes out as
 * if there had been no fault. */
START_TEST(building)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_table *table = NULL;
    uint64_t wanted = 14695981039346656037ULL;
    int64_t n_refused = 0;
    ck_assert_int_eq(build(&a, &m, &n_refused, &table, NULL), COOP_OK);
    hash_table(table, &wanted);
    coop_table_free(table);
    int64_t n_calls = m.calls;
    for (int for_ever = 0; for_ever < 2; for_ever++) {
        for (int64_t k = 1; k <= n_calls; k++) {
            coop_error err = {0};
            uint64_t hash = 14695981039346656037ULL;
            m = (meter){.fail_at = k, .for_ever = for_ever != 0};
            table = (coop_table *)(void *)&place;
            n_refused = 0;
            coop_status status = build(&a, &m, &n_refused, &table, &err);
            n_faults++;
            if (status == COOP_OK) {
                ck_assert_int_eq(n_refused, 1);
                hash_table(table, &hash);
                ck_assert_msg(hash == wanted, "another table after allocation %lld", (long long)k);
                coop_table_free(table);
            } else {
                /* coop_builder_new and _finish cannot be asked again: they give or take. */
                ck_assert_int_eq(status, COOP_MEMORY);
                ck_assert_int_eq(err.code, COOP_MEMORY);
                ck_assert_ptr_eq(table, &place);
            }
            ck_assert_msg(m.live == 0, "%zu bytes are lost at allocation %lld", m.live,
                          (long long)k);
        }
    }
    tell("coop_builder_...");
}
END_TEST

/* coop_dataset_of_tables takes its tables whatever comes of it. */
static coop_status of_tables(coop_allocator *a, coop_dataset **out, coop_error *err)
{
    static const char *const names[] = {"agreement", "event"};
    coop_table *tables[2] = {NULL, NULL};
    coop_status status = COOP_OK;
    for (int i = 0; i < 2 && status == COOP_OK; i++) {
        coop_builder *builder = NULL;
        status = coop_builder_new(a, &builder, err);
        const char *const cells[] = {i == 0 ? "id" : "agreement", "status", "A1", "completed"};
        for (int j = 0; j < 2 && status == COOP_OK; j++) {
            status = coop_builder_column(builder, cells[j], COOP_TYPE_CODE, 0, NULL, err);
        }
        for (int j = 2; j < 4 && status == COOP_OK; j++) {
            status = coop_builder_text(builder, cells[j], err);
        }
        if (status == COOP_OK) {
            status = coop_builder_finish(builder, &tables[i], err);
        } else {
            coop_builder_free(builder);
        }
    }
    if (status != COOP_OK) {
        coop_table_free(tables[0]);
        coop_table_free(tables[1]);
        return status;
    }
    return coop_dataset_of_tables(tables, names, 2, 20000, out, err);
}

static coop_status call_of_tables(const task *t, void **out, coop_error *err)
{
    coop_allocator a = t->a;
    return of_tables(&a, (coop_dataset **)out, err);
}

static coop_status call_of_columns(const task *t, void **out, coop_error *err)
{
    static const uint8_t codes[3] = {0, 1, 0};
    static const char *const words[2] = {"a", "b"};
    coop_column column = {.struct_size = sizeof column, .name = "x", .unit = "km",
                          .type = COOP_TYPE_CODE, .width = 1, .n_rows = 3, .values = codes,
                          .words = words, .n_words = 2};
    return coop_table_of_columns(&column, 1, NULL, &t->a, (coop_table **)out, err);
}

START_TEST(tables_of_arrays)
{
    meter m = {0};
    task t = {.name = "coop_table_of_columns", .call = call_of_columns, .a = metered(&m)};
    sweep(&t, &m);
    ck_assert_uint_eq(m.live, 0);
    tell(t.name);
}
END_TEST

START_TEST(registers_of_tables)
{
    meter m = {0};
    task t = {.name = "coop_dataset_of_tables", .call = call_of_tables, .gives_dataset = true,
              .a = metered(&m)};
    sweep(&t, &m);
    ck_assert_uint_eq(m.live, 0);
    tell(t.name);
}
END_TEST

/* ---- what allocates nothing ---- */

#define READ_RECORDS(noun) \
    do { \
        coop_##noun record = {.struct_size = sizeof record}; \
        for (int64_t i = 0; i < coop_##noun##_count(data); i++) { \
            ck_assert_int_eq(coop_##noun##_at(data, i, &record, NULL), COOP_OK); \
        } \
    } while (0)

/* Reading and printing go on when there is no memory at all. */
START_TEST(reading_needs_no_memory)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop_dataset *data = embedded(&a);
    m.calls = 0;
    m.fail_at = 1;
    m.for_ever = true;
    coop_nation nation = {.struct_size = sizeof nation};
    ck_assert_int_eq(coop_nation_find(data, "KAZ", &nation, NULL), COOP_OK);
    ck_assert_int_eq(coop_nation_find(data, "KAX", &nation, NULL), COOP_NOT_FOUND);
    READ_RECORDS(nation);
    READ_RECORDS(agreement);
    READ_RECORDS(event);
    READ_RECORDS(project);
    READ_RECORDS(rail_segment);
    uint64_t hash = 14695981039346656037ULL;
    coop_sink sink = {&hash, hash_write};
    for (int64_t i = 0; i < coop_dataset_n_tables(data); i++) {
        const coop_table *table = coop_dataset_table(data, coop_dataset_table_name(data, i));
        for (coop_format format = COOP_FORMAT_TEXT; format < COOP_FORMAT_END; format++) {
            ck_assert_int_eq(coop_table_print(table, format, &sink, NULL), COOP_OK);
        }
        for (int64_t j = 0; j < coop_table_n_columns(table); j++) {
            coop_column column = {.struct_size = sizeof column};
            ck_assert_int_eq(coop_table_column(table, j, &column, NULL), COOP_OK);
        }
    }
    ck_assert_int_eq(m.calls, 0);
    m.fail_at = 0;
    coop_dataset_free(data);
    ck_assert_uint_eq(m.live, 0);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("faults");
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, queries);
    tcase_add_test(memory, questions_of_their_own);
    tcase_add_test(memory, building);
    tcase_add_test(memory, registers_of_tables);
    tcase_add_test(memory, tables_of_arrays);
    tcase_add_test(memory, reading_needs_no_memory);
    tcase_set_timeout(memory, 300);
    suite_add_tcase(s, memory);
    return s;
}

#include "check_main.h"
