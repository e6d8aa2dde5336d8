/* help.c - `lsq help [COMMAND]`, and the usage texts of all commands on their way to standard
 * output.
 *
 * SPDX-License-Identifier: MIT */
#include <lsq.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "output.h"

/* What help explains besides the commands. */
typedef struct topic {
    const char *name, *summary;
    void (*show)(FILE *out);
} topic;

static const topic topics[] = {
    {"least-squares", "the method on one page: why not just solve A'Ax = A'b?",
     least_squares_lesson},
};

enum { N_TOPICS = sizeof topics / sizeof *topics };

/* The topic of that name, or of the name that it is nearest to; NULL if there is none. */
static const topic *find_topic(const char *name) {
    const char *names[N_TOPICS];
    for (size_t i = 0; i < N_TOPICS; i++)
        names[i] = topics[i].name;
    const char *nearest = lsq_suggest(name, names, N_TOPICS);
    for (size_t i = 0; i < N_TOPICS; i++)
        if (nearest == names[i])
            return &topics[i];
    return NULL;
}

static void overview(FILE *out) {
    fputs("lsq - least squares with proven digits\n\n"
          "usage: lsq COMMAND [OPTION...]\n\n",
          out);
    for (int64_t i = 0; i < n_commands; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fputs("\ntopics of lsq help:\n", out);
    for (size_t i = 0; i < N_TOPICS; i++)
        fprintf(out, "  %s  %s\n", topics[i].name, topics[i].summary);
    fputs("\nexamples:\n"
          "  lsq fit data.csv\n"
          "  lsq fit data.csv -f 'price ~ area + I(age^2)'\n"
          "  lsq fit data.csv -y price -x area,age -o json\n"
          "  lsq fit 2024-*.csv.gz -o json --out fit.json\n"
          "  lsq compare data.csv\n\n"
          "'lsq help COMMAND' tells more.\n",
          out);
}

void help_usage(FILE *out) {
    fputs("usage: lsq help [COMMAND | TOPIC]\n\n"
          "Explains the command or topic, or lists them.  'lsq COMMAND --help' does the same.\n",
          out);
}

int show_usage(void (*usage)(FILE *out)) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out)
        (usage ? usage : overview)(out);
    int whole = out && !ferror(out);
    /* glibc frees the text and succeeds if it cannot cut it to its size */
    if (out && (fclose(out) || !text))
        whole = 0;
    int code = lsq_exit_code(LSQ_ENOMEM);
    if (whole)
        code = write_result(text);
    else
        say("out of memory while composing the help text");
    free(text);
    return code;
}

int run_help(char **words) {
    operands found = {0};
    parse_result result = parse_options("help", NULL, 0, words, NULL, &found);
    if (result == PARSE_HELP)
        return show_usage(help_usage);
    if (result == PARSE_OK && found.count > 1) {
        say("lsq help takes one command, found %lld operands", (long long)found.count);
        result = PARSE_BAD;
    }
    if (result == PARSE_BAD)
        return lsq_exit_code(LSQ_EUSAGE);
    if (!found.count)
        return show_usage(NULL);
    const topic *asked = find_topic(found.text[0]);
    if (asked && !strcmp(asked->name, found.text[0]))
        return show_usage(asked->show);
    if (asked) {
        char shown[256];
        lsq_escape(shown, sizeof shown, found.text[0], strlen(found.text[0]));
        say("unknown topic '%s'; did you mean %s?", shown, asked->name);
        return lsq_exit_code(LSQ_EUSAGE);
    }
    const command *wanted = find_command(found.text[0]);
    return wanted ? show_usage(wanted->usage) : lsq_exit_code(LSQ_EUSAGE);
}
