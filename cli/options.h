/* options.h - command-line options from a table, and the usage text from the same table.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum option_kind {
    OPTION_FLAG,     /* int, set to 1 */
    OPTION_TEXT,     /* const char * */
    OPTION_CHOICE,   /* int, the index in `choices` */
    OPTION_COUNT,    /* int in 1 .. most */
    OPTION_SEVERAL,  /* int in 2 .. most */
    OPTION_NUMBER,   /* int in 0 .. most */
    OPTION_FRACTION, /* double strictly between 0 and 1 */
    OPTION_AMOUNT,   /* double >= 0 */
    OPTION_CHARACTER /* char: one ASCII character or a name such as tab */
} option_kind;

enum { MOST_OPTIONS = 40, MOST_STEPS = 1000000000 };

/* One option of a command.  The value goes to the member at `offset` of the command's own
 * struct. */
typedef struct option {
    char letter; /* 0: none */
    const char *name;
    const char *argument; /* its name in the usage text, NULL for a flag */
    option_kind kind;
    size_t offset;
    const char *help;           /* lines separated by \n */
    const char *const *choices; /* NULL-terminated, for OPTION_CHOICE */
    int most;                   /* for OPTION_COUNT, OPTION_SEVERAL and OPTION_NUMBER */
} option;

/* Some rows of a table of options that commands may share. */
typedef struct option_rows {
    const char *title; /* in the usage text; NULL: the rows continue those before */
    const option *rows;
    int64_t count;
} option_rows;

/* The words that are neither options nor their values, and which options there were. */
typedef struct operands {
    int64_t count;
    char **text;
    unsigned char given[MOST_OPTIONS]; /* by row of the table */
} operands;

typedef enum parse_result { PARSE_OK, PARSE_HELP, PARSE_BAD } parse_result;

/* table = the rows of all `count` groups, at most MOST_OPTIONS; returns how many there are. */
int64_t join_options(option table[MOST_OPTIONS], const option_rows *groups, int64_t count);

/* Read the words after the command's name into *values and *found, whose operands are moved to the
 * front of `words`, so that any number has its place.  Options and operands come in any order, "--"
 * ends the options, "-" is an operand.  PARSE_HELP when --help or -h is met;
 * PARSE_BAD after one line on standard error.  A value given twice is an error. */
parse_result parse_options(const char *command, const option *table, int64_t count, char **words,
                           void *values, operands *found);

/* The options below the titles of their groups, one a line with its help. */
void print_options(const option_rows *groups, int64_t count, FILE *out);

#endif
