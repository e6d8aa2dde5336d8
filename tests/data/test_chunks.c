/* test_chunks.c - a source cut into chunks, against a machine that walks the text byte by byte.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "data/chunks.h"
#include "data/csv.h"
#include "support/check.h"
#include "support/random.h"

/* A text in pieces of at most `step` bytes that breaks off behind byte `good`. */
typedef struct feed {
    const char *bytes;
    size_t length, step, good, at;
} feed;

static lsq_status read_feed(void *context, char *buffer, size_t size, size_t *got,
                            lsq_error *error) {
    feed *f = context;
    size_t left = (f->good < f->length ? f->good : f->length) - f->at;
    if (!left && f->good < f->length)
        return lsq_fail(error, LSQ_EIO, "broken at %zu", f->at);
    *got = size < f->step ? size : f->step;
    *got = *got < left ? *got : left;
    memcpy(buffer, f->bytes + f->at, *got);
    f->at += *got;
    return LSQ_OK;
}

static void open_feed(lsq_chunks *c, feed *f, int64_t size, char comment) {
    lsq_source *source = NULL;
    assert_int_equal(lsq_source_stream(&source, read_feed, f, "t.csv", NULL), LSQ_OK);
    lsq_chunks_init(c, source, size, comment);
}

/* ends[i] = 1 where a record or comment ends in front of byte i, as far as `n` bytes tell. */
static void mark_ends(unsigned char *ends, const char *text, size_t n, char comment) {
    int quoted = 0, in_comment = comment && n && text[0] == comment;
    memset(ends, 0, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '"' && !in_comment)
            quoted = !quoted;
        int line_end = text[i] == '\n' || (text[i] == '\r' && i + 1 < n && text[i + 1] != '\n');
        if (!line_end || quoted)
            continue;
        ends[i + 1] = 1;
        in_comment = comment && i + 1 < n && text[i + 1] == comment;
    }
}

/* The last end at or in front of `to` and behind `from`, 0 if there is none. */
static size_t last_before(const unsigned char *ends, size_t from, size_t to) {
    while (to > from && !ends[to])
        to--;
    return to > from ? to : 0;
}

static size_t next_behind(const unsigned char *ends, size_t from, size_t length) {
    do
        from++;
    while (from < length && !ends[from]);
    return from;
}

/* The chunk holds what it should of a text with these ends. */
static void check_chunk(const lsq_chunk *chunk, const unsigned char *ends, const feed *f,
                        size_t size) {
    static const char zeros[LSQ_SLACK];
    size_t from = (size_t)chunk->offset, to = from + chunk->length;
    assert_true(to <= f->length);
    assert_memory_equal(chunk->bytes, f->bytes + from, chunk->length);
    assert_memory_equal(chunk->bytes + chunk->length, zeros, LSQ_SLACK);
    assert_int_equal(chunk->cut, 0);
    if (to == f->length)
        return;
    assert_true(ends[to]);
    size_t most = f->good < f->length ? f->good : f->length;
    size_t reach = from + size < most ? from + size : most;
    size_t fits = last_before(ends, from, reach);
    if (fits && fits < reach) /* a CR as the last byte tells nothing */
        assert_int_equal(to, fits);
    else if (!fits)
        assert_true(chunk->length <= 2 * (next_behind(ends, from, f->length) + 1 - from));
}

/* Every chunk is as it should be, and all together are the text, or its whole records in front of
 * where the source fails. */
