/* parser.c -- expressions in postfix order, items of clauses, every syntax error with its column.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "query/expression.h"
#include "register.h"

static bool is_sum(const void *ctx, const char *name, size_t n)
{
    (void)ctx;
    return n == 3 && memcmp(name, "sum", 3) == 0;
}

/* A program in postfix order: operands as written, operators as +, not, in/3, not-in/3, f()/1. */
static void show(const coop__program *program, char *out, size_t size)
{
    static const char *const ops[] = {[COOP__OP_NEGATE] = "neg",
                                      [COOP__OP_MULTIPLY] = "*",
                                      [COOP__OP_DIVIDE] = "/",
                                      [COOP__OP_ADD] = "+",
                                      [COOP__OP_SUBTRACT] = "-",
                                      [COOP__OP_EQUAL] = "=",
                                      [COOP__OP_UNEQUAL] = "<>",
                                      [COOP__OP_LESS] = "<",
                                      [COOP__OP_AT_MOST] = "<=",
                                      [COOP__OP_GREATER] = ">",
                                      [COOP__OP_AT_LEAST] = ">=",
                                      [COOP__OP_LIKE] = "like",
                                      [COOP__OP_HAS] = "has",
                                      [COOP__OP_IN] = "in",
                                      [COOP__OP_BETWEEN] = "between",
                                      [COOP__OP_IS_NULL] = "is-null",
                                      [COOP__OP_NOT] = "not",
                                      [COOP__OP_AND] = "and",
                                      [COOP__OP_OR] = "or"};
    size_t n = 0;
    for (int64_t i = 0; i < program->n; i++) {
        const coop__node *node = &program->nodes[i];
        const coop__value *value = &node->value;
        const char *blank = n > 0 ? " " : "";
        if (node->op == COOP__OP_COLUMN) {
            n += (size_t)snprintf(out + n, size - n, "%s%s", blank, node->text);
        } else if (node->op == COOP__OP_CALL) {
            n += (size_t)snprintf(out + n, size - n, "%s%s()/%lld", blank, node->text,
                                  (long long)node->n);
        } else if (node->op != COOP__OP_CONSTANT) {
            n += (size_t)snprintf(out + n, size - n, "%s%s%s", blank, node->negated ? "not-" : "",
                                  ops[node->op]);
            if (node->op == COOP__OP_IN) {
                n += (size_t)snprintf(out + n, size - n, "/%lld", (long long)node->n);
            }
        } else if (value->kind == COOP__TEXT) {
            n += (size_t)snprintf(out + n, size - n, "%s'%s'", blank, value->of.text.bytes);
        } else if (value->kind == COOP__INTEGER) {
            n += (size_t)snprintf(out + n, size - n, "%s%lld", blank, (long long)value->of.integer);
        } else if (value->kind == COOP__NUMBER) {
            n += (size_t)snprintf(out + n, size - n, "%s%g", blank, value->of.number);
        } else {
            const char *word = value->kind == COOP__NULL       ? "null"
                               : value->of.truth == COOP__TRUE ? "true"
                                                               : "false";
            n += (size_t)snprintf(out + n, size - n, "%s%s", blank, word);
        }
    }
}

/* The items of a clause joined by " ; ", aggregates as sum{a | b}, then " as name", " desc". */
static coop_status parse(const char *clause, const char *text, char *out, size_t size,
                         coop_error *err)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__arena arena = {.a = &a};
    coop__item *items = NULL;
    int64_t n_items = 0;
    coop_status status = coop__parse(&arena, clause, text, is_sum, NULL, &items, &n_items, err);
    size_t n = 0;
    out[0] = '\0';
    for (int64_t i = 0; i < n_items; i++) {
        const coop__item *item = &items[i];
        n += (size_t)snprintf(out + n, size - n, "%s", i > 0 ? " ; " : "");
        n += item->aggregate == NULL ? 0
                                     : (size_t)snprintf(out + n, size - n, "%s{", item->aggregate);
        for (int64_t j = 0; j < item->n_programs; j++) {
            n += (size_t)snprintf(out + n, size - n, "%s", j > 0 ? " | " : "");
            show(&item->programs[j], out + n, size - n);
            n += strlen(out + n);
        }
        n +=
            (size_t)snprintf(out + n, size - n, "%s%s%s%s", item->aggregate != NULL ? "}" : "",
                             item->name != NULL ? " as " : "", item->name != NULL ? item->name : "",
                             item->descending ? " desc" : "");
    }
    coop__arena_free(&arena);
    ck_assert_uint_eq(m.live, 0);
    return status;
}

