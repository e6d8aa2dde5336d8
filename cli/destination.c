/* destination.c - writes the file of --out whole or not at all.
 *
 * The text goes to a new file of mode 0600 in the same folder, then to the disk, and takes the name
 * of the old file in one step, so that a full disk, a signal or a power cut leaves the old file or
 * the new one, never a part.  A signal that ends the program removes the new file first; only
 * SIGKILL and a power cut can leave a .lsq-XXXXXX behind.
 *
 * SPDX-License-Identifier: MIT */
#include "destination.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

enum { MOST_LINKS = 40 }; /* as Linux */

/* ---- before reading -------------------------------------------------------------------------- */

/* The part of a path behind its last slash. */
static char *last_part(char *path) {
    char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* path = where the links of `name` lead, whether or not there is a file yet; 0 or errno. */
static int follow_links(char path[PATH_SIZE], const char *name) {
    char link[PATH_SIZE];
    if (strlen(name) >= PATH_SIZE)
        return ENAMETOOLONG;
    strcpy(path, name);
    for (int i = 0; i < MOST_LINKS; i++) {
        ssize_t length = readlink(path, link, sizeof link);
        if (length < 0)
            return errno == EINVAL || errno == ENOENT ? 0 : errno;
        char *part = *link == '/' ? path : last_part(path);
        if (part - path + length >= PATH_SIZE)
            return ENAMETOOLONG;
        memcpy(part, link, (size_t)length);
        part[length] = '\0';
    }
    return ELOOP;
}

static int same_file(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Look at what stands at the destination; 0 or errno. */
static int look(destination *to) {
    int failure = follow_links(to->path, to->name);
    if (failure)
        return failure;
    to->exists = !stat(to->name, &to->about);
    if (!to->exists && errno != ENOENT)
        return errno;
    char *part = last_part(to->path);
    if (to->exists ? S_ISDIR(to->about.st_mode) : !*part)
        return EISDIR;
    int length = (int)(part - to->path);
    snprintf(to->folder, sizeof to->folder, "%.*s", length ? length : 2, length ? to->path : "./");
    return 0;
}

/* 1 if the file that `output` describes is a regular one and among the inputs. */
static int is_input(const struct stat *output, const operands *inputs) {
    struct stat about;
    if (!S_ISREG(output->st_mode))
        return 0;
    for (int64_t i = 0; i < inputs->count; i++) {
        const char *name = inputs->text[i];
        int failure = strcmp(name, "-") ? stat(name, &about) : fstat(STDIN_FILENO, &about);
        if (!failure && same_file(output, &about))
            return 1;
    }
    return 0;
}

/* The exit code for the destination that cannot be written, after one line about it. */
static int refuse(const destination *to, const char *what, int failure) {
    char shown[256];
    lsq_escape(shown, sizeof shown, to->name, strlen(to->name));
    say("cannot write to %s: %s%s", shown, what, strerror(failure));
    return lsq_exit_code(LSQ_EIO);
}

/* The rest of the plan for a file; 0 or the exit code. */
static int plan_file(const destination *to) {
    struct stat reached;
    if (to->exists && access(to->path, W_OK))
        return refuse(to, "", errno);
    /* A link of /proc may lead to a file that has lost its name. */
    if (to->exists && (stat(to->path, &reached) || !same_file(&to->about, &reached)))
        return refuse(to, "", ENOENT);
    if (access(to->folder, W_OK | X_OK))
        return refuse(to, "its folder cannot be used: ", errno);
    return 0;
}

/* The same for a device or pipe. */
static int plan_device(destination *to) {
    do
        to->file = open(to->name, O_WRONLY | O_NOCTTY | O_CLOEXEC);
    while (to->file < 0 && errno == EINTR);
    return to->file < 0 ? refuse(to, "", errno) : 0;
}

/* The same for standard output, to which a shell may have given any file. */
static int plan_output(const operands *inputs) {
    struct stat output;
    if (fstat(STDOUT_FILENO, &output) || !is_input(&output, inputs))
        return 0;
    say("standard output is one of the files that are read; give the report a file of its own");
    return lsq_exit_code(LSQ_EUSAGE);
}

/* The exit code for a name that --out or --trace cannot have, after one line with the reason. */
static int refuse_name(const destination *to, const char *flag, const char *reason) {
    char shown[256];
    lsq_escape(shown, sizeof shown, to->name, strlen(to->name));
    say("--%s %s %s; give the %s a file of its own", flag, shown, reason,
        strcmp(flag, "out") ? flag : "report");
    return lsq_exit_code(LSQ_EUSAGE);
}

/* Find out about to->name, which is the value of --out or --trace. */
static int inspect(destination *to, const char *flag, const operands *inputs) {
    if (!*to->name) {
        say("--%s is '', expected the name of a file", flag);
        return lsq_exit_code(LSQ_EUSAGE);
    }
    int failure = look(to);
    if (failure)
        return refuse(to, "", failure);
    if (to->exists && is_input(&to->about, inputs))
        return refuse_name(to, flag, "is one of the files that are read");
    return 0;
}

/* 1 if it is standard output, whatever that is. */
static int is_standard_output(const destination *to) {
    struct stat output;
    return to->exists && !fstat(STDOUT_FILENO, &output) && same_file(&to->about, &output);
}

static int plan_writing(destination *to) {
    return to->exists && !S_ISREG(to->about.st_mode) ? plan_device(to) : plan_file(to);
}

int plan_destination(destination *to, const char *name, const operands *inputs) {
    *to = (destination){.name = name, .file = -1};
    if (!name || !strcmp(name, "-")) {
        to->name = NULL;
        return plan_output(inputs);
    }
    int code = inspect(to, "out", inputs);
    if (code)
        return code;
    if (is_standard_output(to)) { /* with >> it must not be replaced */
        to->name = NULL;
        return 0;
    }
    return plan_writing(to);
}

/* 1 if both would be the same file, whether or not there is one yet. */
static int same_target(const destination *a, const destination *b) {
    struct stat one, other;
    if (a->exists || b->exists)
        return a->exists && b->exists && same_file(&a->about, &b->about);
    return !strcmp(strrchr(a->path, '/') ? strrchr(a->path, '/') + 1 : a->path,
                   strrchr(b->path, '/') ? strrchr(b->path, '/') + 1 : b->path) &&
           !stat(a->folder, &one) && !stat(b->folder, &other) && same_file(&one, &other);
}

int plan_trace(destination *to, const char *name, const operands *inputs,
               const destination *report) {
    *to = (destination){.name = name, .file = -1};
    if (!name)
        return 0;
    if (!strcmp(name, "-"))
        return refuse_name(to, "trace", "would be standard output");
    int code = inspect(to, "trace", inputs);
    if (code)
        return code;
    if (is_standard_output(to))
        return refuse_name(to, "trace", "is standard output");
    if (report->name && same_target(to, report))
        return refuse_name(to, "trace", "is the file of --out");
    return plan_writing(to);
}

/* ---- the new file ---------------------------------------------------------------------------- */

/* What a signal removes, a report and a trace; "" where there is nothing. */
static char temporaries[2][PATH_SIZE + 16];

void abandon_files(void) {
    for (int i = 0; i < 2; i++)
        if (*temporaries[i])
            unlink(temporaries[i]);
}

static void remove_and_leave(int number) {
    abandon_files();
    signal(number, SIG_DFL);
    raise(number); /* taken on return */
}

/* Make the new file, which no signal that ends the program leaves behind.  A signal that was
 * ignored at start stays ignored.  0 or errno. */
static int make_temporary(destination *to) {
    char *name = *temporaries[0] ? temporaries[1] : temporaries[0];
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction leave = {.sa_handler = remove_and_leave};
    sigset_t before;
    sigemptyset(&leave.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaddset(&leave.sa_mask, numbers[i]);
    pthread_sigmask(SIG_BLOCK, &leave.sa_mask, &before);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction old;
        if (!sigaction(numbers[i], NULL, &old) && old.sa_handler != SIG_IGN)
            sigaction(numbers[i], &leave, NULL);
    }
    int failure = 0;
    do {
        snprintf(name, sizeof *temporaries, "%s.lsq-XXXXXX", to->folder);
        to->file = mkstemp(name);
        failure = to->file < 0 ? errno : 0;
    } while (failure == EINTR);
    if (failure)
        *name = '\0';
    else
        to->temporary = name;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return failure;
}

/* Give the new file the mode and owner of the old one, or the usual mode.  A file system without
 * them is no reason to fail: what cannot be given is left out, on the side of fewer readers. */
static void keep_mode(const destination *to) {
    const struct stat *old = &to->about;
    mode_t mask = umask(0), mode = to->exists ? old->st_mode & 0777 : 0666 & ~mask;
    umask(mask);
    if (to->exists && fchown(to->file, old->st_uid, old->st_gid) &&
        fchown(to->file, (uid_t)-1, old->st_gid))
        mode &= 0707; /* else another group could read it */
    if (fchmod(to->file, mode))
        return;
}

/* 0 once the file stands on the disk, else errno. */
static int sync_file(int file) {
    while (fsync(file))
        if (errno != EINTR)
            return errno;
    return 0;
}

/* Let the new name outlast a power cut; 0 or errno.  Some file systems have no way to do so. */
static int sync_folder(const char *folder) {
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0)
        return 0;
    int failure = sync_file(file);
    close(file);
    return failure == EINVAL ? 0 : failure;
}

int begin_file(destination *to) {
    if (to->file >= 0)
        return 0;
    int failure = make_temporary(to);
    return failure ? refuse(to, "its folder cannot be used: ", failure) : 0;
}

void put_to_file(destination *to, const char *bytes, size_t size) {
    if (!to->failure)
        to->failure = write_all(to->file, bytes, size);
}

static void close_file(destination *to) {
    if (to->file >= 0 && close(to->file) && errno != EINTR && !to->failure)
        to->failure = errno;
    to->file = -1;
}

int seal_file(destination *to) {
    if (to->temporary && !to->failure) {
        keep_mode(to);
        to->failure = sync_file(to->file);
    }
    close_file(to);
    if (!to->failure)
        return 0;
    drop_file(to);
    return to->failure == EPIPE ? READER_GONE : refuse(to, "", to->failure);
}

int keep_file(destination *to) {
    if (!to->temporary)
        return 0;
    int failure = rename(to->temporary, to->path) ? errno : 0;
    if (failure) {
        drop_file(to);
        return refuse(to, "", failure);
    }
    *to->temporary = '\0';
    failure = sync_folder(to->folder);
    return failure ? refuse(to, "it is written, but a power cut may undo it: ", failure) : 0;
}

void drop_file(destination *to) {
    close_file(to);
    if (!to->temporary)
        return;
    unlink(to->temporary);
    *to->temporary = '\0';
    to->temporary = NULL;
}

/* ---- the report ------------------------------------------------------------------------------ */

int conclude(lsq_status status, const lsq_error *error, const char *text, destination *to) {
    if (status) {
        drop_file(to);
        say_error(error);
        return lsq_exit_code(status);
    }
    if (!to->name)
        return write_result(text);
    int code = begin_file(to);
    if (code)
        return code;
    put_to_file(to, text, strlen(text));
    code = seal_file(to);
    return code ? code : keep_file(to);
}
