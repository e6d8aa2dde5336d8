/* One file or several as the rows of one fit: columns by name, accounts by file, and threads and
 * chunks that change nothing.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "data/nasty.h"
#include "fit/fits.h"

/* Everything that a fit says; the file's part of it is told apart. */
typedef struct outcome {
    lsq_status status;
    lsq_error error;
    char *text, *json; /* NULL after a failure */
    char fingerprint[80];
    lsq_accounts accounts;
    char missing_file[32], missing_column[32], blank_file[32];
} outcome;

static void clear(outcome *o) {
    lsq_text_free(o->text);
    lsq_text_free(o->json);
}

static void copy(char *out, size_t size, const char *text) {
    snprintf(out, size, "%s", text ? text : "");
}

/* What the fit says; it is freed. */
static outcome outcome_of(lsq_fit *fit, lsq_status status, const lsq_error *error) {
    outcome o = {.status = status, .error = *error};
    if (status) {
        assert_null(fit);
        return o;
    }
    lsq_report_options text = {.struct_size = sizeof text};
    lsq_report_options json = {.struct_size = sizeof json, .format = LSQ_FORMAT_JSON};
    assert_int_equal(lsq_report(fit, &text, &o.text, NULL), LSQ_OK);
    assert_int_equal(lsq_report(fit, &json, &o.json, NULL), LSQ_OK);
    o.accounts = *lsq_fit_accounts(fit);
    copy(o.fingerprint, sizeof o.fingerprint, lsq_fit_fingerprint(fit));
    copy(o.missing_file, sizeof o.missing_file, o.accounts.first_missing.file);
    copy(o.missing_column, sizeof o.missing_column, o.accounts.first_missing.column);
    copy(o.blank_file, sizeof o.blank_file, o.accounts.first_blank.file);
    lsq_fit_free(fit);
    return o;
}

static outcome fit_buffer(const char *text, size_t length, lsq_fit_options options) {
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    options.struct_size = sizeof options;
    lsq_status status = lsq_fit_buffer(&fit, text, length, &options, &error);
    return outcome_of(fit, status, &error);
}

/* Work in a folder of our own, so that files have short names. */
static char home[64];

static int enter_folder(void **state) {
    (void)state;
    snprintf(home, sizeof home, "/tmp/lsq-files-XXXXXX");
    return !mkdtemp(home) || chdir(home);
}