typedef struct sample {
    const char *text, *expected;
} sample;

static void check_samples(const char *clause, const sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char out[4096];
        coop_error err = {0};
        coop_status status = parse(clause, samples[i].text, out, sizeof out, &err);
        ck_assert_msg(status == COOP_OK, "%s: %s", samples[i].text, err.message);
        ck_assert_msg(strcmp(out, samples[i].expected) == 0, "%s gave\n%s\nnot\n%s",
                      samples[i].text, out, samples[i].expected);
    }
}

#define CHECK(clause, samples) check_samples(clause, samples, sizeof samples / sizeof samples[0])

START_TEST(operators_bind_as_the_grammar_says)
{
    static const sample samples[] = {
        {"a", "a"},
        {"1 + 2 * 3", "1 2 3 * +"},
        {"(1 + 2) * 3", "1 2 + 3 *"},
        {"1 - 2 - 3", "1 2 - 3 -"},
        {"1 - (2 - 3)", "1 2 3 - -"},
        {"8 / 4 / 2", "8 4 / 2 /"},
        {"8 / 4 * 2", "8 4 / 2 *"},
        {"8 * 4 / 2", "8 4 * 2 /"},
        {"1 + 2 - 3 + 4", "1 2 + 3 - 4 +"},
        {"1 - 2 * 3 - 4", "1 2 3 * - 4 -"},
        {"-a", "a neg"},
        {"- - a", "a neg neg"},
        {"+a", "a"},
        {"- + - a", "a neg neg"},
        {"-a * b", "a neg b *"},
        {"a * -b", "a b neg *"},
        {"a - -b", "a b neg -"},
        {"-a + b", "a neg b +"},
        {"-(a + b)", "a b + neg"},
        {"a < b + 1", "a b 1 + <"},
        {"a + 1 < b * 2", "a 1 + b 2 * <"},
        {"a = b and c = d", "a b = c d = and"},
        {"a or b and c", "a b c and or"},
        {"a and b or c", "a b and c or"},
        {"a or b or c", "a b or c or"},
        {"a and b and c", "a b and c and"},
        {"a and (b or c)", "a b c or and"},
        {"not a", "a not"},
        {"not not a", "a not not"},
        {"not a and b", "a not b and"},
        {"not a or b", "a not b or"},
        {"a and not b", "a b not and"},
        {"a or not b and c", "a b not c and or"},
        {"not (a and b)", "a b and not"},
        {"not a = b", "a b = not"},
        {"not a + 1 < b", "a 1 + b < not"},
        {"not a is null", "a is-null not"},
        {"a is null", "a is-null"},
        {"a is not null", "a not-is-null"},
        {"a + b is null", "a b + is-null"},
        {"a is null and b", "a is-null b and"},
        {"a is null or b is not null", "a is-null b not-is-null or"},
        {"(a = b) = c", "a b = c ="},
        {"a = (b = c)", "a b c = ="},
        {"(a is null) = b", "a is-null b ="},
        {"a <> b", "a b <>"},
        {"a != b", "a b <>"},
        {"a <= b", "a b <="},
        {"a >= b", "a b >="},
        {"a > -1", "a 1 neg >"},
    };
    CHECK("where", samples);
}
END_TEST

START_TEST(between_takes_its_own_and)
{
    static const sample samples[] = {
        {"a between 1 and 2", "a 1 2 between"},
        {"a not between 1 and 2", "a 1 2 not-between"},
        {"a between 1 and 2 and b", "a 1 2 between b and"},
        {"b and a between 1 and 2", "b a 1 2 between and"},
        {"a between 1 and 2 or b", "a 1 2 between b or"},
        {"not a between 1 and 2", "a 1 2 between not"},
        {"not a between 1 and 2 and b", "a 1 2 between not b and"},
        {"a between 1 and 2 and b between 3 and 4", "a 1 2 between b 3 4 between and"},
        {"a between 1 and 2 and not b between 3 and 4 or c",
         "a 1 2 between b 3 4 between not and c or"},
        {"a between b + 1 and c * 2", "a b 1 + c 2 * between"},
        {"a + 1 between -1 and -2", "a 1 + 1 neg 2 neg between"},
        {"a between (1) and (2)", "a 1 2 between"},
        {"a between (b and c) and d", "a b c and d between"},
        {"a between (b between 1 and 2) and 3", "a b 1 2 between 3 between"},
        {"(a between 1 and 2) = b", "a 1 2 between b ="},
        {"a between f(b, c) and d and e", "a b c f()/2 d between e and"},
        {"a in (b between 1 and 2, c)", "a b 1 2 between c in/3"},
    };
    CHECK("where", samples);
}
END_TEST

