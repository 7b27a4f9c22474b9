import Model
package import CrestFormat
package import Inference
package import Tokenization

/// Why a vocabulary could not be pruned.
package enum PruningError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file was refused, or the result could not be written.
  case crest(CrestError)
  /// The file, or the result, could not be run.
  case inference(path: String, InferenceError)
  /// The stored tokenizer is broken.
  case tokenizer(path: String, TokenizationError)
  /// The file takes token ids only.
  case noTokenizer(path: String)
  /// The file lacks the table that would be cut.
  case noTokenEmbedding(path: String)
  /// The file has been pruned already; `found` says to what.
  case alreadyPruned(path: String, found: String)
  /// The tokenizer merges bytes; which pieces a text needs on the way is not known from its tokens.
  case bytePairs(path: String)
  /// The result is no longer wanted.
  case cancelled
  /// A canary that loses no piece gives another vector than before.
  case canary(path: String, index: Int)

  /// One line for a person.
  package var description: String {
    switch self {
    case .crest(let error): error.description
    case .inference(let path, let error): error.namesFile ? "\(error)" : "\(path): \(error)"
    case .tokenizer(let path, let error): "\(path): \(error)"
    case .noTokenizer(let path):
      "\(path): expected a model with a tokenizer to prune, found one that accepts token ids only"
    case .noTokenEmbedding(let path):
      "\(path): expected the tensor '\(TensorName.tokenEmbedding)', found none"
    case .alreadyPruned(let path, let found):
      "\(path): expected a model with its whole vocabulary, found one pruned to \(found)"
    case .bytePairs(let path):
      "\(path): expected a Unigram or WordPiece tokenizer to prune, found byte-level BPE, whose "
        + "merges need more pieces than texts show"
    case .cancelled: "cancelled"
    case .canary(let path, let index):
      "\(path): canary \(index): expected the vector of the whole model, found another"
    }
  }
}
