/* gradcheck_hint.c - what an error in a gradient of least squares looks like.
 *
 * The usual slips are tried one after the other: a factor, half of the formula, elements in another
 * order, one element, a row too few or too many.  What a slip leaves is measured with each element
 * in the unit of its column, beside the error and beside the gradient given: to a gradient that is
 * small, whatever it is, the error is the right one.  The slip that leaves least explains it, if
 * that is less than a thousandth; a row has to leave less, the more there are and the fewer
 * elements to tell them by, as among many some row is near any error.
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

static const double LEFT = 1e-3; /* where a slip explains the error */

typedef enum slip { NO_SLIP, FACTOR, ONLY_X, ONLY_Y, TRANSPOSED, EXCHANGED, ELEMENT, ROW } slip;

typedef struct explanation {
    slip slip;
    double left;   /* of the error, or of the gradient given if that is smaller */
    double factor; /* of FACTOR and ELEMENT; of ROW how often it is too many, -1 or 1 */
    int64_t a, b;  /* elements, or the row */
} explanation;

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

/* Take the explanation that the gradient is `wrong` if it leaves less than the best one so far. */
static void consider(const lsq_suspect *s, const double *wrong, explanation e, explanation *best) {
    double left = 0, off = 0, size = 0;
    for (int64_t at = 0; at < count(s); at++) {
        double given = row(s, at)->derivative;
        left = hypot(left, in_unit(s, at, given - wrong[at]));
        off = hypot(off, in_unit(s, at, given - row(s, at)->best));
        size = hypot(size, in_unit(s, at, given));
    }
    e.left = left > 0 ? left / fmin(off, size) : 0;
    if (e.left < best->left)
        *best = e;
}

/* ---- a factor ---- */

/* The right gradient times the factor that comes nearest, unless it is too small to have one. */
static void try_factor(const lsq_suspect *s, double *wrong, explanation *best) {
    double size = 0, bound = 0, factor = 0;
    for (int64_t at = 0; at < count(s); at++) {
        size = hypot(size, in_unit(s, at, row(s, at)->best));
        bound = hypot(bound, in_unit(s, at, row(s, at)->bound));
    }
    if (!(size > bound / LEFT))
        return;
    for (int64_t at = 0; at < count(s); at++)
        factor += in_unit(s, at, row(s, at)->best) / size *
                  (in_unit(s, at, row(s, at)->derivative) / size);
    for (int64_t at = 0; at < count(s); at++)
        wrong[at] = factor * row(s, at)->best;
    consider(s, wrong, (explanation){.slip = FACTOR, .factor = factor}, best);
}

