extension CalibrationTextSet {
  /// The texts that come with the tool, in many languages; two fifths of their tokens are English.
  public static var builtIn: CalibrationTextSet {
    let texts = BuiltInCalibration.texts
    return CalibrationTextSet(
      name: "built-in", texts: texts.map(\.text), languages: texts.map(\.language))
  }
}
