import Base
import Model
import CrestFormat

extension BadFile {
  static let headCases: [BadFile] = [
    bytes("head-empty", "at least 64 bytes") { $0 = [] },
    bytes("head-cut", "at least 64 bytes") { $0 = Array($0.prefix(63)) },
    bytes("head-only", "head.file_byte_count") { $0 = Array($0.prefix(64)) },
    bytes("head-magic", "expected a .crest file") { $0[0] = 0x09 },
    bytes("head-major-version", "head.major_version", sign: true) { $0.put(UInt16(2), at: 8) },
    bytes("head-minor-version-unsigned", "head.checksum") { $0.put(UInt16(1), at: 10) },
    bytes("head-manifest-empty", "head.manifest_byte_count") { $0.put(UInt32(0), at: 12) },
    bytes("head-manifest-over-limit", "head.manifest_byte_count") { $0.put(UInt32.max, at: 12) },
    bytes("head-manifest-over-file", "head.manifest_byte_count") {
      $0.put(UInt32($0.count), at: 12)
    },
    bytes("head-file-size", "head.file_byte_count") { $0.put(UInt64($0.count + 1), at: 16) },
    bytes("head-file-size-huge", "head.file_byte_count") { $0.put(UInt64.max, at: 16) },
    bytes("head-manifest-offset", "head.manifest_offset") { $0.put(UInt64(64), at: 24) },
    bytes("head-manifest-offset-huge", "head.manifest_offset") { $0.put(UInt64.max, at: 24) },
    bytes("head-checksum", "head.checksum") { $0[63] ^= 1 },
    bytes("manifest-flipped", "head.checksum") { $0[$0.count - 1] ^= 1 },
    bytes("file-too-long", "head.file_byte_count") { $0.append(0) },
    BadFile(name: "manifest-moved", names: "head.manifest_offset") {
      let base = try Small.bytes()
      let manifest = manifestBytes(base)
      let head = CrestHead(
        manifestOffset: base.count - manifest.count + 64, manifest: manifest, minorVersion: 0)
      return head.bytes + base[64..<base.count - manifest.count]
        + [UInt8](repeating: 0, count: 64) + manifest
    },
  ]

