/* values.h - the value of one option.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_VALUES_H
#define CLI_VALUES_H

#include "options.h"

/* The first `length` bytes of the text as a decimal number, NaN where they are none; infinite
 * beyond the range of doubles. */
double read_number(const char *text, size_t length);

/* Read the text as the option's kind asks and store it in the command's struct; 0 after one line on
 * standard error. */
int store_value(const option *o, const char *text, void *values);

#endif
