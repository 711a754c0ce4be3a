/* status.c -- the status of an agreement: every word, imprecise days by brute force over all of
 * them, what was known when, and the register's own rows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "model/dataset.h"
#include "random.h"
#include "register.h"

#define EVENT_COLUMNS "agreement:code status:code date:span known:span party:code"

/* One agreement `a` with these parties and events, as of 2030. */
static coop_dataset *with_events(const char *instrument, const char *parties, const char *events)
{
    char row[256];
    snprintf(row, sizeof row, "a|%s|%s", instrument, parties);
    return register_of("2030-01-01", "agreement", "id:code instrument:code parties:set", row,
                       "event", EVENT_COLUMNS, events, NULL);
}

static coop__status_sets status_on(const coop_dataset *data, const char *as_of,
                                   const char *as_known)
{
    coop__moment moment = {day_of(as_of),
                           as_known == NULL ? COOP_DATE_OPEN_LAST : day_of(as_known)};
    return coop__status_at(data, 0, moment);
}

/* The sets as the columns of a query show them: legal, work, ended. */
static void expect_status(const coop_dataset *data, const char *as_of, const char *as_known,
                          const char *csv)
{
    char expected[256];
    coop_query query = query_of("agreement", "id = 'a'", NULL, "legal, work, ended");
    query.as_of = as_of;
    query.as_known = as_known;
    snprintf(expected, sizeof expected, "legal,work,ended\n%s\n", csv);
    expect(data, query, expected);
}

/* ---- words ---- */

typedef struct word_row {
    const char *word, *legal, *work, *ended;
} word_row;

/* design.md, "Status": event words and what they mean, on nothing and on a completed treaty. */
static const word_row word_rows[] = {
    {"announced", "announced", "unreported", "no"},
    {"negotiation", "negotiating", "unreported", "no"},
    {"initialled", "negotiating", "unreported", "no"},
    {"negotiating", "negotiating", "unreported", "no"},
    {"signed", "signed", "unreported", "no"},
    {"ratified_partial", "ratified_partial", "unreported", "no"},
    {"ratified", "ratified", "unreported", "no"},
    {"in_force", "in_force", "unreported", "no"},
    {"domestic_procedure", "none", "unreported", "no"},
    {"report", "none", "unreported", "no"},
    {"milestone", "none", "started", "no"},
    {"implementation_start", "none", "started", "no"},
    {"implementing", "signed", "started", "no"},
    {"started", "signed", "started", "no"},
    {"completed", "signed", "completed", "no"},
    {"operational", "signed", "operational", "no"},
    {"stalled", "signed", "stalled", "no"},
    {"suspended", "signed", "suspended", "no"},
    {"not_started", "none", "not_started", "no"},
    {"cancelled", "none", "unreported", "cancelled"},
    {"superseded", "none", "unreported", "superseded"},
    {"expired", "none", "unreported", "expired"},
    {"unknown", "none", "unknown", "no"},
    {"no such word", "none", "unreported", "no"},
    {"Signed", "none", "unreported", "no"},
};
enum { N_WORDS = sizeof word_rows / sizeof word_rows[0] };

START_TEST(every_word_has_its_meaning)
{
    for (int i = 0; i < N_WORDS; i++) {
        const word_row *w = &word_rows[i];
        char text[256];
        snprintf(text, sizeof text, "a|%s|2020-05-01|2020-06-01|", w->word);
        coop_dataset *data = with_events("treaty", "CHN;KAZ", text);
        snprintf(text, sizeof text, "%s,%s,%s", w->legal, w->work, w->ended);
        expect_status(data, "2020-05-01", NULL, text);
        expect_status(data, "2020-04-30", NULL, "none,unreported,no");
        expect_status(data, "2020-05-01", "2020-06-01", text);
        expect_status(data, "2020-05-01", "2020-05-31", "none,unreported,no");
        coop_dataset_free(data);
    }
    ck_assert_ptr_null(coop__event_word_find("no such word", 12));
    ck_assert_ptr_nonnull(coop__event_word_find("signed", 6));
    ck_assert_ptr_null(coop__event_word_find("signed", 5));
}
END_TEST

