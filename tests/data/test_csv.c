/* test_csv.c - CSV texts to columns of decimals.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <locale.h>

#include "support/check.h"
#include "table.h"

static const lsq_csv_options plain = {0};

static lsq_csv *open_text(const char *bytes, size_t length, const lsq_csv_options *options) {
    lsq_source *source = NULL;
    lsq_csv *csv = NULL;
    lsq_error error;
    check_status(lsq_source_memory(&source, bytes, length, "t.csv", &error), LSQ_OK, NULL);
    lsq_status status = lsq_csv_open(&csv, source, options, &error);
    if (status)
        print_error("%s\n", error.message);
    assert_int_equal(status, LSQ_OK);
    return csv;
}

/* All columns of the text are these numbers. */
static void reads(const char *text, const lsq_csv_options *options, const char *want) {
    lsq_text out = {0};
    lsq_error error;
    lsq_status status = read_pieces(text, strlen(text), 7, options, NULL, 0, &out, NULL, &error);
    if (status)
        print_error("%s\n", error.message);
    assert_int_equal(status, LSQ_OK);
    check_text(out.bytes ? out.bytes : "", want);
    lsq_text_clear(&out);
}

/* Opening or reading all columns fails at line:column with a message that holds `part`. */
static void fails_bytes(const char *text, size_t length, const lsq_csv_options *options,
                        lsq_status want, int64_t line, int64_t column, const char *part) {
    lsq_text out = {0};
    lsq_error error = {0};
    lsq_status status = read_pieces(text, length, 7, options, NULL, 0, &out, NULL, &error);
    lsq_text_clear(&out);
    check_status(status, want, status ? &error : NULL);
    check_contains(error.message, part);
    assert_true(strncmp(error.message, "t.csv:", 6) == 0);
    assert_int_equal(error.line, line);
    assert_int_equal(error.column, column);
}

static void fails(const char *text, int64_t line, int64_t column, const char *part) {
    fails_bytes(text, strlen(text), &plain, LSQ_EDATA, line, column, part);
}

static void name_is(const lsq_csv *csv, int64_t column, const char *want) {
    check_text(lsq_csv_names(csv)[column], want);
}

static void cells_become_decimals(void **state) {
    (void)state;
    reads("a,b\n1,2.50\n-3e2,.5\n", &plain, "1e0 250e-2\n-3e2 5e-1\n");
    reads("a;b\n1;2\n", &plain, "1e0 2e0\n");
    reads("a\tb\n1\t2\n", &plain, "1e0 2e0\n");
    reads("a|b\n1|2\n", &plain, "1e0 2e0\n");
    reads("a\n1\n2\n", &plain, "1e0\n2e0\n");
    reads("a, b\n 1 ,\t2 \n", &plain, "1e0 2e0\n");
    reads("\"a\",\"b\"\n\"1\",2\n3,\" 4 \"\n", &plain, "1e0 2e0\n3e0 4e0\n");
}

static void fault_01_an_empty_input_has_no_header(void **state) {
    (void)state;
    fails("", 0, 0, "no header");
    fails("\n\n \n", 0, 0, "no header");
    fails("\xEF\xBB\xBF", 0, 0, "no header");
    lsq_csv_options o = {.no_header = 1};
    fails_bytes("\n", 1, &o, LSQ_EDATA, 0, 0, "no data rows");
}

static void fault_02_a_header_alone_has_no_data(void **state) {
    (void)state;
    fails("a,b\n", 0, 0, "no data rows");
    fails("a,b", 0, 0, "no data rows");
    fails("a,b\n\n\n", 0, 0, "no data rows");
    fails("1,2\n", 0, 0, "--no-header");
}

static void fault_03_a_short_row_is_located(void **state) {
    (void)state;
    fails("a,b,c\n1,2\n", 2, 1, "2 fields found, 3 expected as in line 1");
    fails("a,b,c\n1,2,3\n\n1\n", 4, 1, "1 field found, 3 expected");
    fails("a,b,\n1,2\n", 2, 1, "the header ends with a delimiter");
}

static void fault_04_a_long_row_is_located(void **state) {
    (void)state;
    fails("a,b\n1,2\n1,2,3\n", 3, 5, "3 fields found, 2 expected");
    fails("a,b\n1,2\n1,2,3,4,5\n", 3, 5, "5 fields found, 2 expected");
}

static void fault_05_blank_lines_are_counted_apart(void **state) {
    (void)state;
    const char *text = "\na,b\n1,2\n\n \t\n3,4\r\n\r\n";
    lsq_text out = {0};
    lsq_tally accounts;
    check_status(read_pieces(text, strlen(text), 3, &plain, NULL, 0, &out, &accounts, NULL), LSQ_OK,
                 NULL);
    check_text(out.bytes, "1e0 2e0\n3e0 4e0\n");
    assert_int_equal(accounts.blank, 3); /* the one that ends the file is nothing to tell */
    assert_int_equal(accounts.read, 2);
    lsq_text_clear(&out);
    check_status(read_pieces("\n\na,b\n1,2\n\n", 11, 3, &plain, NULL, 0, &out, &accounts, NULL),
                 LSQ_OK, NULL);
    assert_int_equal(accounts.blank, 2);
    lsq_text_clear(&out);
    reads("a\n1\n\n2\n", &plain, "1e0\n2e0\n");
    reads("a\n1\n \n2\n", &plain, "1e0\n2e0\n");
    fails("a,b\n1,2\n\n1,x\n", 4, 3, "'x' is not a number");
}

static void fault_06_a_nul_byte_is_located(void **state) {
    (void)state;
    fails_bytes("a,b\n1,2\n3\0,4\n", 13, &plain, LSQ_EDATA, 3, 2, "byte 9 is NUL");
    fails_bytes("a\0b\n1\n", 6, &plain, LSQ_EDATA, 1, 2, "byte 1 is NUL");
    fails_bytes("a\n1\n\0", 5, &plain, LSQ_EDATA, 3, 1, "byte 4 is NUL");
    fails_bytes("a\nx\n\0", 5, &plain, LSQ_EDATA, 2, 1, "'x' is not a number");
}

