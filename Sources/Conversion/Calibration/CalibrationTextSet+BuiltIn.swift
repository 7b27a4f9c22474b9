extension CalibrationTextSet {
  /// The texts that come with the tool.
  public static var builtIn: CalibrationTextSet {
    CalibrationTextSet(name: "built-in", texts: CalibrationTexts.all)
  }
}
