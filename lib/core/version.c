/* version.c -- version at run time. SPDX-License-Identifier: GPL-3.0-or-later */
#include <coopstat/base.h>

const char *coop_version(void)
{
    return COOP_VERSION;
}
