import Base
import Evaluation
import HuggingFace
import Model
import TestSupport

extension FuzzTarget {
  private static let safetensorsWords = [
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "\"dtype\":", "\"shape\":",
    "\"data_offsets\":", "\"__metadata__\":", "\"F32\"", "\"F16\"", "\"BF16\"", "\"I64\"",
    "\"I32\"",
    "\"F64\"", "\"U8\"", "\"F8_E4M3\"", "\"F4\"", "[]", "[0,0]", "9223372036854775807", "{}", ",",
  ]

  /// A safetensors file: its tensors cover it, and written again they are the same.
  static let safetensors = FuzzTarget(
    "safetensors", words: safetensorsWords, mutationCount: 20_000,
    seeds: {
      try FuzzSeeds.files("Golden/Bad/safetensors", [".safetensors"])
        + [
          SafetensorsBytes.file([
            ("a", "F32", [2, 2], [UInt8](repeating: 1, count: 16)), ("b", "F16", [0], []),
            ("c", "BF16", [3], [1, 2, 3, 4, 5, 6]),
          ])
        ]
    }
  ) {
    let file = try FuzzFile(suffix: ".safetensors")
    let copy = try FuzzFile(suffix: ".safetensors")
    return .plain { bytes in
      file.set(bytes)
      guard let read = try? SafetensorsFile(path: file.path) else { return }
      check(read, of: bytes)
      copy.set(written(read, of: bytes))
      guard let again = try? SafetensorsFile(path: copy.path) else {
        preconditionFailure("a file of what was read is refused")
      }
      precondition(again.metadata == read.metadata, "other metadata than what was written")
      let isSame = again.tensors.elementsEqual(read.tensors) {
        $0.name.hasSameBytes(as: $1.name) && $0.elementType == $1.elementType
          && $0.shape == $1.shape && $0.byteCount == $1.byteCount
      }
      precondition(isSame, "other tensors than what was written")
      _ = try? Checkpoint(path: file.path)
    }
  }

  private static func check(_ file: SafetensorsFile, of bytes: [UInt8]) {
    var end: Int?
    for tensor in file.tensors {
      precondition(end == nil || tensor.fileOffset == end, "a gap before \(tensor.name)")
      precondition(tensor.elementCount == Int.checkedProduct(tensor.shape))
      end = tensor.fileOffset + tensor.byteCount
      precondition(file[tensor.name] == tensor, "\(tensor.name) is not found")
      guard tensor.elementCount <= 1 << 16 else { continue }
      var values = [Float](repeating: 0, count: tensor.elementCount)
      try? unsafe values.withUnsafeMutableBufferPointer { buffer in
        try unsafe file.file.readFloats(tensor, elements: 0..<buffer.count, into: buffer)
      }
    }
    precondition((end ?? bytes.count) == bytes.count, "bytes that are no tensor's")
  }

  private static func written(_ file: SafetensorsFile, of bytes: [UInt8]) -> [UInt8] {
    var header = JSONObject()
    if !file.metadata.isEmpty {
      var metadata = JSONObject()
      for (name, text) in file.metadata { _ = metadata.append(name, .string(text)) }
      _ = header.append("__metadata__", .object(metadata))
    }
    var data: [UInt8] = []
    for tensor in file.tensors {
      let end = data.count + tensor.byteCount
      _ = header.append(
        tensor.name,
        [
          "dtype": .string(tensor.elementType.rawValue),
          "shape": .array(tensor.shape.map { .integer($0) }),
          "data_offsets": [.integer(data.count), .integer(end)],
        ])
      data += bytes[tensor.fileRange]
    }
    return SafetensorsBytes.file(header: JSONValue.object(header).text, data: data)
  }

  /// A golden file: rows of one size, finite, and ids that are none below 0.
  static let golden = FuzzTarget(
    "golden",
    words: safetensorsWords + [
      "\"embeddings\":", "\"pooled\":", "\"input_ids\":", "\"lengths\":", "\"hidden.0\":",
      "\"router.0\":", "\"experts\":", "\"texts\":", "\"languages\":", "\"format\":", "\"prompt\":",
      "\"goldcrest-golden-1\"", "\"[\\\"a\\\"]\"",
    ], mutationCount: 15_000,
    seeds: {
      try FuzzSeeds.files("Golden/Bad/golden", [".safetensors"])
        + FuzzSeeds.files("Golden", [".golden.safetensors"], limit: 60_000)
    }
  ) {
    let file = try FuzzFile(suffix: ".safetensors")
    return .plain { bytes in
      file.set(bytes)
      guard let golden = try? Golden(path: file.path) else { return }
      precondition(golden.count > 0 && golden.dimensions > 0)
      for vector in golden.embeddings + (golden.pooled ?? []) {
        precondition(vector.count == golden.dimensions && vector.allSatisfy(\.isFinite))
      }
      for list in [golden.texts, golden.languages] {
        precondition(list.map { $0.count == golden.count } ?? true)
      }
      precondition(golden.inputIDs.map { $0.allSatisfy { $0.allSatisfy { $0 >= 0 } } } ?? true)
      for (text, detail) in golden.details {
        precondition((0..<golden.count).contains(text), "details of no text")
        guard !detail.hidden.isEmpty else { continue }
        for index in 0..<detail.hiddenShape[0] { _ = detail.state(index) }
      }
      _ = try? golden.checksum()
    }
  }
}
