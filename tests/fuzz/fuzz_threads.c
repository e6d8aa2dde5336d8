/* fuzz_threads.c - any bytes as a CSV text, fitted by one thread and by several.
 *
 * The first three bytes choose the options, threads and the size of chunks, the rest is the text.
 * Status, message and its place, accounts, fingerprint and every byte of the report are those of
 * one thread with chunks of the usual size.  Starting threads is slow, so most inputs only change
 * the chunks.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

/* A wide table makes the exact solution slow, and shows nothing more. */
enum { MOST_BYTES = 400 };

typedef struct outcome {
    lsq_status status;
    lsq_error error;
    lsq_fit *fit;
} outcome;

static outcome run(const char *text, size_t size, const lsq_fit_options *o) {
    outcome out = {.status = LSQ_OK};
    out.status = lsq_fit_buffer(&out.fit, text, size, o, &out.error);
    REQUIRE((out.status == LSQ_OK) == (out.fit != NULL));
    return out;
}

static void check_place(const lsq_place *a, const lsq_place *b) {
    REQUIRE(a->line == b->line);
    REQUIRE(!a->line || strcmp(a->file, b->file) == 0);
    REQUIRE(!a->column == !b->column && (!a->column || strcmp(a->column, b->column) == 0));
}

static void check_accounts(const lsq_accounts *a, const lsq_accounts *b) {
    REQUIRE(a->read == b->read && a->used == b->used && a->missing == b->missing);
    REQUIRE(a->read == a->used + a->missing);
    REQUIRE(a->blank == b->blank && a->comments == b->comments && a->skipped == b->skipped);
    check_place(&a->first_missing, &b->first_missing);
    check_place(&a->first_blank, &b->first_blank);
}

static void check_reports(lsq_fit *a, lsq_fit *b) {
    static const lsq_format formats[] = {LSQ_FORMAT_TEXT, LSQ_FORMAT_JSON};
    for (size_t i = 0; i < 2; i++) {
        lsq_report_options o = {.struct_size = sizeof o, .format = formats[i]};
        char *one = NULL, *other = NULL;
        lsq_status status = lsq_report(a, &o, &one, NULL);
        REQUIRE(lsq_report(b, &o, &other, NULL) == status);
        REQUIRE(status || strcmp(one, other) == 0);
        lsq_text_free(one);
        lsq_text_free(other);
    }
}

static void check_same(const outcome *a, const outcome *b) {
    REQUIRE(a->status == b->status);
    if (a->status) {
        REQUIRE(strcmp(a->error.message, b->error.message) == 0);
        REQUIRE(a->error.line == b->error.line && a->error.column == b->error.column &&
                a->error.byte == b->error.byte);
        return;
    }
    REQUIRE(strcmp(lsq_fit_fingerprint(a->fit), lsq_fit_fingerprint(b->fit)) == 0);
    check_accounts(lsq_fit_accounts(a->fit), lsq_fit_accounts(b->fit));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char delimiters[] = {0, ',', ';', ' '};
    static const char thousands[] = {0, '\'', 0, 0};
    if (size < 3 || size > MOST_BYTES)
        return 0;
    lsq_fit_options o = {.struct_size = sizeof o,
                         .delimiter = delimiters[data[0] & 3],
                         .thousands = thousands[data[0] >> 2 & 3],
                         .no_header = data[0] >> 4 & 1,
                         .decimal = data[0] >> 5 & 1 ? ',' : 0,
                         .missing_is_error = data[0] >> 6 & 1,
                         .comment = data[0] >> 7 ? '#' : 0,
                         .skip = data[1] >> 6,
                         .threads = 1};
    const char *text = (const char *)data + 3;
    size -= 3;
    outcome want = run(text, size, &o);
    o.chunk = 1 + (data[1] & 63);
    o.threads = data[2] % 8 ? 1 : 2 + data[2] / 8 % 3;
    outcome got = run(text, size, &o);
    check_same(&got, &want);
    if (!want.status && data[2] % 4 == 0)
        check_reports(got.fit, want.fit);
    lsq_fit_free(got.fit);
    lsq_fit_free(want.fit);
    return 0;
}
