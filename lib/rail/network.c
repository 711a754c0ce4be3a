/* network.c -- the rail network of a register as a graph.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "network.h"

#include <math.h>
#include <string.h>

#include "../core/error.h"
#include "../core/number.h"

/* ---- tables that a register may lack ---- */

coop_status coop__rail_table(const coop_dataset *data, const char *name, const coop__entry **out,
                             coop_error *err)
{
    int64_t index = coop__catalog_find(&data->catalog, name);
    if (index < 0) {
        return coop__fail(err, COOP_NOT_FOUND, "the register has no table '%s'", name);
    }
    *out = &data->catalog.entries[index];
    return COOP_OK;
}

coop_status coop__rail_column(const coop__entry *entry, const char *name, coop_type type,
                              const coop__column **out, coop_error *err)
{
    const coop__column *column = coop__table_column(entry->table, name);
    if (column == NULL) {
        return coop__fail(err, COOP_NOT_FOUND, "table %s has no column '%s'", entry->name, name);
    }
    if (column->type != type) {
        return coop__fail(err, COOP_TYPE, "column %s.%s is of type %s, need %s", entry->name, name,
                          coop_type_name(column->type), coop_type_name(type));
    }
    *out = column;
    return COOP_OK;
}

coop_status coop__rail_ids(coop__arena *arena, const coop__entry *entry, const coop__column **id,
                           int64_t **row_of_id, coop_error *err)
{
    const coop__column *column = NULL;
    COOP__TRY(coop__rail_column(entry, "id", COOP_TYPE_CODE, &column, err));
    int64_t *rows = coop__arena_alloc(arena, column->words.n, sizeof *rows);
    if (rows == NULL) {
        return coop__no_memory(err);
    }
    for (uint32_t code = 0; code < column->words.n; code++) {
        rows[code] = -1;
    }
    for (int64_t row = 0; row < column->n_rows; row++) {
        if (!coop__is_valid(column, row)) {
            continue;
        }
        uint32_t code = coop__code_at(column, row);
        if (rows[code] >= 0) {
            return coop__fail(err, COOP_CONFLICT, "table %s has '%s' twice, in rows %lld and %lld",
                              entry->name, column->words.words[code], (long long)rows[code],
                              (long long)row);
        }
        rows[code] = row;
    }
    *id = column;
    *row_of_id = rows;
    return COOP_OK;
}

coop_words coop__rail_words(const coop__column *column, int64_t row, uint32_t *one)
{
    coop_words words = {NULL, NULL, 0};
    if (column == NULL || !coop__is_valid(column, row)) {
        return words;
    }
    if (column->type == COOP_TYPE_SET) {
        return coop__words_at(column, row);
    }
    if (column->type == COOP_TYPE_CODE) {
        *one = coop__code_at(column, row);
        words = (coop_words){column->words.words, one, 1};
    }
    return words;
}

const char *coop__rail_word(const coop__column *column, int64_t row)
{
    uint32_t one = 0;
    coop_words words = coop__rail_words(column, row, &one);
    return words.n > 0 ? words.words[words.codes[0]] : NULL;
}

int64_t coop__network_node(const coop__network *network, const char *id, size_t n)
{
    int64_t code = coop__pool_find(&network->node_id->words, id, n);
    return code < 0 ? -1 : network->node_of_id[code];
}

int64_t *coop__rail_nodes_named(coop__arena *arena, const coop__network *network,
                                const coop__column *column)
{
    const coop__pool *words = &column->words;
    int64_t *nodes = coop__arena_alloc(arena, words->n, sizeof *nodes);
    for (uint32_t code = 0; nodes != NULL && code < words->n; code++) {
        nodes[code] = coop__network_node(network, words->words[code], words->lengths[code]);
    }
    return nodes;
}

/* What a message calls a row: its id, or "?" beside the row's number. */
static const char *id_of(const coop__entry *entry, int64_t row)
{
    const char *id = coop__rail_word(coop__table_column(entry->table, "id"), row);
    return id != NULL ? id : "?";
}

/* ---- edges ---- */

int64_t coop__edges_other(const coop__edges *edges, int64_t edge, int64_t node)
{
    const int64_t *ends = &edges->ends[2 * edge];
    return ends[0] == node ? ends[1] : ends[0];
}

