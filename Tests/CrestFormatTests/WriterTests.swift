import CrestWriting
import Model
import Base
import CrestFormat
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct WriterTests {
  let folder = TemporaryFolder()

  @Test func `an existing file is kept unless overwriting is asked for`() throws {
    let path = try folder.file("a.crest", [1, 2, 3])
    let plan = try CrestPlan(Small.tensors, path: path)
    #expect(throws: CrestError.file(.exists(path: path))) {
      _ = try CrestWriter(path: path, plan: plan, overwriting: false)
    }
    #expect(try folder.bytes("a.crest") == [1, 2, 3])
    try write(Small.tensors, Small.content, to: path, overwriting: true)
    #expect(openingError(path) == nil)
  }

  @Test func `a folder that cannot be written is named`() throws {
    // A file in the folder's place refuses root as well.
    let file = try folder.file("file", [])
    let error = #expect(throws: CrestError.self) {
      try write(Small.tensors, Small.content, to: "\(file)/a.crest")
    }
    #expect(error?.description.contains(file) == true)
    #expect(throws: CrestError.self) {
      try write(Small.tensors, Small.content, to: "\(folder.path)/missing/a.crest")
    }
    unsafe chmod(folder.path, 0o500)
    defer { unsafe chmod(folder.path, 0o700) }
    if geteuid() != 0 {
      #expect(throws: CrestError.self) {
        try write(Small.tensors, Small.content, to: "\(folder.path)/a.crest")
      }
    }
    #expect(folder.names == ["file"])
  }

  @Test func `a writer that is given up leaves nothing`() throws {
    let path = "\(folder.path)/a.crest"
    do {
      let writer = try CrestWriter(
        path: path, plan: CrestPlan(Small.tensors, path: path), overwriting: false)
      try writer.write([1, 2, 3], tensor: 0, at: 0)
      #expect(!folder.names.contains("a.crest"))
    }
    #expect(folder.names == [])
  }

  @Test func `content that breaks a rule is refused before the file appears`() throws {
    let path = "\(folder.path)/a.crest"
    var content = Small.content
    content.model.vocabularySize = -1
    #expect(throws: CrestError.self) { try write(Small.tensors, content, to: path) }
    content = Small.content
    content.sentence.prompts[0].text = "a\u{0}b"
    let error = #expect(throws: CrestError.self) { try write(Small.tensors, content, to: path) }
    #expect(error?.description.contains("sentence.prompts[0].text") == true)
    #expect(folder.names == [])
  }

  /// A tmpfs that Linux has everywhere and anyone may write to, and its size.
  static let tmpfs: (path: String, byteCount: Int)? = {
    var status = statvfs()
    let path = "/dev/shm"
    guard unsafe statvfs(path, &status) == 0, status.f_blocks > 0, unsafe access(path, W_OK) == 0
    else { return nil }
    return (path, Int(status.f_blocks) * Int(status.f_frsize))
  }()

  @Test(.enabled(if: tmpfs != nil)) func `a full disk is noticed before the work`() throws {
    // The reservation is larger than the whole disk, so nothing is filled.
    let (place, size) = try #require(Self.tmpfs)
    let path = "\(place)/full.\(getpid())"
    let rows = size / 4096 + 1024
    let plan = try CrestPlan(
      [TensorDeclaration(name: "a", encoding: .f32, shape: [rows, 1024])], path: path)
    let error = #expect(throws: CrestError.self) {
      _ = try CrestWriter(path: path, plan: plan, overwriting: false)
    }
    guard case .file(.system(_, _, let code, _)) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(code == ENOSPC)
    #expect(!TemporaryFolder.names(in: place).contains { $0.contains("full.\(getpid())") })
  }

  @Test func `a disk that fills up in mid-write leaves nothing`() async {
    // In a process of its own, since the limit holds for all its files.
    await #expect(processExitsWith: .success) {
      let folder = TemporaryFolder()
      let path = "\(folder.path)/a.crest"
      let tensors = [TensorDeclaration(name: "a", encoding: .f32, shape: [64, 1024])]
      var failure: CrestError?
      do {
        let writer = try CrestWriter(
          path: path, plan: CrestPlan(tensors, path: path), overwriting: false)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 65536, rlim_max: 65536)
        #if canImport(Glibc)
          let limited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        #else
          let limited = unsafe setrlimit(RLIMIT_FSIZE, &limit)
        #endif
        try #require(limited == 0)
        try writer.write([UInt8](repeating: 1, count: 262144), tensor: 0, at: 0)
      } catch {
        failure = error as? CrestError
      }
      guard case .file(.system(_, "write", EFBIG, _)) = failure else {
        exit(2)
      }
      try #require(folder.names == [])
    }
  }

  @Test(arguments: [
    TensorDeclaration(name: "Upper", encoding: .f32, shape: [4]),
    TensorDeclaration(name: "a", encoding: .f32, shape: [0]),
    TensorDeclaration(name: "a", encoding: .f32, shape: [-1, 4]),
    TensorDeclaration(name: "a", encoding: .int8, shape: [4]),
    TensorDeclaration(name: "a", encoding: .tableInt4, shape: [4, 48]),
    TensorDeclaration(name: "a", encoding: .u8, shape: [2, 2]),
    TensorDeclaration(name: "a", encoding: .int8, shape: [4, 4], expert: 1),
  ])
  func `a tensor that no file may hold is refused`(_ tensor: TensorDeclaration) {
    #expect(throws: CrestError.self) { _ = try CrestPlan([tensor], path: "a.crest") }
  }

  @Test func `an expert in two places is refused`() {
    let tensors = [0, 1, 0].enumerated().map { (index: Int, expert: Int) in
      TensorDeclaration(
        name: "layers.0.experts.\(expert).t\(index)", encoding: .f32, shape: [4], layer: 0,
        expert: expert)
    }
    let error = #expect(throws: CrestError.self) { _ = try CrestPlan(tensors, path: "a.crest") }
    #expect(error?.description.contains("expert 0 of layer 0 again") == true)
  }
}
