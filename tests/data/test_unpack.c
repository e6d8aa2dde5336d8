/* test_unpack.c - what holds for every packed format; each has a test of its own besides.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "data/packed.h"
#include "data/packers.h"
#include "data/unpack.h"
#include "support/random.h"

static const char *const names[PACKERS] = {"gzip", "zstd", "xz", "bzip2"};

static bytes pack(int i, bytes text) {
    return packers[i](text.at, text.length);
}

/* Rows of numbers that hardly repeat: they pack into 45 to 60 per cent. */
static bytes many_rows(size_t length, uint64_t seed) {
    bytes text = {malloc(length + 64), 0};
    assert_non_null(text.at);
    while (text.length < length)
        text.length += (size_t)sprintf(text.at + text.length, "%.10f,%.10f\n", random_double(&seed),
                                       random_double(&seed));
    text.length = length;
    return text;
}

static void what_is_not_packed_stays_as_it_is(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "x",
                                        "x,y\n1,2\n",
                                        "fifteen,byte,1\n",
                                        "sixteen,bytes,1\n",
                                        "\x1F",
                                        "\x1F\x8B",
                                        "\x28\xB5\x2F",
                                        "\xFD\x37zXZ",
                                        "seventeen,bytes,\n",
                                        "BZh9\n",
                                        "PK\x03\x04",
                                        "\x1F\x8B\x09 is no gzip",
                                        "\x60\x2A\x4D\x18 is no zstd frame"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bytes text = copy(texts[i], strlen(texts[i]));
        holds(text, text);
        free(text.at);
    }
    bytes text = many_rows(300000, 1);
    holds(text, text);
    free(text.at);
}

static void a_plain_source_is_not_replaced(void **state) {
    (void)state;
    lsq_source *source = NULL, *before;
    assert_int_equal(lsq_source_memory(&source, "x,y\n", 4, NULL, NULL), LSQ_OK);
    before = source;
    assert_int_equal(lsq_source_unpack(&source, NULL), LSQ_OK);
    assert_ptr_equal(source, before);
    lsq_source_free(source);
}

/* 64 KiB of packed bytes and 256 KiB of text are what unpack.c holds at once. */
static void large_files_come_out_whole(void **state) {
    (void)state;
    static const size_t lengths[] = {65535, 65536, 65537, 262143, 262144, 262145, 600000};
    for (int k = 0; k < PACKERS; k++)
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
            bytes text = many_rows(lengths[i], i), packed = pack(k, text);
            holds(packed, text);
            packed.length -= 1;
            char words[64];
            snprintf(words, sizeof words, "data end in the middle, at byte %zu:", packed.length);
            fails(packed, LSQ_EDATA, words, -1);
            free(packed.at);
            free(text.at);
        }
}

static void members_of_any_length_may_follow_one_another(void **state) {
    (void)state;
    for (int k = 0; k < PACKERS; k++) {
        uint64_t seed = 7;
        bytes text = copy("", 0), packed = copy("", 0);
        for (uint64_t i = 0; i < 60; i++) {
            size_t length = i % 5 ? (size_t)random_between(&seed, 0, 20000) : i / 5;
            bytes piece = many_rows(length, i);
            packed = join(packed, pack(k, piece));
            text = join(text, piece);
        }
        holds(packed, text);
        free(packed.at);
        free(text.at);
    }
}

/* Their marks come to lie across the end of the buffer. */
static void empty_members_may_be_many(void **state) {
    (void)state;
    bytes text = rows();
    for (int k = 0; k < PACKERS; k++) {
        bytes packed = pack(k, text), none = pack(k, (bytes){"", 0});
        bytes many = {malloc(10000 * none.length), 10000 * none.length};
        assert_non_null(many.at);
        for (size_t i = 0; i < 10000; i++)
            memcpy(many.at + i * none.length, none.at, none.length);
        packed = join(many, packed);
        holds(packed, text);
        free(packed.at);
        free(none.at);
    }
    free(text.at);
}

