/* test_source.c - bytes from files, pipes, memory and functions.
 *
 * read(2) and pread(2) are replaced in this program by ones that can fail on order.
 *
 * SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* preadv */
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

/* What read(2) and pread(2) do on file descriptor `fd`: at most `most` bytes at a time, fail `fail`
 * at call number `at`. */
static struct {
    int fd, calls, at, fail;
    size_t most;
} plan = {-1, 0, 0, 0, 0};

/* -1 where the call fails, else the bytes to be had at most. */
static ssize_t allow(int fd, size_t size) {
    if (fd != plan.fd)
        return (ssize_t)size;
    if (++plan.calls == plan.at && plan.fail) {
        errno = plan.fail;
        return -1;
    }
    return (ssize_t)(plan.most && size > plan.most ? plan.most : size);
}

ssize_t read(int fd, void *buffer, size_t size) {
    ssize_t most = allow(fd, size);
    struct iovec one = {buffer, (size_t)most};
    return most < 0 ? -1 : readv(fd, &one, 1);
}

ssize_t pread(int fd, void *buffer, size_t size, off_t at) {
    ssize_t most = allow(fd, size);
    struct iovec one = {buffer, (size_t)most};
    return most < 0 ? -1 : preadv(fd, &one, 1, at);
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
    static const char *const names[] = {"a", "b", "loop", "fifo", "folder", "closed", "-"};
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
        assert_true(got <= step);
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

/* ---- bytes that are claimed ---- */

/* The bytes that a claim of `size` gives, and what became of reading them. */
static lsq_status claim(lsq_source *source, size_t size, char *bytes, lsq_error *error) {
    int64_t at = -1;
    size_t got = 0;
    assert_int_equal(lsq_source_claim(source, size, &at), 1);
    lsq_status status = lsq_source_read_at(source, at, bytes, size, &got, error);
    bytes[got] = '\0';
    return status;
}

static void what_is_claimed_is_passed_over_and_may_be_read_late(void **state) {
    (void)state;
    lsq_source *source = open_with(make_file("a", "0123456789"), 0, 0, 2);
    char bytes[64];
    int64_t first = -1, second = -1;
    size_t got = 0;
    check_status(lsq_source_read(source, bytes, 1, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_source_claim(source, 3, &first), 1);
    assert_int_equal(lsq_source_claim(source, 4, &second), 1);
    assert_int_equal(lsq_source_consumed(source), 8);
    assert_int_equal(lsq_source_claim(source, 3, &first), 0);
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    check_text(bytes, "89");
    assert_int_equal(lsq_source_consumed(source), 10);
    check_status(lsq_source_read_at(source, second, bytes, 4, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(got, 4);
    assert_memory_equal(bytes, "4567", 4);
    check_status(lsq_source_read_at(source, first, bytes, 3, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(got, 3);
    assert_memory_equal(bytes, "123", 3);
    plan.fd = -1;
    lsq_source_free(source);
}

static void fault_49_an_error_in_claimed_bytes_tells_the_byte(void **state) {
    (void)state;
    lsq_source *source = open_with(make_file("a", "0123456789"), 3, EIO, 2);
    char bytes[64];
    size_t got = 0;
    lsq_error error;
    check_status(lsq_source_read(source, bytes, 1, &got, NULL), LSQ_OK, NULL);
    check_status(claim(source, 8, bytes, &error), LSQ_EIO, &error);
    plan.fd = -1;
    check_text(bytes, "12");
    assert_int_equal(error.byte, 3);
    check_contains(error.message, "reading failed at byte 3: Input/output error");
    lsq_source_free(source);
}

static void fault_50_an_interrupted_read_of_claimed_bytes_is_repeated(void **state) {
    (void)state;
    static const int numbers[] = {EINTR, EAGAIN};
    for (int i = 0; i < 2; i++) {
        lsq_source *source = open_with(make_file("a", "0123456789"), 2, numbers[i], 4);
        char bytes[64];
        check_status(claim(source, 10, bytes, NULL), LSQ_OK, NULL);
        assert_int_equal(plan.calls, 4);
        plan.fd = -1;
        check_text(bytes, "0123456789");
        lsq_source_free(source);
    }
}

static void fault_42_of_a_file_cut_meanwhile_claimed_bytes_are_fewer(void **state) {
    (void)state;
    lsq_source *source = NULL;
    char bytes[64];
    const char *path = make_file("a", "0123456789");
    check_status(lsq_source_open(&source, path, NULL, NULL), LSQ_OK, NULL);
    assert_int_equal(truncate(path, 4), 0);
    check_status(claim(source, 9, bytes, NULL), LSQ_OK, NULL);
    check_text(bytes, "0123");
    lsq_source_free(source);
}

/* The end of a file is read in turn: what it had when it was opened may not be all. */
static void what_a_file_grew_by_is_read_behind_the_claims(void **state) {
    (void)state;
    lsq_source *source = NULL;
    char bytes[64];
    const char *path = make_file("a", "0123456789");
    check_status(lsq_source_open(&source, path, NULL, NULL), LSQ_OK, NULL);
    FILE *f = fopen(path, "ab");
    assert_non_null(f);
    assert_true(fputs("abc", f) >= 0);
    assert_int_equal(fclose(f), 0);
    check_status(claim(source, 10, bytes, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_source_claim(source, 1, &(int64_t){0}), 0);
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    check_text(bytes, "abc");
    lsq_source_free(source);
}

static void only_files_opened_here_can_be_claimed(void **state) {
    (void)state;
    lsq_source *source = NULL;
    char head[LSQ_PEEK], bytes[64];
    int64_t at = -1;
    size_t got = 0;
    const char *path = make_file("a", "0123456789");
    check_status(lsq_source_memory(&source, "0123", 4, NULL, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_source_claim(source, 1, &at), 0);
    lsq_source_free(source);
    check_status(lsq_source_open(&source, "/proc/self/stat", NULL, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_source_claim(source, 1, &at), 0);
    lsq_source_free(source);
    int kept = dup(0), fd = open(path, O_RDONLY);
    assert_int_equal(dup2(fd, 0), 0);
    check_status(lsq_source_open(&source, "-", NULL, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_source_claim(source, 1, &at), 0);
    assert_int_equal(dup2(kept, 0), 0);
    lsq_source_free(source);
    close(fd);
    close(kept);
    check_status(lsq_source_open(&source, path, NULL, NULL), LSQ_OK, NULL);
    check_status(lsq_source_peek(source, head, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_source_claim(source, 0, &at), 0);
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    check_text(bytes, "0123456789");
    lsq_source_free(source);
}

/* Bytes of standard input that somebody had before are not ours, nor those that we leave. */
static void standard_input_goes_on_where_it_stands(void **state) {
    (void)state;
    lsq_source *source = NULL;
    char bytes[64];
    size_t got = 0;
    int kept = dup(0), fd = open(make_file("a", "0123456789"), O_RDONLY);
    assert_int_equal(lseek(fd, 3, SEEK_SET), 3);
    assert_int_equal(dup2(fd, 0), 0);
    check_status(lsq_source_open(&source, "-", NULL, NULL), LSQ_OK, NULL);
    check_status(lsq_source_read(source, bytes, 4, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(got, 4);
    assert_memory_equal(bytes, "3456", 4);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 7);
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    check_text(bytes, "789");
    assert_int_equal(dup2(kept, 0), 0);
    lsq_source_free(source);
    close(fd);
    close(kept);
}

/* ---- a file that changes while it is read ---- */

/* Open "a" with a text, let `change` happen to it, and check: NULL for a change that is fine. */
static void check_after(void (*change)(const char *path), const char *part) {
    lsq_source *source = NULL;
    lsq_error error;
    char path[128], bytes[64];
    strcpy(path, make_file("a", "x,y\n1,2\n"));
    check_status(lsq_source_open(&source, path, NULL, &error), LSQ_OK, NULL);
    check_status(lsq_source_check(source, &error), LSQ_OK, NULL);
    change(path);
    check_status(drain(source, bytes, sizeof bytes, 5, &error), LSQ_OK, NULL);
    check_status(lsq_source_check(source, &error), part ? LSQ_EIO : LSQ_OK, NULL);
    if (part) {
        check_contains(error.message, part);
        check_contains(error.message, path);
    }
    lsq_source_free(source);
}

static void grow(const char *path) {
    FILE *f = fopen(path, "ab");
    assert_non_null(f);
    assert_true(fputs("3,4\n", f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void cut(const char *path) {
    assert_int_equal(truncate(path, 4), 0);
}

/* As a writer does who comes at another time; the same bytes are no excuse. */
static void touch(const char *path) {
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    struct timespec times[] = {about.st_atim, about.st_mtim};
    times[1].tv_nsec = (times[1].tv_nsec + 1) % 1000000000;
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void touch_later(const char *path) {
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    struct timespec times[] = {about.st_atim, about.st_mtim};
    times[1].tv_sec += 2;
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void replace(const char *path) {
    char other[128];
    strcpy(other, make_file("b", "x,y\n7,8\n"));
    assert_int_equal(rename(other, path), 0);
}

static void take_away(const char *path) {
    assert_int_equal(remove(path), 0);
}

static void leave_alone(const char *path) {
    assert_int_equal(chmod(path, 0400), 0);
}

static void fault_42_a_file_that_changes_is_told(void **state) {
    (void)state;
    check_after(grow, "the file changed while it was read: it had 8 bytes and has 12");
    check_after(cut, "the file changed while it was read: it had 8 bytes and has 4");
    check_after(touch, "the file was written to while it was read");
    check_after(touch_later, "the file was written to while it was read");
    check_after(replace, "the file was replaced by another file while it was read");
}

static void a_file_that_only_loses_its_name_or_rights_is_fine(void **state) {
    (void)state;
    check_after(take_away, NULL);
    check_after(leave_alone, NULL);
    take_away(path_of("a"));
}

static void fault_42_standard_input_from_a_file_is_checked_too(void **state) {
    (void)state;
    lsq_source *source = NULL;
    lsq_error error;
    char path[128];
    strcpy(path, make_file("a", "x,y\n1,2\n"));
    int kept = dup(0), fd = open(path, O_RDONLY);
    assert_int_equal(dup2(fd, 0), 0);
    check_status(lsq_source_open(&source, "-", NULL, &error), LSQ_OK, NULL);
    replace(path); /* a path is nothing to standard input */
    check_status(lsq_source_check(source, &error), LSQ_OK, NULL);
    assert_int_equal(dup2(kept, 0), 0);
    lsq_source_free(source);
    close(fd);
    fd = open(path, O_RDWR);
    assert_int_equal(dup2(fd, 0), 0);
    check_status(lsq_source_open(&source, "-", NULL, &error), LSQ_OK, NULL);
    assert_int_equal(ftruncate(fd, 0), 0);
    check_status(lsq_source_check(source, &error), LSQ_EIO, &error);
    check_contains(error.message, "stdin: the file changed while it was read: it had 8 bytes");
    assert_int_equal(dup2(kept, 0), 0);
    lsq_source_free(source);
    close(fd);
    close(kept);
}

/* Their sizes say nothing: 0 in /proc, 4096 in /sys. */
static void fault_43_files_of_the_kernel_are_fine(void **state) {
    (void)state;
    static const char *const paths[] = {"/proc/self/stat", "/proc/cpuinfo",
                                        "/sys/devices/system/cpu/online", "/dev/null"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        lsq_source *source = NULL;
        char bytes[4096];
        size_t got = 1;
        if (access(paths[i], R_OK) != 0)
            continue;
        check_status(lsq_source_open(&source, paths[i], NULL, NULL), LSQ_OK, NULL);
        while (got)
            check_status(lsq_source_read(source, bytes, sizeof bytes, &got, NULL), LSQ_OK, NULL);
        check_status(lsq_source_check(source, NULL), LSQ_OK, NULL);
        lsq_source_free(source);
    }
}

/* ---- memory, functions, and sources in front of others ---- */

static void what_is_peeked_at_is_still_to_be_read(void **state) {
    (void)state;
    static const char text[] = "x,y\n1,2\n3,4\n5,6\n7,8\n";
    for (size_t most = 1; most < 20; most++)
        for (size_t step = 1; step < 20; step++) {
            lsq_source *source = open_with(make_file("a", text), 0, 0, most);
            char bytes[64], head[LSQ_PEEK];
            size_t got = 0;
            for (int i = 0; i < 2; i++) {
                check_status(lsq_source_peek(source, head, &got, NULL), LSQ_OK, NULL);
                assert_int_equal(got, LSQ_PEEK);
                assert_memory_equal(head, text, LSQ_PEEK);
                assert_int_equal(lsq_source_consumed(source), LSQ_PEEK);
            }
            check_status(drain(source, bytes, sizeof bytes, step, NULL), LSQ_OK, NULL);
            check_text(bytes, text);
            assert_int_equal(lsq_source_consumed(source), strlen(text));
            plan.fd = -1;
            lsq_source_free(source);
        }
}

static void of_a_short_source_all_is_seen(void **state) {
    (void)state;
    lsq_source *source = NULL;
    char bytes[64], head[LSQ_PEEK];
    size_t got = 9;
    check_status(lsq_source_memory(&source, "a,b", 3, NULL, NULL), LSQ_OK, NULL);
    check_status(lsq_source_peek(source, head, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(got, 3);
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    check_text(bytes, "a,b");
    lsq_source_free(source);
}

static void fault_49_an_error_under_a_peek_tells_the_byte(void **state) {
    (void)state;
    lsq_source *source = open_with(make_file("a", "0123456789"), 2, EIO, 4);
    char head[LSQ_PEEK];
    size_t got = 0;
    lsq_error error;
    check_status(lsq_source_peek(source, head, &got, &error), LSQ_EIO, &error);
    plan.fd = -1;
    check_contains(error.message, "reading failed at byte 4: Input/output error");
    lsq_source_free(source);
}

static lsq_status shout(void *context, char *buffer, size_t size, size_t *got, lsq_error *error) {
    lsq_source *inner = *(lsq_source **)context;
    (void)size;
    lsq_status status = lsq_source_read(inner, buffer, 1, got, error);
    if (*got)
        *buffer = (char)(*buffer - 'a' + 'A');
    return status;
}

static void let_go(void *context) {
    *(lsq_source **)context = NULL;
}

static void a_source_can_stand_in_front_of_another(void **state) {
    (void)state;
    lsq_source *source = NULL, *inner;
    char bytes[64];
    size_t got = 0;
    check_status(lsq_source_memory(&source, "abc", 3, "t.csv", NULL), LSQ_OK, NULL);
    inner = source;
    check_status(lsq_source_wrap(&source, shout, &inner, let_go, NULL), LSQ_OK, NULL);
    check_text(lsq_source_name(source), "t.csv");
    check_status(lsq_source_read(source, bytes, 8, &got, NULL), LSQ_OK, NULL);
    assert_int_equal(lsq_source_consumed(source), 1);
    check_status(drain(source, bytes, sizeof bytes, 8, NULL), LSQ_OK, NULL);
    check_text(bytes, "BC");
    check_status(lsq_source_check(source, NULL), LSQ_OK, NULL);
    lsq_source_free(source);
    assert_null(inner);
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
        cmocka_unit_test(what_is_claimed_is_passed_over_and_may_be_read_late),
        cmocka_unit_test(fault_49_an_error_in_claimed_bytes_tells_the_byte),
        cmocka_unit_test(fault_50_an_interrupted_read_of_claimed_bytes_is_repeated),
        cmocka_unit_test(fault_42_of_a_file_cut_meanwhile_claimed_bytes_are_fewer),
        cmocka_unit_test(what_a_file_grew_by_is_read_behind_the_claims),
        cmocka_unit_test(only_files_opened_here_can_be_claimed),
        cmocka_unit_test(standard_input_goes_on_where_it_stands),
        cmocka_unit_test(fault_42_a_file_that_changes_is_told),
        cmocka_unit_test(a_file_that_only_loses_its_name_or_rights_is_fine),
        cmocka_unit_test(fault_42_standard_input_from_a_file_is_checked_too),
        cmocka_unit_test(fault_43_files_of_the_kernel_are_fine),
        cmocka_unit_test(what_is_peeked_at_is_still_to_be_read),
        cmocka_unit_test(of_a_short_source_all_is_seen),
        cmocka_unit_test(fault_49_an_error_under_a_peek_tells_the_byte),
        cmocka_unit_test(a_source_can_stand_in_front_of_another),
        cmocka_unit_test(memory_is_read_in_pieces),
        cmocka_unit_test(a_function_can_be_a_source),
        cmocka_unit_test(fault_104_missing_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
