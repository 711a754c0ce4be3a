/* choice.c -- which of rival measurements of one thing counts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "project_tree.h"

bool coop__choice_find(const char *word, coop__choice *out)
{
    static const char *const words[] = {"largest", "smallest", "newest", "confidence"};
    if (word == NULL) {
        *out = COOP__CHOOSE_RANGE;
        return true;
    }
    for (int i = 0; i < 4; i++) {
        if (strcmp(word, words[i]) == 0) {
            *out = (coop__choice)(COOP__CHOOSE_LARGEST + i);
            return true;
        }
    }
    return false;
}

coop__choice coop__choice_of(const char *word)
{
    coop__choice choice = COOP__CHOOSE_RANGE;
    return coop__choice_find(word, &choice) ? choice : COOP__CHOOSE_RANGE;
}

static int64_t last_day(const coop__entry *investment, int64_t row)
{
    const coop__column *date = coop__table_column(investment->table, "date");
    bool is_date = date != NULL && (date->type == COOP_TYPE_SPAN || date->type == COOP_TYPE_DATE);
    if (!is_date || !coop__is_valid(date, row)) {
        return INT64_MIN;
    }
    int64_t day = date->type == COOP_TYPE_SPAN ? coop__span_at(date, row).last
                                               : coop__integer_at(date, row);
    return day == COOP_DATE_OPEN_LAST ? INT64_MIN : day;
}

int64_t coop__choice_rank(coop__choice choice, const coop__entry *investment, int64_t row)
{
    if (choice == COOP__CHOOSE_NEWEST) {
        return last_day(investment, row);
    }
    if (choice == COOP__CHOOSE_CONFIDENCE) {
        const char *word = coop__word_of(investment, "confidence", row);
        return word == NULL || word[0] == '\0' ? INT64_MIN : -(int64_t)(unsigned char)word[0];
    }
    return 0;
}
