import Base
import TestSupport
import Testing

/// What a file records of the repository that its model came from.
struct OriginTests {
  private func origin(_ model: String, _ options: String...) throws -> [JSONValue?] {
    try TemporaryFolder.with { folder in
      let path = folder.path("a.crest")
      let result = try ChildProcess(
        arguments: [Tool.goldcrest.path, "convert", model, "-o", path, "--no-canaries", "--quiet"]
          + options, input: .bytes([])
      ).wait()
      #expect(result.status == 0, "\(result.error)")
      let report = try Models.json(try Tool.goldcrest.run("inspect", path, "--json").output)
      let provenance = report["provenance"]?.object
      return [provenance?["repository"], provenance?["revision"]]
    }
  }

  @Test func `a snapshot of a hub cache records repository and revision`() throws {
    try TemporaryFolder.with { folder in
      let snapshot = try Models.copy(in: folder, as: "models--acme--bird/snapshots/0123abcd")
      #expect(try origin(snapshot) == ["acme/bird", "0123abcd"])
      #expect(try origin("\(snapshot)/model.safetensors") == ["acme/bird", "0123abcd"])
    }
  }

  @Test func `what is given counts, and no revision is that of another repository`() throws {
    try TemporaryFolder.with { folder in
      let snapshot = try Models.copy(in: folder, as: "models--acme--bird/snapshots/0123abcd")
      #expect(try origin(snapshot, "--revision", "v2") == ["acme/bird", "v2"])
      #expect(try origin(snapshot, "--repository", "acme/bird") == ["acme/bird", "0123abcd"])
      #expect(try origin(snapshot, "--repository", "me/bird") == ["me/bird", .null])
    }
  }

  @Test func `a model that lies anywhere else records nothing by itself`() throws {
    #expect(try origin(Models.tiny) == [.null, .null])
  }
}
