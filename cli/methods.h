/* methods.h - which methods have a use for an option.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_METHODS_H
#define CLI_METHODS_H

#include <stddef.h>

/* An option of some methods: its flag, what the library calls it, and 1 if it is there. */
typedef struct method_option {
    const char *flag, *option;
    int given;
} method_option;

/* "gd, line or cg": the methods that have a use for an option, as the library calls it. */
void name_users(char *text, size_t size, const char *option);

/* 1 if the method, which is the value of --`by`, has a use for the options it got; "exact" has for
 * none, and an unknown one is the library's to refuse. */
int check_method_options(const char *by, const char *method, const method_option *options,
                         size_t count);

#endif
