/* shim.c - an object to preload that makes the Nth call of one kind fail.
 *
 *   LD_PRELOAD=shim.so LSQ_FAULT=memory:17:once:ENOMEM lsq fit data.csv
 *
 * LSQ_FAULT is CALL:N:once|sticky:EFFECT, calls as page.h names them, effects as below; sticky is
 * from the Nth call on.
 * Without it calls are only counted, in the file of LSQ_FAULT_PAGE.  Calls before main are let
 * through, and so is what the C library does within itself.  A close that fails has closed, as on
 * Linux.
 *
 * Not counted, and never failed, is what libgfortran allocates: LAPACK brings it, and when it is
 * loaded it cannot be told that memory is lacking.  Its constructor then prints two lines of its
 * own and calls exit(1), or, lacking memory for these, calls itself until the stack ends:
 * _gfortran_os_error, in turn with two functions without a name, down to SIGSEGV (GCC 12).
 *
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "page.h"

/* The C library's own allocator, which these names reach without dlsym. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

enum {
    SHORT = -1, /* the call succeeds with one byte */
    DEATH = -2  /* SIGKILL in front of the call */
};

static const struct effect {
    const char *name;
    int number; /* errno, or one of the above */
} effects[] = {
    {"ENOMEM", ENOMEM}, {"EIO", EIO},       {"ENOSPC", ENOSPC}, {"EMFILE", EMFILE},
    {"EINTR", EINTR},   {"EAGAIN", EAGAIN}, {"short", SHORT},   {"KILL", DEATH},
};

typedef int thread_function(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

static fault_page own, *page; /* page is NULL until the shim is ready */
static thread_function *real_thread;
static int (*real_temporary)(char *name);
static fault_call chosen = FAULT_CALLS;
static long long nth;
static int sticky, effect;

/* 1 if the wish was understood. */
static int take_wish(const char *wish) {
    static const char *const calls[] = FAULT_CALL_NAMES;
    char call[16], times[16], how[16];
    if (sscanf(wish, "%15[a-z]:%lld:%15[a-z]:%15s", call, &nth, times, how) != 4)
        return 0;
    sticky = !strcmp(times, "sticky");
    for (int i = 0; i < FAULT_CALLS; i++)
        if (!strcmp(call, calls[i]))
            chosen = (fault_call)i;
    for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
        if (!strcmp(how, effects[i].name))
            effect = effects[i].number;
    return chosen < FAULT_CALLS && effect && (sticky || !strcmp(times, "once"));
}

__attribute__((constructor)) static void begin(void) {
    const char *wish = getenv("LSQ_FAULT"), *path = getenv("LSQ_FAULT_PAGE");
    void *found = dlsym(RTLD_NEXT, "pthread_create");
    memcpy(&real_thread, &found, sizeof found);
    found = dlsym(RTLD_NEXT, "mkstemp64");
    memcpy(&real_temporary, &found, sizeof found);
    if (wish && *wish && !take_wish(wish)) {
        fprintf(stderr, "shim: LSQ_FAULT=%s is not CALL:N:once|sticky:EFFECT\n", wish);
        _exit(99);
    }
    fault_page *shared = &own;
    if (path) {
        int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR, 0);
        void *map = mmap(NULL, sizeof own, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (fd < 0 || map == MAP_FAILED)
            _exit(99);
        syscall(SYS_close, fd);
        shared = map;
    }
    page = shared;
}

/* Is the code at this address in a library whose calls are let through? */
static int is_spared(void *address) {
    Dl_info about;
    return dladdr(address, &about) && about.dli_fname && strstr(about.dli_fname, "/libgfortran.so");
}

/* Count a call; what it is to do: 0, or an effect. */
static int meet(fault_call call) {
    if (!page)
        return 0;
    long long now = atomic_fetch_add(&page->calls[call], 1) + 1;
    if (call != chosen || (sticky ? now < nth : now != nth))
        return 0;
    atomic_fetch_add(&page->failed, 1);
    if (effect == DEATH)
        kill(getpid(), SIGKILL);
    return effect;
}

/* The same for a call that returns -1 with errno. */
static int fails(fault_call call) {
    int number = meet(call);
    if (number > 0)
        errno = number;
    return number;
}

/* ---- memory ---- */

static int memory_fails(void *caller) {
    return page && !is_spared(caller) && fails(FAULT_MEMORY);
}

void *malloc(size_t size) {
    return memory_fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return memory_fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *p, size_t size) {
    return memory_fails(__builtin_return_address(0)) ? NULL : __libc_realloc(p, size);
}

void *memalign(size_t alignment, size_t size) {
    return memory_fails(__builtin_return_address(0)) ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return memalign(alignment, size);
}

int posix_memalign(void **p, size_t alignment, size_t size) {
    void *fresh = memalign(alignment, size);
    if (!fresh)
        return ENOMEM;
    *p = fresh;
    return 0;
}

/* ---- files ---- */

ssize_t read(int fd, void *buffer, size_t size) {
    int what = fails(FAULT_READ);
    return what > 0 ? -1 : syscall(SYS_read, fd, buffer, what && size ? 1 : size);
}

ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room);
ssize_t __read_chk(int fd, void *buffer, size_t size, size_t room) {
    if (size > room)
        abort();
    return read(fd, buffer, size);
}

