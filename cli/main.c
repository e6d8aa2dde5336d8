/* main.c - the table of commands, and the way from the command line to one of them.
 *
 * Nothing here sets a locale: input and output are the same bytes everywhere.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "destination.h"
#include "output.h"

const command commands[] = {
    {"fit", "fit a linear model to a CSV file", run_fit, fit_usage},
    {"compare", "compare all solvers on a CSV file by their right digits", run_compare,
     compare_usage},
    {"gradcheck", "check the gradient of least squares, or yours, against differences",
     run_gradcheck, gradcheck_usage},
    {"descend", "watch a descent from step to step beside the exact solution", run_descend,
     descend_usage},
    {"help", "explain lsq or one of its commands", run_help, help_usage},
    {"version", "print the version", run_version, version_usage},
};
const int64_t n_commands = sizeof commands / sizeof *commands;

const command *find_command(const char *name) {
    const char *names[sizeof commands / sizeof *commands];
    for (int64_t i = 0; i < n_commands; i++) {
        names[i] = commands[i].name;
        if (!strcmp(name, commands[i].name))
            return &commands[i];
    }
    char shown[256];
    lsq_escape(shown, sizeof shown, name, strlen(name));
    const char *nearest = lsq_suggest(name, names, n_commands);
    if (nearest)
        say("unknown command '%s'; did you mean %s?", shown, nearest);
    else if (*name && !access(name, F_OK))
        say("'%s' is a file, not a command; did you mean lsq fit %s?", shown, shown);
    else
        say("unknown command '%s'; 'lsq help' lists the commands", shown);
    return NULL;
}

/* `lsq --help`, `lsq --version` and their short forms, which stand without a command. */
static int run_bare_option(char **words) {
    if (!strcmp(words[0], "--help") || !strcmp(words[0], "-h"))
        return run_help(words + 1);
    if (!strcmp(words[0], "--version") || !strcmp(words[0], "-V"))
        return run_version(words + 1);
    char shown[256];
    lsq_escape(shown, sizeof shown, words[0], strlen(words[0]));
    say("unknown option '%s'; options follow the command: lsq fit FILE %s", shown, shown);
    return lsq_exit_code(LSQ_EUSAGE);
}

static void end_exhausted(size_t bytes) {
    abandon_files();
    leave_exhausted(bytes);
}

int main(int argc, char **argv) {
    static char *none[] = {NULL};
    char **words = argc > 1 ? argv + 1 : none;
    if (!hold_standard_files())
        return lsq_exit_code(LSQ_EIO);
    lsq_on_exhausted(end_exhausted);
    /* A closed pipe and a full quota are answered by whoever writes. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    if (!*words)
        return run_help(words);
    if (words[0][0] == '-')
        return run_bare_option(words);
    const command *wanted = find_command(words[0]);
    return wanted ? wanted->run(words + 1) : lsq_exit_code(LSQ_EUSAGE);
}
