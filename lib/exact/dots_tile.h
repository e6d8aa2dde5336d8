/* dots_tile.h - the dot products of dots.h for one width of vectors.  Included by each twin, which
 * defines
 *
 *   LANE          doubles of a vector
 *   HIGH, WIDE    columns of a tile: HIGH WIDE sums, HIGH operands and one more stay in registers
 *   FUSED(s, a, b)  s + a b, rounded once or twice: it is exact anyway
 *   LANES(v)      the sum of the lanes of a vector of int64_t
 *   ADD, ADD_OWN  the names of its two functions
 *
 * WIDE columns stay in the first cache while the others pass by, HIGH at a time.  Columns beyond
 * the last full WIDE change places with the others, and a triangle of up to WIDE columns is a tile
 * of its own, so that few products are formed that nobody wants.
 *
 * SPDX-License-Identifier: MIT */
typedef double vector __attribute__((vector_size(LANE * sizeof(double)), may_alias, aligned(8)));
typedef int64_t integers __attribute__((vector_size(LANE * sizeof(double))));

#define ALWAYS static inline __attribute__((always_inline))

/* The end of a strip of rows: the sums of the lanes become integers. */
ALWAYS void fold(integers *total, const vector *sum, int count, int64_t at) {
    for (int s = 0; s < count; s++) {
        integers strip = __builtin_convertvector(sum[s], integers);
        total[s] = at ? total[s] + strip : strip;
    }
}

/* total[i * WIDE + j] = the lanes of a_i'b_j, i < high, j < WIDE. */
ALWAYS void rectangle(integers *total, const double *const *a, int high, const double *const *b,
                      int64_t rows, int64_t terms) {
    int64_t at = 0, end;
    do {
        vector sum[HIGH * WIDE] = {{0}};
        end = rows - at < LANE * terms ? rows : at + LANE * terms;
        for (int64_t r = at; r < end; r += LANE) {
            vector x[HIGH];
            for (int i = 0; i < high; i++)
                x[i] = *(const vector *)(a[i] + r);
            for (int j = 0; j < WIDE; j++) {
                vector y = *(const vector *)(b[j] + r);
                for (int i = 0; i < high; i++)
                    sum[i * WIDE + j] = FUSED(sum[i * WIDE + j], x[i], y);
            }
        }
        fold(total, sum, high * WIDE, at);
        at = end;
    } while (at < rows);
}

/* sums[i * lds + j] += a_i'a_j, i <= j < wide. */
ALWAYS void triangle(int64_t *sums, int64_t lds, const double *a, int wide, int64_t ld,
                     int64_t rows, int64_t terms) {
    integers total[WIDE * (WIDE + 1) / 2];
    int count = wide * (wide + 1) / 2;
    int64_t at = 0, end;
    do {
        vector sum[WIDE * (WIDE + 1) / 2] = {{0}};
        end = rows - at < LANE * terms ? rows : at + LANE * terms;
        for (int64_t r = at; r < end; r += LANE) {
            vector x[WIDE];
            for (int j = 0; j < wide; j++) {
                x[j] = *(const vector *)(a + j * ld + r);
                for (int i = 0; i <= j; i++)
                    sum[j * (j + 1) / 2 + i] = FUSED(sum[j * (j + 1) / 2 + i], x[i], x[j]);
            }
        }
        fold(total, sum, count, at);
        at = end;
    } while (at < rows);
    for (int j = 0; j < wide; j++)
        for (int i = 0; i <= j; i++)
            sums[i * lds + j] += LANES(total[j * (j + 1) / 2 + i]);
}

/* sums[i * step_a + j * step_b] += a_i'b_j for any na and nb <= WIDE.  Where there are fewer than
 * WIDE columns b, the last stands in for the others. */
static void strip(int64_t *sums, int64_t step_a, int64_t step_b, const double *A, int64_t na,
                  const double *B, int64_t nb, int64_t ld, int64_t rows, int64_t terms) {
    const double *a[HIGH], *b[WIDE];
    integers total[HIGH * WIDE];
    for (int64_t j = 0; j < WIDE; j++)
        b[j] = B + (j < nb ? j : nb - 1) * ld;
    for (int64_t i = 0; i < na; i += HIGH) {
        int64_t high = na - i < HIGH ? na - i : HIGH;
        for (int64_t h = 0; h < HIGH; h++)
            a[h] = A + (i + (h < high ? h : 0)) * ld;
        switch (high) {
        case 1:
            rectangle(total, a, 1, b, rows, terms);
            break;
#if HIGH > 2
        case 2:
            rectangle(total, a, 2, b, rows, terms);
            break;
#endif
#if HIGH > 3
        case 3:
            rectangle(total, a, 3, b, rows, terms);
            break;
#endif
        default:
            rectangle(total, a, HIGH, b, rows, terms);
        }
        for (int64_t h = 0; h < high; h++)
            for (int64_t j = 0; j < nb; j++)
                sums[(i + h) * step_a + j * step_b] += LANES(total[h * WIDE + j]);
    }
}

/* sums[i * lds + j] += a_i'a_j for i <= j < na <= WIDE. */
static void corner(int64_t *sums, int64_t lds, const double *A, int64_t na, int64_t ld,
                   int64_t rows, int64_t terms) {
    switch (na) {
    case 1:
        triangle(sums, lds, A, 1, ld, rows, terms);
        break;
    case 2:
        triangle(sums, lds, A, 2, ld, rows, terms);
        break;
    case 3:
        triangle(sums, lds, A, 3, ld, rows, terms);
        break;
#if WIDE > 4
    case 4:
        triangle(sums, lds, A, 4, ld, rows, terms);
        break;
    case 5:
        triangle(sums, lds, A, 5, ld, rows, terms);
        break;
#endif
    default:
        triangle(sums, lds, A, WIDE, ld, rows, terms);
    }
}

void ADD(int64_t *sums, int64_t lds, const double *A, int64_t na, const double *B, int64_t nb,
         int64_t ld, int64_t rows, int64_t terms) {
    int64_t whole = nb / WIDE * WIDE;
    for (int64_t j = 0; j < whole; j += WIDE)
        strip(sums + j, lds, 1, A, na, B + j * ld, WIDE, ld, rows, terms);
    for (int64_t i = 0; i < na && whole < nb; i += WIDE)
        strip(sums + i * lds + whole, 1, lds, B + whole * ld, nb - whole, A + i * ld,
              na - i < WIDE ? na - i : WIDE, ld, rows, terms);
}

void ADD_OWN(int64_t *sums, int64_t lds, const double *A, int64_t na, int64_t ld, int64_t rows,
             int64_t terms) {
    int64_t whole = na / WIDE * WIDE, rest = na - whole;
    for (int64_t j = 0; j < whole; j += WIDE) {
        strip(sums + j, lds, 1, A, j, A + j * ld, WIDE, ld, rows, terms);
        corner(sums + j * lds + j, lds, A + j * ld, WIDE, ld, rows, terms);
    }
    for (int64_t i = 0; i < whole && rest; i += WIDE)
        strip(sums + i * lds + whole, 1, lds, A + whole * ld, rest, A + i * ld, WIDE, ld, rows,
              terms);
    if (rest)
        corner(sums + whole * lds + whole, lds, A + whole * ld, rest, ld, rows, terms);
}
