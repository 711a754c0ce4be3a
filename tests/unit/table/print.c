/* print.c -- tests of lib/table/print.c: tables as text, CSV, JSON and Markdown.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "table/table.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "core/date.h"
#include "core/number.h"
#include "io/csv.h"
#include "io/json.h"
#include "tables.h"

static void check_printed(const coop_table *table, coop_format format, const char *expected)
{
    output out = printed(table, format);
    ck_assert_msg(strcmp(out.bytes, expected) == 0, "printed\n%s\nexpected\n%s", out.bytes,
                  expected);
    ck_assert_uint_eq(out.n, strlen(out.bytes));
    free(out.bytes);
}

static const column_spec towns[] = {
    {"town", COOP_TYPE_CODE, 0, NULL},     {"n", COOP_TYPE_INT32, 0, NULL},
    {"share", COOP_TYPE_FLOAT64, 0, NULL}, {"cost", COOP_TYPE_MONEY, 2, "USD"},
    {"open", COOP_TYPE_BOOL, 0, NULL},     {"since", COOP_TYPE_SPAN, 0, NULL},
    {"parties", COOP_TYPE_SET, 0, NULL},   {"note", COOP_TYPE_TEXT, 0, NULL}};
static const char *const town_cells[] = {
    "\xe5\x8c\x97\xe4\xba\xac",
    "7",
    "0.333333333333",
    "12.5",
    "true",
    "2023",
    "CHN;KAZ",
    "a|b \\ \"c\",", /* a row of everything that is quoted somewhere */
    "\xd0\x90\xd0\xbb\xd0\xbc\xd0\xb0\xd1\x82\xd1\x8b",
    "-20000",
    "1e-7",
    "-0.05",
    "false",
    "../2024-02",
    "",
    "two\nlines",
    "e\xcc\x81"
    "a",
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    "",
    "0",
    "123456",
    "0",
    "true",
    "2023-05",
    "CHN",
    ""};

/* ---- four formats ---- */

START_TEST(text_is_aligned_by_what_a_terminal_shows)
{
    coop_table *table = table_of(NULL, towns, 8, town_cells, 4);
    check_printed(table, COOP_FORMAT_TEXT,
                  "town         n        share   cost  open   since       parties  note\n"
                  "\xe5\x8c\x97\xe4\xba\xac         7       0.3333  12.50  true   2023        "
                  "CHN;KAZ  a|b \\ \"c\",\n"
                  "\xd0\x90\xd0\xbb\xd0\xbc\xd0\xb0\xd1\x82\xd1\x8b  -20000       0.0000  -0.05  "
                  "false  ../2024-02           two lines\n"
                  "e\xcc\x81"
                  "a           -            -      -  -      -           -        -\n"
                  "             0  123456.0000   0.00  true   2023-05     CHN      \n");
    coop_table_free(table);
}
END_TEST

START_TEST(csv_quotes_what_a_reader_would_part_or_lose)
{
    coop_table *table = table_of(NULL, towns, 8, town_cells, 4);
    check_printed(table, COOP_FORMAT_CSV,
                  "town,n,share,cost,open,since,parties,note\n"
                  "\xe5\x8c\x97\xe4\xba\xac,7,0.333333333333,12.50,true,2023,CHN;KAZ,"
                  "\"a|b \\ \"\"c\"\",\"\n"
                  "\xd0\x90\xd0\xbb\xd0\xbc\xd0\xb0\xd1\x82\xd1\x8b,-20000,1e-07,-0.05,false,"
                  "../2024-02,\"\",\"two\nlines\"\n"
                  "e\xcc\x81"
                  "a,,,,,,,\n"
                  "\"\",0,123456,0.00,true,2023-05,CHN,\"\"\n");
    coop_table_free(table);
}
END_TEST

