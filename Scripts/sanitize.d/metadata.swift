// Touches no memory that is not set, but Valgrind says so of the runtime's swift_initStructMetadata once metadata no longer
// fit into the memory that the runtime has at its start.
struct First<Failure: Error> {
  var error: Failure?
  var task = 0
}

struct Wrapped<Failure: Error>: Error {
  var failure: Failure
}

enum Fault: Error { case text(String) }

func touch<Failure: Error>(_ failure: Failure.Type, depth: Int) {
  precondition(MemoryLayout<First<Failure>>.size > 0)
  if depth > 0 { touch(Wrapped<Failure>.self, depth: depth - 1) }
}
touch(Fault.self, depth: 200)
