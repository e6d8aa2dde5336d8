/* output.c - standard output written whole and checked, standard error line by line.
 *
 * SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 1 while a line is drawn.  Memory can end, and be spoken of, in any thread. */
static atomic_int drawn;

int write_all(int file, const char *bytes, size_t size) {
    while (size) {
        ssize_t n = write(file, bytes, size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n ? errno : EIO;
        bytes += n;
        size -= (size_t)n;
    }
    return 0;
}

void draw(const char *line) {
    char bytes[1040];
    int length = snprintf(bytes, sizeof bytes, "\r%s\033[K", line);
    atomic_store(&drawn, 1);
    write_all(STDERR_FILENO, bytes, (size_t)length);
}

void erase(void) {
    if (atomic_exchange(&drawn, 0))
        write_all(STDERR_FILENO, "\r\033[K", 4);
}

void say(const char *format, ...) {
    char line[2048] = "lsq: ";
    const size_t start = strlen(line);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(line + start, sizeof line - start - 1, format, args);
    va_end(args);
    if (n < 0)
        return;
    strcat(line, "\n");
    erase();
    write_all(STDERR_FILENO, line, strlen(line));
}

void say_error(const lsq_error *error) {
    char lines[1025] = "";
    say("%s", error->message);
    if (error->within && *error->within)
        lsq_caret(lines, sizeof lines - 1, error->within, error->column);
    if (*lines) {
        strcat(lines, "\n");
        write_all(STDERR_FILENO, lines, strlen(lines));
    }
}

void say_warnings(const lsq_fit *fit, const lsq_report_options *report) {
    if (report->quiet || report->format != LSQ_FORMAT_CSV)
        return;
    for (int64_t i = 0; i < lsq_fit_warnings(fit); i++)
        say("%s %s", lsq_fit_warning_code(fit, i), lsq_fit_warning_message(fit, i));
}

const char *const color_modes[] = {"auto", "always", "never", NULL};

int wants_color(int mode, int in_file) {
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    if (mode != COLOR_AUTO)
        return mode == COLOR_ALWAYS;
    return !in_file && isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
           !(term && !strcmp(term, "dumb"));
}

void leave_exhausted(size_t bytes) {
    say("out of memory: %zu bytes more were needed", bytes);
    _exit(lsq_exit_code(LSQ_ENOMEM));
}

int hold_standard_files(void) {
    /* The wrong direction on purpose: a closed input then fails to be read, a closed output to be
     * written. */
    static const int mode[] = {O_WRONLY, O_RDONLY, O_RDONLY};
    for (int file = 0; file < 3; file++)
        if (fcntl(file, F_GETFD) < 0 && open("/dev/null", mode[file]) != file)
            return 0;
    return 1;
}

int write_result(const char *text) {
    int failure = write_all(STDOUT_FILENO, text, strlen(text));
    if (!failure && close(STDOUT_FILENO) && errno != EINTR)
        failure = errno;
    if (failure == EPIPE)
        return READER_GONE;
    if (failure) {
        say("cannot write to standard output: %s",
            failure == EBADF ? "it is closed" : strerror(failure));
        return lsq_exit_code(LSQ_EIO);
    }
    return 0;
}

lsq_status refuse_strictly(lsq_error *error, const char *format, ...) {
    static const char why[] = "; --strict";
    va_list arguments;
    *error = (lsq_error){.status = LSQ_ENUMERIC, .byte = -1};
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message - sizeof why, format, arguments);
    va_end(arguments);
    size_t length = strlen(error->message);
    length -= length && error->message[length - 1] == '.';
    strcpy(error->message + length, why);
    return LSQ_ENUMERIC;
}

lsq_status refuse_warnings(const lsq_fit *fit, lsq_error *error) {
    int64_t count = lsq_fit_warnings(fit);
    if (!count)
        return LSQ_OK;
    char more[64] = "";
    if (count > 1)
        snprintf(more, sizeof more, " (and %lld more)", (long long)count - 1);
    const char *message = lsq_fit_warning_message(fit, 0);
    int length = (int)strlen(message);
    length -= length && message[length - 1] == '.';
    return refuse_strictly(error, "%s %.*s%s", lsq_fit_warning_code(fit, 0),
                           length < 900 ? length : 900, message, more);
}