int64_t coop__edges_between(const coop__edges *edges, int64_t a, int64_t b, int64_t *cursor)
{
    int64_t n_a = edges->first[a + 1] - edges->first[a];
    int64_t n_b = edges->first[b + 1] - edges->first[b];
    int64_t from = n_b < n_a ? b : a;
    int64_t to = n_b < n_a ? a : b;
    int64_t n = n_b < n_a ? n_b : n_a;
    while (*cursor < n) {
        int64_t edge = edges->at[edges->first[from] + (*cursor)++];
        if (coop__edges_other(edges, edge, from) == to) {
            return edge;
        }
    }
    return -1;
}

static coop_status read_end(const coop__network *network, coop__edges *edges,
                            const coop__column *column, const int64_t *node_of_code, int64_t row,
                            int which, coop_error *err)
{
    const char *word = coop__rail_word(column, row);
    int64_t node = word == NULL ? -1 : node_of_code[coop__code_at(column, row)];
    if (word != NULL && node < 0) {
        return coop__fail(err, COOP_REFERENCE,
                          "%s '%s' (row %lld): %s names '%s', which table %s does not have",
                          edges->entry->name, id_of(edges->entry, row), (long long)row,
                          column->name, word, network->node->name);
    }
    edges->ends[2 * row + which] = node;
    return COOP_OK;
}

static bool has_ends(const coop__edges *edges, int64_t edge)
{
    return edges->ends[2 * edge] >= 0 && edges->ends[2 * edge + 1] >= 0;
}

/* Counts at[] into first[], then fills it; each node's edges keep the order of their rows. */
static coop_status index_edges(const coop__network *network, coop__arena *arena, coop__edges *edges,
                               coop_error *err)
{
    edges->first = coop__arena_alloc(arena, (size_t)network->n_nodes + 1, sizeof *edges->first);
    edges->at = coop__arena_alloc(arena, (size_t)edges->n, 2 * sizeof *edges->at);
    int64_t *next = coop__arena_alloc(arena, (size_t)network->n_nodes + 1, sizeof *next);
    if (edges->first == NULL || edges->at == NULL || next == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t pass = 0; pass < 2; pass++) {
        for (int64_t edge = 0; edge < edges->n; edge++) {
            const int64_t *ends = &edges->ends[2 * edge];
            int64_t n_ends = !has_ends(edges, edge) ? 0 : ends[0] == ends[1] ? 1 : 2;
            for (int64_t i = 0; i < n_ends; i++) {
                if (pass == 0) {
                    edges->first[ends[i] + 1]++;
                } else {
                    edges->at[next[ends[i]]++] = edge;
                }
            }
        }
        for (int64_t node = 0; pass == 0 && node < network->n_nodes; node++) {
            edges->first[node + 1] += edges->first[node];
            next[node] = edges->first[node];
        }
    }
    return COOP_OK;
}

static coop_status read_edges(const coop__network *network, coop__arena *arena,
                              const coop__entry *entry, const char *from, const char *to,
                              coop__edges *edges, coop_error *err)
{
    const char *const names[2] = {from, to};
    edges->entry = entry;
    edges->n = entry->table->n_rows;
    edges->ends = coop__arena_alloc(arena, (size_t)edges->n, 2 * sizeof *edges->ends);
    if (edges->ends == NULL) {
        return coop__no_memory(err);
    }
    for (int which = 0; which < 2; which++) {
        const coop__column *column = NULL;
        COOP__TRY(coop__rail_column(entry, names[which], COOP_TYPE_CODE, &column, err));
        const int64_t *node_of_code = coop__rail_nodes_named(arena, network, column);
        if (node_of_code == NULL) {
            return coop__no_memory(err);
        }
        for (int64_t row = 0; row < edges->n; row++) {
            COOP__TRY(read_end(network, edges, column, node_of_code, row, which, err));
        }
    }
    return index_edges(network, arena, edges, err);
}

/* ---- gauges ---- */

static coop_status add_gauge(coop__network *network, const coop__entry *entry, int64_t row,
                             int64_t mm, uint32_t *mask, coop_error *err)
{
    if (mm < 1 || mm > COOP__GAUGE_MOST_MM) {
        return coop__fail(err, COOP_RANGE, "%s '%s' (row %lld): gauge is %lld mm, need 1 to %d",
                          entry->name, id_of(entry, row), (long long)row, (long long)mm,
                          COOP__GAUGE_MOST_MM);
    }
    int32_t place = 0;
    while (place < network->n_gauges && network->gauges[place] != mm) {
        place++;
    }
    if (place == COOP__GAUGES_MOST) {
        return coop__fail(err, COOP_LIMIT, "%s '%s' (row %lld): gauge %lld mm is one more than %d",
                          entry->name, id_of(entry, row), (long long)row, (long long)mm,
                          COOP__GAUGES_MOST);
    }
    if (place == network->n_gauges) {
        network->gauges[network->n_gauges++] = (int32_t)mm;
    }
    *mask |= (uint32_t)1 << place;
    return COOP_OK;
}

