#if Server
  import Base
  import NIOCore
  import NIOPosix
  import Synchronization

  /// The file of a Unix socket: not one where another server listens, and gone when the server ends.
  final class UnixSocketFile: Sendable {
    private let path: String
    /// The file as it was when it was bound.
    private let bound = Mutex<FileIdentity?>(nil)

    init(path: String) { self.path = path }

    /// Refuses the socket of a server that runs; what is no socket is refused when it is bound.
    ///
    /// - Throws: `HTTPServerError.address`.
    func check(on group: any EventLoopGroup) async throws(HTTPServerError) {
      guard FileIdentity(path: path) != nil else { return }
      // Whoever accepts a connection is alive.
      let attempt = ClientBootstrap(group: group).connect(unixDomainSocketPath: path)
      guard let channel = try? await attempt.get() else { return }
      try? await channel.close()
      throw .address(.unixSocket(path: path), reason: "another server listens there")
    }

    /// Says that the server has made the file.
    func didBind() { bound.withLock { $0 = FileIdentity(path: path) } }

    /// Removes the file, unless another one has taken its place.
    func remove() {
      bound.withLock { identity in
        if let identity, FileIdentity(path: path)?.isSameFile(as: identity) == true {
          unsafe unlink(path)
        }
        identity = nil
      }
    }
  }
#endif
