/* well_formed.h -- a small reader of HTML and SVG as this library writes them: every element closed
 * in order, ids once, links to ids that are there, captions in tables.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef COOP_TEST_WELL_FORMED_H
#define COOP_TEST_WELL_FORMED_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

static inline int count_of(const char *text, const char *what)
{
    int n = 0;
    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what)) {
        n++;
    }
    return n;
}

static inline bool is_void(const char *name, size_t n)
{
    static const char *const names[] = {"meta", "link", "img", "!DOCTYPE"};
    for (int i = 0; i < 4; i++) {
        if (strlen(names[i]) == n && memcmp(name, names[i], n) == 0) {
            return true;
        }
    }
    return false;
}

/* The end of a tag's attributes: each quoted, without < inside. */
static inline const char *end_of_tag(const char *at)
{
    bool is_quoted = false;
    for (; *at != '\0' && (is_quoted || *at != '>'); at++) {
        ck_assert_msg(*at != '<', "a '<' within a tag: %.60s", at);
        is_quoted = *at == '"' ? !is_quoted : is_quoted;
    }
    ck_assert_msg(*at == '>', "a tag has no end");
    return at;
}

static inline void check_well_formed(const char *text)
{
    struct {
        const char *name;
        size_t n;
    } open[64];
    int depth = 0;
    for (const char *at = strchr(text, '<'); at != NULL; at = strchr(at, '<')) {
        bool is_end = at[1] == '/';
        const char *name = at + (is_end ? 2 : 1);
        size_t n = strcspn(name, " />\n");
        const char *end = end_of_tag(name);
        if (is_end) {
            ck_assert_msg(depth > 0 && open[depth - 1].n == n &&
                              memcmp(open[depth - 1].name, name, n) == 0,
                          "</%.*s> is not the end of <%.60s", (int)n, name,
                          depth > 0 ? open[depth - 1].name : "");
            depth--;
        } else if (end[-1] != '/' && !is_void(name, n)) {
            ck_assert_int_lt(depth, 64);
            open[depth].name = name;
            open[depth++].n = n;
        }
        if (n == 5 && memcmp(name, "style", 5) == 0 && !is_end) {
            end = strstr(end, "</style");
            ck_assert_ptr_nonnull(end);
            end--;
        }
        at = end;
    }
    ck_assert_int_eq(depth, 0);
}

/* ids are unique, and what `before` leads to is one of them. */
static inline void check_ids(const char *text, const char *before)
{
    char id[120];
    for (const char *at = strstr(text, " id=\""); at != NULL; at = strstr(at + 1, " id=\"")) {
        int n = snprintf(id, sizeof id, "%.*s\"", (int)strcspn(at + 5, "\"") + 5, at);
        ck_assert_int_lt(n, (int)sizeof id);
        ck_assert_msg(count_of(text, id) == 1, "%s is there more than once", id);
    }
    for (const char *at = strstr(text, before); at != NULL; at = strstr(at + 1, before)) {
        const char *target = at + strlen(before);
        snprintf(id, sizeof id, " id=\"%.*s\"", (int)strcspn(target, "\""), target);
        ck_assert_msg(count_of(text, id) == 1, "%s leads to nothing", id);
    }
}

#endif
