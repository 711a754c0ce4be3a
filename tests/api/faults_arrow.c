/* faults_arrow.c -- memory that runs out while tables go to Arrow and come from it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults.h"

#include "tables.h"

static const column_spec specs[] = {{.name = "n", .type = COOP_TYPE_INT32, .unit = "km"},
                                    {.name = "c", .type = COOP_TYPE_CODE},
                                    {.name = "w", .type = COOP_TYPE_SET},
                                    {.name = "s", .type = COOP_TYPE_SPAN},
                                    {.name = "m", .type = COOP_TYPE_MONEY, .scale = 2},
                                    {.name = "b", .type = COOP_TYPE_BOOL},
                                    {.name = "t", .type = COOP_TYPE_TEXT}};
static const char *const cells[] = {
    "1", "KAZ", "KAZ;UZB", "2023/..", "0.10", "true",  "one", NULL, NULL, NULL,
    NULL, NULL, NULL,      NULL,      "3",    "UZB",   "",    "2024", "-7", "false",
    "two",
};
enum { N = sizeof specs / sizeof *specs };

static coop_table *rows_of(const coop_allocator *a)
{
    return table_of(a, specs, N, cells, 3);
}

/* The task's table lies in its memory, what is made of it in the C library's. */
typedef struct place_of {
    task t;
    const coop_table *table;
    const void *bytes;
    size_t n;
    const char *path;
} place_of;

static coop_status call_export(const task *t, void **out, coop_error *err)
{
    const place_of *p = (const place_of *)(const void *)t;
    struct ArrowSchema schema = {.private_data = &place};
    struct ArrowArray array = {.private_data = &place};
    coop_status status = coop_arrow_export(p->table, NULL, &schema, &array, err);
    if (status != COOP_OK) {
        ck_assert(schema.private_data == &place && array.private_data == &place);
        return status;
    }
    ck_assert_int_eq(coop_arrow_import(&schema, &array, NULL, (coop_table **)out, NULL), COOP_OK);
    schema.release(&schema);
    return COOP_OK;
}

static coop_status call_export_stream(const task *t, void **out, coop_error *err)
{
    const place_of *p = (const place_of *)(const void *)t;
    struct ArrowArrayStream stream = {.private_data = &place};
    coop_status status = coop_arrow_export_stream(p->table, NULL, &stream, err);
    if (status != COOP_OK) {
        ck_assert(stream.private_data == &place);
        return status;
    }
    struct ArrowSchema schema;
    struct ArrowArray array;
    bool has_schema = stream.get_schema(&stream, &schema) == 0;
    bool has_array = has_schema && stream.get_next(&stream, &array) == 0;
    if (has_array) {
        ck_assert_int_eq(coop_arrow_import(&schema, &array, NULL, (coop_table **)out, NULL),
                         COOP_OK);
    } else {
        ck_assert_ptr_nonnull(stream.get_last_error(&stream));
        err->code = COOP_MEMORY;
        snprintf(err->message, sizeof err->message, "%s", stream.get_last_error(&stream));
    }
    if (has_schema) {
        schema.release(&schema);
    }
    stream.release(&stream);
    return has_array ? COOP_OK : COOP_MEMORY;
}

static coop_status call_import(const task *t, void **out, coop_error *err)
{
    coop_table *table = rows_of(NULL);
    struct ArrowSchema schema;
    struct ArrowArray array;
    ck_assert_int_eq(coop_arrow_export(table, NULL, &schema, &array, NULL), COOP_OK);
    coop_table_free(table);
    coop_status status = coop_arrow_import(&schema, &array, &t->a, (coop_table **)out, err);
    ck_assert((array.release == NULL) == (status == COOP_OK));
    if (status != COOP_OK) {
        array.release(&array);
    }
    schema.release(&schema);
    return status;
}

/* A stream that gives the same array twice. */
typedef struct twice {
    coop_table *table;
    int64_t n;
} twice;

