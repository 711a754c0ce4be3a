/* json.c -- tests of the JSON reader: grammar, places, limits, memory, the public test suite.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/json.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "meter.h"
#include "random.h"
#include "shared.h"

/* ---- trees as text ---- */

static void print_text(FILE *out, const char *text, size_t n)
{
    ck_assert_int_eq(text[n], '\0');
    fputc('"', out);
    fwrite(text, 1, n, out);
    fputc('"', out);
}

static void print_node(FILE *out, const coop__json *node)
{
    static const char *const names[] = {"null", "false", "true"};
    if (node->key != NULL) {
        print_text(out, node->key, node->key_n);
        fputc('=', out);
    }
    switch (node->kind) {
    case COOP__JSON_NUMBER:
        ck_assert_int_eq(node->text[node->n], '\0');
        fprintf(out, "%s(%.17g)", node->text, node->number);
        break;
    case COOP__JSON_STRING:
        print_text(out, node->text, node->n);
        break;
    case COOP__JSON_ARRAY:
    case COOP__JSON_OBJECT:
        fprintf(out, "%c%lld", node->kind == COOP__JSON_ARRAY ? '[' : '{',
                (long long)node->n_children);
        break;
    case COOP__JSON_NULL:
    case COOP__JSON_FALSE:
    case COOP__JSON_TRUE:
        fputs(names[node->kind], out);
        break;
    }
    fprintf(out, "@%lld:%lld\n", (long long)node->line, (long long)node->column);
}

/* One line a node, parents first; to be freed. Checks the counts of children on the way. */
static char *print_tree(const coop__json *root)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    const coop__json *parents[COOP__JSON_MAX_DEPTH + 1];
    int64_t left[COOP__JSON_MAX_DEPTH + 1];
    int depth = 0;
    for (const coop__json *node = root; node != NULL;) {
        print_node(out, node);
        if (node->n_children > 0) {
            ck_assert_int_lt(depth, COOP__JSON_MAX_DEPTH);
            ck_assert_ptr_nonnull(node->first);
            parents[depth] = node;
            left[depth++] = node->n_children - 1;
            node = node->first;
            continue;
        }
        ck_assert_ptr_null(node->first);
        while (depth > 0 && node->next == NULL) {
            ck_assert_int_eq(left[depth - 1], 0);
            node = parents[--depth];
        }
        node = depth == 0 ? NULL : node->next;
        if (depth > 0) {
            left[depth - 1]--;
        }
    }
    fclose(out);
    return text;
}

static coop_status parse(coop__arena *arena, const char *bytes, size_t n, const coop__json **out,
                         coop_error *err)
{
    char *exact = malloc(n == 0 ? 1 : n);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, bytes, n);
    coop_status status = coop__json_parse(arena, exact, n, out, err);
    free(exact); /* the tree borrows nothing from the input */
    return status;
}

static void check_accepted(const char *bytes, size_t n, const char *expected)
{
    coop__arena arena = {.a = coop__allocator_of(NULL)};
    const coop__json *root = NULL;
    coop_error err = {.message = "untouched"};
    coop_status status = parse(&arena, bytes, n, &root, &err);
    ck_assert_msg(status == COOP_OK, "%s: %s", bytes, err.message);
    ck_assert_str_eq(err.message, "untouched");
    char *text = print_tree(root);
    ck_assert_str_eq(text, expected);
    free(text);
    coop__arena_free(&arena);
}

static void check_refused(const char *bytes, size_t n, int64_t line, int64_t column,
                          const char *message)
{
    coop__arena arena = {.a = coop__allocator_of(NULL)};
    const coop__json *root = NULL;
    coop_error err = {0};
    coop_status status = parse(&arena, bytes, n, &root, &err);
    ck_assert_msg(status == COOP_FORMAT, "%s gave %s", bytes, coop_status_name(status));
    ck_assert_int_eq(err.code, COOP_FORMAT);
    ck_assert_ptr_null(root);
    ck_assert_msg(err.line == line && err.column == column && strstr(err.message, message) != NULL,
                  "%s gave %lld:%lld %s", bytes, (long long)err.line, (long long)err.column,
                  err.message);
    ck_assert_int_eq(parse(&arena, bytes, n, &root, NULL), COOP_FORMAT);
    coop__arena_free(&arena);
}

#define ACCEPTED(bytes, expected) check_accepted(bytes, sizeof bytes - 1, expected)
#define REFUSED(bytes, line, column, message)                                                      \
    check_refused(bytes, sizeof bytes - 1, line, column, message)

/* ---- grammar ---- */