/* Gauges are a set of words, one word, or an integer. */
static coop_status read_gauges(coop__network *network, const coop__entry *entry,
                               const coop__column *column, int64_t row, uint32_t *mask,
                               coop_error *err)
{
    if (column == NULL || !coop__is_valid(column, row)) {
        return COOP_OK;
    }
    if (coop__type_is_integer(column->type)) {
        return add_gauge(network, entry, row, coop__integer_at(column, row), mask, err);
    }
    if (column->type != COOP_TYPE_SET && column->type != COOP_TYPE_CODE) {
        return coop__fail(err, COOP_TYPE, "column %s.%s is of type %s, need set, code or integers",
                          entry->name, column->name, coop_type_name(column->type));
    }
    uint32_t one = 0;
    coop_words words = coop__rail_words(column, row, &one);
    for (int64_t i = 0; i < words.n; i++) {
        const char *word = words.words[words.codes[i]];
        int64_t mm = 0;
        if (coop__integer_parse(word, strlen(word), &mm, NULL) != COOP_OK) {
            return coop__fail(err, COOP_FORMAT, "%s '%s' (row %lld): gauge '%s' is no number of mm",
                              entry->name, id_of(entry, row), (long long)row, word);
        }
        COOP__TRY(add_gauge(network, entry, row, mm, mask, err));
    }
    return COOP_OK;
}

/* ---- segments ---- */

static coop_status read_length(const coop__entry *entry, const coop__column *column, int64_t row,
                               int64_t *length_m, coop_error *err)
{
    if (!coop__is_valid(column, row)) {
        *length_m = -1;
        return COOP_OK;
    }
    double km = column->type == COOP_TYPE_FLOAT64 ? coop__number_at(column, row)
                                                  : (double)coop__integer_at(column, row);
    if (!(km >= 0 && km <= COOP__SEGMENT_MOST_KM)) {
        char text[COOP__NUMBER_SIZE];
        coop__number_format(km, text);
        return coop__fail(err, COOP_RANGE, "%s '%s' (row %lld): %s is %s km, need 0 to %d",
                          entry->name, id_of(entry, row), (long long)row, column->name, text,
                          COOP__SEGMENT_MOST_KM);
    }
    *length_m = (int64_t)floor(km * 1000 + 0.5);
    return COOP_OK;
}

static coop_status length_column(const coop__entry *entry, const coop__column **out,
                                 coop_error *err)
{
    const coop__column *column = coop__table_column(entry->table, "length_km");
    bool is_number = column != NULL &&
                     (column->type == COOP_TYPE_FLOAT64 || coop__type_is_integer(column->type));
    if (is_number) {
        *out = column;
        return COOP_OK;
    }
    return coop__rail_column(entry, "length_km", COOP_TYPE_FLOAT64, out, err);
}

/* Place of a cell's word among n, n for another word or none. */
static int place_of(const coop__column *column, int64_t row, const char *const *words, int n)
{
    const char *word = coop__rail_word(column, row);
    int place = 0;
    while (word != NULL && place < n && strcmp(words[place], word) != 0) {
        place++;
    }
    return word != NULL ? place : n;
}

static coop_status read_segments(coop__network *network, coop__arena *arena, coop_error *err)
{
    static const char *const statuses[] = {"operating", "under_construction", "planned"};
    static const char *const methods[] = {"published", "derived", "estimate", "recall"};
    const coop__entry *entry = network->segments.entry;
    const coop__column *status = coop__table_column(entry->table, "status");
    const coop__column *method = coop__table_column(entry->table, "length_method");
    const coop__column *mode = coop__table_column(entry->table, "mode");
    const coop__column *gauge = coop__table_column(entry->table, "gauge_mm");
    const coop__column *length = NULL;
    COOP__TRY(length_column(entry, &length, err));
    network->segment =
        coop__arena_alloc(arena, (size_t)network->segments.n, sizeof *network->segment);
    if (network->segment == NULL) {
        return coop__no_memory(err);
    }
    for (int64_t row = 0; row < network->segments.n; row++) {
        coop__segment *segment = &network->segment[row];
        if (!has_ends(&network->segments, row)) {
            return coop__fail(err, COOP_REFERENCE, "%s '%s' (row %lld) lacks one of its ends",
                              entry->name, id_of(entry, row), (long long)row);
        }
        const char *mode_word = coop__rail_word(mode, row);
        segment->is_rail = mode_word == NULL || strcmp(mode_word, "rail") == 0;
        segment->status =
            (coop__segment_status)place_of(status, row, statuses, COOP__SEGMENT_OTHER);
        segment->method =
            (coop__length_method)place_of(method, row, methods, COOP__LENGTH_UNSTATED);
        COOP__TRY(read_length(entry, length, row, &segment->length_m, err));
        COOP__TRY(read_gauges(network, entry, gauge, row, &segment->gauges, err));
    }
    return COOP_OK;
}

