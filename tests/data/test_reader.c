/* test_reader.c - the rows of a table, by one reader or by several at once.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>
#include <unistd.h>

#include "base/error.h"
#include "data/chunks.h"
#include "support/check.h"
#include "table.h"
#include "nasty.h"

/* All there is to know of a table that was read. */
typedef struct outcome {
    lsq_text rows; /* sorted where there were several readers */
    lsq_tally tally;
    int64_t missing[2], bytes;
    lsq_status status;
    lsq_error error;
} outcome;

/* One of the readers: its rows, in a thread of its own. */
typedef struct hand {
    lsq_csv *csv;
    lsq_text rows;
    pthread_t thread;
    pthread_barrier_t *start;
    lsq_error error;
} hand;

static void *read_rows(void *context) {
    hand *h = context;
    lsq_reader *reader = NULL;
    lsq_decimals block[2];
    int64_t rows = 0;
    pthread_barrier_wait(h->start);
    lsq_status status = lsq_reader_new(&reader, h->csv, NULL, &h->error);
    for (int j = 0; j < 2; j++)
        lsq_decimals_init(&block[j], NULL);
    do {
        rows = 0;
        if (!status)
            status = lsq_reader_fill(reader, block, &rows, &h->error);
        show_block(&h->rows, block, 2, rows);
    } while (!status && rows);
    lsq_reader_free(reader);
    for (int j = 0; j < 2; j++)
        lsq_decimals_clear(&block[j]);
    lsq_thread_end();
    return NULL;
}

