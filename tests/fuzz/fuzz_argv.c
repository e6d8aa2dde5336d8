/* fuzz_argv.c - any bytes as the words of a command line.
 *
 * Words end at NUL bytes.  The program runs in a folder of its own with a few small files, to which
 * words without a slash can lead; a word with one ends the input, but for --step=, --out always
 * means the file "report" and --trace the file "steps".  The exit code must be one of those that
 * the help names for an input that is no fault of ours, and nothing may be left open.
 *
 * SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define REQUIRE(x)                                                  \
    do {                                                            \
        if (!(x)) {                                                 \
            dup2(words_of_the_fuzzer, STDERR_FILENO);               \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x); \
            abort();                                                \
        }                                                           \
    } while (0)

int lsq_main(int argc, char **argv);
void __sanitizer_set_report_fd(void *file);

static int words_of_the_fuzzer, nowhere;
static char folder[4096];

static void make_file(const char *name, const char *text) {
    FILE *file = fopen(name, "w");
    if (!file || fputs(text, file) < 0 || fclose(file))
        abort();
}

static void leave_folder(void) {
    static const char *const names[] = {"a.csv", "b.csv", "c.csv", "report", "steps"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(names[i]);
    if (chdir("..") == 0)
        rmdir(folder);
}

/* The lowest descriptor that is free. */
static int lowest_free(void) {
    int file = dup(nowhere);
    close(file);
    return file;
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    const char *parent = getenv("TMPDIR");
    (void)argc, (void)argv;
    snprintf(folder, sizeof folder, "%s/lsq-fuzz-XXXXXX", parent ? parent : "/tmp");
    nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    words_of_the_fuzzer = dup(STDERR_FILENO);
    if (!mkdtemp(folder) || nowhere < 0 || words_of_the_fuzzer < 0)
        abort();
    __sanitizer_set_report_fd((void *)(intptr_t)words_of_the_fuzzer);
    return 0;
}

/* Enter the folder at the first input, when libFuzzer has read the paths of its own command line.
 */
static void enter_folder(void) {
    static int entered;
    if (entered)
        return;
    if (chdir(folder))
        abort();
    entered = 1;
    make_file("a.csv", "x,y\n0,1\n1,3\n2,2\n3,5\n");
    make_file("b.csv", "y,x\n7,5\n2,1\n,3\n");
    make_file("c.csv", "# text\nyear;y\n1950;1 000,5\n1960;2,25\n1970;NA\n");
    atexit(leave_folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { MOST_WORDS = 64 };
    static const int expected[] = {0, 2, 3, 4, 5, 6};
    static char name[] = "lsq";
    char *argv[MOST_WORDS + 2] = {name}, out[] = "--out=report", trace[] = "--trace=steps";
    char *text = malloc(size + 1);
    int argc = 1;
    REQUIRE(text);
    memcpy(text, data, size);
    text[size] = '\0';
    for (size_t at = 0; at < size && argc <= MOST_WORDS; at += strlen(text + at) + 1) {
        if (strchr(text + at, '/') && strncmp(text + at, "--step=", 7))
            break;
        argv[argc++] = !strncmp(text + at, "--trace", 7) ? trace
                       : !strncmp(text + at, "--out", 5) && strncmp(text + at, "--output", 8)
                           ? out
                           : text + at;
    }
    enter_folder();
    for (int file = 0; file < 3; file++)
        dup2(nowhere, file);
    int lowest = lowest_free(), code = lsq_main(argc, argv), known = 0;
    dup2(nowhere, STDOUT_FILENO); /* which the program closes */
    REQUIRE(lowest_free() == lowest);
    dup2(words_of_the_fuzzer, STDERR_FILENO);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        known = known || code == expected[i];
    REQUIRE(known);
    free(text);
    return 0;
}
