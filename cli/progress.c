/* progress.c - one line on standard error: redrawn on a terminal, or JSON about every second.
 *
 *   lsq: 2 of 5, data.csv  45 %  2.1 of 4.7 GB  3.1 million rows/s  3 s left
 *
 * A line for a person appears only when the reading takes more than a second, at most five times a
 * second, and never wraps: the name is shortened first, then facts are left out from the right.
 *
 * SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output.h"

const char *const progress_modes[] = {"auto", "json", "never", NULL};

/* The seconds that are left at the speed so far, -1 if unknown. */
static double seconds_left(const lsq_progress *now) {
    if (now->total < 0 || now->bytes <= 0)
        return -1;
    if (now->bytes >= now->total)
        return 0;
    return (double)(now->total - now->bytes) / (double)now->bytes * now->seconds;
}

static double rows_per_second(const lsq_progress *now) {
    return now->seconds > 0 ? (double)now->rows / now->seconds : 0;
}

/* ---- for a program --------------------------------------------------------------------------- */

static void write_json(const lsq_progress *now) {
    char line[512], total[32] = "null", left[32] = "null";
    if (now->total >= 0)
        snprintf(total, sizeof total, "%lld", (long long)now->total);
    if (seconds_left(now) >= 0)
        snprintf(left, sizeof left, "%.1f", seconds_left(now));
    snprintf(line, sizeof line,
             "{\"progress\": {\"file\": %lld, \"files\": %lld, \"bytes\": %lld, \"total\": %s, "
             "\"rows\": %lld, \"seconds\": %.3f, \"rows_per_second\": %.0f, \"seconds_left\": "
             "%s}}\n",
             (long long)now->file + 1, (long long)now->files, (long long)now->bytes, total,
             (long long)now->rows, now->seconds, rows_per_second(now), left);
    write_all(STDERR_FILENO, line, strlen(line));
}

/* ---- for a person ---------------------------------------------------------------------------- */

/* "2.1 of 4.7 GB", in the unit of the larger number, or "2.1 GB" without a total. */
static void put_bytes(char *out, size_t size, const lsq_progress *now) {
    static const char *const units[] = {"bytes", "kB", "MB", "GB", "TB"};
    double bytes = (double)now->bytes, total = (double)now->total;
    double largest = total > bytes ? total : bytes, scale = 1;
    size_t unit = 0;
    for (; largest >= 1000 * scale && unit + 1 < sizeof units / sizeof *units; unit++)
        scale *= 1000;
    int decimals = unit > 0;
    if (now->total >= 0)
        snprintf(out, size, "%.*f of %.*f %s", decimals, bytes / scale, decimals, total / scale,
                 units[unit]);
    else
        snprintf(out, size, "%.*f %s", decimals, bytes / scale, units[unit]);
}

static void put_speed(char *out, size_t size, double rows) {
    if (rows >= 1e6)
        snprintf(out, size, "%.1f million rows/s", rows / 1e6);
    else if (rows >= 1e4)
        snprintf(out, size, "%.0f thousand rows/s", rows / 1e3);
    else
        snprintf(out, size, "%.0f rows/s", rows);
}

/* "3 s left", "2 min 5 s left", "1 h 20 min left", "" where nothing is known. */
static void put_left(char *out, size_t size, double seconds) {
    const double year = 365.0 * 24 * 3600;
    *out = '\0';
    if (!(seconds >= 0 && seconds < year))
        return;
    long s = (long)seconds + 1;
    if (s < 60)
        snprintf(out, size, "%ld s left", s);
    else if (s < 3600)
        snprintf(out, size, "%ld min %ld s left", s / 60, s % 60);
    else
        snprintf(out, size, "%ld h %ld min left", s / 3600, s / 60 % 60);
}

/* Append two spaces and a fact if there is one and the line stays within `room` columns; 1 unless
 * it was too long. */
static int append(char *line, size_t size, int room, const char *fact) {
    size_t length = strlen(line), more = *fact ? strlen(fact) + 2 : 0;
    if (length + more > (size_t)room || length + more >= size)
        return 0;
    if (more)
        snprintf(line + length, size - length, "  %s", fact);
    return 1;
}

