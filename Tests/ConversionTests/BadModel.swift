import Conversion
import TestSupport

/// A model folder that must be refused: `Golden/Bad/models/<name>/`.
struct BadModel: Sendable {
  let name: String
  /// What the error's text must contain: the file, and the field or tensor with what was found.
  let names: [String]
  /// Whether the tokenizer is asked for.
  var includesTokenizer = false
  /// The files of the folder.
  let files: @Sendable () -> [String: [UInt8]]

  /// One layer, width 32.
  static let dense: RandomModel = {
    var model = RandomModel(.bert)
    (model.hidden, model.heads, model.inner, model.layers) = (32, 1, 32, 1)
    (model.vocabulary, model.positions) = (8, 4)
    return model
  }()

  /// Two layers, the second with two experts.
  static let experts: RandomModel = {
    var model = RandomModel(.nomicAbsolute)
    (model.hidden, model.heads, model.inner, model.experts) = (32, 1, 32, 2)
    (model.vocabulary, model.positions) = (8, 4)
    return model
  }()

  static func files(_ model: RandomModel, tensors: [StoredTensor]? = nil) -> [String: [UInt8]] {
    var files = model.companions.mapValues { Array($0.utf8) }
    files["model.safetensors"] = (tensors ?? model.tensors).file
    return files
  }

  /// A model with changed tensors.
  static func tensors(
    _ name: String, _ names: [String], of model: RandomModel = dense,
    _ change: @escaping @Sendable ([StoredTensor]) -> [StoredTensor]
  ) -> BadModel {
    BadModel(name: name, names: ["model.safetensors"] + names) {
      files(model, tensors: change(model.tensors))
    }
  }

  /// A model with another config.json.
  static func config(
    _ name: String, _ names: [String], of model: RandomModel = dense, replacing old: String,
    with new: String
  ) -> BadModel {
    BadModel(name: name, names: names) {
      var files = BadModel.files(model)
      let text = model.companions["config.json"] ?? ""
      precondition(text.contains(old), "no \(old) in \(text)")
      files["config.json"] = Array(text.replacing(old, with: new).utf8)
      return files
    }
  }

