/* report.c -- a register's answers on one page.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/report.h>

#include <coopstat/rate.h>

#include <string.h>

#include "../core/error.h"
#include "../core/sha256.h"
#include "../model/dataset.h"
#include "page.h"

static const struct {
    const char *id, *title;
    coop__section *write;
} sections[] = {
    {"nations", "The nations at a glance", coop__report_nations},
    {"agreed", "What was agreed", coop__report_agreed},
    {"rates", "How much was carried out", coop__report_rates},
    {"time", "Time to implementation", coop__report_time},
    {"money", "Money, by measure", coop__report_money},
    {"corridors", "Rail corridors", coop__report_corridors},
    {"beside", "Beside other mechanisms", coop__report_beside},
    {"claims", "Claims put to the test", coop__report_claims},
    {"methods", "Methods", coop__report_methods},
    {"gaps", "What the data lack", coop__report_gaps},
    {"sources", "Sources", coop__report_sources},
};

/* Contrast: text 15:1 and links 7:1 on white, 14:1 and 8:1 on the dark ground. */
static const char style[] =
    "<style>\n"
    ":root{color-scheme:light dark;--ink:#1b1b1b;--ground:#fff;--line:#bbb;--head:#eef3f7;"
    "--link:#00507d}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6e6e6;--ground:#15181b;--line:#555;"
    "--head:#242a30;--link:#7cc4f0}}\n"
    "*{box-sizing:border-box}body{margin:0 auto;max-width:80rem;padding:1rem;color:var(--ink);"
    "background:var(--ground);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.7rem;line-height:1.25}h2{margin-top:2.5rem;border-bottom:2px solid "
    "var(--line)}p{max-width:46rem}a{color:var(--link)}\n"
    ".wide{overflow-x:auto;margin:1rem 0}.wide:focus-visible{outline:2px solid var(--link)}\n"
    "table{border-collapse:collapse;font-size:.9rem;overflow-wrap:normal}caption{text-align:left;"
    "font-weight:600;padding:.3rem 0}caption span{display:block;position:sticky;left:0;"
    "width:max-content;max-width:min(46rem,calc(100vw - 2.5rem))}\n"
    "th,td{border:1px solid var(--line);padding:.25rem .5rem;text-align:left;"
    "vertical-align:top}thead th{background:var(--head)}tbody th{font-weight:500}\n"
    "td:not(.n){min-width:6rem}td:last-child:not(.n){min-width:14rem}\n"
    "#claims td,#claims th[scope=row]{min-width:8rem}#claims th[scope=row]{min-width:14rem}\n"
    "td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\n"
    "figure{margin:1.5rem 0}svg.chart{display:block;width:100%;max-width:32rem;height:auto}\n"
    "img.map{display:block;width:100%;min-width:60rem;background:#fff}figcaption{max-width:46rem;"
    "font-size:.9rem}\n"
    "pre{overflow:auto;max-height:20rem;font-size:.8rem;white-space:pre-wrap}.sources{"
    "font-size:.9rem;padding-left:1.2rem}footer{margin-top:3rem;border-top:2px solid "
    "var(--line);font-size:.9rem}\n"
    "@media print{:root{color-scheme:light;--ink:#000;--ground:#fff;--head:#eee;--link:#000;--line:#888}"
    "body{max-width:none;padding:0;font-size:9pt}nav,details{display:none}.wide{overflow:visible}"
    "table{font-size:7.5pt;width:100%}th,td{padding:.1rem .2rem}td:not(.n),td:last-child:not(.n),"
    "#claims td,#claims th[scope=row]{min-width:0}img.map{min-width:0}svg.chart{max-width:11cm}"
    "tr,figure,li{break-inside:avoid}h2,h3,caption{break-after:avoid}thead{display:"
    "table-header-group}td:last-child,#claims td,#claims th{overflow-wrap:anywhere}}\n"
    "</style>\n";

static const char *title_of(const coop__page *page)
{
    const char *own = coop_dataset_title(page->data);
    return page->options.title != NULL ? page->options.title
           : own[0] != '\0'            ? own
                                       : "Report of a register";
}

