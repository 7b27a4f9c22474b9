import Hashing
import CrestWriting
import Model
import Base
import CrestFormat

private func scaled(factor: Double, trainedCount: Int) -> RotaryPositions {
  RotaryPositions(
    base: 10000, scaling: RotaryPositions.DynamicScaling(factor: factor, trainedCount: trainedCount)
  )
}

extension BadFile {
  static let modelCases: [BadFile] = [
    manifest("model-architecture", "model.architecture") { $0.content.model.architecture = "Bert" },
    manifest("model-vocabulary-size", "model.vocabulary_size") {
      $0.content.model.vocabularySize = 0
    },
    manifest("model-hidden-size", "model.hidden_size") { $0.content.model.hiddenSize = 0 },
    manifest("model-layer-count", "model.layer_count") { $0.content.model.layerCount = 0 },
    manifest("model-head-count", "model.head_count") { $0.content.model.headCount = 0 },
    manifest("model-head-dim", "model.head_dim") { $0.content.model.headDim = 3 },
    manifest("model-head-product", "model.head_dim") { $0.content.model.headCount = 4 },
    manifest("model-feed-forward-size", "model.feed_forward_size") {
      $0.content.model.feedForwardSize = 1 << 40
    },
    manifest("model-rotary-base", "model.rotary_base") {
      $0.content.model.positions = .rotary(RotaryPositions(base: .nan))
    },
    manifest("model-rotary-divisor-zero", "model.rotary_divisor") {
      $0.content.model.positions = .rotary(RotaryPositions(base: 10000, divisor: 0))
    },
    manifest("model-rotary-divisor-nan", "model.rotary_divisor") {
      $0.content.model.positions = .rotary(RotaryPositions(base: 10000, divisor: .nan))
    },
    manifest("model-rotary-scaling-factor", "model.rotary_scaling_factor") {
      $0.content.model.positions = .rotary(scaled(factor: 0.5, trainedCount: 128))
    },
    manifest("model-rotary-scaling-infinite", "model.rotary_scaling_factor") {
      $0.content.model.positions = .rotary(scaled(factor: .infinity, trainedCount: 128))
    },
    manifest("model-rotary-trained-count", "model.rotary_trained_count") {
      $0.content.model.positions = .rotary(scaled(factor: 2, trainedCount: 0))
    },
    manifest("model-rotary-scaled-pairs", "model.head_dim") {
      $0.content.model.positions = .rotary(scaled(factor: 2, trainedCount: 128))
    },
    manifest("model-gated-experts", "model.is_gated") { $0.content.model.isGated = true },
    manifest("model-plain-silu", "model.activation") { $0.content.model.activation = .silu },
    manifest("model-position-row-count", "model.position_row_count") {
      $0.content.model.positions = .absolute(rowCount: 0, offset: 0)
    },
    manifest("model-position-offset", "model.position_offset") {
      $0.content.model.positions = .absolute(rowCount: 600, offset: 600)
    },
    manifest("model-token-type-count", "model.token_type_count") {
      $0.content.model.tokenTypeCount = 1 << 40
    },
    manifest("model-layer-norm-epsilon", "model.layer_norm_epsilon") {
      $0.content.model.layerNormEpsilon = 0
    },
    manifest("model-expert-layers", "model.expert_layers") {
      $0.content.model.expertLayers = [true]
    },
    manifest("model-expert-count", "model.expert_count") { $0.content.model.expertCount = 0 },
    manifest("model-experts-per-token", "model.experts_per_token") {
      $0.content.model.expertsPerToken = 3
    },
    manifest("model-experts-without-layer", "model.expert_count") {
      $0.content.model.expertLayers = [false, false]
    },
    manifest("sentence-maximum-token-count", "sentence.maximum_token_count") {
      $0.content.sentence.maximumTokenCount = 0
    },
    manifest("sentence-longer-than-positions", "sentence.maximum_token_count") {
      $0.content.model.positions = .absolute(rowCount: 513, offset: 2)
    },
    manifest("sentence-prompt-name", "sentence.prompts[1].name") {
      $0.content.sentence.prompts[1].name = ""
    },
    manifest("sentence-prompt-twice", "sentence.prompts[1].name") {
      $0.content.sentence.prompts[1].name = "query"
    },
    manifest("sentence-prompt-long", "sentence.prompts[0].text") {
      $0.content.sentence.prompts[0].text = String(repeating: "a", count: 65537)
    },
    manifest("sentence-default-prompt", "sentence.default_prompt_name") {
      $0.content.sentence.defaultPromptName = "other"
    },
    manifest("sentence-no-dimensions", "sentence.dimensions") {
      $0.content.sentence.dimensions = []
    },
    manifest("sentence-first-dimension", "sentence.dimensions") {
      $0.content.sentence.dimensions = [2]
    },
    manifest("sentence-rising-dimensions", "sentence.dimensions[2]") {
      $0.content.sentence.dimensions = [4, 2, 2]
    },
    manifest("sentence-similarity", "sentence.similarity") {
      $0.content.sentence.similarity = "hamming"
    },
    manifest("tokenizer-vocabulary-size", "tokenizer.vocabulary_size") {
      $0.content.tokenizer?.vocabularySize = 8
    },
    manifest("tokenizer-unknown-id", "tokenizer.unknown_id") {
      $0.content.tokenizer?.unknownID = 7
    },
    manifest("tokenizer-begin-id", "tokenizer.begin_id") { $0.content.tokenizer?.beginID = 7 },
    manifest("tokenizer-end-id", "tokenizer.end_id") { $0.content.tokenizer?.endID = 7 },
    manifest("tokenizer-pad-id", "tokenizer.pad_id") { $0.content.tokenizer?.padID = 7 },
    manifest("tokenizer-unknown-score", "tokenizer.unknown_score") {
      $0.content.tokenizer?.kind = .unigram(pipeline: .wordwise, unknownScore: -.infinity)
    },
    manifest("tokenizer-added-id", "tokenizer.added_tokens[1].id") {
      $0.content.tokenizer?.addedTokens[1].id = 7
    },
    manifest("tokenizer-added-empty", "tokenizer.added_tokens[1].content") {
      $0.content.tokenizer?.addedTokens[1].content = ""
    },
    manifest("tokenizer-added-twice", "tokenizer.added_tokens[1].content") {
      $0.content.tokenizer?.addedTokens[1].content = "<s>"
    },
    manifest("tokenizer-prefix-id", "tokenizer.prefix_ids[0]") {
      $0.content.tokenizer?.prefixIDs = [7]
    },
    manifest("tokenizer-suffix-id", "tokenizer.suffix_ids[0]") {
      $0.content.tokenizer?.suffixIDs = [7]
    },
    manifest("tokenizer-no-room", "tokenizer.prefix_ids") {
      $0.content.sentence.maximumTokenCount = 1
    },
  ]

