/* Growing text, short numbers, escapes, widths and nearest names.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "support/check.h"
#include "support/random.h"

static void pieces_are_appended_in_order(void **state) {
    (void)state;
    lsq_text text = {0};
    char *whole = NULL;
    lsq_text_put(&text, "a");
    lsq_text_add(&text, "bcd", 2);
    lsq_text_format(&text, "%d-%s", 42, "z");
    assert_int_equal(text.length, 7);
    check_status(lsq_text_take(&text, &whole, NULL), LSQ_OK, NULL);
    check_text(whole, "abc42-z");
    assert_null(text.bytes);
    assert_int_equal(text.length, 0);
    free(whole);
}

static void an_empty_text_is_taken_as_an_empty_string(void **state) {
    (void)state;
    lsq_text text = {0};
    char *whole = NULL;
    check_status(lsq_text_take(&text, &whole, NULL), LSQ_OK, NULL);
    check_text(whole, "");
    free(whole);
}

static void a_long_format_is_not_cut(void **state) {
    (void)state;
    const int lengths[] = {511, 512, 513, 5000};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        lsq_text text = {0};
        lsq_text_format(&text, "<%*d>", lengths[i] - 2, 7);
        assert_int_equal(text.length, lengths[i]);
        assert_int_equal(text.bytes[0], '<');
        assert_int_equal(text.bytes[lengths[i] - 1], '>');
        assert_int_equal(text.bytes[lengths[i]], '\0');
        lsq_text_clear(&text);
    }
}

static void a_failed_append_is_told_once_at_the_end(void **state) {
    (void)state;
    lsq_text text = {0};
    char dummy, *whole = &dummy;
    lsq_error error;
    lsq_text_put(&text, "abc");
    text.failed = 1;
    lsq_text_put(&text, "def");
    assert_int_equal(text.length, 3);
    check_status(lsq_text_take(&text, &whole, &error), LSQ_ENOMEM, &error);
    assert_null(whole);
    assert_null(text.bytes);
    assert_int_equal(text.failed, 0);
}

static void check_escape(const char *bytes, size_t length, const char *want) {
    char out[256];
    lsq_escape(out, sizeof out, bytes, length);
    check_text(out, want);
    lsq_text text = {0};
    lsq_text_add_escaped(&text, bytes, length);
    if (length > 0 && length <= 60)
        check_text(text.bytes, want);
    lsq_text_clear(&text);
}

static void plain_text_stays_as_it_is(void **state) {
    (void)state;
    check_escape("", 0, "");
    check_escape("age (years) ~!'\"", 16, "age (years) ~!'\"");
    check_escape("Größe", strlen("Größe"), "Größe");
    check_escape("\xF0\x9F\x98\x80", 4, "\xF0\x9F\x98\x80"); /* U+1F600 */
}

static void fault_33_control_and_direction_marks_are_escaped(void **state) {
    (void)state;
    check_escape("a\nb\tc\rd\\e", 9, "a\\nb\\tc\\rd\\\\e");
    check_escape("\x1b[31m", 5, "\\x1B[31m");
    check_escape("a\0b", 3, "a\\x00b");
    check_escape("\x7f", 1, "\\x7F");
    check_escape("\xC2\x85", 2, "\\u{85}");            /* next line */
    check_escape("\xE2\x80\xAE", 3, "\\u{202E}");      /* right-to-left override */
    check_escape("\xE2\x81\xA6", 3, "\\u{2066}");      /* isolate */
    check_escape("\xE2\x80\x8B", 3, "\\u{200B}");      /* zero width space */
    check_escape("\xEF\xBB\xBF", 3, "\\u{FEFF}");      /* byte order mark */
    check_escape("\xE2\x80\xA8", 3, "\\u{2028}");      /* line separator */
    check_escape("\xF3\xA0\x81\x81", 4, "\\u{E0041}"); /* tag letter */
}

