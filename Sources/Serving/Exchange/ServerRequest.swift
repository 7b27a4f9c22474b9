import Base

/// A request as it came over HTTP, read whole.
package struct ServerRequest: Sendable {
  /// `GET`, `POST` and so on.
  package let method: String
  /// The path without the query, as it was sent.
  package let path: String
  /// What follows the path's question mark; empty if nothing does.
  package let query: String
  /// The header fields in order; names in lower case.
  package let headers: [Header]
  package let body: [UInt8]
  /// Which connection it came over; requests share the machine by these.
  package let connection: ConnectionID

  package init(
    method: String, path: String, query: String = "", headers: [Header] = [], body: [UInt8] = [],
    connection: ConnectionID = ConnectionID(0)
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.connection = connection
  }

  /// The value of the first header field of a name in lower case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.hasSameBytes(as: name) }?.value
  }
}

/// One header field.
package struct Header: Sendable, Equatable {
  package let name: String
  package let value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// One of the server's connections.
package struct ConnectionID: Hashable, Sendable {
  private let number: UInt64

  package init(_ number: UInt64) { self.number = number }
}