START_TEST(values_of_each_kind)
{
    ACCEPTED("null", "null@1:1\n");
    ACCEPTED(" false ", "false@1:2\n");
    ACCEPTED("\r\n\ttrue\n", "true@2:2\n");
    ACCEPTED("\"\"", "\"\"@1:1\n");
    ACCEPTED("[]", "[0@1:1\n");
    ACCEPTED("{ }", "{0@1:1\n");
    ACCEPTED("\xef\xbb\xbf[1]", "[1@1:1\n1(1)@1:2\n");
    ACCEPTED("[1,[2,{\"a\":[]}],{}]",
             "[3@1:1\n1(1)@1:2\n[2@1:4\n2(2)@1:5\n{1@1:7\n\"a\"=[0@1:12\n{0@1:17\n");
    ACCEPTED("{\"a\":{\"b\":null},\"c\":\"d\"}",
             "{2@1:1\n\"a\"={1@1:6\n\"b\"=null@1:11\n\"c\"=\"d\"@1:21\n");
}
END_TEST

START_TEST(places_count_lines_and_bytes)
{
    ACCEPTED(
        "{\n  \"\xd2\x9b\xd0\xb0\xd0\xbb\xd0\xb0\" : \"\xd0\x9d\xd1\x83\xd1\x80\", \"b\":\r\n1\n}",
        "{2@1:1\n\"\xd2\x9b\xd0\xb0\xd0\xbb\xd0\xb0\"=\"\xd0\x9d\xd1\x83\xd1\x80\"@2:16\n"
        "\"b\"=1(1)@3:1\n");
    REFUSED("[\"\xd0\x9d\",\n \"\xd0\x9d\", x]", 2, 8, "'x' is not a JSON value");
    REFUSED("\xef\xbb\xbf x", 1, 2, "'x' is not a JSON value");
}
END_TEST

START_TEST(numbers_by_the_grammar)
{
    ACCEPTED("[0,-0,10,-1.5,1e2,1E+2,1e-2,0.0,0e0,123456789012345678901234567890]",
             "[10@1:1\n0(0)@1:2\n-0(-0)@1:4\n10(10)@1:7\n-1.5(-1.5)@1:10\n1e2(100)@1:15\n"
             "1E+2(100)@1:19\n1e-2(0.01)@1:24\n0.0(0)@1:29\n0e0(0)@1:33\n"
             "123456789012345678901234567890(1.2345678901234568e+29)@1:37\n");
    ACCEPTED("1e-400", "1e-400(0)@1:1\n");
    ACCEPTED("1.7976931348623157e308", "1.7976931348623157e308(1.7976931348623157e+308)@1:1\n");
    REFUSED("[1e400]", 1, 2, "'1e400' is out of range");
    REFUSED("[-1e309]", 1, 2, "'-1e309' is out of range");
    static const char *const bad[] = {"01",  "-01", "1.",    ".5",        "+1",  "-",
                                      "--1", "1e",  "1e+",   "1.e1",      "0x1", "1_0",
                                      "1a",  "-a",  "1.2.3", "-Infinity", "00",  "1e1.5",
                                      "-.5", "1-1", "1e5e",  "0.1e",      "+"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[32];
        int n = snprintf(text, sizeof text, "[0, %s]", bad[i]);
        bool is_split = strcmp(bad[i], "1_0") == 0;
        check_refused(text, (size_t)n, 1, is_split ? 6 : 5,
                      is_split ? "expected ',' or ']', found '_'" : "is not a JSON number");
    }
    REFUSED("1e", 1, 1, "'1e' is not a JSON number");
    REFUSED("1e-", 1, 1, "'1e-' is not a JSON number");
    REFUSED("1.", 1, 1, "'1.' is not a JSON number");
    REFUSED("-", 1, 1, "'-' is not a JSON number");
    REFUSED("NaN", 1, 1, "'NaN' is not a JSON value");
    REFUSED("Infinity", 1, 1, "'Infinity' is not a JSON value");
}
END_TEST

