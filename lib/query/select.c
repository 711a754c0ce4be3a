/* select.c -- from, where, as_of: which rows a query takes in, and how sure that is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "../core/date.h"
#include "../core/error.h"
#include "sharing.h"

static coop_status find_from(coop__frame *frame, coop_error *err)
{
    const coop__catalog *catalog = frame->scope.catalog;
    const char *from = frame->query->from;
    if (from == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "query.from is NULL, need a table");
    }
    int64_t index = coop__catalog_find(catalog, from);
    if (index < 0) {
        const char **names = coop__arena_alloc(frame->arena, (size_t)catalog->n, sizeof *names);
        if (names == NULL) {
            return coop__no_memory(err);
        }
        for (int64_t i = 0; i < catalog->n; i++) {
            names[i] = catalog->entries[i].name;
        }
        const char *nearest = coop__nearest(from, names, catalog->n);
        return coop__fail(err, COOP_NOT_FOUND, "from: there is no table '%s'%s%s%s", from,
                          nearest != NULL ? ", the nearest is '" : "",
                          nearest != NULL ? nearest : "", nearest != NULL ? "'" : "");
    }
    frame->scope.entry = &catalog->entries[index];
    return COOP_OK;
}

/* The word of an option among names[0..n), 0 for NULL. */
static coop_status option(const char *clause, const char *word, const char *const *names,
                          int64_t n, int *out, coop_error *err)
{
    for (int64_t i = 0; i < n; i++) {
        if (word == NULL || strcmp(names[i], word) == 0) {
            *out = word == NULL ? 0 : (int)i;
            return COOP_OK;
        }
    }
    const char *nearest = coop__nearest(word, names, n);
    return coop__fail(err, COOP_ARGUMENT, "%s is '%s', the nearest it can be is '%s'", clause, word,
                      nearest != NULL ? nearest : names[0]);
}

static coop_status day_option(const char *clause, const char *text, coop_date fallback,
                              coop_date *out, coop_error *err)
{
    if (text == NULL) {
        *out = fallback;
        return COOP_OK;
    }
    coop_error inner;
    if (coop__date_parse(text, strlen(text), out, &inner) != COOP_OK) {
        return coop__fail(err, inner.code, "%s: %s", clause, inner.message);
    }
    return COOP_OK;
}

static coop_status read_options(coop__frame *frame, coop_error *err)
{
    static const char *const doubts[] = {"bounds", "certain", "possible"};
    static const char *const cuts[] = {"leaves", "roots", "explicit", "all"};
    static const char *const bounds[] = {"documented", "last_report", "listed"};
    static const char *const choices[] = {"largest", "smallest", "newest", "confidence"};
    const coop_query *query = frame->query;
    int doubt = 0;
    int cut = 0;
    int unused = 0;
    COOP__TRY(option("uncertain", query->uncertain, doubts, 3, &doubt, err));
    COOP__TRY(option("cut", query->cut, cuts, 4, &cut, err));
    COOP__TRY(option("bounds", query->bounds, bounds, 3, &unused, err));
    COOP__TRY(option("choose", query->choose, choices, 4, &unused, err));
    frame->doubt = (coop__doubt)doubt;
    frame->cut = query->cut == NULL ? COOP__CUT_DEFAULT : (coop__cut)(COOP__CUT_LEAVES + cut);
    COOP__TRY(coop__frame_sharing(frame, err));
    if (query->limit < 0) {
        return coop__fail(err, COOP_RANGE, "limit is %lld, need 0 or more",
                          (long long)query->limit);
    }
    if (query->as_of != NULL && strstr(query->as_of, " by ") != NULL) {
        coop_date *days = NULL;
        COOP__TRY(coop__series_parse(frame->arena, query->as_of, &days, &frame->n_days, err));
        frame->days = days;
        frame->scope.moment.as_of = days[frame->n_days - 1];
    } else {
        COOP__TRY(day_option("as_of", query->as_of, frame->registry->as_of,
                             &frame->scope.moment.as_of, err));
    }
    return day_option("as_known", query->as_known, COOP_DATE_OPEN_LAST,
                      &frame->scope.moment.as_known, err);
}

static bool is_span(const coop__entry *entry, int64_t column)
{
    return column >= 0 && entry->table->columns[column].type == COOP_TYPE_SPAN;
}

