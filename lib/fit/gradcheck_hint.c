/* gradcheck_hint.c - what an error in a gradient of least squares looks like.
 *
 * The usual slips are tried one after the other: a factor, half of the formula, elements in another
 * order, a row too few or too many, one element.  A slip explains the error if with it less than a
 * thousandth of the error is left, elements being measured in the units of their columns, and
 * nothing is said if none does.
 *
 * Cost: O(n p q).
 *
 * SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "gradcheck.h"

static const double LEFT = 1e-3; /* of the error, where a slip explains it */

static const lsq_check_row *row(const lsq_suspect *s, int64_t at) {
    return lsq_check_row_at(s->check, at);
}

static int64_t count(const lsq_suspect *s) {
    return s->f->p * s->f->q;
}

/* An element of a gradient in the unit of its column. */
static double in_unit(const lsq_suspect *s, int64_t at, double element) {
    double length = s->lengths[at % s->f->p];
    return length > 0 ? element / length : 0;
}

/* 1 if the gradient is `slip`, but for little of what it is off by. */
static int explains(const lsq_suspect *s, const double *slip) {
    double left = 0, off = 0;
    for (int64_t at = 0; at < count(s); at++) {
        double given = row(s, at)->derivative;
        left = hypot(left, in_unit(s, at, given - slip[at]));
        off = hypot(off, in_unit(s, at, given - row(s, at)->best));
    }
    return off > 0 && left <= LEFT * off;
}

/* ---- a factor ---- */

typedef struct known_factor {
    double factor;
    const char *sentence;
} known_factor;

