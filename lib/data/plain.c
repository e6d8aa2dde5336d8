/* plain.c - the fast road for records without surprises: many rows at a time, column by column.
 *
 * An index of a stretch of text (index.h) tells where fields end; lines with as many fields as the
 * table has columns make a tile, up to the end of the stretch or the block.  Of a tile each chosen
 * column is converted at once (fields.h), straight into its place in the block; cells that are not
 * of the usual form are then read one by one.  Other columns cost their share of the index.  A tile
 * ends in front of a row that only the strict road can judge.  Rows without a value and
 * those of no weight are marked, counted, and closed up over when the tile is done.
 *
 * SPDX-License-Identifier: MIT */
#include "plain.h"

#include <string.h>

#include "fields.h"
#include "small.h"

enum {
    WORDS = LSQ_BLOCK_ROWS / 64,
    MANY = 10 /* so many cells of a column are worth a conversion, which takes them 64 at a time */
};

_Static_assert(LSQ_MAX_STRETCH + LSQ_MAX_STRETCH / 2 <= LSQ_MAX_FIELD,
               "no field of an index is too long");

/* Rows of a text on their way into a block. */
typedef struct tile {
    const lsq_plain *plain;
    lsq_decimals *block;
    int64_t row; /* of the block, where the first row goes */
    int64_t rows;
    uint64_t dropped[WORDS]; /* rows without a value, or of no weight */
} tile;

void lsq_plain_init(lsq_plain *plain, lsq_simd simd, const lsq_plan *plan, const lsq_cells *cells,
                    lsq_stopwatch *watch) {
    *plain = (lsq_plain){
        .simd = simd, .plan = plan, .cells = cells, .watch = watch, .stretch = LSQ_STRETCH};
}

void lsq_plain_clear(lsq_plain *plain) {
    lsq_index_clear(&plain->index);
}

void lsq_plain_forget(lsq_plain *plain) {
    plain->index.count = 0;
    plain->next = 0;
}

static inline int is_bit(const uint64_t *words, int64_t i) {
    return (int)(words[i / 64] >> i % 64 & 1);
}

static inline void set_bit(uint64_t *words, int64_t i) {
    words[i / 64] |= (uint64_t)1 << i % 64;
}

/* ---- cells ---- */

/* What stands in text[0 .. length), quotes and blanks around it gone, into row `row`. */
static lsq_cell_kind read_cell(const lsq_cells *cells, const char *text, size_t length,
                               lsq_decimals *d, int64_t row) {
    lsq_small number;
    int is_small = lsq_small_read(text, cells->mark, &number) == text + length;
    if (!is_small && memchr(text, '"', length)) /* doubled */
        return LSQ_CELL_TEXT;
    if (cells->numeric_missing && lsq_cells_is_missing(cells, text, length))
        return LSQ_CELL_MISSING;
    if (is_small) {
        d->value[row] = number.negative ? -(slong)number.digits : (slong)number.digits;
        d->exp10[row] = number.exp10;
        return LSQ_CELL_NUMBER;
    }
    lsq_cell_kind kind = lsq_cells_read(cells, text, length, &d->value[row], &d->exp10[row]);
    d->wide |= COEFF_IS_MPZ(d->value[row]);
    return kind;
}

/* Up to 64 cells of a column without the quotes and blanks around them, and what they are then. */
typedef struct bare {
    int64_t count, changed; /* cells, and how many of them had such */
    uint32_t before[64], ends[64];
    int64_t value[LSQ_FIELDS_STEP];
    int32_t exp10[LSQ_FIELDS_STEP];
    uint64_t unusual;
} bare;

static inline int is_blank(char c) {
    return c == ' ' || c == '\t';
}