START_TEST(strings_and_escapes)
{
    ACCEPTED("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\"\\/\b\f\n\r\t\"@1:1\n");
    ACCEPTED("\"a\\u0041b\\u00e9\\u20ac\\uD83D\\uDE82z\"",
             "\"aAb\xc3\xa9\xe2\x82\xac\xf0\x9f\x9a\x82z\"@1:1\n");
    ACCEPTED("\"\\u0001\\u007f\\u0080\\u07ff\\u0800\\uffff\\ud800\\udc00\\udbff\\udfff\"",
             "\"\x01\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""
             "@1:1\n");
    ACCEPTED("\"\\ud7ff\\ue000\"", "\"\xed\x9f\xbf\xee\x80\x80\"@1:1\n");
    ACCEPTED("\"\x7f\xf4\x8f\xbf\xbf\"", "\"\x7f\xf4\x8f\xbf\xbf\"@1:1\n");
    ACCEPTED("{\"\\u0061\\n\":\"/*x*/\"}", "{1@1:1\n\"a\n\"=\"/*x*/\"@1:13\n");
    REFUSED("[\"a\\x\"]", 1, 4, "backslash without one of");
    REFUSED("[\"\\", 1, 2, "never closed");
    REFUSED("[\"\\\"]", 1, 2, "never closed");
    REFUSED("\"abc", 1, 1, "never closed");
    REFUSED("[\"ab\\u12\"]", 1, 5, "\\u without four hexadecimal digits");
    REFUSED("\"\\u12g4\"", 1, 2, "\\u without four hexadecimal digits");
    REFUSED("\"\\u1\"", 1, 2, "\\u without four hexadecimal digits");
    REFUSED("\"\\u123\"", 1, 2, "\\u without four hexadecimal digits");
    REFUSED("\"\\u123", 1, 1, "never closed");
    REFUSED("\"x\\u0000\"", 1, 3, "\\u0000");
    REFUSED("{\"\\u0000\":1}", 1, 3, "\\u0000");
    REFUSED("\"x\\ud800\"", 1, 3, "surrogate");
    REFUSED("\"x\\udc00\"", 1, 3, "surrogate");
    REFUSED("\"\\udc00\\ud800\"", 1, 2, "surrogate");
    REFUSED("\"\\ud800\\ud800\"", 1, 2, "surrogate");
    REFUSED("\"\\udc00\\udc00\"", 1, 2, "surrogate");
    REFUSED("\"\\ud800\\ue000\"", 1, 2, "surrogate");
    REFUSED("\"\\ud800\\n\"", 1, 2, "surrogate");
    REFUSED("\"\\ud800\\u00\"", 1, 2, "surrogate");
    REFUSED("\"\\ud800udc00\"", 1, 2, "surrogate");
    REFUSED("[\"a\tb\"]", 1, 4, "raw control character");
    REFUSED("[\"a\nb\"]", 1, 4, "raw control character");
    REFUSED("\"\0\"", 1, 2, "raw control character");
    REFUSED("\"\x1f\"", 1, 2, "raw control character");
    REFUSED("\"\\\n\"", 1, 3, "raw control character");
    REFUSED("\"ab\xff\"", 1, 4, "not UTF-8");
    REFUSED("\"\xc0\xaf\"", 1, 2, "not UTF-8");
    REFUSED("\"\xed\xa0\x80\"", 1, 2, "not UTF-8");
    REFUSED("\"\xe2\x82\"", 1, 2, "not UTF-8");
    REFUSED("\"\\\xff\"", 1, 3, "not UTF-8");
    REFUSED("\"\xff\n\"", 1, 2, "not UTF-8");
    REFUSED("\"\n\xff\"", 1, 2, "raw control character");
}
END_TEST

