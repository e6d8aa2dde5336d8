/* source.c - bytes from a file, standard input, memory or a function.
 *
 * Files are read with read(2) and pread(2), never mapped: a file that is cut while we read must end
 * in an answer, not in a signal.  An interrupted read is repeated, an empty non-blocking one waits;
 * any other failure is LSQ_EIO with the byte offset.
 *
 * What somebody claims of a regular file is read by pread, by several at once; the file's own
 * position goes on behind it, so that read(2) continues there.  The position of standard input
 * belongs to whoever shares it: it moves only as far as was read, and nothing can be claimed.
 *
 * A regular file has to be at the end what it was at the beginning: size, time of change and, by
 * its path, device and inode are compared.  What happens within the same tick of the file system's
 * clock and leaves the size alone is not seen; nor is a file that is complete but for lines that
 * its writer has not begun to write.
 *
 * SPDX-License-Identifier: MIT */
#include "source.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/error.h"
#include "../base/memory.h"

struct lsq_source {
    char *name;
    char *path; /* of a regular file opened here, else NULL */
    lsq_source_function read;
    void *context;
    int fd;            /* -1: none */
    int owned;         /* 1: fd was opened here */
    const char *bytes; /* of a source in memory */
    size_t left;
    int64_t taken;         /* bytes that `read` has given so far */
    char peeked[LSQ_PEEK]; /* peeked[delivered .. ahead) come before what `read` gives next */
    size_t delivered, ahead;
    lsq_source *inner;              /* what `read` reads, NULL for none */
    void (*release)(void *context); /* of its context */
    int regular;                    /* 1: a regular file, and what it was when it was opened: */
    struct stat opened;
};

static lsq_status fail_here(const lsq_source *source, int64_t byte, int number, lsq_error *error) {
    lsq_position at = {source->name, 0, 0, byte};
    return lsq_fail_at(error, LSQ_EIO, at, "reading failed at byte %lld: %s", (long long)byte,
                       strerror(number));
}

/* After a call that failed at this byte: LSQ_OK where it is worth another try. */
static lsq_status try_again(const lsq_source *source, int64_t byte, lsq_error *error) {
    struct pollfd wait = {source->fd, POLLIN, 0};
    if (errno == EINTR)
        return LSQ_OK;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return fail_here(source, byte, errno, error);
    if (poll(&wait, 1, -1) < 0 && errno != EINTR)
        return fail_here(source, byte, errno, error);
    return LSQ_OK;
}

static lsq_status read_fd(void *context, char *buffer, size_t size, size_t *got, lsq_error *error) {
    lsq_source *source = context;
    const size_t most = 1 << 30; /* read(2) takes less than 2 GiB at once */
    lsq_status status = LSQ_OK;
    ssize_t n = -1;
    while (n < 0 && !status) {
        n = read(source->fd, buffer, size < most ? size : most);
        if (n < 0)
            status = try_again(source, source->taken, error);
    }
    *got = n < 0 ? 0 : (size_t)n;
    return status;
}

static lsq_status read_memory(void *context, char *buffer, size_t size, size_t *got,
                              lsq_error *error) {
    lsq_source *source = context;
    (void)error;
    *got = size < source->left ? size : source->left;
    if (*got)
        memcpy(buffer, source->bytes, *got);
    source->bytes += *got;
    source->left -= *got;
    return LSQ_OK;
}

static lsq_status make(lsq_source **source, lsq_source_function read, const char *name,
                       lsq_error *error) {
    *source = NULL;
    lsq_source *s = NULL;
    lsq_status status = lsq_alloc(&s, 1, sizeof *s, error);
    if (status)
        return status;
    s->fd = -1;
    s->read = read;
    s->context = s;
    status = lsq_copy_text(&s->name, name, strlen(name), error);
    if (status) {
        free(s);
        return status;
    }
    *source = s;
    return LSQ_OK;
}

/* Refuse a directory: reading it would say so too, but later. */
static lsq_status open_file(lsq_source *s, const char *path, lsq_error *error) {
    lsq_position at = {s->name, 0, 0, -1};
    if (strcmp(path, "-") == 0) {
        s->fd = STDIN_FILENO;
    } else {
        do
            s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        while (s->fd < 0 && errno == EINTR);
        if (s->fd < 0)
            return lsq_fail_at(error, LSQ_EIO, at, "cannot be opened: %s", strerror(errno));
        s->owned = 1;
    }
    if (fstat(s->fd, &s->opened) != 0)
        return lsq_fail_at(error, LSQ_EIO, at, "cannot be read: %s", strerror(errno));
    if (S_ISDIR(s->opened.st_mode))
        return lsq_fail_at(error, LSQ_EIO, at, "cannot be read: %s", strerror(EISDIR));
    s->regular = S_ISREG(s->opened.st_mode);
    return s->regular && s->owned ? lsq_copy_text(&s->path, path, strlen(path), error) : LSQ_OK;
}

lsq_status lsq_source_open(lsq_source **source, const char *path, const char *name,
                           lsq_error *error) {
    if (!source)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_source_open: no place for the source");
    *source = NULL;
    if (!path)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_source_open: the path is NULL");
    lsq_source *s = NULL;
    lsq_status status = make(&s, read_fd,
                             name                     ? name
                             : strcmp(path, "-") == 0 ? "stdin"
                                                      : path,
                             error);
    if (!status)
        status = open_file(s, path, error);
    if (status) {
        lsq_source_free(s);
        return status;
    }
    *source = s;
    return LSQ_OK;
}

