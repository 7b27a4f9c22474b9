/// A small model of random weights as a HuggingFace folder, without a tokenizer.
package struct RandomModel: Sendable {
  /// The source layouts that there are.
  package enum Kind: String, Sendable, CaseIterable {
    /// `bert`: separate queries, keys and values, absolute positions, two token types.
    case bert
    /// `mpnet`: a bias for each distance.
    case mpnet
    /// `nomic_bert` with a position table and experts in the second layer.
    case nomicAbsolute
    /// `nomic_bert` with rotary positions and no experts.
    case nomicDense
  }

  /// The layout.
  package var kind: Kind
  /// Width of the stream.
  package var hidden = 64
  /// Attention heads.
  package var heads = 2
  /// Width inside the feed-forward or an expert.
  package var inner = 96
  /// Layers.
  package var layers = 2
  /// Rows of the token table.
  package var vocabulary = 64
  /// Positions.
  package var positions = 40
  /// Rows of the position table.
  package var positionRows: Int { kind == .mpnet ? positions + 2 : positions }
  /// Experts of an expert layer.
  package var experts = 4
  /// Whether the first token's state is the vector, not the mean.
  package var poolsFirst = false
  /// Whether vectors are normalised.
  package var normalizes = true
  /// Decides the weights.
  package var seed: UInt64 = 1

  /// A model with the sizes above.
  package init(_ kind: Kind) { self.kind = kind }

  /// Whether a layer has experts.
  package func hasExperts(_ layer: Int) -> Bool { kind == .nomicAbsolute && layer % 2 == 1 }

  /// The files of the folder but the weights.
  package var companions: [String: String] {
    let modules = ["", "1_Pooling", "2_Normalize"].prefix(normalizes ? 3 : 2).enumerated()
    let types = ["Transformer", "Pooling", "Normalize"]
    let list = modules.map { index, path in
      #"{"idx":\#(index),"name":"\#(index)","path":"\#(path)","#
        + #""type":"sentence_transformers.models.\#(types[index])"}"#
    }
    return [
      "config.json": config, "modules.json": "[\(list.joined(separator: ","))]",
      "1_Pooling/config.json":
        #"{"word_embedding_dimension":\#(hidden),"pooling_mode_cls_token":\#(poolsFirst),"#
        + #""pooling_mode_mean_tokens":\#(!poolsFirst)}"#,
    ]
  }

  /// The weights.
  package var tensors: [StoredTensor] {
    var source = RandomTensors(seed: seed)
    source.embeddings(self)
    for layer in 0..<layers { source.layer(layer, self) }
    return source.tensors
  }

  /// Writes the folder and returns its path.
  package func write(into folder: TemporaryFolder, as name: String = "random") throws -> String {
    for (file, text) in companions { try folder.write(text, to: "\(name)/\(file)") }
    try folder.write(tensors.file, to: "\(name)/model.safetensors")
    return folder.path(name)
  }

  private var config: String {
    guard kind == .bert || kind == .mpnet else {
      let experts =
        kind == .nomicAbsolute
        ? #","num_experts":\#(experts),"moe_top_k":2,"moe_every_n_layers":2,"#
          + #""moe_normalize_expert_weights":false"# : ""
      return #"{"model_type":"nomic_bert","architectures":["NomicBertModel"],"#
        + #""vocab_size":\#(vocabulary),"type_vocab_size":1,"n_layer":\#(layers),"n_head":\#(heads),"#
        + #""n_embd":\#(hidden),"n_inner":\#(inner),"n_positions":\#(positions),"#
        + #""activation_function":"gelu","layer_norm_epsilon":1e-05,"rotary_emb_base":1000,"#
        + #""rotary_emb_fraction":\#(kind == .nomicAbsolute ? "0.0" : "1.0"),"qkv_proj_bias":true,"#
        + #""mlp_fc1_bias":true,"mlp_fc2_bias":true,"scale_attn_weights":true\#(experts)}"#
    }
    let name = kind == .bert ? "Bert" : "MPNet"
    return
      #"{"model_type":"\#(kind.rawValue)","architectures":["\#(name)Model"],"vocab_size":\#(vocabulary),"#
      + #""type_vocab_size":2,"hidden_size":\#(hidden),"num_hidden_layers":\#(layers),"#
      + #""num_attention_heads":\#(heads),"intermediate_size":\#(inner),"#
      + #""max_position_embeddings":\#(positionRows),"layer_norm_eps":1e-12,"hidden_act":"gelu"}"#
  }
}