static void put_factor(const lsq_suspect *s, double c, lsq_text *out) {
    double n = (double)s->f->kept->n;
    const known_factor known[] = {
        {0, "It is 0 everywhere."},
        {-1, "It is the right gradient with the other sign."},
        {0.5, "It is half the right gradient: the 2 of 2X'(XB - Y) is missing."},
        {2, "It is twice the right gradient: there is a 2 too many."},
        {-0.5, "It is minus half the right gradient: the sign is wrong and the 2 is missing."},
        {-2, "It is minus twice the right gradient: the sign is wrong and there is a 2 too many."},
        {1 / n,
         "It is 1/n of the right gradient: that of the mean of the squares, not of their sum."},
        {1 / (2 * n), "It is 1/(2n) of the right gradient: that of half the mean of the squares."}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (fabs(c - known[i].factor) <= LEFT * fabs(known[i].factor)) {
            lsq_text_put(out, known[i].sentence);
            return;
        }
    lsq_text_format(out, "It is %s times the right gradient.", lsq_number_digits(c, 6).text);
}

/* slip = c times the right gradient, for the c that is nearest; 0 if that is too small to have a
 * factor. */
static int take_factor(const lsq_suspect *s, double *slip, double *c) {
    double size = 0, bound = 0, product = 0;
    for (int64_t at = 0; at < count(s); at++) {
        size = hypot(size, in_unit(s, at, row(s, at)->best));
        bound = hypot(bound, in_unit(s, at, row(s, at)->bound));
    }
    if (!(size > bound / LEFT))
        return 0;
    for (int64_t at = 0; at < count(s); at++)
        product += in_unit(s, at, row(s, at)->best) / size *
                   (in_unit(s, at, row(s, at)->derivative) / size);
    *c = product;
    for (int64_t at = 0; at < count(s); at++)
        slip[at] = product * row(s, at)->best;
    return 1;
}

/* ---- half of the formula, and rows ---- */

/* slip = 2X'Y */
static void take_products(const lsq_suspect *s, double *slip) {
    int64_t p = s->f->p;
    memset(slip, 0, (size_t)count(s) * sizeof *slip);
    for (int64_t b = 0; b < s->f->kept->count; b++) {
        const lsq_matrix *D = &s->f->kept->blocks[b];
        for (int64_t at = 0; at < count(s); at++) {
            const double *x = D->data + at % p * D->rows, *y = D->data + (p + at / p) * D->rows;
            for (int64_t i = 0; i < D->rows; i++)
                slip[at] += 2 * x[i] * y[i];
        }
    }
}

/* 1 if the gradient has only one of its two parts. */
static int put_part(const lsq_suspect *s, double *slip, lsq_text *out) {
    const char *sentence = "It is -2X'Y: the part 2X'XB is missing, as if B were 0.";
    take_products(s, slip);
    for (int64_t at = 0; at < count(s); at++)
        slip[at] = -slip[at];
    if (!explains(s, slip)) {
        sentence = "It is 2X'XB: the part -2X'Y is missing.";
        for (int64_t at = 0; at < count(s); at++)
            slip[at] = row(s, at)->best - slip[at];
        if (!explains(s, slip))
            return 0;
    }
    lsq_text_put(out, sentence);
    return 1;
}

/* 1 if a row is left out or counts twice; with one element, something else may be off by as
 * much. */
static int put_row(const lsq_suspect *s, double *slip, lsq_text *out) {
    int64_t p = s->f->p, n = s->f->kept->n, first = 0;
    for (int64_t b = 0; b < s->f->kept->count && count(s) > 1; b++) {
        const lsq_matrix *D = &s->f->kept->blocks[b];
        for (int64_t i = 0; i < D->rows; i++)
            for (int sign = -1; sign <= 1; sign += 2) {
                for (int64_t at = 0; at < count(s); at++)
                    slip[at] = row(s, at)->best + sign * 2 * D->data[i + at % p * D->rows] *
                                                      s->f->R[first + i + at / p * n];
                if (!explains(s, slip))
                    continue;
                lsq_text_format(out, "Row %" PRId64 " of those used %s.", first + i + 1,
                                sign < 0 ? "is left out" : "counts twice");
                return 1;
            }
        first += D->rows;
    }
    return 0;
}

/* ---- elements ---- */

void lsq_put_element(const char *const *names, int64_t p, int64_t q, int64_t at, lsq_text *out) {
    char shown[256];
    lsq_escape(shown, sizeof shown, names[at % p], strlen(names[at % p]));
    lsq_text_put(out, shown);
    if (q == 1)
        return;
    lsq_escape(shown, sizeof shown, names[p + at / p], strlen(names[p + at / p]));
    lsq_text_format(out, " of %s", shown);
}

static void put_element(const lsq_suspect *s, int64_t at, lsq_text *out) {
    lsq_put_element(s->names, s->f->p, s->f->q, at, out);
}

/* 1 if the elements stand in the order of the transposed matrix. */
static int put_transposed(const lsq_suspect *s, double *slip, lsq_text *out) {
    int64_t p = s->f->p, q = s->f->q;
    for (int64_t j = 0; j < p; j++)
        for (int64_t r = 0; r < q; r++)
            slip[j * q + r] = row(s, j + r * p)->best;
    if (p == 1 || q == 1 || !explains(s, slip))
        return 0;
    lsq_text_put(out, "It is transposed: its elements stand term by term, and are wanted response "
                      "by response.");
    return 1;
}

/* 1 if two elements differ, and have each other's value. */
static int put_exchange(const lsq_suspect *s, double *slip, lsq_text *out) {
    int64_t pair[2], found = 0;
    for (int64_t at = 0; at < count(s); at++) {
        slip[at] = row(s, at)->best;
        if (row(s, at)->verdict == LSQ_DIFFERS && found++ < 2)
            pair[found - 1] = at;
    }
    if (found != 2)
        return 0;
    slip[pair[0]] = row(s, pair[1])->best;
    slip[pair[1]] = row(s, pair[0])->best;
    if (!explains(s, slip))
        return 0;
    lsq_text_put(out, "The elements of ");
    put_element(s, pair[0], out);
    lsq_text_put(out, " and ");
    put_element(s, pair[1], out);
    lsq_text_put(out, " have changed places.");
    return 1;
}

/* 1 if one element is off by a factor that is plain. */
static int put_one(const lsq_suspect *s, lsq_text *out) {
    static const known_factor known[] = {{0, "is 0"},
                                         {-1, "has the other sign"},
                                         {0.5, "is half of what it should be"},
                                         {2, "is twice what it should be"}};
    int64_t one = -1, found = 0;
    for (int64_t at = 0; at < count(s); at++)
        if (row(s, at)->verdict == LSQ_DIFFERS) {
            one = at;
            found++;
        }
    if (found != 1)
        return 0;
    const lsq_check_row *r = row(s, one);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (fabs(r->derivative - known[i].factor * r->best) > LEFT * fabs(r->derivative - r->best))
            continue;
        lsq_text_put(out, "Only the element of ");
        put_element(s, one, out);
        lsq_text_format(out, " is off: it %s.", known[i].sentence);
        return 1;
    }
    return 0;
}

void lsq_put_error_kind(const lsq_suspect *s, lsq_text *out) {
    double *slip, c;
    if (lsq_alloc(&slip, count(s), sizeof *slip, NULL)) {
        out->failed = 1;
        return;
    }
    if (take_factor(s, slip, &c) && explains(s, slip))
        put_factor(s, c, out);
    else if (!put_part(s, slip, out) && !put_transposed(s, slip, out) &&
             !put_exchange(s, slip, out) && !put_one(s, out))
        put_row(s, slip, out);
    free(slip);
}
