import Base
import HuggingFace

extension Golden {
  /// Reads and checks a golden file.
  ///
  /// - Throws: `VerificationError` naming the tensor or metadata key, what was expected and found.
  public init(path: String) throws(VerificationError) {
    let file: GoldenFile
    do throws(HuggingFaceError) {
      file = GoldenFile(try SafetensorsFile(path: path))
    } catch {
      throw .safetensors(error)
    }
    try file.checkVersion()
    let embeddings = try file.rows("embeddings")
    let (count, width) = (embeddings.count, embeddings[0].count)
    let texts = try file.strings("texts", count: count)
    let inputIDs = try file.inputIDs(count: count)
    guard texts != nil || inputIDs != nil else { throw .noInput(path: path) }
    let pooled = file.has("pooled") ? try file.rows("pooled", shape: [count, width]) : nil
    self.init(
      path: path, embeddings: embeddings, pooled: pooled, texts: texts,
      languages: try file.strings("languages", count: count), prompt: file.prompt,
      inputIDs: inputIDs?.rows, routing: try file.routing(inputIDs),
      details: try file.details(count: count, lengths: inputIDs?.rows.map(\.count)))
  }
}
