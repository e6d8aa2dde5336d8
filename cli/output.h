/* output.h - what the program says: the result on standard output, the words on standard error.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <lsq.h>
#include <stddef.h>

#if defined(__GNUC__)
#define CLI_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define CLI_PRINTF(f, a)
#endif

/* What a shell reports for a program that SIGPIPE ended. */
enum { READER_GONE = 141 };

/* 0 once all is written, else errno. */
int write_all(int file, const char *bytes, size_t size);

/* Put a line on the terminal of standard error in place of the one drawn before, and take it away
 * again; whatever is said takes it away first.  The line has at most 1,024 bytes. */
void draw(const char *line);
void erase(void);

/* "lsq: " and one line on standard error.  Texts from outside must have gone through lsq_escape. */
void say(const char *format, ...) CLI_PRINTF(1, 2);

/* The line of the error, and the place in the formula or list below it. */
void say_error(const lsq_error *error);

/* A line for each warning of the fit where the report has no room for them, which is CSV, unless it
 * is quiet. */
void say_warnings(const lsq_fit *fit, const lsq_report_options *report);

/* Under --strict what was found is a refusal: LSQ_ENUMERIC with that sentence, but for its full
 * stop. */
lsq_status refuse_strictly(lsq_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for the warnings of a fit, of which the first is quoted. */
lsq_status refuse_warnings(const lsq_fit *fit, lsq_error *error);

/* One line for the memory that is missing, without asking for any, and exit code 6. */
void leave_exhausted(size_t bytes);

/* The values of --color, and whether they ask for colour on standard output, or in a file. */
enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
extern const char *const color_modes[];
int wants_color(int mode, int in_file);

/* Keep 0, 1 and 2 from becoming the numbers of other files: those closed at start are opened so
 * that reading or writing them fails.  0 if that cannot be done. */
int hold_standard_files(void);

/* Write the whole text to standard output and close it.  Returns the exit code: 0; 141 where the
 * reader has gone; 5 after one line on standard error for any other failure. */
int write_result(const char *text);

#endif