static void fault_07_a_utf8_mark_is_dropped(void **state) {
    (void)state;
    const char *text = "\xEF\xBB\xBF"
                       "a,b\n1,2\n";
    lsq_csv *csv = open_text(text, strlen(text), &plain);
    name_is(csv, 0, "a");
    lsq_csv_free(csv);
    reads("\xEF\xBB\xBF"
          "\"a\",b\n1,2\n",
          &plain, "1e0 2e0\n");
    lsq_csv_options o = {.no_header = 1};
    fails_bytes("\xEF\xBB\xBF"
                "1,x\n",
                7, &o, LSQ_EDATA, 1, 3, "'x'");
}

static void fault_08_utf16_and_utf32_are_refused_by_name(void **state) {
    (void)state;
    fails_bytes("\xFF\xFE"
                "a\0\n\0",
                6, &plain, LSQ_EDATA, 0, 0, "UTF-16 (little-endian)");
    fails_bytes("\xFE\xFF\0a\0\n", 6, &plain, LSQ_EDATA, 0, 0, "UTF-16 (big-endian)");
    fails_bytes("\xFF\xFE\0\0a\0\0\0", 8, &plain, LSQ_EDATA, 0, 0, "UTF-32 (little-endian)");
    fails_bytes("\0\0\xFE\xFF\0\0\0a", 8, &plain, LSQ_EDATA, 0, 0, "UTF-32 (big-endian)");
    fails_bytes("a\0,\0b\0\n\0", 8, &plain, LSQ_EDATA, 1, 2,
                "UTF-16 without its mark? iconv -f UTF-16LE -t UTF-8 FILE converts it");
    fails_bytes("\0a\0,\0b\0\n", 8, &plain, LSQ_EDATA, 1, 1,
                "UTF-16 without its mark? iconv -f UTF-16BE -t UTF-8 FILE converts it");
}

static void fault_09_crlf_leaves_nothing_behind(void **state) {
    (void)state;
    const char *text = "a,b\r\n1,2\r\n";
    lsq_csv *csv = open_text(text, strlen(text), &plain);
    name_is(csv, 1, "b");
    lsq_csv_free(csv);
    reads(text, &plain, "1e0 2e0\n");
}

static void fault_10_line_ends_may_be_mixed(void **state) {
    (void)state;
    reads("a,b\n1,2\r\n3,4\r5,6\n\r7,8", &plain, "1e0 2e0\n3e0 4e0\n5e0 6e0\n7e0 8e0\n");
    fails("a,b\n1,2\r\n3,4\r5,x\n", 4, 3, "'x'");
}

static void fault_11_a_lone_cr_is_a_line_end(void **state) {
    (void)state;
    reads("a,b\r1,2\r3,4\r", &plain, "1e0 2e0\n3e0 4e0\n");
}

static void fault_12_an_unclosed_quote_names_its_line(void **state) {
    (void)state;
    fails("a,b\n1,2\n3,\"4\n5,6\n7,8\n", 3, 3, "never closed");
    size_t length = (size_t)LSQ_MAX_FIELD + 100;
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, '7', length);
    memcpy(text, "a,b\n1,2\n3,\"4\n", 13);
    fails_bytes(text, length, &plain, LSQ_EDATA, 3, 3, "never closed?");
    free(text);
}

static void fault_13_stray_quotes_are_refused(void **state) {
    (void)state;
    fails("a,b\n1,2\"3\"\n", 2, 3, "a quote inside a field without quotes");
    fails("a,b\n1,\"2\"3\n", 2, 3, "text after the closing quote");
    fails("a\"x\",b\n1,2\n", 1, 1, "a quote inside a field without quotes");
}

static void fault_14_numbers_out_of_range_are_refused(void **state) {
    (void)state;
    fails("a\n1e999\n", 2, 1, "'1e999' is out of range (column a)");
    fails("a\n1e-999\n", 2, 1, "'1e-999' is out of range");
    reads("a\n1e308\n4e-324\n", &plain, "1e308\n4e-324\n");
}

static void fault_16_hexadecimal_is_refused(void **state) {
    (void)state;
    fails("a\n0x1p3\n", 2, 1, "'0x1p3' is not a number (column a); hexadecimal");
}

static void fault_17_a_decimal_comma_is_suggested(void **state) {
    (void)state;
    fails("id,age\n1,\"12,5\"\n", 2, 3,
          "t.csv:2:3: '12,5' is not a number (column age); decimal comma? --decimal , --delim ,");
    fails("id;age\n1;12,5\n", 2, 3, "decimal comma? --decimal ,");
    lsq_csv_options o = {.decimal = ','};
    reads("id;age\n1;12,5\n", &o, "1e0 125e-1\n");
    reads("age\n12,5\n", &o, "125e-1\n");
    o.delimiter = ';';
    fails_bytes("a;b\n1;1.5\n", 10, &o, LSQ_EDATA, 2, 3, "leave out --decimal ,");
}

static void fault_18_thousands_are_refused(void **state) {
    (void)state;
    fails("a,b\n1,\"1,000\"\n", 2, 3, "thousands comma? --thousands ,");
    fails("a,b\n1,\"1,000,000\"\n", 2, 3, "thousands commas? --thousands ,");
}

static void fault_19_nan_and_inf_are_refused(void **state) {
    (void)state;
    fails("a,b\n1,NaN\n", 2, 3, "'NaN' is not a number (column b); a missing value?");
    fails("a,b\n1,-inf\n", 2, 3, "infinite");
    lsq_csv_options o = {.missing = "NaN"};
    reads("a,b\n1,NaN\n2,3\n", &o, "2e0 3e0\n");
}