static void write_head(coop__page *page)
{
    char day[32] = "";
    if (page->markup == COOP__HTML) {
        coop__ink_raw(&page->ink, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
                                  "charset=\"utf-8\">\n<meta name=\"viewport\" "
                                  "content=\"width=device-width, initial-scale=1\">\n<title>");
        coop__ink_text(&page->ink, COOP__HTML, title_of(page));
        coop__ink_raw(&page->ink, "</title>\n<link rel=\"icon\" href=\"data:,\">\n");
        coop__ink_raw(&page->ink, style);
        coop__ink_raw(&page->ink, "</head>\n<body>\n<header>\n");
    }
    coop__page_heading(page, 1, NULL, title_of(page));
    coop__page_open(page);
    coop__page_say(page, "As of ");
    if (coop_date_format(coop_dataset_as_of(page->data), day, NULL) == COOP_OK) {
        coop__page_say(page, day);
    }
    coop__page_say(page, ", register version ");
    coop__page_say(page, coop_dataset_version(page->data));
    coop__page_say(page, "; about mechanism ");
    coop__page_say(page, page->options.mechanism);
    coop__page_say(page, ". What is not in the register is not known to it: a register is not the "
                         "world.");
    coop__page_close(page);
}

static void write_contents(coop__page *page)
{
    if (page->markup != COOP__HTML) {
        return;
    }
    coop__ink_raw(&page->ink, "</header>\n<nav aria-label=\"Contents\"><ul>\n");
    for (int64_t i = 0; i < COOP__COUNT(sections); i++) {
        coop__ink_raw(&page->ink, "<li><a href=\"#");
        coop__ink_raw(&page->ink, sections[i].id);
        coop__ink_raw(&page->ink, "\">");
        coop__page_say(page, sections[i].title);
        coop__ink_raw(&page->ink, "</a></li>\n");
    }
    coop__ink_raw(&page->ink, "</ul></nav>\n<main>\n");
}

/* What a section cannot tell of this register it says in its place. Of failures only those end the
 * report that are not of the data. */
static coop_status write_section(coop__page *page, int64_t i, coop_error *err)
{
    bool is_html = page->markup == COOP__HTML;
    coop_error own = {0};
    coop__ink_raw(&page->ink, is_html ? "<section id=\"" : "");
    coop__ink_raw(&page->ink, is_html ? sections[i].id : "");
    coop__ink_raw(&page->ink, is_html ? "\">\n" : "");
    coop__page_heading(page, 2, NULL, sections[i].title);
    coop_status status = sections[i].write(page, &own);
    if (page->ink.failed || status == COOP_MEMORY) {
        return coop__no_memory(err);
    }
    if (status == COOP_INTERNAL || status == COOP_ARGUMENT) {
        return coop__fail(err, status, "section %s: %s", sections[i].id, own.message);
    }
    if (status != COOP_OK) {
        page->ink.out.n = page->whole; /* what was begun is taken back */
        coop__page_open(page);
        coop__page_say(page, "More is not told here, since the register does not have it: ");
        coop__page_say(page, own.message);
        coop__page_say(page, ".");
        coop__page_close(page);
    }
    coop__ink_raw(&page->ink, is_html ? "</section>\n" : "");
    return COOP_OK;
}

/* ---- footer ---- */

static coop_status add_bytes(void *ctx, const char *bytes, size_t n)
{
    coop__sha256_add(ctx, bytes, n);
    return COOP_OK;
}

/* Of each table in order its name, a line feed, its CSV, and a zero byte. */
static coop_status hash_register(const coop_dataset *data, char out[65], coop_error *err)
{
    coop__sha256 sha;
    coop__sha256_start(&sha);
    for (int64_t i = 0; i < coop_dataset_n_tables(data); i++) {
        const char *name = coop_dataset_table_name(data, i);
        coop__sha256_add(&sha, name, strlen(name));
        coop__sha256_add(&sha, "\n", 1);
        COOP__TRY(coop_table_print(coop_dataset_table(data, name), COOP_FORMAT_CSV,
                                   &(coop_sink){&sha, add_bytes}, err));
        coop__sha256_add(&sha, "", 1);
    }
    coop__sha256_hex(&sha, out);
    return COOP_OK;
}