ssize_t pread(int fd, void *buffer, size_t size, off_t at) {
    int what = fails(FAULT_READ);
    return what > 0 ? -1 : syscall(SYS_pread64, fd, buffer, what && size ? 1 : size, at);
}

ssize_t pread64(int fd, void *buffer, size_t size, off64_t at) {
    return pread(fd, buffer, size, at);
}

ssize_t __pread64_chk(int fd, void *buffer, size_t size, off64_t at, size_t room);
ssize_t __pread64_chk(int fd, void *buffer, size_t size, off64_t at, size_t room) {
    if (size > room)
        abort();
    return pread(fd, buffer, size, at);
}

ssize_t write(int fd, const void *buffer, size_t size) {
    int what = fails(FAULT_WRITE);
    return what > 0 ? -1 : syscall(SYS_write, fd, buffer, what && size ? 1 : size);
}

static int open_at(int folder, const char *path, int flags, mode_t mode) {
    return fails(FAULT_OPEN) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

/* The mode is there if the flags say that it is. */
#define TAKE_MODE(mode, flags)               \
    mode_t mode = 0;                         \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list list;                        \
        va_start(list, flags);               \
        mode = va_arg(list, mode_t);         \
        va_end(list);                        \
    }

int open(const char *path, int flags, ...) {
    TAKE_MODE(mode, flags)
    return open_at(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    TAKE_MODE(mode, flags)
    return open_at(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
    TAKE_MODE(mode, flags)
    return open_at(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
    TAKE_MODE(mode, flags)
    return open_at(folder, path, flags, mode);
}

/* What headers put in their place under _FORTIFY_SOURCE. */
int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags) {
    return open_at(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags);
int __open64_2(const char *path, int flags) {
    return open_at(AT_FDCWD, path, flags, 0);
}

/* The C library opens the file in its own ways. */
int mkstemp(char *name) {
    return fails(FAULT_OPEN) ? -1 : real_temporary(name);
}

int mkstemp64(char *name) {
    return mkstemp(name);
}

int close(int fd) {
    int what = meet(FAULT_CLOSE), done = (int)syscall(SYS_close, fd);
    if (what <= 0 || done)
        return done;
    errno = what;
    return -1;
}

int fsync(int fd) {
    return fails(FAULT_FSYNC) ? -1 : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
    return fails(FAULT_FSYNC) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int rename(const char *from, const char *to) {
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return fails(FAULT_RENAME) ? -1
                               : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, 0);
}

/* ---- threads ---- */

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                   void *context) {
    int what = meet(FAULT_THREAD);
    return what > 0 ? what : real_thread(thread, attributes, start, context);
}