static void fault_20_missing_values_are_counted(void **state) {
    (void)state;
    const char *text = "a,b,c\n1,2,3\n1,NA,\n,2,3\n\"\",2,3\n4,5, NA \n7,8,9\n";
    lsq_text out = {0};
    lsq_tally accounts;
    check_status(read_pieces(text, strlen(text), 5, &plain, NULL, 0, &out, &accounts, NULL), LSQ_OK,
                 NULL);
    check_text(out.bytes, "1e0 2e0 3e0\n7e0 8e0 9e0\n");
    assert_int_equal(accounts.read, 6);
    assert_int_equal(accounts.used, 2);
    assert_int_equal(accounts.missing, 4);
    assert_int_equal(accounts.missing_line, 3);
    assert_int_equal(accounts.missing_column, 1);
    lsq_text_clear(&out);
}

static void fault_20_only_chosen_columns_drop_a_row(void **state) {
    (void)state;
    const char *text = "a,b,c\n1,NA,3\nx,5,6\n7,,9\n";
    const int64_t columns[] = {2};
    lsq_text out = {0};
    lsq_tally accounts;
    check_status(read_pieces(text, strlen(text), 5, &plain, columns, 1, &out, &accounts, NULL),
                 LSQ_OK, NULL);
    check_text(out.bytes, "3e0\n6e0\n9e0\n");
    assert_int_equal(accounts.missing, 0);
    lsq_text_clear(&out);
}

static void a_list_replaces_the_texts_of_missing_values(void **state) {
    (void)state;
    lsq_csv_options o = {.missing = "-999, .,"};
    reads("a,b\n-999,1\n2,.\n3,\n4,-999.0\n5,6\n", &o, "4e0 -9990e-1\n5e0 6e0\n");
    fails_bytes("a,b\n1,NA\n", 9, &o, LSQ_EDATA, 2, 3, "'NA' is not a number");
    o.missing = "NA";
    fails_bytes("a,b\n1,\n", 7, &o, LSQ_EDATA, 2, 3, "an empty cell");
    o.missing = "1,5";
    reads("a,b\n1,2\n5,3\n15,4\n", &o, "15e0 4e0\n");
    o.missing = "\"x\"";
    reads("a,b\n1,\"\"\"x\"\"\"\n5,3\n", &o, "5e0 3e0\n");
}

static void fault_21_undeclared_words_are_refused(void **state) {
    (void)state;
    fails("a,b\n1,.\n", 2, 3, "'.' is not a number (column b); a missing value? --na ,NA,.");
    fails("a,b\n1,-\n", 2, 3, "a missing value? --na ',NA,-'");
    fails("a,b\n1,null\n", 2, 3, "a missing value? --na ,NA,null");
    fails("a,b\n1,#N/A\n", 2, 3, "a spreadsheet's error value; to drop such rows --na ',NA,#N/A'");
}

static void fault_21_the_list_that_a_hint_gives_works(void **state) {
    (void)state;
    lsq_csv_options o = {.missing = ".,?"};
    fails_bytes("a,b\n1,NaN\n2,.\n", 14, &o, LSQ_EDATA, 2, 3, "--na '.,?,NaN'");
    o.missing = ".,?,NaN";
    reads("a,b\n1,NaN\n2,.\n3,4\n", &o, "3e0 4e0\n");
    o.missing = "NA";
    fails_bytes("a,b\n1,\n", 7, &o, LSQ_EDATA, 2, 3, "a missing value? --na ,NA");
    o.missing = "\x1B";
    fails_bytes("a,b\n1,?\n", 8, &o, LSQ_EDATA, 2, 3, "add it to the list of --na");
}

static void fault_22_foreign_notations_are_refused(void **state) {
    (void)state;
    reads("a\n+5\n 5 \n5.\n.5\n", &plain, "5e0\n5e0\n5e0\n5e-1\n");
    static const char *const texts[] = {"1d5", "1_000", "\xEF\xBC\x95", "\xE2\x88\x92\x35"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char text[64];
        snprintf(text, sizeof text, "a\n%s\n", texts[i]);
        fails(text, 2, 1, "is not a number (column a); ");
    }
}

static void fault_23_leading_zeros_are_decimal(void **state) {
    (void)state;
    reads("a,b\n010,007.50\n", &plain, "10e0 750e-2\n");
}

static void fault_24_wide_integers_are_exact(void **state) {
    (void)state;
    reads("a\n9007199254740993\n123456789012345678901234567890\n1\n", &plain,
          "9007199254740993e0\n123456789012345678901234567890e0\n1e0\n");
}

static void fault_25_digits_are_limited(void **state) {
    (void)state;
    char text[40004];
    memset(text, '1', sizeof text);
    memcpy(text, "a\n1.", 4);
    text[sizeof text - 1] = '\n';
    fails_bytes(text, sizeof text, &plain, LSQ_EDATA, 2, 1, "has more than 1100 digits");
}

static void fault_26_text_in_a_column_of_numbers_is_an_error_at_its_place(void **state) {
    (void)state;
    lsq_text text = {0}, out = {0};
    lsq_error error;
    lsq_text_put(&text, "a,b\n");
    for (int i = 2; i <= 45000; i++)
        lsq_text_format(&text, "%d,%d\n", i, -i);
    lsq_text_put(&text, "45001,north\n");
    assert_int_equal(
        read_pieces(text.bytes, text.length, 4096, &plain, NULL, 0, &out, NULL, &error), LSQ_EDATA);
    assert_int_equal(error.line, 45001);
    assert_int_equal(error.column, 7);
    assert_int_equal(error.byte, (int64_t)text.length - 6);
    check_contains(error.message, "'north' is not a number (column b)");
    lsq_text_clear(&text);
    lsq_text_clear(&out);
}

static void bad_text_is_an_error_even_beside_a_missing_cell(void **state) {
    (void)state;
    fails("a,b\n1,2\nNA,x\n", 3, 4, "'x' is not a number");
    fails("a,b\n1,2\nx,NA\n", 3, 1, "'x' is not a number");
}

static void fault_28_a_summary_line_is_refused(void **state) {
    (void)state;
    fails("a,b\n1,2\nTotal,2\n", 3, 1, "a summary line? remove it");
    fails("a,b\n1,2\nTotal: 2\n", 3, 1, "a summary line? remove it");
}

