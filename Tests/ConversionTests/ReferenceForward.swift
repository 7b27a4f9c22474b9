#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

import TestSupport

/// A second forward pass: plain loops in binary64 over HuggingFace's own tensors, written from the
/// published definitions and sharing nothing with the runtime.
struct ReferenceForward {
  /// What the loops must know beside the tensors.
  struct Sizes {
    var hidden: Int
    var heads: Int
    var layers: Int
    var epsilon: Double
    /// The base of rotary positions; `nil` for a position table.
    var rotaryBase: Double?
    var expertsPerToken = 2
    var poolsFirst = false
    var normalizes = true
  }

  let sizes: Sizes
  let isBert: Bool
  /// Whether attention has a bias for each distance.
  private var isMPNet: Bool { tensors[ReferenceForward.distances] != nil }
  private static let distances = "encoder.relative_attention_bias.weight"
  private let tensors: [String: (shape: [Int], values: [Double])]

  init(_ tensors: [StoredTensor], _ sizes: Sizes) {
    self.sizes = sizes
    isBert = tensors.contains { $0.name.hasPrefix("encoder.layer.") }
    let floats = tensors.filter { $0.type == "F32" }
    self.tensors = Dictionary(
      uniqueKeysWithValues: floats.map { ($0.name, ($0.shape, $0.floats.map { Double($0) })) })
  }

  /// The vector of one text.
  func vector(_ ids: [Int]) -> [Double] {
    var x = zip(ids, positions(ids)).map { id, position in embedding(id, position) }
    for layer in 0..<sizes.layers { x = block(layer, x) }
    let pooled =
      sizes.poolsFirst
      ? x[0] : (0..<sizes.hidden).map { i in x.reduce(0) { $0 + $1[i] } / Double(x.count) }
    guard sizes.normalizes else { return pooled }
    let length = max(1e-12, pooled.reduce(0) { $0 + $1 * $1 }.squareRoot())
    return pooled.map { $0 / length }
  }

  private func tensor(_ name: String) -> (shape: [Int], values: [Double]) {
    guard let tensor = tensors[name] else { preconditionFailure("no tensor \(name)") }
    return tensor
  }

  private func row(_ name: String, _ index: Int) -> [Double] {
    let width = sizes.hidden
    return Array(tensor(name).values[index * width..<(index + 1) * width])
  }

  /// 0, 1, 2 ...; MPNet counts from 2, gives padding, id 1, the row 1 and does not count it.
  private func positions(_ ids: [Int]) -> [Int] {
    guard isMPNet else { return Array(ids.indices) }
    var next = 2
    return ids.map { id in
      guard id != 1 else { return 1 }
      defer { next += 1 }
      return next
    }
  }

  /// The bias of a key `distance` tokens after its query.
  private func bias(_ head: Int, _ distance: Int) -> Double {
    guard isMPNet else { return 0 }
    let size = abs(distance)
    let growth = log(Double(max(size, 1)) / 8) / log(16.0) * 8
    let bucket = size < 8 ? size : min(15, 8 + Int(growth + 1e-9))
    return tensor(ReferenceForward.distances).values[
      (bucket + (distance > 0 ? 16 : 0)) * sizes.heads + head]
  }

  private func embedding(_ id: Int, _ position: Int) -> [Double] {
    var x = row("embeddings.word_embeddings.weight", id)
    if !isMPNet { x = add(x, row("embeddings.token_type_embeddings.weight", 0)) }
    if sizes.rotaryBase == nil {
      x = add(x, row("embeddings.position_embeddings.weight", position))
    }
    return norm(x, isBert ? "embeddings.LayerNorm" : "emb_ln")
  }

  private func block(_ layer: Int, _ x: [[Double]]) -> [[Double]] {
    let name = isBert ? "encoder.layer.\(layer)" : "encoder.layers.\(layer)"
    let attended = attention(name, x).map {
      linear(
        $0,
        "\(name).\(isMPNet ? "attention.attn.o" : isBert ? "attention.output.dense" : "attn.out_proj")"
      )
    }
    let first =
      isMPNet ? "attention.LayerNorm" : isBert ? "attention.output.LayerNorm" : "norm1"
    let y = zip(x, attended).map { norm(add($0, $1), "\(name).\(first)") }
    let second = isBert ? "output.LayerNorm" : "norm2"
    return y.map { norm(add($0, feedForward(name, $0)), "\(name).\(second)") }
  }

