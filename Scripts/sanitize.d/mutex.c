// What ThreadSanitizer does not see of Synchronization's Mutex, for LD_PRELOAD.
//
// A mutex that nobody waits for is locked and unlocked by atomic operations in the program, which are seen. One that
// somebody waits for is handed over inside libswiftSynchronization.so, which is not compiled for ThreadSanitizer: what
// happened before the unlocking then seems to race with what happens after the locking. Here the two functions touch
// the mutex's word atomically, without a change, where they really lock and unlock. mutex.swift shows the difference.
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT_SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void (*lock_function)(uint32_t, SWIFT_SELF uint32_t *);
typedef __attribute__((swiftcall)) void (*unlock_function)(SWIFT_SELF uint32_t *);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SWIFT_SELF uint32_t *word) __asm__(LOCK);
__attribute__((swiftcall)) void unlock_slow(SWIFT_SELF uint32_t *word) __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SWIFT_SELF uint32_t *word)
{
  ((lock_function)dlsym(RTLD_NEXT, LOCK))(thread, word);
  (void)__atomic_load_n(word, __ATOMIC_ACQUIRE);
}

__attribute__((swiftcall)) void unlock_slow(SWIFT_SELF uint32_t *word)
{
  (void)__atomic_fetch_add(word, 0, __ATOMIC_RELEASE);
  ((unlock_function)dlsym(RTLD_NEXT, UNLOCK))(word);
}