static int by_line(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Append the lines of the text, sorted. */
static void put_sorted(lsq_text *out, const lsq_text *text) {
    char *copy = strdup(text->bytes ? text->bytes : ""), **line, *next = copy;
    size_t count = 0;
    assert_non_null(copy);
    line = calloc(text->length + 1, sizeof *line);
    assert_non_null(line);
    for (char *end; (end = strchr(next, '\n')); next = end + 1) {
        *end = '\0';
        line[count++] = next;
    }
    qsort(line, count, sizeof *line, by_line);
    for (size_t i = 0; i < count; i++)
        lsq_text_format(out, "%s\n", line[i]);
    free(line);
    free(copy);
}

/* Columns 1 and 0, by `readers` in as many threads; 0: one, in this thread and in order. */
static outcome read_csv(lsq_csv *csv, int readers) {
    enum { MOST = 100 };
    static const int64_t columns[] = {1, 0};
    outcome o = {.status = LSQ_OK};
    assert_int_equal(lsq_csv_select(csv, columns, 2, NULL), LSQ_OK);
    int count = readers ? readers : 1;
    hand hands[MOST] = {{.csv = NULL}};
    pthread_barrier_t start;
    pthread_barrier_init(&start, NULL, (unsigned)count);
    for (int i = 0; i < count; i++)
        hands[i] = (hand){.csv = csv, .start = &start};
    for (int i = 1; i < count; i++)
        assert_int_equal(pthread_create(&hands[i].thread, NULL, read_rows, &hands[i]), 0);
    read_rows(&hands[0]);
    for (int i = 1; i < count; i++)
        pthread_join(hands[i].thread, NULL);
    pthread_barrier_destroy(&start);
    o.status = lsq_csv_finish(csv, &o.error);
    o.tally = *lsq_csv_tally(csv);
    o.bytes = lsq_csv_bytes(csv);
    memcpy(o.missing, lsq_csv_missing(csv), sizeof o.missing);
    lsq_text all = {0};
    for (int i = 0; i < count; i++) {
        if (hands[i].error.status) /* one may have been at the end before */
            check_text(hands[i].error.message, o.error.message);
        lsq_text_add(&all, hands[i].rows.bytes ? hands[i].rows.bytes : "", hands[i].rows.length);
        lsq_text_clear(&hands[i].rows);
    }
    if (readers)
        put_sorted(&o.rows, &all);
    else
        lsq_text_add(&o.rows, all.bytes ? all.bytes : "", all.length);
    lsq_text_clear(&all);
    lsq_csv_free(csv);
    return o;
}

static outcome read_all(const char *text, size_t length, int64_t chunk, int readers) {
    pieces p = {text, length, 11};
    lsq_csv *csv = NULL;
    lsq_csv_options options = {.comment = '#', .delimiter = ',', .chunk = chunk};
    outcome o = {.status = LSQ_OK};
    o.status = open_pieces(&csv, &p, &options, &o.error);
    return o.status ? o : read_csv(csv, readers);
}

/* The same from a file, which several may read at once. */
static outcome read_file(const char *path, int64_t chunk, int readers) {
    lsq_source *source = NULL;
    lsq_csv *csv = NULL;
    lsq_csv_options options = {.comment = '#', .delimiter = ',', .chunk = chunk};
    outcome o = {.status = LSQ_OK};
    assert_int_equal(lsq_source_open(&source, path, "t.csv", NULL), LSQ_OK);
    o.status = lsq_csv_open(&csv, source, &options, &o.error);
    return o.status ? o : read_csv(csv, readers);
}

static void clear(outcome *o) {
    lsq_text_clear(&o->rows);
}

/* got is what `want` is, in any order; of a failure nothing but the failure counts. */
static void check_outcome(const outcome *got, const outcome *want) {
    check_status(got->status, want->status, got->status ? &got->error : NULL);
    check_text(got->error.message, want->error.message);
    assert_int_equal(got->error.line, want->error.line);
    assert_int_equal(got->error.column, want->error.column);
    assert_int_equal(got->error.byte, want->error.byte);
    if (got->status)
        return;
    check_text(got->rows.bytes, want->rows.bytes);
    assert_memory_equal(&got->tally, &want->tally, sizeof got->tally);
    assert_memory_equal(got->missing, want->missing, sizeof got->missing);
    assert_int_equal(got->bytes, want->bytes);
}

static void the_size_of_chunks_changes_nothing(void **state) {
    (void)state;
    for (int i = 0; i < NASTY_TEXTS; i++) {
        const nasty_text *t = &nasty_texts[i];
        outcome want = read_all(t->text, t->length, 0, 0);
        assert_int_equal(want.status != LSQ_OK, t->fails != NULL);
        if (t->fails)
            check_contains(want.error.message, t->fails);
        else
            assert_true(want.tally.used >= 3);
        for (int64_t chunk = 1; chunk <= (int64_t)t->length + 2; chunk++) {
            outcome got = read_all(t->text, t->length, chunk, 0);
            check_outcome(&got, &want);
            clear(&got);
        }
        clear(&want);
    }
}

static void several_readers_get_each_row_once_and_the_same_failure(void **state) {
    (void)state;
    for (int i = 0; i < NASTY_TEXTS; i++) {
        const nasty_text *t = &nasty_texts[i];
        outcome want = read_all(t->text, t->length, 0, 1);
        for (int64_t chunk = 1; chunk <= (int64_t)t->length + 2; chunk += 3)
            for (int readers = 2; readers < 6; readers++) {
                outcome got = read_all(t->text, t->length, chunk, readers);
                check_outcome(&got, &want);
                clear(&got);
            }
        clear(&want);
    }
}

/* More than the ledger has pages and a block has rows; quotes, missing values and blank lines among
 * them.  The accounts are counted here. */
static void long_texts_are_shared(void **state) {
    (void)state;
    enum { ROWS = 20000 };
    lsq_text text = {0}, rows = {0}, want = {0};
    lsq_tally tally = {0};
    lsq_text_put(&text, "x,y\n");
    for (int i = 0, line = 2; i < ROWS; i++, line++) {
        if (i % 997 == 99) {
            tally.blank_line = tally.blank_line ? tally.blank_line : line;
            lsq_text_put(&text, "\n# \"\n");
            tally.blank++;
            tally.comments++;
            line += 2;
        }
        if (i % 101 == 7) {
            tally.missing_line = tally.missing_line ? tally.missing_line : line;
            lsq_text_format(&text, "NA,%d\n", i);
            tally.missing++;
            continue;
        }
        lsq_text_format(&text, i % 89 ? "%d,%d\n" : "\"%d\",\"%d\"\r\n", i, -i);
        lsq_text_format(&rows, "%de0 %de0\n", -i, i);
    }
    put_sorted(&want, &rows);
    for (int readers = 0; readers < 5; readers++)
        for (int64_t chunk = 200; chunk < 1000000; chunk *= 17) {
            outcome got = read_all(text.bytes, text.length, chunk, readers);
            assert_int_equal(got.status, LSQ_OK);
            assert_string_equal(got.rows.bytes, readers ? want.bytes : rows.bytes);
            assert_int_equal(got.tally.read, ROWS);
            assert_int_equal(got.tally.used, ROWS - tally.missing);
            assert_int_equal(got.tally.missing, tally.missing);
            assert_int_equal(got.tally.missing_line, tally.missing_line);
            assert_int_equal(got.tally.missing_column, 0);
            assert_int_equal(got.tally.blank, tally.blank);
            assert_int_equal(got.tally.blank_line, tally.blank_line);
            assert_int_equal(got.tally.comments, tally.comments);
            assert_int_equal(got.missing[0], 0);
            assert_int_equal(got.missing[1], tally.missing);
            assert_int_equal(got.bytes, text.length);
            clear(&got);
        }
    lsq_text_clear(&text);
    lsq_text_clear(&rows);
    lsq_text_clear(&want);
}

/* Longer than what is looked at; there are two mistakes, or none. */
static void put_file_text(lsq_text *text, int mistake) {
    enum { ROWS = 40000 };
    lsq_text_put(text, "x,y\n");
    for (int i = 0; i < ROWS; i++)
        if (mistake && (i == mistake || i == mistake + 999))
            lsq_text_format(text, "1,x%d\n", i);
        else if (i % 997 == 99)
            lsq_text_put(text, "\n# \"\n\"12\",\"\"\r\n");
        else
            lsq_text_format(text, "%d,%d\n", i, i % 91);
}

static void a_file_read_at_once_is_the_text_read_in_turn(void **state) {
    (void)state;
    static const int mistakes[] = {0, 100, 27000, 31000, 38000};
    static const int64_t chunks[] = {700, 20000, 0};
    char path[] = "/tmp/lsq-reader-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        lsq_text text = {0};
        put_file_text(&text, mistakes[i]);
        assert_int_equal(ftruncate(fd, 0), 0);
        assert_int_equal(pwrite(fd, text.bytes, text.length, 0), text.length);
        assert_true(text.length > LSQ_LOOK + 65536);
        for (int readers = 0; readers < 5; readers += 1 + readers) {
            outcome want = read_all(text.bytes, text.length, 0, readers);
            assert_int_equal(want.status, mistakes[i] ? LSQ_EDATA : LSQ_OK);
            for (size_t k = 0; k < sizeof chunks / sizeof *chunks; k++) {
                outcome got = read_file(path, chunks[k], readers);
                check_outcome(&got, &want);
                clear(&got);
            }
            clear(&want);
        }
        lsq_text_clear(&text);
    }
    close(fd);
    unlink(path);
}

