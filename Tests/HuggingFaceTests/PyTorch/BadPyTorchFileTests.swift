import Base
import HuggingFace
import TestSupport
import Testing

@Suite struct BadPyTorchFileTests {
  static let folder = Repository.path("Golden/Bad/pytorch")
  /// Files in the folder without fault: the bad ones are changes of these.
  static let sound = ["sound-zip64.pt", "sound.pt"]

  @Test(arguments: BadPyTorchFile.all)
  func `a bad file is refused with place, expected and found`(file: BadPyTorchFile) {
    let path = "\(Self.folder)/\(file.name)"
    let error = #expect(throws: HuggingFaceError.self) { try PyTorchFile(path: path) }
    #expect(error?.description == "\(path): \(file.refusal)")
  }

  @Test(arguments: sound)
  func `the file that the bad ones are made from is accepted`(name: String) throws {
    let file = try PyTorchFile(path: "\(Self.folder)/\(name)")
    #expect(file.tensors.map(\.shape) == [[2, 3]])
    let region = try file.file.mapped().region(file.tensors[0].fileRange)
    #expect(region.elements(as: Float.self) == [0, 1, 2, 3, 4, 5])
  }

  @Test func `every file in the folder has an expectation`() {
    let expected = (BadPyTorchFile.all.map(\.name) + Self.sound).sorted()
    #expect(TemporaryFolder.names(in: Self.folder) == expected)
  }
}