START_TEST(lists_calls_and_words)
{
    static const sample samples[] = {
        {"a in (1)", "a 1 in/2"},
        {"a in (1, 2, 3)", "a 1 2 3 in/4"},
        {"a not in (1, null)", "a 1 null not-in/3"},
        {"a in (1) and b", "a 1 in/2 b and"},
        {"not a in (1)", "a 1 in/2 not"},
        {"a + 1 in (b - 1, (2))", "a 1 + b 1 - 2 in/3"},
        {"a in (f(b), g(c, d))", "a b f()/1 c d g()/2 in/3"},
        {"a like '%'", "a '%' like"},
        {"a not like 'x' or b", "a 'x' not-like b or"},
        {"a has 'x' and b not has 'y'", "a 'x' has b 'y' not-has and"},
        {"f()", "f()/0"},
        {"f(a)", "a f()/1"},
        {"f(a, b + 1)", "a b 1 + f()/2"},
        {"f(g(h(a)))", "a h()/1 g()/1 f()/1"},
        {"f(a) + f(b) * 2", "a f()/1 b f()/1 2 * +"},
        {"f(a = b, not c)", "a b = c not f()/2"},
        {"-f(a)", "a f()/1 neg"},
        {"a.b.c = d . e", "a.b.c d.e ="},
        {"a.and = b", "a.and b ="},
        {":p + :q2", ":p :q2 +"},
        {"a = :and", "a :and ="},
        {"true and FALSE or Null", "true false and null or"},
        {"a = 'it''s'", "a 'it's' ="},
        {"A AND b Or NOT c", "A b and c not or"},
        {"a IS NOT NULL", "a not-is-null"},
        {"android = orb", "android orb ="},
        {"nothing", "nothing"},
        {"asc = desc", "asc desc ="},
        {"as = 1", "as 1 ="},
        {"\xd1\x83\xd0\xba\xd0\xb0\xd0\xb7.\xe5\x8f\xb7 = 1",
         "\xd1\x83\xd0\xba\xd0\xb0\xd0\xb7.\xe5\x8f\xb7 1 ="},
    };
    CHECK("where", samples);
}
END_TEST

START_TEST(clauses_are_lists_of_items)
{
    static const sample selects[] = {
        {"sum(a)", "sum{a}"},
        {"sum ( a )", "sum{a}"},
        {"sum()", "sum{}"},
        {"sum(a, 1 + 2)", "sum{a | 1 2 +}"},
        {"sum(a) as b, c as d", "sum{a} as b ; c as d"},
        {"sum", "sum"},
        {"sum = 1", "sum 1 ="},
        {"sum.a", "sum.a"},
        {"a, b , c", "a ; b ; c"},
        {"a + 1 as b", "a 1 + as b"},
        {"a as asc", "a as asc"},
        {"f(a, b), c", "a b f()/2 ; c"},
        {"Sum(a)", "a Sum()/1"},
        {"sum(sum(a))", "sum{a sum()/1}"},
        {"as as as", "as as as"},
    };
    static const sample orders[] = {
        {"a", "a"},
        {"a desc", "a desc"},
        {"a asc, b DESC", "a ; b desc"},
        {"a + b desc", "a b + desc"},
        {"desc desc", "desc desc"},
        {"desc", "desc"},
        {"asc, desc", "asc ; desc"},
    };
    CHECK("select", selects);
    CHECK("order_by", orders);
}
END_TEST

typedef struct fault {
    const char *clause, *text;
    int64_t column;
    const char *message;
} fault;

