import Base
import CProtobuf
import CrestFormat
import CrestWriting
import Hashing
import Inference
import Kernels
import Model
import TestSupport
import Tokenization

extension FuzzTarget {
  private static let manifestWords = [
    "nomic_bert", "bert", "rotary", "absolute", "mean", "cls", "max", "weightedmean", "lasttoken",
    "query", "cosine", "unigram", "wordpiece", "int8", "int4", "int3", "f32", "f16", "table_int8",
    "table_int4", "u8", "u32", "gelu", "silu", "gelu_tanh", "embeddings.token", "layers.0.",
    "tokenizer.trie",
    "tokenizer.scores", "tokenizer.charsmap", "tokenizer.merges", "bpe", "gpt2", "dense",
    "\u{8}\u{1}", "\u{10}\u{0}", "\u{a}\u{0}",
  ]

  private static func files() throws -> [[UInt8]] {
    try FuzzSeeds.files("Golden/crest", [".crest"], limit: 80_000)
      + FuzzSeeds.files("Golden/Bad/crest", [".crest"], limit: 8_000)
  }

  /// A manifest, read by the runtime's decoder and by protobuf-c: what one reads, the other writes.
  static let manifest = FuzzTarget(
    "manifest", words: manifestWords, mutationCount: 20_000,
    seeds: {
      try (files() + FuzzSeeds.models()).compactMap { file in
        guard let offset = file.littleEndian(UInt64.self, at: 24), offset < file.count else {
          return nil
        }
        return Array(file[Int(offset)...])
      }
    }
  ) {
    .plain { bytes in
      do throws(CrestError) {
        let (manifest, features, fingerprinted) = try Manifest.decode(
          ByteRegion(copying: bytes), minorVersion: CrestLimits.minorVersion, path: "manifest")
        if features == manifest.requiredFeatures {
          precondition(
            ManifestEncoder.encode(manifest) == bytes, "protobuf-c writes another manifest")
        }
        precondition(
          fingerprinted.fingerprint(manifest.tensors) == ManifestEncoder.fingerprint(of: manifest),
          "another fingerprint")
        precondition(repacked(bytes) == bytes, "protobuf-c reads another manifest")
      } catch {
        guard case .malformedManifest(_, let expected, let found) = error,
          !expected.hasPrefix("the fields of version"), !expected.hasPrefix("values of at most"),
          !hasLargeFieldNumber(found)
        else { return }
        precondition(repacked(bytes) != bytes, "protobuf-c takes what is refused: \(error)")
      }
    }
  }

  /// Whether a key was refused for a field number that protobuf does not have and protobuf-c takes:
  /// Formats/ERRATA.md.
  private static func hasLargeFieldNumber(_ found: String) -> Bool {
    guard found.hasPrefix("key "), let key = UInt64(found.dropFirst(4).prefix { $0 != " " }) else {
      return false
    }
    return key >> 3 >= 1 << 29
  }

