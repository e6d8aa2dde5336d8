/* fuzz_fields.c - any bytes to the twins that make integers of many fields at once.
 *
 * The first byte chooses mark, stride and what stands around; the rest are fields, ended by line
 * feeds.  Each twin must judge them as a reader that takes a byte at a time, and what they call a
 * number must be what the number grammar makes of it.
 *
 * SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "data/cells.h"
#include "data/chunks.h"
#include "data/fields.h"
#include "data/slow_field.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

enum { MOST = 1024 };

typedef struct converted {
    int64_t value[MOST];
    int32_t exp10[MOST];
    uint64_t unusual[MOST / 64];
} converted;

static void check_number(const lsq_cells *cells, const char *text, size_t length, int64_t value,
                         int32_t exp10) {
    fmpz_t want;
    int32_t want_exp10 = 0;
    fmpz_init(want);
    REQUIRE(lsq_cells_read(cells, text, length, want, &want_exp10) == LSQ_CELL_NUMBER);
    REQUIRE(fmpz_equal_si(want, value) && exp10 == want_exp10);
    fmpz_clear(want);
}

static void check_field(const lsq_cells *cells, const lsq_fields *f, int64_t i,
                        const converted *c) {
    uint32_t begin = f->before[i * f->before_stride] + 1, end = f->ends[i * f->ends_stride];
    const char *text = f->bytes + begin;
    int64_t value = 0;
    int32_t exp10 = 0;
    int usual = slow_field(text, end - begin, f->mark, &value, &exp10);
    REQUIRE(usual == !(c->unusual[i / 64] >> i % 64 & 1));
    if (usual) {
        REQUIRE(value == c->value[i] && exp10 == c->exp10[i]);
        check_number(cells, text, end - begin, value, exp10);
    }
}

static void check_fields(const lsq_fields *f) {
    static converted c;
    lsq_cells cells;
    REQUIRE(lsq_cells_init(&cells, f->mark, 0, NULL, NULL) == LSQ_OK);
    for (int level = LSQ_SIMD_PORTABLE; level <= (int)lsq_simd_here(); level++) {
        memset(&c, 0x55, sizeof c);
        lsq_fields_convert((lsq_simd)level, f, c.value, c.exp10, c.unusual);
        for (int64_t i = 0; i < f->count; i++)
            check_field(&cells, f, i, &c);
        for (int64_t i = f->count; i % 64; i++)
            REQUIRE(!(c.unusual[i / 64] >> i % 64 & 1));
    }
    lsq_cells_clear(&cells);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size)
        return 0;
    const int64_t stride = 1 + (data[0] >> 1 & 7);
    const char mark = data[0] & 1 ? ',' : '.', around = "0.-\0"[data[0] >> 4 & 3];
    char *memory = malloc(LSQ_FRONT + size + LSQ_SLACK), *bytes = memory + LSQ_FRONT;
    uint32_t edges[MOST + 1] = {UINT32_MAX}, ends[MOST];
    int64_t count = 0;
    REQUIRE(memory);
    memset(memory, around, LSQ_FRONT + size + LSQ_SLACK);
    memcpy(bytes, data + 1, size - 1);
    for (uint32_t i = 0; i + 1 < size && count < MOST; i++)
        if (bytes[i] == '\n') {
            edges[count + 1] = ends[count] = i;
            count++;
        }
    lsq_fields f = {bytes, edges, edges + 1, stride, stride, (count + stride - 1) / stride, mark};
    check_fields(&f);
    f.ends = ends;
    check_fields(&f);
    free(memory);
    return 0;
}
