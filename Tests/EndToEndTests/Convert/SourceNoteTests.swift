import TestSupport
import Testing

/// What a command says of a folder's files that it reads otherwise than a user may think.
struct SourceNoteTests {
  @Test func `keys that no code reads and tensors without a place are notes, not refusals`() throws
  {
    try TemporaryFolder.with { folder in
      let model = "\(Tool.root)/Golden/models/bert-mean"
      for file in TemporaryFolder.names(in: model) where file != "config.json" {
        try folder.link("model/\(file)", to: "\(model)/\(file)")
      }
      let config = String(
        decoding: try Repository.contents("\(model)/config.json"), as: UTF8.self)
      let changed = config.replacing("\"model_type\"", with: "\"my_note\": NaN, \"model_type\"")
      let path = try folder.write(changed, to: "model/config.json")
      let note = "note: \(path): my_note: no code reads this for bert\n"
      let copy = folder.path("model")
      let plain = try Tool.goldcrest.run("embed", model, "a text")
      let noted = try Tool.goldcrest.run("embed", copy, "a text")
      #expect(noted.status == 0)
      #expect(noted.output == plain.output)
      #expect(noted.error == plain.error + note)
      let quiet = try Tool.goldcrest.run("embed", "-q", copy, "a text")
      #expect(quiet.error.isEmpty && quiet.output == plain.output)
      let inspected = try Tool.goldcrest.run("inspect", copy)
      #expect(inspected.status == 0 && inspected.error == note)
    }
  }
}
