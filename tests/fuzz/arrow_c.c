/* arrow_c.c -- fuzz target: a column of Arrow's C data interface. Everything but the sizes of the
 * buffers comes from the bytes. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <coopstat/arrow.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

enum { ROWS_MOST = 64, TEXT_SIZE = 128, NODES_MOST = 8 };

/* Bytes that are left; zeros behind them. */
typedef struct input {
    const uint8_t *bytes;
    size_t n;
} input;

/* Structs and buffers of one import. */
typedef struct nodes {
    struct ArrowSchema schemas[NODES_MOST];
    struct ArrowArray arrays[NODES_MOST];
    struct ArrowSchema *fields[NODES_MOST][2];
    struct ArrowArray *children[NODES_MOST][2];
    const void *buffers[NODES_MOST][3];
    void *blocks[NODES_MOST][3];
    int n;
    int n_released;
} nodes;

static uint8_t next(input *in)
{
    if (in->n == 0) {
        return 0;
    }
    in->n--;
    return *in->bytes++;
}

/* Mostly a number below the bound; now and then one that no array should have. */
static int64_t hostile(input *in, uint8_t below)
{
    static const int64_t wild[] = {-1, -2, INT64_MIN, INT64_MAX, ((int64_t)1 << 48) + 1};
    uint8_t byte = next(in);
    return byte >= 250 ? wild[byte % 5] : byte % below;
}

static void release_schema(struct ArrowSchema *schema)
{
    schema->release = NULL;
}

static void release_array(struct ArrowArray *array)
{
    nodes *all = array->private_data;
    all->n_released++;
    array->release = NULL;
}

static size_t width_of(const char *format)
{
    static const char letters[] = "cCsSiIlLfg";
    static const uint8_t widths[] = {1, 1, 2, 2, 4, 4, 8, 8, 4, 8};
    const char *letter = strchr(letters, format[0]);
    return letter != NULL               ? widths[letter - letters]
           : strcmp(format, "tdm") == 0 ? 8
           : format[0] == 'd'           ? 16
                                        : 4;
}

static bool has_offsets(const char *format)
{
    return format[0] == 'u' || format[0] == 'U' || strcmp(format, "+l") == 0 ||
           strcmp(format, "+L") == 0;
}

/* Offsets whose last is no larger than what they point into, unless they are out of order. */
static void fill_offsets(input *in, unsigned char *block, size_t n, size_t width)
{
    int64_t at = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t byte = next(in);
        at += byte % 4;
        at = at > ROWS_MOST ? ROWS_MOST : at;
        int64_t value = byte == 255 ? -1 : byte == 254 ? at - 1 : at;
        int32_t narrow = (int32_t)value;
        memcpy(block + i * width, width == 8 ? (const void *)&value : &narrow, width);
    }
}

static void *block_of(input *in, size_t size)
{
    unsigned char *block = malloc(size + 1);
    for (size_t i = 0; block != NULL && i < size; i++) {
        block[i] = next(in);
    }
    return block;
}

/* An array of a format and its buffers, as large as length and offset say. */
static int add_node(nodes *all, input *in, const char *format, const char *name)
{
    int i = all->n++;
    struct ArrowArray *array = &all->arrays[i];
    *array = (struct ArrowArray){.length = hostile(in, ROWS_MOST), .null_count = hostile(in, 4),
                                 .offset = hostile(in, 12), .buffers = all->buffers[i],
                                 .release = release_array, .private_data = all};
    all->schemas[i] = (struct ArrowSchema){.format = format, .name = name,
                                           .release = release_schema};
    bool is_sane = array->length >= 0 && array->length <= ROWS_MOST && array->offset >= 0 &&
                   array->offset <= ROWS_MOST;
    size_t n = is_sane ? (size_t)(array->length + array->offset) : 0;
    size_t width = format[0] == 'U' || format[1] == 'L' ? 8 : width_of(format);
    array->n_buffers = strcmp(format, "n") == 0 ? 0 : strcmp(format, "+s") == 0 ? 1
                       : format[0] == 'u' || format[0] == 'U' ? 3 : 2;
    all->blocks[i][0] = next(in) % 2 == 0 ? NULL : block_of(in, (n + 7) / 8);
    all->blocks[i][1] = block_of(in, (n + 1) * width);
    all->blocks[i][2] = block_of(in, TEXT_SIZE);
    if (has_offsets(format) && all->blocks[i][1] != NULL) {
        fill_offsets(in, all->blocks[i][1], n + 1, width);
    }
    for (int k = 0; k < 3; k++) {
        all->buffers[i][k] = all->blocks[i][k];
    }
    array->null_count = next(in) % 8 == 0 ? array->null_count : -1;
    if (all->blocks[i][0] == NULL && array->null_count == -1) {
        array->null_count = 0;
    }
    return i;
}

