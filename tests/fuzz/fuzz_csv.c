/* fuzz_csv.c - any bytes as a CSV text.
 *
 * The first two bytes choose the options and the size of chunks, the rest is the text.  Rows read =
 * used + missing; the size of the pieces in which the bytes arrive and that of the chunks in which
 * they are read change nothing, messages included; the fast road and the strict one agree.
 *
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "data/table.h"
#include "data/strict.h"
#include "csv_options.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

typedef struct outcome {
    lsq_text text;
    lsq_tally accounts;
    int64_t *missing; /* of each column; room for `size` columns */
    lsq_error error;
    lsq_status status;
} outcome;

static outcome run(const char *bytes, size_t length, size_t step, const lsq_csv_options *o) {
    outcome out = {.missing = calloc(length + 1, sizeof *out.missing)};
    REQUIRE(out.missing);
    out.status =
        read_counting(bytes, length, step, o, &out.text, &out.accounts, out.missing, &out.error);
    REQUIRE(out.accounts.read == out.accounts.used + out.accounts.missing);
    REQUIRE(out.status == LSQ_OK || out.error.message[0]);
    return out;
}

static void clear(outcome *o) {
    lsq_text_clear(&o->text);
    free(o->missing);
}

static const char *text_of(const lsq_text *text) {
    return text->bytes ? text->bytes : "";
}

static int same_accounts(const lsq_tally *a, const lsq_tally *b) {
    return a->read == b->read && a->used == b->used && a->missing == b->missing &&
           a->blank == b->blank && a->comments == b->comments && a->blank_line == b->blank_line &&
           a->missing_line == b->missing_line && a->missing_column == b->missing_column;
}

/* Of a failure nothing but the failure counts. */
static void check_same(const outcome *a, const outcome *b, size_t size) {
    REQUIRE(a->status == b->status);
    if (a->status) {
        REQUIRE(strcmp(a->error.message, b->error.message) == 0);
        REQUIRE(a->error.line == b->error.line && a->error.column == b->error.column &&
                a->error.byte == b->error.byte);
        return;
    }
    REQUIRE(strcmp(text_of(&a->text), text_of(&b->text)) == 0);
    REQUIRE(same_accounts(&a->accounts, &b->accounts));
    REQUIRE(memcmp(a->missing, b->missing, size * sizeof *a->missing) == 0);
}

static void check_strict(const outcome *a, const char *bytes, size_t size,
                         const lsq_csv_options *o) {
    outcome strict = {.missing = calloc(size + 1, sizeof *strict.missing)};
    REQUIRE(strict.missing);
    strict.status = strict_read(bytes, size, o, &strict.text, &strict.accounts, strict.missing);
    check_same(a, &strict, size);
    clear(&strict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    lsq_csv_options o = csv_options_of(data[0]);
    o.skip = data[1] >> 6;
    const char *bytes = (const char *)data + 2;
    size -= 2;
    outcome a = run(bytes, size, SIZE_MAX, &o), b = run(bytes, size, 1, &o);
    check_same(&b, &a, size);
    clear(&b);
    o.chunk = 1 + (data[1] & 63);
    b = run(bytes, size, 1 + (data[1] & 7), &o);
    check_same(&b, &a, size);
    clear(&b);
    if (!a.status)
        check_strict(&a, bytes, size, &o);
    clear(&a);
    return 0;
}
