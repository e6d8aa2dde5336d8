/* test_chunks.c - a source cut into chunks, against a machine that walks the text byte by byte.
 *
 * read(2) and pread(2) are replaced in this program by ones that break off on order.
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* preadv, memfd_create */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "base/workers.h"
#include "data/chunks.h"
#include "data/csv.h"
#include "support/check.h"
#include "support/random.h"

/* A text in pieces of at most `step` bytes that breaks off behind byte `good`. */
typedef struct feed {
    const char *bytes;
    size_t length, step, good, at;
    const char *path; /* of a file that holds it; NULL: it comes from a function */
} feed;

static feed *broken; /* whose file breaks off */

/* Up to `size` bytes of the file from byte `at` on. */
static ssize_t read_file(int fd, void *buffer, size_t size, off_t at) {
    const feed *f = broken && broken->good < broken->length ? broken : NULL;
    if (f && (size_t)at >= f->good) {
        errno = EIO;
        return -1;
    }
    if (f && size > f->good - (size_t)at)
        size = f->good - (size_t)at;
    if (f && size > f->step)
        size = f->step;
    struct iovec one = {buffer, size};
    return preadv(fd, &one, 1, at);
}

ssize_t pread(int fd, void *buffer, size_t size, off_t at) {
    return read_file(fd, buffer, size, at);
}

ssize_t read(int fd, void *buffer, size_t size) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t got = read_file(fd, buffer, size, at);
    return got < 0 || lseek(fd, at + got, SEEK_SET) < 0 ? -1 : got;
}

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

static char path[32]; /* of a file in memory */

