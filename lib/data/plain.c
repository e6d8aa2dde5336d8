/* plain.c - the fast road for records without surprises.
 *
 * A number is taken eight bytes at a time: the first byte that is no digit is found by carries
 * in a 64-bit word; if it is the decimal mark, the word is closed up over it; up to eight digits
 * then become an integer in three multiplications (pairs, fours, eight).  Longer numbers take
 * several words.  About 30 operations and one unforeseeable jump a field.
 *
 * SPDX-License-Identifier: MIT */
#include "plain.h"

#include <string.h>

/* The bytes at p, the first in the lowest place whatever the machine's order; compilers make it
 * one load. */
static inline uint64_t load_word(const char *p) {
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 |
           (uint64_t)b[4] << 32 | (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 |
           (uint64_t)b[7] << 56;
}

static const uint64_t zeros = 0x3030303030303030; /* "00000000" */

/* The high bit of the first byte that is no digit is the lowest bit set; 0 if there are eight
 * digits.  (Carries out of bytes above 0xB9 spoil only bytes behind that first one.) */
static inline uint64_t not_digits(uint64_t word) {
    uint64_t v = word ^ zeros;
    return ((v + 0x7676767676767676) | v) & 0x8080808080808080;
}

/* Index of the byte whose high bit is the lowest bit set, bits != 0. */
static inline unsigned first_byte(uint64_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits) >> 3;
#else
    unsigned i = 0;
    while (!(bits & 0x80)) {
        bits >>= 8;
        i++;
    }
    return i;
#endif
}

/* The number that the first n digits of the word make, 1 <= n <= 8. */
static inline uint64_t word_value(uint64_t word, unsigned n) {
    uint64_t v = (word ^ zeros) << (64 - 8 * n);
    v = (v * 10 + (v >> 8)) & 0x00FF00FF00FF00FF;
    v = (v * 100 + (v >> 16)) & 0x0000FFFF0000FFFF;
    return (v * 10000 + (v >> 32)) & 0xFFFFFFFF;
}

/* The same as lsq_plain_number without the sign, for more than eight digits: a word at a time. */
static const char *long_number(const char *p, char mark, lsq_small *number) {
    static const uint64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    uint64_t value = 0;
    unsigned digits = 0, decimals = 0, marked = 0;
    for (;;) {
        uint64_t word = load_word(p), stops = not_digits(word);
        unsigned n = stops ? first_byte(stops) : 8;
        if (n) {
            digits += n;
            if (digits > 18)
                return NULL;
            value = value * tens[n] + word_value(word, n);
            decimals += marked ? n : 0;
            p += n;
        }
        if (n < 8) {
            if (marked || *p != mark)
                break;
            marked = 1;
            p++;
        }
    }
    number->digits = value;
    number->exp10 = -(int32_t)decimals;
    return digits ? p : NULL;
}

#if defined(__GNUC__)
__attribute__((always_inline))
#endif
static inline const char *
read_mantissa(const char *p, char mark, lsq_small *number) {
    number->negative = *p == '-';
    p += number->negative;
    uint64_t word = load_word(p), closed = load_word(p + 1);
    uint64_t stops = not_digits(word);
    if (!stops)
        return long_number(p, mark, number);
    unsigned whole = first_byte(stops);
    unsigned marked = p[whole] == mark;
    uint64_t below = ((uint64_t)1 << 8 * whole) - 1;
    word = marked ? (word & below) | (closed & ~below) : word;
    stops = not_digits(word);
    unsigned n = stops ? first_byte(stops) : 8;
    if (n == 8 && (unsigned char)(p[8 + marked] - '0') < 10)
        return long_number(p, mark, number);
    if (!n)
        return NULL;
    number->digits = word_value(word, n);
    number->exp10 = -(int32_t)(n - whole);
    return p + n + marked;
}

/* An exponent of one or two digits at p, the e: no number so small or large is out of range. */
static const char *read_exponent(const char *p, lsq_small *number) {
    int negative = p[1] == '-', value = 0, digits = 0;
    p += p[1] == '-' || p[1] == '+' ? 2 : 1;
    for (; digits < 2 && (unsigned char)(*p - '0') < 10; digits++)
        value = 10 * value + (*p++ - '0');
    number->exp10 += negative ? -value : value;
    return digits ? p : NULL;
}

const char *lsq_plain_number(const char *p, char mark, lsq_small *number) {
    const char *end = read_mantissa(p, mark, number);
    return end && (*end == 'e' || *end == 'E') ? read_exponent(end, number) : end;
}

/* What the road sees while it reads one record. */
typedef struct road {
    const unsigned char *special; /* delimiter, quote, CR, LF */
    const lsq_cells *cells;
    lsq_decimals *block;
    int64_t row;
    char delimiter, comment, mark;
} road;

typedef enum outcome { ROW, MISSING, NOT_PLAIN } outcome;

static inline int is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/* The end of a field that is not converted. */
static inline const char *field_end(const road *r, const char *p) {
    while (!r->special[(unsigned char)*p])
        p++;
    return p;
}

/* Any cell, by the general rules; *p is moved to its end. */
static lsq_cell_kind general_cell(const road *r, const char **p, int64_t target) {
    const char *start = *p;
    lsq_decimals *d = &r->block[target];
    *p = field_end(r, start);
    if (**p == '"')
        return LSQ_CELL_TEXT;
    lsq_cell_kind kind =
        lsq_cells_read(r->cells, start, (size_t)(*p - start), &d->value[r->row], &d->exp10[r->row]);
    d->wide |= COEFF_IS_MPZ(d->value[r->row]);
    return kind;
}

