extension CalibrationTextSet {
  /// The texts that come with the tool, in many languages; 40 % are English.
  public static var builtIn: CalibrationTextSet {
    CalibrationTextSet(name: "built-in", texts: BuiltInCalibration.texts.map(\.text))
  }
}
