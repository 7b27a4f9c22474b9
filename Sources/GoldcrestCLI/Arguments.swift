/// The process's arguments, as text.
enum Arguments {
  /// All arguments after the program's name.
  ///
  /// - Throws: `CommandLineError.invalidUTF8`: `CommandLine.arguments` would mend a broken text
  ///   silently, and the vector would be that of another text.
  static func checked() throws(CommandLineError) -> [String] {
    let count = Int(CommandLine.argc)
    var arguments: [String] = []
    for index in 1..<max(1, count) {
      guard let pointer = unsafe CommandLine.unsafeArgv[index] else { break }
      let bytes = unsafe UnsafeBufferPointer(start: pointer, count: lengthOfText(pointer))
      let text = unsafe bytes.map { UInt8(bitPattern: $0) }
      arguments.append(try UTF8Check.string(text, place: "argument \(index)"))
    }
    return arguments
  }

  private static func lengthOfText(_ pointer: UnsafeMutablePointer<CChar>) -> Int {
    var count = 0
    while unsafe pointer[count] != 0 { count += 1 }
    return count
  }
}