coop_status coop__bind_rows(coop__frame *frame, coop_error *err)
{
    const coop__entry *entry = frame->scope.entry;
    const coop__registry *registry = frame->registry;
    bool asks_known = frame->query->as_known != NULL;
    if (asks_known && entry->known < 0 && !registry->is_known_by_events(registry->model, entry)) {
        return coop__fail(err, COOP_ARGUMENT,
                          "as_known: table %s does not say when its rows were known", entry->name);
    }
    frame->has_doubt_time = is_span(entry, entry->from) ||
                            (asks_known && is_span(entry, entry->known));
    if (frame->query->where == NULL) {
        return COOP_OK;
    }
    coop__item *items = NULL;
    int64_t n = 0;
    COOP__TRY(coop__parse(frame->arena, "where", frame->query->where, NULL, NULL, &items, &n, err));
    COOP__TRY(coop__bind(items[0].programs, &frame->scope, err));
    if (items[0].programs->kind != COOP__TRUTH) {
        return coop__fail(err, COOP_TYPE, "where: need a test, found a %s",
                          coop__kind_name(items[0].programs->kind));
    }
    frame->where = items[0].programs;
    frame->has_doubt_test = frame->where->is_uncertain;
    return COOP_OK;
}

coop_status coop__frame_read(coop__frame *frame, coop__arena *arena, const coop__catalog *catalog,
                             const coop__registry *registry, const coop_query *query,
                             coop_error *err)
{
    memset(frame, 0, sizeof *frame);
    frame->query = query;
    frame->registry = registry;
    frame->allocator = arena->a;
    frame->arena = arena;
    frame->scope.arena = arena;
    frame->scope.catalog = catalog;
    frame->scope.computed = registry->computed;
    frame->scope.model = registry->model;
    frame->scope.params = query->params;
    frame->scope.n_params = query->params != NULL ? query->n_params : 0;
    frame->scope.overflow = &frame->overflow;
    frame->scope.no_memory = &frame->no_memory;
    frame->scope.stack = coop__arena_alloc(arena, COOP__STACK_MOST, sizeof *frame->scope.stack);
    if (frame->scope.stack == NULL) {
        return coop__no_memory(err);
    }
    COOP__TRY(find_from(frame, err));
    return read_options(frame, err);
}

coop_status coop__frame_open(coop__frame *frame, coop__arena *arena, const coop__catalog *catalog,
                             const coop__registry *registry, const coop_query *query,
                             coop_error *err)
{
    COOP__TRY(coop__frame_read(frame, arena, catalog, registry, query, err));
    if (frame->n_days > 0) {
        return coop__fail(err, COOP_ARGUMENT, "as_of is a series of days, need one day here");
    }
    return coop__bind_rows(frame, err);
}

/* ---- selecting ---- */

bool coop__selection_add(coop__arena *arena, coop__selection *selection, int64_t row,
                         uint16_t flags)
{
    if (selection->n == selection->capacity) {
        int64_t capacity = selection->capacity == 0 ? 64 : selection->capacity * 2;
        int64_t *rows = coop__arena_alloc(arena, (size_t)capacity, sizeof *rows);
        uint16_t *all_flags = coop__arena_alloc(arena, (size_t)capacity, sizeof *all_flags);
        if (rows == NULL || all_flags == NULL) {
            return false;
        }
        if (selection->n > 0) {
            memcpy(rows, selection->rows, (size_t)selection->n * sizeof *rows);
            memcpy(all_flags, selection->flags, (size_t)selection->n * sizeof *all_flags);
        }
        selection->rows = rows;
        selection->flags = all_flags;
        selection->capacity = capacity;
    }
    selection->rows[selection->n] = row;
    selection->flags[selection->n++] = flags;
    return true;
}

/* Whether a time column lies on or before a day; a missing one does not apply. */
static coop__truth is_by(const coop__entry *entry, int64_t column, int64_t row, coop_date day)
{
    if (column < 0) {
        return COOP__TRUE;
    }
    coop__value value = coop__value_at(&entry->table->columns[column], row);
    coop__value limit = {.kind = COOP__SPAN, .of.span = {day, day}};
    return value.is_null ? COOP__TRUE : coop__compare(COOP__OP_AT_MOST, &value, &limit);
}