static int leave_folder(void **state) {
    (void)state;
    static const char *const names[] = {"a.csv", "b.csv", "c.csv", "d.csv"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    return chdir("/tmp") || rmdir(home);
}

static void write_file(const char *path, const char *text, size_t length) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

static outcome fit_paths(const char *const *paths, int64_t count, lsq_fit_options options) {
    lsq_fit *fit = NULL;
    lsq_error error = {0};
    options.struct_size = sizeof options;
    lsq_status status = lsq_fit_files(&fit, paths, count, &options, &error);
    return outcome_of(fit, status, &error);
}

/* The texts as a.csv, b.csv, ... */
static outcome fit_texts(const char *const *texts, int64_t count, lsq_fit_options options) {
    static const char *const paths[] = {"a.csv", "b.csv", "c.csv", "d.csv"};
    assert_true(count <= 4);
    for (int64_t i = 0; i < count; i++)
        write_file(paths[i], texts[i], strlen(texts[i]));
    return fit_paths(paths, count, options);
}

static void check_failure(const outcome *o, lsq_status want, const char *message) {
    check_status(o->status, want, o->status ? &o->error : NULL);
    check_text(o->error.message, message);
}

/* ---- several files ---- */

/* The report but for the words "N files, ". */
static const char *without_count(outcome *o) {
    char *at = strstr(o->text, " files, "), *from = at ? at - 1 : NULL;
    if (from)
        memmove(from, at + 8, strlen(at + 8) + 1);
    return o->text;
}

static void check_same_fit(outcome *got, outcome *want) {
    check_status(got->status, LSQ_OK, &got->error);
    check_text(got->fingerprint, want->fingerprint);
    check_text(got->json, want->json);
    check_text(without_count(got), without_count(want));
}

static const char whole[] =
    "y,x,z\n1,2,0.5\n2.5,3,1\n-7,4.25,1\n2,\"9\",3\n1e1,6,2\n0,0,0\n3,8,8\n";

static void a_table_split_at_any_row_is_the_whole_table(void **state) {
    (void)state;
    outcome want = fit_buffer(whole, strlen(whole), (lsq_fit_options){.formula = "y ~ x + z"});
    for (size_t cut = 6; cut < strlen(whole) - 1; cut++) {
        if (whole[cut - 1] != '\n' || cut == 6)
            continue;
        char first[128], second[128], third[] = "z,y,x\n";
        snprintf(first, sizeof first, "%.*s", (int)cut, whole);
        snprintf(second, sizeof second, "y,x,z\n%s", whole + cut);
        for (int threads = 1; threads < 4; threads++) {
            lsq_fit_options o = {.formula = "y ~ x + z", .threads = threads, .chunk = 5};
            outcome got = fit_texts((const char *[]){first, second}, 2, o);
            check_same_fit(&got, &want);
            assert_int_equal(got.accounts.files, 2);
            assert_int_equal(got.accounts.read, 7);
            clear(&got);
            got = fit_texts((const char *[]){second, first}, 2, o);
            check_same_fit(&got, &want);
            clear(&got);
        }
        for (int at = 0; at < 3; at++) { /* a month without rows */
            const char *const texts[][3] = {
                {third, first, second}, {first, third, second}, {first, second, third}};
            outcome got = fit_texts(texts[at], 3, (lsq_fit_options){.formula = "y ~ x + z"});
            check_same_fit(&got, &want);
            assert_int_equal(got.accounts.files, 3);
            clear(&got);
        }
    }
    outcome none =
        fit_texts((const char *[]){"y,x\n", "x,y\n\n"}, 2, (lsq_fit_options){.formula = "y ~ x"});
    check_failure(&none, LSQ_EDATA, "no data rows in any of 2 files");
    none = fit_texts((const char *[]){"y,x\n"}, 1, (lsq_fit_options){.formula = "y ~ x"});
    check_failure(&none, LSQ_EDATA, "a.csv: no data rows");
    clear(&want);
}

static void a_file_that_is_read_twice_is_told(void **state) {
    (void)state;
    static const char text[] = "y,x\n1,2\n4,3\n2,5\n7,6\n5,8\n";
    const char *const paths[] = {"b.csv", "a.csv", "./a.csv"};
    lsq_fit_options options = {.struct_size = sizeof options, .formula = "y ~ x"};
    write_file("a.csv", text, sizeof text - 1);
    write_file("b.csv", text, sizeof text - 1);
    for (int64_t count = 2; count <= 3; count++) {
        lsq_fit *fit = NULL;
        check_status(lsq_fit_files(&fit, paths, count, &options, NULL), LSQ_OK, NULL);
        assert_int_equal(lsq_fit_accounts(fit)->used, 5 * count);
        assert_int_equal(lsq_fit_warnings(fit), count - 2);
        if (count == 3) {
            check_text(lsq_fit_warning_code(fit, 0), "W05");
            check_contains(lsq_fit_warning_message(fit, 0), "./a.csv names a file");
        }
        lsq_fit_free(fit);
    }
}

static void columns_go_by_name_in_any_order(void **state) {
    (void)state;
    static const char *const texts[] = {"y,x,t,z\n1,2,a,0.5\n2.5,3,b,1\n", "z,t,x,y\n1,c,4.25,-7\n",
                                        "t,x,z,y\n,\"9\",3,2\n5,6,2,1e1\n0,0,0,0\nd,8,8,3\n"};
    lsq_fit_options o = {.formula = "y ~ x + z"};
    outcome want = fit_buffer(whole, strlen(whole), o), got = fit_texts(texts, 3, o);
    check_same_fit(&got, &want);
    assert_int_equal(got.accounts.files, 3);
    clear(&got);
    got = fit_texts((const char *[]){texts[2], texts[0], texts[1]}, 3, o);
    check_same_fit(&got, &want);
    clear(&got);
    clear(&want);
}

static void without_headers_columns_go_by_place(void **state) {
    (void)state;
    lsq_fit_options o = {.no_header = 1, .formula = "col2 ~ col1"};
    outcome got = fit_texts((const char *[]){"1,2\n2,4\n", "3,1\n"}, 2, o);
    outcome want = fit_buffer("1,2\n2,4\n3,1\n", 12, o);
    check_same_fit(&got, &want);
    clear(&got);
    clear(&want);
    got = fit_texts((const char *[]){"1,2\n2,4\n", "3,1,2\n"}, 2, o);
    check_failure(&got, LSQ_EDATA,
                  "b.csv:1: 3 columns found, 2 in a.csv; files read together have the same ones");
}

static void a_file_with_other_columns_is_refused(void **state) {
    (void)state;
    outcome o = fit_texts((const char *[]){"x,y\n1,2\n2,3\n", "\nx,w\n1,2\n"}, 2,
                          (lsq_fit_options){.formula = "y ~ x"});
    check_failure(&o, LSQ_EDATA,
                  "b.csv:2: there is a column 'w', which a.csv has not; files read together have "
                  "the same columns, in any order");
}

static void what_is_wrong_in_a_later_file_is_told_with_its_name(void **state) {
    (void)state;
    static const char good[] = "x,y\n1,2\n2,3\n4,1\n";
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"y,x\n1,2\n3,z\n", "b.csv:3:3: 'z' is not a number (column x)"},
        {"", "b.csv: no header: the input is empty"},
        {"x,y\n1\n", "b.csv:2:1: 1 field found, 2 expected as in line 1"},
        {"x,y\n1,\"2\n", "b.csv:2:3: the quote opened here is never closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int threads = 1; threads < 3; threads++) {
            outcome o = fit_texts((const char *[]){good, cases[i].text}, 2,
                                  (lsq_fit_options){.threads = threads, .chunk = 4});
            check_failure(&o, LSQ_EDATA, cases[i].message);
        }
}

