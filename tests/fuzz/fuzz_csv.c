/* fuzz_csv.c - any bytes as a CSV text.
 *
 * The first byte chooses the options, the rest is the text.  Rows read = used + missing; the
 * size of the pieces in which the bytes arrive changes nothing, messages included; the fast road
 * and the strict one agree.
 *
 * SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "data/table.h"
#include "data/strict.h"

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

static const char *text_of(const lsq_text *text) {
    return text->bytes ? text->bytes : "";
}

static int same_accounts(const lsq_tally *a, const lsq_tally *b) {
    return a->read == b->read && a->used == b->used && a->missing == b->missing &&
           a->blank == b->blank && a->comments == b->comments && a->blank_line == b->blank_line &&
           a->missing_line == b->missing_line && a->missing_column == b->missing_column;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char delimiters[] = {0, ',', ';', ' '};
    static const char *const lists[] = {NULL, "-9,.", "", ",NA,1"};
    if (!size)
        return 0;
    lsq_csv_options o = {.delimiter = delimiters[data[0] & 3],
                         .missing = lists[data[0] >> 2 & 3],
                         .no_header = data[0] >> 4 & 1,
                         .decimal = data[0] >> 5 & 1 ? ',' : 0};
    const char *bytes = (const char *)data + 1;
    outcome a = run(bytes, size - 1, SIZE_MAX, &o), b = run(bytes, size - 1, 1, &o);
    REQUIRE(a.status == b.status && strcmp(text_of(&a.text), text_of(&b.text)) == 0);
    REQUIRE(same_accounts(&a.accounts, &b.accounts));
    REQUIRE(memcmp(a.missing, b.missing, size * sizeof *a.missing) == 0);
    if (a.status)
        REQUIRE(strcmp(a.error.message, b.error.message) == 0);
    if (!a.status) {
        lsq_text strict_text = {0};
        lsq_tally accounts;
        int64_t *missing = calloc(size, sizeof *missing);
        REQUIRE(missing);
        REQUIRE(strict_read(bytes, size - 1, &o, &strict_text, &accounts, missing) == LSQ_OK);
        REQUIRE(memcmp(a.missing, missing, size * sizeof *missing) == 0);
        free(missing);
        REQUIRE(strcmp(text_of(&a.text), text_of(&strict_text)) == 0);
        REQUIRE(same_accounts(&a.accounts, &accounts));
        lsq_text_clear(&strict_text);
    }
    lsq_text_clear(&a.text);
    lsq_text_clear(&b.text);
    free(a.missing);
    free(b.missing);
    return 0;
}
