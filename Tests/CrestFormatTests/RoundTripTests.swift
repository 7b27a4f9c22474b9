import Hashing
import CrestWriting
import Model
import Base
import CrestFormat
import Testing

@Suite struct RoundTripTests {
  let folder = TemporaryFolder()

  @Test func `what is written is read`() throws {
    let path = "\(folder.path)/a.crest"
    try write(AllEncodings.tensors, AllEncodings.content, to: path)
    let file = try CrestFile(path: path)
    #expect(file.manifest.content == AllEncodings.content)
    #expect(file.manifest.tensors.map { $0.declaration } == AllEncodings.tensors)
    for (index, tensor) in AllEncodings.tensors.enumerated() {
      let record = try #require(file[tensor.name])
      #expect(file.region(of: record).bytes == syntheticBytes(tensor, seed: UInt64(index)))
    }
    #expect(file["nothing"] == nil)
    try file.verifyChecksums()
    #expect(folder.names == ["a.crest"])
  }

  @Test func `steps, default dimensions and left-out prompts are read as written`() throws {
    let path = "\(folder.path)/a.crest"
    for isWhole in [false, true] {
      var content = isWhole ? SmallSteps.content : Small.content
      if !isWhole { content.sentence.promptPooling = .excludedFromFirstToken }
      try write(Small.tensors, content, to: path, overwriting: true)
      let file = try CrestFile(path: path)
      #expect(file.manifest.content == content)
      #expect(
        file.manifest.requiredFeatures.map(\.rawValue)
          == (isWhole ? ["default_dimension", "prompt_exclusion", "vector_steps"] : []))
      #expect(try folder.bytes("a.crest")[10] == (isWhole ? 1 : 0))
      #expect(run("python3 \(repositoryPath)/Formats/reader.py \(path)").status == 0 || !hasPython)
    }
  }

  @Test func `a file with relative positions is of version 1.2`() throws {
    let path = "\(folder.path)/a.crest"
    try write(SmallDistances.tensors, SmallDistances.content, to: path)
    let file = try CrestFile(path: path)
    #expect(file.manifest.content == SmallDistances.content)
    #expect(file.manifest.requiredFeatures == [.relativePositions])
    #expect(try folder.bytes("a.crest")[10] == 2)
    #expect(run("python3 \(repositoryPath)/Formats/reader.py \(path)").status == 0 || !hasPython)
  }

  @Test(arguments: [false, true])
  func `a file with byte-level BPE is of version 1.2`(lowercasesFirst: Bool) throws {
    let path = "\(folder.path)/a.crest"
    var content = SmallBytePairs.content
    content.tokenizer?.lowercasesFirst = lowercasesFirst
    try write(SmallBytePairs.tensors, content, to: path)
    let file = try CrestFile(path: path)
    #expect(file.manifest.content == content)
    #expect(
      file.manifest.requiredFeatures
        == (lowercasesFirst ? [.byteLevelBPE, .lowercasedText] : [.byteLevelBPE]))
    #expect(try folder.bytes("a.crest")[10] == 2)
    #expect(run("python3 \(repositoryPath)/Formats/reader.py \(path)").status == 0 || !hasPython)
  }

  @Test func `a manifest without its optional parts is read`() throws {
    let path = "\(folder.path)/a.crest"
    var content = Small.content
    content.tokenizer = nil
    content.fidelity = nil
    content.canaries = nil
    content.model.positions = .absolute(rowCount: 514, offset: 2)
    content.model.expertLayers = [false, false]
    (content.model.expertCount, content.model.expertsPerToken) = (0, 0)
    content.sentence.prompts = []
    content.sentence.defaultPromptName = nil
    (content.provenance.repository, content.provenance.revision) = (nil, nil)
    content.provenance.licence = nil
    try write(Array(Small.tensors.prefix(3)), content, to: path)
    let file = try CrestFile(path: path)
    #expect(file.manifest.content == content)
    #expect(file.manifest.parameterCount == 4 + 96 + 16)
  }

  @Test func `figures stored later change the fidelity report and nothing else`() throws {
    let path = "\(folder.path)/a.crest"
    try write(AllEncodings.tensors, AllEncodings.content, to: path)
    let before = try CrestFile(path: path)
    let fidelity = ManifestFidelity(
      reference: .original(texts: Checksum(of: [4])), count: 2,
      metrics: [ManifestMetric(name: "cosine.mean", value: 0.5)])
    try CrestFile.store(fidelity, in: path, fingerprint: before.manifest.fingerprint)
    let after = try CrestFile(path: path)
    var content = AllEncodings.content
    content.fidelity = fidelity
    #expect(after.manifest.content == content)
    #expect(after.manifest.fingerprint == before.manifest.fingerprint)
    #expect(after.manifest.tensors == before.manifest.tensors)
    try after.verifyChecksums()
    #expect(folder.names == ["a.crest"])
    #expect(run("python3 \(repositoryPath)/Formats/reader.py \(path)").status == 0 || !hasPython)
  }

  @Test func `figures are stored in the file they are of, and only if they are finite`() throws {
    let path = "\(folder.path)/a.crest"
    try write(AllEncodings.tensors, AllEncodings.content, to: path)
    let (bytes, file) = (try folder.bytes("a.crest"), try CrestFile(path: path))
    var fidelity = ManifestFidelity(reference: .golden(Checksum(of: [4])), count: 2, metrics: [])
    let other = Checksum(of: [5])
    #expect(
      throws: CrestError.fingerprint(
        path: path, expected: other, found: file.manifest.fingerprint)
    ) { try CrestFile.store(fidelity, in: path, fingerprint: other) }
    fidelity.metrics = [ManifestMetric(name: "cosine.mean", value: .nan)]
    #expect(throws: CrestError.self) {
      try CrestFile.store(fidelity, in: path, fingerprint: file.manifest.fingerprint)
    }
    #expect(try folder.bytes("a.crest") == bytes)
    #expect(folder.names == ["a.crest"])
  }

  @Test func `the settings of a WordPiece tokenizer are read as written`() throws {
    for isOn in [false, true] {
      let path = "\(folder.path)/\(isOn).crest"
      var content = SmallWordPiece.content
      content.tokenizer?.kind = .wordpiece(
        WordPieceSettings(
          continuationPrefix: isOn ? "" : "\u{2581}é", maximumWordCharacterCount: isOn ? 1 : 7,
          cleansText: isOn, separatesIdeographs: !isOn, stripsAccents: isOn, lowercases: !isOn))
      try write(SmallWordPiece.tensors, content, to: path)
      let file = try CrestFile(path: path)
      #expect(file.manifest.content == content)
      #expect(run("python3 \(repositoryPath)/Formats/reader.py \(path)").status == 0 || !hasPython)
    }
  }

  @Test func `the same input gives the same bytes`() async throws {
    try write(AllEncodings.tensors, AllEncodings.content, to: "\(folder.path)/a.crest")
    let path = "\(folder.path)/b.crest"
    let plan = try CrestPlan(AllEncodings.tensors, path: path)
    let writer = try CrestWriter(path: path, plan: plan, overwriting: false)
    await withTaskGroup { group in
      for (index, tensor) in AllEncodings.tensors.enumerated().reversed() {
        group.addTask {
          let bytes = syntheticBytes(tensor, seed: UInt64(index))
          #expect(throws: Never.self) {
            // Pieces of an odd size, in order.
            for begin in stride(from: 0, to: bytes.count, by: 1001) {
              let piece = Array(bytes[begin..<min(begin + 1001, bytes.count)])
              try writer.write(piece, tensor: index, at: begin)
            }
          }
        }
      }
    }
    try writer.finish(AllEncodings.content)
    #expect(try folder.bytes("a.crest") == folder.bytes("b.crest"))
  }

  @Test func `tensors and experts lie on their boundaries`() throws {
    let plan = try CrestPlan(AllEncodings.tensors, path: "a.crest")
    var end = CrestLimits.headByteCount
    for entry in plan.entries {
      #expect(entry.offset.isMultiple(of: 64))
      let isPage =
        entry.declaration.name == "embeddings.token.weight"
        || entry.declaration.name.hasSuffix(".up.weight") && entry.declaration.expert != nil
      if isPage { #expect(entry.offset.isMultiple(of: 16384)) }
      #expect(entry.offset >= end && entry.offset - end < (isPage ? 16384 : 64))
      end = entry.offset + entry.byteCount
    }
    #expect(plan.manifestOffset - end < 64)
  }

  @Test func `the size of a file is known before it is written`() throws {
    let path = "\(folder.path)/a.crest"
    try write(AllEncodings.tensors, AllEncodings.content, to: path)
    let plan = try CrestPlan(AllEncodings.tensors, path: path)
    #expect(
      try plan.fileByteCount(AllEncodings.content, path: path) == ReadableFile(path: path).byteCount
    )
  }

  @Test func `the fingerprint follows what decides a vector and nothing else`() throws {
    func fingerprint(_ change: (inout ManifestContent) -> Void) throws -> Checksum {
      let folder = TemporaryFolder()
      var content = Small.content
      change(&content)
      try write(Small.tensors, content, to: "\(folder.path)/a.crest")
      return try CrestFile(path: "\(folder.path)/a.crest").manifest.fingerprint
    }
    let base = try fingerprint { _ in }
    #expect(try fingerprint { $0.canaries = nil } == base)
    #expect(try fingerprint { $0.fidelity = nil } == base)
    #expect(try fingerprint { $0.provenance.toolVersion = "9" } == base)
    #expect(try fingerprint { $0.model.layerNormEpsilon = 1e-6 } != base)
    #expect(try fingerprint { $0.sentence.pooling = .cls } != base)
    #expect(
      try fingerprint {
        $0.tokenizer?.kind = .unigram(pipeline: .wordwise, unknownScore: -1)
      } != base)
  }

  @Test func `a preview reads the tensors before the file exists`() throws {
    let path = "\(folder.path)/a.crest"
    let plan = try CrestPlan(Small.tensors, path: path)
    let writer = try CrestWriter(path: path, plan: plan, overwriting: false)
    for (index, tensor) in Small.tensors.enumerated() {
      try writer.write(syntheticBytes(tensor, seed: UInt64(index)), tensor: index, at: 0)
    }
    var content = Small.content
    content.canaries = nil
    let preview = try writer.preview(content)
    #expect(folder.names.allSatisfy { $0.hasSuffix(".partial") })
    try preview.verifyChecksums()
    let manifest = try writer.finish(Small.content)
    #expect(preview.manifest.fingerprint == manifest.fingerprint)
    let file = try CrestFile(path: path)
    #expect(file.manifest == manifest)
    for record in preview.manifest.tensors {
      #expect(preview.region(of: record).bytes == file.region(of: record).bytes)
    }
  }
}
