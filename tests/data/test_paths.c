/* test_paths.c - what can be known of files before they are opened.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/paths.h"
#include "support/check.h"

/* A folder with a file `five` of five bytes, a link `again` to it, `three` and a pipe. */
static int make_folder(void **state) {
    char folder[] = "/tmp/lsq-paths-XXXXXX";
    if (!mkdtemp(folder) || chdir(folder))
        return -1;
    FILE *five = fopen("five", "w"), *three = fopen("three", "w");
    if (!five || !three || fputs("12345", five) < 0 || fputs("123", three) < 0)
        return -1;
    fclose(five);
    fclose(three);
    *state = strdup(folder);
    return link("five", "again") || symlink("five", "points") || mkfifo("pipe", 0600);
}

static int remove_folder(void **state) {
    static const char *const names[] = {"five", "three", "again", "points", "pipe"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    int failed = chdir("/") || rmdir(*state);
    free(*state);
    return failed;
}

static int64_t repeated_of(const char *const *paths, int64_t count) {
    int64_t repeated = 99;
    lsq_error error = {0};
    check_status(lsq_paths_check(paths, count, &repeated, &error), LSQ_OK, &error);
    return repeated;
}

static void the_first_file_that_comes_again_is_found(void **state) {
    (void)state;
    const char *const different[] = {"five", "three", "-"};
    const char *const same[] = {"three", "five", "./five"};
    const char *const linked[] = {"five", "three", "again", "three", "points"};
    const char *const pipes[] = {"pipe", "pipe"};
    assert_int_equal(repeated_of(different, 3), -1);
    assert_int_equal(repeated_of(same, 3), 2);
    assert_int_equal(repeated_of(linked, 5), 2);
    assert_int_equal(repeated_of(linked + 1, 4), 2); /* three; again and points are one file, too */
    assert_int_equal(repeated_of(pipes, 2), -1);
}

static void fault_46_a_later_file_that_is_not_there_is_told_at_once(void **state) {
    (void)state;
    const char *const paths[] = {"none", "five", "neither"};
    int64_t repeated;
    lsq_error error = {0};
    check_status(lsq_paths_check(paths, 3, &repeated, &error), LSQ_EIO, &error);
    check_contains(error.message, "neither: cannot be opened: No such file");
    check_status(lsq_paths_check(paths, 2, &repeated, &error), LSQ_OK, &error);
}

static void standard_input_and_null_are_counted(void **state) {
    (void)state;
    const char *const twice[] = {"-", "five", "-"}, *const none[] = {"five", NULL};
    int64_t repeated;
    lsq_error error = {0};
    check_status(lsq_paths_check(twice, 3, &repeated, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "only once");
    check_status(lsq_paths_check(none, 2, &repeated, &error), LSQ_EUSAGE, &error);
    check_contains(error.message, "NULL");
}

static void bytes_are_summed_where_all_are_known(void **state) {
    (void)state;
    const char *const files[] = {"five", "three", "points"}, *const pipe[] = {"five", "pipe"};
    const char *const none[] = {"five", "none"};
    assert_int_equal(lsq_paths_bytes(files, 3), 13);
    assert_int_equal(lsq_paths_bytes(files, 1), 5);
    assert_int_equal(lsq_paths_bytes(pipe, 2), -1);
    assert_int_equal(lsq_paths_bytes(none, 2), -1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_file_that_comes_again_is_found),
        cmocka_unit_test(fault_46_a_later_file_that_is_not_there_is_told_at_once),
        cmocka_unit_test(standard_input_and_null_are_counted),
        cmocka_unit_test(bytes_are_summed_where_all_are_known),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
