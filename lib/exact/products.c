/* products.c - exact sums of products of integer columns by dot products of their slices in
 * doubles.
 *
 *   z_j = c_j + sum_s d_js 2^(bs) = c_j + y_j   =>   y_j'y_k = sum_u 2^(bu) sum_(s+t=u) d_js'd_kt
 *   z_j'z_k = y_j'y_k + c_j 1'y_k + c_k 1'y_j + c_j c_k 1'1, where 1 is column 0 and c_0 = 0
 *
 * The dot products are exact in doubles for `terms` rows (slices.h), and |d_js'd_kt| <= rows
 * 2^(2b-2) in words of 64 bits for less than 2^10 times as many.  The columns are taken in panels
 * of about PANEL slices, so that the slices of two panels stay in cache, whatever their number, and
 * memory stays bounded, whatever the length of the numbers.
 *
 * SPDX-License-Identifier: MIT */
#include "products.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "dots.h"
#include "slices.h"

enum {
    PANEL = 48,      /* slices of a panel; one column longer than that is a panel of its own */
    ROWS = 512,      /* of a chunk: a tile of ten columns is in the first cache, 48 KiB */
    CHUNK = 4 << 20, /* bytes of slices kept at a time */
    KEPT = 1 << 20,  /* sums kept from block to block, beside as many as there are products */
    FULL = 1023,     /* 2^53 FULL < 2^63 */
    SETTLE = 512,    /* putting one product together costs about as much as so many multiply-adds */
    SOON = 8 * LSQ_BLOCK_ROWS, /* rows after which a column has run away from its shift */
    MARGIN = 8 /* bits that doubles get to grow, the finest bit of a block being random, as long as
                  that costs less than an eighth */
};

/* Lengths of slices, 24, 25 and 26 bits: the next one may save slices, but fewer products of its
 * slices can be summed in a double. */
static const struct {
    int64_t terms;
    int64_t cost; /* of a multiply-add, in 16ths of the first */
} lengths[] = {{128, 16}, {32, 17}, {8, 26}};

enum { LENGTHS = sizeof lengths / sizeof *lengths };

static int64_t packed_size(int64_t k) {
    return k * (k + 1) / 2;
}

void lsq_products_init(lsq_products *w, int64_t k) {
    memset(w, 0, sizeof *w);
    w->k = k;
    w->simd = lsq_simd_here();
}

void lsq_products_clear(lsq_products *w) {
    for (int64_t i = 0; w->P && i < packed_size(w->k); i++)
        fmpz_clear(w->P + i);
    for (int64_t j = 0; w->before && j < w->k; j++)
        fmpz_clear(w->before + j);
    free(w->P);
    free(w->before);
    free(w->first);
    free(w->shift);
    free(w->bits);
    free(w->sums);
    free(w->slices);
    lsq_products_init(w, w->k);
}

/* ---- sums to products ---- */

/* f += v 2^shift */
static void add_shifted(fmpz_t f, __int128 v, int64_t shift, fmpz_t t) {
    if (v == (int64_t)v && !shift) {
        if (v >= 0)
            fmpz_add_ui(f, f, (ulong)v);
        else
            fmpz_sub_ui(f, f, -(ulong)v);
        return;
    }
    fmpz_set_signed_uiui(t, (ulong)(uint64_t)(v >> 64), (ulong)(uint64_t)v);
    fmpz_mul_2exp(t, t, (ulong)shift);
    fmpz_add(f, f, t);
}

/* p += sum over s, t of sums[s * lds + t] 2^(b (s + t)) for ns and nt slices; of a column with
 * itself only sums with s <= t are there, and s < t count twice.  Sums along one s + t are below
 * 2^63 2^12, gathered in 128 bits as long as they fit there with their shift. */
static void combine(fmpz_t p, const int64_t *sums, int64_t lds, int64_t ns, int64_t nt, int own,
                    int b, fmpz_t t) {
    __int128 sum = 0;
    int64_t base = 0, top = ns + nt - 1;
    for (int64_t u = 0; u < top; u++) {
        __int128 diagonal = 0;
        int64_t s = u < nt ? 0 : u - nt + 1, end = own ? u / 2 + 1 : u < ns ? u + 1 : ns;
        for (; s < end; s++)
            diagonal += (__int128)sums[s * lds + (u - s)] * (own && s < u - s ? 2 : 1);
        if ((u - base) * b + 77 > 126) {
            add_shifted(p, sum, base * b, t);
            sum = 0;
            base = u;
        }
        sum += diagonal * ((__int128)1 << (u - base) * b);
    }
    add_shifted(p, sum, base * b, t);
}