/* ---- parallel segments ---- */

/* -1, 0, 1: ids in byte order, those without one last. */
static int order_of_ids(const coop__network *network, int64_t a, int64_t b)
{
    const coop__column *id = coop__table_column(network->segments.entry->table, "id");
    const char *id_a = coop__rail_word(id, a);
    const char *id_b = coop__rail_word(id, b);
    if (id_a == NULL || id_b == NULL) {
        return (id_a == NULL) - (id_b == NULL);
    }
    return strcmp(id_a, id_b);
}

static bool is_preferred(const coop__network *network, int64_t a, int64_t b)
{
    const coop__segment *x = &network->segment[a];
    const coop__segment *y = &network->segment[b];
    if (x->status != y->status) {
        return x->status < y->status;
    }
    if (x->is_rail != y->is_rail) {
        return x->is_rail;
    }
    if (x->length_m != y->length_m) {
        return x->length_m >= 0 && (y->length_m < 0 || x->length_m < y->length_m);
    }
    return order_of_ids(network, a, b) < 0;
}

int64_t coop__network_best(const coop__network *network, int64_t a, int64_t b, int64_t *n_parallel)
{
    int64_t best = -1;
    int64_t n = 0;
    int64_t cursor = 0;
    for (int64_t edge = coop__edges_between(&network->segments, a, b, &cursor); edge >= 0;
         edge = coop__edges_between(&network->segments, a, b, &cursor)) {
        best = best < 0 || is_preferred(network, edge, best) ? edge : best;
        n++;
    }
    *n_parallel = n;
    return best;
}

/* ---- the network ---- */

static coop_status read_nodes(const coop_dataset *data, coop__arena *arena, coop__network *network,
                              coop_error *err)
{
    COOP__TRY(coop__rail_table(data, "rail_node", &network->node, err));
    COOP__TRY(coop__rail_ids(arena, network->node, &network->node_id, &network->node_of_id, err));
    network->n_nodes = network->node->table->n_rows;
    network->node_gauges =
        coop__arena_alloc(arena, (size_t)network->n_nodes, sizeof *network->node_gauges);
    if (network->node_gauges == NULL) {
        return coop__no_memory(err);
    }
    const coop__column *gauge = coop__table_column(network->node->table, "gauge_mm");
    for (int64_t row = 0; row < network->n_nodes; row++) {
        COOP__TRY(read_gauges(network, network->node, gauge, row, &network->node_gauges[row], err));
    }
    return COOP_OK;
}

/* Crossings are asked for by nobody who has none. */
static coop_status read_crossings(const coop_dataset *data, coop__arena *arena,
                                  coop__network *network, coop_error *err)
{
    int64_t index = coop__catalog_find(&data->catalog, "crossing");
    const coop__entry *entry = index < 0 ? NULL : &data->catalog.entries[index];
    bool has_columns = entry != NULL && coop_table_find(entry->table, "node_a") >= 0 &&
                       coop_table_find(entry->table, "node_b") >= 0;
    return has_columns
               ? read_edges(network, arena, entry, "node_a", "node_b", &network->crossings, err)
               : index_edges(network, arena, &network->crossings, err);
}

coop_status coop__network_of(const coop_dataset *data, coop__arena *arena, coop__network *out,
                             coop_error *err)
{
    coop__network network = {0};
    const coop__entry *segments = NULL;
    COOP__TRY(read_nodes(data, arena, &network, err));
    COOP__TRY(coop__rail_table(data, "rail_segment", &segments, err));
    COOP__TRY(read_edges(&network, arena, segments, "from", "to", &network.segments, err));
    COOP__TRY(read_segments(&network, arena, err));
    COOP__TRY(read_crossings(data, arena, &network, err));
    *out = network;
    return COOP_OK;
}