START_TEST(json_is_an_array_of_objects_with_money_as_text)
{
    coop_table *table = table_of(NULL, towns, 8, town_cells, 4);
    check_printed(
        table, COOP_FORMAT_JSON,
        "[\n"
        " {\"town\": \"\xe5\x8c\x97\xe4\xba\xac\", \"n\": 7, \"share\": 0.333333333333, "
        "\"cost\": \"12.50\", \"open\": true, \"since\": \"2023\", \"parties\": [\"CHN\", "
        "\"KAZ\"], "
        "\"note\": \"a|b \\\\ \\\"c\\\",\"},\n"
        " {\"town\": \"\xd0\x90\xd0\xbb\xd0\xbc\xd0\xb0\xd1\x82\xd1\x8b\", \"n\": -20000, "
        "\"share\": 1e-07, \"cost\": \"-0.05\", \"open\": false, "
        "\"since\": \"../2024-02\", \"parties\": [], \"note\": \"two\\u000alines\"},\n"
        " {\"town\": \"e\xcc\x81"
        "a\", \"n\": null, \"share\": null, \"cost\": null, "
        "\"open\": null, \"since\": null, \"parties\": null, \"note\": null},\n"
        " {\"town\": \"\", \"n\": 0, \"share\": 123456, \"cost\": \"0.00\", \"open\": true, "
        "\"since\": \"2023-05\", \"parties\": [\"CHN\"], \"note\": \"\"}\n"
        "]\n");
    coop_table_free(table);
}
END_TEST

START_TEST(markdown_is_a_pipe_table)
{
    coop_table *table = table_of(NULL, towns, 8, town_cells, 4);
    check_printed(table, COOP_FORMAT_MARKDOWN,
                  "| town | n | share | cost | open | since | parties | note |\n"
                  "|---|---:|---:|---:|---|---|---|---|\n"
                  "| \xe5\x8c\x97\xe4\xba\xac | 7 | 0.3333 | 12.50 | true | 2023 | CHN;KAZ | "
                  "a\\|b \\\\ \"c\", |\n"
                  "| \xd0\x90\xd0\xbb\xd0\xbc\xd0\xb0\xd1\x82\xd1\x8b | -20000 | 0.0000 | -0.05 | "
                  "false | ../2024-02 |  | two lines |\n"
                  "| e\xcc\x81"
                  "a | - | - | - | - | - | - | - |\n"
                  "|  | 0 | 123456.0000 | 0.00 | true | 2023-05 | CHN |  |\n");
    coop_table_free(table);
}
END_TEST

START_TEST(a_cell_is_no_markup_and_turns_no_line_round)
{
    const column_spec one[] = {{"<b>", COOP_TYPE_TEXT, 0, NULL}};
    const char *const cells[] = {"<script>[x](y) `z`", "a\xe2\x80\xae" "b\xe2\x81\xa6" "c"};
    coop_table *table = table_of(NULL, one, 1, cells, 2);
    check_printed(table, COOP_FORMAT_MARKDOWN,
                  "| \\<b> |\n|---|\n| \\<script>\\[x](y) \\`z\\` |\n| a b c |\n");
    check_printed(table, COOP_FORMAT_TEXT, "<b>\n<script>[x](y) `z`\na b c\n");
    coop_table_free(table);
}
END_TEST

START_TEST(a_table_without_rows_or_columns_is_written_too)
{
    const column_spec two[] = {{"a,b", COOP_TYPE_INT8, 0, NULL}, {"c|d", COOP_TYPE_TEXT, 0, NULL}};
    coop_table *table = finished(builder_of(NULL, two, 2));
    check_printed(table, COOP_FORMAT_TEXT, "a,b  c|d\n");
    check_printed(table, COOP_FORMAT_CSV, "\"a,b\",c|d\n");
    check_printed(table, COOP_FORMAT_JSON, "[]\n");
    check_printed(table, COOP_FORMAT_MARKDOWN, "| a,b | c\\|d |\n|---:|---|\n");
    coop_table_free(table);
    table = finished(builder_of(NULL, NULL, 0));
    check_printed(table, COOP_FORMAT_JSON, "[]\n");
    check_printed(table, COOP_FORMAT_CSV, "\n");
    check_printed(table, COOP_FORMAT_TEXT, "\n");
    coop_table_free(table);
}
END_TEST