/* The panel that begins with column j ends before the returned one. */
static int64_t panel_end(const lsq_products *w, int64_t j) {
    int64_t end = j + 1;
    while (end < w->k && w->first[end + 1] - w->first[j] <= PANEL)
        end++;
    return end;
}

/* P += the sums of the columns i .. i_end with j .. j_end, which stand from w->sums on and become
 * 0. */
static void put_together(lsq_products *w, int64_t i, int64_t i_end, int64_t j, int64_t j_end) {
    const int64_t *first = w->first;
    int64_t lds = first[j_end] - first[j];
    fmpz_t t;
    fmpz_init(t);
    for (int64_t r = i; r < i_end; r++)
        for (int64_t c = j > r ? j : r; c < j_end; c++)
            combine(w->P + lsq_packed(r, c),
                    w->sums + (first[r] - first[i]) * lds + (first[c] - first[j]), lds,
                    first[r + 1] - first[r], first[c + 1] - first[c], r == c, w->b, t);
    fmpz_clear(t);
    memset(w->sums, 0, (size_t)((first[i_end] - first[i]) * lds) * sizeof *w->sums);
}

static void settle(lsq_products *w) {
    if (w->pending && w->kept)
        put_together(w, 0, w->k, 0, w->k);
    w->pending = 0;
}

/* What the shifts took off since `before` comes back into P: there 1'y_j is what P_0j has grown by.
 */
static void put_back(lsq_products *w) {
    settle(w);
    if (!w->shifted)
        return;
    fmpz *sum = w->before;
    fmpz_t t;
    fmpz_init(t);
    for (int64_t j = 0; j < w->k; j++)
        fmpz_sub(sum + j, w->P + lsq_packed(0, j), sum + j);
    for (int64_t j = 0; j < w->k; j++)
        for (int64_t i = 0; i <= j; i++) {
            fmpz *p = w->P + lsq_packed(i, j);
            fmpz_mul_si(t, sum, w->shift[i]);
            fmpz_add(t, t, sum + i);
            fmpz_mul_si(t, t, w->shift[j]);
            fmpz_add(p, p, t);
            fmpz_mul_si(t, sum + j, w->shift[i]);
            fmpz_add(p, p, t);
        }
    for (int64_t j = 0; j < w->k; j++)
        fmpz_set(sum + j, w->P + lsq_packed(0, j));
    fmpz_clear(t);
}

/* ---- plans ---- */

/* A column may be shifted if its numbers are words. */
static int has_words(const lsq_integers *a) {
    return a->z && a->bits <= LSQ_WORD_BITS;
}

static int64_t length_of(uint64_t v) {
    return v ? 64 - __builtin_clzll(v) : 0;
}

static void find_range(const lsq_integers *a, int64_t *least, int64_t *most) {
    *least = INT64_MAX;
    *most = INT64_MIN;
    for (int64_t i = 0; i < a->rows; i++) {
        *least = a->z[i] < *least ? a->z[i] : *least;
        *most = a->z[i] > *most ? a->z[i] : *most;
    }
}

/* The bits of the longest |z_i - shift|, more than any plan has if they cannot be shifted. */
static int64_t bits_without(const lsq_integers *a, int64_t shift) {
    int64_t least, most;
    if (!shift)
        return a->bits;
    if (!has_words(a))
        return INT64_MAX / 2;
    find_range(a, &least, &most);
    int64_t low = least - shift, high = most - shift;
    return length_of((uint64_t)(low < 0 ? -low : low) | (uint64_t)(high < 0 ? -high : high));
}

/* How many slices of the length number l the columns of a block take, doubles with a margin. */
static int64_t count_slices(const lsq_products *w, const lsq_integers *Z, int l, int64_t margin) {
    int64_t count = 0;
    int b = lsq_slice_bits(lengths[l].terms);
    for (int64_t j = 0; j < w->k; j++)
        count += lsq_slice_count(w->bits[j] + (Z[j].x ? margin : 0), b);
    return count;
}