  static let wireCases: [BadFile] = [
    BadFile(name: "manifest-no-message", names: "manifest") {
      replacingManifest(try Small.bytes(), [0xff, 0xff, 0xff])
    },
    BadFile(name: "manifest-bomb", names: "manifest") {
      // Five bytes of file for every message of some hundred bytes in memory.
      replacingManifest(
        try Small.bytes(),
        [UInt8](repeating: 0, count: 60_000).flatMap { _ in [0x2a, 0] as [UInt8] })
    },
    wire("manifest-cut", "manifest", at: [2]) { $0[$1].value.removeLast() },
    wire("manifest-field-twice", "each field once", at: [6]) { $0.insert($0[$1], at: $1) },
    wire("manifest-field-order", "each field once", at: [6]) { $0.swapAt($1, $1 + 1) },
    wire("manifest-long-varint", "each field once", at: [6]) {
      $0[$1].value[$0[$1].value.count - 1] |= 128
      $0[$1].value.append(0)
    },
    wire("manifest-unknown-field", "the fields of version", at: [10]) {
      $0.insert(WireField(number: 99, type: 0, value: [1]), at: $1 + 1)
    },
    // The numbers of protobuf end before; protobuf-c takes more.
    wire("manifest-field-number", "a protobuf message of crest.proto", at: [10]) {
      $0.insert(WireField(number: 1 << 29, type: 0, value: [1]), at: $1 + 1)
    },
    wire("manifest-required-feature", "required_features", at: [2]) {
      $0.insert(WireField(number: 1, type: 2, value: Array("sparse".utf8)), at: $1)
    },
    wire("manifest-no-model", "manifest.model", at: [2]) { $0.remove(at: $1) },
    wire("manifest-no-sentence", "manifest.sentence", at: [3]) { $0.remove(at: $1) },
    wire("manifest-no-provenance", "manifest.provenance", at: [7]) { $0.remove(at: $1) },
    wire("manifest-no-fingerprint", "manifest.fingerprint", at: [10]) { $0.remove(at: $1) },
    wire("manifest-no-parameter-count", "manifest.parameter_count", at: [6]) { $0.remove(at: $1) },
    wire("model-no-vocabulary-size", "model.vocabulary_size", at: [2, 2]) { $0.remove(at: $1) },
    wire("model-no-rotary-base", "model.rotary_base", at: [2, 9]) { $0.remove(at: $1) },
    wire("model-no-rotary-divisor", "model.rotary_divisor", at: [2, 19]) { $0.remove(at: $1) },
    wire("model-scaling-without-count", "model.rotary_trained_count", at: [2, 19]) {
      $0.insert(WireField(number: 20, type: 1, value: [0, 0, 0, 0, 0, 0, 0, 0x40]), at: $1 + 1)
    },
    wire("model-count-without-scaling", "model.rotary_trained_count", at: [2, 19]) {
      $0.insert(WireField(number: 21, type: 0, value: [4]), at: $1 + 1)
    },
    wire("model-divisor-beside-rows", "model.rotary_divisor", at: [2, 8]) {
      $0[$1].value = Array("absolute".utf8)
      $0.remove(at: $1 + 1)
      $0.insert(WireField(number: 10, type: 0, value: wireVarint(600)), at: $1 + 1)
      $0.insert(WireField(number: 11, type: 0, value: [2]), at: $1 + 2)
    },
    wire("model-no-gate", "model.is_gated", at: [2, 22]) { $0.remove(at: $1) },
    wire("model-no-attention-bias", "model.attention_bias", at: [2, 23]) { $0.remove(at: $1) },
    wire("model-no-up-bias", "model.up_bias", at: [2, 24]) { $0.remove(at: $1) },
    wire("model-no-down-bias", "model.down_bias", at: [2, 25]) { $0.remove(at: $1) },
    wire("model-no-sparse-head", "model.sparse_head", at: [2, 26]) { $0.remove(at: $1) },
    wire("model-no-colbert-head", "model.colbert_head", at: [2, 27]) { $0.remove(at: $1) },
    wire("sentence-no-layer-norm", "sentence.layer_norm_before_cut", at: [3, 9]) {
      $0.remove(at: $1)
    },
    wire("model-two-positions", "model.position_offset", at: [2, 9]) {
      $0.insert(WireField(number: 11, type: 0, value: [1]), at: $1 + 1)
    },
    wire("model-hidden-size-huge", "model.hidden_size", at: [2, 3]) {
      $0[$1].value = wireVarint(.max)
    },
    text("model-positions", "model.positions", at: [2, 8], "sinusoidal"),
    text("model-activation", "model.activation", at: [2, 14], "relu"),
    text("sentence-pooling", "sentence.pooling", at: [3, 1], "median"),
    text("sentence-pooling-empty", "sentence.pooling", at: [3, 1], "cls++mean"),
    text("sentence-pooling-twice", "sentence.pooling", at: [3, 1], "mean+mean"),
    text("tokenizer-kind", "tokenizer.kind", at: [4, 1], "words"),
    text("tokenizer-pipeline", "tokenizer.pipeline", at: [4, 2], "other"),
    text("tensor-encoding", "tensors[0].encoding", at: [5, 2], "q8_0"),
    wire("tensor-checksum-length", "tensors[0].checksum", at: [5, 7]) { $0[$1].value.removeLast() },
    wire("prompt-not-utf8", "sentence.prompts[0].text", at: [3, 4, 2]) { $0[$1].value[0] = 0xff },
    wire("prompt-nul", "sentence.prompts[0].text", at: [3, 4, 2]) { $0[$1].value[3] = 0 },
    wire("fidelity-no-reference", "fidelity.golden_checksum", at: [8, 1]) { $0.remove(at: $1) },
    wire("fidelity-two-references", "fidelity.golden_checksum", at: [8, 3]) {
      let checksum = [UInt8](repeating: 7, count: 32)
      $0.insert(WireField(number: 4, type: 2, value: checksum), at: $1 + 2)
    },
    wire("canary-text-and-ids", "token_ids", at: [9, 2, 1]) {
      $0.insert(WireField(number: 2, type: 2, value: [1]), at: $1 + 1)
    },
  ]