static void bytes_that_are_not_utf8_are_shown_as_such(void **state) {
    (void)state;
    check_escape("\xFF", 1, "\\xFF");
    check_escape("\x80z", 2, "\\x80z");
    check_escape("\xC3", 1, "\\xC3");                            /* cut */
    check_escape("\xC0\xAF", 2, "\\xC0\\xAF");                   /* overlong */
    check_escape("\xE0\x80\xAF", 3, "\\xE0\\x80\\xAF");          /* overlong */
    check_escape("\xED\xA0\x80", 3, "\\xED\\xA0\\x80");          /* surrogate */
    check_escape("\xF4\x90\x80\x80", 4, "\\xF4\\x90\\x80\\x80"); /* beyond U+10FFFF */
    check_escape("\xF5\x80\x80\x80", 4, "\\xF5\\x80\\x80\\x80");
    check_escape("\xF0\x8F\xBF\xBF", 4, "\\xF0\\x8F\\xBF\\xBF"); /* overlong */
}

static void at_most_sixty_bytes_are_shown_and_no_character_is_cut(void **state) {
    (void)state;
    char in[70], out[256], want[70];
    memset(in, 'a', sizeof in);
    lsq_escape(out, sizeof out, in, 60);
    assert_int_equal(strlen(out), 60);
    lsq_escape(out, sizeof out, in, 61);
    memset(want, 'a', 60);
    memcpy(want + 60, "…", 4);
    check_text(out, want);
    memcpy(in + 59, "ß", 2); /* its second byte would be the 61st */
    lsq_escape(out, sizeof out, in, sizeof in);
    memcpy(want + 59, "…", 4);
    check_text(out, want);
}

/* Any bytes fit into 256, also into less without running over. */
static void any_bytes_fit(void **state) {
    (void)state;
    uint64_t seed = 33;
    for (int trial = 0; trial < 2000; trial++) {
        char in[80], out[300];
        size_t length = (size_t)random_between(&seed, 0, 80);
        size_t size = (size_t)random_between(&seed, 1, 256);
        for (size_t i = 0; i < length; i++)
            in[i] = (char)random_word(&seed);
        memset(out, 'X', sizeof out);
        lsq_escape(out, size, in, length);
        assert_non_null(memchr(out, '\0', size));
        for (size_t i = size; i < sizeof out; i++)
            assert_int_equal(out[i], 'X');
        lsq_escape(out, 256, in, length);
        assert_int_equal(strstr(out, "…") != NULL, length > 60);
    }
}

static void check_json(const char *string, const char *want) {
    lsq_text text = {0};
    lsq_text_add_json(&text, string);
    check_text(text.bytes, want);
    json_t *value = json_loads(text.bytes, JSON_DECODE_ANY, NULL);
    assert_non_null(value);
    json_decref(value);
    lsq_text_clear(&text);
}

static void json_strings_are_escaped(void **state) {
    (void)state;
    check_json("", "\"\"");
    check_json("x1", "\"x1\"");
    check_json("a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
    check_json("\n\x01\x1b\x7f", "\"\\u000a\\u0001\\u001b\\u007f\"");
    check_json("Größe", "\"Größe\"");
    check_json("\xE2\x80\xAE", "\"\\u202e\"");
    check_json("\xF3\xA0\x81\x81", "\"\\udb40\\udc41\""); /* U+E0041 */
    check_json("a\xFFz", "\"a\\ufffdz\"");
}

/* What a JSON reader reads back is the string itself, when it is UTF-8. */
static void json_strings_read_back(void **state) {
    (void)state;
    const char *const strings[] = {"tab\there", "\xF3\xA0\x81\x81|\xE2\x80\xAE|\x7f", "\\\"/",
                                   "κ(X) → ∞"};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        lsq_text text = {0};
        lsq_text_add_json(&text, strings[i]);
        json_t *value = json_loads(text.bytes, JSON_DECODE_ANY, NULL);
        assert_non_null(value);
        check_text(json_string_value(value), strings[i]);
        json_decref(value);
        lsq_text_clear(&text);
    }
}

static void widths_count_columns_not_bytes(void **state) {
    (void)state;
    assert_int_equal(lsq_text_width(""), 0);
    assert_int_equal(lsq_text_width("abc"), 3);
    assert_int_equal(lsq_text_width("Größe"), 5);
    assert_int_equal(lsq_text_width("R²"), 2);
    assert_int_equal(lsq_text_width("e\xCC\x81"), 1);    /* e and a combining accent */
    assert_int_equal(lsq_text_width("\xE5\xB9\xB4"), 2); /* a wide ideograph */
    assert_int_equal(lsq_text_width("\xFF\xFE"), 2);
}