static const fault faults[] = {
    {"where", "", 1, "need a value at column 1, found the end"},
    {"where", "   ", 4, "need a value"},
    {"where", "a =", 4, "need a value"},
    {"where", "a = )", 5, "need a value at column 5, found ')'"},
    {"where", "= a", 1, "need a value"},
    {"where", "a = = b", 5, "need a value"},
    {"where", "a b", 3, "need an operator or the end at column 3, found 'b'"},
    {"where", "a 1", 3, "need an operator"},
    {"where", "a 'b'", 3, "need an operator"},
    {"where", "1 2", 3, "need an operator"},
    {"where", "a ! b", 3, "need an operator"},
    {"where", "a ; b", 3, "need an operator"},
    {"where", "a == b", 4, "need a value"},
    {"where", "\"a\" = 1", 1, "need a value"},
    {"where", "(a", 3, "need )"},
    {"where", "((a)", 5, "need )"},
    {"where", "a)", 2, "need an operator or the end"},
    {"where", "()", 2, "need a value"},
    {"where", "a and", 6, "need a value"},
    {"where", "and a", 1, "need a value at column 1, found 'and'"},
    {"where", "a and or b", 7, "need a value at column 7, found 'or'"},
    {"where", "a or or b", 6, "need a value"},
    {"where", "a not b", 7, "need in, between, like or has after not"},
    {"where", "a not", 6, "need in, between, like or has after not"},
    {"where", "a not not in (1)", 7, "need in, between"},
    {"where", "not", 4, "need a value"},
    {"where", "a is", 5, "need null after is"},
    {"where", "a is 1", 6, "need null after is"},
    {"where", "a is not", 9, "need null after is"},
    {"where", "a is not 1", 10, "need null after is"},
    {"where", "is null", 1, "need a value at column 1, found 'is'"},
    {"where", "a in", 5, "need ( after in"},
    {"where", "a in 1", 6, "need ( after in"},
    {"where", "a in ()", 7, "need a value"},
    {"where", "a in (1,)", 9, "need a value"},
    {"where", "a in (1", 8, "need )"},
    {"where", "a in (1 2)", 9, "need an operator"},
    {"where", "a between 1", 12, "need and after between"},
    {"where", "a between 1 or 2", 13, "need and after between"},
    {"where", "a between 1, 2", 12, "a comma does not belong here"},
    {"where", "(a between 1) and 2", 13, "need and after between"},
    {"where", "a between 1 and", 16, "need a value"},
    {"where", "a between b = 1 and 2", 13, "need and after between"},
    {"where", "a between b is null and 2", 13, "need and after between"},
    {"where", "a between b in (1) and 2", 13, "need and after between"},
    {"where", "a between not b and c", 11, "need a value at column 11, found 'not'"},
    {"where", "a between 1 and 2 between 3 and 4", 19, "a test ends here"},
    {"where", "f(", 3, "need a value"},
    {"where", "f(a", 4, "need )"},
    {"where", "f(a,)", 5, "need a value"},
    {"where", "f(,a)", 3, "need a value"},
    {"where", "f(a b)", 5, "need )"},
    {"where", "a between 1 b", 13, "need and after between"},
    {"where", "a.", 3, "need a column name after '.'"},
    {"where", "a.1", 2, "need an operator"},
    {"where", "a..b", 3, "need a column name after '.'"},
    {"where", "a.'b'", 3, "need a column name after '.'"},
    {"where", ":", 2, "need a parameter name after ':'"},
    {"where", ":1", 2, "need a parameter name after ':'"},
    {"where", "a = 'b", 5, "the quote at column 5 is not closed"},
    {"where", "1. = a", 1, "'1.' at column 1 is no number"},
    /* tests do not chain, and not is no operand of arithmetic */
    {"where", "a = b = c", 7, "a test ends here"},
    {"where", "a < b <= c", 7, "a test ends here"},
    {"where", "a = b is null", 7, "a test ends here"},
    {"where", "a is null = b", 11, "a test ends here"},
    {"where", "a is null is null", 11, "a test ends here"},
    {"where", "a is null + 1", 11, "a test ends here"},
    {"where", "a in (1) = b", 10, "a test ends here"},
    {"where", "a in (1) in (2)", 10, "a test ends here"},
    {"where", "a like 'b' like 'c'", 12, "a test ends here"},
    {"where", "a has 'b' = c", 11, "a test ends here"},
    {"where", "a between 1 and 2 = b", 19, "a test ends here"},
    {"where", "a = not b", 5, "need a value at column 5, found 'not'"},
    {"where", "a + not b", 5, "need a value"},
    {"where", "- not a", 3, "need a value"},
    {"where", "a like not b", 8, "need a value"},
    /* clauses */
    {"where", "a, b", 2, "need an operator or the end"},
    {"where", "a = 1 as b", 7, "need an operator or the end"},
    {"where", "a desc", 3, "need an operator or the end"},
    {"by", "a desc", 3, "need a comma or the end at column 3, found 'desc'"},
    {"by", "a,", 3, "need a value"},
    {"by", ", a", 1, "need a value"},
    {"by", "a as", 5, "need a name after as"},
    {"by", "a as 1", 6, "need a name after as"},
    {"by", "a as b c", 8, "need a comma or the end"},
    {"select", "sum(a", 6, "need )"},
    {"select", "sum(", 5, "need a value"},
    {"select", "sum(a,)", 7, "need a value"},
    {"select", "sum(,)", 5, "need a value"},
    {"select", "sum(a b)", 7, "need )"},
    {"select", "sum(a) + 1", 8, "need a comma or the end"},
    {"select", "sum(a) desc", 8, "need a comma or the end"},
    {"select", "sum(a) as 'b'", 11, "need a name after as"},
    {"select", "sum(1,2,3,4,5,6,7,8,9)", 21, "too many arguments"},
    {"order_by", "a as b", 3, "need a comma or the end"},
    {"order_by", "a desc desc", 8, "need a comma or the end"},
    {"order_by", "desc asc desc", 10, "need a comma or the end"},
};