/* True if a time column may say that a row is not there yet. */
static bool may_be_late(const coop__entry *entry, int64_t column, coop_date day)
{
    return column >= 0 &&
           (is_span(entry, column) || entry->table->columns[column].most > day);
}

static coop__truth time_of(const coop__frame *frame, int64_t row)
{
    const coop__entry *entry = frame->scope.entry;
    coop__moment moment = frame->scope.moment;
    coop__truth time = is_by(entry, entry->from, row, moment.as_of);
    if (moment.as_known != COOP_DATE_OPEN_LAST) {
        coop__truth known = is_by(entry, entry->known, row, moment.as_known);
        time = known < time ? known : time;
    }
    return time;
}

/* Rows are chosen a strip at a time: by time, then by where. */
typedef struct chooser {
    coop__frame *frame;
    coop__selection selection;
    bool hangs_on_time;
    coop__code where;    /* n is 0 where the test is made row by row */
    coop__runner runner; /* of it */
    int64_t *rows;       /* of the strip */
    uint8_t *times;      /* whether each of them is there by the time of the query */
    uint8_t *truths;     /* what where says of each */
} chooser;

/* A test that is not in doubt runs over whole strips. One whose constants overflow does not: it
 * fails only if there is a row to be tested. */
static coop_status compile_where(chooser *c, coop_error *err)
{
    coop__frame *frame = c->frame;
    coop__scope *scope = coop__arena_alloc(frame->arena, 1, sizeof *scope);
    bool *overflow = coop__arena_alloc(frame->arena, 1, sizeof *overflow);
    bool done = false;
    if (scope == NULL || overflow == NULL) {
        return coop__no_memory(err);
    }
    *scope = frame->scope;
    scope->overflow = overflow;
    COOP__TRY(coop__compile(frame->where, scope, &c->where, &done, err));
    c->where.n = done && !*overflow ? c->where.n : 0;
    return COOP_OK;
}

static coop_status chooser_open(chooser *c, int64_t room, coop_error *err)
{
    coop__frame *frame = c->frame;
    const coop__entry *entry = frame->scope.entry;
    coop__moment moment = frame->scope.moment;
    c->hangs_on_time = may_be_late(entry, entry->from, moment.as_of) ||
                       (moment.as_known != COOP_DATE_OPEN_LAST &&
                        may_be_late(entry, entry->known, moment.as_known));
    c->rows = coop__arena_alloc(frame->arena, (size_t)room, sizeof *c->rows);
    c->times = coop__arena_alloc(frame->arena, (size_t)room, 1);
    c->truths = coop__arena_alloc(frame->arena, (size_t)room, 1);
    if (c->rows == NULL || c->times == NULL || c->truths == NULL) {
        return coop__no_memory(err);
    }
    if (frame->where != NULL) {
        COOP__TRY(compile_where(c, err));
    }
    bool done = c->where.n == 0 || coop__runner_open(&c->runner, &c->where, room, frame->arena);
    return done ? COOP_OK : coop__no_memory(err);
}

/* Leaves the rows of a strip that may be there by the time of the query. */
static void choose_by_time(chooser *c, coop__strip *strip)
{
    int64_t n = 0;
    for (int64_t row = strip->first; row < strip->first + strip->n; row++) {
        coop__truth time = c->hangs_on_time ? time_of(c->frame, row) : COOP__TRUE;
        c->rows[n] = row;
        c->times[n] = (uint8_t)time;
        n += time >= COOP__MAYBE ? 1 : 0;
    }
    strip->rows = n < strip->n ? c->rows : NULL;
    strip->n = n;
}

/* What where says of the rows of a strip. */
static const uint8_t *test_strip(chooser *c, const coop__strip *strip)
{
    const coop__frame *frame = c->frame;
    if (c->where.n > 0) {
        return coop__run(&c->runner, strip).data;
    }
    for (int64_t i = 0; i < strip->n; i++) {
        c->truths[i] = COOP__TRUE;
        if (frame->where != NULL) {
            coop__value value = coop__evaluate(frame->where, &frame->scope, c->rows[i]);
            c->truths[i] = (uint8_t)(value.is_null ? COOP__UNKNOWN : value.of.truth);
        }
    }
    return c->truths;
}