static void check_nearest_name(const char *wanted, int64_t want) {
    const char *const names[] = {"age", "weight", "Temperature", "x1", "height"};
    assert_int_equal(lsq_nearest_name(wanted, names, 5), want);
}

static void the_nearest_name_is_found(void **state) {
    (void)state;
    check_nearest_name("aeg", 0); /* swap */
    check_nearest_name("AGE", 0);
    check_nearest_name("wieght", 1);
    check_nearest_name("temprature", 2);
    check_nearest_name("hieght", 4);
    check_nearest_name("x2", 3);
}

static void a_far_name_has_no_nearest(void **state) {
    (void)state;
    check_nearest_name("income", -1);
    check_nearest_name("q", -1);
    check_nearest_name("", -1);
    assert_int_equal(lsq_nearest_name("x", NULL, 0), -1);
}

static void overlong_names_are_left_aside(void **state) {
    (void)state;
    char name[200];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    const char *const names[] = {name, "ab"};
    assert_int_equal(lsq_nearest_name("ac", names, 2), 1);
    assert_int_equal(lsq_nearest_name(name, names, 2), -1);
    name[64] = '\0'; /* the longest that is compared */
    assert_int_equal(lsq_nearest_name(name, names, 2), 0);
}

static void check_number(double value, int digits, const char *want) {
    check_text(lsq_number_digits(value, digits).text, want);
}

static void numbers_are_short_and_plain_where_that_is_short(void **state) {
    (void)state;
    static const struct {
        double value;
        const char *text;
    } two[] = {{0, "0"},
               {1, "1"},
               {2.8, "2.8"},
               {29.4, "29"},
               {9.96, "10"},
               {99.6, "100"},
               {674, "670"},
               {994, "990"},
               {996, "1e3"},
               {1000, "1e3"},
               {43275.044, "4.3e4"},
               {6e11, "6e11"},
               {0.0031, "0.0031"},
               {0.05, "0.05"},
               {0.1, "0.1"},
               {0.001, "0.001"},
               {9.94e-4, "9.9e-4"},
               {9.96e-4, "0.001"},
               {1e-5, "1e-5"},
               {1.1e-15, "1.1e-15"},
               {-2, "-2"},
               {-0.25, "-0.25"},
               {-1e300, "-1e300"},
               {-0.0, "0"},
               {DBL_MAX, "1.8e308"},
               {DBL_MIN, "2.2e-308"},
               {5e-324, "4.9e-324"}};
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        check_text(lsq_short_number(two[i].value).text, two[i].text);
    check_text(lsq_short_number(NAN).text, "NaN");
    check_text(lsq_short_number(INFINITY).text, "infinity");
    check_text(lsq_short_number(-INFINITY).text, "-infinity");
    check_number(43275.044, 6, "43275");
    check_number(432750.44, 6, "432750");
    check_number(4327504.4, 6, "4.3275e6");
    check_number(1.01, 10, "1.01");
    check_number(0.1, 17, "0.10000000000000001");
    check_number(-0.001234567890123456789, 17, "-0.0012345678901234567");
    check_number(1e16, 17, "10000000000000000");
    check_number(7, 1, "7");
}

static void a_full_number_reads_back_and_no_shorter_one_does(void **state) {
    (void)state;
    check_text(lsq_full_number(0.1).text, "0.1");
    check_text(lsq_full_number(43275).text, "43275");
    check_text(lsq_full_number(-1.0 / 3).text, "-0.3333333333333333");
    check_text(lsq_full_number(0.1 + 0.2).text, "0.30000000000000004");
    check_text(lsq_full_number(5e-324).text, "5e-324");
    check_text(lsq_full_number(DBL_MAX).text, "1.7976931348623157e308");
    check_text(lsq_full_number(0).text, "0");
    check_text(lsq_full_number(NAN).text, "NaN");
    uint64_t seed = 4;
    for (int i = 0; i < 20000; i++) {
        double value = ldexp(random_double(&seed), (int)random_between(&seed, -1060, 1000));
        assert_true(strtod(lsq_full_number(value).text, NULL) == value);
    }
}

