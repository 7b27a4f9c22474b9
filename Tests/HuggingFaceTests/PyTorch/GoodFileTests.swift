import Hashing
import Model
import Base
import HuggingFace
import TestSupport
import Testing

@Suite struct GoodFileTests {
  static let folder = Repository.path("Golden/pytorch")
  static let names = TemporaryFolder.names(in: folder).filter { $0.hasSuffix(".pt") }

  @Test(arguments: names)
  func `every tensor has the type, shape and bits that torch reads`(name: String) throws {
    let file = try PyTorchFile(path: "\(Self.folder)/\(name)")
    let json = try Repository.json("Golden/pytorch/tensors.json")
    let expected = try #require(json.object?[name]?.array)
    #expect(file.tensors.map(\.name) == expected.map { $0.object?["name"]?.string })
    for (tensor, expected) in zip(file.tensors, expected) {
      let shape = expected.object?["shape"]?.array?.compactMap(\.integer) ?? []
      let bits = expected.object?["bits"]?.array?.compactMap(\.integer) ?? []
      #expect(tensor.elementType.rawValue == expected.object?["type"]?.string)
      #expect(tensor.shape == shape)
      #expect(tensor.elementCount == bits.count)
      #expect(tensor.byteCount == bits.count * tensor.elementType.bitCount / 8)
      let region = try file.file.mapped().region(tensor.fileRange)
      #expect(region.fileRange == tensor.fileRange)
      let found =
        tensor.elementType == .f32
        ? region.elements(as: UInt32.self).map { Int($0) }
        : region.elements(as: UInt16.self).map { Int($0) }
      #expect(found == bits)
    }
  }

  @Test func `every golden has an expectation`() throws {
    let json = try Repository.json("Golden/pytorch/tensors.json")
    #expect(json.object?.names.sorted() == Self.names)
    #expect(Self.names.count == 13)
  }

  @Test func `tensors that share a storage share its bytes`() throws {
    let file = try PyTorchFile(path: "\(Self.folder)/shared.pt")
    let ranges = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.fileRange) })
    let all = try #require(ranges["all"])
    #expect(ranges["again"] == all)
    #expect(ranges["middle"] == all.lowerBound + 4..<all.lowerBound + 12)
    #expect(ranges["matrix"]?.lowerBound == all.lowerBound + 8)
  }

  @Test func `the file is mapped once and its checksum is that of its bytes`() throws {
    let path = "\(Self.folder)/types.pt"
    let file = try PyTorchFile(path: path)
    #expect(try file.file.mapped() === file.file.mapped())
    #expect(try file.file.checksum() == Checksum(of: Repository.contents(path)))
    #expect(try file.file.byteCount == Repository.contents(path).count)
  }

  @Test func `a missing file and a folder in its place are refused`() throws {
    try TemporaryFolder.with { folder in
      let path = folder.path("none.pt")
      let error = #expect(throws: HuggingFaceError.self) { try PyTorchFile(path: path) }
      #expect(error?.description == "\(path): cannot open: No such file or directory")
      #expect(throws: HuggingFaceError.file(.notARegularFile(path: folder.path))) {
        try PyTorchFile(path: folder.path)
      }
    }
  }
}
