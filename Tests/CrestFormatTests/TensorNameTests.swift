import CrestFormat
import Model
import Testing

@Suite struct TensorNameTests {
  static let modules: [TensorName.Module] = {
    var modules: [TensorName.Module] = [
      .tokenEmbedding, .positionEmbedding, .relativePositions, .typeEmbedding, .embeddingNorm,
      .sparseHead, .colbertHead,
    ]
    for part in TensorName.LayerModule.allCases {
      for layer in [0, 7, 123] { modules.append(.layer(layer, part)) }
    }
    for part in TensorName.ExpertModule.allCases {
      modules.append(.expert(layer: 11, 3, part))
    }
    return modules
  }()

  @Test(arguments: modules)
  func `a name is the text it came from`(module: TensorName.Module) {
    for name in [TensorName.weight(module), .bias(module)] {
      #expect(TensorName(name.description) == name)
      let (layer, expert) = TensorName.owner(of: name.description)
      #expect(layer == name.layer && expert == name.expert)
      #expect(!TensorName.isTokenizer(name.description))
    }
  }

  @Test(arguments: TensorName.TokenizerTable.allCases)
  func `a tokenizer's table is the text it came from`(table: TensorName.TokenizerTable) {
    let name = TensorName.tokenizer(table)
    #expect(TensorName(name.description) == name)
    #expect(TensorName.isTokenizer(name.description))
    #expect(name.layer == nil && name.module == nil)
  }

  @Test func `names are spelt as files store them`() {
    #expect(TensorName.tokenEmbedding.description == "embeddings.token.weight")
    #expect(TensorName.weight(.layer(3, .up)).description == "layers.3.ffn.up.weight")
    #expect(TensorName.bias(.layer(1, .experts)).description == "layers.1.experts.bias")
    #expect(
      TensorName.weight(.expert(layer: 1, 5, .down)).description
        == "layers.1.experts.5.down.weight")
    #expect(TensorName.weight(.sparseHead).description == "heads.sparse.weight")
    #expect(TensorName.tokenizer(.trie).description == "tokenizer.trie")
  }

  @Test(arguments: [
    "", "weight", "embeddings.token", "embeddings.token.scale", "layers.0.weight",
    "layers.00.ffn.up.weight", "layers.x.ffn.up.weight", "layers.0.ffn.gate.weight",
    "layers.0.experts.1.weight", "layers.0.experts.01.up.weight", "layers.0.experts.1.mid.weight",
    "tokenizer.other", "tokenizer.trie.weight", "layers.12345678901.ffn.up.weight",
  ])
  func `a text that no tensor of the graph has is none`(text: String) {
    #expect(TensorName(text) == nil)
  }

  @Test func `a layer and an expert own names that the graph does not have`() {
    #expect(TensorName.owner(of: "layers.2.other") == (2, nil))
    #expect(TensorName.owner(of: "layers.2.experts.4.other.more") == (2, 4))
    #expect(TensorName.owner(of: "layers.2") == (nil, nil))
    #expect(TensorName.owner(of: "other.2.more") == (nil, nil))
  }
}
