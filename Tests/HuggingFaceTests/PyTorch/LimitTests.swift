import Base
import HuggingFace
import TestSupport
import Testing

/// Files that ask for too much; too large to be kept in `Golden`.
@Suite struct LimitTests {
  /// What the file with this pickle is refused with, after its path.
  private func refusal(_ body: [UInt8]) throws -> String? {
    try refusal(file: TorchBytes.archive(pickle: TorchBytes.pickle(body)))
  }

  private func refusal(file bytes: [UInt8]) throws -> String? {
    try TemporaryFolder.with { folder in
      let path = try folder.write(bytes, to: "m.pt")
      do throws(HuggingFaceError) {
        _ = try PyTorchFile(path: path)
        return nil
      } catch {
        return String(error.description.dropFirst(path.count + 2))
      }
    }
  }

  @Test func `an archive without zip64 is accepted`() throws {
    #expect(try refusal([0x7d]) == nil)
  }

  @Test func `16384 values on the stack are accepted, one more is not`() throws {
    let nones = [UInt8](repeating: 0x4e, count: 16384)
    #expect(
      try refusal([0x28] + nones + [0x74])
        == "data.pkl at byte 16388: expected a dictionary, found a tuple of 16384")
    #expect(
      try refusal([0x28] + nones + [0x4e])
        == "data.pkl at byte 16387: expected at most 16384 values on the stack, found more")
  }

  @Test func `4194304 instructions are accepted, one more is not`() throws {
    // An empty dictionary, remembered under 0 again and again; PROTO and STOP count, too.
    let puts = [[UInt8]](repeating: [0x71, 0], count: 4 << 20 - 3).joined()
    #expect(try refusal([0x7d] + puts) == nil)
    #expect(
      try refusal([0x7d] + puts + [0x71, 0])
        == "data.pkl at byte 8388607: expected at most 4194304 instructions, found more")
  }

  @Test func `1048576 values in the memo are refused at the next`() throws {
    var puts: [UInt8] = [0x7d]
    for index in 0..<(1 << 20 + 1) {
      puts.append(0x72)
      puts.appendLittleEndian(UInt32(index &* 4093))
    }
    #expect(
      try refusal(puts)
        == "data.pkl at byte 5242883: expected at most 1048576 values in the memo, found more")
  }

  @Test func `262144 dictionaries are refused at the next`() throws {
    let batch: [UInt8] = [0x28] + [UInt8](repeating: 0x7d, count: 8192) + [0x74]
    let body = Array([[UInt8]](repeating: batch, count: 32).joined())
    #expect(
      try refusal(body)?.hasSuffix("expected one value at the end, found 32 values and 0 marks")
        == true)
    #expect(
      try refusal(body + [0x7d])
        == "data.pkl at byte 262210: expected at most 262144 dictionaries, found more")
  }

  @Test func `65536 tensors are refused at the next`() throws {
    // Function, storage and hooks come from the memo.
    var body = TorchBytes.global("torch._utils", "_rebuild_tensor_v2") + [0x71, 0]
    body += [0x28] + TorchBytes.string("storage") + TorchBytes.global("torch", "FloatStorage")
    body += TorchBytes.string("0") + TorchBytes.string("cpu") + [0x4b, 6, 0x74, 0x51, 0x71, 1]
    body += TorchBytes.global("collections", "OrderedDict") + [0x29, 0x52, 0x71, 2]
    let tensor: [UInt8] = [0x68, 0, 0x28, 0x68, 1, 0x4b, 0, 0x29, 0x29, 0x89, 0x68, 2, 0x74, 0x52]
    let tensors = [[UInt8]](repeating: tensor, count: 8192).joined()
    let batch: [UInt8] = [0x28] + tensors + [0x74]
    for _ in 0..<8 { body += batch }
    #expect(
      try refusal(body)?.hasSuffix("expected one value at the end, found 11 values and 0 marks")
        == true)
    #expect(
      try refusal(body + tensor)?.hasSuffix("expected at most 65536 tensors, found more") == true)
  }

  @Test func `a pickle above 16 MiB is refused before it is read`() throws {
    let pickle = [UInt8](repeating: 0, count: 16 << 20 | 1)
    #expect(
      try refusal(file: TorchBytes.archive(pickle: pickle))
        == "entry 'm/data.pkl': size: expected at most 16777216 bytes, found 16777217")
  }

  @Test func `a central directory above 64 MiB is refused before it is read`() throws {
    let good = TorchBytes.archive(pickle: TorchBytes.pickle([0x7d]))
    let size = 64 << 20 | 1
    let file =
      good + [UInt8](repeating: 0, count: size)
      + TorchBytes.end(count: 1, directoryByteCount: size, offset: good.count)
    #expect(
      try refusal(file: file)
        == "central directory at byte \(good.count): expected at most 67108864 bytes, "
        + "found \(size)")
  }
}