/* About what a row costs, in multiply-adds. */
static int64_t cost(int64_t slices, int l) {
    return (slices * slices * lengths[l].cost + 31) / 32;
}

/* *length = the one that costs least; returns what it costs. */
static int64_t best_length(const lsq_products *w, const lsq_integers *Z, int64_t margin,
                           int *length) {
    int64_t least = INT64_MAX;
    for (int l = 0; l < LENGTHS; l++) {
        int64_t c = cost(count_slices(w, Z, l, margin), l);
        if (c < least) {
            least = c;
            *length = l;
        }
    }
    return least;
}

/* 1 if the block fits the plan and loses less by it than a new plan costs, or an eighth. */
static int fits(const lsq_products *w, const lsq_integers *Z) {
    int best;
    if (!w->first || !w->first[w->k])
        return 0;
    for (int64_t j = 0; j < w->k; j++) {
        w->bits[j] = bits_without(&Z[j], w->shift[j]);
        if (w->bits[j] > lsq_products_room(w, j))
            return 0;
    }
    int64_t least = best_length(w, Z, 0, &best), lost = cost(w->first[w->k], w->length) - least;
    return lost <= least / 8 || lost * Z[0].rows <= SETTLE * packed_size(w->k);
}

int64_t lsq_products_room(const lsq_products *w, int64_t j) {
    return (w->first[j + 1] - w->first[j]) * w->b - 1;
}

static int64_t chunk_rows(const lsq_products *w) {
    int64_t rows = CHUNK / (int64_t)sizeof(double) / w->first[w->k] / LSQ_DOTS_STEP * LSQ_DOTS_STEP;
    return rows < LSQ_DOTS_STEP ? LSQ_DOTS_STEP : rows < ROWS ? rows : ROWS;
}

/* Shifts to the middle of each column where that may save slices, and what bits that leaves.  A
 * column that has run away from its shift soon stays as it is. */
static void choose_shifts(lsq_products *w, const lsq_integers *Z) {
    for (int64_t j = 0; j < w->k; j++) {
        int ran = w->shift[j] && w->rows < SOON &&
                  bits_without(&Z[j], w->shift[j]) > lsq_products_room(w, j);
        w->bits[j] = Z[j].bits;
        w->shift[j] = 0;
        if (!j || ran || !has_words(&Z[j]) || Z[j].bits < lsq_slice_bits(lengths[0].terms))
            continue;
        int64_t least, most;
        find_range(&Z[j], &least, &most);
        int64_t middle = least + (most - least) / 2;
        int64_t bits = bits_without(&Z[j], middle);
        if (bits < Z[j].bits) {
            w->bits[j] = bits;
            w->shift[j] = middle;
        }
    }
}

/* The slices of each column; shifts that do not save any are taken back. */
static void choose_slices(lsq_products *w, const lsq_integers *Z) {
    int64_t margin = MARGIN, least = best_length(w, Z, 0, &w->length);
    while (best_length(w, Z, margin, &w->length) > least + least / 8)
        margin--;
    w->b = lsq_slice_bits(lengths[w->length].terms);
    w->shifted = 0;
    for (int64_t j = 0; j < w->k; j++) {
        int64_t count = lsq_slice_count(w->bits[j] + (Z[j].x ? margin : 0), w->b);
        if (w->shift[j] && lsq_slice_count(Z[j].bits, w->b) == count)
            w->shift[j] = 0;
        w->shifted |= w->shift[j] != 0;
        w->first[j + 1] = w->first[j] + count;
    }
}

static lsq_status find_room(lsq_products *w, lsq_error *error) {
    lsq_status status = LSQ_OK;
    if (!w->first)
        status = lsq_alloc(&w->first, w->k + 1, sizeof *w->first, error);
    if (!status && !w->shift)
        status = lsq_alloc(&w->shift, w->k, sizeof *w->shift, error);
    if (!status && !w->bits)
        status = lsq_alloc(&w->bits, w->k, sizeof *w->bits, error);
    if (!status && !w->before)
        status = lsq_alloc(&w->before, w->k, sizeof *w->before, error);
    if (!status && !w->P)
        status = lsq_alloc(&w->P, packed_size(w->k), sizeof *w->P, error);
    return status;
}