static int make_path(void **state) {
    (void)state;
    int fd = memfd_create("t.csv", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return fd < 0 ? -1 : 0;
}

static void write_file(const char *bytes, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static void open_feed(lsq_chunks *c, feed *f, int64_t size, char comment) {
    lsq_source *source = NULL;
    f->at = 0;
    broken = f->path ? f : NULL;
    if (f->path) {
        write_file(f->bytes, f->length);
        check_status(lsq_source_open(&source, f->path, "t.csv", NULL), LSQ_OK, NULL);
    } else {
        check_status(lsq_source_stream(&source, read_feed, f, "t.csv", NULL), LSQ_OK, NULL);
    }
    lsq_chunks_init(c, source, size, comment);
}

static void close_feed(lsq_chunks *c, lsq_chunk *chunk) {
    broken = NULL;
    lsq_chunk_clear(chunk);
    lsq_chunks_clear(c);
}

/* The next chunk, for a reader who is alone. */
static int next(lsq_chunks *c, lsq_chunk *chunk) {
    lsq_error error = {0};
    int got = 0;
    check_status(lsq_chunks_claim(c, chunk, &error), LSQ_OK, NULL);
    check_status(lsq_chunks_take(c, chunk, &got, &error), LSQ_OK, NULL);
    return got;
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

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

/* The chunk holds what it should of a text with these ends, of which the pieces up to its own have
 * shown `seen` bytes. */
static void check_chunk(const lsq_chunk *chunk, const unsigned char *ends, const feed *f,
                        size_t seen) {
    static const char zeros[LSQ_SLACK];
    size_t from = (size_t)chunk->offset, to = from + chunk->length;
    assert_true(to <= seen);
    assert_memory_equal(chunk->bytes, f->bytes + from, chunk->length);
    assert_memory_equal(chunk->bytes + chunk->length, zeros, LSQ_SLACK);
    assert_true(chunk->bytes - chunk->buffer.bytes >= 0);
    assert_int_equal(chunk->cut, 0);
    if (to == f->length)
        return;
    if (seen && f->bytes[seen - 1] == '\r') /* tells nothing as the last byte */
        seen--;
    size_t end = last_before(ends, from, seen);
    assert_int_equal(to, end ? end : from);
}

/* Every chunk is as it should be, and all together are the text, or its whole records in front of
 * where the source fails. */
static void check_text_in_chunks(feed *f, size_t size, char comment, size_t look, size_t pass) {
    lsq_chunks c;
    lsq_chunk chunk = {0};
    lsq_error error = {0};
    unsigned char *ends = malloc(f->length + 2);
    int told = 0;
    size_t most = least(f->good, f->length), head = least(look, most), seen = pass, bytes = pass;
    assert_non_null(ends);
    mark_ends(ends, f->bytes, f->length, comment);
    open_feed(&c, f, (int64_t)size, comment);
    if (look)
        check_status(lsq_chunks_look(&c, look, &error), LSQ_OK, NULL);
    lsq_chunks_pass(&c, pass);
    for (int64_t index = 0; !told && next(&c, &chunk); index++) {
        seen = seen < head ? least(seen + size, head) : least(seen + size, most);
        assert_int_equal(chunk.index, index);
        assert_int_equal(chunk.offset, bytes);
        bytes += chunk.length;
        told = chunk.failed.status != LSQ_OK;
        check_chunk(&chunk, ends, f, seen);
    }
    assert_int_equal(next(&c, &chunk), 0);
    assert_int_equal(next(&c, &chunk), 0);
    assert_int_equal(told, f->good < f->length);
    mark_ends(ends, f->bytes, most, comment);
    size_t whole = last_before(ends, pass, most);
    assert_int_equal(bytes, !told ? f->length : whole ? whole : pass);
    close_feed(&c, &chunk);
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

/* From a function and from a file. */
static void check_both(feed f, size_t size, char comment, size_t look, size_t pass) {
    check_text_in_chunks(&f, size, comment, look, pass);
    f.path = path;
    check_text_in_chunks(&f, size, comment, look, pass);
}

static void chunks_are_whole_records_and_together_the_text(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        size_t n = strlen(nasty[i]);
        for (size_t size = 1; size <= n + 2; size++)
            for (size_t step = 1; step < 90; step += 44)
                for (int comment = 0; comment < 2; comment++) {
                    feed f = {.bytes = nasty[i], .length = n, .step = step, .good = SIZE_MAX};
                    check_both(f, size, comment ? '#' : 0, 0, 0);
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
                feed f = {.bytes = text, .length = n, .step = 5, .good = SIZE_MAX};
                check_both(f, size, 0, look, pass);
            }
}

static void fault_49_whole_records_come_before_the_failure_of_the_source(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        size_t n = strlen(nasty[i]);
        for (size_t good = 0; good < n; good++)
            for (size_t size = 1; size <= n + 2; size += 3)
                for (int comment = 0; comment < 2; comment++) {
                    feed f = {.bytes = nasty[i], .length = n, .step = 7, .good = good};
                    check_both(f, size, comment ? '#' : 0, good % 3 ? 0 : n, 0);
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
        feed f = {.bytes = text.bytes, .length = n, .good = SIZE_MAX};
        f.step = (size_t)random_between(&seed, 1, 20);
        f.path = round % 4 ? NULL : path;
        if (round % 3 == 0)
            f.good = (size_t)random_between(&seed, 0, (int64_t)n);
        check_text_in_chunks(&f, (size_t)random_between(&seed, 1, 40), round % 2 ? '#' : 0, 0, 0);
        lsq_text_clear(&text);
    }
}

/* Whatever an error in the quotes does to the cuts, no byte is lost. */
static void broken_quotes_lose_nothing(void **state) {
    (void)state;
    static const char *const texts[] = {"a\n1\"\n2\n3\"\n4\n5\"\n6\n", "\"\n\n\n", "\"a\"b\n\"\n",
                                        "#\"\n\"\n#\n\"#\n"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (int64_t size = 1; size < 24; size++)
            for (int comment = 0; comment < 2; comment++) {
                feed f = {.bytes = texts[i], .length = strlen(texts[i]), .step = 3};
                f.good = SIZE_MAX;
                lsq_chunks c;
                lsq_chunk chunk = {0};
                lsq_text all = {0};
                open_feed(&c, &f, size, comment ? '#' : 0);
                while (next(&c, &chunk))
                    lsq_text_add(&all, chunk.bytes, chunk.length);
                check_text(all.bytes, texts[i]);
                lsq_text_clear(&all);
                close_feed(&c, &chunk);
            }
}

/* ---- long records ---- */

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
    assert_int_equal(lsq_source_stream(&source, endless, &sum, NULL, NULL), LSQ_OK);
    lsq_chunks_init(&c, source, 0, 0);
    do
        assert_int_equal(next(&c, &chunk), 1);
    while (!chunk.length);
    assert_int_equal(chunk.cut, 1);
    assert_true(chunk.length > LSQ_MAX_LINE);
    assert_true(sum <= (size_t)LSQ_MAX_LINE + LSQ_CHUNK);
    close_feed(&c, &chunk);
}

/* The buffers that a long record needed do not stay. */
static void memory_for_a_long_record_is_given_back(void **state) {
    (void)state;
    enum { LONG = 20 * LSQ_CHUNK, REST = 5 * LSQ_CHUNK };
    char *text = malloc(LONG + REST);
    assert_non_null(text);
    memset(text, 'x', LONG + REST);
    for (int i = LONG; i < LONG + REST; i += 100)
        text[i] = '\n';
    feed f = {.bytes = text, .length = LONG + REST, .step = SIZE_MAX, .good = SIZE_MAX};
    lsq_chunks c;
    lsq_chunk chunk = {0};
    open_feed(&c, &f, 0, 0);
    do
        assert_int_equal(next(&c, &chunk), 1);
    while (!chunk.length);
    assert_true(chunk.length > LONG && chunk.buffer.capacity >= LONG);
    assert_memory_equal(chunk.bytes, text, chunk.length);
    assert_int_equal(next(&c, &chunk), 1);
    assert_true(chunk.length > LSQ_CHUNK - 200);
    assert_true(chunk.buffer.capacity <= 2 * LSQ_CHUNK && c.tail.capacity <= 2 * LSQ_CHUNK);
    close_feed(&c, &chunk);
    free(text);
}

/* ---- several hands ---- */

/* What several threads took of one text. */
typedef struct hands {
    lsq_chunks c;
    pthread_mutex_t claiming;
    char *all; /* the text put together again */
    int64_t length[3], chunks[3], told[3];
} hands;

static void take_all(void *context, int hand) {
    hands *h = context;
    lsq_chunk chunk = {0};
    for (int got = 1; got;) {
        pthread_mutex_lock(&h->claiming);
        lsq_status status = lsq_chunks_claim(&h->c, &chunk, NULL);
        pthread_mutex_unlock(&h->claiming);
        if (!status)
            status = lsq_chunks_take(&h->c, &chunk, &got, NULL);
        if (status || !got)
            break;
        if (chunk.length)
            memcpy(h->all + chunk.offset, chunk.bytes, chunk.length);
        h->length[hand] += (int64_t)chunk.length;
        h->chunks[hand]++;
        h->told[hand] += chunk.failed.status == LSQ_EIO;
    }
    lsq_chunk_clear(&chunk);
}

/* Three threads get the first `whole` bytes of the text, each once. */
static void check_hands(feed *f, int64_t size, char comment, size_t whole) {
    hands h = {.claiming = PTHREAD_MUTEX_INITIALIZER, .all = calloc(f->length + 1, 1)};
    lsq_chunk none = {0};
    assert_non_null(h.all);
    open_feed(&h.c, f, size, comment);
    lsq_workers_run(3, take_all, &h);
    assert_int_equal(h.length[0] + h.length[1] + h.length[2], whole);
    assert_int_equal(h.chunks[0] + h.chunks[1] + h.chunks[2], h.c.next);
    assert_int_equal(h.told[0] + h.told[1] + h.told[2], f->good < f->length);
    assert_memory_equal(h.all, f->bytes, whole);
    close_feed(&h.c, &none);
    free(h.all);
}

static void several_hands_together_get_the_text_once(void **state) {
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 300; round++) {
        lsq_text text = {0};
        lsq_text_put(&text, "");
        for (int i = 0; i < 20; i++)
            put_random(&text, &seed);
        size_t n = text.length, whole = n;
        char comment = round % 2 ? '#' : 0;
        feed f = {.bytes = text.bytes, .length = n, .step = 50, .good = SIZE_MAX};
        f.path = round % 4 < 2 ? path : NULL;
        if (round % 3 == 0) {
            unsigned char *ends = malloc(n + 2);
            assert_non_null(ends);
            f.good = (size_t)random_between(&seed, 0, (int64_t)n);
            mark_ends(ends, f.bytes, f.good, comment);
            whole = f.good < n ? last_before(ends, 0, f.good) : n;
            free(ends);
        }
        check_hands(&f, random_between(&seed, 1, 300), comment, whole);
        lsq_text_clear(&text);
    }
}

typedef struct taker {
    lsq_chunks *c;
    lsq_chunk chunk;
    int got;
} taker;

static void *take_one(void *context) {
    taker *t = context;
    if (lsq_chunks_take(t->c, &t->chunk, &t->got, NULL))
        t->got = -1;
    return NULL;
}

static void who_claimed_later_waits_for_the_tail(void **state) {
    (void)state;
    static const char text[] = "1,2\n3,4\n5,\"\n\"\n";
    for (int in_file = 0; in_file < 2; in_file++) {
        feed f = {.bytes = text, .length = strlen(text), .step = 50, .good = SIZE_MAX};
        f.path = in_file ? path : NULL;
        lsq_chunks c;
        taker first = {.c = &c}, second = {.c = &c};
        pthread_t thread;
        open_feed(&c, &f, 6, 0);
        check_status(lsq_chunks_claim(&c, &first.chunk, NULL), LSQ_OK, NULL);
        check_status(lsq_chunks_claim(&c, &second.chunk, NULL), LSQ_OK, NULL);
        assert_int_equal(pthread_create(&thread, NULL, take_one, &second), 0);
        struct timespec pause = {0, 5000000};
        nanosleep(&pause, NULL);
        take_one(&first);
        pthread_join(thread, NULL);
        assert_int_equal(first.got, 1);
        assert_int_equal(second.got, 1);
        assert_int_equal(first.chunk.length, 4);
        assert_int_equal(second.chunk.length, 4);
        assert_memory_equal(second.chunk.bytes, "3,4\n", 4);
        lsq_chunk_clear(&first.chunk);
        close_feed(&c, &second.chunk);
    }
}

/* The file would go on: bytes are missing all the same. */
static void a_failure_under_the_look_is_told_and_final(void **state) {
    (void)state;
    feed f = {.bytes = "1\n2\n3\n", .length = 6, .step = 50, .path = path};
    lsq_chunks c;
    lsq_chunk chunk = {0};
    open_feed(&c, &f, 2, 0);
    check_status(lsq_chunks_look(&c, 4, NULL), LSQ_OK, NULL);
    broken = NULL;
    assert_int_equal(next(&c, &chunk), 1);
    assert_int_equal(chunk.length, 0);
    check_status(chunk.failed.status, LSQ_EIO, NULL);
    assert_int_equal(next(&c, &chunk), 0);
    close_feed(&c, &chunk);
}

/* It ends where it ends now; that it changed is for lsq_source_check to see. */
static void fault_42_of_a_file_that_is_cut_meanwhile_the_rest_is_taken(void **state) {
    (void)state;
    char text[400];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 4 == 3 ? '\n' : '1';
    for (size_t now = 100; now < sizeof text; now += 33) {
        feed f = {.bytes = text, .length = sizeof text, .step = 64, .good = SIZE_MAX};
        f.path = path;
        lsq_chunks c;
        lsq_chunk chunk = {0};
        size_t sum = 0;
        open_feed(&c, &f, 90, 0);
        assert_int_equal(next(&c, &chunk), 1);
        sum += chunk.length;
        assert_int_equal(truncate(path, (off_t)now), 0);
        while (next(&c, &chunk)) {
            assert_memory_equal(chunk.bytes, text + sum, chunk.length);
            sum += chunk.length;
        }
        assert_int_equal(sum, now);
        check_status(lsq_source_check(c.source, NULL), LSQ_EIO, NULL);
        close_feed(&c, &chunk);
    }
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
        cmocka_unit_test(several_hands_together_get_the_text_once),
        cmocka_unit_test(who_claimed_later_waits_for_the_tail),
        cmocka_unit_test(a_failure_under_the_look_is_told_and_final),
        cmocka_unit_test(fault_42_of_a_file_that_is_cut_meanwhile_the_rest_is_taken),
    };
    return cmocka_run_group_tests(tests, make_path, NULL);
}
