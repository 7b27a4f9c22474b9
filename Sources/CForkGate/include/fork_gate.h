/// The lock of what the process shares, and the gate at which a fork waits.
///
/// A forked process has the memory of its parent but one thread of it. What another thread had locked stays
/// locked there: this lock must not be, nor a lock of Swift's runtime, which is taken when a type or a constant
/// is used first. So calls pass the gate while they do something for the first time, or briefly, and a fork
/// waits until none is inside. It does not wait for what goes on inside a model that has run before.
///
/// In C, as it must be there before anything of Swift is used: when the library is loaded.
#ifndef FORK_GATE_H
#define FORK_GATE_H

#include <stdint.h>

/// Keeps forks waiting until `gc_gate_leave`; in between, nobody is called who may fork or enter.
void gc_gate_enter(void);
void gc_gate_leave(void);

/// Keeps other threads and forks waiting until `gc_gate_unlock`.
void gc_gate_lock(void);
void gc_gate_unlock(void);

/// How many forks lie between this process and the one that loaded the library; read while it is locked.
int64_t gc_gate_generation(void);

#endif
