import Base
import Model
import Evaluation
import Hashing
import HuggingFace
import TestSupport
import Testing

@Suite struct GoldenTests {
  @Test(arguments: BadGolden.all)
  func `a bad golden file is refused with tensor or key, expected and found`(file: BadGolden) {
    let path = Repository.path("Golden/Bad/golden/\(file.name)")
    let error = #expect(throws: EvaluationError.self) { try Golden(path: path) }
    #expect(error?.description == "\(path): \(file.refusal)")
  }

  @Test func `every file in the folder has an expectation`() {
    let names = TemporaryFolder.names(in: Repository.path("Golden/Bad/golden"))
    #expect(names == BadGolden.all.map(\.name).sorted())
  }

  @Test func `a file that is no safetensors file, or is not there, is refused by name`() {
    for name in ["Golden/Bad/safetensors/header-truncated.safetensors", "Golden/none"] {
      let path = Repository.path(name)
      let error = #expect(throws: EvaluationError.self) { try Golden(path: path) }
      #expect(error?.description.hasPrefix("\(path): ") == true)
    }
  }

  @Test func `the tiny model's golden is read whole`() throws {
    let golden = try Golden(path: Repository.path("Golden/tiny-moe.golden.safetensors"))
    #expect(golden.count == 63)
    #expect(golden.dimensions == 128)
    #expect(golden.pooled?.count == 63)
    #expect(golden.texts?.first == "search_document: Hello!")
    #expect(golden.languages?.prefix(2) == ["en", "es"])
    #expect(golden.prompt == nil)
    let ids = try #require(golden.inputIDs)
    #expect(ids.map(\.count).max() == 512)
    #expect(ids.allSatisfy { $0.first == 0 && $0.last == 2 })
    let routing = try #require(golden.routing)
    #expect([routing.layerCount, routing.chosenCount] == [2, 2])
    #expect(zip(routing.experts, ids).allSatisfy { $0.count == 2 * 2 * $1.count })
    #expect(golden.details.keys.sorted() == [1, 31, 44])
    #expect(golden.details[1]?.hiddenShape == [5, 12, 128])
    #expect(golden.details[1]?.routerShape == [2, 12, 8])
  }

  @Test func `what is hashed is what was read, or nothing`() throws {
    try TemporaryFolder.with { folder in
      let bytes = try Repository.bytes("Golden/tiny-moe.golden.safetensors")
      let path = try folder.write(bytes, to: "golden.safetensors")
      #expect(try Golden(path: path).checksum() == Checksum(of: bytes))
      let golden = try Golden(path: path)
      try AtomicFileWriter.write(Array(bytes.reversed()), to: path, overwriting: true)
      #expect(throws: EvaluationError.safetensors(.changed(path: path))) {
        try golden.checksum()
      }
    }
  }

  @Test(arguments: [
    ("v.json", #"{"data":[{"embedding":[1,2]},{"embedding":[3,4]}]}"#),
    ("v.jsonl", "{\"embedding\":[1,2]}\n\n[3,4]"),
    ("v.npy", nil),
  ])
  func `a file of vectors is read and hashed at once`(name: String, text: String?) throws {
    var bytes = [UInt8]((text ?? "").utf8)
    if text == nil {
      let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n"
      bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + header.utf8
      for value: Float in [1, 2, 3, 4] { bytes.appendLittleEndian(value.bitPattern) }
    }
    try TemporaryFolder.with { folder in
      let file = try VectorFile(path: folder.write(bytes, to: name))
      #expect(file.vectors == [[1, 2], [3, 4]])
      #expect(file.byteCount == bytes.count && file.checksum == Checksum(of: bytes))
    }
  }

  @Test(arguments: [
    (#"{"data":[{"embedding":[[1,2]]}]}"#, nil),
    ("[[[[[[[[1,2]]]]]]]]", nil),
    (
      "[[[[[[[[[1,2]]]]]]]]]",
      "expected vectors in at most 8 levels of arrays and objects, found one more"
    ),
    (#"[[[[[[[["x"]]]]]]]]"#, #"expected an object, found the string "x""#),
    (#"{"embedding":[[[1,2]]]}"#, "embedding[0][0]: expected a number, found an array"),
  ])
  func `vectors lie in a few levels of arrays`(text: String, refusal: String?) throws {
    try TemporaryFolder.with { folder in
      let path = try folder.write(Array(text.utf8), to: "v.json")
      guard let refusal else { return #expect(try VectorFile(path: path).vectors == [[1, 2]]) }
      let error = #expect(throws: LineReadingError.self) { try VectorFile(path: path) }
      #expect(error?.description.hasSuffix(refusal) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `texts alone, or 64-bit ids alone, are enough`() throws {
    try TemporaryFolder.with { folder in
      let embeddings = StoredTensor("embeddings", [2, 1], [1, 2])
      let entry = SafetensorsBytes.entry("embeddings", shape: [2, 1], begin: 0, end: 8)
      let texts = try folder.write(
        SafetensorsBytes.file(
          header: #"{"__metadata__":{"texts":"[\"a\",\"b\"]","prompt":"query: "},\#(entry)}"#,
          data: embeddings.bytes),
        to: "texts.safetensors")
      let first = try Golden(path: texts)
      #expect(first.texts == ["a", "b"])
      #expect(first.prompt == "query: ")
      #expect(first.inputIDs == nil && first.routing == nil && first.pooled == nil)
      let tensors = [
        embeddings,
        StoredTensor(
          name: "input_ids", type: "I64", shape: [2, 2], bytes: [7, 9, 8, -1].flatMap(bytes)),
        StoredTensor(name: "lengths", type: "I64", shape: [2], bytes: [2, 1].flatMap(bytes)),
      ]
      let ids = try folder.write(tensors.file, to: "ids.safetensors")
      let second = try Golden(path: ids)
      #expect(second.inputIDs == [[7, 9], [8]])
      #expect(second.texts == nil)
    }
  }

  private func bytes(_ value: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