/* a.csv would be refused if it were read. */
static void a_later_file_that_is_not_there_is_told_before_the_first_is_read(void **state) {
    (void)state;
    write_file("a.csv", "x,y\n1,z\n", 8);
    outcome o = fit_paths((const char *[]){"a.csv", "gone.csv"}, 2, (lsq_fit_options){0});
    check_failure(&o, LSQ_EIO, "gone.csv: cannot be opened: No such file or directory");
}

static void standard_input_is_one_of_the_files_once(void **state) {
    (void)state;
    outcome o = fit_paths((const char *[]){"-", "a.csv", "-"}, 3, (lsq_fit_options){0});
    check_status(o.status, LSQ_EUSAGE, &o.error);
    check_contains(o.error.message, "standard input");
    lsq_fit_options options = {.formula = "y ~ x + z"};
    outcome want = fit_buffer(whole, strlen(whole), options);
    write_file("a.csv", whole, 22);
    write_file("b.csv", "y,x,z\n", 6);
    FILE *b = fopen("b.csv", "a");
    assert_non_null(b);
    fputs(whole + 22, b);
    fclose(b);
    int kept = dup(STDIN_FILENO), fd = open("a.csv", O_RDONLY);
    assert_true(kept >= 0 && fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
    outcome got = fit_paths((const char *[]){"-", "b.csv"}, 2, options);
    dup2(kept, STDIN_FILENO);
    close(kept);
    close(fd);
    check_same_fit(&got, &want);
    clear(&got);
    clear(&want);
}

static void the_given_name_is_that_of_a_single_file(void **state) {
    (void)state;
    write_file("a.csv", "x,y\n1,2\n2,z\n", 12);
    write_file("b.csv", "x,y\n1,2\n2,3\n", 12);
    lsq_fit_options o = {.input_name = "survey"};
    outcome one = fit_paths((const char *[]){"a.csv"}, 1, o);
    outcome two = fit_paths((const char *[]){"b.csv", "a.csv"}, 2, o);
    check_failure(&one, LSQ_EDATA, "survey:3:3: 'z' is not a number (column y)");
    check_failure(&two, LSQ_EDATA, "a.csv:3:3: 'z' is not a number (column y)");
}

/* ---- accounts ---- */

static void accounts_tell_file_line_and_column_of_what_came_first(void **state) {
    (void)state;
    static const char *const texts[] = {"x,y,z\n1,2,NA\n2,3,1\n\n", "y,z,x\n\n1,5,4\n#\nNA,1,5\n",
                                        "z,y,x\n\n1,NA,2\n\n1,7,NA\n3,3,9\n\n"};
    for (int threads = 1; threads < 4; threads++) {
        outcome o = fit_texts(
            texts, 3,
            (lsq_fit_options){.formula = "y ~ x", .comment = '#', .threads = threads, .chunk = 7});
        check_status(o.status, LSQ_OK, &o.error);
        assert_int_equal(o.accounts.files, 3);
        assert_int_equal(o.accounts.read, 7);
        assert_int_equal(o.accounts.used, 4);
        assert_int_equal(o.accounts.missing, 3);
        assert_int_equal(o.accounts.blank, 3);
        assert_int_equal(o.accounts.comments, 1);
        assert_int_equal(o.accounts.skipped, 0);
        check_text(o.missing_file, "b.csv");
        assert_int_equal(o.accounts.first_missing.line, 5);
        check_text(o.missing_column, "y");
        check_text(o.blank_file, "b.csv");
        assert_int_equal(o.accounts.first_blank.line, 2);
        assert_null(o.accounts.first_blank.column);
        check_contains(o.text, "y (2), x (1)");
        clear(&o);
    }
}

static void without_anything_missing_there_is_no_place(void **state) {
    (void)state;
    lsq_fit *fit = fit_of("x,y\n1,2\n2,3\n4,4\n\n\n", "y ~ x");
    const lsq_accounts *a = lsq_fit_accounts(fit);
    assert_int_equal(a->files, 1);
    assert_int_equal(a->first_missing.line | a->first_blank.line | a->blank | a->missing, 0);
    assert_null(a->first_missing.file);
    assert_null(a->first_missing.column);
    lsq_fit_free(fit);
}

static void a_nameless_column_has_a_number_in_the_accounts(void **state) {
    (void)state;
    outcome o = fit_buffer("x,,y\n1,,2\n2,3,3\n4,4,1\n5,2,2\n", 28, (lsq_fit_options){0});
    check_status(o.status, LSQ_OK, &o.error);
    check_text(o.missing_column, "col2");
    check_text(o.missing_file, "buffer");
    clear(&o);
}

static void lines_in_front_of_each_header_are_skipped(void **state) {
    (void)state;
    static const char *const texts[] = {"a \"note\r\nof two lines\nx,y\n1,2\n2,3\n",
                                        "\n\ny,x\n1,4\nNA,5\n"};
    outcome o = fit_texts(texts, 2, (lsq_fit_options){.skip = 2});
    check_status(o.status, LSQ_OK, &o.error);
    assert_int_equal(o.accounts.skipped, 4);
    assert_int_equal(o.accounts.blank, 0);
    assert_int_equal(o.accounts.used, 3);
    check_text(o.missing_file, "b.csv");
    assert_int_equal(o.accounts.first_missing.line, 5);
    clear(&o);
    o = fit_texts(texts, 2, (lsq_fit_options){.skip = 9});
    check_status(o.status, LSQ_EDATA, &o.error);
    check_contains(o.error.message, "a.csv: no header: 9 lines are to be skipped");
}

static void a_missing_value_can_be_an_error(void **state) {
    (void)state;
    static const char *const texts[] = {"x,y,z\n1,2,NA\n2,3,1\n", "y,z,x\n1,5,4\nNA,1,5\n"};
    for (int threads = 1; threads < 4; threads++) {
        lsq_fit_options options = {
            .formula = "y ~ x", .missing_is_error = 1, .threads = threads, .chunk = 3};
        outcome o = fit_texts(texts, 2, options);
        check_status(o.status, LSQ_EDATA, &o.error);
        check_contains(o.error.message, "b.csv:3:1: ");
        check_contains(o.error.message, "column y");
        o = fit_texts(texts, 1, options); /* z is not used */
        check_status(o.status, LSQ_OK, &o.error);
        clear(&o);
    }
}

static void fault_20_without_a_whole_row_nothing_is_fitted(void **state) {
    (void)state;
    outcome o = fit_texts((const char *[]){"x,y\n1,NA\n", "y,x\n1,NA\n2,\n"}, 2,
                          (lsq_fit_options){.formula = "y ~ x"});
    check_failure(&o, LSQ_EDATA,
                  "no rows left: each of 3 lacks a value in a used column, most in x (2), y "
                  "(1); leave out what is empty with -x, or name another response with -y");
}

/* ---- progress ---- */

typedef struct steps {
    int64_t calls;
    lsq_progress last;
} steps;

static void step(void *context, const lsq_progress *p) {
    steps *s = context;
    assert_true(p->bytes >= s->last.bytes && p->rows >= s->last.rows && p->file >= s->last.file);
    assert_true(p->seconds >= s->last.seconds && p->file < p->files);
    assert_true(p->total < 0 || p->bytes <= p->total);
    s->calls++;
    s->last = *p;
}

static void progress_ends_with_all_bytes_and_rows(void **state) {
    (void)state;
    static const char *const texts[] = {"x,y\n1,2\n2,3\n", "y,x\n1,4\nNA,5\n"};
    steps s = {.calls = 0};
    outcome o = fit_texts(texts, 2, (lsq_fit_options){.progress = step, .progress_context = &s});
    check_status(o.status, LSQ_OK, &o.error);
    assert_true(s.calls >= 1);
    assert_int_equal(s.last.files, 2);
    assert_int_equal(s.last.file, 1);
    assert_int_equal(s.last.bytes, 25);
    assert_int_equal(s.last.total, 25);
    assert_int_equal(s.last.rows, 4);
    clear(&o);
}

/* A long table that takes its time, and how much of it was read. */
typedef struct slow_source {
    int calls;
    int64_t bytes;
} slow_source;

static lsq_status slow_rows(void *context, char *buffer, size_t size, size_t *got,
                            lsq_error *error) {
    slow_source *s = context;
    const struct timespec nap = {0, 60000000};
    (void)error;
    if (++s->calls > 5)
        return LSQ_OK;
    if (s->calls > 1)
        nanosleep(&nap, NULL);
    for (size_t i = 0; i < size; i++, s->bytes++)
        buffer[i] = s->bytes < 4 ? "x,y\n"[s->bytes] : "1,2\n3,1\n"[s->bytes % 8];
    *got = size;
    return LSQ_OK;
}

static void progress_is_told_meanwhile(void **state) {
    (void)state;
    for (int threads = 1; threads < 3; threads++) {
        steps s = {.calls = 0};
        slow_source slow = {0, 0};
        lsq_fit_options o = {.level = 0.95, .threads = threads, .chunk = 1 << 15};
        lsq_fit *fit = NULL;
        lsq_source *source = NULL;
        o.progress = step;
        o.progress_context = &s;
        assert_int_equal(lsq_fit_new(&fit, NULL), LSQ_OK);
        assert_int_equal(lsq_source_stream(&source, slow_rows, &slow, NULL, NULL), LSQ_OK);
        assert_int_equal(lsq_fit_read_source(fit, source, &o, NULL), LSQ_OK);
        assert_true(s.calls > 1); /* the last one comes in any case */
        assert_int_equal(s.last.total, -1);
        assert_int_equal(s.last.files, 1);
        assert_int_equal(s.last.bytes, slow.bytes);
        assert_int_equal(s.last.rows, slow.bytes / 4 - 1);
        lsq_fit_free(fit);
    }
}

/* ---- weights ---- */

/* Rows whose weight is 0 in every third, missing in every seventh, else 2. */
static void put_weighed_rows(lsq_text *csv, int rows) {
    lsq_text_put(csv, "w,x,y\n");
    for (int i = 0; i < rows; i++)
        lsq_text_format(csv, "%s,%d,%s\n",
                        i % 3 == 0   ? "0"
                        : i % 7 == 0 ? "NA"
                                     : "2",
                        i, i == 6 ? "" : "1");
}

static void rows_without_weight_are_counted_and_left_out(void **state) {
    (void)state;
    enum { ROWS = 84 }; /* 28 of weight 0, one of them without y; 8 others without w */
    lsq_text csv = {0};
    put_weighed_rows(&csv, ROWS);
    for (int threads = 1; threads < 4; threads++)
        for (int64_t chunk = 1; chunk < 400; chunk *= 4) {
            lsq_fit *fit = NULL;
            lsq_fit_options o = {.level = 0.95, .threads = threads, .chunk = chunk};
            lsq_error error = {0};
            check_status(read_weighed(&fit, csv.bytes, "w", &o, &error), LSQ_OK, &error);
            check_text(fit->model->formula, "y ~ x");
            assert_int_equal(fit->accounts.read, ROWS);
            assert_int_equal(fit->weightless, 27);
            assert_int_equal(fit->accounts.missing, 9);
            assert_int_equal(fit->accounts.used, ROWS - 36);
            assert_int_equal(fit->accounts.first_missing.line, 8);
            check_text(fit->accounts.first_missing.column, "y");
            check_text(fit->notes.missing, "w (8), y (1)");
            assert_int_equal(lsq_moments_rows(fit->moments), ROWS - 36);
            lsq_fit_free(fit);
        }
    lsq_text_clear(&csv);
}

static void fault_68_a_negative_weight_is_told_with_its_place(void **state) {
    (void)state;
    lsq_text csv = {0};
    put_weighed_rows(&csv, 5000);
    lsq_text_put(&csv, "2,1,1\n -0.5,NA,1\n-1,1,1\n");
    put_weighed_rows(&csv, 0);
    for (int threads = 1; threads < 4; threads++)
        for (int64_t chunk = 16; chunk < 1 << 17; chunk *= 16) {
            lsq_fit *fit = NULL;
            lsq_fit_options o = {.level = 0.95, .threads = threads, .chunk = chunk};
            lsq_error error = {0};
            check_status(read_weighed(&fit, csv.bytes, "w", &o, &error), LSQ_EDATA, &error);
            check_contains(error.message, "buffer:5003:1: the weight is -0.5 (column w)");
            assert_int_equal(error.line, 5003);
            assert_int_equal(error.column, 1);
            lsq_fit_free(fit);
        }
    lsq_text_clear(&csv);
}

static void check_weights_fail(const char *csv, lsq_status status, const char *message) {
    lsq_fit *fit = NULL;
    lsq_fit_options o = {.level = 0.95};
    lsq_error error = {0};
    check_status(read_weighed(&fit, csv, "w", &o, &error), status, &error);
    check_text(error.message, message);
    lsq_fit_free(fit);
}

static void fault_70_weights_that_are_all_0_leave_nothing(void **state) {
    (void)state;
    check_weights_fail("x,y,w\n1,2,0\n3,4,0.00\n", LSQ_ENUMERIC,
                       "buffer: no rows left: the weight (column w) is 0 in 2 of 2");
    check_weights_fail("x,y,w\n1,2,0\n,4,0.00\n", LSQ_ENUMERIC,
                       "buffer: no rows left: the weight (column w) is 0 in 1 of 2, and the others "
                       "lack a value");
    check_weights_fail("x,y,w\n1,2,\n", LSQ_EDATA,
                       "buffer: no rows left: each of 1 lacks a value in a used column, most in w "
                       "(1); leave out what is empty with -x, or name another response with -y");
}

static void fault_69_a_weight_that_is_no_number_is_told_with_its_place(void **state) {
    (void)state;
    check_weights_fail("x,y,w\n1,2,1\n3,4,NaN\n", LSQ_EDATA,
                       "buffer:3:5: 'NaN' is not a number (column w); a missing value? --na "
                       ",NA,NaN");
    check_weights_fail("x,y\n1,2\n", LSQ_EFORMULA, "no column 'w' in buffer; there are x, y");
}

/* Sums far beyond a double are integers like any. */
static void fault_71_huge_weights_do_not_overflow(void **state) {
    (void)state;
    lsq_fit *fit = NULL;
    lsq_fit_options o = {.level = 0.95};
    lsq_error error = {0};
    check_status(read_weighed(&fit, "x,y,w\n1e300,1,1e308\n2e300,3,1e308\n3e300,4,1e-300\n", "w",
                              &o, &error),
                 LSQ_OK, &error);
    check_status(lsq_regression_init(&fit->g, fit->model, fit->moments, 0.95, 0, &error), LSQ_OK,
                 &error);
    check_digits(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 1), "2e-300", 15);
    check_digits(lsq_fit_value(fit, LSQ_RSS, 0, 0), "1e-300", 15);
    lsq_fit_free(fit);
}

