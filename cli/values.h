/* values.h - the value of one option.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_VALUES_H
#define CLI_VALUES_H

#include "options.h"

/* *number = the first `length` bytes of the text, all of them a finite decimal number; 0 if they
 * are none. */
int read_number(const char *text, size_t length, double *number);

/* Read the text as the option's kind asks and store it in the command's struct; 0 after one line on
 * standard error. */
int store_value(const option *o, const char *text, void *values);

#endif