/// Draws the tensors of a random model.
private struct RandomTensors {
  var numbers: SeededNumbers
  var tensors: [StoredTensor] = []

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  mutating func matrix(_ name: String, _ rows: Int, _ columns: Int, spread: Float? = nil) {
    let spread = spread ?? 1 / Float(columns).squareRoot()
    tensors.append(
      StoredTensor(name, [rows, columns], numbers.normals(rows * columns, spread: spread)))
  }

  mutating func vector(_ name: String, _ count: Int, around centre: Float = 0) {
    tensors.append(
      StoredTensor(name, [count], numbers.normals(count, spread: 0.1).map { $0 + centre }))
  }

  mutating func linear(_ name: String, _ outputs: Int, _ inputs: Int) {
    matrix("\(name).weight", outputs, inputs)
    vector("\(name).bias", outputs)
  }

  mutating func norm(_ name: String, _ width: Int) {
    vector("\(name).weight", width, around: 1)
    vector("\(name).bias", width)
  }

  mutating func embeddings(_ model: RandomModel) {
    let isBert = model.kind == .bert || model.kind == .mpnet
    matrix("embeddings.word_embeddings.weight", model.vocabulary, model.hidden, spread: 1)
    if model.kind != .nomicDense {
      matrix("embeddings.position_embeddings.weight", model.positionRows, model.hidden, spread: 0.5)
    }
    if model.kind == .mpnet {
      matrix("encoder.relative_attention_bias.weight", 32, model.heads, spread: 1)
    } else {
      matrix(
        "embeddings.token_type_embeddings.weight", isBert ? 2 : 1, model.hidden, spread: 0.2)
    }
    norm(isBert ? "embeddings.LayerNorm" : "emb_ln", model.hidden)
    guard isBert else { return }
    linear("pooler.dense", model.hidden, model.hidden)
    tensors.append(
      StoredTensor(
        name: "embeddings.position_ids", type: "I64", shape: [1, model.positionRows],
        bytes: [UInt8](repeating: 0, count: model.positionRows * 8)))
  }

  mutating func layer(_ index: Int, _ model: RandomModel) {
    let (hidden, inner) = (model.hidden, model.inner)
    if model.kind == .bert || model.kind == .mpnet {
      let block = "encoder.layer.\(index)"
      let isBert = model.kind == .bert
      for part in isBert
        ? ["self.query", "self.key", "self.value"] : ["attn.q", "attn.k", "attn.v"]
      {
        linear("\(block).attention.\(part)", hidden, hidden)
      }
      linear("\(block).attention.\(isBert ? "output.dense" : "attn.o")", hidden, hidden)
      norm("\(block).attention.\(isBert ? "output.LayerNorm" : "LayerNorm")", hidden)
      linear("\(block).intermediate.dense", inner, hidden)
      linear("\(block).output.dense", hidden, inner)
      norm("\(block).output.LayerNorm", hidden)
      return
    }
    let block = "encoder.layers.\(index)"
    linear("\(block).attn.Wqkv", 3 * hidden, hidden)
    linear("\(block).attn.out_proj", hidden, hidden)
    norm("\(block).norm1", hidden)
    if model.hasExperts(index) {
      matrix("\(block).mlp.router.layer.weight", model.experts, hidden, spread: 0.5)
      matrix("\(block).mlp.experts.mlp.w1", model.experts * inner, hidden)
      matrix("\(block).mlp.experts.mlp.w2", model.experts * inner, hidden)
      vector("\(block).mlp.experts.bias", hidden)
    } else {
      linear("\(block).mlp.fc1", inner, hidden)
      linear("\(block).mlp.fc2", hidden, inner)
    }
    norm("\(block).norm2", hidden)
  }
}