static void add_bare(bare *b, const lsq_fields *f, int64_t i) {
    const uint32_t first = f->before[i * f->before_stride] + 1, last = f->ends[i * f->ends_stride];
    uint32_t start = first, end = last;
    if (start < end && f->bytes[start] == '"') {
        start++;
        end--;
    }
    while (start < end && is_blank(f->bytes[start]))
        start++;
    while (start < end && is_blank(f->bytes[end - 1]))
        end--;
    b->before[b->count] = start - 1;
    b->ends[b->count++] = end;
    b->changed += start != first || end != last;
}

/* Cell k of them into row `row`, whose value is a word. */
static lsq_cell_kind read_bare(const tile *t, const bare *b, int64_t k, const char *bytes,
                               lsq_decimals *d, int64_t row) {
    const lsq_cells *cells = t->plain->cells;
    const char *text = bytes + (uint32_t)(b->before[k] + 1);
    size_t length = (size_t)(bytes + b->ends[k] - text);
    if (is_bit(&b->unusual, k))
        return read_cell(cells, text, length, d, row);
    if (cells->numeric_missing && lsq_cells_is_missing(cells, text, length))
        return LSQ_CELL_MISSING;
    d->value[row] = b->value[k];
    d->exp10[row] = b->exp10[k];
    return LSQ_CELL_NUMBER;
}

/* The cells of rows from ... that are set in `rows`, bare, and then one by one. */
static void read_word(tile *t, const lsq_fields *f, lsq_decimals *d, int64_t from, uint64_t rows) {
    bare b;
    b.count = b.changed = 0;
    b.unusual = ~(uint64_t)0;
    for (int64_t i = from; i < t->rows && i < from + 64; i++)
        if (is_bit(&rows, i - from))
            add_bare(&b, f, i);
    if (t->plain->cells->numeric_missing)
        b.changed = b.count; /* nothing has been converted yet */
    if (b.changed >= MANY) {
        lsq_fields again = {f->bytes, b.before, b.ends, 1, 1, b.count, f->mark};
        lsq_fields_convert(t->plain->simd, &again, b.value, b.exp10, &b.unusual);
    }
    for (int64_t i = from, k = 0; i < t->rows && k < b.count; i++) {
        if (!is_bit(&rows, i - from))
            continue;
        lsq_cell_kind kind = read_bare(t, &b, k++, f->bytes, d, t->row + i);
        if (kind == LSQ_CELL_MISSING) {
            set_bit(t->dropped, i);
            d->exp10[t->row + i] = LSQ_NO_VALUE;
        }
        if (kind == LSQ_CELL_TEXT || (kind == LSQ_CELL_MISSING && t->plain->plan->missing_is_error))
            t->rows = i;
    }
}

/* The cells of a column that are not of the usual form, their values being words of any kind. */
static void read_unusual(tile *t, const lsq_fields *f, lsq_decimals *d, const uint64_t *unusual) {
    int64_t rows = t->rows;
    for (int64_t i = 0; i < rows; i++) {
        if (!unusual[i / 64])
            i |= 63;
        else if (is_bit(unusual, i))
            d->value[t->row + i] = 0;
    }
    for (int64_t i = 0; i < t->rows; i += 64)
        if (unusual[i / 64])
            read_word(t, f, d, i, unusual[i / 64]);
}

/* ---- columns ---- */

/* Let the values of rows ... rows + count - 1 be words. */
static void narrow(lsq_decimals *d, int64_t row, int64_t count) {
    for (int64_t i = row; d->wide && i < row + count && i < LSQ_BLOCK_ROWS; i++)
        fmpz_zero(&d->value[i]);
}

/* Let the cells of all rows be read one by one. */
static void take_all(uint64_t *unusual, int64_t rows) {
    for (int64_t i = 0; i < rows; i += 64)
        unusual[i / 64] = rows - i < 64 ? ((uint64_t)1 << (rows - i)) - 1 : ~(uint64_t)0;
}

/* Where the first fields of the tile begin, less one: a LF may follow the CR that ends a line. */
static void find_starts(const lsq_plain *p, int64_t rows, uint32_t *before) {
    for (int64_t i = 0; i < rows; i++)
        before[i] = (uint32_t)(lsq_index_start(&p->index, p->next + i) - 1);
}