static void check_text_in_chunks(feed *f, size_t size, char comment, size_t look, size_t pass) {
    lsq_chunks c;
    lsq_chunk chunk = {0};
    lsq_error error = {0};
    unsigned char *ends = malloc(f->length + 2);
    int got = 1, told = 0;
    size_t bytes = pass, fails = f->good < f->length;
    assert_non_null(ends);
    mark_ends(ends, f->bytes, f->length, comment);
    open_feed(&c, f, (int64_t)size, comment);
    if (look)
        check_status(lsq_chunks_look(&c, look, &error), LSQ_OK, NULL);
    lsq_chunks_pass(&c, pass);
    for (int64_t index = 0; got; index += got) {
        assert_int_equal(told, 0);
        check_status(lsq_chunks_next(&c, &chunk, &got, &error), LSQ_OK, NULL);
        if (!got)
            break;
        assert_int_equal(chunk.index, index);
        assert_int_equal(chunk.offset, bytes);
        bytes += chunk.length;
        told = chunk.failed.status != LSQ_OK;
        if (chunk.length)
            check_chunk(&chunk, ends, f, size);
        else
            assert_true(told);
        if (told)
            break;
    }
    check_status(lsq_chunks_next(&c, &chunk, &got, &error), LSQ_OK, NULL);
    assert_int_equal(got, 0);
    assert_int_equal(told, fails);
    mark_ends(ends, f->bytes, f->good < f->length ? f->good : f->length, comment);
    size_t whole = last_before(ends, pass, f->good < f->length ? f->good : f->length);
    assert_int_equal(bytes, fails ? (whole ? whole : pass) : f->length);
    lsq_chunk_clear(&chunk);
    lsq_chunks_clear(&c);
    free(ends);
}

static const char *const nasty[] = {
    "",
    "\n",
    "\r",
    "a",
    "a,b\n1,2\n3,4\n",
    "a,b\r\n1,2\r\n3,4",
    "a,b\r1,2\r\r\n\n\r3,4\r",
    "a\n\"1\n\"\n\"\"\"\n\r\n\"\n2\n\"\r\"\r3\n",
    "\"a\r\n\",\"\"\"\"\n\"\n\"\"\n\",1\r\n\"\r\"\r\n",
    "#\"\na,b\n#\"\"\"\r\n1,\"#\n\"\n# \"\r1,\"\n#\"\n#\n",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n1\n22\n\n333333333333333333333333333\n4",
};

static void chunks_are_whole_records_and_together_the_text(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        size_t n = strlen(nasty[i]);
        for (size_t size = 1; size <= n + 2; size++)
            for (size_t step = 1; step < 90; step += 44)
                for (int comment = 0; comment < 2; comment++) {
                    feed f = {nasty[i], n, step, SIZE_MAX, 0};
                    check_text_in_chunks(&f, size, comment ? '#' : 0, 0, 0);
                }
    }
}

/* Where the first look has read more, as much or less than is passed over or a chunk holds. */
static void what_was_looked_at_comes_again_but_for_what_was_passed(void **state) {
    (void)state;
    const char *text = nasty[7];
    size_t n = strlen(text);
    unsigned char ends[64];
    mark_ends(ends, text, n, 0);
    for (size_t look = 1; look <= n + 1; look++)
        for (size_t pass = 0; pass <= look && pass <= n; pass++)
            for (size_t size = 1; size <= n + 1 && (!pass || ends[pass]); size++) {
                feed f = {text, n, 5, SIZE_MAX, 0};
                check_text_in_chunks(&f, size, 0, look, pass);
            }
}

static void fault_49_whole_records_come_before_the_failure_of_the_source(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        size_t n = strlen(nasty[i]);
        for (size_t good = 0; good < n; good++)
            for (size_t size = 1; size <= n + 2; size += 3)
                for (int comment = 0; comment < 2; comment++) {
                    feed f = {nasty[i], n, 7, good, 0};
                    check_text_in_chunks(&f, size, comment ? '#' : 0, good % 3 ? 0 : n, 0);
                }
    }
}

/* Records of quoted and plain fields, comments and blank lines with any line ends. */
static void put_random(lsq_text *text, uint64_t *seed) {
    static const char *const parts[] = {
        "1",    ",",       "\"\"",   "\"\n\"", "\"\"\"\r\"", "\"\r\n,\"", "#",     "\n",
        "\r\n", "\n#\"\n", "\r#,\r", "\r\r",   "22222222",   "\"#\n#\"",  "\n\"#", "\"\n"};
    enum { PARTS = sizeof parts / sizeof *parts - 2 }; /* the last two would leave a quote open */
    for (int64_t n = random_between(seed, 0, 30); n; n--)
        lsq_text_put(text, parts[random_between(seed, 0, PARTS - 1)]);
}

static void random_texts_are_cut_between_records(void **state) {
    (void)state;
    uint64_t seed = 5;
    for (int round = 0; round < 4000; round++) {
        lsq_text text = {0};
        lsq_text_put(&text, "");
        put_random(&text, &seed);
        size_t n = text.length;
        feed f = {text.bytes, n, (size_t)random_between(&seed, 1, 20), SIZE_MAX, 0};
        if (round % 3 == 0)
            f.good = (size_t)random_between(&seed, 0, (int64_t)n);
        check_text_in_chunks(&f, (size_t)random_between(&seed, 1, 40), round % 2 ? '#' : 0, 0, 0);
        lsq_text_clear(&text);
    }
}

