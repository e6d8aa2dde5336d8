/* methods.c - which methods have a use for an option.
 *
 * SPDX-License-Identifier: MIT */
#include "methods.h"

#include <lsq.h>
#include <stdio.h>
#include <string.h>

#include "output.h"

void name_users(char *text, size_t size, const char *option) {
    int64_t left = 0;
    size_t used = 0;
    for (int64_t i = 0; i < lsq_methods(); i++)
        left += lsq_method_takes(i, option);
    for (int64_t i = 0; i < lsq_methods() && used < size; i++)
        if (lsq_method_takes(i, option)) {
            left--;
            used += (size_t)snprintf(text + used, size - used, "%s%s", lsq_method_name(i),
                                     left > 1    ? ", "
                                     : left == 1 ? " or "
                                                 : "");
        }
}

int check_method_options(const char *by, const char *method, const method_option *options,
                         size_t count) {
    int64_t at = 0;
    while (at < lsq_methods() && strcmp(method, lsq_method_name(at)) != 0)
        at++;
    int known = at < lsq_methods() || !strcmp(method, "exact");
    for (size_t i = 0; known && i < count; i++)
        if (options[i].given && !lsq_method_takes(at, options[i].option)) {
            char users[256];
            name_users(users, sizeof users, options[i].option);
            say("--%s is for --%s %s; the %s %s has no use for it", options[i].flag, by, users, by,
                method);
            return 0;
        }
    return 1;
}