/* Rows of weight 0 are dropped, as those are whose weight has no value, which stands there as 0; in
 * front of a negative one the tile ends. */
static void check_weights(tile *t, const lsq_decimals *d) {
    for (int64_t i = 0; i < t->rows; i++) {
        int sign = fmpz_sgn(&d->value[t->row + i]);
        if (sign == 0)
            set_bit(t->dropped, i);
        else if (sign < 0)
            t->rows = i;
    }
}

/* Convert the chosen column into its place; the tile ends in front of a row that it cannot. */
static void read_column(tile *t, const lsq_chosen *chosen) {
    const lsq_plain *p = t->plain;
    const lsq_index *x = &p->index;
    lsq_decimals *d = &t->block[chosen->target];
    uint32_t starts[LSQ_BLOCK_ROWS];
    uint64_t unusual[WORDS];
    const uint32_t *ends = x->ends + (uint32_t)(x->lines[p->next - 1] + 1) + chosen->column;
    lsq_fields f = {x->text,          ends - 1, ends,          p->plan->columns,
                    p->plan->columns, t->rows,  p->cells->mark};
    int64_t written = (t->rows + LSQ_FIELDS_STEP - 1) / LSQ_FIELDS_STEP * LSQ_FIELDS_STEP;
    if (!chosen->column && x->returns) {
        find_starts(p, t->rows, starts);
        f.before = starts;
        f.before_stride = 1;
    }
    narrow(d, t->row, written);
    if (t->rows < MANY || p->cells->numeric_missing) { /* then a number must be looked up */
        take_all(unusual, t->rows);
    } else {
        lsq_fields_convert(p->simd, &f, d->value + t->row, d->exp10 + t->row, unusual);
        memset(d->value + t->row + t->rows, 0, (size_t)(written - t->rows) * sizeof *d->value);
    }
    read_unusual(t, &f, d, unusual);
    if (chosen->is_weight)
        check_weights(t, d);
}

/* ---- rows ---- */

void lsq_count_dropped(lsq_count *count, const lsq_plan *plan, const lsq_decimals *block,
                       int64_t row, int64_t line) {
    int64_t first = -1;
    for (int64_t i = 0; i < plan->count; i++) {
        const lsq_chosen *c = &plan->chosen[i];
        int lacks = block[c->target].exp10[row] == LSQ_NO_VALUE;
        count->missing[c->target] += lacks;
        first = lacks && first < 0 ? c->column : first;
    }
    count->tally.missing += first >= 0;
    count->tally.weightless += first < 0;
    if (first >= 0 && !count->tally.missing_line) {
        count->tally.missing_line = line;
        count->tally.missing_column = first;
    }
}

/* Rows from ... from + count - 1 of the block to `to` and onwards, which are free. */
static void move_rows(const tile *t, int64_t to, int64_t from, int64_t count) {
    for (int64_t j = 0; to < from && j < t->plain->plan->count; j++) {
        lsq_decimals *d = &t->block[j];
        for (int64_t i = 0; d->wide && i < count; i++)
            fmpz_swap(&d->value[to + i], &d->value[from + i]);
        if (!d->wide)
            memmove(&d->value[to], &d->value[from], (size_t)count * sizeof *d->value);
        memmove(&d->exp10[to], &d->exp10[from], (size_t)count * sizeof *d->exp10);
    }
}

/* Close up over the dropped rows and count them; return how many are left. */
static int64_t drop_rows(const tile *t, int64_t line, lsq_count *count) {
    int64_t left = 0, from = 0;
    for (int64_t i = 0; i <= t->rows; i++) {
        if (i % 64 == 0 && i + 64 <= t->rows && !t->dropped[i / 64])
            i += 63; /* none of 64 */
        if (i < t->rows && !is_bit(t->dropped, i))
            continue;
        if (i < t->rows)
            lsq_count_dropped(count, t->plain->plan, t->block, t->row + i, line + i);
        move_rows(t, t->row + left, t->row + from, i - from);
        left += i - from;
        from = i + 1;
    }
    return left;
}