static void fault_29_a_header_in_mid_file_is_refused(void **state) {
    (void)state;
    fails("a,b\n1,2\na,b\n3,4\n", 3, 1, "the header again?");
}

static void fault_30_duplicate_names_are_kept(void **state) {
    (void)state;
    lsq_csv *csv = open_text("x,x\n1,2\n", 8, &plain);
    name_is(csv, 0, "x");
    name_is(csv, 1, "x");
    lsq_csv_free(csv);
}

static void fault_31_a_nameless_column_is_empty_in_names_and_numbered_in_messages(void **state) {
    (void)state;
    lsq_csv *csv = open_text("a,,\"\"\n1,2,3\n", 12, &plain);
    name_is(csv, 1, "");
    name_is(csv, 2, "");
    lsq_csv_free(csv);
    fails("a,\n1,x\n", 2, 3, "(column col2)");
}

static void fault_32_a_name_is_limited_like_any_field(void **state) {
    (void)state;
    size_t length = (size_t)LSQ_MAX_FIELD + 10;
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, 'n', length);
    memcpy(text + LSQ_MAX_FIELD, "\n1\n2\n3\n4\n5", 10);
    lsq_csv *csv = open_text(text, length, &plain);
    assert_int_equal(strlen(lsq_csv_names(csv)[0]), LSQ_MAX_FIELD);
    lsq_csv_free(csv);
    memcpy(text + LSQ_MAX_FIELD, "n\n1\n2\n3\n4", 9);
    fails_bytes(text, length - 1, &plain, LSQ_ELIMIT, 1, 1, "longer than 1048576 bytes");
    free(text);
}

static void fault_33_names_are_kept_and_escaped_in_messages(void **state) {
    (void)state;
    const char *text = "\"a\nb\x1B\",\" c\"\"d \", e \n1,2,3\nx,2,3\n";
    lsq_csv *csv = open_text(text, strlen(text), &plain);
    name_is(csv, 0, "a\nb\x1B");
    name_is(csv, 1, " c\"d ");
    name_is(csv, 2, "e");
    lsq_csv_free(csv);
    fails(text, 4, 1, "(column a\\nb\\x1B)");
    fails("a\n\x1B[31m\n", 2, 1, "'\\x1B[31m' is not a number");
}

static void fault_34_a_million_columns_work(void **state) {
    (void)state;
    enum { COLUMNS = 1000000 };
    char *text = malloc(4 * COLUMNS);
    assert_non_null(text);
    for (int i = 0; i < COLUMNS; i++) {
        text[2 * i] = 'a';
        text[2 * i + 1] = i + 1 < COLUMNS ? ',' : '\n';
        text[2 * (COLUMNS + i)] = (char)('0' + i % 10);
        text[2 * (COLUMNS + i) + 1] = i + 1 < COLUMNS ? ',' : '\n';
    }
    const int64_t columns[] = {999999, 3};
    lsq_text out = {0};
    check_status(read_pieces(text, 4 * COLUMNS, 100000, &plain, columns, 2, &out, NULL, NULL),
                 LSQ_OK, NULL);
    check_text(out.bytes, "9e0 3e0\n");
    lsq_text_clear(&out);
    free(text);
}

static void fault_38_a_trailing_delimiter_shifts_nothing(void **state) {
    (void)state;
    fails("a,b\n1,2,\n", 2, 5, "3 fields found, 2 expected as in line 1; a delimiter at the end");
}

static void fault_39_mixed_delimiters_are_refused(void **state) {
    (void)state;
    fails("a,b\n1,2\n3;4\n", 3, 1, "separated otherwise?");
}

static void fault_40_a_wrong_delimiter_is_noticed(void **state) {
    (void)state;
    lsq_csv_options o = {.delimiter = ';'};
    fails_bytes("a,b\n1,2\n3,4\n", 12, &o, LSQ_EDATA, 0, 0, "2 fields separated by ,; --delim ,");
    o.delimiter = ',';
    fails_bytes("a\tb\n1\t2\n3\t4\n", 12, &o, LSQ_EDATA, 0, 0, "--delim $'\\t'");
    fails_bytes("a;b\n1;2\n3;4\n", 12, &o, LSQ_EDATA, 0, 0, "--delim ';'");
    lsq_csv_options comma = {.decimal = ','};
    fails_bytes("a,b\n1,2\n3,4\n", 12, &comma, LSQ_EDATA, 0, 0, "not the decimal mark?");
    comma.no_header = 1;
    reads("1,5\n2,5\n", &comma, "15e-1\n25e-1\n");
}

static void fault_40_blanks_between_fields_are_noticed(void **state) {
    (void)state;
    fails("x y\n1 2\n3 4\n", 0, 0, "every line has 2 fields separated by blanks; --delim ' '");
    fails(
        "x  y z\n1 2  3\n3 4 5\n", 0, 0,
        "every line has 3 fields separated by runs of blanks; tr -s ' ' <FILE | lsq fit - --delim "
        "' '");
    fails("  x y\n1 2\n", 0, 0, "runs of blanks; awk '{$1=$1};1' FILE | lsq fit - --delim ' '");
    reads(" body mass\n 5\n 7 \n", &plain, "5e0\n7e0\n");
    fails("body mass\n1 2\n5\n", 2, 1, "'1 2' is not a number");
    fails("x y\n", 0, 0, "no data rows");
    lsq_csv_options o = {.no_header = 1};
    fails_bytes("1 2\n3 4\n", 8, &o, LSQ_EDATA, 0, 0, "separated by blanks; --delim ' '");
}

