/* check.h - the comparisons of the tests, each with a message that shows both sides.  Include after
 * cmocka.h.
 *
 * CMocka 1.1.5's assert_float_equal compares floats; use these instead.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SUPPORT_CHECK_H
#define SUPPORT_CHECK_H

#include <lsq.h>

/* got is within a relative error of 10^-digits of the decimal text, judged exactly; got is 0 where
 * the text is. */
#define check_digits(got, want, digits) check_digits_at(got, want, digits, __FILE__, __LINE__)

/* got is the double nearest to the decimal text. */
#define check_nearest(got, want) check_nearest_at(got, want, __FILE__, __LINE__)

/* Both doubles are the same, bit by bit, any NaN like any other. */
#define check_same(got, want) check_same_at(got, want, __FILE__, __LINE__)

/* The texts are equal; NULL only equals NULL. */
#define check_text(got, want) check_text_at(got, want, __FILE__, __LINE__)

/* `part` occurs in text. */
#define check_contains(text, part) check_contains_at(text, part, 1, __FILE__, __LINE__)
#define check_lacks(text, part) check_contains_at(text, part, 0, __FILE__, __LINE__)

/* Two decimal texts are the same number: 1.50e1, 15, 15.0. */
#define check_decimal(got, want) check_decimal_at(got, want, __FILE__, __LINE__)

/* The status is the wanted one, and if an error was filled it says the same; shows the message.
 * error may be NULL. */
#define check_status(got, want, error) check_status_at(got, want, error, __FILE__, __LINE__)

void check_digits_at(double got, const char *want, int digits, const char *file, int line);
void check_nearest_at(double got, const char *want, const char *file, int line);
void check_same_at(double got, double want, const char *file, int line);
void check_text_at(const char *got, const char *want, const char *file, int line);
void check_contains_at(const char *text, const char *part, int wanted, const char *file, int line);
void check_decimal_at(const char *got, const char *want, const char *file, int line);
void check_status_at(lsq_status got, lsq_status want, const lsq_error *error, const char *file,
                     int line);

#endif