/* Also by more readers than the ledger has pages, most of whom claim what is no more. */
static void fault_42_a_file_cut_while_several_read_is_refused(void **state) {
    (void)state;
    char path[] = "/tmp/lsq-reader-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    lsq_text text = {0};
    put_file_text(&text, 0);
    const char *end = strchr(text.bytes + LSQ_LOOK + 40000, '\n');
    for (int readers = 1; readers < 100; readers *= 9)
        for (int64_t chunk = 300; chunk < 3000; chunk *= 9) {
            lsq_source *source = NULL;
            lsq_csv *csv = NULL;
            lsq_csv_options options = {.comment = '#', .delimiter = ',', .chunk = chunk};
            assert_int_equal(pwrite(fd, text.bytes, text.length, 0), text.length);
            assert_int_equal(lsq_source_open(&source, path, "t.csv", NULL), LSQ_OK);
            assert_int_equal(lsq_csv_open(&csv, source, &options, NULL), LSQ_OK);
            assert_int_equal(ftruncate(fd, end + 1 - text.bytes), 0);
            outcome got = read_csv(csv, readers);
            check_status(got.status, LSQ_EIO, &got.error);
            check_contains(got.error.message, "the file changed while it was read");
            clear(&got);
        }
    lsq_text_clear(&text);
    close(fd);
    unlink(path);
}

