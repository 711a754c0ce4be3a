// consumer.cpp -- the same program of somebody else in C++17, with handles that free themselves.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <coopstat/coopstat.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

namespace {

struct Free {
    void operator()(coop_dataset *data) const { coop_dataset_free(data); }
    void operator()(coop_table *table) const { coop_table_free(table); }
};

coop_status append(void *ctx, const char *bytes, size_t n)
{
    static_cast<std::string *>(ctx)->append(bytes, n);
    return COOP_OK;
}

} // namespace

int main()
{
    coop_error err;
    coop_dataset *opened = nullptr;
    coop_open_options options = COOP_OPEN_OPTIONS_INIT;
    if (coop_dataset_open(nullptr, &options, &opened, &err) != COOP_OK) {
        std::fprintf(stderr, "%s\n", err.message);
        return 3;
    }
    const std::unique_ptr<coop_dataset, Free> data(opened);
    coop_query query = COOP_QUERY_INIT;
    coop_table *given = nullptr;
    query.from = "agreement";
    query.by = "mechanism";
    query.select = "count() as n, rate('completed')";
    if (coop_query_run(data.get(), &query, &given, &err) != COOP_OK) {
        std::fprintf(stderr, "%s\n", err.message);
        return 4;
    }
    const std::unique_ptr<coop_table, Free> table(given);
    std::string text;
    const coop_sink sink = {&text, append};
    if (coop_table_print(table.get(), COOP_FORMAT_CSV, &sink, &err) != COOP_OK) {
        return 6;
    }
    coop_rate rate = {};
    coop_rate_options rate_options = COOP_RATE_OPTIONS_INIT;
    coop_interval interval = {};
    rate.struct_size = sizeof rate;
    if (coop_rate_implemented(data.get(), &rate_options, &rate, &err) != COOP_OK ||
        coop_proportion_interval("wilson", rate.hits, rate.known, 0.95, &interval, nullptr) !=
            COOP_OK) {
        return 7;
    }
    std::printf("%s%lld of %lld, %.4f to %.4f\n", text.c_str(), static_cast<long long>(rate.hits),
                static_cast<long long>(rate.known), interval.low, interval.high);
    return std::strcmp(coop_version(), COOP_VERSION) == 0 ? 0 : 2;
}