/* A number between start and end into its slot, unless the text is declared missing. */
static inline lsq_cell_kind put(const road *r, int64_t target, const lsq_small *number,
                                const char *start, const char *end) {
    if (r->cells->numeric_missing && lsq_cells_is_missing(r->cells, start, (size_t)(end - start)))
        return LSQ_CELL_MISSING;
    const lsq_decimals *d = &r->block[target];
    fmpz *value = &d->value[r->row];
    if (COEFF_IS_MPZ(*value))
        fmpz_clear(value);
    *value = ((slong)number->digits ^ -number->negative) + number->negative;
    d->exp10[r->row] = number->exp10;
    return LSQ_CELL_NUMBER;
}

static inline int ends_field(const road *r, char c) {
    return c == r->delimiter || is_line_end(c);
}

/* A cell with quotes, with an exponent, or any other. */
static lsq_cell_kind unusual_cell(const road *r, const char **p, int64_t target) {
    lsq_small number;
    int quoted = **p == '"';
    const char *start = *p + quoted, *end = lsq_plain_number(start, r->mark, &number);
    if (quoted && (!end || *end != '"'))
        return LSQ_CELL_TEXT;
    if (!end || !ends_field(r, end[quoted]))
        return general_cell(r, p, target);
    *p = end + quoted;
    return put(r, target, &number, start, end);
}

static inline lsq_cell_kind cell(const road *r, const char **p, int64_t target) {
    lsq_small number;
    const char *start = *p;
    while (*start == ' ' && r->delimiter != ' ')
        start++;
    const char *end = read_mantissa(start, r->mark, &number);
    if (!end || !ends_field(r, *end))
        return unusual_cell(r, p, target);
    *p = end;
    return put(r, target, &number, start, end);
}

/* Pass over `count` fields at the start of a record or, after the first, their delimiters; NULL
 * if they are not there. */
static inline const char *skip(const road *r, const char *p, int64_t count, int first) {
    for (; count; count--, first = 0) {
        if (!first) {
            if (*p != r->delimiter)
                return NULL;
            p++;
        }
        p = field_end(r, p);
    }
    return p;
}

/* One record at *start, moved behind its line end.  *first_missing: the leftmost column without a
 * value. */
static inline outcome record(const road *r, const lsq_plan *plan, const char **start,
                             int64_t *first_missing) {
    const char *p = *start;
    int64_t seen = 0;
    *first_missing = -1;
    if (*p == r->comment && r->comment)
        return NOT_PLAIN;
    if (plan->columns == 1 && (is_line_end(*p) || *p == ' ' || *p == '\t'))
        return NOT_PLAIN; /* a blank line? */
    for (int64_t i = 0; i < plan->count; i++) {
        const lsq_chosen *c = &plan->chosen[i];
        if (c->skip && !(p = skip(r, p, c->skip, seen == 0)))
            return NOT_PLAIN;
        if (c->column && *p++ != r->delimiter)
            return NOT_PLAIN;
        lsq_cell_kind kind = cell(r, &p, c->target);
        if (kind == LSQ_CELL_TEXT)
            return NOT_PLAIN;
        if (kind == LSQ_CELL_MISSING) {
            r->block[c->target].exp10[r->row] = LSQ_NO_VALUE;
            *first_missing = *first_missing < 0 ? c->column : *first_missing;
        }
        seen = c->column + 1;
    }
    p = skip(r, p, plan->columns - seen, seen == 0);
    if (!p || !is_line_end(*p) || p - *start > LSQ_MAX_FIELD)
        return NOT_PLAIN;
    p += p[0] == '\r' && p[1] == '\n' ? 2 : 1;
    *start = p;
    return *first_missing < 0 ? ROW : MISSING;
}

void lsq_count_missing(lsq_count *count, const lsq_plan *plan, const lsq_decimals *block,
                       int64_t row, int64_t line, int64_t column) {
    for (int64_t j = 0; j < plan->count; j++)
        count->missing[j] += block[j].exp10[row] == LSQ_NO_VALUE;
    count->tally.missing++;
    if (!count->tally.missing_line) {
        count->tally.missing_line = line;
        count->tally.missing_column = column;
    }
}

void lsq_plain_rows(lsq_records *records, const lsq_plan *plan, const lsq_cells *cells,
                    lsq_decimals *block, int64_t *row, lsq_count *count) {
    if (records->begin >= records->whole || records->split.delimiter == cells->mark)
        return;
    road r = {records->split.special, cells,      block, *row, records->split.delimiter,
              records->split.comment, cells->mark};
    const char *p = records->bytes + records->begin, *end = records->bytes + records->whole;
    int64_t lines = 0, column = -1;
    while (p < end && r.row < LSQ_BLOCK_ROWS) {
        const char *next = p;
        outcome what = record(&r, plan, &next, &column);
        if (what == NOT_PLAIN || (what == MISSING && plan->missing_is_error))
            break;
        if (what == MISSING)
            lsq_count_missing(count, plan, block, r.row, records->line + lines, column);
        p = next;
        lines++;
        r.row += what == ROW;
    }
    if (lines)
        count->tally.blank = records->passed.blank; /* not those behind the last row */
    count->tally.read += lines;
    count->tally.used += r.row - *row;
    records->line += lines;
    records->begin = (size_t)(p - records->bytes);
    *row = r.row;
}