static void fault_49_a_broken_disk_is_told_behind_the_text(void **state) {
    (void)state;
    bytes text = join(rows(), rows());
    for (int k = 0; k < PACKERS; k++) {
        bytes half = {text.at, text.length / 2}, packed = join(pack(k, half), pack(k, half));
        for (size_t n = 0; n <= packed.length; n++) {
            outcome fast = unpack_from((giver){packed.at, n, 1 << 20, 1}, 4096, SIZE_MAX);
            outcome slow = unpack_from((giver){packed.at, n, 1, 1}, 3, SIZE_MAX);
            check_status(fast.status, LSQ_EIO, &fast.error);
            check_status(slow.status, LSQ_EIO, &slow.error);
            check_text(fast.error.message, "the disk is on fire");
            check_text(slow.error.message, "the disk is on fire");
            assert_true(same_bytes(fast.text.at, fast.text.length, slow.text.at, slow.text.length));
            assert_true(fast.text.length <= text.length);
            assert_memory_equal(fast.text.at, text.at, fast.text.length);
            if (n == packed.length)
                assert_int_equal(fast.text.length, text.length);
            free(fast.text.at);
            free(slow.text.at);
        }
        free(packed.at);
    }
    free(text.at);
}

static void packed_twice_is_refused_with_the_remedy(void **state) {
    (void)state;
    bytes text = rows();
    for (int outer = 0; outer < PACKERS; outer++)
        for (int inner = 0; inner < PACKERS; inner++) {
            bytes once = pack(inner, text), twice = pack(outer, once);
            char words[128];
            snprintf(words, sizeof words, "t.csv: holds %s data within its %s data: %s -dc FILE",
                     names[inner], names[outer], names[outer]);
            fails(twice, LSQ_EDATA, words, 0);
            free(once.at);
            free(twice.at);
        }
    free(text.at);
}

/* Only the first bytes of a text may look packed; 256 KiB are the next ones that are unpacked. */
static void a_mark_within_the_text_is_text(void **state) {
    (void)state;
    bytes text = many_rows(400000, 5);
    memcpy(text.at + (256 << 10), "\x1F\x8B\x08", 3);
    memcpy(text.at + 4, "\x1F\x8B\x08", 3);
    for (int k = 0; k < PACKERS; k++) {
        bytes packed = pack(k, text);
        holds(packed, text);
        free(packed.at);
    }
    free(text.at);
}

/* ---- libraries that fail ---- */

/* unpack_as must refuse and leave the source as it was. */
static void refuses(const lsq_packing *packing, lsq_status status, const char *part) {
    lsq_source *source = NULL, *before;
    lsq_error error;
    assert_int_equal(lsq_source_memory(&source, "\x1F\x8B\x08", 3, "t.csv.gz", NULL), LSQ_OK);
    before = source;
    check_status(lsq_source_unpack_as(&source, packing, &error), status, &error);
    check_contains(error.message, part);
    assert_ptr_equal(source, before);
    char text[8];
    size_t got = 0;
    assert_int_equal(lsq_source_read(source, text, sizeof text, &got, NULL), LSQ_OK);
    assert_int_equal(got, 3);
    lsq_source_free(source);
}

static void a_missing_library_is_told_with_remedies(void **state) {
    (void)state;
    static const lsq_packing *const all[] = {&lsq_gzip, &lsq_zstd, &lsq_xz, &lsq_bzip2};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        lsq_packing packing = *all[i];
        char words[256];
        packing.library = "libnowhere.so.1";
        snprintf(words, sizeof words,
                 "t.csv.gz: is %s-compressed, and libnowhere.so.1 cannot be loaded (", names[i]);
        refuses(&packing, LSQ_EIO, words);
        snprintf(words, sizeof words, "; on Debian: apt-get install %s, or %s -dc FILE | lsq fit -",
                 packing.package, names[i]);
        refuses(&packing, LSQ_EIO, words);
        packing.library = "libm.so.6";
        snprintf(words, sizeof words, "is %s-compressed, and libm.so.6 has no function ", names[i]);
        refuses(&packing, LSQ_EIO, words);
    }
}

