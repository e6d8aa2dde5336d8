/* numerals.h - rounded values and doubles as text.
 *
 * Independent of the locale, since everything is done on integers.
 *
 * SPDX-License-Identifier: MIT */
#ifndef LSQ_EXACT_NUMERALS_H
#define LSQ_EXACT_NUMERALS_H

#include "../base/text.h"
#include "rounding.h"

/* x = the exact value of the finite double d. */
void lsq_rational_of_double(fmpq_t x, double d);

/* x = the decimal with the fewest digits that reads back as d: 19/20 for 0.95. */
void lsq_rational_of_shortest(fmpq_t x, double d);

/* Text of a rounded value: plain, or d.ddde-xx where plain would need more digits than there are or
 * five zeros after the point. */
void lsq_rounded_text(lsq_text *text, const lsq_rounded *r);

/* The same always plain, as values rounded to decimals are shown: 0.00, 1200. */
void lsq_rounded_plain(lsq_text *text, const lsq_rounded *r);

/* The shortest text that reads back as the finite double d. */
void lsq_shortest_text(lsq_text *text, double d);

#endif
