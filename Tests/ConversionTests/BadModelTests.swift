import HuggingFace
import Base
import Conversion
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct BadModelTests {
  static let folder = "Golden/Bad/models"

  @Test(arguments: BadModel.all.indices)
  func `a bad model is refused with file and field, and leaves nothing behind`(index: Int) throws {
    let bad = BadModel.all[index]
    try TemporaryFolder.with { folder in
      let error = try conversionError(
        Repository.path("\(Self.folder)/\(bad.name)"), to: folder.path("a.crest"),
        source: SourceOptions(includesTokenizer: bad.includesTokenizer))
      let text = error?.description ?? "converted"
      for name in bad.names { #expect(text.contains(name), "\(bad.name): \(text)") }
      #expect(text.contains("\(Self.folder)/\(bad.name)"), "\(text)")
      #expect(!text.contains("\n"))
      #expect(folder.names.isEmpty)
    }
  }

  @Test func `the models they are made from convert`() throws {
    try TemporaryFolder.with { folder in
      for (name, model) in [("a", BadModel.dense), ("b", BadModel.experts)] {
        let path = try model.write(into: folder, as: name)
        let error = try conversionError(
          path, to: folder.path("\(name).crest"), source: SourceOptions(includesTokenizer: false))
        #expect(error == nil)
      }
    }
  }

  @Test func `the folder holds what the cases give, and nothing else`() throws {
    let isRecording = unsafe getenv("RECORD_GOLDENS") != nil
    for bad in BadModel.all {
      for (file, bytes) in bad.files() {
        let path = Repository.path("\(Self.folder)/\(bad.name)/\(file)")
        if isRecording {
          unsafe mkdir(Repository.path(Self.folder), 0o755)
          unsafe mkdir(Repository.path("\(Self.folder)/\(bad.name)"), 0o755)
          if let end = file.lastIndex(of: "/") {
            unsafe mkdir(Repository.path("\(Self.folder)/\(bad.name)/\(file[..<end])"), 0o755)
          }
          try AtomicFileWriter.write(bytes, to: path, overwriting: true)
        }
        #expect(try Repository.contents(path) == bytes, "\(bad.name)/\(file)")
      }
      let names = Set(bad.files().keys.map { String($0.prefix { $0 != "/" }) })
      #expect(
        TemporaryFolder.names(in: Repository.path("\(Self.folder)/\(bad.name)")) == names.sorted())
    }
    #expect(
      TemporaryFolder.names(in: Repository.path(Self.folder)) == BadModel.all.map(\.name).sorted())
    if isRecording { Issue.record("recorded \(Self.folder)") }
  }
}