START_TEST(every_syntax_error_has_its_column)
{
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        const fault *f = &faults[i];
        char out[1024];
        coop_error err = {0};
        coop_status status = parse(f->clause, f->text, out, sizeof out, &err);
        ck_assert_msg(status == COOP_SYNTAX, "%s gave %s: %s", f->text, coop_status_name(status),
                      out);
        ck_assert_msg(err.column == f->column, "%s: column %lld, not %lld (%s)", f->text,
                      (long long)err.column, (long long)f->column, err.message);
        ck_assert_msg(strstr(err.message, f->message) != NULL, "%s: %s", f->text, err.message);
        ck_assert_msg(strncmp(err.message, f->clause, strlen(f->clause)) == 0, "%s", err.message);
    }
}
END_TEST

/* before x n, middle, after x n, as one text to be freed. */
static char *nested(const char *before, const char *middle, const char *after, size_t n)
{
    size_t n_before = strlen(before);
    size_t n_after = strlen(after);
    size_t n_middle = strlen(middle);
    char *text = malloc(n * (n_before + n_after) + n_middle + 1);
    ck_assert_ptr_nonnull(text);
    char *at = text;
    for (size_t i = 0; i < n; i++, at += n_before) {
        memcpy(at, before, n_before);
    }
    memcpy(at, middle, n_middle);
    at += n_middle;
    for (size_t i = 0; i < n; i++, at += n_after) {
        memcpy(at, after, n_after);
    }
    *at = '\0';
    return text;
}

static coop_status parse_nested(const char *before, const char *after, size_t n, coop_error *err)
{
    static char out[1 << 16];
    char *text = nested(before, "a", after, n);
    coop_status status = parse("where", text, out, sizeof out, err);
    free(text);
    return status;
}

START_TEST(at_most_256_operators_are_pending)
{
    static const char *const forms[][2] = {
        {"(", ")"}, {"-", ""}, {"not ", ""}, {"f(", ")"}, {"a in (", ")"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        coop_error err = {0};
        ck_assert_msg(parse_nested(forms[i][0], forms[i][1], COOP__STACK_MOST, &err) == COOP_OK,
                      "%s: %s", forms[i][0], err.message);
        ck_assert_int_eq(parse_nested(forms[i][0], forms[i][1], COOP__STACK_MOST + 1, &err),
                         COOP_LIMIT);
        ck_assert_msg(strstr(err.message, "more than 256 nested operators") != NULL, "%s",
                      err.message);
        ck_assert_int_gt(err.column, COOP__STACK_MOST);
    }
    /* What is not pending is not limited. */
    coop_error err = {0};
    ck_assert_int_eq(parse_nested("+", "", 1000, &err), COOP_OK);
    ck_assert_int_eq(parse_nested("a + ", "", 1000, &err), COOP_OK);
    ck_assert_int_eq(parse_nested("a and ", " or b", 1000, &err), COOP_OK);
}
END_TEST

static void *parse_deep(void *ctx)
{
    static const char *const forms[][2] = {
        {"(", ")"}, {"f(", ")"}, {"-", ""}, {"not ", ""}, {"(", ""}, {"a in (", ")"}, {"1+(", ")"},
    };
    coop_status *status = ctx;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        coop_error err = {0};
        *status = parse_nested(forms[i][0], forms[i][1], 100000, &err);
        if (*status != COOP_LIMIT || err.column < 2) {
            return NULL;
        }
    }
    *status = COOP_OK;
    return NULL;
}