/* The columns of the second file stand in another order. */
static void weights_go_by_name_in_every_file(void **state) {
    (void)state;
    static const char *const paths[] = {"a.csv", "b.csv"}, *const texts[] = {
                                                               "x,w,y\n1,1,1\n2,0,9\n",
                                                               "y,x,w\n3,2,5\n9,9,0\n"};
    lsq_fit *fit = NULL;
    lsq_fit_options o = {.level = 0.95};
    lsq_error error = {0};
    for (int i = 0; i < 2; i++)
        write_file(paths[i], texts[i], strlen(texts[i]));
    check_status(lsq_fit_new(&fit, &error), LSQ_OK, &error);
    fit->weighed_by = "w";
    check_status(lsq_fit_read_files(fit, paths, 2, &o, &error), LSQ_OK, &error);
    assert_int_equal(fit->weightless, 2);
    assert_int_equal(fit->accounts.used, 2);
    check_status(lsq_regression_init(&fit->g, fit->model, fit->moments, 0.95, 0, &error), LSQ_OK,
                 &error);
    check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 0), -1.0);
    check_same(lsq_fit_value(fit, LSQ_ESTIMATE, 0, 1), 2.0);
    lsq_fit_free(fit);
}

/* ---- threads and chunks ---- */

static void threads_and_chunks_change_nothing(void **state) {
    (void)state;
    static const int threads[] = {1, 2, 3, 5, 16};
    static const int64_t chunks[] = {1, 2, 3, 4, 6, 9, 14, 22, 40, 300};
    for (int i = 0; i < NASTY_TEXTS; i++) {
        const nasty_text *t = &nasty_texts[i];
        lsq_fit_options o = {.formula = "y ~ x", .comment = '#', .delimiter = ',', .threads = 1};
        outcome want = fit_buffer(t->text, t->length, o);
        assert_int_equal(want.status != LSQ_OK, t->fails != NULL);
        if (t->fails)
            check_contains(want.error.message, t->fails);
        for (size_t j = 0; j < sizeof threads / sizeof *threads; j++)
            for (size_t k = 0; k < sizeof chunks / sizeof *chunks; k++) {
                o.threads = threads[j];
                o.chunk = chunks[k];
                outcome got = fit_buffer(t->text, t->length, o);
                assert_int_equal(got.status, want.status);
                check_text(got.error.message, want.error.message);
                check_text(got.fingerprint, want.fingerprint);
                check_text(got.text, want.text);
                check_text(got.json, want.json);
                clear(&got);
            }
        clear(&want);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_is_read_twice_is_told),
        cmocka_unit_test(a_table_split_at_any_row_is_the_whole_table),
        cmocka_unit_test(columns_go_by_name_in_any_order),
        cmocka_unit_test(without_headers_columns_go_by_place),
        cmocka_unit_test(a_file_with_other_columns_is_refused),
        cmocka_unit_test(what_is_wrong_in_a_later_file_is_told_with_its_name),
        cmocka_unit_test(a_later_file_that_is_not_there_is_told_before_the_first_is_read),
        cmocka_unit_test(standard_input_is_one_of_the_files_once),
        cmocka_unit_test(the_given_name_is_that_of_a_single_file),
        cmocka_unit_test(accounts_tell_file_line_and_column_of_what_came_first),
        cmocka_unit_test(without_anything_missing_there_is_no_place),
        cmocka_unit_test(a_nameless_column_has_a_number_in_the_accounts),
        cmocka_unit_test(lines_in_front_of_each_header_are_skipped),
        cmocka_unit_test(a_missing_value_can_be_an_error),
        cmocka_unit_test(fault_20_without_a_whole_row_nothing_is_fitted),
        cmocka_unit_test(progress_ends_with_all_bytes_and_rows),
        cmocka_unit_test(progress_is_told_meanwhile),
        cmocka_unit_test(rows_without_weight_are_counted_and_left_out),
        cmocka_unit_test(fault_68_a_negative_weight_is_told_with_its_place),
        cmocka_unit_test(fault_69_a_weight_that_is_no_number_is_told_with_its_place),
        cmocka_unit_test(fault_70_weights_that_are_all_0_leave_nothing),
        cmocka_unit_test(fault_71_huge_weights_do_not_overflow),
        cmocka_unit_test(weights_go_by_name_in_every_file),
        cmocka_unit_test(threads_and_chunks_change_nothing),
    };
    int failures = cmocka_run_group_tests(tests, enter_folder, leave_folder);
    flint_cleanup();
    return failures;
}
