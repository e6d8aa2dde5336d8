/* test_gzip.c - gzip data.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "data/packed.h"

/* gzip -9, with a name and a time */
static const unsigned char gzip_file[] = {
    0x1F, 0x8B, 0x08, 0x08, 0x00, 0xF1, 0x53, 0x65, 0x02, 0x03, 0x74, 0x2E, 0x63, 0x73, 0x76,
    0x00, 0x1D, 0xD0, 0xBB, 0x91, 0x03, 0x31, 0x0C, 0x05, 0x41, 0x5F, 0xB1, 0xA8, 0x54, 0x0B,
    0x80, 0xDF, 0xCC, 0x4E, 0xD9, 0x1F, 0x5A, 0xB4, 0xC6, 0x7A, 0x4D, 0xF2, 0xEF, 0xFD, 0x7D,
    0xC5, 0x3B, 0x9E, 0xA7, 0x3E, 0xF3, 0x95, 0x62, 0x75, 0x94, 0xB8, 0x1D, 0xA3, 0x23, 0xB2,
    0x63, 0x8A, 0xD9, 0xB1, 0xC4, 0xE9, 0xD8, 0x1D, 0x19, 0x1D, 0x47, 0x8C, 0x8E, 0x2B, 0x76,
    0x47, 0x3C, 0x5D, 0xF5, 0x28, 0xDB, 0x65, 0x3B, 0x8C, 0x97, 0xF1, 0xB0, 0x5E, 0xD6, 0xC3,
    0xFC, 0x30, 0x1F, 0xF6, 0x87, 0xFD, 0x00, 0x0C, 0x40, 0x10, 0x26, 0x21, 0x10, 0x13, 0x11,
    0x8C, 0xC9, 0x48, 0xC6, 0x62, 0x24, 0x63, 0xFD, 0xEE, 0xCF, 0x58, 0x8C, 0x64, 0x2C, 0x46,
    0x32, 0x36, 0x23, 0x19, 0x9B, 0x91, 0x8C, 0xCD, 0x48, 0xC6, 0x61, 0x24, 0xE3, 0x30, 0x92,
    0x71, 0x18, 0xC5, 0xB8, 0x8C, 0x62, 0x5C, 0x46, 0x31, 0xEE, 0xEF, 0x93, 0x18, 0x97, 0x51,
    0x6D, 0xF4, 0xD3, 0xD5, 0x54, 0x8C, 0x5A, 0x8A, 0x51, 0x6D, 0xF4, 0x51, 0x47, 0x31, 0xEA,
    0x2A, 0xC6, 0x68, 0x23, 0x92, 0xF1, 0x0F, 0x7F, 0x47, 0xCD, 0xF3, 0x8B, 0x01, 0x00, 0x00,
};

/* a header, the final block of fixed codes with nothing in it, and zeros for CRC and length */
static const unsigned char empty_file[] = {
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03,
    0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};

static bytes kept(void) {
    return copy(gzip_file, sizeof gzip_file);
}

static void a_file_gives_its_text(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    holds(packed, text);
    free(packed.at);
    free(text.at);
}

static void fault_52_a_cut_at_any_length_is_told(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    tells_every_cut(packed, text, 3);
    free(packed.at);
    free(text.at);
}

static void fault_53_no_flipped_bit_gives_another_text(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    tells_every_flip(packed, text, 3);
    free(packed.at);
    free(text.at);
}

static void fault_54_what_follows_is_refused(void **state) {
    (void)state;
    static const char *const tails[] = {"1,2\n", "\x1F\x8B", "\n"};
    bytes text = rows();
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        bytes packed = join(kept(), copy(tails[i], strlen(tails[i])));
        fails(packed, LSQ_EDATA, "the gzip data end at byte 180, and something else follows",
              (int64_t)text.length);
        free(packed.at);
    }
    for (size_t n = 1; n < 6; n++) {
        bytes packed = join(kept(), copy("\0\0\0\0\0", n));
        fails(packed, LSQ_EDATA, "and something else follows", (int64_t)text.length);
        free(packed.at);
    }
    free(text.at);
}

static void fault_55_all_members_count(void **state) {
    (void)state;
    bytes packed = join(kept(), join(copy(empty_file, sizeof empty_file), kept()));
    bytes text = join(rows(), rows());
    holds(packed, text);
    free(packed.at);
    free(text.at);
}

static void an_empty_file_gives_no_text(void **state) {
    (void)state;
    bytes packed = copy(empty_file, sizeof empty_file);
    holds(packed, (bytes){"", 0});
    tells_every_cut(packed, (bytes){"", 0}, 3);
    free(packed.at);
}

static void the_failing_check_is_named(void **state) {
    (void)state;
    bytes packed = kept(), text = rows();
    packed.at[packed.length - 8] ^= 1;
    fails(packed, LSQ_EDATA, "unpacking the gzip data failed at byte 176: incorrect data check",
          (int64_t)text.length);
    packed.at[packed.length - 8] ^= 1;
    packed.at[packed.length - 1] ^= 1;
    fails(packed, LSQ_EDATA, "unpacking the gzip data failed at byte 180: incorrect length check",
          (int64_t)text.length);
    free(packed.at);
    free(text.at);
}

/* FHCRC: the low half of the CRC-32 of the header stands behind it. */
static void the_check_of_a_header_is_verified(void **state) {
    (void)state;
    char header[] = "\x1F\x8B\x08\x02\0\0\0\0\0\x03\xA7\x77";
    bytes packed = join(copy(header, 12), copy(empty_file + 10, sizeof empty_file - 10));
    holds(packed, (bytes){"", 0});
    packed.at[10] ^= 1;
    fails(packed, LSQ_EDATA, "header crc mismatch", 0);
    free(packed.at);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_gives_its_text),
        cmocka_unit_test(fault_52_a_cut_at_any_length_is_told),
        cmocka_unit_test(fault_53_no_flipped_bit_gives_another_text),
        cmocka_unit_test(fault_54_what_follows_is_refused),
        cmocka_unit_test(fault_55_all_members_count),
        cmocka_unit_test(an_empty_file_gives_no_text),
        cmocka_unit_test(the_failing_check_is_named),
        cmocka_unit_test(the_check_of_a_header_is_verified),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
