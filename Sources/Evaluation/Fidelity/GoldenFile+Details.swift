import Model
import HuggingFace

extension GoldenFile {
  /// All `hidden.I` and `router_prob.I`, by I.
  func details(count: Int, lengths: [Int]?) throws(VerificationError) -> [Int: GoldenDetail] {
    var details: [Int: GoldenDetail] = [:]
    for tensor in file.tensors {
      for prefix in ["hidden.", "router_prob."] where tensor.name.hasPrefix(prefix) {
        guard let index = Int(tensor.name.dropFirst(prefix.count)), (0..<count).contains(index),
          tensor.name == prefix + String(index)
        else {
          throw .detail(
            path: path, tensor: tensor.name, expected: "the index of a text, 0 to \(count - 1),")
        }
        let entry = try entry(tensor.name, [.f32])
        let length = lengths.map { $0[index] }
        guard entry.shape.count == 3, entry.elementCount > 0,
          length == nil || entry.shape[1] == length
        else {
          throw .shape(
            path: path, tensor: entry.name,
            expected: "[layers, \(length.map(String.init) ?? "tokens"), width]",
            found: entry.shape)
        }
        let values = try floats(entry)
        if prefix == "hidden." {
          details[index, default: GoldenDetail()].store(
            hidden: try region(of: entry), shape: entry.shape)
        } else {
          details[index, default: GoldenDetail()].routerProbabilities = values
          details[index, default: GoldenDetail()].routerShape = entry.shape
        }
      }
    }
    return details
  }
}
