import Base
import CProtobuf
import CrestFormat
import CrestWriting
import Testing

/// The runtime's decoder beside protobuf-c, with which the writer encodes: two implementations of
/// one format.
@Suite struct DecoderTests {
  let folder = TemporaryFolder()

  @Test func `every manifest in Golden means the same to both`() throws {
    var outcomes = Outcomes()
    for place in ["crest", "Bad/crest"] {
      let path = "\(repositoryPath)/Golden/\(place)"
      for name in TemporaryFolder.names(in: path) where name.hasSuffix(".crest") {
        let file = try TemporaryFolder.bytes("\(path)/\(name)")
        guard let offset = file.littleEndian(UInt64.self, at: 24), offset < file.count else {
          continue
        }
        compare(Array(file[Int(offset)...]), name, &outcomes)
      }
    }
    #expect(outcomes.readCount > 100)
    #expect(outcomes.malformedCount > 5)
    #expect(outcomes.refusedCount > 30)
  }

  @Test(arguments: [false, true])
  func `every mutated manifest means the same to both`(isWordPiece: Bool) throws {
    let base = manifestBytes(try isWordPiece ? SmallWordPiece.bytes() : Small.bytes())
    let paths = wirePaths(base)
    let seed: UInt64 = isWordPiece ? 0xdec0_de01 : 0xdec0_de02
    var numbers = SeededNumbers(state: seed)
    var outcomes = Outcomes()
    for round in 0..<4000 {
      var bytes = base
      let path = paths[numbers.int(0...paths.count - 1)]
      let byte = UInt8(truncatingIfNeeded: numbers.next())
      let place = numbers.int(0...base.count - 1)
      switch round % 8 {
      case 0: bytes[place] = byte
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(byte, at: place)
      case 3: bytes = wireEditing(base, path) { $0.insert($0[$1], at: $1) }
      case 4: bytes = wireEditing(base, path) { $0.swapAt($1, ($1 + 1) % $0.count) }
      case 5: bytes = wireEditing(base, path) { $0[$1].number = 1 + Int(byte % 30) }
      case 6:
        bytes = wireEditing(base, path) {
          guard !$0[$1].value.isEmpty else { return }
          $0[$1].value[Int(byte) % $0[$1].value.count] = byte
        }
      default:
        bytes = wireEditing(base, path) { fields, index in
          guard fields[index].type == 0, let last = fields[index].value.popLast() else { return }
          fields[index].value +=
            byte.isMultiple(of: 2) ? [last | 128, 0] : wireVarint(.max >> byte)
        }
      }
      compare(bytes, "seed \(seed), round \(round)", &outcomes)
    }
    #expect(outcomes.readCount > 100)
    #expect(outcomes.malformedCount > 1000)
    #expect(outcomes.refusedCount > 100)
  }

  @Test func `a field that no version knows is refused wherever it stands`() throws {
    let base = try Small.bytes()
    for numbers in [
      [2, 27], [3, 9], [3, 4, 2], [4, 11], [5, 7], [7, 6], [8, 3, 2], [9, 2, 4],
    ] {
      let manifest = wireEditing(manifestBytes(base), numbers: numbers) { fields, _ in
        fields.append(WireField(number: 99, type: 0, value: [1]))
      }
      let error = memoryError(replacingManifest(base, manifest))
      #expect(error?.description.contains("the fields of version 1.0") == true, "\(numbers)")
    }
  }

  @Test(arguments: [
    WireField(number: 99, type: 0, value: wireVarint(.max)),
    WireField(number: 99, type: 1, value: [1, 2, 3, 4, 5, 6, 7, 8]),
    WireField(number: 99, type: 2, value: []), WireField(number: 99, type: 5, value: [1, 2, 3, 4]),
  ])
  func `a newer version's field inside a message is passed over`(field: WireField) throws {
    let base = try Small.bytes()
    let manifest = wireEditing(manifestBytes(base), numbers: [7, 7]) { fields, _ in
      fields += [field, field]
    }
    var newer = replacingManifest(base, manifest)
    newer.put(CrestLimits.minorVersion + 1, at: 10)
    let path = try folder.file("newer.crest", resigned(newer))
    #expect(openingError(path) == nil)
    #expect(run("python3 \(repositoryPath)/Formats/reader.py \(path)").status == 0 || !hasPython)
  }

  @Test func `a newer version's field in the middle is refused`() throws {
    let base = try Small.bytes()
    let manifest = wireEditing(manifestBytes(base), numbers: [6]) {
      $0.insert(WireField(number: 99, type: 0, value: [1]), at: $1)
    }
    var newer = replacingManifest(base, manifest)
    newer.put(CrestLimits.minorVersion + 1, at: 10)
    let error = memoryError(resigned(newer))
    #expect(error?.description.contains("in number order") == true)
  }