/* Everything behind the name, each part after two spaces. */
static void put_facts(char *facts, size_t size, int room, const lsq_progress *now) {
    char percent[32] = "", bytes[80], speed[64], left[64];
    if (now->total > 0)
        snprintf(percent, sizeof percent, "%.0f %%", 100 * (double)now->bytes / (double)now->total);
    put_bytes(bytes, sizeof bytes, now);
    put_speed(speed, sizeof speed, rows_per_second(now));
    put_left(left, sizeof left, seconds_left(now));
    *facts = '\0';
    if (append(facts, size, room, percent) && append(facts, size, room, bytes) &&
        append(facts, size, room, speed))
        append(facts, size, room, left);
}

/* The name of the file without its folder, for a terminal, in at most `room` columns; "" if that is
 * too few for any sense.  A byte counts as a column, which no character exceeds. */
static void put_name(char *out, size_t size, int room, const char *path) {
    enum { SHORTEST = 8 };
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (!strcmp(path, "-"))
        name = "standard input";
    lsq_escape(out, size, name, strlen(name));
    if (strlen(out) <= (size_t)(room > 0 ? room : 0))
        return;
    int keep = room >= SHORTEST ? room - 1 : 0;
    while (keep && ((unsigned char)out[keep] & 0xC0) == 0x80)
        keep--;
    snprintf(out + keep, size - (size_t)keep, "%s", keep ? "…" : "");
}

static int terminal_width(void) {
    struct winsize size;
    return !ioctl(STDERR_FILENO, TIOCGWINSZ, &size) && size.ws_col ? size.ws_col : 80;
}

static void draw_progress(const progress *p, const lsq_progress *now) {
    char line[1024], facts[320], place[64] = "", name[256] = "";
    /* The last column stays free: some terminals wrap there. */
    int room = terminal_width() - 1;
    if (now->files > 1)
        snprintf(place, sizeof place, "%lld of %lld, ", (long long)now->file + 1,
                 (long long)now->files);
    int front = (int)strlen("lsq: ") + (int)strlen(place);
    put_facts(facts, sizeof facts, room - front, now);
    if (now->file >= 0 && now->file < p->inputs->count)
        put_name(name, sizeof name, room - front - (int)strlen(facts), p->inputs->text[now->file]);
    if (!*name && *place)
        place[strlen(place) - 2] = '\0'; /* the comma */
    if (front + (int)strlen(facts) > room)
        return; /* a window too narrow for anything */
    snprintf(line, sizeof line, "lsq: %s%s%s", place, name,
             *name || *place || !*facts ? facts : facts + 2);
    draw(line);
}

/* 1 where a line may be drawn: on a terminal that can, which the user does not type the data at. */
static int can_draw(const operands *inputs) {
    const char *term = getenv("TERM");
    if (!isatty(STDERR_FILENO) || !term || !*term || !strcmp(term, "dumb"))
        return 0;
    for (int64_t i = 0; i < inputs->count; i++)
        if (!strcmp(inputs->text[i], "-") && isatty(STDIN_FILENO))
            return 0;
    return 1;
}

/* 1 unless the shell has put the program into the background of its terminal. */
static int in_foreground(void) {
    pid_t group = tcgetpgrp(STDERR_FILENO);
    return group < 0 || group == getpgrp();
}

/* ---- when ------------------------------------------------------------------------------------ */

static void on_progress(void *context, const lsq_progress *now) {
    progress *p = context;
    const double pause = p->mode == PROGRESS_JSON || p->shown_at <= 0 ? 1 : 0.2;
    p->last = *now;
    if (now->seconds - p->shown_at < pause)
        return;
    p->shown_at = now->seconds;
    if (p->mode == PROGRESS_JSON)
        write_json(now);
    else if (now->total >= 0 && now->bytes >= now->total)
        erase();
    else if (in_foreground())
        draw_progress(p, now);
}

void start_progress(progress *p, int mode, int quiet, const operands *inputs,
                    lsq_fit_options *options) {
    *p = (progress){.mode = mode, .inputs = inputs, .last = {.files = inputs->count, .total = -1}};
    if (mode == PROGRESS_NEVER || (mode == PROGRESS_AUTO && (quiet || !can_draw(inputs))))
        return;
    options->progress = on_progress;
    options->progress_context = p;
}

void end_progress(progress *p, lsq_status status) {
    int told = p->shown_at > 0 && p->last.seconds <= p->shown_at;
    erase();
    if (p->mode == PROGRESS_JSON && !status && !told)
        write_json(&p->last);
}