static int twice_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out)
{
    return coop_arrow_export(((twice *)stream->private_data)->table, NULL, out, NULL, NULL);
}

static int twice_next(struct ArrowArrayStream *stream, struct ArrowArray *out)
{
    twice *s = stream->private_data;
    out->release = NULL;
    return s->n++ < 2 ? coop_arrow_export(s->table, NULL, NULL, out, NULL) : 0;
}

static void twice_release(struct ArrowArrayStream *stream)
{
    stream->release = NULL;
}

static coop_status call_import_stream(const task *t, void **out, coop_error *err)
{
    twice s = {rows_of(NULL), 0};
    struct ArrowArrayStream stream = {twice_schema, twice_next, NULL, twice_release, &s};
    coop_status status = coop_arrow_import_stream(&stream, &t->a, (coop_table **)out, err);
    ck_assert((stream.release == NULL) == (status == COOP_OK));
    coop_table_free(s.table);
    return status;
}

static coop_status call_write(const task *t, void **out, coop_error *err)
{
    const place_of *p = (const place_of *)(const void *)t;
    output bytes = {0};
    coop_sink sink = {&bytes, take_output};
    coop_status status = coop_arrow_write(p->table, COOP_ARROW_FILE, NULL, &sink, err);
    if (status == COOP_OK) {
        ck_assert_int_eq(coop_arrow_read(bytes.bytes, bytes.n, NULL, (coop_table **)out, NULL),
                         COOP_OK);
    }
    free(bytes.bytes);
    return status;
}

static coop_status call_read(const task *t, void **out, coop_error *err)
{
    const place_of *p = (const place_of *)(const void *)t;
    return coop_arrow_read(p->bytes, p->n, &t->a, (coop_table **)out, err);
}

static coop_status call_read_file(const task *t, void **out, coop_error *err)
{
    const place_of *p = (const place_of *)(const void *)t;
    return coop_arrow_read_file(p->path, &t->a, (coop_table **)out, err);
}

static void sweep_one(const char *name, coop_status (*call)(const task *, void **, coop_error *),
                      const output *bytes, const char *path)
{
    meter m = {0};
    place_of p = {.t = {.name = name, .call = call, .a = metered(&m)}};
    coop_table *table = rows_of(&p.t.a);
    p.table = table;
    p.bytes = bytes->bytes;
    p.n = bytes->n;
    p.path = path;
    sweep(&p.t, &m);
    coop_table_free(table);
    ck_assert_uint_eq(m.live, 0);
    tell(name);
}

START_TEST(arrays_and_streams)
{
    const output none = {0};
    sweep_one("coop_arrow_export", call_export, &none, NULL);
    sweep_one("coop_arrow_export_stream", call_export_stream, &none, NULL);
    sweep_one("coop_arrow_import", call_import, &none, NULL);
    sweep_one("coop_arrow_import_stream", call_import_stream, &none, NULL);
}
END_TEST

START_TEST(bytes_and_files)
{
    output bytes = {0};
    coop_sink sink = {&bytes, take_output};
    coop_table *table = rows_of(NULL);
    ck_assert_int_eq(coop_arrow_write(table, COOP_ARROW_STREAM, NULL, &sink, NULL), COOP_OK);
    coop_table_free(table);
    char path[] = "/tmp/faults_arrow_XXXXXX";
    int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    coop_sink file = coop_sink_fd(fd);
    ck_assert_int_eq(file.write(file.ctx, bytes.bytes, bytes.n), COOP_OK);
    close(fd);
    sweep_one("coop_arrow_write", call_write, &bytes, NULL);
    sweep_one("coop_arrow_read", call_read, &bytes, NULL);
    sweep_one("coop_arrow_read_file", call_read_file, &bytes, path);
    unlink(path);
    free(bytes.bytes);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("faults_arrow");
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, arrays_and_streams);
    tcase_add_test(memory, bytes_and_files);
    tcase_set_timeout(memory, 300);
    suite_add_tcase(s, memory);
    return s;
}

#include "check_main.h"