lsq_status lsq_source_memory(lsq_source **source, const void *bytes, size_t size, const char *name,
                             lsq_error *error) {
    if (!source)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_source_memory: no place for the source");
    *source = NULL;
    if (!bytes && size)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_source_memory: %zu bytes at NULL", size);
    lsq_status status = make(source, read_memory, name ? name : "buffer", error);
    if (!status) {
        (*source)->bytes = bytes ? bytes : "";
        (*source)->left = size;
    }
    return status;
}

lsq_status lsq_source_stream(lsq_source **source, lsq_source_function read, void *context,
                             const char *name, lsq_error *error) {
    if (!source)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_source_stream: no place for the source");
    *source = NULL;
    if (!read)
        return lsq_fail(error, LSQ_EUSAGE, "lsq_source_stream: the function is NULL");
    lsq_status status = make(source, read, name ? name : "stream", error);
    if (!status)
        (*source)->context = context;
    return status;
}

lsq_status lsq_source_wrap(lsq_source **source, lsq_source_function read, void *context,
                           void (*release)(void *context), lsq_error *error) {
    lsq_source *outer = NULL;
    lsq_status status = make(&outer, read, (*source)->name, error);
    if (status)
        return status;
    outer->context = context;
    outer->release = release;
    outer->inner = *source;
    *source = outer;
    return LSQ_OK;
}

void lsq_source_free(lsq_source *source) {
    if (!source)
        return;
    if (source->inner) {
        source->release(source->context);
        lsq_source_free(source->inner);
    }
    if (source->owned)
        close(source->fd);
    free(source->path);
    free(source->name);
    free(source);
}

/* From the function, past what was peeked. */
static lsq_status take(lsq_source *source, char *buffer, size_t size, size_t *got,
                       lsq_error *error) {
    *got = 0;
    lsq_status status = source->read(source->context, buffer, size, got, error);
    if (status)
        *got = 0;
    source->taken += (int64_t)*got;
    return status;
}

lsq_status lsq_source_read(lsq_source *source, char *buffer, size_t size, size_t *got,
                           lsq_error *error) {
    size_t left = source->ahead - source->delivered;
    if (!left)
        return take(source, buffer, size, got, error);
    *got = size < left ? size : left;
    memcpy(buffer, source->peeked + source->delivered, *got);
    source->delivered += *got;
    return LSQ_OK;
}

int lsq_source_claim(lsq_source *source, size_t size, int64_t *at) {
    int64_t end = source->taken + (int64_t)size;
    if (!source->path || source->delivered < source->ahead || end > source->opened.st_size ||
        lseek(source->fd, (off_t)end, SEEK_SET) != (off_t)end)
        return 0;
    *at = source->taken;
    source->taken = end;
    return 1;
}

lsq_status lsq_source_read_at(const lsq_source *source, int64_t at, char *buffer, size_t size,
                              size_t *got, lsq_error *error) {
    lsq_status status = LSQ_OK;
    ssize_t n = 1;
    *got = 0;
    while (!status && n && *got < size) {
        int64_t byte = at + (int64_t)*got;
        n = pread(source->fd, buffer + *got, size - *got, (off_t)byte);
        if (n > 0)
            *got += (size_t)n;
        else if (n < 0)
            status = try_again(source, byte, error);
    }
    return status;
}

lsq_status lsq_source_peek(lsq_source *source, char *bytes, size_t *got, lsq_error *error) {
    assert(!source->delivered && source->taken == (int64_t)source->ahead);
    lsq_status status = LSQ_OK;
    size_t more = 1;
    while (!status && more && source->ahead < LSQ_PEEK) {
        status =
            take(source, source->peeked + source->ahead, LSQ_PEEK - source->ahead, &more, error);
        source->ahead += more;
    }
    *got = source->ahead;
    memcpy(bytes, source->peeked, *got);
    return status;
}

int64_t lsq_source_consumed(const lsq_source *source) {
    return source->inner ? lsq_source_consumed(source->inner) : source->taken;
}

lsq_status lsq_source_check(const lsq_source *source, lsq_error *error) {
    if (source->inner)
        return lsq_source_check(source->inner, error);
    if (!source->regular)
        return LSQ_OK;
    lsq_position at = {source->name, 0, 0, -1};
    const struct stat *then = &source->opened;
    struct stat now, there;
    if (fstat(source->fd, &now) != 0)
        return lsq_fail_at(error, LSQ_EIO, at, "cannot be read: %s", strerror(errno));
    if (now.st_size != then->st_size)
        return lsq_fail_at(error, LSQ_EIO, at,
                           "the file changed while it was read: it had %lld bytes and has %lld",
                           (long long)then->st_size, (long long)now.st_size);
    if (now.st_mtim.tv_sec != then->st_mtim.tv_sec || now.st_mtim.tv_nsec != then->st_mtim.tv_nsec)
        return lsq_fail_at(error, LSQ_EIO, at, "the file was written to while it was read");
    if (source->path && stat(source->path, &there) == 0 &&
        (there.st_dev != then->st_dev || there.st_ino != then->st_ino))
        return lsq_fail_at(error, LSQ_EIO, at,
                           "the file was replaced by another file while it was read");
    return LSQ_OK;
}

const char *lsq_source_name(const lsq_source *source) {
    return source->name;
}