  private func attention(_ name: String, _ x: [[Double]]) -> [[Double]] {
    let (width, heads) = (sizes.hidden, sizes.heads)
    let dim = width / heads
    var qkv: [[[Double]]]
    if isBert {
      let parts =
        isMPNet ? ["attn.q", "attn.k", "attn.v"] : ["self.query", "self.key", "self.value"]
      qkv = parts.map { part in x.map { linear($0, "\(name).attention.\(part)") } }
    } else {
      let joined = x.map { linear($0, "\(name).attn.Wqkv") }
      qkv = (0..<3).map { part in joined.map { Array($0[part * width..<(part + 1) * width]) } }
    }
    if let base = sizes.rotaryBase {
      for part in 0..<2 {
        for position in x.indices { rotate(&qkv[part][position], position, base) }
      }
    }
    return x.indices.map { token in
      (0..<heads).flatMap { head -> [Double] in
        let range = head * dim..<(head + 1) * dim
        let scores = x.indices.map { other in
          range.reduce(0) { $0 + qkv[0][token][$1] * qkv[1][other][$1] } / Double(dim).squareRoot()
            + bias(head, other - token)
        }
        let weights = softmax(scores)
        return range.map { i in x.indices.reduce(0) { $0 + weights[$1] * qkv[2][$1][i] } }
      }
    }
  }

  /// Pairs (i, i + dim / 2) of each head turn by position x base^(-2i / dim).
  private func rotate(_ row: inout [Double], _ position: Int, _ base: Double) {
    let dim = sizes.hidden / sizes.heads
    for head in 0..<sizes.heads {
      for i in 0..<dim / 2 {
        let angle = Double(position) * pow(base, -2 * Double(i) / Double(dim))
        let (a, b) = (head * dim + i, head * dim + i + dim / 2)
        (row[a], row[b]) = (
          row[a] * cos(angle) - row[b] * sin(angle), row[b] * cos(angle) + row[a] * sin(angle)
        )
      }
    }
  }

  private func feedForward(_ name: String, _ x: [Double]) -> [Double] {
    if isBert {
      return linear(linear(x, "\(name).intermediate.dense").map(gelu), "\(name).output.dense")
    }
    guard tensors["\(name).mlp.router.layer.weight"] != nil else {
      return linear(linear(x, "\(name).mlp.fc1").map(gelu), "\(name).mlp.fc2")
    }
    let router = tensor("\(name).mlp.router.layer.weight")
    let weights = softmax(product(x, router.values[...], rows: router.shape[0]))
    let chosen = weights.indices.sorted { weights[$0] > weights[$1] }.prefix(sizes.expertsPerToken)
    let (up, down) = (tensor("\(name).mlp.experts.mlp.w1"), tensor("\(name).mlp.experts.mlp.w2"))
    let inner = up.shape[0] / router.shape[0]
    var y = tensor("\(name).mlp.experts.bias").values
    for expert in chosen {
      let first = expert * inner * sizes.hidden
      let range = first..<first + inner * sizes.hidden
      let activated = product(x, up.values[range], rows: inner).map(gelu)
      for (f, a) in activated.enumerated() {
        for i in y.indices {
          y[i] += weights[expert] * a * down.values[first + f * sizes.hidden + i]
        }
      }
    }
    return y
  }

  private func linear(_ x: [Double], _ name: String) -> [Double] {
    let weight = tensor("\(name).weight")
    return add(product(x, weight.values[...], rows: weight.shape[0]), tensor("\(name).bias").values)
  }

  private func product(_ x: [Double], _ weight: ArraySlice<Double>, rows: Int) -> [Double] {
    (0..<rows).map { row in
      let first = weight.startIndex + row * x.count
      return x.indices.reduce(0) { $0 + x[$1] * weight[first + $1] }
    }
  }

  private func norm(_ x: [Double], _ name: String) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let scale = 1 / (variance + sizes.epsilon).squareRoot()
    let (weight, bias) = (tensor("\(name).weight").values, tensor("\(name).bias").values)
    return x.indices.map { (x[$0] - mean) * scale * weight[$0] + bias[$0] }
  }

  private func softmax(_ scores: [Double]) -> [Double] {
    let largest = scores.max() ?? 0
    let powers = scores.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private func gelu(_ x: Double) -> Double { x / 2 * (1 + erf(x / 2.0.squareRoot())) }

  private func add(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 + $1 } }
}
