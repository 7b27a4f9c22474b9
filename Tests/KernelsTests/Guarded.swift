import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `count` elements whose end lies as close as `alignment` allows before a page that cannot be
/// touched, so that a kernel that reads or writes past its arguments traps.
@safe final class Guarded<Element: BitwiseCopyable> {
  let count: Int
  let pointer: UnsafeMutablePointer<Element>

  private let mapping: UnsafeMutableRawPointer
  private let mappedByteCount: Int

  /// Room for `count` elements of zero bytes.
  init(count: Int, alignment: Int = MemoryLayout<Element>.stride) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let byteCount = count * MemoryLayout<Element>.stride
    let usable = (byteCount + page - 1) / page * page
    mappedByteCount = usable + page
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    let mapped = unsafe mmap(nil, mappedByteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
      preconditionFailure("no memory for \(mappedByteCount) bytes")
    }
    unsafe mprotect(mapped + usable, page, PROT_NONE)
    unsafe mapping = mapped
    self.count = count
    let start = (usable - byteCount) / alignment * alignment
    unsafe pointer = (mapped + start).bindMemory(to: Element.self, capacity: count)
  }

  convenience init(
    repeating value: Element, count: Int, alignment: Int = MemoryLayout<Element>.stride
  ) {
    self.init(count: count, alignment: alignment)
    unsafe pointer.update(repeating: value, count: count)
  }

  convenience init(_ values: [Element], alignment: Int = MemoryLayout<Element>.stride) {
    self.init(count: values.count, alignment: alignment)
    unsafe values.withUnsafeBufferPointer {
      if let base = $0.baseAddress { unsafe pointer.update(from: base, count: $0.count) }
    }
  }

  deinit { unsafe munmap(mapping, mappedByteCount) }

  var values: [Element] { unsafe Array(UnsafeBufferPointer(start: pointer, count: count)) }

  subscript(index: Int) -> Element {
    precondition(index >= 0 && index < count)
    return unsafe pointer[index]
  }
}

/// Expects every byte of `found` to be that of `expected`, and shows the first element that differs.
func expectSameBits<Element: BitwiseCopyable>(
  _ found: Guarded<Element>, _ expected: Guarded<Element>, _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let stride = MemoryLayout<Element>.stride
  #expect(found.count == expected.count, sourceLocation: sourceLocation)
  guard unsafe memcmp(found.pointer, expected.pointer, expected.count * stride) != 0 else { return }
  for index in 0..<expected.count
  where unsafe memcmp(found.pointer + index, expected.pointer + index, stride) != 0 {
    Issue.record(
      "\(what()): [\(index)] is \(found[index]), expected \(expected[index])",
      sourceLocation: sourceLocation)
    return
  }
}
