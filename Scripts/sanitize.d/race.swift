// The same without the mutex: a race, which is to be reported with mutex.c too.
import Glibc

nonisolated(unsafe) var list = [0]
var threads = [pthread_t](repeating: 0, count: 2)
for index in threads.indices {
  pthread_create(&threads[index], nil, { _ in
    for number in 0..<10_000 { list[0] += number }
    return nil
  }, nil)
}
for thread in threads { pthread_join(thread, nil) }