  static let tableCases: [BadFile] = [
    manifest("tensors-none", "tensors.count") { $0.tensors = [] },
    manifest("tensor-name", "tensors[0].name") { $0.tensors[0].declaration.name = "A" },
    manifest("tensor-name-long", "tensors[0].name") {
      $0.tensors[0].declaration.name = String(repeating: "a", count: 129)
    },
    manifest("tensor-name-twice", "tensors[2].name") {
      $0.tensors[2].declaration.name = "layers.0.ffn.up.weight"
    },
    manifest("tensor-shape-empty", "tensors[0].shape") { $0.tensors[0].declaration.shape = [] },
    manifest("tensor-shape-zero", "tensors[1].shape") {
      $0.tensors[1].declaration.shape = [0, 32]
    },
    manifest("tensor-shape-wraps", "tensors[1].shape") {
      $0.tensors[1].declaration.shape = [1 << 32, 1 << 32]
    },
    manifest("tensor-shape-large", "tensors[0].byte_count") {
      $0.tensors[0].declaration.shape = [Int(Int32.max), Int(Int32.max) / 4]
    },
    manifest("tensor-shape-rank", "tensors[0].shape") {
      $0.tensors[0].declaration.shape = [1, 1, 4]
    },
    manifest("tensor-int4-width", "tensors[1].shape") {
      $0.tensors[1].declaration.shape = [3, 24]
    },
    manifest("tensor-int8-width", "tensors[2].shape") { $0.tensors[2].declaration.shape = [4, 6] },
    manifest("tensor-int8-wide", "tensors[2].shape") {
      $0.tensors[2].declaration.shape = [4, 65540]
    },
    manifest("tensor-rotation", "tensors[1].rotation") { $0.tensors[1].declaration.rotation = 3 },
    manifest("tensor-rotation-zero", "tensors[1].rotation") {
      $0.tensors[1].declaration.rotation = 0
    },
    manifest("tensor-rotation-divides", "tensors[1].rotation") {
      $0.tensors[1].declaration.rotation = 64
    },
    manifest("tensor-rotation-of-floats", "tensors[0].rotation") {
      $0.tensors[0].declaration.rotation = 2
    },
    manifest("tensor-stored-width", "tensors[2].stored_width", of: PaddedInputs.bytes) {
      $0.tensors[2].declaration.storedWidth = 100
    },
    manifest("tensor-stored-width-unneeded", "tensors[1].shape") {
      $0.tensors[1].declaration.storedWidth = 64
    },
    manifest("tensor-stored-width-of-floats", "tensors[0].shape") {
      $0.tensors[0].declaration.storedWidth = 32
    },
    manifest("tensor-stored-width-of-words", "tensors[3].stored_width") {
      $0.tensors[3].declaration.storedWidth = 32
    },
    manifest("tensor-stored-width-rotation", "tensors[2].rotation", of: PaddedInputs.bytes) {
      $0.tensors[2].declaration.rotation = 64
    },
    manifest("tensor-offset-hole", "tensors[1].offset") { $0.tensors[1].offset += 64 },
    manifest("tensor-offset-overlap", "tensors[1].offset") { $0.tensors[1].offset = 64 },
    manifest("tensor-offset-huge", "tensors[1].offset") { $0.tensors[1].offset = .max },
    manifest("tensor-byte-count", "tensors[0].byte_count") { $0.tensors[0].byteCount += 1 },
    manifest("tensor-byte-count-huge", "tensors[0].byte_count") { $0.tensors[0].byteCount = .max },
    manifest("tensor-missing", "tensors[0].offset") { $0.tensors.remove(at: 0) },
    manifest("tensor-order", "tensors[1].offset") { $0.tensors.swapAt(1, 2) },
    manifest("tensor-checksum", "tensor 'embeddings.norm.weight'", whenVerified: true) {
      $0.tensors[0].checksum = Checksum(of: [9])
    },
    manifest("tensor-layer", "tensors[1].layer") { $0.tensors[1].declaration.layer = 1 },
    manifest("tensor-layer-missing", "tensors[1].layer") { $0.tensors[1].declaration.layer = nil },
    manifest("tensor-layer-over-model", "tensors[1].layer") {
      $0.tensors[1].declaration.name = "layers.2.ffn.up.weight"
      $0.tensors[1].declaration.layer = 2
    },
    manifest("tensor-expert", "tensors[1].expert") { $0.tensors[1].declaration.expert = 0 },
    manifest("tensor-expert-alignment", "tensors[0].offset") {
      $0.tensors[0].declaration.name = "layers.1.experts.0.up.weight"
      ($0.tensors[0].declaration.layer, $0.tensors[0].declaration.expert) = (1, 0)
    },
    manifest("tensor-plain-weight", "tensors[0].encoding") {
      $0.tensors[0].declaration.encoding = .u32
    },
    manifest("tokenizer-missing", "tensors[3].name") { $0.content.tokenizer = nil },
    manifest("tokenizer-table-missing", "tensors[3].name") {
      $0.tensors[3].declaration.name = "tokenizer.other"
    },
    manifest("tokenizer-table-encoding", "tensors[3].encoding") {
      $0.tensors[3].declaration.encoding = .f32
    },
    manifest("tokenizer-scores-shape", "tensors[4].shape") {
      $0.content.tokenizer?.vocabularySize = 4
    },
    manifest("parameter-count", "parameter_count") { $0.parameterCount += 1 },
    BadFile(name: "fingerprint", names: "fingerprint") {
      let base = try Small.bytes()
      var manifest = try Manifest.decode(
        ByteRegion(copying: manifestBytes(base)), minorVersion: 0, path: "a"
      ).manifest
      manifest.content.model.layerNormEpsilon = 2e-5
      return replacingManifest(base, ManifestEncoder.encode(manifest))
    },
  ]