/* False: no memory. */
static bool choose_strip(chooser *c, coop__strip strip)
{
    coop__frame *frame = c->frame;
    choose_by_time(c, &strip);
    if (strip.n == 0) {
        return true;
    }
    const uint8_t *truths = test_strip(c, &strip);
    bool done = true;
    for (int64_t i = 0; i < strip.n && done; i++) {
        uint16_t flags = (uint16_t)((truths[i] == COOP__MAYBE ? COOP__POSSIBLE_TEST : 0) |
                                    (c->times[i] == COOP__MAYBE ? COOP__POSSIBLE_TIME : 0));
        bool keep = truths[i] >= COOP__MAYBE && !(flags != 0 && frame->doubt == COOP__ONLY_CERTAIN);
        flags = frame->doubt == COOP__ALSO_POSSIBLE ? 0 : flags;
        done = !keep || coop__selection_add(frame->arena, &c->selection, c->rows[i], flags);
    }
    return done;
}

/* The link by which a table's rows are parts of others of the same table, NULL if it has none. */
static const coop__link *parent_link(const coop__frame *frame)
{
    const coop__entry *entry = frame->scope.entry;
    for (int64_t i = 0; i < entry->n_links; i++) {
        const coop__link *link = &entry->links[i];
        bool is_self = &frame->scope.catalog->entries[link->target] == entry;
        if (is_self && entry->table->columns[link->column].type == COOP_TYPE_CODE) {
            return link;
        }
    }
    return NULL;
}

/* What one selected row makes of another: the flags for all, for those that are sure, and for
 * those that are counted. */
static uint16_t mark(uint16_t flag, bool is_sure, bool is_counted)
{
    unsigned marks = flag;
    marks |= is_sure ? (unsigned)flag << 1 : 0;
    marks |= is_counted ? (unsigned)flag << 2 : 0;
    marks |= is_sure && is_counted ? (unsigned)flag << 3 : 0;
    return (uint16_t)marks;
}

_Static_assert(COOP__PART << 3 == COOP__PART_COUNTED_SURE &&
                   COOP__WHOLE << 3 == COOP__WHOLE_COUNTED_SURE,
               "mark() shifts from one flag to the others");

/* Marks parts and wholes among the selected rows, also across ancestors that are not selected. */
static coop_status mark_tree(coop__frame *frame, coop__selection *selection, coop_error *err)
{
    const coop__entry *entry = frame->scope.entry;
    const coop__link *link = parent_link(frame);
    if (link == NULL) {
        return COOP_OK;
    }
    int64_t *place = coop__arena_alloc(frame->arena, (size_t)entry->table->n_rows, sizeof *place);
    if (place == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t i = 0; i < selection->n; i++) {
        place[selection->rows[i]] = i + 1;
    }
    const coop__registry *registry = frame->registry;
    for (int64_t i = 0; i < selection->n; i++) {
        bool is_sure = (selection->flags[i] & COOP__POSSIBLE) == 0;
        bool is_counted = registry->is_counted(registry->model, entry, selection->rows[i]);
        int64_t up = coop__link_row(entry, link, selection->rows[i]);
        for (; up >= 0; up = coop__link_row(entry, link, up)) {
            if (place[up] == 0) {
                continue;
            }
            uint16_t *above = &selection->flags[place[up] - 1];
            bool is_sure_above = (*above & COOP__POSSIBLE) == 0;
            bool is_counted_above = registry->is_counted(registry->model, entry, up);
            selection->flags[i] |= mark(COOP__PART, is_sure_above, is_counted_above);
            *above |= mark(COOP__WHOLE, is_sure, is_counted);
        }
    }
    return COOP_OK;
}

coop_status coop__select(coop__frame *frame, coop__selection *out, coop_error *err)
{
    int64_t n = frame->scope.entry->table->n_rows;
    int64_t room = coop__strip_rows(n);
    chooser c = {.frame = frame};
    COOP__TRY(chooser_open(&c, room, err));
    for (int64_t first = 0; first < n; first += room) {
        coop__strip strip = {.first = first, .n = n - first < room ? n - first : room};
        if (!choose_strip(&c, strip)) {
            return coop__no_memory(err);
        }
    }
    if (frame->overflow || c.runner.overflow) {
        return coop__fail(err, COOP_RANGE, "where: arithmetic left the range of its type");
    }
    COOP__TRY(mark_tree(frame, &c.selection, err));
    *out = c.selection;
    return COOP_OK;
}
