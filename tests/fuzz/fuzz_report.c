/* fuzz_report.c - any bytes as names of columns, in every format of a report.
 *
 * Two bytes choose format, digits and form; the rest are the names, a NUL between them.  A report
 * is written or fails with a message.  JSON has its quotes and brackets in pairs and no control
 * byte but \n; CSV has as many fields in each record when the reader of the user's files splits it;
 * what is for people has no control byte but \n, and a table of Markdown or LaTeX has as many cells
 * in each row.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "data/split.h"

#define REQUIRE(condition) \
    do {                   \
        if (!(condition))  \
            abort();       \
    } while (0)

enum { COLUMNS = 5 };

/* The third column is twice the first, the second row lacks a value in the fourth. */
static const char rows[] = "0,1,0,2,1\n3,1,6,,2\n1,5,2,0,3\n2,2,4,1,2\n3,3,6,7,5\n4,0,8,2,2\n";

/* A header of COLUMNS names in quotes; those that are missing are numbered. */
static void put_header(lsq_text *csv, const uint8_t *data, size_t size) {
    for (int c = 0; c < COLUMNS; c++) {
        size_t length = 0;
        while (length < size && data[length])
            length++;
        lsq_text_put(csv, c ? ",\"" : "\"");
        for (size_t i = 0; i < length; i++)
            lsq_text_add(csv, data[i] == '"' ? "\"\"" : (const char *)data + i,
                         data[i] == '"' ? 2 : 1);
        if (!length)
            lsq_text_format(csv, "v%d", c);
        lsq_text_put(csv, "\"");
        data += length + (length < size);
        size -= length + (length < size);
    }
    lsq_text_put(csv, "\n");
}

static void check_lines(const char *text) {
    for (const char *at = text; *at; at++)
        REQUIRE((unsigned char)*at >= 0x20 ? *at != 0x7F : *at == '\n');
}

/* Quotes and brackets come in pairs, and a backslash is followed by what JSON knows. */
static void check_json(const char *text) {
    int depth = 0, quoted = 0;
    check_lines(text);
    for (const char *at = text; *at; at++) {
        if (quoted && *at == '\\')
            REQUIRE(strchr("\"\\u", *++at));
        else if (*at == '"')
            quoted = !quoted;
        else if (quoted)
            REQUIRE(*at != '\n');
        else
            depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
        REQUIRE(depth >= 0);
    }
    REQUIRE(!quoted && !depth);
}

static void check_csv(const char *text, int glance, const lsq_fit *fit) {
    lsq_split split = {0};
    const char *end = text + strlen(text);
    int64_t records = 0, terms = glance ? 1 : lsq_fit_terms(fit);
    lsq_split_init(&split, ',', 0);
    for (const char *at = text; at < end; at = split.next, records++) {
        REQUIRE(lsq_split_record(&split, at, end, 1) == LSQ_SPLIT_RECORD);
        REQUIRE(split.count == (glance ? 19 : 10));
    }
    REQUIRE(records == 1 + terms * lsq_fit_responses(fit));
    lsq_split_clear(&split);
}

/* How many signs without a backslash the line has. */
static int count_bare(const char *line, size_t length, char sign) {
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        if (line[i] == '\\')
            i++;
        else
            count += line[i] == sign;
    }
    return count;
}

/* The bars of each row of a table are those of its head. */
static void check_markdown(const char *text) {
    int bars = 0;
    check_lines(text);
    for (const char *at = text; *at; at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        if (*at == '|') {
            int count = count_bare(at, length, '|');
            REQUIRE(!bars || count == bars);
            bars = count;
        } else {
            bars = 0;
        }
        at += length;
    }
}

/* In rows of a tabular the cells are those of its head or one across; groups and $ are in pairs,
 * and nothing begins a comment. */
static void check_latex(const char *text) {
    int cells = 0;
    check_lines(text);
    for (const char *at = text; *at; at += *at == '\n') {
        size_t length = strcspn(at, "\n");
        if (*at != '%') {
            REQUIRE(count_bare(at, length, '%') == 0 && count_bare(at, length, '#') == 0);
            REQUIRE(count_bare(at, length, '{') == count_bare(at, length, '}'));
            REQUIRE(count_bare(at, length, '$') % 2 == 0);
            REQUIRE(!memchr(at, '~', length));
            int count = count_bare(at, length, '&');
            REQUIRE(count <= 1 || !cells || count == cells);
            cells = count > 1 ? count : length ? cells : 0;
        }
        at += length;
    }
}

static void check_report(lsq_fit *fit, const lsq_report_options *options) {
    char *text = NULL;
    lsq_error error = {0};
    lsq_status status = lsq_report(fit, options, &text, &error);
    REQUIRE(status == LSQ_OK || (error.message[0] && !text));
    if (status)
        return;
    if (options->format == LSQ_FORMAT_TEXT)
        check_lines(text);
    else if (options->format == LSQ_FORMAT_JSON)
        check_json(text);
    else if (options->format == LSQ_FORMAT_CSV)
        check_csv(text, options->glance, fit);
    else if (options->format == LSQ_FORMAT_MARKDOWN)
        check_markdown(text);
    else
        check_latex(text);
    lsq_text_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const solvers[] = {NULL, NULL, "svd", "pivoted-qr"};
    if (size < 2)
        return 0;
    lsq_report_options report = {.struct_size = sizeof report,
                                 .format = (lsq_format)(data[0] % 6),
                                 .quiet = data[0] >> 6 & 1,
                                 .glance = data[0] >> 7,
                                 .digits = data[1] % 20};
    lsq_fit_options options = {.struct_size = sizeof options,
                               .solver = solvers[data[1] >> 6],
                               .min_norm = (data[1] >> 5 & 7) == 1};
    lsq_text csv = {0};
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    put_header(&csv, data + 2, size - 2);
    lsq_text_put(&csv, rows);
    REQUIRE(!csv.failed);
    if (lsq_fit_buffer(&fit, csv.bytes, csv.length, &options, &error) == LSQ_OK)
        check_report(fit, &report);
    lsq_fit_free(fit);
    lsq_text_clear(&csv);
    return 0;
}
