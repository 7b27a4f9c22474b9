import CrestWriting
import Model
import Base
import CrestFormat
import TestSupport
import Testing

@Suite struct BadFileTests {
  let folder = TemporaryFolder()
  static let golden = "\(repositoryPath)/Golden/Bad/crest"

  @Test(arguments: BadFile.all)
  func `a bad file is refused with its field`(_ bad: BadFile) throws {
    let bytes = try bad.bytes()
    if isRecording {
      try AtomicFileWriter.write(
        bytes, to: "\(Self.golden)/\(bad.name).crest", overwriting: true)
      Issue.record("recorded \(bad.name)")
    }
    let path = "\(Self.golden)/\(bad.name).crest"
    #expect(try bytes == TemporaryFolder.bytes(path), "the committed file differs")
    var text = openingError(path)?.description
    if bad.whenVerified {
      #expect(text == nil)
      text = verifyingError(path)?.description
    }
    let message = try #require(text)
    #expect(message.contains(bad.names), "\(message)")
    #expect(message.hasPrefix("\(path): "))
    #expect(message.contains("expected") && message.contains("found"), "\(message)")
    #expect(!message.contains("\n"))
  }

  @Test func `every bad file belongs to a case`() {
    #expect(
      TemporaryFolder.names(in: Self.golden) == BadFile.all.map { "\($0.name).crest" }.sorted())
  }

  @Test(.enabled(if: hasPython)) func `the Python reader refuses every bad file`() throws {
    let script = """
      import sys, glob
      sys.path.insert(0, '\(repositoryPath)/Formats')
      sys.dont_write_bytecode = True
      import reader
      for path in sorted(glob.glob('\(Self.golden)/*.crest')):
          try:
              reader.read(path, False)
              print('accepted', path)
          except reader.Bad:
              pass
      """
    let path = try folder.file("all.py", Array(script.utf8))
    let (output, status) = run("python3 \(path) 2>&1")
    #expect(output == "")
    #expect(status == 0)
  }

  @Test func `a file cut at any boundary is refused`() throws {
    let path = "\(folder.path)/a.crest"
    try write(AllEncodings.tensors, AllEncodings.content, to: path)
    let bytes = try folder.bytes("a.crest")
    let plan = try CrestPlan(AllEncodings.tensors, path: path)
    var cuts = [0, 1, 63, 64, plan.manifestOffset, bytes.count - 1]
    for entry in plan.entries {
      cuts += [entry.offset, entry.offset + 1, entry.offset + entry.byteCount]
      if let layout = entry.declaration.layout {
        cuts += [layout.groupScales, layout.rowScales, layout.rowSums].map {
          entry.offset + $0.lowerBound
        }
      }
    }
    for cut in Set(cuts) {
      let error = try openingError(folder.file("cut.crest", Array(bytes[..<cut])))
      switch error {
      case .tooShort(_, let expected, let found): #expect((expected, found) == (64, cut))
      case .wrongSize(_, let expected, let found):
        #expect(cut >= 64 && (Int(expected), found) == (bytes.count, cut))
      default: Issue.record("cut at \(cut): \(String(describing: error))")
      }
    }
  }

  @Test(arguments: [false, true])
  func `every field that is removed is missed`(isWordPiece: Bool) throws {
    let base = isWordPiece ? try SmallWordPiece.bytes() : try Small.bytes()
    let manifest = manifestBytes(base)
    // What may be missing without a trace: reports, lists of them, texts about the origin.
    let mayBeMissing: Set<[Int]> = [
      [7, 1], [7, 2], [7, 3], [7, 4], [7, 7], [8], [8, 3], [9], [9, 2], [9, 2, 3],
    ]
    for path in wirePaths(manifest) {
      let numbers = wireNumbers(manifest, path)
      let edited = wireEditing(manifest, path) { $0.remove(at: $1) }
      let error = memoryError(replacingManifest(base, edited))
      if mayBeMissing.contains(numbers) {
        #expect(error == nil, "\(numbers)")
      } else {
        #expect(error != nil, "\(numbers)")
      }
    }
  }

  @Test(.enabled(if: hasPython)) func `a newer minor version opens without its new fields`() throws
  {
    let base = try Small.bytes()
    let manifest = wireEditing(manifestBytes(base), numbers: [10]) {
      $0.insert(WireField(number: 99, type: 2, value: [1, 2, 3]), at: $1 + 1)
    }
    var newer = replacingManifest(base, manifest)
    newer.put(CrestLimits.minorVersion + 1, at: 10)
    let path = try folder.file("newer.crest", resigned(newer))
    #expect(openingError(path) == nil)
    #expect(run("python3 \(repositoryPath)/Formats/reader.py \(path)").status == 0)
  }

  @Test func `no flipped byte opens unsigned and none traps when signed`() throws {
    let base = try Small.bytes()
    let manifestOffset = base.count - manifestBytes(base).count
    let places = Array(0..<64) + Array(manifestOffset..<base.count)
    let seed: UInt64 = 0x5eed_0c4e_57f1_1e00
    var numbers = SeededNumbers(state: seed)
    for round in 0..<6000 {
      var bytes = base
      for _ in 0...numbers.int(0...2) {
        let place = places[numbers.int(0...places.count - 1)]
        bytes[place] = UInt8(truncatingIfNeeded: numbers.next())
      }
      guard bytes != base else { continue }
      #expect(memoryError(bytes) != nil, "seed \(seed), round \(round)")
      var head = Array(bytes[..<64])
      head.put(UInt64(manifestOffset), at: 24)
      _ = memoryError(resigned(head + bytes[64...]))
      // The same with a few bytes taken out or put in.
      var manifest = manifestBytes(base)
      let place = numbers.int(0...manifest.count - 1)
      if round.isMultiple(of: 2) {
        manifest.remove(at: place)
      } else {
        manifest.insert(UInt8(truncatingIfNeeded: numbers.next()), at: place)
      }
      _ = memoryError(replacingManifest(base, manifest))
    }
  }
}

/// The error of proving a file's contents; `nil` if they are right.
func verifyingError(_ path: String) -> CrestError? {
  do throws(CrestError) {
    try CrestFile(path: path).verifyChecksums()
    return nil
  } catch {
    return error
  }
}
