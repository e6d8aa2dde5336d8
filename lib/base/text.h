/* text.h - text that grows, escaping for each place a foreign text can reach, and the nearest name.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_BASE_TEXT_H
#define LSQ_BASE_TEXT_H

#include <lsq.h>

#include "error.h"

/* A text that grows.  Zeroed it is empty; a failed append leaves `failed` set and further appends
 * without effect, so that a writer checks once at the end. */
typedef struct lsq_text {
    char *bytes; /* NUL-terminated, NULL while empty */
    size_t length;
    int64_t capacity;
    int failed;
} lsq_text;

void lsq_text_clear(lsq_text *text); /* frees; empty and usable again */
void lsq_text_add(lsq_text *text, const char *bytes, size_t length);
void lsq_text_put(lsq_text *text, const char *string);
void lsq_text_format(lsq_text *text, const char *format, ...) LSQ_PRINTF(2, 3);

/* Hand the text over as a string to be freed, "" when empty; LSQ_ENOMEM if an append failed.  *text
 * is empty after. */
lsq_status lsq_text_take(lsq_text *text, char **string, lsq_error *error);

/* A number as a person writes it, the same in every locale: 0.0031, 29, 4.3e4, 6e11, -2.  It has at
 * most `digits` significant ones (1 to 17), correctly rounded, without zeros at its end, and an
 * exponent below 0.001 and from 1,000 or 10^digits on; "NaN", "infinity".  Meant for
 * lsq_short_number(x).text among the arguments of a call. */
typedef struct lsq_number {
    char text[48];
} lsq_number;
lsq_number lsq_number_digits(double value, int digits);
lsq_number lsq_short_number(double value); /* two digits */
lsq_number lsq_full_number(double value);  /* the fewest digits that read back as the same double */

/* 1 if the bytes are well-formed UTF-8 (RFC 3629). */
int lsq_is_utf8(const char *bytes, size_t length);

/* Windows-1252, which Latin-1 is a part of, as UTF-8 into out, which holds 3 * length bytes;
 * returns how many it takes. */
size_t lsq_from_windows_1252(char *out, const char *bytes, size_t length);

/* Write `length` foreign bytes for a terminal or a message: printable ASCII and well-formed UTF-8
 * as they are, except control, format and bidirectional marks; everything else and the backslash as
 * \n, \t, \\, \xHH or \u{H}.  At most 60 bytes of the input are shown, then "…".  size >= 256 holds
 * any result; the result is always NUL-terminated and never cuts a character. */
void lsq_escape(char *out, size_t size, const char *bytes, size_t length);

/* Append bytes without that length limit, escaped for a terminal. */
void lsq_text_add_escaped(lsq_text *text, const char *bytes, size_t length);

/* Append a JSON string with its quotes.  Bytes that are not UTF-8 become U+FFFD. */
void lsq_text_add_json(lsq_text *text, const char *string);

/* Columns a terminal needs for the string: one for each well-formed UTF-8 character, none for
 * combining marks. */
int64_t lsq_text_width(const char *string);

/* The index of the name nearest to `wanted` by edit distance without regard to case, -1 if none is
 * near (distance at most a third of the longer length, rounded up, and less than the whole of the
 * shorter). */
int64_t lsq_nearest_name(const char *wanted, const char *const *names, int64_t count);

#endif
