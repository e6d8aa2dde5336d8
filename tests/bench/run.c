/* run.c - run a command several times and print the medians of its wall and processor seconds and
 * the largest peak of its memory.
 *
 *   run TIMES COMMAND [ARGUMENT ...]    prints "seconds peak-KiB processor-seconds"
 *
 * Wall time by the monotonic clock around fork and wait4, the others from the kernel's own account
 * of the child.  What the command prints goes to /dev/null.
 *
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TIMES = 1000 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The child: never returns. */
static void run_command(char **command) {
    int null = open("/dev/null", O_WRONLY);
    if (null < 0 || dup2(null, STDOUT_FILENO) < 0)
        _exit(127);
    execvp(command[0], command);
    fprintf(stderr, "run: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

static double seconds_of(struct timeval t) {
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

int main(int argc, char **argv) {
    int times = argc > 2 ? atoi(argv[1]) : 0;
    if (times < 1 || times > MAX_TIMES) {
        fprintf(stderr, "usage: run TIMES COMMAND [ARGUMENT ...]\n");
        return 2;
    }
    double seconds[MAX_TIMES], processor[MAX_TIMES];
    long peak = 0;
    for (int i = 0; i < times; i++) {
        double start = now();
        pid_t child = fork();
        if (child == 0)
            run_command(argv + 2);
        int status = 0;
        struct rusage usage;
        if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
            perror("run");
            return 1;
        }
        seconds[i] = now() - start;
        processor[i] = seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            fprintf(stderr, "run: %s failed\n", argv[2]);
            return 1;
        }
        if (usage.ru_maxrss > peak)
            peak = usage.ru_maxrss;
    }
    printf("%.6f %ld %.6f\n", median(seconds, times), peak, median(processor, times));
    return 0;
}