  /// Encodings of values that have another one, or none.
  @Test(
    arguments: [
      ("an empty list", [3, 6], WireField(number: 6, type: 2, value: [])),
      ("a longer form", [3, 3], WireField(number: 3, type: 0, value: [0x80, 0x84, 0x00])),
      ("2^64", [3, 3], WireField(number: 3, type: 0, value: [UInt8](repeating: 0xff, count: 10))),
      ("0 or 1", [3, 2], WireField(number: 2, type: 0, value: [2])),
      ("wire type", [3, 2], WireField(number: 2, type: 5, value: [1, 0, 0, 0])),
      ("wire type", [3, 6], WireField(number: 6, type: 0, value: [4])),
      ("a whole number", [3, 6], WireField(number: 6, type: 2, value: [0x84])),
      ("4 bytes", [9, 2, 4], WireField(number: 4, type: 2, value: [0, 0, 0])),
      ("crest.proto", [3, 2], WireField(number: 2, type: 3, value: [])),
      ("crest.proto", [3, 2], WireField(number: 0, type: 0, value: [1])),
      (
        "sentence.maximum_token_count", [3, 3],
        WireField(number: 3, type: 0, value: wireVarint(.max))
      ),
      ("no U+0000", [3, 7], WireField(number: 7, type: 2, value: [0x61, 0])),
      ("sentence.similarity", [3, 7], WireField(number: 7, type: 2, value: [0xed, 0xa0, 0x80])),
    ] as [(String, [Int], WireField)])
  func `a value in another form is refused`(
    _ names: String, at numbers: [Int], _ field: WireField
  ) throws {
    let base = try Small.bytes()
    let manifest = wireEditing(manifestBytes(base), numbers: numbers) { $0[$1] = field }
    let error = try #require(memoryError(replacingManifest(base, manifest)))
    #expect(error.description.contains(names), "\(error)")
  }

  @Test func `a manifest whose values would take too much memory is refused`() throws {
    // One byte of file for each number of eight bytes in memory.
    let base = try Small.bytes()
    let manifest = wireEditing(manifestBytes(base), numbers: [3, 6]) {
      $0[$1].value = [UInt8](repeating: 1, count: 9 << 20)
    }
    guard
      case .malformedManifest(_, let expected, _) = memoryError(replacingManifest(base, manifest))
    else {
      Issue.record("decoded")
      return
    }
    #expect(expected.contains("values of at most"))
  }
}

/// How often a manifest was read, and refused for its form or for a value.
private struct Outcomes {
  var (readCount, malformedCount, refusedCount) = (0, 0, 0)
}

/// Holds what the decoder says of a manifest against what protobuf-c makes of it.
private func compare(_ bytes: [UInt8], _ name: String, _ outcomes: inout Outcomes) {
  do throws(CrestError) {
    let (manifest, features, fingerprinted) = try Manifest.decode(
      ByteRegion(copying: bytes), minorVersion: CrestLimits.minorVersion, path: name)
    outcomes.readCount += 1
    // Every value that was read, encoded by the other implementation.
    let isTrue = features == manifest.requiredFeatures
    #expect(!isTrue || ManifestEncoder.encode(manifest) == bytes, "\(name)")
    #expect(
      fingerprinted.fingerprint(manifest.tensors) == ManifestEncoder.fingerprint(of: manifest),
      "\(name)")
    #expect(repacked(bytes) == bytes, "\(name)")
  } catch {
    switch error {
    case .malformedManifest(_, let expected, _):
      outcomes.malformedCount += 1
      if !expected.hasPrefix("the fields of version") {
        // Field numbers that protobuf does not have: Formats/ERRATA.md.
        let isErratum = name.contains("manifest-field-number")
        #expect((repacked(bytes) == bytes) == isErratum, "\(name): \(error)")
      }
    case .missing, .field, .unsupported: outcomes.refusedCount += 1
    default: Issue.record("\(name): \(error)")
    }
  }
}

/// The bytes that protobuf-c packs again after unpacking; `nil` if it cannot unpack.
private func repacked(_ bytes: [UInt8]) -> [UInt8]? {
  let unpacked = unsafe bytes.withUnsafeBufferPointer { buffer in
    unsafe crest__manifest__unpack(nil, buffer.count, buffer.baseAddress)
  }
  guard let message = unsafe unpacked else { return nil }
  defer { unsafe crest__manifest__free_unpacked(message, nil) }
  let count = unsafe crest__manifest__get_packed_size(message)
  return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
    initialized = unsafe crest__manifest__pack(message, buffer.baseAddress)
  }
}
