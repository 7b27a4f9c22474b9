import HuggingFace
import Kernels
import Testing

@Suite struct ReadingMemoryTests {
  @Test func `room that is in use is not given out again`() throws {
    let memory = ReadingMemory()
    try memory.withRoom(for: 3) { (outer) throws(HuggingFaceError) in
      outer.store([1, 2, 3])
      try memory.withRoom(for: 3) { (inner) throws(HuggingFaceError) in inner.store([4, 5, 6]) }
      #expect(outer.values(0..<3) == [1, 2, 3])
    }
  }

  @Test func `room is as large as asked for, whatever was given out before`() throws {
    let memory = ReadingMemory()
    for count in [1000, 10, 2000, 0, 1] {
      try memory.withRoom(for: count) { (room) throws(HuggingFaceError) in
        #expect(room.count == count)
        room.store([Float](repeating: 1, count: count))
      }
    }
  }

  @Test func `room is used again, after a failure too`() throws {
    let memory = ReadingMemory()
    #expect(throws: HuggingFaceError.self) {
      try memory.withRoom(for: 2) { (room) throws(HuggingFaceError) in
        room.store([7, 8])
        throw .notFinite(file: "file", tensor: "tensor", index: 0, found: "nan")
      }
    }
    let kept = try memory.withRoom(for: 2) { (room) throws(HuggingFaceError) in room.values(0..<2) }
    #expect(kept == [7, 8])
  }
}