START_TEST(numbers_are_shortest_for_machines_and_of_four_digits_for_people)
{
    static const char *const texts[][3] = {
        /* as CSV and JSON write it, and as it is shown */
        {"0.1", "0.1", "0.1000"},
        {"0.30000000000000004", "0.30000000000000004", "0.3000"},
        {"-0", "-0", "0.0000"},
        {"1e21", "1e+21", "1000000000000000000000.0000"},
        {"1e22", "1e+22", "1e+22"},
        {"5e-324", "5e-324", "0.0000"},
        {"-2.00005", "-2.00005", "-2.0000"},
        {"1.7976931348623157e308", "1.7976931348623157e+308", "1.7976931348623157e+308"},
    };
    const column_spec spec = {"x", COOP_TYPE_FLOAT64, 0, NULL};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char expected[100];
        coop_table *table = table_of(NULL, &spec, 1, &texts[i][0], 1);
        snprintf(expected, sizeof expected, "x\n%s\n", texts[i][1]);
        check_printed(table, COOP_FORMAT_CSV, expected);
        snprintf(expected, sizeof expected, "[\n {\"x\": %s}\n]\n", texts[i][1]);
        check_printed(table, COOP_FORMAT_JSON, expected);
        snprintf(expected, sizeof expected, "| x |\n|---:|\n| %s |\n", texts[i][2]);
        check_printed(table, COOP_FORMAT_MARKDOWN, expected);
        coop_table_free(table);
    }
}
END_TEST

/* ---- what people see ---- */

/* No byte but LF that a terminal acts on. */
static bool is_harmless(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i += coop__utf8_length(text + i)) {
        if (text[i] != '\n' && coop__is_control(text + i, coop__utf8_length(text + i))) {
            return false;
        }
    }
    return coop__utf8_valid(text, n, NULL);
}

static int64_t n_lines(const output *out)
{
    int64_t n = 0;
    for (size_t i = 0; i < out->n; i++) {
        n += out->bytes[i] == '\n' ? 1 : 0;
    }
    return n;
}