  /// The bytes that protobuf-c packs again after unpacking; `nil` if it cannot unpack.
  private static func repacked(_ bytes: [UInt8]) -> [UInt8]? {
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

  /// A whole file, as it is and with its checksums put right.
  ///
  /// One that opens embeds: finite vectors, the same
  /// bits from the scalar kernels if its contents keep the rules, or an error.
  static let crest = FuzzTarget(
    "crest", words: manifestWords, mutationCount: 2_000,
    seeds: { try files() + FuzzSeeds.models() }
  ) {
    let file = try FuzzFile(suffix: ".crest")
    return .plain { bytes in
      file.set(bytes)
      _ = try? CrestFile(path: file.path)
      guard let sealed = CrestBytes.sealed(bytes) else { return }
      file.set(sealed)
      guard let crest = try? CrestFile(path: file.path) else { return }
      let keepsRules = (try? crest.verifyChecksums()) != nil
      let vectors = embedded(crest, by: .best)
      if keepsRules, let scalar = KernelSet.all.first(where: { $0.name == "scalar" }) {
        precondition(
          embedded(crest, by: scalar) == vectors, "the scalar kernels give other vectors")
      }
    }
  }

  /// The bits of vectors of a file; `nil` for an error.
  private static func embedded(_ crest: CrestFile, by kernels: KernelSet) -> [[UInt32]]? {
    let options = RuntimeOptions(kernels: kernels, threadCount: 1)
    guard let model = try? EmbeddingModel(file: crest, options: options) else { return nil }
    let last = Int32(clamping: model.configuration.vocabularySize - 1)
    let inputs: [VectorRun.Input] =
      model.tokenizer == nil
      ? [.tokens([0, last / 2, last]), .tokens([last])]
      : [.text("The cat, 中é!\u{a0}\u{301} abc"), .text("")]
    guard let run = try? VectorRun(model), let outputs = try? run.outputs(of: inputs) else {
      return nil
    }
    return outputs.map { output in
      precondition(output.embedding.dense.count == run.dimensions)
      precondition(output.embedding.dense.allSatisfy(\.isFinite), "a vector that is not finite")
      return output.embedding.dense.map(\.bitPattern)
    }
  }
}

/// A `.crest` whose checksums and sizes are those of its contents.
enum CrestBytes {
  /// The file with its head, its fingerprint and its tensors' checksums put right; `nil` if it is too short.
  static func sealed(_ bytes: [UInt8]) -> [UInt8]? {
    let headByteCount = CrestLimits.headByteCount
    guard bytes.count > headByteCount, let minor = bytes.littleEndian(UInt16.self, at: 10),
      let stored = bytes.littleEndian(UInt64.self, at: 24)
    else { return nil }
    let alignment = CrestLimits.tensorAlignment
    let last = (bytes.count - 1) / alignment * alignment
    let offset = min(max(Int(clamping: stored) / alignment * alignment, headByteCount), last)
    var manifest = Array(bytes[offset...])
    if let read = try? Manifest.decode(
      ByteRegion(copying: manifest), minorVersion: minor, path: "manifest"
    ).manifest {
      seal(&manifest, read, bytes[..<offset])
    }
    if let (read, _, fingerprinted) = try? Manifest.decode(
      ByteRegion(copying: manifest), minorVersion: minor, path: "manifest")
    {
      replace(
        read.fingerprint, with: fingerprinted.fingerprint(read.tensors), in: &manifest, from: 0)
    }
    let head = CrestHead(manifestOffset: offset, manifest: manifest, minorVersion: minor)
    return head.bytes + bytes[headByteCount..<offset] + manifest
  }

  /// Puts the checksums of tensors right, which stand in the manifest in the tensors' order.
  private static func seal(
    _ manifest: inout [UInt8], _ read: Manifest, _ tensors: ArraySlice<UInt8>
  ) {
    var place = 0
    for tensor in read.tensors {
      guard let end = tensor.offset.checkedAdding(tensor.byteCount), end <= tensors.count else {
        continue
      }
      let found = Checksum(of: Array(tensors[tensor.offset..<end]))
      place = replace(tensor.checksum, with: found, in: &manifest, from: place)
    }
  }

  /// Where the replaced bytes end; `begin` if there were none.
  @discardableResult
  private static func replace(
    _ old: Checksum, with new: Checksum, in bytes: inout [UInt8], from begin: Int
  ) -> Int {
    guard let range = bytes[begin...].firstRange(of: old.bytes) else { return begin }
    bytes.replaceSubrange(range, with: new.bytes)
    return range.upperBound
  }
}

/// Whether the runtime's reader takes sealed files, for `Scripts/fuzz`, which asks another reader too.
enum SealedFiles {
  /// Replaces every file of a folder by its sealed form, named for what this reader says: `taken-` or `refused-`.
  static func write(_ folder: String) throws {
    for name in TemporaryFolder.names(in: folder) {
      let path = "\(folder)/\(name)"
      let sealed = CrestBytes.sealed(try Repository.contents(path))
      unsafe unlink(path)
      guard let sealed else { continue }
      let file = try FuzzFile(suffix: ".crest")
      file.set(sealed)
      var verdict = "taken"
      do throws(CrestError) {
        try CrestFile(path: file.path).verifyChecksums()
      } catch {
        verdict = "refused"
      }
      try FuzzFile.write(sealed, to: "\(folder)/\(verdict)-\(name).crest")
    }
  }
}
