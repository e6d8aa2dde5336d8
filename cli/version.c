/* version.c - `lsq version`.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "output.h"

void version_usage(FILE *out) {
    fputs("usage: lsq version\n\nPrints the name and version of the program.\n", out);
}

int run_version(char **words) {
    operands found = {0};
    parse_result result = parse_options("version", NULL, 0, words, NULL, &found);
    if (result == PARSE_HELP)
        return show_usage(version_usage);
    if (result == PARSE_OK && found.count) {
        char shown[256];
        lsq_escape(shown, sizeof shown, found.text[0], strlen(found.text[0]));
        say("lsq version takes no operand, found '%s'", shown);
        result = PARSE_BAD;
    }
    if (result == PARSE_BAD)
        return lsq_exit_code(LSQ_EUSAGE);
    char line[64];
    snprintf(line, sizeof line, "lsq %s\n", lsq_version());
    return write_result(line);
}
