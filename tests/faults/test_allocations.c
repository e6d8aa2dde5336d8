/* Fits without memory: small tables that take many different ways through the rooms, several files,
 * matrices; each allocation fails once, and from there on.
 *
 * SPDX-License-Identifier: MIT */
#include "faults/own_memory.h"

/* ---- fits of tables ---- */

typedef struct table_fit {
    const char *name, *csv;
    lsq_fit_options options;
    lsq_report_options report;
} table_fit;

#define SIZE .struct_size = sizeof(lsq_fit_options)
#define SIZE_OF_REPORT .struct_size = sizeof(lsq_report_options)
#define OF(what) \
    { SIZE_OF_REPORT, .format = LSQ_FORMAT_##what }

static const char plain[] = "x,z,y\n1,5,2\n2,4.5,3.25\n3,7,5\n4,1,4.75\n6,2,8\n7,9,7.5\n";
static const char aliased[] = "x,twice,k,y\n1,2,3,2\n2,4,3,3.5\n3,6,3,5\n5,10,3,4.75\n";
static const char gaps[] = "x;z;y\n1;2,5;3\n\nNA;1;2\n2;;7\n3;1,5;-\n4;2,25;6\n5;1;6,5\n7;2;8\n";
static const char quoted[] = "\"a b\",\"c\"\"d\",y\r\n1,\"5\",2\r\n\"2\",4,3\r\n3,7,5\r\n4,1,9\r\n";
static const char wide[] = "x,y\n1e300,1e-300\n2e300,123456789012345678901234567890\n-3e300,5\n";

static const char steady[] =
    "year,twin,y\n2001,2001.001,1\n2002,2001.999,3\n2003,2003,2\n2004,2004,5\n2005,2005,4\n";

static const lsq_solver_options few_steps = {.struct_size = sizeof few_steps, .most_steps = 3};

static const table_fit fits[] = {
    {"text", plain, {SIZE}, OF(TEXT)},
    {"json", plain, {SIZE}, OF(JSON)},
    {"csv", plain, {SIZE}, OF(CSV)},
    {"markdown", plain, {SIZE}, OF(MARKDOWN)},
    {"latex", plain, {SIZE}, OF(LATEX)},
    {"glance", plain, {SIZE}, {SIZE_OF_REPORT, .format = LSQ_FORMAT_CSV, .glance = 1}},
    {"formula", plain, {SIZE, .formula = "y ~ powers(x, 2) + x:z + I((x - z)^2)"}, OF(TEXT)},
    {"products", plain, {SIZE, .formula = "y ~ x * z - x + I(0.4 * z^3)"}, OF(JSON)},
    {"two responses", plain, {SIZE, .formula = "cbind(y, z) ~ x"}, OF(TEXT)},
    {"list", plain, {SIZE, .response = "y,z", .predictors = "x", .exact_columns = "x"}, OF(JSON)},
    {"no intercept", plain, {SIZE, .formula = "y ~ x - 1", .level = 0.9}, OF(TEXT)},
    {"intercept", plain, {SIZE, .formula = "y ~ 1"}, OF(TEXT)},
    {"aliased", aliased, {SIZE}, OF(TEXT)},
    {"aliased markdown", aliased, {SIZE}, OF(MARKDOWN)},
    {"aliased latex", aliased, {SIZE}, OF(LATEX)},
    {"minimum norm", aliased, {SIZE, .min_norm = 1}, OF(JSON)},
    {"gaps", gaps, {SIZE, .decimal = ',', .missing = "NA,,-"}, OF(TEXT)},
    {"quoted", quoted, {SIZE}, OF(JSON)},
    {"no header", "1,2\n2,4\n3,5\n", {SIZE, .no_header = 1}, OF(TEXT)},
    {"wide", wide, {SIZE, .input_name = "a name"}, OF(TEXT)},
    {"steady", steady, {SIZE}, OF(TEXT)},
    {"steady row", steady, {SIZE, .formula = "y ~ year + I(year^2)"}, OF(JSON)},
    {"perfect", "x,y\n1,2\n2,4\n3,6\n", {SIZE}, OF(TEXT)},
    {"threads", plain, {SIZE, .threads = 3, .chunk = 16}, OF(TEXT)},
    {"comments", "one\n#\nx,y\n1,2\n# no\n2,3\n3,5\n", {SIZE, .skip = 1, .comment = '#'}, OF(JSON)},
    {"thousands", "x;y\n1,000;2\n2,500;3\n1;5\n", {SIZE, .thousands = ','}, OF(JSON)},
    {"cholesky", plain, {SIZE, .solver = "cholesky"}, OF(TEXT)},
    {"qr", plain, {SIZE, .solver = "qr"}, OF(TEXT)},
    {"pivoted-qr", aliased, {SIZE, .solver = "pivoted-qr"}, OF(TEXT)},
    {"svd", aliased, {SIZE, .solver = "svd"}, OF(JSON)},
    {"tsqr", plain, {SIZE, .solver = "tsqr"}, OF(TEXT)},
    {"gd", plain, {SIZE, .solver = "gd"}, OF(TEXT)},
    {"line", plain, {SIZE, .solver = "line"}, OF(JSON)},
    {"gd stops", plain, {SIZE, .solver = "gd", .solver_options = &few_steps}, OF(TEXT)},
    {"qr refuses", aliased, {SIZE, .solver = "qr"}, OF(TEXT)},
    {"no solver", plain, {SIZE, .solver = "choleski"}, OF(TEXT)},
    {"no number", "x,y\n1,2\n2,x\n", {SIZE}, OF(TEXT)},
    {"short row", "x,y\n1,2\n2\n", {SIZE}, OF(TEXT)},
    {"open quote", "x,y\n1,2\n\"2,3\n", {SIZE}, OF(TEXT)},
    {"no rows", "x,y\n", {SIZE}, OF(TEXT)},
    {"no values", "x,y\nNA,1\n,2\n", {SIZE}, OF(TEXT)},
    {"missing refused", "x,y\n1,2\nNA,1\n2,2\n", {SIZE, .missing_is_error = 1}, OF(TEXT)},
    {"no column", plain, {SIZE, .formula = "y ~ xx + z"}, OF(TEXT)},
    {"bad formula", plain, {SIZE, .formula = "y ~ x + (z"}, OF(TEXT)},
    {"bad list", plain, {SIZE, .exact_columns = "x,q"}, OF(TEXT)},
    {"bad report", plain, {SIZE}, {SIZE_OF_REPORT, .digits = -1}},
};

static void fit_and_report(outcome *o, const void *context) {
    const table_fit *t = context;
    lsq_fit *fit = (lsq_fit *)o;
    char *text = (char *)o;
    begin_faults();
    o->status = lsq_fit_buffer(&fit, t->csv, strlen(t->csv), &t->options, &o->error);
    if (o->status) {
        assert_null(fit);
        return;
    }
    o->status = lsq_report(fit, &t->report, &text, &o->error);
    end_faults();
    if (o->status)
        assert_null(text);
    take_text(o, text);
    lsq_fit_free(fit);
}

static void fault_93_a_fit_without_memory_is_told_and_leaves_nothing(void **state) {
    (void)state;
    for (int64_t i = 0; i < COUNT(fits); i++)
        assert_true(sweep(fits[i].name, fit_and_report, &fits[i]) > 0);
}

/* A fit from a file, and then everything that is asked of it. */
static void fit_and_ask(outcome *o, const void *context) {
    lsq_fit_options options = {.struct_size = sizeof options, .formula = context};
    lsq_fit *fit;
    size_t used = 0;
    begin_faults();
    o->status = lsq_fit_csv(&fit, "datasets/small/stackloss.csv", &options, &o->error);
    for (int q = LSQ_ESTIMATE; q <= LSQ_BIC && !o->status; q++) {
        o->status = lsq_fit_text(fit, (lsq_quantity)q, 0, 1, 30, o->text + used, 100, &o->error);
        used = strlen(o->text);
        if (!o->status)
            o->status =
                lsq_fit_fixed(fit, (lsq_quantity)q, 0, 1, 3, o->text + used, 500, &o->error);
        used = strlen(o->text);
    }
    lsq_fit_free(fit);
}

/* "x,y\n1,2\n2,3\n4,5\n" as gzip -n, zstd -q, xz --check=crc32 and bzip2 pack it. */
static const char in_gzip[] =
    "\037\213\010\000\000\000\000\000\000\003\253\320\251\344\062\324\061\342\062"
    "\322\061\346\062\321\061\345\002\000\052\364\353\002\020\000\000\000";
static const char in_zstd[] =
    "\050\265\057\375\004\130\201\000\000\170\054\171\012\061\054\062\012\062\054"
    "\063\012\064\054\065\012\006\370\075\200";
static const char in_xz[] =
    "\375\067\172\130\132\000\000\001\151\042\336\066\002\000\041\001\026\000\000"
    "\000\164\057\345\243\001\000\017\170\054\171\012\061\054\062\012\062\054\063"
    "\012\064\054\065\012\000\052\364\353\002\000\001\044\020\351\104\331\314\220"
    "\102\231\015\001\000\000\000\000\001\131\132";
static const char in_bzip2[] =
    "\102\132\150\071\061\101\131\046\123\131\154\117\343\071\000\000\007\130\200"
    "\000\020\000\004\076\000\000\140\040\000\042\036\240\144\040\311\210\171\253"
    "\255\064\300\003\305\334\221\116\024\044\033\023\370\316\100";

typedef struct packed_fit {
    const char *bytes;
    size_t size;
} packed_fit;

static void unpack_and_fit(outcome *o, const void *context) {
    const packed_fit *packed = context;
    lsq_fit *fit;
    begin_faults();
    o->status = lsq_fit_buffer(&fit, packed->bytes, packed->size, NULL, &o->error);
    if (!o->status)
        o->status = lsq_fit_text(fit, LSQ_RSS, 0, 0, 9, o->text, sizeof o->text, &o->error);
    lsq_fit_free(fit);
    end_faults();
}

/* The rows lie on a line: RSS is 0. */
static void fault_93_packed_tables_without_memory(void **state) {
    (void)state;
    static const char *const names[] = {"gzip", "zstd", "xz", "bzip2"};
    static const packed_fit packed[] = {{in_gzip, sizeof in_gzip - 1},
                                        {in_zstd, sizeof in_zstd - 1},
                                        {in_xz, sizeof in_xz - 1},
                                        {in_bzip2, sizeof in_bzip2 - 1}};
    for (int64_t i = 0; i < COUNT(packed); i++) {
        static outcome whole;
        unpack_and_fit(&whole, &packed[i]);
        check_status(whole.status, LSQ_OK, &whole.error);
        check_text(whole.text, "0");
        sweep(names[i], unpack_and_fit, &packed[i]);
    }
}

/* Two files: the same twice, one that does not match, one that is not there. */
static void fit_two_files(outcome *o, const void *context) {
    const char *const paths[] = {"datasets/small/women.csv", context};
    const lsq_report_options report = OF(TEXT);
    lsq_fit *fit;
    char *text = NULL;
    begin_faults();
    o->status = lsq_fit_files(&fit, paths, 2, NULL, &o->error);
    if (o->status)
        assert_null(fit);
    else
        o->status = lsq_report(fit, &report, &text, &o->error);
    take_text(o, text);
    lsq_fit_free(fit);
}

static void fault_93_several_files_without_memory(void **state) {
    (void)state;
    static const char *const second[] = {"women", "trees", "none"};
    for (int64_t i = 0; i < COUNT(second); i++) {
        char path[64];
        snprintf(path, sizeof path, "datasets/small/%s.csv", second[i]);
        sweep(second[i], fit_two_files, path);
    }
}

static void fault_93_questions_to_a_fit_without_memory(void **state) {
    (void)state;
    sweep("questions", fit_and_ask, "stack.loss ~ Air.Flow + Water.Temp");
}

/* A report that failed leaves the fit able to write the next one. */
static void report_again(outcome *o, const void *context) {
    static const lsq_report_options report = OF(JSON);
    lsq_fit *fit = (lsq_fit *)(size_t)context;
    char *text, *again;
    lsq_error error;
    begin_faults();
    o->status = lsq_report(fit, &report, &text, &o->error);
    end_faults();
    check_status(lsq_report(fit, &report, &again, &error), LSQ_OK, &error);
    if (!o->status)
        check_text(text, again);
    take_text(o, text);
    lsq_text_free(again);
}

static void fault_93_a_report_without_memory_leaves_the_fit_whole(void **state) {
    (void)state;
    static const lsq_fit_options solvers[] = {{SIZE}, {SIZE, .solver = "svd"}};
    for (int64_t i = 0; i < COUNT(solvers); i++) {
        lsq_fit *fit;
        check_status(lsq_fit_buffer(&fit, plain, strlen(plain), &solvers[i], NULL), LSQ_OK, NULL);
        sweep("a report", report_again, fit);
        lsq_fit_free(fit);
    }
}

/* ---- matrices ---- */

enum { ROWS = 6 };
static const double X[] = {1, 2, 3, 4, 6, 7.5, 5, 0.25, 7, 1, 2, 9};
static const double Y[] = {2, 3, 5.5, 4, 8, 7};

static lsq_doubles matrix(const double *data, int64_t columns) {
    return (lsq_doubles){data, ROWS, columns, 1, ROWS};
}

static void fit_matrix(outcome *o, const void *context) {
    static const lsq_report_options report = OF(TEXT);
    lsq_fit *fit;
    char *text = NULL;
    begin_faults();
    o->status = lsq_fit_doubles(&fit, matrix(X, 2), matrix(Y, 1), context, &o->error);
    if (!o->status)
        o->status = lsq_report(fit, &report, &text, &o->error);
    take_text(o, text);
    lsq_fit_free(fit);
}

static void invert(outcome *o, const void *context) {
    double P[2 * ROWS];
    int64_t rank;
    (void)context;
    begin_faults();
    o->status = lsq_pseudoinverse(P, &rank, matrix(X, 2), 0, &o->error);
    for (int64_t i = 0; i < 2 * ROWS && !o->status; i++)
        sprintf(o->text + strlen(o->text), "%a ", P[i]);
}

static void name_blas(outcome *o, const void *context) {
    (void)context;
    begin_faults();
    o->status = lsq_blas(o->text, sizeof o->text, &o->error);
    if (o->status)
        *o->text = '\0';
}

static void fault_93_matrices_without_memory(void **state) {
    (void)state;
    static const lsq_fit_options qr = {SIZE, .solver = "qr"};
    sweep("doubles", fit_matrix, NULL);
    sweep("doubles by qr", fit_matrix, &qr);
    sweep("pseudoinverse", invert, NULL);
    sweep("blas", name_blas, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fault_93_a_fit_without_memory_is_told_and_leaves_nothing),
        cmocka_unit_test(fault_93_packed_tables_without_memory),
        cmocka_unit_test(fault_93_several_files_without_memory),
        cmocka_unit_test(fault_93_questions_to_a_fit_without_memory),
        cmocka_unit_test(fault_93_a_report_without_memory_leaves_the_fit_whole),
        cmocka_unit_test(fault_93_matrices_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