  static let reportCases: [BadFile] = [
    manifest("source-name", "provenance.sources[0].name") {
      $0.content.provenance.sources[0].name = ""
    },
    manifest("source-path", "provenance.sources[0].name") {
      $0.content.provenance.sources[0].name = "/models/config.json"
    },
    manifest("source-twice", "provenance.sources[1].name") {
      $0.content.provenance.sources[1].name = "config.json"
    },
    manifest("repository-empty", "provenance.repository") {
      $0.content.provenance.repository = ""
    },
    manifest("tool-name", "provenance.tool_name") { $0.content.provenance.toolName = "" },
    manifest("tool-version", "provenance.tool_version") { $0.content.provenance.toolVersion = "" },
    manifest("option-key", "provenance.options[0].key") {
      $0.content.provenance.options[0].key = ""
    },
    manifest("option-twice", "provenance.options[1].key") {
      $0.content.provenance.options.append($0.content.provenance.options[0])
    },
    manifest("fidelity-count", "fidelity.count") { $0.content.fidelity?.count = 0 },
    manifest("fidelity-metric-name", "fidelity.metrics[0].name") {
      $0.content.fidelity?.metrics[0].name = "cosine mean"
    },
    manifest("fidelity-metric-nan", "fidelity.metrics[0].value") {
      $0.content.fidelity?.metrics[0].value = .nan
    },
    manifest("fidelity-metric-twice", "fidelity.metrics[1].name") {
      $0.content.fidelity?.metrics[1].name = "cosine.mean"
    },
    manifest("canary-contract", "canaries.kernel_contract") {
      $0.content.canaries?.kernelContract = 0
    },
    manifest("canary-vector-length", "canaries.canaries[0].vector") {
      $0.content.canaries?.canaries[0].vector.removeLast()
    },
    manifest("canary-vector-nan", "canaries.canaries[0].vector[1]") {
      $0.content.canaries?.canaries[0].vector[1] = .nan
    },
    manifest("canary-no-ids", "canaries.canaries[1].token_ids") {
      $0.content.canaries?.canaries[1].input = .tokenIDs([])
    },
    manifest("canary-token-id", "canaries.canaries[1].token_ids[1]") {
      $0.content.canaries?.canaries[1].input = .tokenIDs([0, 7])
    },
    manifest("canary-prompt", "canaries.canaries[0].prompt_name") {
      $0.content.canaries?.canaries[0].promptName = "other"
    },
    manifest("canary-prompt-beside-ids", "canaries.canaries[1].prompt_name") {
      $0.content.canaries?.canaries[1].promptName = "query"
    },
  ]
}