static void quoted_decimal_commas_between_commas_are_read(void **state) {
    (void)state;
    lsq_csv_options o = {.delimiter = ',', .decimal = ','};
    reads("x,y\n\"1,5\",\"10,2\"\n2,\"-,5\"\n\"3\",4\n", &o, "15e-1 102e-1\n2e0 -5e-1\n3e0 4e0\n");
    fails_bytes("x,y\n1,5\n1,5,\"2,5\"\n", 18, &o, LSQ_EDATA, 3, 5, "3 fields found, 2 expected");
    reads("x,y\n1,5\n\"1,5\",2\n", &o, "1e0 5e0\n15e-1 2e0\n"); /* unquoted, 1,5 is two */
    static const char *const files[] = {"x,y\n\"1,5\",\"10,2\"\n", "\"x\",\"y\"\n\"1,5\",\"2\"\n"};
    o.delimiter = 0;
    for (size_t i = 0; i < 2; i++)
        fails_bytes(files[i], strlen(files[i]), &o, LSQ_EDATA, 0, 0,
                    "if the numbers are quoted, --delim , beside --decimal ,");
}

static void fault_41_comments_are_refused(void **state) {
    (void)state;
    fails("a,b\n1,2\n# a note\n3,4\n", 3, 1, "a comment line? remove it");
    fails("a\n1\n# a note\n3\n", 3, 1, "a comment line? remove it");
}

/* NUL bytes, or a line of x, without an end. */
/* A source of one byte for ever, and how much of it was read. */
typedef struct endless_source {
    char byte;
    size_t read;
} endless_source;

static lsq_status endless(void *context, char *buffer, size_t size, size_t *got, lsq_error *error) {
    (void)error;
    endless_source *s = context;
    memset(buffer, s->byte, size);
    s->read += size;
    *got = size;
    return LSQ_OK;
}

/* Bounded by what is read, which bounds time and memory on any machine. */
static void fault_44_an_endless_line_ends_at_the_limit(void **state) {
    (void)state;
    static const struct {
        char byte;
        lsq_status status;
        size_t most;
    } cases[] = {{'\0', LSQ_EDATA, 1 << 20},
                 {'x', LSQ_ELIMIT, LSQ_MAX_LINE + (2 << 20)},
                 {',', LSQ_ELIMIT, LSQ_MAX_LINE + (2 << 20)},
                 {' ', LSQ_ELIMIT, LSQ_MAX_LINE + (2 << 20)},
                 {'"', LSQ_EDATA, LSQ_MAX_LINE + (2 << 20)}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        endless_source context = {cases[i].byte, 0};
        lsq_source *source = NULL;
        lsq_csv *csv = NULL;
        lsq_error error;
        assert_int_equal(lsq_source_stream(&source, endless, &context, "endless", &error), LSQ_OK);
        check_status(lsq_csv_open(&csv, source, &plain, &error), cases[i].status, &error);
        assert_null(csv);
        assert_true(context.read <= cases[i].most);
    }
}

static void fault_57_the_last_row_may_lack_its_line_end(void **state) {
    (void)state;
    reads("a,b\n1,2\n3,4", &plain, "1e0 2e0\n3e0 4e0\n");
    reads("a,b\n1,2\n3,\"4\"", &plain, "1e0 2e0\n3e0 4e0\n");
}

static void fault_97_the_locale_changes_nothing(void **state) {
    (void)state;
    static const char *const locales[] = {"de_DE.UTF-8", "tr_TR.UTF-8", "C.UTF-8", "C"};
    for (size_t i = 0; i < sizeof locales / sizeof *locales; i++) {
        setlocale(LC_ALL, locales[i]);
        reads("I,b\n1.5,2E3\n", &plain, "15e-1 2e3\n");
        fails("a;b\n1,5;2\n", 2, 1, "decimal comma?");
    }
    setlocale(LC_ALL, "C");
}

