#if Server
  import Base
  import NIOSSL

  /// The two PEM files by which a server proves who it is.
  package struct CertificateFiles: Sendable {
    private let certificatePath: String
    private let keyPath: String
    private let chain: [NIOSSLCertificate]
    private let key: NIOSSLPrivateKey

    private static let maximumByteCount = 1 << 20

    /// Reads the server's certificate, those of its issuers after it, and the key of the first.
    ///
    /// - Throws: `FileError` if a file cannot be read, `HTTPServerError.certificate` if it holds something
    ///   else, or the key of another certificate.
    package init(certificate certificatePath: String, key keyPath: String) throws {
      self.certificatePath = certificatePath
      self.keyPath = keyPath
      chain = try CertificateFiles.reading(certificatePath, "certificates in PEM") {
        let chain = try NIOSSLCertificate.fromPEMBytes($0)
        return chain.isEmpty ? nil : chain
      }
      key = try CertificateFiles.reading(keyPath, "a private key in PEM without a password") {
        try NIOSSLPrivateKey(bytes: $0, format: .pem)
      }
      _ = try CertificateFiles.reading(keyPath, "the key of \(certificatePath)") { _ in
        try NIOSSLContext(configuration: configuration)
      }
    }

    /// TLS 1.2 and later.
    var configuration: TLSConfiguration {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      configuration.applicationProtocols = ["http/1.1"]
      return configuration
    }

    private static func reading<Value>(
      _ path: String, _ expected: String, _ parse: ([UInt8]) throws -> Value?
    ) throws -> Value {
      let bytes = try ReadableFile(path: path).contents(limit: maximumByteCount)
      do {
        if let value = try parse(bytes) { return value }
        throw HTTPServerError.certificate(path: path, expected: expected, reason: "nothing")
      } catch let error as HTTPServerError {
        throw error
      } catch {
        throw HTTPServerError.certificate(path: path, expected: expected, reason: "\(error)")
      }
    }
  }
#endif