static int begins_never(void *state) {
    (void)state;
    return 0;
}

static lsq_status starves(void *state, lsq_piece *piece) {
    (void)state;
    (void)piece;
    return LSQ_ENOMEM;
}

static lsq_status stands_still(void *state, lsq_piece *piece) {
    (void)state;
    (void)piece;
    return LSQ_OK;
}

static void fails_as(const lsq_packing *packing, lsq_status status, const char *part) {
    lsq_source *source = NULL;
    outcome out = {.text = {calloc(1, 1), 0}};
    bytes text = rows(), packed = pack(0, text);
    assert_int_equal(lsq_source_memory(&source, packed.at, packed.length, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_source_unpack_as(&source, packing, NULL), LSQ_OK);
    drain_source(source, 100, SIZE_MAX, &out);
    check_status(out.status, status, &out.error);
    check_contains(out.error.message, part);
    assert_int_equal(out.text.length, 0);
    lsq_source_free(source);
    free(out.text.at);
    free(packed.at);
    free(text.at);
}

static void fault_93_want_of_memory_is_told(void **state) {
    (void)state;
    lsq_packing packing = lsq_gzip;
    packing.begin = begins_never;
    fails_as(&packing, LSQ_ENOMEM, "out of memory for unpacking gzip data");
    packing = lsq_gzip;
    packing.step = starves;
    fails_as(&packing, LSQ_ENOMEM, "out of memory for unpacking gzip data");
}

static void a_library_that_does_not_go_on_is_left(void **state) {
    (void)state;
    lsq_packing packing = lsq_gzip;
    packing.step = stands_still;
    fails_as(&packing, LSQ_EDATA, "unpacking the gzip data failed at byte 0");
}

/* ---- the source beneath ---- */

static void name_bytes_consumed_and_check_are_those_of_the_file(void **state) {
    (void)state;
    char path[] = "/tmp/lsq_unpack_XXXXXX", byte;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    bytes text = many_rows(400000, 3), packed = pack(0, text);
    assert_int_equal(write(fd, packed.at, packed.length), packed.length);
    lsq_source *source = NULL;
    lsq_error error;
    assert_int_equal(lsq_source_open(&source, path, "table", NULL), LSQ_OK);
    assert_int_equal(lsq_source_unpack(&source, NULL), LSQ_OK);
    check_text(lsq_source_name(source), "table");
    size_t got = 0;
    assert_int_equal(lsq_source_read(source, &byte, 1, &got, NULL), LSQ_OK);
    assert_true(lsq_source_consumed(source) > 1);
    assert_true(lsq_source_consumed(source) <= (int64_t)packed.length);
    assert_int_equal(lsq_source_check(source, NULL), LSQ_OK);
    assert_int_equal(ftruncate(fd, 10), 0);
    check_status(lsq_source_check(source, &error), LSQ_EIO, &error);
    check_contains(error.message, "and has 10");
    lsq_source_free(source);
    close(fd);
    unlink(path);
    free(packed.at);
    free(text.at);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_packed_stays_as_it_is),
        cmocka_unit_test(a_plain_source_is_not_replaced),
        cmocka_unit_test(large_files_come_out_whole),
        cmocka_unit_test(members_of_any_length_may_follow_one_another),
        cmocka_unit_test(empty_members_may_be_many),
        cmocka_unit_test(fault_49_a_broken_disk_is_told_behind_the_text),
        cmocka_unit_test(packed_twice_is_refused_with_the_remedy),
        cmocka_unit_test(a_mark_within_the_text_is_text),
        cmocka_unit_test(a_missing_library_is_told_with_remedies),
        cmocka_unit_test(fault_93_want_of_memory_is_told),
        cmocka_unit_test(a_library_that_does_not_go_on_is_left),
        cmocka_unit_test(name_bytes_consumed_and_check_are_those_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