static void fault_104_missing_arguments_are_refused(void **state) {
    (void)state;
    lsq_csv *csv = (lsq_csv *)1;
    lsq_source *source = NULL;
    lsq_reader *reader = NULL;
    int64_t rows = 5;
    assert_int_equal(lsq_csv_open(&csv, NULL, NULL, NULL), LSQ_EUSAGE);
    assert_null(csv);
    assert_int_equal(lsq_source_memory(&source, "a\n1\n", 4, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_csv_open(NULL, source, NULL, NULL), LSQ_EUSAGE);
    csv = open_text("a\n1\n", 4, NULL);
    const int64_t zero = 0;
    assert_int_equal(lsq_csv_select(NULL, NULL, 0, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_csv_select(csv, NULL, 1, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_csv_select(csv, &zero, -1, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_csv_select(csv, &zero, 1, NULL), LSQ_OK);
    assert_int_equal(lsq_reader_new(&reader, csv, NULL, NULL), LSQ_OK);
    assert_int_equal(lsq_reader_fill(reader, NULL, &rows, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_reader_fill(NULL, NULL, &rows, NULL), LSQ_EUSAGE);
    lsq_reader_free(reader);
    lsq_reader_free(NULL);
    lsq_csv_free(csv);
    lsq_csv_free(NULL);
}

static void fault_104_an_error_is_given_again(void **state) {
    (void)state;
    lsq_csv *csv = open_text("a,b\n1,2\nx,3\n4,5\n", 16, &plain);
    lsq_decimals block = {0};
    lsq_error first = {0}, second = {0};
    lsq_reader *reader = NULL;
    const int64_t zero = 0;
    int64_t rows = 0;
    check_status(lsq_decimals_init(&block, NULL), LSQ_OK, NULL);
    check_status(lsq_csv_select(csv, &zero, 1, NULL), LSQ_OK, NULL);
    check_status(lsq_reader_new(&reader, csv, NULL, NULL), LSQ_OK, NULL);
    for (int i = 0; i < 2; i++) {
        lsq_error *error = i ? &second : &first;
        check_status(lsq_reader_fill(reader, &block, &rows, error), LSQ_EDATA, error);
        assert_int_equal(rows, 0);
        assert_int_equal(block.rows, 0);
    }
    check_text(second.message, first.message);
    assert_int_equal(second.line, 3);
    lsq_decimals_clear(&block);
    lsq_reader_free(reader);
    lsq_csv_free(csv);
}

static void choices_are_checked(void **state) {
    (void)state;
    lsq_csv *csv = open_text("a,b\n1,2\n", 8, &plain);
    static const int64_t wrong[][2] = {{0, 2}, {-1, 0}, {1, 1}};
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(lsq_csv_select(csv, wrong[i], 2, NULL), LSQ_EUSAGE);
    lsq_csv_free(csv);
}

static void columns_come_in_the_order_chosen(void **state) {
    (void)state;
    const char *text = "a,b,c,d\n1,2,3,4\n5,6,7,8\n\"9\",10,11,12\n";
    const int64_t columns[] = {3, 0, 2};
    lsq_text out = {0};
    check_status(read_pieces(text, strlen(text), 100, &plain, columns, 3, &out, NULL, NULL), LSQ_OK,
                 NULL);
    check_text(out.bytes, "4e0 1e0 3e0\n8e0 5e0 7e0\n12e0 9e0 11e0\n");
    lsq_text_clear(&out);
}

static void rows_are_counted_without_a_chosen_column(void **state) {
    (void)state;
    const char *text = "a,b\n1,2\nx,NA\n\n\"q\nr\",\n";
    lsq_text out = {0};
    lsq_tally accounts;
    const int64_t none = 0;
    check_status(read_pieces(text, strlen(text), 100, &plain, &none, 0, &out, &accounts, NULL),
                 LSQ_OK, NULL);
    check_text(out.bytes, "\n\n\n");
    assert_int_equal(accounts.read, 3);
    assert_int_equal(accounts.used, 3);
    lsq_text_clear(&out);
}

static void a_file_without_header_starts_with_data(void **state) {
    (void)state;
    lsq_csv_options o = {.no_header = 1};
    reads("1,2\n3,4\n", &o, "1e0 2e0\n3e0 4e0\n");
    lsq_csv *csv = open_text("\n1,2\n", 5, &o);
    name_is(csv, 0, "");
    assert_int_equal(lsq_csv_columns(csv), 2);
    assert_int_equal(lsq_csv_header_line(csv), 2);
    assert_int_equal(lsq_csv_header_is_numeric(csv), 0);
    check_text(lsq_csv_source_name(csv), "t.csv");
    lsq_csv_free(csv);
    fails_bytes("1,x\n", 4, &o, LSQ_EDATA, 1, 3, "(column col2)");
}

static void a_numeric_header_is_noticed(void **state) {
    (void)state;
    lsq_csv *csv = open_text("1,2.5\n3,4\n", 10, &plain);
    assert_int_equal(lsq_csv_header_is_numeric(csv), 1);
    assert_int_equal(lsq_csv_header_line(csv), 1);
    lsq_csv_free(csv);
    csv = open_text("1,b\n3,4\n", 8, &plain);
    assert_int_equal(lsq_csv_header_is_numeric(csv), 0);
    lsq_csv_free(csv);
}

static void the_first_value_tells_whether_a_column_is_text(void **state) {
    (void)state;
    const char *text = "n,t,m,later,doubt,gone\n1,x,NA,,\"1,5\",NA\n2,3,4,z,5,\n";
    static const int is_text[] = {0, 1, 0, 1, 0, 0};
    lsq_csv *csv = open_text(text, strlen(text), &plain);
    for (int j = 0; j < 6; j++)
        assert_int_equal(lsq_csv_text_cells(csv)[j].text != NULL, is_text[j]);
    lsq_csv_free(csv);
}

static void columns_of_text_show_their_first_cell(void **state) {
    (void)state;
    lsq_text text = {0};
    lsq_text_put(&text, "a,b,c,d\n\n1,NA,\"<\"\"5\",.\n2, north ,3,");
    for (int i = 0; i < 100; i++)
        lsq_text_put(&text, "x");
    lsq_text_put(&text, "\n");
    lsq_csv *csv = open_text(text.bytes, text.length, &plain);
    const lsq_text_cell *cells = lsq_csv_text_cells(csv);
    assert_null(cells[0].text);
    check_text(cells[1].text, "north");
    assert_int_equal(cells[1].line, 4);
    assert_int_equal(cells[1].column, 3);
    check_text(cells[2].text, "<\"5");
    assert_int_equal(cells[2].line, 3);
    assert_int_equal(cells[2].column, 6);
    char shown[256];
    lsq_escape(shown, sizeof shown, cells[3].text, strlen(cells[3].text));
    check_contains(shown, "xxx\xE2\x80\xA6");
    assert_int_equal(strlen(cells[3].text), 64);
    for (int j = 0; j < 4; j++)
        assert_null(cells[j].hint);
    lsq_csv_free(csv);
    lsq_text_clear(&text);
    csv = open_text("a,b\n1,2\n", 8, &plain);
    assert_null(lsq_csv_text_cells(csv));
    lsq_csv_free(csv);
}

static void a_first_record_without_a_number_is_doubted(void **state) {
    (void)state;
    lsq_csv_options o = {.no_header = 1};
    lsq_csv *csv = open_text("\n,x,y\n1,2,3\n", 12, &o);
    assert_null(lsq_csv_text_cells(csv)[0].text);
    check_text(lsq_csv_text_cells(csv)[1].hint, "is line 2 a header? leave out --no-header");
    lsq_csv_free(csv);
    csv = open_text("x,1\n", 4, &o);
    assert_null(lsq_csv_text_cells(csv)[0].hint);
    lsq_csv_free(csv);
    csv = open_text("a,b\nkg,m\n1,2\n", 13, &plain);
    check_text(lsq_csv_text_cells(csv)[0].hint,
               "is line 1 a title? --skip 1; is line 2 a second header? remove it");
    lsq_csv_free(csv);
    csv = open_text("# a,b\nx,y\n1,2\n", 14, &plain);
    check_text(lsq_csv_text_cells(csv)[0].hint, "is line 1 a comment? --comment '#'");
    lsq_csv_free(csv);
}

static void a_first_line_may_tell_the_delimiter(void **state) {
    (void)state;
    reads("sep=;\r\nx;y\r\n1;2\r\n", &plain, "1e0 2e0\n");
    reads("sep=|\nx|y\n1|2\n", &plain, "1e0 2e0\n");
    reads("\xEF\xBB\xBFsep=\t\rx,a\ty\r1\t2\r", &plain, "1e0 2e0\n");
    lsq_csv_options o = {.delimiter = ';'};
    reads("sep=,\nx;y\n1;2\n", &o, "1e0 2e0\n");
    lsq_csv *csv = open_text("sep=;\r\nx;y\n1;2\n", 15, &plain);
    assert_int_equal(lsq_csv_header_line(csv), 2);
    lsq_csv_free(csv);
    csv = open_text("sep=;a\n1;2\n", 11, &plain); /* a name like others */
    check_text(lsq_csv_names(csv)[0], "sep=");
    lsq_csv_free(csv);
    csv = open_text("sep=a\n1\n", 8, &plain);
    check_text(lsq_csv_names(csv)[0], "sep=a");
    lsq_csv_free(csv);
}

/* 0x80 is the euro in Windows-1252, 0x9D is nothing; the last name is in UTF-8 and becomes two
 * characters for each byte: a header has one encoding. */
static void names_that_are_no_utf8_are_windows_1252(void **state) {
    (void)state;
    lsq_csv *csv = open_text("H\xF6,\"\x80\"\"\",\x9D,\xC3\xB6\n1,2,3,4\n", 22, &plain);
    assert_true(lsq_csv_header_is_foreign(csv));
    check_text(lsq_csv_names(csv)[0], "H\xC3\xB6");
    check_text(lsq_csv_names(csv)[1], "\xE2\x82\xAC\"");
    check_text(lsq_csv_names(csv)[2], "\xC2\x9D");
    check_text(lsq_csv_names(csv)[3], "\xC3\x83\xC2\xB6");
    lsq_csv_free(csv);
    csv = open_text("H\xC3\xB6,b\n1,\xF6\n", 10, &plain);
    assert_false(lsq_csv_header_is_foreign(csv));
    check_text(lsq_csv_names(csv)[0], "H\xC3\xB6");
    lsq_csv_free(csv);
}

static void the_delimiter_found_or_given_is_told(void **state) {
    (void)state;
    lsq_csv *csv = open_text("a;b\n1;2\n", 8, &plain);
    assert_int_equal(lsq_csv_delimiter(csv), ';');
    lsq_csv_free(csv);
    lsq_csv_options o = {.delimiter = ':'};
    csv = open_text("a:b\n1:2\n", 8, &o);
    assert_int_equal(lsq_csv_delimiter(csv), ':');
    lsq_csv_free(csv);
}

/* In the order chosen; a row that lacks two values counts in both columns. */
static void each_column_counts_the_dropped_rows_it_has_no_value_in(void **state) {
    (void)state;
    static const char good[] = "a,b,c\n1,,3\nNA,,3\n,\" 2\",3\n4,5,6\n,NA,";
    const int64_t columns[] = {2, 0, 1};
    int64_t missing[3] = {0};
    lsq_text out = {0};
    lsq_csv *csv = open_text(good, strlen(good), &plain);
    check_status(read_table(csv, columns, 3, &out, NULL, missing, NULL), LSQ_OK, NULL);
    check_text(out.bytes, "6e0 4e0 5e0\n");
    assert_int_equal(missing[0], 1);
    assert_int_equal(missing[1], 3);
    assert_int_equal(missing[2], 3);
    lsq_text_clear(&out);
}

static void impossible_options_are_refused(void **state) {
    (void)state;
    static const lsq_csv_options wrong[] = {{.delimiter = '"'},
                                            {.delimiter = '5'},
                                            {.delimiter = 'e'},
                                            {.delimiter = '-'},
                                            {.delimiter = '\n'},
                                            {.delimiter = '\xE2'},
                                            {.delimiter = '.'},
                                            {.delimiter = '.', .decimal = '.'},
                                            {.decimal = ';'},
                                            {.skip = -1},
                                            {.chunk = -1},
                                            {.chunk = INT64_MAX},
                                            {.comment = ' '},
                                            {.comment = '.'},
                                            {.comment = 'x'},
                                            {.comment = '"'},
                                            {.comment = ';', .delimiter = ';'},
                                            {.comment = ',', .decimal = ','},
                                            {.thousands = '.'},
                                            {.thousands = ';'},
                                            {.thousands = ',', .decimal = ','}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        lsq_source *source = NULL;
        lsq_csv *csv = NULL;
        lsq_error error;
        assert_int_equal(lsq_source_memory(&source, "a\n1\n", 4, NULL, NULL), LSQ_OK);
        check_status(lsq_csv_open(&csv, source, &wrong[i], &error), LSQ_EUSAGE, &error);
    }
    lsq_csv_options space = {.delimiter = ' '};
    reads("a b\n1 2\n3 4\n", &space, "1e0 2e0\n3e0 4e0\n");
    space.delimiter = '.';
    space.decimal = ',';
    reads("a.b\n1.2,5\n", &space, "1e0 25e-1\n");
    lsq_csv_options marks = {.comment = '#', .thousands = '\''};
    reads("#\"a\na,b\n1'000,2\n#3,4\n", &marks, "1000e0 2e0\n");
}

static void lines_that_are_no_records_are_recognised(void **state) {
    (void)state;
    fails("Export 2024\ny,x\n1,2\n", 2, 3, "a title in front of the header? --skip 1");
    fails("# units\nx,y\n1,2\n", 2, 3, "does the file begin with comments? --comment '#'");
    lsq_csv_options o = {.skip = 2};
    lsq_csv *csv = NULL;
    lsq_source *source = NULL;
    lsq_error error;
    assert_int_equal(lsq_source_memory(&source, "a\nb\0\nx\n1\n", 9, "t.csv", NULL), LSQ_OK);
    check_status(lsq_csv_open(&csv, source, &o, &error), LSQ_EDATA, &error);
    check_text(error.message, "t.csv:2:2: byte 3 is NUL, which no text has");
}

/* Blocks, buffers and both roads: many rows, read in odd pieces, some of them quoted or
 * incomplete. */
static void long_tables_arrive_whole(void **state) {
    (void)state;
    lsq_text text = {0}, want = {0}, out = {0};
    lsq_tally accounts;
    int64_t used = 0;
    enum { ROWS = 50000 };
    lsq_text_put(&text, "a,b\n");
    for (int i = 1; i <= ROWS; i++) {
        if (i % 97 == 5) {
            lsq_text_format(&text, "NA,%d\r\n", i);
        } else {
            lsq_text_format(&text, i % 89 == 7 ? "\"%d\",%d.25\n" : "%d,%d.25\n", i, -i);
            lsq_text_format(&want, "%de0 %d25e-2\n", i, -i);
            used++;
        }
    }
    check_status(read_pieces(text.bytes, text.length, 8191, &plain, NULL, 0, &out, &accounts, NULL),
                 LSQ_OK, NULL);
    assert_int_equal(accounts.read, ROWS);
    assert_int_equal(accounts.used, used);
    assert_int_equal(accounts.missing, ROWS - used);
    assert_string_equal(out.bytes, want.bytes);
    lsq_text_clear(&text);
    lsq_text_clear(&want);
    lsq_text_clear(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_become_decimals),
        cmocka_unit_test(fault_01_an_empty_input_has_no_header),
        cmocka_unit_test(fault_02_a_header_alone_has_no_data),
        cmocka_unit_test(fault_03_a_short_row_is_located),
        cmocka_unit_test(fault_04_a_long_row_is_located),
        cmocka_unit_test(fault_05_blank_lines_are_counted_apart),
        cmocka_unit_test(fault_06_a_nul_byte_is_located),
        cmocka_unit_test(fault_07_a_utf8_mark_is_dropped),
        cmocka_unit_test(fault_08_utf16_and_utf32_are_refused_by_name),
        cmocka_unit_test(fault_09_crlf_leaves_nothing_behind),
        cmocka_unit_test(fault_10_line_ends_may_be_mixed),
        cmocka_unit_test(fault_11_a_lone_cr_is_a_line_end),
        cmocka_unit_test(fault_12_an_unclosed_quote_names_its_line),
        cmocka_unit_test(fault_13_stray_quotes_are_refused),
        cmocka_unit_test(fault_14_numbers_out_of_range_are_refused),
        cmocka_unit_test(fault_16_hexadecimal_is_refused),
        cmocka_unit_test(fault_17_a_decimal_comma_is_suggested),
        cmocka_unit_test(fault_18_thousands_are_refused),
        cmocka_unit_test(fault_19_nan_and_inf_are_refused),
        cmocka_unit_test(fault_20_missing_values_are_counted),
        cmocka_unit_test(fault_20_only_chosen_columns_drop_a_row),
        cmocka_unit_test(a_list_replaces_the_texts_of_missing_values),
        cmocka_unit_test(fault_21_undeclared_words_are_refused),
        cmocka_unit_test(fault_21_the_list_that_a_hint_gives_works),
        cmocka_unit_test(fault_22_foreign_notations_are_refused),
        cmocka_unit_test(fault_23_leading_zeros_are_decimal),
        cmocka_unit_test(fault_24_wide_integers_are_exact),
        cmocka_unit_test(fault_25_digits_are_limited),
        cmocka_unit_test(fault_26_text_in_a_column_of_numbers_is_an_error_at_its_place),
        cmocka_unit_test(bad_text_is_an_error_even_beside_a_missing_cell),
        cmocka_unit_test(fault_28_a_summary_line_is_refused),
        cmocka_unit_test(fault_29_a_header_in_mid_file_is_refused),
        cmocka_unit_test(fault_30_duplicate_names_are_kept),
        cmocka_unit_test(fault_31_a_nameless_column_is_empty_in_names_and_numbered_in_messages),
        cmocka_unit_test(fault_32_a_name_is_limited_like_any_field),
        cmocka_unit_test(fault_33_names_are_kept_and_escaped_in_messages),
        cmocka_unit_test(fault_34_a_million_columns_work),
        cmocka_unit_test(fault_38_a_trailing_delimiter_shifts_nothing),
        cmocka_unit_test(fault_39_mixed_delimiters_are_refused),
        cmocka_unit_test(fault_40_a_wrong_delimiter_is_noticed),
        cmocka_unit_test(fault_40_blanks_between_fields_are_noticed),
        cmocka_unit_test(quoted_decimal_commas_between_commas_are_read),
        cmocka_unit_test(fault_41_comments_are_refused),
        cmocka_unit_test(fault_44_an_endless_line_ends_at_the_limit),
        cmocka_unit_test(fault_57_the_last_row_may_lack_its_line_end),
        cmocka_unit_test(fault_97_the_locale_changes_nothing),
        cmocka_unit_test(fault_104_missing_arguments_are_refused),
        cmocka_unit_test(fault_104_an_error_is_given_again),
        cmocka_unit_test(choices_are_checked),
        cmocka_unit_test(columns_come_in_the_order_chosen),
        cmocka_unit_test(rows_are_counted_without_a_chosen_column),
        cmocka_unit_test(a_file_without_header_starts_with_data),
        cmocka_unit_test(a_numeric_header_is_noticed),
        cmocka_unit_test(the_first_value_tells_whether_a_column_is_text),
        cmocka_unit_test(columns_of_text_show_their_first_cell),
        cmocka_unit_test(a_first_record_without_a_number_is_doubted),
        cmocka_unit_test(a_first_line_may_tell_the_delimiter),
        cmocka_unit_test(names_that_are_no_utf8_are_windows_1252),
        cmocka_unit_test(the_delimiter_found_or_given_is_told),
        cmocka_unit_test(each_column_counts_the_dropped_rows_it_has_no_value_in),
        cmocka_unit_test(impossible_options_are_refused),
        cmocka_unit_test(lines_that_are_no_records_are_recognised),
        cmocka_unit_test(long_tables_arrive_whole),
    };
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    flint_cleanup();
    return failures;
}