  static let contentCases: [BadFile] = [
    BadFile(name: "tensor-flipped", names: "tensor 'embeddings.norm.weight'", whenVerified: true) {
      var bytes = try Small.bytes()
      bytes[64] ^= 1
      return bytes
    },
    BadFile(name: "padding-between-tensors", names: "byte 80 between tensors", whenVerified: true) {
      var bytes = try Small.bytes()
      bytes[80] = 1
      return bytes
    },
    content("padding-between-parts", "between tensors", tensor: 1) { bytes, layout in
      bytes[layout.groupScales.upperBound] = 1
    },
    content("f32-nan", "data[2]", tensor: 0) { bytes, _ in
      bytes.put(Float.nan.bitPattern, at: 8)
    },
    content("f32-infinite", "data[3]", tensor: 0) { bytes, _ in
      bytes.put((-Float.infinity).bitPattern, at: 12)
    },
    content("row-scale-nan", "rowScales[0]", tensor: 2) { bytes, layout in
      bytes.put(Float.nan.bitPattern, at: layout.rowScales.lowerBound)
    },
    content("row-scale-negative", "rowScales[1]", tensor: 2) { bytes, layout in
      bytes.put((-1 as Float).bitPattern, at: layout.rowScales.lowerBound + 4)
    },
    content("row-sum", "rowSums[2]", tensor: 2) { bytes, layout in
      bytes[layout.rowSums.lowerBound + 8] ^= 1
    },
    content("int8-lowest", "data[0]", tensor: 2) { bytes, layout in
      bytes[layout.data.lowerBound] = 0x80
    },
    content("padded-row", "data[16]", tensor: 2) { bytes, layout in
      bytes[layout.data.lowerBound + 16] = 1
      bytes[layout.rowSums.lowerBound + 16] = 1
    },
    content("padded-input", "data[6]", of: PaddedInputs.tensors, tensor: 1) { bytes, layout in
      bytes[layout.data.lowerBound + 66] = 1
      let sum = bytes.littleEndian(UInt32.self, at: layout.rowSums.lowerBound) ?? 0
      bytes.put(sum &+ 1, at: layout.rowSums.lowerBound)
    },
    content("padded-input-of-table", "data[4]", of: PaddedInputs.tensors, tensor: 0) {
      bytes, layout in
      bytes[layout.data.lowerBound + 4] += 1
    },
    content("padded-row-scale", "rowScales[4]", tensor: 2) { bytes, layout in
      bytes.put((1 as Float).bitPattern, at: layout.rowScales.lowerBound + 16)
    },
    content("group-scale-zero", "groupScales[0]", tensor: 1) { bytes, layout in
      bytes[layout.groupScales.lowerBound] = 0
    },
    content("group-scale-large", "groupScales[2]", tensor: 1) { bytes, layout in
      bytes[layout.groupScales.lowerBound + 2] = 16
    },
    content("padded-group-scale", "groupScales[5]", tensor: 1) { bytes, layout in
      bytes[layout.groupScales.lowerBound + 5] = 2
    },
    content("int3-group-scale-large", "groupScales[2]", tensor: 1, as: .int3) { bytes, layout in
      bytes[layout.groupScales.lowerBound + 2] = 32
    },
    content("int3-padded-group-scale", "groupScales[5]", tensor: 1, as: .int3) { bytes, layout in
      bytes[layout.groupScales.lowerBound + 5] = 2
    },
    content("int3-padded-row", "data[160]", tensor: 1, as: .int3) { bytes, layout in
      // The lowest bit of input 0 of row 5, which does not exist.
      bytes[layout.data.lowerBound + 5 * 4] ^= 1
      bytes[layout.rowSums.lowerBound + 5 * 4] = 1
    },
    content("int3-row-sum", "rowSums[1]", tensor: 1, as: .int3) { bytes, layout in
      // The highest bit of input 4 of row 1.
      bytes[layout.data.lowerBound + 128 + 1 * 4] ^= 2
    },
  ]
}