/* How many of the next lines of the index, at most so many, have a field for each column; a blank
 * line, which may look like one field, has not. */
static int64_t regular_lines(const lsq_plain *p, int64_t most) {
    const lsq_index *x = &p->index;
    const uint32_t *last = x->lines + p->next, columns = (uint32_t)p->plan->columns;
    int64_t n = 0;
    most = most < x->count - p->next ? most : x->count - p->next;
    while (n < most && last[n] - last[n - 1] == columns)
        n++;
    for (int64_t i = 0; columns == 1 && i < n; i++)
        if (strchr("\r\n \t", x->text[lsq_index_start(x, p->next + i)]))
            n = i;
    return n;
}

/* A tile of the next lines of the index into the block; 0: the next line is not plain. */
static int64_t read_tile(lsq_plain *p, lsq_records *records, lsq_decimals *block, int64_t *row,
                         lsq_count *count) {
    tile t = {.plain = p, .block = block, .row = *row};
    t.rows = regular_lines(p, LSQ_BLOCK_ROWS - *row);
    for (int64_t i = 0; i < p->plan->count && t.rows; i++)
        read_column(&t, &p->plan->chosen[i]);
    if (!t.rows)
        return 0;
    int64_t used = drop_rows(&t, records->line, count);
    count->tally.blank = records->passed.blank; /* not those behind the last row */
    count->tally.read += t.rows;
    count->tally.used += used;
    p->next += t.rows;
    records->line += t.rows;
    records->begin = p->base + (size_t)lsq_index_start(&p->index, p->next);
    *row += used;
    return t.rows;
}

/* Let the line of the index be next with which the records go on; 0 if it is not there. */
static int find_line(lsq_plain *p, const lsq_records *records) {
    while (p->next < p->index.count &&
           p->base + (size_t)lsq_index_start(&p->index, p->next) < records->begin)
        p->next++;
    return p->next < p->index.count &&
           p->base + (size_t)lsq_index_start(&p->index, p->next) == records->begin;
}

/* How much of what is left the next index takes in: stretches of about one length, so that none
 * holds only a few lines. */
static int64_t next_stretch(const lsq_plain *p, int64_t left) {
    int64_t parts = (left + p->stretch / 2) / p->stretch;
    return parts > 1 ? left / parts : left;
}

/* The index from where the records go on; 0 if its first line is not plain. */
static int look_on(lsq_plain *p, const lsq_records *records) {
    const lsq_index *x = &p->index;
    int64_t left = (int64_t)records->whole - (int64_t)records->begin;
    int longer = left > 0;
    lsq_stopwatch_split(p->watch, LSQ_TIME_CONVERT);
    lsq_plain_forget(p);
    p->base = records->begin;
    while (longer && !x->count && lsq_index_reserve(&p->index, p->stretch + p->stretch / 2)) {
        int64_t length = next_stretch(p, left);
        lsq_index_lines(p->simd, &p->index, records->bytes + p->base, length,
                        records->split.delimiter, records->split.comment);
        longer = x->count < LSQ_STRETCH_ROWS && !x->irregular && length < left &&
                 p->stretch < LSQ_MAX_STRETCH;
        p->stretch *= longer ? 2 : 1;
    }
    lsq_stopwatch_split(p->watch, LSQ_TIME_SCAN);
    return x->count > 0;
}

void lsq_plain_rows(lsq_plain *p, lsq_records *records, lsq_decimals *block, int64_t *row,
                    lsq_count *count) {
    while (*row < LSQ_BLOCK_ROWS)
        if ((!find_line(p, records) && !look_on(p, records)) ||
            !read_tile(p, records, block, row, count))
            break;
}