static void put_factor(const lsq_suspect *s, double factor, lsq_text *out) {
    double n = (double)s->f->kept->n;
    const struct {
        double factor;
        const char *sentence;
    } known[] = {
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
        if (fabs(factor - known[i].factor) <= 1e-4 * fabs(known[i].factor)) {
            lsq_text_put(out, known[i].sentence);
            return;
        }
    lsq_text_format(out, "It is %s times the right gradient.", lsq_number_digits(factor, 6).text);
}

/* ---- half of the formula ---- */

/* Only -2X'Y, or only 2X'XB, which is the right gradient less that. */
static void try_parts(const lsq_suspect *s, double *wrong, explanation *best) {
    int64_t p = s->f->p;
    memset(wrong, 0, (size_t)count(s) * sizeof *wrong);
    for (int64_t b = 0; b < s->f->kept->count; b++) {
        const lsq_matrix *D = &s->f->kept->blocks[b];
        for (int64_t at = 0; at < count(s); at++) {
            const double *x = D->data + at % p * D->rows, *y = D->data + (p + at / p) * D->rows;
            for (int64_t i = 0; i < D->rows; i++)
                wrong[at] -= 2 * x[i] * y[i];
        }
    }
    consider(s, wrong, (explanation){.slip = ONLY_Y}, best);
    for (int64_t at = 0; at < count(s); at++)
        wrong[at] = row(s, at)->best - wrong[at];
    consider(s, wrong, (explanation){.slip = ONLY_X}, best);
}

/* ---- elements ---- */

static void try_transposed(const lsq_suspect *s, double *wrong, explanation *best) {
    int64_t p = s->f->p, q = s->f->q;
    for (int64_t j = 0; j < p; j++)
        for (int64_t r = 0; r < q; r++)
            wrong[j * q + r] = row(s, j + r * p)->best;
    if (p > 1 && q > 1)
        consider(s, wrong, (explanation){.slip = TRANSPOSED}, best);
}

/* Where one element differs, the plain factors of it; where two differ, that they have each other's
 * value. */
static void try_elements(const lsq_suspect *s, double *wrong, explanation *best) {
    static const double factors[] = {0, -1, 0.5, 2};
    int64_t found = 0, differ[2] = {0, 0};
    for (int64_t at = 0; at < count(s); at++) {
        wrong[at] = row(s, at)->best;
        if (row(s, at)->verdict == LSQ_DIFFERS && found++ < 2)
            differ[found - 1] = at;
    }
    double a = wrong[differ[0]], b = wrong[differ[1]];
    for (size_t i = 0; i < sizeof factors / sizeof *factors && found == 1; i++) {
        wrong[differ[0]] = factors[i] * a;
        consider(s, wrong, (explanation){.slip = ELEMENT, .factor = factors[i], .a = differ[0]},
                 best);
    }
    wrong[differ[0]] = b;
    wrong[differ[1]] = a;
    if (found == 2)
        consider(s, wrong, (explanation){.slip = EXCHANGED, .a = differ[0], .b = differ[1]}, best);
}

void lsq_put_element(const char *const *names, int64_t p, int64_t q, int64_t at, lsq_text *out) {
    char shown[256];
    lsq_escape(shown, sizeof shown, names[at % p], strlen(names[at % p]));
    lsq_text_put(out, shown);
    if (q == 1)
        return;
    lsq_escape(shown, sizeof shown, names[p + at / p], strlen(names[p + at / p]));
    lsq_text_format(out, " of %s", shown);
}

static void put_name(const lsq_suspect *s, int64_t at, lsq_text *out) {
    lsq_put_element(s->names, s->f->p, s->f->q, at, out);
}

/* ---- rows ---- */

/* What a row may leave of the error for one of the 2n to do so by chance once in 1e6: one in the
 * k-th power of that does, of errors with k elements. */
static double left_by_chance(const lsq_suspect *s) {
    int64_t elements = 0;
    for (int64_t at = 0; at < count(s); at++)
        elements += s->lengths[at % s->f->p] > 0;
    return pow(1e-6 / (2 * (double)s->f->kept->n), 1 / (double)elements);
}

/* Each row left out, and twice; one element alone may be off by as much for any reason. */
static void try_rows(const lsq_suspect *s, double *wrong, explanation *best) {
    int64_t p = s->f->p, n = s->f->kept->n, first = 0;
    explanation row_best = {.left = fmin(best->left, left_by_chance(s))};
    for (int64_t b = 0; b < s->f->kept->count && count(s) > 1; b++) {
        const lsq_matrix *D = &s->f->kept->blocks[b];
        for (int64_t i = 0; i < D->rows; i++)
            for (int sign = -1; sign <= 1; sign += 2) {
                for (int64_t at = 0; at < count(s); at++)
                    wrong[at] = row(s, at)->best + sign * 2 * D->data[i + at % p * D->rows] *
                                                       s->f->R[first + i + at / p * n];
                consider(s, wrong, (explanation){.slip = ROW, .factor = sign, .a = first + i + 1},
                         &row_best);
            }
        first += D->rows;
    }
    if (row_best.slip == ROW)
        *best = row_best;
}

/* ---- all of them ---- */

static void put_explanation(const lsq_suspect *s, const explanation *e, lsq_text *out) {
    switch (e->slip) {
    case NO_SLIP:
        break;
    case FACTOR:
        put_factor(s, e->factor, out);
        break;
    case ONLY_X:
        lsq_text_put(out, "It is 2X'XB: the part -2X'Y is missing.");
        break;
    case ONLY_Y:
        lsq_text_put(out, "It is -2X'Y: the part 2X'XB is missing, as if B were 0.");
        break;
    case TRANSPOSED:
        lsq_text_put(out, "It is transposed: its elements stand term by term, and are wanted "
                          "response by response.");
        break;
    case EXCHANGED:
        lsq_text_put(out, "The elements of ");
        put_name(s, e->a, out);
        lsq_text_put(out, " and ");
        put_name(s, e->b, out);
        lsq_text_put(out, " have changed places.");
        break;
    case ELEMENT:
        lsq_text_put(out, "Only the element of ");
        put_name(s, e->a, out);
        lsq_text_format(out, " is off: it %s.",
                        e->factor == 0  ? "is 0"
                        : e->factor < 0 ? "has the other sign"
                        : e->factor < 1 ? "is half of what it should be"
                                        : "is twice what it should be");
        break;
    case ROW:
        lsq_text_format(out, "A row like row %" PRId64 " of those used %s.", e->a,
                        e->factor < 0 ? "is left out" : "counts twice");
        break;
    }
}

void lsq_put_error_kind(const lsq_suspect *s, lsq_text *out) {
    explanation best = {.slip = NO_SLIP, .left = LEFT};
    double *wrong;
    if (lsq_alloc(&wrong, count(s), sizeof *wrong, NULL)) {
        out->failed = 1;
        return;
    }
    try_factor(s, wrong, &best);
    try_parts(s, wrong, &best);
    try_transposed(s, wrong, &best);
    try_elements(s, wrong, &best);
    try_rows(s, wrong, &best);
    free(wrong);
    put_explanation(s, &best, out);
}