/* Whatever an error in the quotes does to the cuts, no byte is lost. */
static void broken_quotes_lose_nothing(void **state) {
    (void)state;
    static const char *const broken[] = {"a\n1\"\n2\n3\"\n4\n5\"\n6\n", "\"\n\n\n", "\"a\"b\n\"\n",
                                         "#\"\n\"\n#\n\"#\n"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        for (int64_t size = 1; size < 24; size++)
            for (int comment = 0; comment < 2; comment++) {
                feed f = {broken[i], strlen(broken[i]), 3, SIZE_MAX, 0};
                lsq_chunks c;
                lsq_chunk chunk = {0};
                lsq_text all = {0};
                open_feed(&c, &f, size, comment ? '#' : 0);
                for (int got = 1; got;) {
                    assert_int_equal(lsq_chunks_next(&c, &chunk, &got, NULL), LSQ_OK);
                    if (got)
                        lsq_text_add(&all, chunk.bytes, chunk.length);
                }
                check_text(all.bytes, broken[i]);
                lsq_text_clear(&all);
                lsq_chunk_clear(&chunk);
                lsq_chunks_clear(&c);
            }
}

/* x for ever, and how much of it was read. */
static lsq_status endless(void *context, char *buffer, size_t size, size_t *got, lsq_error *error) {
    size_t *sum = context;
    (void)error;
    memset(buffer, 'x', size);
    *sum += size;
    *got = size;
    return LSQ_OK;
}

static void fault_36_a_record_beyond_the_limit_comes_cut(void **state) {
    (void)state;
    size_t sum = 0;
    lsq_chunks c;
    lsq_chunk chunk = {0};
    lsq_source *source = NULL;
    int got = 0;
    assert_int_equal(lsq_source_stream(&source, endless, &sum, NULL, NULL), LSQ_OK);
    lsq_chunks_init(&c, source, 0, 0);
    assert_int_equal(lsq_chunks_next(&c, &chunk, &got, NULL), LSQ_OK);
    assert_int_equal(got, 1);
    assert_int_equal(chunk.cut, 1);
    assert_true(chunk.length > LSQ_MAX_LINE);
    assert_true(sum <= (size_t)LSQ_MAX_LINE + LSQ_LOOK);
    lsq_chunk_clear(&chunk);
    lsq_chunks_clear(&c);
}

/* The buffer that a long record needed does not stay. */
static void memory_for_a_long_record_is_given_back(void **state) {
    (void)state;
    enum { LONG = 5 * LSQ_CHUNK, REST = 5 * LSQ_CHUNK };
    char *text = malloc(LONG + REST);
    assert_non_null(text);
    memset(text, 'x', LONG + REST);
    for (int i = LONG; i < LONG + REST; i += 100)
        text[i] = '\n';
    feed f = {text, LONG + REST, SIZE_MAX, SIZE_MAX, 0};
    lsq_chunks c;
    lsq_chunk chunk = {0};
    int got = 0;
    open_feed(&c, &f, 0, 0);
    assert_int_equal(lsq_chunks_next(&c, &chunk, &got, NULL), LSQ_OK);
    assert_true(chunk.capacity >= LONG);
    assert_int_equal(lsq_chunks_next(&c, &chunk, &got, NULL), LSQ_OK);
    assert_true(got && chunk.capacity <= 2 * LSQ_CHUNK);
    lsq_chunk_clear(&chunk);
    lsq_chunks_clear(&c);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_are_whole_records_and_together_the_text),
        cmocka_unit_test(what_was_looked_at_comes_again_but_for_what_was_passed),
        cmocka_unit_test(fault_49_whole_records_come_before_the_failure_of_the_source),
        cmocka_unit_test(random_texts_are_cut_between_records),
        cmocka_unit_test(broken_quotes_lose_nothing),
        cmocka_unit_test(fault_36_a_record_beyond_the_limit_comes_cut),
        cmocka_unit_test(memory_for_a_long_record_is_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
