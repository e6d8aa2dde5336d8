/* products.c - exact sums of products of integer columns by dot products of their slices in
 * doubles.
 *
 *   z_j = sum_s d_js 2^(bs)   =>   z_j'z_k = sum_u 2^(bu) sum_(s+t=u) d_js'd_kt
 *
 * The inner dot products are exact (slices.h).  The columns are taken in panels of about PANEL
 * slices, so that the dot products of two panels and the slices of CHUNK bytes of rows stay in
 * cache and memory stays bounded whatever the length of the numbers.
 *
 * SPDX-License-Identifier: MIT */
#include "products.h"

#include <stdlib.h>
#include <string.h>

#include "../base/memory.h"
#include "dots.h"
#include "slices.h"

enum {
    PANEL = 64,     /* slices of a panel; one column longer than that is a panel of its own */
    CHUNK = 1 << 20 /* bytes of slices kept at a time */
};

void lsq_products_init(lsq_products *w) {
    memset(w, 0, sizeof *w);
    w->simd = lsq_simd_here();
}

void lsq_products_clear(lsq_products *w) {
    free(w->slices);
    free(w->dots);
    free(w->first);
    memset(w, 0, sizeof *w);
}

/* f += v 2^shift */
static void add_shifted(fmpz_t f, __int128 v, int64_t shift, fmpz_t t) {
    if (v == (int64_t)v && !shift) {
        if (v >= 0)
            fmpz_add_ui(f, f, (ulong)v);
        else
            fmpz_sub_ui(f, f, (ulong)-v);
        return;
    }
    fmpz_set_signed_uiui(t, (ulong)(uint64_t)(v >> 64), (ulong)(uint64_t)v);
    fmpz_mul_2exp(t, t, (ulong)shift);
    fmpz_add(f, f, t);
}

/* p += sum over s, t of dots[s * nb + t] 2^(b (s + t)) for ns and nt slices.  Sums along one s + t
 * are below 2^53 * 2^12 slices, gathered in 128 bits as long as they fit there with their shift. */
static void combine(fmpz_t p, const double *dots, int64_t nb, int64_t ns, int64_t nt, int b,
                    fmpz_t t) {
    __int128 sum = 0;
    int64_t base = 0, top = ns + nt - 1;
    for (int64_t u = 0; u < top; u++) {
        __int128 diagonal = 0;
        int64_t s = u < nt ? 0 : u - nt + 1;
        for (; s < ns && s <= u; s++)
            diagonal += (int64_t)dots[s * nb + (u - s)];
        if ((u - base) * b + 70 > 126) {
            add_shifted(p, sum, base * b, t);
            sum = 0;
            base = u;
        }
        sum += diagonal * ((__int128)1 << (u - base) * b);
    }
    add_shifted(p, sum, base * b, t);
}

/* The panel that begins with column j ends before the returned one. */
static int64_t panel_end(const int64_t *first, int64_t j, int64_t k) {
    int64_t end = j + 1;
    while (end < k && first[end + 1] - first[j] <= PANEL)
        end++;
    return end;
}

/* P += the products of the slices of one chunk. */
static void add_chunk(lsq_products *w, fmpz *P, int64_t k, int64_t ld, int b) {
    const int64_t *first = w->first;
    fmpz_t t;
    fmpz_init(t);
    for (int64_t i = 0, i_end; i < k; i = i_end) {
        i_end = panel_end(first, i, k);
        for (int64_t j = i, j_end; j < k; j = j_end) {
            j_end = panel_end(first, j, k);
            int64_t na = first[i_end] - first[i], nb = first[j_end] - first[j];
            lsq_dots(w->simd, w->dots, nb, w->slices + first[i] * ld, na, w->slices + first[j] * ld,
                     nb, ld, ld);
            for (int64_t r = i; r < i_end; r++)
                for (int64_t c = j > r ? j : r; c < j_end; c++)
                    combine(P + lsq_packed(r, c),
                            w->dots + (first[r] - first[i]) * nb + (first[c] - first[j]), nb,
                            first[r + 1] - first[r], first[c + 1] - first[c], b, t);
        }
    }
    fmpz_clear(t);
}

/* Number the slices of the columns; *dots = the largest product of two panels. */
static lsq_status plan(lsq_products *w, const lsq_integers *Z, int64_t k, int b, lsq_error *error) {
    lsq_status status = lsq_grow(&w->first, &w->first_capacity, k + 1, sizeof *w->first, error);
    if (status)
        return status;
    int64_t widest = PANEL;
    for (int64_t j = 0; j < k; j++) {
        int64_t count = lsq_slice_count(Z[j].bits, b);
        w->first[j + 1] = w->first[j] + count;
        widest = count > widest ? count : widest;
    }
    return lsq_grow(&w->dots, &w->dots_capacity, widest * widest, sizeof *w->dots, error);
}

lsq_status lsq_products_add(lsq_products *w, fmpz *P, const lsq_integers *Z, int64_t k,
                            lsq_error *error) {
    int64_t rows = k ? Z[0].rows : 0;
    if (!rows)
        return LSQ_OK;
    int b = lsq_slice_bits(rows);
    lsq_status status = plan(w, Z, k, b, error);
    if (status)
        return status;
    int64_t slices = w->first[k],
            chunk = CHUNK / (int64_t)sizeof(double) / slices / LSQ_DOTS_STEP * LSQ_DOTS_STEP;
    chunk = chunk < LSQ_DOTS_STEP ? LSQ_DOTS_STEP : chunk > LSQ_BLOCK_ROWS ? LSQ_BLOCK_ROWS : chunk;
    status = lsq_grow(&w->slices, &w->slices_capacity, slices * chunk, sizeof *w->slices, error);
    lsq_stopwatch_start(w->watch);
    for (int64_t at = 0; !status && at < rows; at += chunk) {
        int64_t m = rows - at < chunk ? rows - at : chunk,
                ld = (m + LSQ_DOTS_STEP - 1) / LSQ_DOTS_STEP * LSQ_DOTS_STEP;
        for (int64_t j = 0; j < k; j++)
            lsq_slices_cut(w->simd, w->slices + w->first[j] * ld, ld, &Z[j], at, m, 0,
                           w->first[j + 1] - w->first[j], b);
        lsq_stopwatch_split(w->watch, LSQ_TIME_SLICE);
        add_chunk(w, P, k, ld, b);
        lsq_stopwatch_split(w->watch, LSQ_TIME_PRODUCT);
    }
    return status;
}
