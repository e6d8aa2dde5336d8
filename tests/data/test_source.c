/* test_source.c - bytes from files, pipes, memory and functions.
 *
 * read(2) is replaced in this program by one that can fail on order.
 *
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "data/source.h"
#include "support/check.h"

/* What read(2) does on file descriptor `fd`: at most `most` bytes at a time, fail `fail` at call
 * number `at`. */
static struct {
    int fd, calls, at, fail;
    size_t most;
} plan = {-1, 0, 0, 0, 0};

ssize_t read(int fd, void *buffer, size_t size) {
    if (fd == plan.fd) {
        if (++plan.calls == plan.at && plan.fail) {
            errno = plan.fail;
            return -1;
        }
        if (plan.most && size > plan.most)
            size = plan.most;
    }
    struct iovec one = {buffer, size};
    return readv(fd, &one, 1);
}

static char folder[64];

static const char *path_of(const char *name) {
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *make_file(const char *name, const char *text) {
    const char *path = path_of(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
    return path;
}

static int set_up(void **state) {
    (void)state;
    strcpy(folder, "/tmp/lsq_source_XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    static const char *const names[] = {"a", "loop", "fifo", "folder", "closed", "-"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove(path_of(names[i]));
    return remove(folder);
}

/* All bytes of the source in a string, `step` asked for at a time. */
static lsq_status drain(lsq_source *source, char *out, size_t size, size_t step, lsq_error *error) {
    size_t used = 0, got = 1;
    lsq_status status = LSQ_OK;
    while (!status && got && used + step < size) {
        status = lsq_source_read(source, out + used, step, &got, error);
        used += got;
    }
    out[used] = '\0';
    return status;
}

static void check_file(const char *path, const char *text) {
    lsq_source *source = NULL;
    lsq_error error;
    char bytes[256];
    check_status(lsq_source_open(&source, path, NULL, &error), LSQ_OK, NULL);
    check_status(drain(source, bytes, sizeof bytes, 5, &error), LSQ_OK, NULL);
    check_text(bytes, text);
    lsq_source_free(source);
}

static void refuse(const char *path, const char *part) {
    lsq_source *source = (lsq_source *)1;
    lsq_error error;
    check_status(lsq_source_open(&source, path, NULL, &error), LSQ_EIO, &error);
    assert_null(source);
    check_contains(error.message, part);
    check_contains(error.message, path);
}

static void a_file_is_read_whole(void **state) {
    (void)state;
    check_file(make_file("a", "x,y\n1,2\n"), "x,y\n1,2\n");
    check_file(make_file("a", ""), "");
}

static void the_name_in_messages_can_be_given(void **state) {
    (void)state;
    lsq_source *source = NULL;
    lsq_error error;
    const char *path = make_file("a", "");
    check_status(lsq_source_open(&source, path, NULL, &error), LSQ_OK, NULL);
    check_text(lsq_source_name(source), path);
    lsq_source_free(source);
    check_status(lsq_source_open(&source, path, "table", &error), LSQ_OK, NULL);
    check_text(lsq_source_name(source), "table");
    lsq_source_free(source);
    check_status(lsq_source_open(&source, "-", NULL, &error), LSQ_OK, NULL);
    check_text(lsq_source_name(source), "stdin");
    lsq_source_free(source);
    assert_true(fcntl(0, F_GETFD) != -1);
}

static void *feed(void *name) {
    int fd = open(name, O_WRONLY);
    const char *pieces[] = {"a,", "b\n", "1,2"};
    for (int i = 0; i < 3 && fd >= 0; i++) {
        if (write(fd, pieces[i], strlen(pieces[i])) < 0)
            break;
        struct timespec pause = {0, 2000000};
        nanosleep(&pause, NULL);
    }
    close(fd);
    return NULL;
}

static void fault_43_a_fifo_and_a_proc_file_are_streamed(void **state) {
    (void)state;
    char path[128];
    strcpy(path, path_of("fifo"));
    assert_int_equal(mkfifo(path, 0600), 0);
    pthread_t writer;
    assert_int_equal(pthread_create(&writer, NULL, feed, path), 0);
    check_file(path, "a,b\n1,2");
    pthread_join(writer, NULL);
    lsq_source *source = NULL;
    char bytes[64];
    size_t got = 0;
    check_status(lsq_source_open(&source, "/proc/self/stat", NULL, NULL), LSQ_OK, NULL);
    check_status(lsq_source_read(source, bytes, sizeof bytes, &got, NULL), LSQ_OK, NULL);
    assert_true(got > 0);
    lsq_source_free(source);
}

static void fault_45_a_directory_is_refused(void **state) {
    (void)state;
    assert_int_equal(mkdir(path_of("folder"), 0700), 0);
    refuse(path_of("folder"), "Is a directory");
}

static void fault_46_a_missing_file_is_refused(void **state) {
    (void)state;
    refuse("/nowhere/data.csv", "No such file or directory");
    refuse("", "No such file or directory");
}

static void fault_47_a_forbidden_file_is_refused(void **state) {
    (void)state;
    make_file("closed", "x\n1\n");
    assert_int_equal(chmod(path_of("closed"), 0), 0);
    uid_t user = geteuid();
    if (user == 0) /* who may read everything */
        assert_int_equal(seteuid(65534), 0);
    refuse(path_of("closed"), "Permission denied");
    assert_int_equal(seteuid(user), 0);
}

static void fault_48_a_symlink_loop_is_refused(void **state) {
    (void)state;
    assert_int_equal(symlink(path_of("loop"), path_of("loop")), 0);
    refuse(path_of("loop"), "Too many levels of symbolic links");
}

/* Open the file, learn its descriptor, and let `order` happen to it. */
static lsq_source *open_with(const char *path, int at, int fail, size_t most) {
    int spare = dup(0);
    close(spare); /* the next open takes this number */
    lsq_source *source = NULL;
    check_status(lsq_source_open(&source, path, NULL, NULL), LSQ_OK, NULL);
    plan.fd = spare;
    plan.calls = 0;
    plan.at = at;
    plan.fail = fail;
    plan.most = most;
    return source;
}

static void fault_49_an_error_in_mid_file_tells_the_byte(void **state) {
    (void)state;
    lsq_source *source = open_with(make_file("a", "0123456789"), 3, EIO, 4);
    char bytes[64];
    lsq_error error;
    check_status(drain(source, bytes, sizeof bytes, 8, &error), LSQ_EIO, &error);
    plan.fd = -1;
    check_text(bytes, "01234567");
    assert_int_equal(error.byte, 8);
    check_contains(error.message, "byte 8");
    check_contains(error.message, "Input/output error");
    lsq_source_free(source);
}

static void fault_50_an_interrupted_read_is_repeated(void **state) {
    (void)state;
    lsq_source *source = open_with(make_file("a", "0123456789"), 2, EINTR, 4);
    char bytes[64];
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    assert_int_equal(plan.calls, 5);
    plan.fd = -1;
    check_text(bytes, "0123456789");
    lsq_source_free(source);
}

static void an_empty_non_blocking_read_waits(void **state) {
    (void)state;
    lsq_source *source = open_with(make_file("a", "0123456789"), 2, EAGAIN, 4);
    char bytes[64];
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    plan.fd = -1;
    check_text(bytes, "0123456789");
    lsq_source_free(source);
}

static void fault_51_short_reads_are_invisible(void **state) {
    (void)state;
    lsq_source *source = open_with(make_file("a", "0123456789"), 0, 0, 1);
    char bytes[64];
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    plan.fd = -1;
    check_text(bytes, "0123456789");
    lsq_source_free(source);
}

static void memory_is_read_in_pieces(void **state) {
    (void)state;
    lsq_source *source = NULL;
    char bytes[64];
    check_status(lsq_source_memory(&source, "a\0b,c", 5, NULL, NULL), LSQ_OK, NULL);
    size_t got = 0;
    check_status(lsq_source_read(source, bytes, 3, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(got, 3);
    assert_memory_equal(bytes, "a\0b", 3);
    check_status(lsq_source_read(source, bytes, 3, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(got, 2);
    check_status(lsq_source_read(source, bytes, 3, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(got, 0);
    lsq_source_free(source);
    check_status(lsq_source_memory(&source, NULL, 0, "none", NULL), LSQ_OK, NULL);
    check_status(lsq_source_read(source, bytes, 3, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(got, 0);
    lsq_source_free(source);
}

static lsq_status count_down(void *context, char *buffer, size_t size, size_t *got,
                             lsq_error *error) {
    int *left = context;
    (void)error;
    (void)size;
    if (*left < 0)
        return LSQ_EIO;
    *got = *left > 0;
    *buffer = (char)('0' + *left);
    --*left;
    return LSQ_OK;
}

static void a_function_can_be_a_source(void **state) {
    (void)state;
    int left = 3;
    lsq_source *source = NULL;
    char bytes[64];
    check_status(lsq_source_stream(&source, count_down, &left, NULL, NULL), LSQ_OK, NULL);
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    check_text(bytes, "321");
    size_t got = 9;
    assert_int_equal(lsq_source_read(source, bytes, 8, &got, NULL), LSQ_EIO);
    assert_int_equal(got, 0);
    lsq_source_free(source);
}

static void fault_104_missing_arguments_are_refused(void **state) {
    (void)state;
    lsq_source *source = NULL;
    assert_int_equal(lsq_source_open(&source, NULL, NULL, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_source_open(NULL, "a", NULL, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_source_memory(&source, NULL, 3, NULL, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_source_memory(NULL, "a", 1, NULL, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_source_stream(&source, NULL, NULL, NULL, NULL), LSQ_EUSAGE);
    assert_int_equal(lsq_source_stream(NULL, count_down, NULL, NULL, NULL), LSQ_EUSAGE);
    lsq_source_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_whole),
        cmocka_unit_test(the_name_in_messages_can_be_given),
        cmocka_unit_test(fault_43_a_fifo_and_a_proc_file_are_streamed),
        cmocka_unit_test(fault_45_a_directory_is_refused),
        cmocka_unit_test(fault_46_a_missing_file_is_refused),
        cmocka_unit_test(fault_47_a_forbidden_file_is_refused),
        cmocka_unit_test(fault_48_a_symlink_loop_is_refused),
        cmocka_unit_test(fault_49_an_error_in_mid_file_tells_the_byte),
        cmocka_unit_test(fault_50_an_interrupted_read_is_repeated),
        cmocka_unit_test(an_empty_non_blocking_read_waits),
        cmocka_unit_test(fault_51_short_reads_are_invisible),
        cmocka_unit_test(memory_is_read_in_pieces),
        cmocka_unit_test(a_function_can_be_a_source),
        cmocka_unit_test(fault_104_missing_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
