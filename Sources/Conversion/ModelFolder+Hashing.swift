import HuggingFace
import Kernels
import Synchronization
import Tokenization

extension ModelFolder {
  /// The tokenizer, compiled while another thread begins the checksum of the first of the safetensors.
  ///
  /// An error of the weights is left to whoever finishes the checksum.
  func tokenizer(
    hashing files: [SourceFile]
  ) throws(ConversionError) -> (model: TokenizerModel, name: String) {
    let isCompiled = Atomic<Bool>(false)
    let compiled = Mutex<Result<(model: TokenizerModel, name: String), ConversionError>?>(nil)
    WorkerPool(threadCount: 2).run(2) { task in
      if task == 0 {
        let result = Result { () throws(ConversionError) in try tokenizer() }
        compiled.withLock { $0 = result }
        isCompiled.store(true, ordering: .relaxed)
      } else {
        guard case .shard(let file) = files.first else { return }
        try? file.hashAhead { !isCompiled.load(ordering: .relaxed) }
      }
    }
    guard let result = compiled.withLock({ $0 }) else {
      preconditionFailure("the pool ran every task")
    }
    return try result.get()
  }
}