START_TEST(everything_else_is_refused_at_its_place)
{
    REFUSED("", 1, 1, "expected a value, found the end of the text");
    REFUSED("\n ", 2, 2, "expected a value, found the end of the text");
    REFUSED("\xef\xbb\xbf", 1, 1, "expected a value, found the end of the text");
    REFUSED("\xff\xfe[\0]\0", 1, 1, "UTF-16");
    REFUSED("\xfe\xff\0[\0]", 1, 1, "UTF-16");
    REFUSED("[\0]\0", 1, 2, "expected a value, found '\\x00'");
    REFUSED("[1", 1, 3, "expected ',' or ']', found the end of the text");
    REFUSED("[1}", 1, 3, "expected ',' or ']', found '}'");
    REFUSED("[1 2]", 1, 4, "expected ',' or ']', found '2'");
    REFUSED("[1,]", 1, 4, "expected a value, found ']'");
    REFUSED("[1,\n", 2, 1, "expected a value, found the end of the text");
    REFUSED("[,1]", 1, 2, "expected a value, found ','");
    REFUSED("[1,,2]", 1, 4, "expected a value, found ','");
    REFUSED("[", 1, 2, "expected a value, found the end of the text");
    REFUSED("]", 1, 1, "expected a value, found ']'");
    REFUSED("[}", 1, 2, "expected a value, found '}'");
    REFUSED("{", 1, 2, "expected a member's name in double quotes, found the end");
    REFUSED("{]", 1, 2, "expected a member's name in double quotes, found ']'");
    REFUSED("{a:1}", 1, 2, "expected a member's name in double quotes, found 'a'");
    REFUSED("{'a':1}", 1, 2, "expected a member's name in double quotes, found '''");
    REFUSED("{\"a\":1,}", 1, 8, "expected a member's name in double quotes, found '}'");
    REFUSED("{\"a\" 1}", 1, 6, "expected ':' behind a member's name, found '1'");
    REFUSED("{\"a\"}", 1, 5, "expected ':' behind a member's name, found '}'");
    REFUSED("{\"a\":}", 1, 6, "expected a value, found '}'");
    REFUSED("{\"a\":1]", 1, 7, "expected ',' or '}', found ']'");
    REFUSED("{\"a\":1 \"b\":2}", 1, 8, "expected ',' or '}', found '\"'");
    REFUSED("1 2", 1, 3, "expected nothing behind the value, found '2'");
    REFUSED("{}{}", 1, 3, "expected nothing behind the value, found '{'");
    REFUSED("[]]", 1, 3, "expected nothing behind the value, found ']'");
    REFUSED("// a\n1", 1, 1, "expected a value, found '/'");
    REFUSED("[1/*a*/]", 1, 3, "expected ',' or ']', found '/'");
    REFUSED("[True]", 1, 2, "'True' is not a JSON value");
    REFUSED("[azAZ09+-.]", 1, 2, "'azAZ09+-.' is not a JSON value");
    REFUSED("[nul]", 1, 2, "'nul' is not a JSON value");
    REFUSED("[nulls]", 1, 2, "'nulls' is not a JSON value");
    REFUSED("[\xc2\xa0]", 1, 2, "expected a value, found '\xc2\xa0'");
    REFUSED("[\xe2", 1, 2, "expected a value, found '\\xe2'");
    REFUSED("[\x1b]", 1, 2, "expected a value, found '\\x1b'");
    REFUSED("[1\f]", 1, 3, "expected ',' or ']', found '\\x0c'");
    REFUSED("\v1", 1, 1, "expected a value, found '\\x0b'");
}
END_TEST

/* ---- duplicate names ---- */

/* An object of n members m0, m1, ... on a line each; the last has the name of member `twin`. */
static char *object_of(int n, int twin, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    fputs("{\n", out);
    for (int i = 0; i < n; i++) {
        int name = i + 1 == n && twin >= 0 ? twin : i;
        fprintf(out, "\"m%d\": {\"m0\": %d}%s\n", name, i, i + 1 == n ? "" : ",");
    }
    fputs("}", out);
    fclose(out);
    return text;
}

START_TEST(a_name_twice_is_refused_at_its_second_place)
{
    REFUSED("{\"a\":1,\"b\":{\"a\":2},\"a\":3}", 1, 20,
            "member \"a\" is there twice, first with the value at line 1, column 6");
    REFUSED("{\"a\":1, \"\\u0061\":2}", 1, 9, "member \"a\" is there twice");
    REFUSED("{\"\":1,\"\":2}", 1, 7, "member \"\" is there twice");
    ACCEPTED("{\"a\":1,\"A\":2,\"aa\":3,\"\":4,\"__proto__\":5}",
             "{5@1:1\n\"a\"=1(1)@1:6\n\"A\"=2(2)@1:12\n\"aa\"=3(3)@1:19\n\"\"=4(4)@1:24\n"
             "\"__proto__\"=5(5)@1:38\n");
    static const int sizes[] = {3, 15, 16, 17, 18, 19, 31, 32, 33, 34, 64, 65, 66, 5000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int n = sizes[i];
        size_t size = 0;
        char *text = object_of(n, -1, &size);
        coop__arena arena = {.a = coop__allocator_of(NULL)};
        const coop__json *root = NULL;
        ck_assert_int_eq(parse(&arena, text, size, &root, NULL), COOP_OK);
        ck_assert_int_eq(root->n_children, n);
        int seen = 0;
        for (const coop__json *m = root->first; m != NULL; m = m->next, seen++) {
            char name[16];
            snprintf(name, sizeof name, "m%d", seen);
            ck_assert_str_eq(m->key, name);
            ck_assert(m->first->number == seen);
        }
        ck_assert_int_eq(seen, n);
        coop__arena_free(&arena);
        free(text);
        const int twins[] = {0, n / 2, n - 2};
        for (size_t j = 0; j < 3; j++) {
            char message[80];
            snprintf(message, sizeof message,
                     "\"m%d\" is there twice, first with the value at line %d", twins[j],
                     twins[j] + 2);
            text = object_of(n, twins[j], &size);
            check_refused(text, size, n + 1, 1, message);
            free(text);
        }
    }
}
END_TEST

