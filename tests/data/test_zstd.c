/* test_zstd.c - Zstandard data.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/packed.h"

/* zstd -19 */
static const unsigned char zstd_file[] = {
    0x28, 0xB5, 0x2F, 0xFD, 0x64, 0x8B, 0x00, 0x55, 0x06, 0x00, 0xB6, 0x98, 0x31, 0x0F, 0xC0, 0x25,
    0x07, 0xFE, 0x7F, 0x67, 0x48, 0x6B, 0x92, 0x08, 0xAD, 0x08, 0xAB, 0xE1, 0xF4, 0x2B, 0x00, 0x2B,
    0x00, 0x2E, 0x00, 0x9E, 0xAD, 0xB3, 0xA2, 0x5E, 0xAD, 0x13, 0x98, 0x7A, 0x45, 0xE7, 0x98, 0x7A,
    0x81, 0x4E, 0x4F, 0x3D, 0x40, 0x67, 0xE0, 0x7A, 0x44, 0xE7, 0x5D, 0xEF, 0x3A, 0xC7, 0xF5, 0x86,
    0xCE, 0xD2, 0x7A, 0x42, 0x27, 0x69, 0xBD, 0xD1, 0x29, 0x5A, 0xCF, 0x1A, 0x26, 0x04, 0xF3, 0xE8,
    0x2C, 0xA9, 0xD7, 0xD1, 0x09, 0xBC, 0x5E, 0xB1, 0xCE, 0xF1, 0x7A, 0x81, 0x75, 0xFA, 0xF5, 0x00,
    0xEB, 0x0C, 0x46, 0x3D, 0x62, 0x9D, 0x1F, 0xF5, 0x6E, 0x9D, 0x33, 0xEA, 0x0D, 0xEB, 0x2C, 0xA2,
    0x9E, 0xB0, 0x4E, 0x22, 0xEA, 0x8D, 0x75, 0x0A, 0xD1, 0x16, 0x3A, 0x5B, 0xEA, 0x55, 0xE8, 0x04,
    0x82, 0x7A, 0x65, 0x74, 0x8E, 0xA0, 0x5E, 0x30, 0x3A, 0x1D, 0xD4, 0x03, 0x46, 0x67, 0x00, 0xD4,
    0x23, 0xA3, 0xF3, 0x40, 0xBD, 0x8F, 0xCE, 0x01, 0xEA, 0x8D, 0xD1, 0x59, 0x48, 0x3D, 0x31, 0x3A,
    0x09, 0xA9, 0x37, 0xA3, 0x53, 0x90, 0x3A, 0x3A, 0x3B, 0xF6, 0x3A, 0x74, 0x02, 0xB6, 0x57, 0x84,
    0xCE, 0x61, 0x7B, 0x81, 0xD0, 0x69, 0xDB, 0x03, 0x84, 0xCE, 0xA0, 0xF6, 0x88, 0xD0, 0xF9, 0xDA,
    0xBB, 0xD0, 0x39, 0xB5, 0x37, 0x84, 0xCE, 0x52, 0xEA, 0x09, 0xA1, 0x93, 0x94, 0x7A, 0x23, 0x74,
    0x8A, 0x52, 0x2F, 0x00, 0xEA, 0x29, 0x27, 0xCA,
};

/* zstd </dev/null */
static const unsigned char empty_file[] = {
    0x28, 0xB5, 0x2F, 0xFD, 0x24, 0x00, 0x01, 0x00, 0x00, 0x99, 0xE9, 0xD8, 0x51,
};

static format zstd = {"zstd", zstd_file,      empty_file, sizeof zstd_file, sizeof empty_file,
                      4,      "\x28\xB5\x2F", 0};

static bytes kept(void) {
    return copy(zstd_file, sizeof zstd_file);
}

static void a_wrong_checksum_is_named(void **state) {
    (void)state;
    bytes packed = kept();
    packed.at[packed.length - 1] ^= 1;
    fails(packed, LSQ_EDATA, "unpacking the zstd data failed at byte 212: ", -1);
    fails(packed, LSQ_EDATA, "doesn't match checksum", -1);
    free(packed.at);
}

/* RFC 8878, 3.1.2: a magic number of sixteen, the size, and as many bytes that mean nothing. */
static void skippable_frames_are_skipped(void **state) {
    (void)state;
    bytes text = rows();
    for (char kind = 0x50; kind < 0x60; kind++) {
        char frame[] = {kind, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', ',', 'b'};
        bytes packed = join(copy(frame, sizeof frame), join(kept(), copy(frame, sizeof frame)));
        holds(packed, text);
        packed.length--;
        fails(packed, LSQ_EDATA, "data end in the middle, at byte 237", (int64_t)text.length);
        free(packed.at);
    }
    free(text.at);
}

/* RFC 8878, 3.1.1.1: a frame without size whose window is 2^(10 + 17), 2^(10 + 18) bytes, with one
 * raw block that is the last. */
static void a_window_beyond_the_limit_is_refused(void **state) {
    (void)state;
    const char wide[] = "\x28\xB5\x2F\xFD\x00\x88\x11\x00\x00xy";
    const char wider[] = "\x28\xB5\x2F\xFD\x00\x90\x11\x00\x00xy";
    holds((bytes){(char *)wide, 11}, (bytes){"xy", 2});
    fails((bytes){(char *)wider, 11}, LSQ_ELIMIT,
          "the zstd data need a window of more than 128 MiB: zstd -dc --long=31 FILE | lsq fit -",
          0);
}

/* The same with blocks of one byte repeated 2^17 times, 4 bytes each. */
static void fault_56_a_bomb_streams(void **state) {
    (void)state;
    const int64_t blocks = 4096;
    bytes packed = {malloc((size_t)(6 + 4 * blocks)), (size_t)(6 + 4 * blocks)};
    memcpy(packed.at, "\x28\xB5\x2F\xFD\x00\x38", 6);
    for (int64_t i = 0; i < blocks; i++)
        memcpy(packed.at + 6 + 4 * i, i + 1 < blocks ? "\x02\x00\x10x" : "\x03\x00\x10x", 4);
    lsq_source *source = NULL;
    assert_int_equal(lsq_source_memory(&source, packed.at, packed.length, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_source_unpack(&source, NULL), LSQ_OK);
    static char text[1 << 17];
    int64_t total = 0;
    for (size_t got = 1; got; total += (int64_t)got)
        assert_int_equal(lsq_source_read(source, text, sizeof text, &got, NULL), LSQ_OK);
    assert_int_equal(total, blocks << 17);
    lsq_source_free(source);
    free(packed.at);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        COMMON_TESTS(&zstd),
        cmocka_unit_test(a_wrong_checksum_is_named),
        cmocka_unit_test(skippable_frames_are_skipped),
        cmocka_unit_test(a_window_beyond_the_limit_is_refused),
        cmocka_unit_test(fault_56_a_bomb_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
