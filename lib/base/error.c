/* error.c - the status table as functions, and the one place where messages are composed.
 *
 * SPDX-License-Identifier: MIT */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

typedef struct status_row {
    const char *name, *text;
    int exit_code;
} status_row;

static const status_row table[] = {
#define STATUS_ROW(name, exit_code, text) {#name, text, exit_code},
    LSQ_STATUS_TABLE(STATUS_ROW)
#undef STATUS_ROW
};

static const status_row *row_of(lsq_status status) {
    size_t i = (size_t)status;
    return i < sizeof table / sizeof *table ? &table[i] : &table[LSQ_EINTERNAL];
}

const char *lsq_status_text(lsq_status status) {
    return row_of(status)->text;
}

const char *lsq_status_name(lsq_status status) {
    return row_of(status)->name;
}

int lsq_exit_code(lsq_status status) {
    return row_of(status)->exit_code;
}

const char *lsq_version(void) {
    return LSQ_VERSION;
}

/* A message that vsnprintf cut short may end inside a UTF-8 character. */
static void drop_cut_character(char *message) {
    size_t n = strlen(message), start = n;
    while (start && n - start < 3 && ((unsigned char)message[start - 1] & 0xC0) == 0x80)
        start--;
    unsigned char lead = start ? (unsigned char)message[start - 1] : 0;
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (needed > 1 && n - start + 1 < needed)
        message[start - 1] = '\0';
}

static lsq_status fill(lsq_error *error, lsq_status status, lsq_position at, const char *format,
                       va_list args) {
    if (!error)
        return status;
    size_t used = 0, size = sizeof error->message;
    if (at.name) {
        char name[256];
        lsq_escape(name, sizeof name, at.name, strlen(at.name));
        int n =
            at.line > 0 && at.column > 0 ? snprintf(error->message, size, "%s:%lld:%lld: ", name,
                                                    (long long)at.line, (long long)at.column)
            : at.line > 0 ? snprintf(error->message, size, "%s:%lld: ", name, (long long)at.line)
                          : snprintf(error->message, size, "%s: ", name);
        used = n > 0 ? (size_t)n : 0;
    }
    vsnprintf(error->message + used, size - used, format, args);
    drop_cut_character(error->message);
    error->status = status;
    error->line = at.line;
    error->column = at.column;
    error->byte = at.byte;
    error->within = NULL;
    return status;
}

lsq_status lsq_fail(lsq_error *error, lsq_status status, const char *format, ...) {
    lsq_position nowhere = {NULL, 0, 0, -1};
    va_list args;
    va_start(args, format);
    fill(error, status, nowhere, format, args);
    va_end(args);
    return status;
}

lsq_status lsq_fail_at(lsq_error *error, lsq_status status, lsq_position at, const char *format,
                       ...) {
    va_list args;
    va_start(args, format);
    fill(error, status, at, format, args);
    va_end(args);
    return status;
}

lsq_status lsq_fail_within(lsq_error *error, lsq_status status, const char *text) {
    if (error && status && status != LSQ_EDATA && error->column > 0 && !error->within)
        error->within = text;
    return status;
}

lsq_status lsq_fail_memory(lsq_error *error, size_t bytes) {
    return lsq_fail(error, LSQ_ENOMEM, "out of memory: %zu bytes more were needed", bytes);
}