/* ---- limits and cost ---- */

static coop_status parse_nested(int64_t depth, const char *open, const char *close, coop_error *err)
{
    size_t n_open = strlen(open);
    size_t n_close = strlen(close);
    size_t n = (size_t)depth * (n_open + n_close);
    char *text = malloc(n);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < (size_t)depth; i++) {
        memcpy(text + i * n_open, open, n_open);
        memcpy(text + (size_t)depth * n_open + i * n_close, close, n_close);
    }
    coop__arena arena = {.a = coop__allocator_of(NULL)};
    const coop__json *root = NULL;
    coop_status status = coop__json_parse(&arena, text, n, &root, err);
    ck_assert((status == COOP_OK) == (root != NULL));
    coop__arena_free(&arena);
    free(text);
    return status;
}

START_TEST(sixty_four_levels_and_not_one_more)
{
    coop_error err;
    ck_assert_int_eq(COOP__JSON_MAX_DEPTH, 64);
    ck_assert_int_eq(parse_nested(63, "[", "]", &err), COOP_OK);
    ck_assert_int_eq(parse_nested(64, "[", "]", &err), COOP_OK);
    ck_assert_int_eq(parse_nested(65, "[", "]", &err), COOP_LIMIT);
    ck_assert_int_eq(err.code, COOP_LIMIT);
    ck_assert_int_eq(err.line, 1);
    ck_assert_int_eq(err.column, 65);
    ck_assert_ptr_nonnull(strstr(err.message, "64 levels"));
    ck_assert_int_eq(parse_nested(63, "{\"a\":", "}", &err), COOP_FORMAT); /* no innermost value */
    ck_assert_int_eq(parse_nested(32, "[{\"a\":[]},[{\"a\":", "1}]]", &err), COOP_LIMIT);
    ck_assert_int_eq(parse_nested(1000000, "[", "]", &err), COOP_LIMIT);
    ck_assert_int_eq(parse_nested(1000000, "{\"a\":", "}", &err), COOP_LIMIT);
    ck_assert_int_eq(parse_nested(1000000, "[", "", &err), COOP_LIMIT);
    ck_assert_int_eq(parse_nested(64, "[", "", &err), COOP_FORMAT);
}
END_TEST

/* n copies of a part between a start and an end. */
static char *repeated(const char *start, const char *part, size_t n, const char *end, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    fputs(start, out);
    for (size_t i = 0; i < n; i++) {
        fputs(part, out);
    }
    fputs(end, out);
    fclose(out);
    return text;
}