/* Each text of each definition and a zero byte. */
static void hash_definitions(char out[65])
{
    coop__sha256 sha;
    coop__sha256_start(&sha);
    for (const coop_rate_definition *d = coop_rate_definitions(); d->name != NULL; d++) {
        const char *const texts[] = {d->name, d->counts, d->over, d->origin, d->unit};
        for (int i = 0; i < 5; i++) {
            coop__sha256_add(&sha, texts[i], strlen(texts[i]) + 1);
        }
    }
    coop__sha256_hex(&sha, out);
}

static coop_status write_foot(coop__page *page, coop_error *err)
{
    char hash[65];
    bool is_html = page->markup == COOP__HTML;
    COOP__TRY(hash_register(page->data, hash, err));
    coop__ink_raw(&page->ink, is_html ? "</main>\n<footer>\n" : "---\n\n");
    coop__page_open(page);
    coop__page_say(page, "Register: sha256 ");
    coop__page_say(page, hash);
    coop__page_say(page, " of its tables. ");
    hash_definitions(hash);
    coop__page_say(page, "Definitions of rates: sha256 ");
    coop__page_say(page, hash);
    coop__page_say(page, ". Library: coopstat ");
    coop__page_say(page, coop_version());
    coop__page_say(page, ". The same register, definitions and library give the same bytes.");
    coop__page_close(page);
    coop__ink_raw(&page->ink, is_html ? "</footer>\n</body>\n</html>\n" : "");
    return COOP_OK;
}

static coop_status take_options(coop__page *page, const coop_report_options *options,
                                coop_error *err)
{
    coop_report_options own = COOP_REPORT_OPTIONS_INIT;
    if (options != NULL && options->struct_size < sizeof own) {
        return coop__fail(err, COOP_ARGUMENT, "options lack their struct_size");
    }
    own = options != NULL ? *options : own;
    own.format = own.format != 0 ? own.format : COOP_REPORT_HTML;
    if (own.format < COOP_REPORT_HTML || own.format >= COOP_REPORT_END) {
        return coop__fail(err, COOP_ARGUMENT, "format is %d, need 1 to %d", (int)own.format,
                          COOP_REPORT_END - 1);
    }
    if (own.mechanism == NULL) {
        own.mechanism = coop__word(coop_dataset_table(page->data, "mechanism"), 0, "id");
    }
    own.reference = own.reference != NULL ? own.reference : "eu_ca";
    own.others = own.others != NULL ? own.others : "c5p1";
    page->markup = own.format == COOP_REPORT_HTML ? COOP__HTML : COOP__MARKDOWN;
    page->options = own;
    return COOP_OK;
}

coop_status coop_report_write(const coop_dataset *data, const coop_report_options *options,
                              const coop_sink *sink, coop_error *err)
{
    if (data == NULL || sink == NULL || sink->write == NULL) {
        return coop__fail(err, COOP_ARGUMENT, "data, sink or its write is NULL");
    }
    coop__page page = {.ink = {.out = {.a = &data->allocator}}, .data = data};
    COOP__TRY(take_options(&page, options, err));
    write_head(&page);
    write_contents(&page);
    coop_status status = COOP_OK;
    for (int64_t i = 0; i < COOP__COUNT(sections) && status == COOP_OK; i++) {
        status = write_section(&page, i, err);
    }
    if (status == COOP_OK) {
        status = write_foot(&page, err);
    }
    if (status == COOP_OK && page.ink.failed) {
        status = coop__no_memory(err);
    }
    if (status == COOP_OK) {
        status = sink->write(sink->ctx, (const char *)page.ink.out.bytes, page.ink.out.n);
        if (status != COOP_OK) {
            (void)coop__fail(err, status, "the sink refused the bytes");
        }
    }
    coop__buffer_free(&page.ink.out);
    return status;
}