START_TEST(a_hundred_thousand_brackets_are_survived_on_a_small_stack)
{
    coop_status status = COOP_INTERNAL;
    on_small_stack(parse_deep, &status);
    ck_assert_int_eq(status, COOP_OK);
}
END_TEST

START_TEST(a_clause_has_at_most_64_items)
{
    char *text = nested("a,", "a", "", 63);
    char out[4096];
    coop_error err = {0};
    ck_assert_int_eq(parse("by", text, out, sizeof out, &err), COOP_OK);
    free(text);
    text = nested("a,", "a", "", 64);
    ck_assert_int_eq(parse("by", text, out, sizeof out, &err), COOP_LIMIT);
    ck_assert_int_eq(err.column, 129);
    free(text);
}
END_TEST

START_TEST(positions_are_those_of_the_operators)
{
    meter m = {0};
    coop_allocator a = metered(&m);
    coop__arena arena = {.a = &a};
    coop__item *items = NULL;
    int64_t n = 0;
    coop_error err = {0};
    const char *text = "  ab + f(c) <  d.e ";
    ck_assert_int_eq(coop__parse(&arena, "where", text, NULL, NULL, &items, &n, &err), COOP_OK);
    static const int64_t at[] = {3, 10, 8, 6, 16, 13};
    const coop__program *program = &items[0].programs[0];
    ck_assert_int_eq(program->n, 6);
    for (int64_t i = 0; i < program->n; i++) {
        ck_assert_int_eq(program->nodes[i].at, at[i]);
    }
    /* The text of an expression is without the blanks around it. */
    ck_assert_ptr_eq(program->text, text + 2);
    ck_assert_uint_eq(program->text_n, strlen("ab + f(c) <  d.e"));
    ck_assert_int_eq(coop__parse(&arena, "by", "a \r\n\t, b", NULL, NULL, &items, &n, &err),
                     COOP_OK);
    ck_assert_uint_eq(items[0].programs[0].text_n, 1);
    coop__arena_free(&arena);
}
END_TEST

START_TEST(memory_may_run_out_at_any_call)
{
    const char *text = "sum(a + 1) as b, f(c, d) in (1, 'x', :p), a.b between 1 and 2 and true";
    int64_t calls = 0;
    for (int64_t k = 1; k < 1000; k++) {
        meter m = {.fail_at = k};
        coop_allocator a = metered(&m);
        coop__arena arena = {.a = &a};
        coop__item *items = NULL;
        int64_t n = -5;
        coop_error err = {0};
        coop_status status = coop__parse(&arena, "select", text, is_sum, NULL, &items, &n, &err);
        coop__arena_free(&arena);
        ck_assert_uint_eq(m.live, 0);
        if (status == COOP_OK) {
            calls = k - 1;
            break;
        }
        ck_assert_int_eq(status, COOP_MEMORY);
        ck_assert_int_eq(n, -5);
        ck_assert_ptr_null(items);
    }
    ck_assert_int_gt(calls, 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("query_parser");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, operators_bind_as_the_grammar_says);
    tcase_add_test(c, between_takes_its_own_and);
    tcase_add_test(c, lists_calls_and_words);
    tcase_add_test(c, clauses_are_lists_of_items);
    tcase_add_test(c, every_syntax_error_has_its_column);
    tcase_add_test(c, at_most_256_operators_are_pending);
    tcase_add_test(c, a_hundred_thousand_brackets_are_survived_on_a_small_stack);
    tcase_add_test(c, a_clause_has_at_most_64_items);
    tcase_add_test(c, positions_are_those_of_the_operators);
    tcase_add_test(c, memory_may_run_out_at_any_call);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
