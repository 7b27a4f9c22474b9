#if Server
  import Base
  import TestSupport

  /// A server that runs.
  struct RunningServer {
    let process: ChildProcess
    /// What it said at its start.
    let start: JSONObject

    /// Starts the tool and waits until it listens; without `--unix-socket` at a port that is free.
    init(_ model: String, _ options: [String] = []) throws {
      let port = options.contains("--unix-socket") ? [] : ["--port", "0"]
      process = try ChildProcess(
        arguments: [Tool.goldcrest.path, "serve", model, "--json", "--quiet"] + port + options,
        input: .bytes([]))
      guard let line = process.lines(1).first else {
        process.send(SIGKILL)
        throw ChildProcess.Failure(text: "no start: \(try process.wait().error)")
      }
      start = try Models.json(String(line))
    }

    var port: Int { start["port"]?.integer ?? 0 }

    /// A new connection to its port.
    func connection() throws -> RawConnection { try RawConnection(port: port) }

    /// The answer to a request on a connection of its own.
    func answer(
      _ method: String, _ path: String, _ headers: [String] = [], body: String = ""
    ) throws -> RawConnection.Answer {
      let connection = try connection()
      try connection.send(method, path, headers, body: body)
      return try connection.answer(isBodyless: method == "HEAD")
    }

    /// Asks it to end, waits, and gives what it left.
    func end() throws -> ChildProcess.Result {
      process.send(SIGTERM)
      return try process.wait()
    }

    /// Runs `body` on a server of the small model, which ends whatever happens, with exit code 0.
    static func with(
      _ options: [String] = [],
      _ body: (RunningServer) throws -> Void
    ) throws -> ChildProcess.Result {
      try TemporaryFolder.with { folder in
        let server = try RunningServer(try Models.converted(in: folder), options)
        do {
          try body(server)
        } catch {
          server.process.send(SIGKILL)
          throw ChildProcess.Failure(
            text: "\(error); the server: \(try server.process.wait().error)")
        }
        return try server.end()
      }
    }
  }

  /// Bytes to and from a server, as no library would send them.
  final class RawConnection {
    /// What came back for one request.
    struct Answer {
      let status: Int
      /// Names in lower case.
      let headers: [String: String]
      let body: [UInt8]

      var text: String { String(decoding: body, as: UTF8.self) }
    }

    #if os(Linux)
      private static let stream = Int32(SOCK_STREAM.rawValue)
      private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
      private static let stream = SOCK_STREAM
      private static let noSignal: Int32 = 0
    #endif

    private let descriptor: Int32
    private var received: [UInt8] = []

    init(port: Int) throws {
      descriptor = socket(AF_INET, RawConnection.stream, 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr = in_addr(s_addr: UInt32(0x7f00_0001).bigEndian)
      // Safety: the address lives until connect has read it.
      let code = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      try prepare(code)
    }

    init(socketPath: String) throws {
      descriptor = socket(AF_UNIX, RawConnection.stream, 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      // Safety: as above; the path is cut to the space for it, and the rest is zero.
      unsafe withUnsafeMutableBytes(of: &address.sun_path) { space in
        unsafe space.copyBytes(from: socketPath.utf8.prefix(space.count - 1))
      }
      let code = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try prepare(code)
    }

    deinit { disconnect() }

    private var isOpen = true

    private func prepare(_ code: Int32) throws {
      guard code == 0 else { throw ChildProcess.Failure(text: "connect: \(errno)") }
      var limit = timeval(tv_sec: 30, tv_usec: 0)
      for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
        unsafe setsockopt(
          descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
      }
    }

    /// Goes away.
    func disconnect() {
      if isOpen { close(descriptor) }
      isOpen = false
    }

    /// Says that no more will be sent.
    func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends bytes; whether the server took them all.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
      unsafe bytes.withUnsafeBytes { buffer in
        var done = 0
        while done < buffer.count {
          let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
          let count = unsafe sendto(
            descriptor, rest.baseAddress, rest.count, RawConnection.noSignal, nil, 0)
          guard count > 0 else { return false }
          done += count
        }
        return true
      }
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// Sends a request.
    func send(
      _ method: String, _ path: String, _ headers: [String] = [], body: String = ""
    ) throws {
      var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"] + headers
      if !body.isEmpty {
        lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
      }
      guard send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body) else {
        throw ChildProcess.Failure(text: "send: \(errno)")
      }
    }

    /// The next answer that is no interim one.
    func answer(isBodyless: Bool = false) throws -> Answer {
      while true {
        let end = Array("\r\n\r\n".utf8)
        var start: Int?
        while start == nil {
          start = received.indices.first { received[$0...].starts(with: end) }
          if start == nil, !(try receive()) {
            throw ChildProcess.Failure(
              text: "no answer: \(String(decoding: received, as: UTF8.self))")
          }
        }
        let headCount = start ?? 0
        let lines = String(decoding: received[..<headCount], as: UTF8.self)
          .split(separator: "\r\n")
        received.removeFirst(headCount + end.count)
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        guard status != 100 else { continue }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1)
          headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " })
        }
        let count = isBodyless ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
        while received.count < count {
          guard try receive() else { throw ChildProcess.Failure(text: "the body is cut off") }
        }
        let body = Array(received.prefix(count))
        received.removeFirst(count)
        return Answer(status: status, headers: headers, body: body)
      }
    }

    /// Whether something has come that was not taken yet.
    var hasBytes: Bool {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return unsafe poll(&entry, 1, 0) > 0
    }

    /// The next bytes, as text; fewer if no more come.
    func next(_ count: Int) -> String {
      while received.count < count, (try? receive()) == true {}
      defer { received.removeFirst(min(count, received.count)) }
      return String(decoding: received.prefix(count), as: UTF8.self)
    }

    /// Whether the server closes the connection; what still comes is dropped.
    func isClosedByServer() -> Bool {
      while true {
        do {
          guard try receive() else { return true }
        } catch {
          return errno == ECONNRESET
        }
      }
    }

    /// Takes what comes next; whether something did before the end.
    private func receive() throws -> Bool {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = unsafe buffer.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
      }
      guard count >= 0 else { throw ChildProcess.Failure(text: "receive: \(errno)") }
      received += buffer.prefix(count)
      return count > 0
    }
  }
#endif
