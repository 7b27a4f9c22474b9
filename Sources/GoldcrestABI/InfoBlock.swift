import Base
import CGoldcrest
import CInterface
import Inference
import Kernels
import Model

/// What there is to know of a model, in one block of C's memory.
struct InfoBlock {
  // Safety: every pointer is one to a part of the block, whose size the parts were added up to.
  private var parts = MemoryBlock()

  /// The structure, which `free` frees.
  static func allocated(
    for model: EmbeddingModel
  ) throws(CallFailure) -> UnsafeMutablePointer<goldcrest_info> {
    var block = InfoBlock()
    return try unsafe block.allocated(for: model)
  }

  private mutating func allocated(
    for model: EmbeddingModel
  ) throws(CallFailure) -> UnsafeMutablePointer<goldcrest_info> {
    let (sentence, heads) = (model.sentence, model.configuration.heads)
    _ = unsafe parts.reserve(goldcrest_info.self)
    let prompts = unsafe parts.reserve(
      goldcrest_prompt.self, count: sentence.prompts.count)
    let dimensions = parts.append(sentence.dimensions.map { Int32(clamping: $0) })
    let texts = sentence.prompts.map { (name: parts.append($0.name), text: parts.append($0.text)) }
    let defaultName = sentence.defaultPromptName.map { parts.append($0) }
    let fingerprint = parts.append(model.fingerprint?.description ?? "")
    let kernel = parts.append(model.options.kernels.name)
    let similarity = parts.append(sentence.similarity)

    let base = try unsafe parts.allocated()
    func text(_ offset: Int) -> UnsafePointer<CChar> {
      unsafe UnsafePointer((base + offset).assumingMemoryBound(to: CChar.self))
    }
    let prompt = unsafe (base + prompts).assumingMemoryBound(to: goldcrest_prompt.self)
    for (index, offsets) in texts.enumerated() {
      unsafe prompt[index] = goldcrest_prompt(name: text(offsets.name), text: text(offsets.text))
    }
    let info = unsafe base.assumingMemoryBound(to: goldcrest_info.self)
    unsafe info.pointee.dimension = Int32(clamping: sentence.usualSize)
    unsafe info.pointee.dimensions = UnsafePointer(
      (base + dimensions).assumingMemoryBound(to: Int32.self))
    unsafe info.pointee.dimension_count = Int32(clamping: sentence.dimensions.count)
    unsafe info.pointee.maximum_token_count = Int32(clamping: sentence.maximumTokenCount)
    unsafe info.pointee.colbert_dimension =
      heads.colbert ? Int32(clamping: model.configuration.hiddenSize) : 0
    unsafe info.pointee.outputs = UInt32(
      (heads.sparse ? GOLDCREST_SPARSE : 0) | (heads.colbert ? GOLDCREST_COLBERT : 0))
    unsafe info.pointee.normalizes = sentence.normalizes ? 1 : 0
    unsafe info.pointee.has_tokenizer = model.tokenizer == nil ? 0 : 1
    unsafe info.pointee.thread_count = Int32(clamping: model.options.threadCount)
    unsafe info.pointee.prompt_count = Int32(clamping: sentence.prompts.count)
    unsafe info.pointee.prompts = UnsafePointer(prompt)
    unsafe info.pointee.default_prompt_name = defaultName.map { unsafe text($0) }
    unsafe info.pointee.fingerprint = text(fingerprint)
    unsafe info.pointee.kernel = text(kernel)
    unsafe info.pointee.similarity = text(similarity)
    return unsafe info
  }
}
