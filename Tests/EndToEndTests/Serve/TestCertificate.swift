#if Server
  import TestSupport

  /// A certificate for localhost, made by openssl for one test.
  struct TestCertificate {
    let certificate: String
    let key: String
    /// The key of no certificate.
    let otherKey: String

    /// Whether this machine has what makes certificates, and the client that checks them.
    static let isAvailable =
      (try? Tool.shell("command -v openssl && command -v curl").status) == 0

    init(in folder: TemporaryFolder) throws {
      certificate = folder.path("certificate.pem")
      key = folder.path("key.pem")
      otherKey = folder.path("other.pem")
      let result = try Tool.shell(
        """
        set -e; cd '\(folder.path)'
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 \
          -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
          -keyout key.pem -out certificate.pem 2> log
        openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.pem 2>> log
        """)
      guard result.status == 0 else { throw ChildProcess.Failure(text: result.error) }
    }
  }
#endif
