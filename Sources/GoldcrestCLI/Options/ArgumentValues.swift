import Architectures
import ArgumentParser
import Tensors
import Tokenization

extension QuantizationScheme: @retroactive ExpressibleByArgument {
  /// Reads a name in any case, or an alias.
  public init?(argument: String) { self.init(name: argument) }
}

extension Pooling: @retroactive ExpressibleByArgument {}

extension OverflowPolicy: @retroactive ExpressibleByArgument {}

/// Numbers between commas, such as `768,256`.
struct NumberList: ExpressibleByArgument {
  let values: [Int]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = words.compactMap { Int($0) }
    guard values.count == words.count, values.allSatisfy({ $0 > 0 }) else { return nil }
    self.values = values
  }
}