lsq_status lsq_products_plan(lsq_products *w, const lsq_integers *Z, lsq_error *error) {
    if (fits(w, Z))
        return LSQ_OK;
    lsq_status status = find_room(w, error);
    if (status)
        return status;
    put_back(w);
    choose_shifts(w, Z);
    choose_slices(w, Z);
    w->rows = 0;
    for (int64_t j = 0; w->shifted && j < w->k; j++)
        fmpz_set(w->before + j, w->P + lsq_packed(0, j));
    int64_t slices = w->first[w->k], side = PANEL;
    for (int64_t j = 0; j < w->k; j++)
        side = w->first[j + 1] - w->first[j] > side ? w->first[j + 1] - w->first[j] : side;
    w->kept = slices * slices <= KEPT + 2 * packed_size(w->k);
    side = w->kept ? slices : side;
    status = lsq_grow(&w->sums, &w->sums_capacity, side * side, sizeof *w->sums, error);
    if (!status) /* 64 bytes more, so that they can begin at a multiple of 64 */
        status = lsq_grow(&w->slices, &w->slices_capacity, slices * chunk_rows(w) + 8,
                          sizeof *w->slices, error);
    if (status)
        w->first[w->k] = 0;
    return status;
}

/* ---- rows to sums ---- */

/* Vectors of 64 bytes then never lie in two lines of the cache. */
static double *aligned(double *p) {
    return p + (64 - (uintptr_t)p % 64) % 64 / sizeof *p;
}

/* The sums grow by the products of a chunk of rows. */
static void multiply(lsq_products *w, const double *slices, int64_t ld) {
    const int64_t *first = w->first, all = first[w->k], terms = lengths[w->length].terms;
    for (int64_t i = 0, i_end; i < w->k; i = i_end) {
        i_end = panel_end(w, i);
        for (int64_t j = i, j_end; j < w->k; j = j_end) {
            j_end = panel_end(w, j);
            int64_t na = first[i_end] - first[i], nb = first[j_end] - first[j],
                    lds = w->kept ? all : nb;
            int64_t *sums = w->sums + (w->kept ? first[i] * all + first[j] : 0);
            const double *A = slices + first[i] * ld, *B = slices + first[j] * ld;
            if (i == j)
                lsq_dots_add_own(w->simd, sums, lds, A, na, ld, ld, terms);
            else
                lsq_dots_add(w->simd, sums, lds, A, na, B, nb, ld, ld, terms);
            if (!w->kept)
                put_together(w, i, i_end, j, j_end);
        }
    }
}

void lsq_products_add(lsq_products *w, const lsq_integers *Z) {
    int64_t rows = Z[0].rows, chunk = chunk_rows(w);
    double *slices = aligned(w->slices);
    if (w->pending + rows > lengths[w->length].terms * FULL)
        settle(w);
    lsq_stopwatch_split(w->watch, LSQ_TIME_PRODUCT);
    for (int64_t at = 0; at < rows; at += chunk) {
        int64_t m = rows - at < chunk ? rows - at : chunk,
                ld = (m + LSQ_DOTS_STEP - 1) / LSQ_DOTS_STEP * LSQ_DOTS_STEP;
        for (int64_t j = 0; j < w->k; j++)
            lsq_slices_cut(w->simd, slices + w->first[j] * ld, ld, &Z[j], at, m, w->shift[j],
                           w->first[j + 1] - w->first[j], w->b);
        lsq_stopwatch_split(w->watch, LSQ_TIME_SLICE);
        multiply(w, slices, ld);
        lsq_stopwatch_split(w->watch, LSQ_TIME_PRODUCT);
    }
    w->pending += rows;
    w->rows += rows;
}

const fmpz *lsq_products_all(lsq_products *w) {
    put_back(w);
    return w->P;
}

void lsq_products_reset(lsq_products *w) {
    settle(w);
    for (int64_t i = 0; w->P && i < packed_size(w->k); i++)
        fmpz_zero(w->P + i);
    for (int64_t j = 0; w->before && j < w->k; j++)
        fmpz_zero(w->before + j);
}