START_TEST(hostile_texts_cost_linear_time)
{
    static const struct {
        const char *start, *part, *end;
        coop_status status;
    } cases[] = {
        {"[0", ",0", "]", COOP_OK},        {"[0", ",[]", "]", COOP_OK},
        {"[0", ",\"\"", "]", COOP_OK},     {"[0", ",{\"a\":{}}", "]", COOP_OK},
        {"\"", "\\n", "\"", COOP_OK},      {"\"", "\\ud83d\\ude82", "\"", COOP_OK},
        {"\"", "\xd0\x9d", "\"", COOP_OK}, {"\"", "\xd0\x9d", "", COOP_FORMAT},
        {"\"", "\\\"", "", COOP_FORMAT},   {"", " ", "", COOP_FORMAT},
        {"", "\n", "1", COOP_OK},          {"", "9", "", COOP_FORMAT},
        {"0.", "9", "", COOP_OK},          {"1e-", "0", "1", COOP_OK},
        {"", "a", "", COOP_FORMAT},        {"{\"", "a", "\":1}", COOP_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n;
        char *text = repeated(cases[i].start, cases[i].part, 300000, cases[i].end, &n);
        coop__arena arena = {.a = coop__allocator_of(NULL)};
        const coop__json *root = NULL;
        coop_status status = coop__json_parse(&arena, text, n, &root, NULL);
        ck_assert_msg(status == cases[i].status, "case %zu gave %s", i, coop_status_name(status));
        coop__arena_free(&arena);
        free(text);
    }
    size_t n;
    char *text = object_of(200000, 7, &n);
    coop__arena arena = {.a = coop__allocator_of(NULL)};
    const coop__json *root = NULL;
    ck_assert_int_eq(coop__json_parse(&arena, text, n, &root, NULL), COOP_FORMAT);
    coop__arena_free(&arena);
    free(text);
}
END_TEST

/* ---- memory ---- */

START_TEST(no_memory_at_any_call_fails_clean)
{
    size_t n;
    char *members = object_of(300, -1, &n);
    char *text = repeated("{\"a\":[\"\\n\"],\"big\":", members, 1, ",\"c\":[1.5,true,\"d\"]}", &n);
    coop__arena whole = {.a = coop__allocator_of(NULL)};
    const coop__json *root = NULL;
    ck_assert_int_eq(parse(&whole, text, n, &root, NULL), COOP_OK);
    char *expected = print_tree(root);
    int64_t n_failed = 0;
    for (int64_t k = 1; n_failed + 1 >= k; k++) {
        for (int for_ever = 0; for_ever < 2; for_ever++) {
            meter m = {.fail_at = k, .for_ever = for_ever == 1};
            coop_allocator a = metered(&m);
            coop__arena arena = {.a = &a};
            coop_error err = {0};
            root = NULL;
            coop_status status = parse(&arena, text, n, &root, &err);
            if (status != COOP_OK) {
                n_failed = k;
                ck_assert_int_eq(status, COOP_MEMORY);
                ck_assert_int_eq(err.code, COOP_MEMORY);
                ck_assert_ptr_null(root);
                m.fail_at = 0;
                ck_assert_int_eq(parse(&arena, text, n, &root, NULL), COOP_OK);
            }
            char *again = print_tree(root);
            ck_assert_str_eq(again, expected);
            free(again);
            coop__arena_free(&arena);
            ck_assert_uint_eq(m.live, 0);
        }
    }
    ck_assert_int_ge(n_failed, 4);
    coop__arena_free(&whole);
    free(expected);
    free(members);
    free(text);
}
END_TEST

/* An arena asks for a block only now and then: with blocks that are all but full, each of the
 * reader's own calls is the one that needs the next. */
START_TEST(no_memory_in_any_piece_fails_clean)
{
    size_t n;
    char *members = object_of(20, -1, &n);
    char *text = repeated("{\"a\":[\"\\n\", \"b\", -1.5],\"big\":", members, 1, "}", &n);
    int64_t n_failed = 0;
    for (size_t used = 0; used < 16384; used += 16) {
        meter m = {.fail_at = 2, .for_ever = true};
        coop_allocator a = metered(&m);
        coop__arena arena = {.a = &a};
        ck_assert_ptr_nonnull(coop__arena_alloc(&arena, used, 1));
        const coop__json *root = NULL;
        coop_status status = parse(&arena, text, n, &root, NULL);
        ck_assert(status == COOP_OK || status == COOP_MEMORY);
        ck_assert((status == COOP_OK) == (root != NULL));
        n_failed += status == COOP_MEMORY ? 1 : 0;
        coop__arena_free(&arena);
        ck_assert_uint_eq(m.live, 0);
    }
    ck_assert_int_ge(n_failed, 200);
    free(members);
    free(text);
}
END_TEST

/* ---- members ---- */

START_TEST(members_are_found_by_name)
{
    static const char text[] = "{\"a\":\"x\",\"b\":1,\"c\":{\"a\":null},\"\":\"e\",\"ab\":\"y\"}";
    coop__arena arena = {.a = coop__allocator_of(NULL)};
    const coop__json *root = NULL;
    ck_assert_int_eq(parse(&arena, text, sizeof text - 1, &root, NULL), COOP_OK);
    ck_assert_ptr_eq(coop__json_get(root, "a"), root->first);
    ck_assert_ptr_eq(coop__json_get(root, "b"), root->first->next);
    ck_assert_ptr_null(coop__json_get(root, "A"));
    ck_assert_ptr_null(coop__json_get(root, "abc"));
    ck_assert_ptr_null(coop__json_get(NULL, "a"));
    ck_assert_ptr_null(coop__json_get(root->first, "a"));
    ck_assert_int_eq(coop__json_get(coop__json_get(root, "c"), "a")->kind, COOP__JSON_NULL);
    ck_assert_str_eq(coop__json_text(root, "a", "z"), "x");
    ck_assert_str_eq(coop__json_text(root, "ab", "z"), "y");
    ck_assert_str_eq(coop__json_text(root, "", "z"), "e");
    ck_assert_str_eq(coop__json_text(root, "b", "z"), "z");
    ck_assert_str_eq(coop__json_text(root, "d", "z"), "z");
    ck_assert_ptr_null(coop__json_text(NULL, "a", NULL));
    coop__arena_free(&arena);
}
END_TEST

/* ---- what a writer writes comes back, with its places ---- */

typedef struct writer {
    char text[65536];
    size_t n, line_start;
    int64_t line;
    FILE *expected;
    uint64_t random;
} writer;

static int roll(writer *w, int sides)
{
    return (int)(next_random(&w->random) % (uint64_t)sides);
}

static void put(writer *w, const char *text)
{
    size_t n = strlen(text);
    memcpy(w->text + w->n, text, n);
    w->n += n;
}

static void put_space(writer *w)
{
    static const char *const spaces[] = {"", "", "", " ", "\t", "\r\n", "\n", "  \n "};
    put(w, spaces[roll(w, 8)]);
    for (size_t i = w->line_start; i < w->n; i++) {
        if (w->text[i] == '\n') {
            w->line++;
            w->line_start = i + 1;
        }
    }
}

/* Writes a string in pieces, each plain or escaped; what it means goes to `expected`. */
static void put_string(writer *w, const char *start)
{
    static const char *const pieces[][2] = {
        {"a", "a"},
        {"\\u0062", "b"},
        {"\\n", "\n"},
        {"\\\"", "\""},
        {"\\\\", "\\"},
        {"\xd0\x96", "\xd0\x96"},
        {"\\u0416", "\xd0\x96"},
        {"\\ud83D\\uDe82", "\xf0\x9f\x9a\x82"},
        {"plain text", "plain text"},
    };
    put(w, "\"");
    put(w, start);
    fprintf(w->expected, "\"%s", start);
    for (int i = roll(w, 5); i > 0; i--) {
        int piece = roll(w, 9);
        put(w, pieces[piece][0]);
        fputs(pieces[piece][1], w->expected);
    }
    put(w, "\"");
    fputc('"', w->expected);
}

/* Writes one random value of at most `n` members a level; what reading gives goes to `expected`. */
static void put_document(writer *w)
{
    struct {
        int left;
        bool is_object;
    } levels[6];
    int depth = 0;
    do {
        put_space(w);
        if (depth > 0 && levels[depth - 1].is_object) {
            char name[16];
            snprintf(name, sizeof name, "%d-", levels[depth - 1].left);
            put_string(w, name);
            fputc('=', w->expected);
            put_space(w);
            put(w, ":");
            put_space(w);
        }
        int kind = roll(w, depth < 6 ? 6 : 4);
        long long line = w->line;
        size_t column = w->n - w->line_start + 1;
        if (kind == 0) {
            static const char *const words[] = {"null", "false", "true"};
            const char *word = words[roll(w, 3)];
            put(w, word);
            fputs(word, w->expected);
        } else if (kind < 3) {
            char number[32];
            snprintf(number, sizeof number, "%d.%d", roll(w, 2000) - 1000, roll(w, 1000));
            put(w, number);
            fprintf(w->expected, "%s(%.17g)", number, strtod(number, NULL));
        } else if (kind == 3) {
            put_string(w, "");
        } else {
            int n = depth == 0 ? 5 : roll(w, 4);
            levels[depth].left = n;
            levels[depth].is_object = kind == 5;
            depth++;
            put(w, kind == 5 ? "{" : "[");
            fprintf(w->expected, "%c%d", kind == 5 ? '{' : '[', n);
        }
        fprintf(w->expected, "@%lld:%zu\n", line, column);
        bool is_new = kind > 3;
        while (depth > 0) {
            levels[depth - 1].left -= is_new ? 0 : 1;
            if (levels[depth - 1].left > 0) {
                put_space(w);
                put(w, is_new ? "" : ",");
                break;
            }
            put_space(w);
            put(w, levels[--depth].is_object ? "}" : "]");
            is_new = false;
        }
    } while (depth > 0);
    put_space(w);
}

START_TEST(random_documents_come_back_with_their_places)
{
    static writer w; /* too large for the stack */
    w.random = 4711;
    for (int round = 0; round < 4000; round++) {
        char *expected = NULL;
        size_t size;
        w.n = 0;
        w.line_start = 0;
        w.line = 1;
        w.expected = open_memstream(&expected, &size);
        put_document(&w);
        fclose(w.expected);
        check_accepted(w.text, w.n, expected);
        free(expected);
    }
}
END_TEST

START_TEST(documents_cut_short_or_changed_do_not_crash)
{
    static writer w;
    w.random = 1729;
    int n_refused = 0;
    for (int round = 0; round < 1000; round++) {
        char *ignored = NULL;
        size_t size;
        w.n = 0;
        w.expected = open_memstream(&ignored, &size);
        put_document(&w);
        fclose(w.expected);
        free(ignored);
        for (int i = 0; i < 10; i++) {
            size_t n = w.n;
            char *place = &w.text[next_random(&w.random) % w.n];
            char kept = *place;
            if (i % 2 == 0) {
                n = (size_t)(place - w.text);
            } else {
                *place = "\"\\[]{},:0\xff\n\0"[roll(&w, 12)];
            }
            coop__arena arena = {.a = coop__allocator_of(NULL)};
            const coop__json *root = NULL;
            coop_error err = {0};
            coop_status status = parse(&arena, w.text, n, &root, &err);
            ck_assert((status == COOP_OK) == (root != NULL));
            ck_assert(status == COOP_OK ||
                      (status == COOP_FORMAT && err.line > 0 && err.column > 0));
            n_refused += status != COOP_OK ? 1 : 0;
            coop__arena_free(&arena);
            *place = kept;
        }
    }
    ck_assert_int_ge(n_refused, 5000);
}
END_TEST

/* ---- the public test suite, outside the tree ---- */

/* Accepted by RFC 8259, refused here on purpose: twin names and NUL in text. */
static bool is_stricter_here(const char *name)
{
    return strcmp(name, "y_object_duplicated_key.json") == 0 ||
           strcmp(name, "y_object_duplicated_key_and_value.json") == 0 ||
           strcmp(name, "y_object_escaped_null_in_key.json") == 0 ||
           strcmp(name, "y_string_null_escape.json") == 0;
}

static int parse_folder(const char *relative)
{
    char folder[512];
    if (shared_path(relative, folder, sizeof folder) == NULL) {
        fprintf(stderr, "skipped: no %s outside the tree\n", relative);
        return -1;
    }
    DIR *directory = opendir(folder);
    ck_assert_ptr_nonnull(directory);
    int n_files = 0;
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        const char *name = entry->d_name;
        if (name[0] == '.') {
            continue;
        }
        char path[1024];
        size_t n = 0;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        char *bytes = file_read(path, &n);
        ck_assert_ptr_nonnull(bytes);
        coop__arena arena = {.a = coop__allocator_of(NULL)};
        const coop__json *root = NULL;
        coop_error err = {0};
        coop_status status = parse(&arena, bytes, n, &root, &err);
        bool must_accept = strncmp(name, "y_", 2) == 0 && !is_stricter_here(name);
        bool must_refuse = strncmp(name, "n_", 2) == 0 || is_stricter_here(name);
        ck_assert_msg(!must_accept || status == COOP_OK, "%s: %s", name, err.message);
        ck_assert_msg(!must_refuse || status != COOP_OK, "%s was accepted", name);
        ck_assert(status == COOP_OK || (err.line > 0 && err.column > 0 && err.message[0] != '\0'));
        if (root != NULL) {
            free(print_tree(root));
        }
        coop__arena_free(&arena);
        free(bytes);
        n_files++;
    }
    closedir(directory);
    return n_files;
}