/* What is read back is what the C library writes with as many digits. */
static void numbers_are_rounded_as_the_C_library_rounds(void **state) {
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        int digits = (int)random_between(&seed, 1, 17);
        double value = ldexp(random_double(&seed), (int)random_between(&seed, -1060, 1000));
        char library[64];
        if (i % 2)
            value = ldexp(value, -ilogb(value) + (int)random_between(&seed, -30, 60));
        snprintf(library, sizeof library, "%.*e", digits - 1, value);
        lsq_number number = lsq_number_digits(value, digits);
        if (strtod(number.text, NULL) != strtod(library, NULL))
            fail_msg("%s, not %s", number.text, library);
        assert_true(strlen(number.text) < 28);
    }
}

/* Where one with a decimal comma is installed. */
static void a_locale_changes_no_number(void **state) {
    (void)state;
    static const char *const commas[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    int found = 0;
    for (size_t i = 0; i < sizeof commas / sizeof *commas && !found; i++)
        found = setlocale(LC_NUMERIC, commas[i]) != NULL;
    lsq_number one = lsq_number_digits(-1234.5, 17), two = lsq_short_number(0.031),
               three = lsq_short_number(43275);
    setlocale(LC_NUMERIC, "C");
    check_text(one.text, "-1234.5");
    check_text(two.text, "0.031");
    check_text(three.text, "4.3e4");
    if (!found)
        skip();
}

static void utf8_is_told_from_other_bytes(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        int is_utf8;
    } cases[] = {{"", 0, 1},
                 {"a\0b", 3, 1},
                 {"\xC3\xB6", 2, 1},
                 {"\xE2\x82\xAC", 3, 1},
                 {"\xF0\x9F\x98\x80", 4, 1},
                 {"\xC3", 1, 0},
                 {"a\xF6z", 3, 0},
                 {"\xC0\xAF", 2, 0},
                 {"\xED\xA0\x80", 3, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(lsq_is_utf8(cases[i].bytes, cases[i].length), cases[i].is_utf8);
}

/* Characters by the Unicode consortium's CP1252.TXT, which assigns nothing to 81. */
static void windows_1252_becomes_utf8(void **state) {
    (void)state;
    char out[12];
    assert_int_equal(lsq_from_windows_1252(out, "aZ~\x7F", 4), 4);
    assert_memory_equal(out, "aZ~\x7F", 4);
    static const char from[] = "\x80\x81\x85\x8A\x92\x99\x9F\xA0\xE9\xFF";
    static const char *const to[] = {"\xE2\x82\xAC", "\xC2\x81",     "\xE2\x80\xA6", "\xC5\xA0",
                                     "\xE2\x80\x99", "\xE2\x84\xA2", "\xC5\xB8",     "\xC2\xA0",
                                     "\xC3\xA9",     "\xC3\xBF"};
    for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
        assert_int_equal(lsq_from_windows_1252(out, from + i, 1), strlen(to[i]));
        assert_memory_equal(out, to[i], strlen(to[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_appended_in_order),
        cmocka_unit_test(an_empty_text_is_taken_as_an_empty_string),
        cmocka_unit_test(a_long_format_is_not_cut),
        cmocka_unit_test(a_failed_append_is_told_once_at_the_end),
        cmocka_unit_test(plain_text_stays_as_it_is),
        cmocka_unit_test(fault_33_control_and_direction_marks_are_escaped),
        cmocka_unit_test(bytes_that_are_not_utf8_are_shown_as_such),
        cmocka_unit_test(at_most_sixty_bytes_are_shown_and_no_character_is_cut),
        cmocka_unit_test(any_bytes_fit),
        cmocka_unit_test(json_strings_are_escaped),
        cmocka_unit_test(json_strings_read_back),
        cmocka_unit_test(widths_count_columns_not_bytes),
        cmocka_unit_test(the_nearest_name_is_found),
        cmocka_unit_test(a_far_name_has_no_nearest),
        cmocka_unit_test(overlong_names_are_left_aside),
        cmocka_unit_test(numbers_are_short_and_plain_where_that_is_short),
        cmocka_unit_test(a_full_number_reads_back_and_no_shorter_one_does),
        cmocka_unit_test(numbers_are_rounded_as_the_C_library_rounds),
        cmocka_unit_test(a_locale_changes_no_number),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(windows_1252_becomes_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
