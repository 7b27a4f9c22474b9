// Makes one call of a program to the C library fail, fall short, or be its last. Loaded with LD_PRELOAD.
//
//   FAULTS_COUNTS   a file of COUNTERS numbers, u64 in the machine's order: calls of each kind, of all kinds, faults
//   FAULTS_AT       KIND:N:FAULT or KIND:N+:FAULT, which is every call from the Nth on; KIND may be "any"
//   FAULTS_WITHOUT  what the file system lacks: any of tmpfile, link, fallocate, separated by commas
//
// A fault is the name of an error, "short" for half of what was asked for, or "kill-before" and "kill-after", which are
// SIGKILL. Calls on descriptors count if these are regular files, folders, sockets, standard input or output.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { OPEN, READ, PREAD, MMAP, WRITE, PWRITE, FSYNC, RENAME, LINK, FTRUNCATE, FALLOCATE, CLOSE, UNLINK, FLOCK, ANY, KINDS };

static const char *const names[KINDS] = {"open",   "read", "pread",     "mmap",      "write", "pwrite", "fsync",
                                         "rename", "link", "ftruncate", "fallocate", "close", "unlink", "flock", "any"};

enum { SHORT = -1, KILL_BEFORE = -2, KILL_AFTER = -3 };

static const struct {
  const char *name;
  int code;
} faults[] = {{"EIO", EIO},     {"ENOSPC", ENOSPC}, {"EINTR", EINTR},      {"ENOMEM", ENOMEM},
              {"short", SHORT}, {"EMFILE", EMFILE}, {"kill-before", KILL_BEFORE}, {"kill-after", KILL_AFTER}};

#define COUNTERS (KINDS + 1)

static _Atomic uint64_t unmapped[COUNTERS];
static _Atomic uint64_t *counters = unmapped;
static int fault_kind = KINDS, fault_code;
static uint64_t fault_at;
static int is_lasting, lacks_tmpfile, lacks_link, lacks_fallocate;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void prepare(void) {
  const char *path = getenv("FAULTS_COUNTS");
  if (path) {
    int file = REAL(open)(path, O_RDWR | O_CLOEXEC);
    void *map = REAL(mmap)(NULL, sizeof unmapped, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    REAL(close)(file);
    if (map == MAP_FAILED) abort();
    counters = map;
  }
  const char *without = getenv("FAULTS_WITHOUT");
  if (without) {
    lacks_tmpfile = strstr(without, "tmpfile") != NULL;
    lacks_link = strstr(without, "link") != NULL;
    lacks_fallocate = strstr(without, "fallocate") != NULL;
  }
  const char *at = getenv("FAULTS_AT");
  if (!at || !*at) return;
  const char *number = strchr(at, ':');
  if (!number) abort();
  for (int kind = 0; kind < KINDS; kind++)
    if (strlen(names[kind]) == (size_t)(number - at) && !strncmp(names[kind], at, (size_t)(number - at)))
      fault_kind = kind;
  char *end;
  fault_at = strtoull(number + 1, &end, 10);
  if (*end == '+') is_lasting = 1, end++;
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    if (!strcmp(end + 1, faults[i].name)) fault_code = faults[i].code;
  if (fault_kind == KINDS || !fault_code || !fault_at) abort();
}

static void end_here(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// What happens to the next call of a kind: 0, an error's number, SHORT or KILL_AFTER.
static int fault(enum kind kind) {
  uint64_t of_kind = atomic_fetch_add(&counters[kind], 1) + 1, of_any = atomic_fetch_add(&counters[ANY], 1) + 1;
  if (!fault_code) return 0;
  uint64_t number = fault_kind == ANY ? of_any : fault_kind == (int)kind ? of_kind : 0;
  if (number != fault_at && !(is_lasting && number > fault_at)) return 0;
  atomic_fetch_add(&counters[KINDS], 1);
  if (fault_code == KILL_BEFORE) end_here();
  return fault_code;
}

static int counts(int descriptor) {
  if (descriptor == STDERR_FILENO || descriptor < 0) return 0;
  if (descriptor <= STDOUT_FILENO) return 1;
  int saved = errno;
  struct stat status;
  int failed = fstat(descriptor, &status);
  errno = saved;
  return !failed && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode) || S_ISSOCK(status.st_mode));
}

#define FAIL(code, value) \
  do { \
    if ((code) > 0) { \
      errno = (code); \
      return value; \
    } \
  } while (0)

#define FINISH(code) \
  do { \
    if ((code) == KILL_AFTER) end_here(); \
  } while (0)

#define SHORTENED(code, count) ((code) == SHORT && (count) > 1 ? (count) / 2 : (count))

