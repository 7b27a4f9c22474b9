import Base
import CProtobuf
import Model

/// Unpacks a manifest and turns protobuf-c structs into Swift values.
struct ManifestDecoder {
  let fields: ProtobufFields

  init(path: String) { fields = ProtobufFields(path: path) }

  func decode(_ bytes: [UInt8], minorVersion: UInt16) throws(CrestError) -> Manifest {
    let unpacked = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe crest_unpack(buffer.count, buffer.baseAddress, CrestLimits.unpackedByteCount)
    }
    guard let message = unsafe unpacked else {
      throw .malformedManifest(
        path: fields.path, expected: "a protobuf message of crest.proto",
        found: "\(bytes.count) bytes that are none")
    }
    defer { unsafe crest__manifest__free_unpacked(message, nil) }
    let features = unsafe UnsafeBufferPointer(
      start: message.pointee.required_features, count: message.pointee.n_required_features)
    if !features.isEmpty {
      let name = unsafe try fields.string(features[0], "required_features[0]")
      throw .unsupported(
        path: fields.path, field: "manifest.required_features", expected: "none",
        found: "'\(name)'")
    }
    guard unsafe ProtobufArena.pack(UnsafePointer(message)) == bytes else {
      throw .malformedManifest(
        path: fields.path,
        expected: "each field once, in number order, in its shortest form",
        found: "\(bytes.count) bytes that are not")
    }
    if minorVersion <= CrestLimits.minorVersion {
      let unknown = unsafe message.pointee.base.n_unknown_fields
      guard unknown == 0 else {
        throw .malformedManifest(
          path: fields.path, expected: "the fields of version 1.\(minorVersion)",
          found: "\(unknown) others")
      }
    }
    return unsafe try manifest(message.pointee)
  }

  func manifest(_ m: Crest__Manifest) throws(CrestError) -> Manifest {
    let content = ManifestContent(
      model: unsafe try model(fields.message(m.model, "model"), "model"),
      sentence: unsafe try sentence(fields.message(m.sentence, "sentence"), "sentence"),
      tokenizer: unsafe m.tokenizer == nil
        ? nil : try tokenizer(fields.message(m.tokenizer, "tokenizer"), "tokenizer"),
      provenance: unsafe try provenance(fields.message(m.provenance, "provenance"), "provenance"),
      fidelity: unsafe m.fidelity == nil
        ? nil : try fidelity(fields.message(m.fidelity, "fidelity"), "fidelity"),
      canaries: unsafe m.canaries == nil
        ? nil : try canaries(fields.message(m.canaries, "canaries"), "canaries"))
    return Manifest(
      content: content,
      tensors: unsafe try fields.list(m.tensors, m.n_tensors, "tensors") {
        (m, at) throws(CrestError) in unsafe try tensor(m, at)
      },
      parameterCount: unsafe try fields.count(
        m.has_parameter_count, m.parameter_count, "parameter_count"),
      fingerprint: unsafe try fields.checksum(m.has_fingerprint, m.fingerprint, "fingerprint"))
  }

  func tensor(_ m: Crest__Tensor, _ at: String) throws(CrestError) -> TensorRecord {
    TensorRecord(
      declaration: TensorDeclaration(
        name: unsafe try fields.string(m.name, "\(at).name"),
        encoding: unsafe try fields.choice(m.encoding, "\(at).encoding"),
        shape: unsafe try fields.ints(m.shape, m.n_shape, "\(at).shape"),
        rotation: unsafe try fields.count(m.has_rotation, m.rotation, "\(at).rotation"),
        layer: unsafe m.has_layer == 0 ? nil : try fields.int(m.layer, "\(at).layer"),
        expert: unsafe m.has_expert == 0 ? nil : try fields.int(m.expert, "\(at).expert")),
      offset: unsafe try fields.count(m.has_offset, m.offset, "\(at).offset"),
      byteCount: unsafe try fields.count(m.has_byte_count, m.byte_count, "\(at).byte_count"),
      checksum: unsafe try fields.checksum(m.has_checksum, m.checksum, "\(at).checksum"))
  }
}
