/* rational.h - decimal texts and doubles as exact rationals, and rationals rounded to decimal
 * texts.  GMP alone, so that it can judge what the library computes by other means.
 *
 * SPDX-License-Identifier: MIT */
#ifndef SUPPORT_RATIONAL_H
#define SUPPORT_RATIONAL_H

#include <stddef.h>
#include <stdint.h>

#include <gmp.h>

/* x = the number in text: [sign] digits [. digits] [e [sign] digits], nothing around it.  Returns
 * 0, or -1 if it is not one or its exponent is beyond 100000; x is then untouched. */
int rational_from_text(mpq_t x, const char *text);

/* x = the finite double as the exact binary number it is. */
void rational_from_double(mpq_t x, double value);

/* x *= 10^k */
void rational_scale10(mpq_t x, int64_t k);

/* text = x rounded to `digits` >= 1 significant digits, ties to even, in the one form d.ddde[-]x:
 * mantissa of exactly that many digits, "0" for zero.  size >= digits + 32. */
void rational_round(char *text, size_t size, const mpq_t x, int digits);

/* The same for the square root of x >= 0. */
void rational_round_sqrt(char *text, size_t size, const mpq_t x, int digits);

/* 1 if both texts are decimal numbers of equal value; 0.10, 1e-1 and .1 are. */
int rational_same_text(const char *a, const char *b);

/* Significant digits written in a decimal text, leading zeros apart: 3 for "0.0120", 0 for
 * "0.0". */
int rational_text_digits(const char *text);

#endif