static int opened(int folder, const char *path, int flags, mode_t mode) {
  if (lacks_tmpfile && (flags & O_TMPFILE) == O_TMPFILE) {
    errno = EOPNOTSUPP;
    return -1;
  }
  // Where libdispatch asks how its threads are, at times of its own: it traps if that fails.
  unsigned thread;
  int end = 0;
  if (sscanf(path, "/proc/%u/stat%n", &thread, &end) == 1 && end > 0 && path[end] == 0) return REAL(openat)(folder, path, flags, mode);
  int code = fault(OPEN);
  FAIL(code, -1);
  int result = REAL(openat)(folder, path, flags, mode);
  FINISH(code);
  return result;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { \
    va_list list; \
    va_start(list, flags); \
    mode = va_arg(list, mode_t); \
    va_end(list); \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  return opened(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return opened(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...) {
  MODE(flags)
  return opened(folder, path, flags, mode);
}

ssize_t read(int descriptor, void *bytes, size_t count) {
  int code = counts(descriptor) ? fault(READ) : 0;
  FAIL(code, -1);
  ssize_t result = REAL(read)(descriptor, bytes, SHORTENED(code, count));
  FINISH(code);
  return result;
}

ssize_t pread(int descriptor, void *bytes, size_t count, off_t offset) {
  int code = counts(descriptor) ? fault(PREAD) : 0;
  FAIL(code, -1);
  ssize_t result = REAL(pread)(descriptor, bytes, SHORTENED(code, count), offset);
  FINISH(code);
  return result;
}

ssize_t pread64(int descriptor, void *bytes, size_t count, off_t offset) { return pread(descriptor, bytes, count, offset); }

ssize_t write(int descriptor, const void *bytes, size_t count) {
  int code = counts(descriptor) ? fault(WRITE) : 0;
  FAIL(code, -1);
  ssize_t result = REAL(write)(descriptor, bytes, SHORTENED(code, count));
  FINISH(code);
  return result;
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  int code = counts(descriptor) ? fault(WRITE) : 0;
  FAIL(code, -1);
  if (code == SHORT) return REAL(write)(descriptor, parts[0].iov_base, SHORTENED(code, parts[0].iov_len));
  ssize_t result = REAL(writev)(descriptor, parts, count);
  FINISH(code);
  return result;
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  int code = counts(descriptor) ? fault(PWRITE) : 0;
  FAIL(code, -1);
  ssize_t result = REAL(pwrite)(descriptor, bytes, SHORTENED(code, count), offset);
  FINISH(code);
  return result;
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off_t offset) {
  return pwrite(descriptor, bytes, count, offset);
}

void *mmap(void *address, size_t count, int protection, int flags, int descriptor, off_t offset) {
  int code = counts(descriptor) ? fault(MMAP) : 0;
  FAIL(code, MAP_FAILED);
  void *result = REAL(mmap)(address, count, protection, flags, descriptor, offset);
  FINISH(code);
  return result;
}

void *mmap64(void *address, size_t count, int protection, int flags, int descriptor, off_t offset) {
  return mmap(address, count, protection, flags, descriptor, offset);
}

int fsync(int descriptor) {
  int code = fault(FSYNC);
  FAIL(code, -1);
  int result = REAL(fsync)(descriptor);
  FINISH(code);
  return result;
}

int rename(const char *old, const char *new) {
  int code = fault(RENAME);
  FAIL(code, -1);
  int result = REAL(rename)(old, new);
  FINISH(code);
  return result;
}

int linkat(int old_folder, const char *old, int new_folder, const char *new, int flags) {
  int code = fault(LINK);
  FAIL(code, -1);
  if (lacks_link) {
    errno = EPERM;
    return -1;
  }
  int result = REAL(linkat)(old_folder, old, new_folder, new, flags);
  FINISH(code);
  return result;
}

int link(const char *old, const char *new) { return linkat(AT_FDCWD, old, AT_FDCWD, new, 0); }

int unlink(const char *path) {
  int code = fault(UNLINK);
  FAIL(code, -1);
  int result = REAL(unlink)(path);
  FINISH(code);
  return result;
}

int flock(int descriptor, int operation) {
  int code = fault(FLOCK);
  FAIL(code, -1);
  int result = REAL(flock)(descriptor, operation);
  FINISH(code);
  return result;
}

int ftruncate(int descriptor, off_t count) {
  int code = fault(FTRUNCATE);
  FAIL(code, -1);
  int result = REAL(ftruncate)(descriptor, count);
  FINISH(code);
  return result;
}

int ftruncate64(int descriptor, off_t count) { return ftruncate(descriptor, count); }

int posix_fallocate(int descriptor, off_t offset, off_t count) {
  int code = fault(FALLOCATE);
  if (code > 0) return code;
  if (lacks_fallocate) return EOPNOTSUPP;
  int result = REAL(posix_fallocate)(descriptor, offset, count);
  FINISH(code);
  return result;
}

int posix_fallocate64(int descriptor, off_t offset, off_t count) { return posix_fallocate(descriptor, offset, count); }

// The descriptor is closed whatever is said about it, as on Linux.
int close(int descriptor) {
  int code = counts(descriptor) ? fault(CLOSE) : 0;
  int result = REAL(close)(descriptor);
  FAIL(code, -1);
  FINISH(code);
  return result;
}