START_TEST(each_scale_keeps_its_own_last_word)
{
    static const char *const rows[][2] = {
        /* legal never falls, work is the last that was said */
        {"a|in_force|2020-01-01||\na|signed|2021-01-01||", "in_force,unreported,no"},
        {"a|completed|2020-01-01||\na|stalled|2021-01-01||", "signed,stalled,no"},
        {"a|completed|2020-01-01||\na|unknown|2021-01-01||", "signed,unknown,no"},
        {"a|unknown|2020-01-01||\na|completed|2021-01-01||", "signed,completed,no"},
        {"a|ratified|2020-01-01||\na|completed|2021-01-01||", "ratified,completed,no"},
        {"a|announced|2020-01-01||\na|signed|2021-01-01||", "signed,unreported,no"},
        /* a step moves on what is not done yet */
        {"a|completed|2020-01-01||\na|milestone|2021-01-01||", "signed,completed,no"},
        {"a|operational|2020-01-01||\na|implementation_start|2021-01-01||",
         "signed,operational,no"},
        {"a|stalled|2020-01-01||\na|milestone|2021-01-01||", "signed,started,no"},
        {"a|unknown|2020-01-01||\na|milestone|2021-01-01||", "none,started,no"},
        {"a|not_started|2020-01-01||\na|milestone|2021-01-01||", "none,started,no"},
        {"a|milestone|2020-01-01||\na|not_started|2021-01-01||", "none,not_started,no"},
        /* an end leaves both as they were */
        {"a|completed|2020-01-01||\na|cancelled|2021-01-01||", "signed,completed,cancelled"},
        {"a|in_force|2020-01-01||\na|expired|2021-01-01||", "in_force,unreported,expired"},
        {"a|cancelled|2020-01-01||\na|superseded|2021-01-01||", "none,unreported,superseded"},
        {"a|cancelled|2020-01-01||\na|signed|2021-01-01||", "signed,unreported,cancelled"},
        /* of one day, the later row comes last */
        {"a|completed|2020-01-01||\na|stalled|2020-01-01||", "signed,stalled,no"},
        {"a|stalled|2020-01-01||\na|completed|2020-01-01||", "signed,completed,no"},
        /* the order of rows is no order of days */
        {"a|stalled|2021-01-01||\na|completed|2020-01-01||", "signed,stalled,no"},
        {"", "none,unreported,no"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        coop_dataset *data = with_events("treaty", "CHN;KAZ", rows[i][0]);
        expect_status(data, "2022-01-01", NULL, rows[i][1]);
        coop_dataset_free(data);
    }
}
END_TEST

START_TEST(a_treaty_is_ratified_once_all_parties_did)
{
    coop_dataset *data = with_events("treaty", "CHN;KAZ;UZB",
                                     "a|ratified|2020-01-01||KAZ\n"
                                     "a|ratified|2021-01-01||CHN\n"
                                     "a|ratified|2021-06-01||KAZ\n" /* twice counts once */
                                     "a|ratified|2022-01-01||UZB\n"
                                     "a|in_force|2023-01-01||");
    expect_status(data, "2019-12-31", NULL, "none,unreported,no");
    expect_status(data, "2020-01-01", NULL, "ratified_partial,unreported,no");
    expect_status(data, "2021-12-31", NULL, "ratified_partial,unreported,no");
    expect_status(data, "2022-01-01", NULL, "ratified,unreported,no");
    expect_status(data, "2023-01-01", NULL, "in_force,unreported,no");
    coop_dataset_free(data);

    data = with_events("treaty", "CHN;KAZ", "a|ratified|2020-01-01||RUS\na|ratified|2021-01-01||");
    expect_status(data, "2020-06-01", NULL, "ratified_partial,unreported,no"); /* no party of it */
    expect_status(data, "2021-01-01", NULL, "ratified,unreported,no"); /* no party named: all */
    coop_dataset_free(data);

    data = with_events("treaty", "", "a|ratified|2020-01-01||CHN");
    expect_status(data, "2020-06-01", NULL, "ratified_partial,unreported,no");
    coop_dataset_free(data);

    data = with_events("treaty", "CHN", "a|ratified|2020||CHN");
    expect_status(data, "2020-06-01", NULL, "none|ratified,unreported,no");
    expect_status(data, "2020-12-31", NULL, "ratified,unreported,no");
    coop_dataset_free(data);

    data = with_events("treaty", "CHN;KAZ", "a|ratified|2020-01-01||CHN\na|ratified|2020||KAZ");
    expect_status(data, "2020-06-01", NULL, "ratified_partial|ratified,unreported,no");
    coop_dataset_free(data);

    data = with_events("treaty", "CHN;KAZ", "a|ratified|2020||CHN\na|ratified|2020||KAZ");
    expect_status(data, "2020-06-01", NULL, "none|ratified_partial|ratified,unreported,no");
    coop_dataset_free(data);
}
END_TEST

/* More parties than a machine word has bits. */
START_TEST(a_treaty_may_have_many_parties)
{
    char parties[1024];
    char events[8192];
    size_t n = 0;
    size_t m = 0;
    for (int i = 0; i < 70; i++) {
        n += (size_t)snprintf(parties + n, sizeof parties - n, "%sp%d", i > 0 ? ";" : "", i);
        m += (size_t)snprintf(events + m, sizeof events - m, "%sa|ratified|20%02d-01-01||p%d",
                              i > 0 ? "\n" : "", i == 69 ? 20 : 10, i);
    }
    char row[1200];
    snprintf(row, sizeof row, "a|treaty|%s", parties);
    coop_dataset *data =
        register_of("2030-01-01", "agreement", "id:code instrument:code parties:set", row, "event",
                    EVENT_COLUMNS, events, NULL);
    expect_status(data, "2019-12-31", NULL, "ratified_partial,unreported,no");
    expect_status(data, "2020-01-01", NULL, "ratified,unreported,no");
    coop_dataset_free(data);
}
END_TEST

START_TEST(an_institution_that_is_open_has_started)
{
    coop_dataset *data = with_events("institution", "CHN", "a|in_force|2020-01-01||");
    expect_status(data, "2020-01-01", NULL, "in_force,started,no");
    coop_dataset_free(data);
    data = with_events("institution", "CHN", "a|completed|2019-01-01||\na|in_force|2020-01-01||");
    expect_status(data, "2020-01-01", NULL, "in_force,completed,no");
    coop_dataset_free(data);
    data = with_events("institution", "CHN", "a|stalled|2019-01-01||\na|in_force|2020-01-01||");
    expect_status(data, "2020-01-01", NULL, "in_force,stalled,no");
    coop_dataset_free(data);
    data = with_events("institution", "CHN", "a|unknown|2019-01-01||\na|in_force|2020-01-01||");
    expect_status(data, "2020-01-01", NULL, "in_force,started,no");
    coop_dataset_free(data);
    data = with_events("institution", "CHN", "a|in_force|2019-01-01||\na|unknown|2020-01-01||");
    expect_status(data, "2020-01-01", NULL, "in_force,unknown,no");
    coop_dataset_free(data);
    data = with_events("institution", "CHN", "a|signed|2019-01-01||");
    expect_status(data, "2020-01-01", NULL, "signed,unreported,no");
    coop_dataset_free(data);
    data = with_events("treaty", "CHN", "a|in_force|2020-01-01||");
    expect_status(data, "2020-01-01", NULL, "in_force,unreported,no");
    coop_dataset_free(data);
}
END_TEST

/* ---- imprecise days ---- */

START_TEST(a_status_is_a_set_while_the_day_lies_in_the_span)
{
    coop_dataset *data = with_events("treaty", "", "a|signed|2020-01-01||\na|completed|2021||");
    expect_status(data, "2020-12-31", NULL, "signed,unreported,no");
    expect_status(data, "2021-01-01", NULL, "signed,unreported|completed,no");
    expect_status(data, "2021-12-30", NULL, "signed,unreported|completed,no");
    expect_status(data, "2021-12-31", NULL, "signed,completed,no");
    coop_dataset_free(data);
    /* A date that is missing may be any day. */
    data = with_events("treaty", "", "a|signed|||");
    expect_status(data, "1900-01-01", NULL, "none|signed,unreported,no");
    expect_status(data, "2029-12-31", NULL, "none|signed,unreported,no");
    coop_dataset_free(data);
    data = with_events("treaty", "", "a|cancelled|2020||\na|superseded|2020-03||");
    expect_status(data, "2020-02-01", NULL, "none,unreported,no|cancelled");
    expect_status(data, "2020-03-15", NULL, "none,unreported,no|cancelled|superseded");
    expect_status(data, "2020-12-31", NULL, "none,unreported,cancelled|superseded");
    coop_dataset_free(data);
}
END_TEST

/* Two events whose spans cross may have come in either order, for ever. */
START_TEST(events_that_cross_may_have_come_in_either_order)
{
    coop_dataset *data =
        with_events("treaty", "", "a|implementing|2020||\na|completed|2020-06-01||");
    expect_status(data, "2020-03-01", NULL, "none|signed,unreported|started,no");
    expect_status(data, "2020-06-01", NULL, "signed,completed,no"); /* on that day it came last */
    expect_status(data, "2020-06-02", NULL, "signed,started|completed,no");
    expect_status(data, "2021-01-01", NULL, "signed,started|completed,no");
    coop_dataset_free(data);
    data = with_events("treaty", "", "a|milestone|2020||\na|completed|2020-06-01||");
    expect_status(data, "2021-01-01", NULL, "signed,completed,no"); /* whichever came first */
    coop_dataset_free(data);
    data = with_events("treaty", "", "a|milestone|2020||\na|unknown|2020-06-01||");
    expect_status(data, "2021-01-01", NULL, "none,unknown|started,no");
    coop_dataset_free(data);
    data = with_events("treaty", "", "a|completed|2020-05||\na|unknown|2020-06||");
    expect_status(data, "2021-01-01", NULL, "signed,unknown,no"); /* they do not cross */
    coop_dataset_free(data);
}
END_TEST

typedef struct trial {
    int n;
    int word[4];
    coop_span date[4], known[4];
    int party[4]; /* -1: none; 0, 1: of the list; 2: another */
    int n_parties;
    bool is_institution;
    coop__moment moment;
} trial;

static coop_span random_span(uint64_t *state, int days, int width)
{
    coop_date first = (coop_date)(next_random(state) % (uint64_t)days);
    coop_date last = first + (coop_date)(next_random(state) % (uint64_t)width);
    return (coop_span){first, last};
}

static trial random_trial(uint64_t *state)
{
    static const int widths[] = {1, 2, 4};
    trial t = {.n = 1 + (int)(next_random(state) % 4)};
    for (int i = 0; i < t.n; i++) {
        bool of_work = next_random(state) % 2 == 0; /* milestone to not_started */
        t.word[i] = of_work                       ? 10 + (int)(next_random(state) % 9)
                    : next_random(state) % 2 == 0 ? 6 /* ratified */
                                                  : (int)(next_random(state) % N_WORDS);
        t.date[i] = random_span(state, 5, widths[next_random(state) % 3]);
        t.known[i] = random_span(state, 5, widths[next_random(state) % 2]);
        t.party[i] = (int)(next_random(state) % 4) - 1;
    }
    t.n_parties = (int)(next_random(state) % 3);
    t.is_institution = next_random(state) % 3 == 0;
    t.moment.as_of = (coop_date)(next_random(state) % 9) - 1;
    t.moment.as_known =
        next_random(state) % 3 == 0 ? COOP_DATE_OPEN_LAST : (coop_date)(next_random(state) % 7);
    return t;
}

static coop_dataset *register_of_trial(const trial *t)
{
    static const char *const parties[] = {"", "P0", "P0;P1"};
    char text[1024] = "";
    size_t n = 0;
    for (int i = 0; i < t->n; i++) {
        char days[4][11];
        const coop_date ends[4] = {t->date[i].first, t->date[i].last, t->known[i].first,
                                   t->known[i].last};
        for (int j = 0; j < 4; j++) {
            ck_assert_int_eq(coop_date_format(ends[j], days[j], NULL), COOP_OK);
        }
        n += (size_t)snprintf(text + n, sizeof text - n, "%sa|%s|%s/%s|%s/%s|", i > 0 ? "\n" : "",
                              word_rows[t->word[i]].word, days[0], days[1], days[2], days[3]);
        if (t->party[i] >= 0) {
            n += (size_t)snprintf(text + n, sizeof text - n, "P%d", t->party[i]);
        }
    }
    return with_events(t->is_institution ? "institution" : "treaty", parties[t->n_parties], text);
}

static int place_of(const char *word, const char *const *words)
{
    int i = 0;
    while (strcmp(words[i], word) != 0) {
        i++;
    }
    return i;
}

/* One history, event after event: what the design's rules say of it. */
static void replay(const trial *t, const coop_date *day, const coop_date *known,
                   coop__status_sets *sets)
{
    static const char *const legals[] = {
        "none", "announced", "negotiating", "signed", "ratified_partial", "ratified", "in_force"};
    static const char *const works[] = {"unreported", "unknown",   "not_started", "started",
                                        "stalled",    "suspended", "completed",   "operational"};
    static const char *const ends[] = {"no", "cancelled", "superseded", "expired"};
    int legal = 0;
    int work = 0;
    int end = 0;
    int ratified = 0;
    bool done[4] = {false};
    for (int step = 0; step < t->n; step++) {
        int next = -1;
        for (int i = 0; i < t->n; i++) {
            next = !done[i] && (next < 0 || day[i] < day[next]) ? i : next;
        }
        done[next] = true;
        const word_row *w = &word_rows[t->word[next]];
        if (day[next] > t->moment.as_of || known[next] > t->moment.as_known) {
            continue;
        }
        int reach = place_of(w->legal, legals);
        if (strcmp(w->word, "ratified") == 0 && t->party[next] >= 0) {
            ratified |= 1 << t->party[next];
            bool is_all = t->n_parties > 0 &&
                          (ratified & ((1 << t->n_parties) - 1)) == (1 << t->n_parties) - 1;
            reach = is_all ? 5 : 4;
        }
        legal = reach > legal ? reach : legal;
        bool is_step =
            strcmp(w->word, "milestone") == 0 || strcmp(w->word, "implementation_start") == 0;
        bool opens = t->is_institution && strcmp(w->word, "in_force") == 0;
        if (is_step) {
            work = work >= 6 ? work : 3;
        } else if (opens) {
            work = work < 3 ? 3 : work;
        } else if (strcmp(w->work, "unreported") != 0) {
            work = place_of(w->work, works);
        }
        end = strcmp(w->ended, "no") != 0 ? place_of(w->ended, ends) : end;
    }
    sets->legal |= COOP__BIT(legal);
    sets->work |= COOP__BIT(work);
    sets->end |= COOP__BIT(end);
}

/* Counts through every choice of days; false behind the last. */
static bool next_choice(const trial *t, coop_date *day, coop_date *known)
{
    for (int i = 0; i < t->n; i++) {
        if (++day[i] <= t->date[i].last) {
            return true;
        }
        day[i] = t->date[i].first;
        if (++known[i] <= t->known[i].last) {
            return true;
        }
        known[i] = t->known[i].first;
    }
    return false;
}

static coop__status_sets try_all(const trial *t)
{
    coop__status_sets sets = {0, 0, 0, 0};
    coop_date day[4] = {0};
    coop_date known[4] = {0};
    for (int i = 0; i < t->n; i++) {
        day[i] = t->date[i].first;
        known[i] = t->known[i].first;
    }
    do {
        replay(t, day, known, &sets);
    } while (next_choice(t, day, known));
    return sets;
}

START_TEST(a_status_set_holds_what_some_choice_of_days_gives_and_no_more)
{
    uint64_t state = 81;
    int several = 0;
    for (int round = 0; round < 2000; round++) {
        trial t = random_trial(&state);
        coop_dataset *data = register_of_trial(&t);
        coop__status_sets expected = try_all(&t);
        coop__status_sets got = coop__status_at(data, 0, t.moment);
        ck_assert_msg(got.legal == expected.legal, "round %d: legal %x, not %x", round,
                      (unsigned)got.legal, (unsigned)expected.legal);
        ck_assert_msg(got.work == expected.work, "round %d: work %x, not %x", round,
                      (unsigned)got.work, (unsigned)expected.work);
        ck_assert_msg(got.end == expected.end, "round %d: end %x, not %x", round, (unsigned)got.end,
                      (unsigned)expected.end);
        several += (got.work & (got.work - 1)) != 0 ? 1 : 0;
        coop_dataset_free(data);
    }
    ck_assert_int_gt(several, 150);
}
END_TEST

/* ---- what was known ---- */

START_TEST(the_last_report_is_that_of_the_newest_sure_event)
{
    coop_dataset *data =
        with_events("treaty", "",
                    "a|signed|2020-01-01|2020-02-01|\na|report|2020-05|2020-06-01|\n"
                    "a|odd word|2020-08-01|2020-09-01|\na|completed|2021|2022-01-01|");
    ck_assert_int_eq(status_on(data, "2019-12-31", NULL).last_report, COOP_DATE_NONE);
    ck_assert_int_eq(status_on(data, "2020-01-01", NULL).last_report, day_of("2020-01-01"));
    ck_assert_int_eq(status_on(data, "2020-05-30", NULL).last_report, day_of("2020-01-01"));
    ck_assert_int_eq(status_on(data, "2020-05-31", NULL).last_report, day_of("2020-05-31"));
    ck_assert_int_eq(status_on(data, "2020-12-31", NULL).last_report, day_of("2020-08-01"));
    ck_assert_int_eq(status_on(data, "2020-12-31", "2020-08-31").last_report, day_of("2020-05-31"));
    ck_assert_int_eq(status_on(data, "2021-06-01", NULL).last_report, day_of("2020-08-01"));
    ck_assert_int_eq(status_on(data, "2021-12-31", NULL).last_report, day_of("2021-12-31"));
    coop_dataset_free(data);
}
END_TEST

/* What is told later changes no earlier answer: adding rows that were known after as_known. */
START_TEST(later_knowledge_changes_no_earlier_answer)
{
    uint64_t state = 82;
    for (int round = 0; round < 500; round++) {
        trial t = random_trial(&state);
        coop_date as_known = 6;
        trial fewer = t;
        t.moment.as_known = as_known;
        fewer.moment.as_known = as_known;
        fewer.n = 0;
        for (int i = 0; i < t.n; i++) {
            bool is_later = next_random(&state) % 2 == 0;
            if (is_later) {
                t.known[i] = (coop_span){as_known + 1, as_known + 3};
                continue;
            }
            fewer.word[fewer.n] = t.word[i];
            fewer.date[fewer.n] = t.date[i];
            fewer.known[fewer.n] = t.known[i];
            fewer.party[fewer.n++] = t.party[i];
        }
        coop_dataset *all = register_of_trial(&t);
        coop_dataset *then = register_of_trial(&fewer);
        coop__status_sets a = coop__status_at(all, 0, t.moment);
        coop__status_sets b = coop__status_at(then, 0, t.moment);
        ck_assert(a.legal == b.legal && a.work == b.work && a.end == b.end);
        ck_assert_int_eq(a.last_report, b.last_report);
        coop_dataset_free(all);
        coop_dataset_free(then);
    }
}
END_TEST

/* Without a column `known` an event is known on its day. */
START_TEST(a_register_may_lack_columns)
{
    coop_dataset *data = register_of(
        "2030-01-01", "agreement", "id:code", "a", "event", "agreement:code status:code date:date",
        "a|signed|2020-01-01\na|completed|2021-01-01\n|signed|2020-01-01", NULL);
    expect_status(data, "2022-01-01", "2020-06-01", "signed,unreported,no");
    expect_status(data, "2022-01-01", NULL, "signed,completed,no");
    coop_dataset_free(data);
    data = register_of("2030-01-01", "agreement", "id:code", "a", NULL);
    expect_status(data, "2022-01-01", NULL, "none,unreported,no");
    coop_dataset_free(data);
    data = register_of("2030-01-01", "agreement", "id:code", "a", "event",
                       "agreement:code status:text date:date", "a|signed|2020-01-01", NULL);
    expect_status(data, "2022-01-01", NULL, "none,unreported,no");
    coop_dataset_free(data);
    data = register_of("2030-01-01", "event", "agreement:code status:code date:date",
                       "a|signed|2020-01-01", NULL);
    expect(data, query_of("event", NULL, NULL, "count()"), "count\n1\n");
    coop_dataset_free(data);
}
END_TEST

START_TEST(events_find_their_agreement)
{
    coop_dataset *data =
        register_of("2030-01-01", "agreement", "id:code", "a\nb\nc", "event", EVENT_COLUMNS,
                    "c|completed|2020-01-01||\na|signed|2020-01-01||\n"
                    "c|stalled|2019-01-01||\na|announced|2021-01-01||",
                    NULL);
    expect(data, query_of("agreement", NULL, NULL, "id, legal, work"),
           "id,legal,work\na,signed,unreported\nb,none,unreported\nc,signed,completed\n");
    coop_dataset_free(data);
}
END_TEST

/* ---- the register itself ---- */

static int rank_of(const char *word)
{
    static const char *const legals[] = {
        "none", "announced", "negotiating", "signed", "ratified_partial", "ratified", "in_force"};
    for (int i = 0; i < 7; i++) {
        if (strcmp(legals[i], word) == 0) {
            return i;
        }
    }
    return -1;
}

/* True if the reported word is what legal and work show, or a further legal status is. */
static bool shows(const char *reported, const char *legal, const char *work)
{
    int rank = rank_of(reported);
    return rank >= 0
               ? rank_of(legal) >= rank
               : strcmp(work, strcmp(reported, "implementing") == 0 ? "started" : reported) == 0;
}

static int64_t check_reported(const coop_dataset *data, const coop_query *query)
{
    coop_table *table = NULL;
    coop_error err = {0};
    ck_assert_msg(coop_query_run(data, query, &table, &err) == COOP_OK, "%s", err.message);
    int64_t n = coop_table_n_rows(table);
    for (int64_t i = 0; i < n; i++) {
        const char *words[4];
        static const char *const columns[] = {"id", "reported", "legal", "work"};
        for (int j = 0; j < 4; j++) {
            ck_assert_int_eq(coop_table_word(table, i, columns[j], &words[j], &err), COOP_OK);
        }
        ck_assert_msg(shows(words[1], words[2], words[3]), "%s: reported %s, but %s and %s",
                      words[0], words[1], words[2], words[3]);
    }
    coop_table_free(table);
    return n;
}

START_TEST(the_embedded_rows_show_what_was_reported)
{
    coop_dataset *data = register_embedded();
    coop_query query = query_of("agreement", NULL, NULL, "id, reported, legal, work");
    query.uncertain = "possible";
    query.order_by = "id";
    ck_assert_int_gt(check_reported(data, &query), 200);
    int64_t n_own = 0;
    /* And on the day that each row itself names. */
    coop_table *days = NULL;
    coop_error err = {0};
    coop_query of_days = query_of("agreement", NULL, "status_as_of", "count() as n");
    of_days.uncertain = "possible";
    ck_assert_int_eq(coop_query_run(data, &of_days, &days, &err), COOP_OK);
    for (int64_t i = 0; i < coop_table_n_rows(days); i++) {
        double day = 0;
        char text[11];
        ck_assert_int_eq(coop_table_number(days, i, "status_as_of", &day, &err), COOP_OK);
        ck_assert_int_eq(coop_date_format((coop_date)day, text, &err), COOP_OK);
        coop_param param = {.name = "day", .text = text};
        query.where = "status_as_of = :day";
        query.as_of = text;
        query.params = &param;
        query.n_params = 1;
        n_own += check_reported(data, &query);
    }
    ck_assert_int_gt(n_own, 200);
    coop_table_free(days);
    coop_dataset_free(data);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("model_status");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 300);
    tcase_add_test(c, every_word_has_its_meaning);
    tcase_add_test(c, each_scale_keeps_its_own_last_word);
    tcase_add_test(c, a_treaty_is_ratified_once_all_parties_did);
    tcase_add_test(c, a_treaty_may_have_many_parties);
    tcase_add_test(c, an_institution_that_is_open_has_started);
    tcase_add_test(c, a_status_is_a_set_while_the_day_lies_in_the_span);
    tcase_add_test(c, events_that_cross_may_have_come_in_either_order);
    tcase_add_test(c, a_status_set_holds_what_some_choice_of_days_gives_and_no_more);
    tcase_add_test(c, the_last_report_is_that_of_the_newest_sure_event);
    tcase_add_test(c, later_knowledge_changes_no_earlier_answer);
    tcase_add_test(c, a_register_may_lack_columns);
    tcase_add_test(c, events_find_their_agreement);
    tcase_add_test(c, the_embedded_rows_show_what_was_reported);
    suite_add_tcase(s, c);
    return s;
}

#include "check_main.h"
