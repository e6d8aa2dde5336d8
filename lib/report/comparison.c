/* comparison.c - a comparison of solvers as text, JSON, CSV or Markdown.
 *
 * Everything comes from lsq.h; the numbers are doubles that need few digits, written by integers so
 * that no locale changes them.  Digits have one decimal, seconds are rounded to microseconds in
 * text and to nanoseconds elsewhere.  Fails on wrong options and on lost memory only.
 *
 * SPDX-License-Identifier: MIT */
#include "comparison.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../base/error.h"

void lsq_put_decimals(lsq_text *out, double value, int decimals, const char *none) {
    int64_t unit = 1;
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    if (!(value >= 0 && value * (double)unit < 1e15)) {
        lsq_text_put(out, none);
        return;
    }
    int64_t whole = (int64_t)floor(value * (double)unit + 0.5);
    lsq_text_format(out, "%" PRId64, whole / unit);
    if (decimals)
        lsq_text_format(out, ".%0*" PRId64, decimals, whole % unit);
}

void lsq_put_scientific(lsq_text *out, double value, int digits, const char *none) {
    if (!(value > 0) || isinf(value)) {
        lsq_text_put(out, none);
        return;
    }
    int exponent = (int)floor(log10(value));
    double unit = pow(10, digits - 1);
    /* in two steps, as 10^-exponent of a subnormal number overflows */
    double scaled = value * pow(10, -exponent / 2) * pow(10, -exponent + exponent / 2);
    int64_t mantissa = (int64_t)floor(scaled * unit + 0.5), one = (int64_t)unit;
    if (mantissa >= 10 * one) {
        mantissa = (mantissa + 5) / 10;
        exponent++;
    }
    if (mantissa < one) { /* log10 was rounded up */
        mantissa = (int64_t)floor(scaled * 10 * unit + 0.5);
        exponent--;
    }
    lsq_text_format(out, "%" PRId64, mantissa / one);
    if (digits > 1)
        lsq_text_format(out, ".%0*" PRId64, digits - 1, mantissa % one);
    if (exponent)
        lsq_text_format(out, "e%d", exponent);
}

static lsq_status read_options(lsq_report_options *known, const lsq_report_options *options,
                               lsq_error *error) {
    memset(known, 0, sizeof *known);
    if (options) {
        if (options->struct_size < sizeof options->struct_size ||
            options->struct_size > sizeof *known)
            return lsq_fail(error, LSQ_EUSAGE,
                            "lsq_report_options.struct_size is %zu, expected at most %zu; set it "
                            "to sizeof(lsq_report_options)",
                            options->struct_size, sizeof *known);
        memcpy(known, options, options->struct_size);
    }
    if ((int)known->format < LSQ_FORMAT_TEXT || known->format > LSQ_FORMAT_MARKDOWN)
        return lsq_fail(error, LSQ_EUSAGE,
                        "format is %d, expected LSQ_FORMAT_TEXT, _JSON, _CSV or _MARKDOWN",
                        (int)known->format);
    return LSQ_OK;
}

lsq_status lsq_comparison_report(const lsq_comparison *comparison,
                                 const lsq_report_options *options, char **text, lsq_error *error) {
    if (!text)
        return lsq_fail(error, LSQ_EUSAGE, "text is NULL, expected the address of a char *");
    *text = NULL;
    if (!comparison)
        return lsq_fail(error, LSQ_EUSAGE, "comparison is NULL, expected a comparison");
    lsq_report_options known;
    lsq_status status = read_options(&known, options, error);
    if (status)
        return status;
    lsq_text out = {0};
    switch (known.format) {
    case LSQ_FORMAT_TEXT:
        lsq_comparison_text(comparison, &known, &out);
        break;
    case LSQ_FORMAT_JSON:
        lsq_comparison_json(comparison, &out);
        break;
    case LSQ_FORMAT_CSV:
        lsq_comparison_csv(comparison, &out);
        break;
    case LSQ_FORMAT_MARKDOWN:
        lsq_comparison_markdown(comparison, &known, &out);
        break;
    }
    status = lsq_text_take(&out, text, error);
    lsq_text_clear(&out);
    return status;
}