START_TEST(the_public_test_suite)
{
    int n_parsing = parse_folder("oracles/json_test_suite/test_parsing");
    int n_transform = parse_folder("oracles/json_test_suite/test_transform");
    ck_assert(n_parsing == -1 || n_parsing + n_transform == 171);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("json");
    TCase *grammar = tcase_create("grammar");
    tcase_add_test(grammar, values_of_each_kind);
    tcase_add_test(grammar, places_count_lines_and_bytes);
    tcase_add_test(grammar, numbers_by_the_grammar);
    tcase_add_test(grammar, strings_and_escapes);
    tcase_add_test(grammar, everything_else_is_refused_at_its_place);
    tcase_add_test(grammar, a_name_twice_is_refused_at_its_second_place);
    tcase_add_test(grammar, members_are_found_by_name);
    suite_add_tcase(s, grammar);
    TCase *heavy = tcase_create("heavy");
    tcase_set_timeout(heavy, 60);
    tcase_add_test(heavy, sixty_four_levels_and_not_one_more);
    tcase_add_test(heavy, hostile_texts_cost_linear_time);
    tcase_add_test(heavy, no_memory_at_any_call_fails_clean);
    tcase_add_test(heavy, no_memory_in_any_piece_fails_clean);
    tcase_add_test(heavy, random_documents_come_back_with_their_places);
    tcase_add_test(heavy, documents_cut_short_or_changed_do_not_crash);
    tcase_add_test(heavy, the_public_test_suite);
    suite_add_tcase(s, heavy);
    return s;
}

#include "check_main.h"
