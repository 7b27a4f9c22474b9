// No thread of this program races with another, but ThreadSanitizer alone says so: see mutex.c.
import Glibc
import Synchronization

final class List: Sendable { let value = Mutex([0]) }
let list = List()
var threads = [pthread_t](repeating: 0, count: 2)
for index in threads.indices {
  pthread_create(&threads[index], nil, { _ in
    for number in 0..<10_000 { list.value.withLock { $0.append(number) } }
    return nil
  }, nil)
}
for thread in threads { pthread_join(thread, nil) }