static void a_missing_value_is_an_error_where_it_is_asked_for(void **state) {
    (void)state;
    static const char *const texts[] = {"x,y\n1,2\n\n3,NA\n", "x,y\n1,2\n\n3,\"NA\"\n"};
    const int64_t column = 1;
    for (int i = 0; i < 2; i++)
        for (int64_t chunk = 0; chunk < 20; chunk++) {
            lsq_text out = {0};
            lsq_error error = {0};
            lsq_csv_options o = {.missing_is_error = 1, .chunk = chunk};
            check_status(
                read_pieces(texts[i], strlen(texts[i]), 3, &o, &column, 1, &out, NULL, &error),
                LSQ_EDATA, &error);
            check_contains(error.message, "t.csv:4:3: ");
            check_contains(error.message, "column y");
            lsq_text_clear(&out);
            o.missing_is_error = 0;
            check_status(
                read_pieces(texts[i], strlen(texts[i]), 3, &o, &column, 1, &out, NULL, &error),
                LSQ_OK, NULL);
            lsq_text_clear(&out);
            const int64_t other = 0; /* a column that is not chosen may lack anything */
            o.missing_is_error = 1;
            check_status(
                read_pieces(texts[i], strlen(texts[i]), 3, &o, &other, 1, &out, NULL, &error),
                LSQ_OK, NULL);
            check_text(out.bytes, "1e0\n3e0\n");
            lsq_text_clear(&out);
        }
}

/* A text that breaks off. */
typedef struct cut_text {
    pieces p;
    int64_t reads_after;
} cut_text;

static lsq_status next_of_cut(void *context, char *buffer, size_t size, size_t *got,
                              lsq_error *error) {
    cut_text *t = context;
    if (t->p.left)
        return next_piece(&t->p, buffer, size, got, error);
    t->reads_after++;
    return lsq_fail(error, LSQ_EIO, "the disk is gone");
}

static void fault_49_rows_come_before_the_failure_of_the_source(void **state) {
    (void)state;
    const char *text = "x,y\n1,2\n2,5\n3,4\n4,11\n5,x\n";
    const int64_t column = 1;
    for (size_t good = 0; good <= strlen(text); good++)
        for (int64_t chunk = 1; chunk < 30; chunk += 4) {
            cut_text t = {{text, good, 3}, 0};
            lsq_source *source = NULL;
            lsq_csv *csv = NULL;
            lsq_error error = {0};
            lsq_text out = {0};
            lsq_csv_options o = {.chunk = chunk};
            assert_int_equal(lsq_source_stream(&source, next_of_cut, &t, "t.csv", NULL), LSQ_OK);
            lsq_status status = lsq_csv_open(&csv, source, &o, &error);
            if (!status)
                status = read_table(csv, &column, 1, &out, NULL, NULL, &error);
            if (good == strlen(text)) {
                check_status(status, LSQ_EDATA, &error);
                check_contains(error.message, "t.csv:6:3: 'x' is not");
            } else {
                check_status(status, LSQ_EIO, &error);
                check_text(error.message, "the disk is gone");
            }
            assert_int_equal(t.reads_after, 1);
            lsq_text_clear(&out);
        }
}

