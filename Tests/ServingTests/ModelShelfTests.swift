import Base
import Inference
import Kernels
import Serving
import TestSupport
import Testing

@Suite struct ModelShelfTests {
  private static func withFiles(
    _ body: (TemporaryFolder, [(name: String, path: String)]) async throws -> Void
  ) async throws {
    try await TemporaryFolder.with { folder in
      let names = ["first", "second", "third"]
      for name in names {
        try EngineModels.convert("Golden/models/bert-mean", to: folder.path("\(name).crest"))
      }
      try await body(folder, names.map { ($0, folder.path("\($0).crest")) })
    }
  }

  private static func shelf(
    _ files: [(name: String, path: String)], idleTime: Duration? = nil
  ) -> ModelShelf {
    ModelShelf(files, options: RuntimeOptions(threadCount: 1), idleTime: idleTime)
  }

  @Test func `a model is opened when it is first asked for`() async throws {
    try await Self.withFiles { _, files in
      let shelf = Self.shelf(files)
      #expect(shelf.openNames == [])
      let model = try await shelf.model(named: "second")
      #expect(shelf.openNames == ["second"])
      #expect(model.name == "second")
      #expect(try await shelf.model(named: "second") === model)
      #expect(try await shelf.model(named: nil).name == "first")
      #expect(shelf.openNames == ["first", "second"])
    }
  }

  @Test func `all who ask at once get the same model`() async throws {
    try await Self.withFiles { _, files in
      let shelf = Self.shelf(files)
      try await withThrowingTaskGroup(of: ServedModel.self) { group in
        for _ in 0..<20 { group.addTask { try await shelf.model(named: "third") } }
        var identities: Set<ObjectIdentifier> = []
        for try await model in group { identities.insert(ObjectIdentifier(model)) }
        #expect(identities.count == 1)
      }
    }
  }

  @Test func `models that nobody asks for are closed, but for the first, and opened again`()
    async throws
  {
    try await Self.withFiles { _, files in
      let shelf = Self.shelf(files, idleTime: .seconds(3600))
      for name in shelf.names { _ = try await shelf.model(named: name) }
      shelf.closeUnused(at: .now)
      #expect(shelf.openNames == ["first", "second", "third"])
      shelf.closeUnused(at: .now + .seconds(3601))
      #expect(shelf.openNames == ["first"])
      _ = try await shelf.model(named: "third")
      #expect(shelf.openNames == ["first", "third"])
    }
  }

  @Test func `models close by themselves`() async throws {
    try await Self.withFiles { _, files in
      let shelf = Self.shelf(files, idleTime: .milliseconds(1))
      _ = try await shelf.model(named: "second")
      while !shelf.openNames.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
      #expect(try await shelf.model(named: "second").name == "second")
    }
  }

  @Test func `a model that is in use when it is closed is not opened a second time`() async throws {
    try await Self.withFiles { _, files in
      let shelf = Self.shelf(files, idleTime: .seconds(60))
      let used = try await shelf.model(named: "second")
      shelf.closeUnused(at: .now + .seconds(61))
      #expect(shelf.openNames == [])
      #expect(try await shelf.model(named: "second") === used)
      #expect(shelf.openNames == ["second"])
    }
  }

  @Test func `an unknown name is refused with those that there are`() async throws {
    try await Self.withFiles { _, files in
      let shelf = Self.shelf(files)
      for name in ["fourth", "", "../first", "FIRST"] {
        await #expect(
          throws: ServingError.unknownModel(expected: ["first", "second", "third"], found: name)
        ) { try await shelf.model(named: name) }
      }
    }
  }

  @Test func `a file that has been broken is an error until it is whole again`() async throws {
    try await Self.withFiles { folder, files in
      let shelf = Self.shelf(files, idleTime: .zero)
      _ = try await shelf.model(named: "second")
      while !shelf.openNames.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
      let bytes = try Repository.contents(files[1].path)
      try folder.write(Array(bytes.prefix(100)), to: "second.crest")
      let error = await #expect(throws: ServingError.self) {
        try await shelf.model(named: "second")
      }
      guard case .model("second", _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      try folder.write(bytes, to: "second.crest")
      #expect(try await shelf.model(named: "second").name == "second")
    }
  }

  @Test func `a file that has become another model is an error`() async throws {
    try await Self.withFiles { _, files in
      let shelf = Self.shelf(files, idleTime: .zero)
      let before = try await shelf.model(named: "second").model.fingerprint
      while !shelf.openNames.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
      try EngineModels.convert("Golden/models/bert-cls", to: files[1].path)
      let error = await #expect(throws: ServingError.self) {
        try await shelf.model(named: "second")
      }
      let expected = try #require(before?.description)
      #expect(error?.description.contains("expected fingerprint \(expected), found ") == true)
    }
  }
}
