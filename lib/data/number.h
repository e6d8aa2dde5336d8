/* number.h - the number grammar: text to an exact decimal, never through a double.
 *
 *   number   = blanks [sign] digits-and-mark [exponent] blanks
 *   sign     = "+" | "-"
 *   digits-and-mark = whole [mark digit*] | mark digit+
 *   whole    = digit+ | digit{1,3} (thousands digit{3})+
 *   exponent = ("e" | "E") [sign] digit+
 *   blanks   = (space | tab)*
 *   mark     = "." or, by option, ","
 *   thousands = by option "," "." "'" "_" or a space, never the mark; a space is one of ASCII or,
 *               in UTF-8, U+00A0, U+202F or U+2009, which spreadsheets write in French and others
 *
 * Everything else is refused: hexadecimal, 1d5, 1_000 and 1,000 unasked, 1,00, full-width digits,
 * Unicode minus, NaN and Inf.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_DATA_NUMBER_H
#define LSQ_DATA_NUMBER_H

#include <lsq.h>

#include "../exact/flint.h"

enum { LSQ_MAX_DIGITS = 1100 }; /* significant digits of a number */

typedef enum lsq_number_result {
    LSQ_NUMBER_OK,
    LSQ_NUMBER_NOT,     /* not of the grammar */
    LSQ_NUMBER_RANGE,   /* not zero and its leading digit's exponent outside -324 ... 308 */
    LSQ_NUMBER_TOO_LONG /* more than LSQ_MAX_DIGITS significant digits */
} lsq_number_result;

/* value * 10^exp10 = the number in text[0 .. length), the printed decimals kept: 1.50 is 150 *
 * 10^-2.  thousands 0: no groups.  Linear time up to the limit on digits.  A zero keeps its scale
 * too, held within -1423 ... 308, where other numbers' scales lie.  *value and *exp10 are untouched
 * unless LSQ_NUMBER_OK. */
lsq_number_result lsq_number_parse(fmpz_t value, int32_t *exp10, const char *text, size_t length,
                                   char decimal_mark, char thousands);

/* Length of what may stand between groups of digits at p < end: 1, with a space also 2 or 3; 0 if
 * it may not.  thousands 0: nothing may. */
size_t lsq_group_sign(const char *p, const char *end, char thousands);

/* A hint for a text that is no number but was probably meant as one, a static string like "decimal
 * comma? --decimal ,", or NULL.  delimiter: that of the file, 0 if unknown. */
const char *lsq_number_hint(const char *text, size_t length, char decimal_mark, char thousands,
                            char delimiter);

/* What stands for a missing value though nobody declared it ("NaN", "-", "#DIV/0!"): words that end
 * where the list for --na follows, or NULL. */
const char *lsq_missing_hint(const char *text, size_t length);

/* 1 if the text is a calendar date in digits, 2024-01-05, 5.1.2024 or 1/5/24, a time of day behind
 * it or not. */
int lsq_is_date(const char *text, size_t length);

#endif