  static let broken: [BadModel] = [
    BadModel(name: "config-missing", names: ["config.json", "no such file"]) {
      var files = BadModel.files(dense)
      files["config.json"] = nil
      return files
    },
    BadModel(name: "config-cut", names: ["config.json"]) {
      var files = BadModel.files(dense)
      files["config.json"]?.removeLast(20)
      return files
    },
    config(
      "config-key-unknown", ["config.json", "use_swiglu", "unknown"],
      replacing: #""hidden_act""#, with: #""use_swiglu":true,"hidden_act""#),
    config(
      "config-key-missing", ["config.json", "moe_top_k"], of: experts,
      replacing: #""moe_top_k":2,"#, with: ""),
    config(
      "config-key-nan", ["config.json", "layer_norm_eps", "found nan"], replacing: "1e-12",
      with: "NaN"),
    config(
      "config-key-layers", ["config.json", "per_layer_config", "expected null"],
      replacing: #""hidden_act""#, with: #""per_layer_config":{"0":{}},"hidden_act""#),
    config(
      "config-key-weights", ["config.json", "transformers_weights", "expected null"],
      replacing: #""hidden_act""#, with: #""transformers_weights":"a.safetensors","hidden_act""#),
    config(
      "config-key-contradicts", ["config.json", "embedding_size", "32 as in hidden_size", "16"],
      replacing: #""hidden_act""#, with: #""embedding_size":16,"hidden_act""#),
    BadModel(
      name: "adapter", names: ["adapter_config.json", "(LORA)", "merge_and_unload"]
    ) {
      var files = BadModel.files(dense)
      files["adapter_config.json"] = Array(#"{"peft_type":"LORA","r":8}"#.utf8)
      return files
    },
    BadModel(
      name: "adapter-alone", names: ["adapter_config.json", "an adapter,", "merge_and_unload"]
    ) { ["adapter_config.json": Array("{}".utf8)] },
    BadModel(
      name: "module-path-outside", names: ["modules.json: [0].path", "inside", "\"../0\""]
    ) {
      [
        "modules.json": Array(
          #"[{"idx":0,"path":"../0","type":"sentence_transformers.models.Transformer"}]"#.utf8)
      ]
    },
    BadModel(
      name: "weights-distributed",
      names: ["shard-00001-model-00001-of-00002.safetensors", "distributed", "save_pretrained"]
    ) {
      var files = BadModel.files(dense)
      files["shard-00001-model-00001-of-00002.safetensors"] = [0]
      return files
    },
    BadModel(
      name: "weights-bin-shard-missing",
      names: ["pytorch_model.bin.index.json", "'b.bin'", "no such file"]
    ) {
      var files = BadModel.files(dense)
      files["model.safetensors"] = nil
      files["pytorch_model.bin.index.json"] = Array(
        #"{"metadata":{},"weight_map":{"a":"b.bin"}}"#.utf8)
      return files
    },
    config(
      "config-architecture",
      [
        "config.json", "deberta",
        "nomic_bert, bert, xlm-roberta, roberta, camembert, distilbert, mpnet, new, gte",
      ],
      replacing: #""bert","architectures":["BertModel"]"#,
      with: #""deberta","architectures":["DebertaModel"]"#),
    config(
      "config-activation", ["config.json", "hidden_act", "gelu_new"], replacing: #""gelu""#,
      with: #""gelu_new""#),
    BadModel(
      name: "tokenizer-missing",
      names: ["tokenizer.json", "sentencepiece.bpe.model", "vocab.txt", "none"],
      includesTokenizer: true
    ) { files(dense) },
    BadModel(
      name: "tokenizer-cut", names: ["tokenizer.json"], includesTokenizer: true
    ) {
      var files = BadModel.files(dense)
      files["tokenizer.json"] = Array(#"{"version":"1.0","model":{"type":"Uni"#.utf8)
      return files
    },
    BadModel(name: "weights-missing", names: ["model.safetensors"]) {
      var files = BadModel.files(dense)
      files["model.safetensors"] = nil
      return files
    },
    tensors("tensor-missing", ["missing encoder.layer.0.output.dense.bias", "unexpected none"]) {
      $0.removing("encoder.layer.0.output.dense.bias")
    },
    tensors(
      "tensor-unexpected",
      ["missing none", "unexpected encoder.layer.0.attention.self.distance_embedding.weight"]
    ) {
      $0 + [
        StoredTensor(
          "encoder.layer.0.attention.self.distance_embedding.weight", [7, 32],
          [Float](repeating: 0, count: 7 * 32))
      ]
    },
    tensors("tensor-shape", ["'embeddings.LayerNorm.weight'", "[32]", "[2, 16]"]) {
      $0.changing("embeddings.LayerNorm.weight") { tensor in
        StoredTensor(tensor.name, [2, 16], tensor.floats)
      }
    },
    tensors("tensor-type", ["'embeddings.LayerNorm.bias'", "F32, F16 or BF16", "I32"]) {
      $0.changing("embeddings.LayerNorm.bias") { tensor in
        StoredTensor(name: tensor.name, type: "I32", shape: tensor.shape, bytes: tensor.bytes)
      }
    },
    tensors("weight-nan", ["'encoder.layer.0.intermediate.dense.weight', element 333", "nan"]) {
      $0.changing("encoder.layer.0.intermediate.dense.weight") { $0.setting(333, to: .nan) }
    },
    tensors("weight-infinite", ["'embeddings.word_embeddings.weight', element 255", "-inf"]) {
      $0.changing("embeddings.word_embeddings.weight") { $0.setting(255, to: -.infinity) }
    },
    tensors(
      "weight-nan-expert", ["'encoder.layers.1.mlp.experts.mlp.w2', element 1030", "nan"],
      of: experts
    ) { $0.changing("encoder.layers.1.mlp.experts.mlp.w2") { $0.setting(1030, to: .nan) } },
    config(
      "experts-more-in-config",
      ["'encoder.layers.1.mlp.experts.mlp.w1'", "[96, 32]", "[64, 32]"], of: experts,
      replacing: #""num_experts":2"#, with: #""num_experts":3"#),
    tensors(
      "experts-fewer-in-router",
      ["'encoder.layers.1.mlp.router.layer.weight'", "[2, 32]", "[1, 32]"],
      of: experts
    ) {
      $0.changing("encoder.layers.1.mlp.router.layer.weight") { tensor in
        StoredTensor(tensor.name, [1, 32], Array(tensor.floats.prefix(32)))
      }
    },
  ]
}