/* Whoever goes in the middle of a chunk takes its rows along: nobody may take the rest for all. */
static void a_reader_that_goes_early_stops_the_others(void **state) {
    (void)state;
    lsq_text text = {0};
    lsq_text_put(&text, "x,y\n");
    for (int i = 0; i < 3 * LSQ_BLOCK_ROWS; i++)
        lsq_text_format(&text, "%d,%d\n", i, i);
    pieces p = {text.bytes, text.length, SIZE_MAX};
    lsq_csv *csv = NULL;
    lsq_reader *one = NULL, *other = NULL;
    lsq_decimals block;
    int64_t rows = 0;
    const int64_t column = 1;
    assert_int_equal(lsq_decimals_init(&block, NULL), LSQ_OK);
    assert_int_equal(open_pieces(&csv, &p, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_csv_select(csv, &column, 1, NULL), LSQ_OK);
    assert_int_equal(lsq_reader_new(&one, csv, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_reader_new(&other, csv, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_reader_fill(one, &block, &rows, NULL), LSQ_OK);
    assert_int_equal(rows, LSQ_BLOCK_ROWS);
    lsq_reader_free(one);
    rows = 0;
    assert_int_equal(lsq_reader_fill(other, &block, &rows, NULL), LSQ_OK);
    assert_int_equal(rows, 0);
    lsq_reader_free(other);
    assert_int_equal(lsq_csv_finish(csv, NULL), LSQ_OK); /* whoever stopped it knows why */
    lsq_csv_free(csv);
    lsq_decimals_clear(&block);
    lsq_text_clear(&text);
}

/* How the reading went on. */
typedef struct steps {
    int64_t calls, bytes, rows;
} steps;

static void step(void *context, int64_t bytes, int64_t rows) {
    steps *s = context;
    assert_true(bytes >= s->bytes && rows >= s->rows);
    *s = (steps){s->calls + 1, bytes, rows};
}

static void progress_is_told_with_each_chunk(void **state) {
    (void)state;
    const char *text = "x,y\n1,2\n2,5\n3,4\n4,11\n";
    steps s = {0, 0, 0};
    lsq_text out = {0};
    lsq_csv_options o = {.chunk = 4, .progress = step, .progress_context = &s};
    assert_int_equal(read_pieces(text, strlen(text), 5, &o, NULL, 0, &out, NULL, NULL), LSQ_OK);
    assert_true(s.calls >= 4);
    assert_int_equal(s.bytes, strlen(text));
    assert_int_equal(s.rows, 4);
    lsq_text_clear(&out);
}

static void fault_47_a_file_that_changes_meanwhile_is_refused(void **state) {
    (void)state;
    char path[] = "/tmp/lsq-reader-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "x,y\n1,2\n", 8), 8);
    lsq_source *source = NULL;
    lsq_csv *csv = NULL;
    lsq_error error;
    assert_int_equal(lsq_source_open(&source, path, "t.csv", NULL), LSQ_OK);
    assert_int_equal(lsq_csv_open(&csv, source, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_csv_finish(csv, NULL), LSQ_OK);
    assert_int_equal(write(fd, "3,4\n", 4), 4);
    check_status(lsq_csv_finish(csv, &error), LSQ_EIO, &error);
    check_contains(error.message, "t.csv: the file changed while it was read");
    lsq_csv_free(csv);
    close(fd);
    unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_size_of_chunks_changes_nothing),
        cmocka_unit_test(several_readers_get_each_row_once_and_the_same_failure),
        cmocka_unit_test(long_texts_are_shared),
        cmocka_unit_test(a_file_read_at_once_is_the_text_read_in_turn),
        cmocka_unit_test(fault_42_a_file_cut_while_several_read_is_refused),
        cmocka_unit_test(a_missing_value_is_an_error_where_it_is_asked_for),
        cmocka_unit_test(fault_49_rows_come_before_the_failure_of_the_source),
        cmocka_unit_test(a_reader_that_goes_early_stops_the_others),
        cmocka_unit_test(progress_is_told_with_each_chunk),
        cmocka_unit_test(fault_47_a_file_that_changes_meanwhile_is_refused),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