static void add_children(nodes *all, int parent, const int *children, int n)
{
    for (int i = 0; i < n; i++) {
        all->fields[parent][i] = &all->schemas[children[i]];
        all->children[parent][i] = &all->arrays[children[i]];
    }
    all->schemas[parent].n_children = n;
    all->schemas[parent].children = all->fields[parent];
    all->arrays[parent].n_children = n;
    all->arrays[parent].children = all->children[parent];
}

static void add_dictionary(nodes *all, input *in, int codes)
{
    int words = add_node(all, in, next(in) % 2 == 0 ? "u" : "U", "words");
    all->schemas[codes].dictionary = &all->schemas[words];
    all->arrays[codes].dictionary = &all->arrays[words];
}

static int add_column(nodes *all, input *in)
{
    static const char *const formats[] = {"n", "b",   "c",   "C",      "s", "S", "i",
                                          "I", "l",   "L",   "f",      "g", "tdD", "tdm",
                                          "d:19,2", "u", "U", "+l", "+L", "+s"};
    const char *format = formats[next(in) % 20];
    int column = add_node(all, in, format, "v");
    bool is_index = strchr("cCsSiIlL", format[0]) != NULL;
    if (is_index && next(in) % 2 == 0) {
        add_dictionary(all, in, column);
    } else if (format[0] == '+' && format[1] != 's') {
        int item = add_node(all, in, next(in) % 2 == 0 ? "I" : "u", "item");
        if (all->schemas[item].format[0] == 'I') {
            add_dictionary(all, in, item);
        }
        add_children(all, column, &item, 1);
    } else if (format[0] == '+') {
        int ends[2] = {add_node(all, in, "tdD", "first"), 0};
        ends[1] = add_node(all, in, "tdD", "last");
        add_children(all, column, ends, 2);
    }
    return column;
}

static coop_status drop(void *ctx, const char *bytes, size_t n)
{
    (void)bytes;
    *(size_t *)ctx += n;
    return COOP_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    nodes *all = calloc(1, sizeof *all);
    input in = {bytes, n};
    if (all == NULL) {
        return 0;
    }
    int root = add_node(all, &in, "+s", "");
    int column = add_column(all, &in);
    add_children(all, root, &column, 1);
    coop_table *table = NULL;
    coop_error err = {0};
    coop_status status =
        coop_arrow_import(&all->schemas[root], &all->arrays[root], NULL, &table, &err);
    if (all->n_released != 0 || (status == COOP_OK) != (all->arrays[root].release == NULL)) {
        abort();
    }
    if (status == COOP_OK) {
        size_t written = 0;
        coop_sink sink = {&written, drop};
        if (coop_table_print(table, COOP_FORMAT_JSON, &sink, NULL) != COOP_OK ||
            coop_arrow_write(table, COOP_ARROW_STREAM, NULL, &sink, NULL) != COOP_OK) {
            abort();
        }
        coop_table_free(table);
        if (all->n_released != 1) {
            abort();
        }
    }
    for (int i = 0; i < all->n; i++) {
        for (int k = 0; k < 3; k++) {
            free(all->blocks[i][k]);
        }
    }
    free(all);
    return 0;
}
