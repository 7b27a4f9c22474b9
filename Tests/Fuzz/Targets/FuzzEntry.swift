import Base
import Dispatch

/// What `Tests/Fuzz/Main` calls.
///
/// The environment names the target, as libFuzzer takes no options of ours.
enum FuzzEntry {
  static let target: FuzzTarget = {
    guard let name = variable("GOLDCREST_FUZZ_TARGET") else {
      preconditionFailure("GOLDCREST_FUZZ_TARGET is not set")
    }
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      preconditionFailure(
        "no target '\(name)'; there are: \(FuzzTarget.all.map(\.name).joined(separator: " "))")
    }
    return target
  }()

  // Safety: used by libFuzzer's one thread.
  nonisolated(unsafe) static let body: FuzzBody = {
    do { return try target.prepare() } catch { preconditionFailure("\(target.name): \(error)") }
  }()

  static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  static func run(_ input: [UInt8]) {
    switch unsafe body {
    case .plain(let body): body(input)
    case .waiting(let body):
      let done = DispatchSemaphore(value: 0)
      Task {
        await body(input)
        done.signal()
      }
      done.wait()
    }
  }

  /// Writes a target's seeds into a folder, and its words as a dictionary of libFuzzer.
  static func writeSeeds(to folder: String) throws {
    for (index, seed) in try target.seeds().enumerated() {
      try FuzzFile.write(seed, to: "\(folder)/seed-\(index)")
    }
    let lines = target.words.map { word in
      let text = word.map { byte in
        let digits = String(byte, radix: 16)
        return "\\x\(digits.count == 1 ? "0" : "")\(digits)"
      }
      return "\"\(text.joined())\"\n"
    }
    try FuzzFile.write(Array(lines.joined().utf8), to: "\(folder)/words")
  }
}

/// Lists targets, writes seeds or seals files if the environment asks for it, and then ends the process.
@_cdecl("goldcrest_fuzz_begin")
func begin() {
  if FuzzEntry.variable("GOLDCREST_FUZZ_LIST") != nil {
    for target in FuzzTarget.all { print(target.name) }
    exit(0)
  }
  do {
    if let folder = FuzzEntry.variable("GOLDCREST_FUZZ_SEEDS") {
      try FuzzEntry.writeSeeds(to: folder)
      exit(0)
    }
    if let folder = FuzzEntry.variable("GOLDCREST_FUZZ_SEAL") {
      try SealedFiles.write(folder)
      exit(0)
    }
    if let folder = FuzzEntry.variable("GOLDCREST_FUZZ_ENCODE") {
      try EncodedLines.write(folder)
      exit(0)
    }
  } catch {
    preconditionFailure("\(error)")
  }
}

@_cdecl("goldcrest_fuzz")
func fuzz(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  FuzzEntry.run(unsafe [UInt8](UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
