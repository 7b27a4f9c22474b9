import Model
import CrestFormat
import Inference
import Kernels

extension Pruner {
  /// The canaries of the result, and how many of them prove that nothing changed.
  struct Canaries {
    var stored: ManifestCanaries
    var equalCount = 0
  }

  /// Runs the pruned file on the original's canaries; those that lose no piece must give its bits.
  ///
  /// `nil` if the original has none.
  func canaries(
    of file: CrestFile, in pruned: CrestFile
  ) throws(PruningError) -> Canaries? {
    guard let old = file.manifest.canaries, var stored = plan.content.canaries else { return nil }
    let runs: [Run]
    do throws(InferenceError) {
      runs = try self.runs(old, stored, file, pruned)
    } catch {
      throw .inference(path: file.path, error)
    }
    stored.kernelContract = KernelSet.contractVersion
    var equalCount = 0
    for (index, run) in runs.enumerated() {
      stored.canaries[index].vector = run.vector
      guard let expected = run.expected else { continue }
      guard run.vector.map(\.bitPattern) == expected.map(\.bitPattern) else {
        throw .canary(path: file.path, index: index)
      }
      equalCount += 1
    }
    return Canaries(stored: stored, equalCount: equalCount)
  }

  /// What the pruned file gives for a canary, and what it must give if the canary loses no piece.
  private struct Run {
    let vector: [Float]
    let expected: [Float]?
  }

  private func runs(
    _ old: ManifestCanaries, _ new: ManifestCanaries, _ file: CrestFile, _ pruned: CrestFile
  ) throws(InferenceError) -> [Run] {
    var options = options
    options.releasesPages = true
    let before = try EmbeddingModel(file: file, options: options)
    let after = try EmbeddingModel(file: pruned, options: options)
    // Vectors of another arithmetic are no measure: the whole model runs once more.
    let isComparable = old.kernelContract == KernelSet.contractVersion
    var runs: [Run] = []
    for (canary, same) in zip(old.canaries, new.canaries) {
      let whole = try before.tokens(of: canary.input, promptName: canary.promptName)
      let tokens = try after.tokens(of: same.input, promptName: same.promptName)
      let losesNothing = tokens.map { plan.selection.keptIDs[Int($0)] } == whole.map(Int.init)
      let expected =
        isComparable || !losesNothing ? canary.vector : try before.embed(tokens: [whole])[0]
      runs.append(
        Run(
          vector: try after.embed(tokens: [tokens])[0], expected: losesNothing ? expected : nil))
    }
    return runs
  }
}