START_TEST(every_line_of_text_ends_in_the_same_column)
{
    uint64_t state = 64;
    for (int round = 0; round < 250; round++) {
        column_spec specs[MOST_COLUMNS];
        char names[MOST_COLUMNS][24];
        int64_t n = random_specs(&state, specs, names);
        /* A last column that is pushed to the right ends every line at its own end. */
        specs[n - 1].type = COOP_TYPE_MONEY;
        specs[n - 1].scale = 2;
        int64_t n_rows = (int64_t)(next_random(&state) % 12);
        coop_table *table = random_table(&state, NULL, specs, n, n_rows);
        output out = printed(table, COOP_FORMAT_TEXT);
        ck_assert(is_harmless(out.bytes, out.n));
        ck_assert_int_eq(n_lines(&out), n_rows + 1);
        int64_t width = -1;
        for (char *line = strtok(out.bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            int64_t this_width = coop__utf8_width(line, strlen(line));
            if (width >= 0 && width != this_width) {
                ck_abort_msg("round %d: %d and %d columns wide", round, (int)width,
                             (int)this_width);
            }
            width = this_width;
        }
        free(out.bytes);
        coop_table_free(table);
    }
}
END_TEST

START_TEST(every_line_of_markdown_has_a_cell_a_column)
{
    uint64_t state = 65;
    for (int round = 0; round < 250; round++) {
        column_spec specs[MOST_COLUMNS];
        char names[MOST_COLUMNS][24];
        int64_t n = random_specs(&state, specs, names);
        int64_t n_rows = (int64_t)(next_random(&state) % 12);
        coop_table *table = random_table(&state, NULL, specs, n, n_rows);
        output out = printed(table, COOP_FORMAT_MARKDOWN);
        ck_assert(is_harmless(out.bytes, out.n));
        ck_assert_int_eq(n_lines(&out), n_rows + 2);
        for (char *line = strtok(out.bytes, "\n"); line != NULL; line = strtok(NULL, "\n")) {
            int64_t n_pipes = 0;
            for (char *p = line; *p != '\0'; p++) {
                if (*p == '\\') {
                    p++;
                    ck_assert(*p != '\0' && strchr("|\\<[`", *p) != NULL);
                } else if (*p == '|') {
                    n_pipes++;
                }
            }
            if (n_pipes != n + 1 || line[0] != '|' || line[strlen(line) - 1] != '|') {
                ck_abort_msg("round %d: %s", round, line);
            }
        }
        free(out.bytes);
        coop_table_free(table);
    }
}
END_TEST

START_TEST(control_characters_are_shown_as_blanks)
{
    const column_spec spec = {"a\x1b\xc2\x9b", COOP_TYPE_TEXT, 0, NULL};
    const char *const texts[] = {"\x1b[31m\x7f\t",
                                 "\xc2\x9b"
                                 "31m\xc2\x85\xc2\x80\xc2\x9f\xc2\xa0",
                                 "a\xe2\x80\xa8"
                                 "b\xe2\x80\xa9"};
    coop_table *table = table_of(NULL, &spec, 1, texts, 3);
    check_printed(table, COOP_FORMAT_TEXT, "a  \n [31m  \n 31m   \xc2\xa0\na b \n");
    check_printed(table, COOP_FORMAT_MARKDOWN,
                  "| a   |\n|---|\n|  \\[31m   |\n|  31m   \xc2\xa0 |\n| a b  |\n");
    coop_table_free(table);
}
END_TEST

START_TEST(columns_beyond_64_are_written_without_alignment)
{
    coop_builder *b = builder_of(NULL, NULL, 0);
    for (int i = 0; i < 70; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%02d", i);
        ck_assert_int_eq(coop_builder_column(b, name, COOP_TYPE_INT16, 0, NULL, NULL), COOP_OK);
    }
    for (int i = 0; i < 70; i++) {
        ck_assert_int_eq(coop_builder_integer(b, i, NULL), COOP_OK);
    }
    coop_table *table = finished(b);
    output out = printed(table, COOP_FORMAT_TEXT);
    ck_assert_int_eq(n_lines(&out), 2);
    ck_assert_ptr_nonnull(strstr(out.bytes, "   62   63  64  65  66  67  68  69\n"));
    free(out.bytes);
    coop_table_free(table);
}
END_TEST

/* ---- CSV is read back ---- */

static bool is_word_type(coop_type type)
{
    return type == COOP_TYPE_CODE || type == COOP_TYPE_SET || type == COOP_TYPE_TEXT;
}

/* The table that a reader makes of CSV bytes: an empty cell has no value, "" is empty text. */
static coop_table *read_csv(const output *out, const column_spec *specs, int64_t n)
{
    static char text[CELL_ROOM];
    coop__csv csv;
    coop_builder *b = builder_of(NULL, specs, n);
    coop__csv_open(&csv, coop__allocator_of(NULL), out->bytes, out->n, NULL);
    for (int64_t row = -1;; row++) {
        coop__csv_event event = coop__csv_next(&csv);
        if (event == COOP__CSV_END) {
            break;
        }
        ck_assert_msg(event == COOP__CSV_ROW && csv.n_fields == n, "row %d of\n%s", (int)row,
                      out->bytes);
        for (int64_t i = 0; i < n; i++) {
            const coop__field *f = &csv.fields[i];
            ck_assert_uint_lt(f->n, sizeof text);
            memcpy(text, f->text, f->n);
            text[f->n] = '\0';
            /* In a table of one column what is missing is "" as well. */
            bool is_missing = f->n == 0 && (!f->quoted || !is_word_type(specs[i].type));
            if (row < 0) {
                ck_assert_str_eq(text, specs[i].name);
            } else {
                put_text(b, is_missing ? NULL : text);
            }
        }
    }
    ck_assert_int_eq(csv.n_blank, 0);
    coop__csv_close(&csv);
    return finished(b);
}

START_TEST(csv_that_is_read_back_is_the_same_table)
{
    uint64_t state = 4180;
    int n_lossy = 0;
    for (int round = 0; round < 800; round++) {
        column_spec specs[MOST_COLUMNS];
        char names[MOST_COLUMNS][24];
        int64_t n = random_specs(&state, specs, names);
        n = round % 5 == 0 ? 1 : n;
        coop_table *table = random_table(&state, NULL, specs, n, (int64_t)(round % 30));
        output out = printed(table, COOP_FORMAT_CSV);
        coop_table *again = read_csv(&out, specs, n);
        output twice = printed(again, COOP_FORMAT_CSV);
        if (strcmp(out.bytes, twice.bytes) != 0) {
            ck_abort_msg("round %d:\n%s\nbecame\n%s", round, out.bytes, twice.bytes);
        }
        /* Of words in one column alone, what is missing comes back as empty. */
        bool is_lossy = n == 1 && is_word_type(specs[0].type);
        n_lossy += is_lossy ? 1 : 0;
        if (!is_lossy) {
            check_same(table, again);
        }
        ck_assert_int_eq(coop_table_n_rows(table), coop_table_n_rows(again));
        coop_table_free(table);
        coop_table_free(again);
        free(out.bytes);
        free(twice.bytes);
    }
    ck_assert_int_gt(n_lossy, 10);
    ck_assert_int_lt(n_lossy, 160);
}
END_TEST

START_TEST(a_lone_missing_cell_is_not_an_empty_line)
{
    for (coop_type type = 1; type < COOP_TYPE_END; type++) {
        const column_spec spec = {"x", type, 0, NULL};
        coop_table *table = table_of(NULL, &spec, 1, (const char *const[]){NULL, NULL}, 2);
        check_printed(table, COOP_FORMAT_CSV, "x\n\"\"\n\"\"\n");
        coop_table_free(table);
    }
}
END_TEST

START_TEST(a_name_that_begins_as_a_byte_order_mark_is_quoted)
{
    const column_spec specs[] = {{"\xef\xbb\xbf", COOP_TYPE_INT8, 0, NULL},
                                 {"\xef\xbb\xbf"
                                  "b",
                                  COOP_TYPE_INT8, 0, NULL}};
    coop_table *table = finished(builder_of(NULL, specs, 2));
    output out = printed(table, COOP_FORMAT_CSV);
    coop_table *again = read_csv(&out, specs, 2);
    check_same(table, again);
    coop_table_free(table);
    coop_table_free(again);
    free(out.bytes);
}
END_TEST

/* ---- JSON is read back ---- */

static bool is_string(const coop__json *node, const char *text, size_t n)
{
    return node->kind == COOP__JSON_STRING && node->n == n && memcmp(node->text, text, n) == 0;
}

static bool is_set(const coop__json *node, const coop__column *column, int64_t row)
{
    coop_words words = coop__words_at(column, row);
    const coop__json *member = node->first;
    bool is_same = node->kind == COOP__JSON_ARRAY && node->n_children == words.n;
    for (int64_t i = 0; is_same && i < words.n; i++, member = member->next) {
        const char *word = words.words[words.codes[i]];
        is_same = is_string(member, word, strlen(word));
    }
    return is_same;
}

/* True if a JSON value says what the cell holds, by the types that the header names. */
static bool says_cell(const coop__json *node, const coop__column *column, int64_t row)
{
    char text[64];
    size_t n = 0;
    if (!coop__is_valid(column, row)) {
        return node->kind == COOP__JSON_NULL;
    }
    switch (column->type) {
    case COOP_TYPE_FLOAT64: {
        double value = coop__number_at(column, row);
        return node->kind == COOP__JSON_NUMBER && memcmp(&node->number, &value, 8) == 0;
    }
    case COOP_TYPE_BOOL:
        return node->kind ==
               (coop__integer_at(column, row) != 0 ? COOP__JSON_TRUE : COOP__JSON_FALSE);
    case COOP_TYPE_DATE:
        (void)!coop_date_format((coop_date)coop__integer_at(column, row), text, NULL);
        return is_string(node, text, 10);
    case COOP_TYPE_SPAN:
        (void)!coop_span_format(coop__span_at(column, row), text, NULL);
        return is_string(node, text, strlen(text));
    case COOP_TYPE_MONEY:
        n = coop__money_format(coop__integer_at(column, row), column->scale, text);
        return is_string(node, text, n);
    case COOP_TYPE_CODE: {
        const char *word = column->words.words[coop__code_at(column, row)];
        return is_string(node, word, strlen(word));
    }
    case COOP_TYPE_SET:
        return is_set(node, column, row);
    case COOP_TYPE_TEXT: {
        const char *bytes = coop__text_at(column, row, &n);
        return is_string(node, bytes, n);
    }
    default:
        n = coop__integer_format(coop__integer_at(column, row), text);
        return node->kind == COOP__JSON_NUMBER && node->n == n && memcmp(node->text, text, n) == 0;
    }
}

START_TEST(json_that_is_read_back_says_every_cell)
{
    uint64_t state = 8259;
    for (int round = 0; round < 500; round++) {
        column_spec specs[MOST_COLUMNS];
        char names[MOST_COLUMNS][24];
        int64_t n = random_specs(&state, specs, names);
        coop_table *table = random_table(&state, NULL, specs, n, (int64_t)(round % 20));
        output out = printed(table, COOP_FORMAT_JSON);
        coop__arena arena = {.a = coop__allocator_of(NULL)};
        const coop__json *root = NULL;
        coop_error err = {0};
        ck_assert_msg(coop__json_parse(&arena, out.bytes, out.n, &root, &err) == COOP_OK,
                      "line %d: %s", (int)err.line, err.message);
        ck_assert_int_eq(root->kind, COOP__JSON_ARRAY);
        ck_assert_int_eq(root->n_children, coop_table_n_rows(table));
        const coop__json *object = root->first;
        for (int64_t row = 0; row < coop_table_n_rows(table); row++, object = object->next) {
            const coop__json *member = object->first;
            ck_assert_int_eq(object->n_children, n);
            for (int64_t i = 0; i < n; i++, member = member->next) {
                if (strcmp(member->key, specs[i].name) != 0 ||
                    !says_cell(member, &table->columns[i], row)) {
                    ck_abort_msg("round %d row %d column '%s' is %s", round, (int)row,
                                 specs[i].name, member->text == NULL ? "?" : member->text);
                }
            }
        }
        coop__arena_free(&arena);
        coop_table_free(table);
        free(out.bytes);
    }
}
END_TEST

/* ---- sinks ---- */

typedef struct failing {
    int calls, fail_at;
    coop_status status;
} failing;

static coop_status fail_write(void *ctx, const char *bytes, size_t n)
{
    failing *f = ctx;
    (void)bytes;
    (void)n;
    return ++f->calls >= f->fail_at ? f->status : COOP_OK;
}

START_TEST(what_the_sink_returns_is_returned_and_ends_the_call)
{
    const column_spec spec = {"x", COOP_TYPE_INT64, 0, NULL};
    coop_builder *b = builder_of(NULL, &spec, 1);
    for (int i = 0; i < 5000; i++) {
        ck_assert_int_eq(coop_builder_integer(b, INT64_MIN + i, NULL), COOP_OK);
    }
    coop_table *table = finished(b);
    static const coop_status statuses[] = {COOP_IO, COOP_CANCELLED, COOP_MEMORY, -3, 99};
    for (coop_format format = 1; format < COOP_FORMAT_END; format++) {
        output whole = printed(table, format);
        for (int k = 1; k <= whole.calls + 1; k++) {
            failing f = {0, k, statuses[k % 5]};
            coop_sink sink = {&f, fail_write};
            coop_error err = {.code = 77};
            bool has_failed = k <= whole.calls;
            ck_assert_int_eq(coop_table_print(table, format, &sink, &err),
                             has_failed ? f.status : COOP_OK);
            ck_assert_int_eq(err.code, has_failed ? f.status : 77);
            ck_assert_int_eq(f.calls, has_failed ? k : whole.calls);
        }
        free(whole.bytes);
    }
    coop_table_free(table);
}
END_TEST

START_TEST(a_descriptor_gets_the_table_and_a_closed_one_is_an_io_failure)
{
    coop_table *table = table_of(NULL, towns, 8, town_cells, 4);
    coop_sink closed = coop_sink_fd(-1);
    coop_error err = {0};
    ck_assert_int_eq(coop_table_print(table, COOP_FORMAT_CSV, &closed, &err), COOP_IO);
    ck_assert_int_eq(err.code, COOP_IO);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    coop_sink sink = coop_sink_fd(ends[1]);
    ck_assert_int_eq(coop_table_print(table, COOP_FORMAT_CSV, &sink, &err), COOP_OK);
    char got[4096] = "";
    ck_assert_int_gt(read(ends[0], got, sizeof got - 1), 0);
    check_printed(table, COOP_FORMAT_CSV, got);
    close(ends[0]);
    close(ends[1]);
    coop_table_free(table);
}
END_TEST

START_TEST(arguments_are_checked_before_anything_is_written)
{
    coop_table *table = table_of(NULL, towns, 8, town_cells, 4);
    output out = {0};
    coop_sink sink = {&out, take_output};
    coop_sink none = {NULL, NULL};
    coop_error err = {0};
    const coop_format bad[] = {0, -1, COOP_FORMAT_END, INT32_MAX, INT32_MIN};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(coop_table_print(table, bad[i], &sink, &err), COOP_ARGUMENT);
        ck_assert_int_eq(err.code, COOP_ARGUMENT);
        ck_assert_ptr_nonnull(strstr(err.message, ", need 1 to 4"));
    }
    ck_assert_int_eq(coop_table_print(NULL, COOP_FORMAT_CSV, &sink, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_table_print(table, COOP_FORMAT_CSV, NULL, &err), COOP_ARGUMENT);
    ck_assert_int_eq(coop_table_print(table, COOP_FORMAT_CSV, &none, NULL), COOP_ARGUMENT);
    ck_assert_int_eq(out.calls, 0);
    coop_table_free(table);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("table/print");
    TCase *formats = tcase_create("formats");
    suite_add_tcase(s, formats);
    tcase_add_test(formats, text_is_aligned_by_what_a_terminal_shows);
    tcase_add_test(formats, csv_quotes_what_a_reader_would_part_or_lose);
    tcase_add_test(formats, json_is_an_array_of_objects_with_money_as_text);
    tcase_add_test(formats, markdown_is_a_pipe_table);
    tcase_add_test(formats, a_cell_is_no_markup_and_turns_no_line_round);
    tcase_add_test(formats, a_table_without_rows_or_columns_is_written_too);
    tcase_add_test(formats, numbers_are_shortest_for_machines_and_of_four_digits_for_people);
    TCase *people = tcase_create("people");
    tcase_set_timeout(people, 60);
    suite_add_tcase(s, people);
    tcase_add_test(people, every_line_of_text_ends_in_the_same_column);
    tcase_add_test(people, every_line_of_markdown_has_a_cell_a_column);
    tcase_add_test(people, control_characters_are_shown_as_blanks);
    tcase_add_test(people, columns_beyond_64_are_written_without_alignment);
    TCase *machines = tcase_create("machines");
    tcase_set_timeout(machines, 60);
    suite_add_tcase(s, machines);
    tcase_add_test(machines, csv_that_is_read_back_is_the_same_table);
    tcase_add_test(machines, a_lone_missing_cell_is_not_an_empty_line);
    tcase_add_test(machines, a_name_that_begins_as_a_byte_order_mark_is_quoted);
    tcase_add_test(machines, json_that_is_read_back_says_every_cell);
    TCase *sinks = tcase_create("sinks");
    suite_add_tcase(s, sinks);
    tcase_add_test(sinks, what_the_sink_returns_is_returned_and_ends_the_call);
    tcase_add_test(sinks, a_descriptor_gets_the_table_and_a_closed_one_is_an_io_failure);
    tcase_add_test(sinks, arguments_are_checked_before_anything_is_written);
    return s;
}

#include "check_main.h"
