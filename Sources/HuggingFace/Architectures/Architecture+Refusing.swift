public import Base

extension Architecture {
  /// Refuses a model of another kind by what stands beside its weights, before they are opened.
  ///
  /// - Throws: `ArchitectureError.notAnEmbeddingModel`, `.unsupportedModule`, and what
  ///   `resolve(config:file:)` throws.
  public static func refuseOthers(
    folder: String, files: [String: JSONValue]
  ) throws(ArchitectureError) {
    func path(_ name: String) -> String { ModelFiles.path(name, in: folder) }
    if let config = files[ModelFiles.configName] {
      _ = try resolve(config: config, file: path(ModelFiles.configName))
    }
    if let modules = files[ModelFiles.modulesName] {
      try PipelineModule.check(modules, file: path(ModelFiles.modulesName))
    }
  }
}
