// swift-tools-version: 6.2
import PackageDescription

let swiftSettings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let cSettings: [CSetting] = [.treatAllWarnings(as: .error), .define("_GNU_SOURCE")]

/// A Swift module.
///
/// `imports` are the arrows `Scripts/check-arrows` holds the sources to.
func module(_ name: String, imports: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: imports, swiftSettings: swiftSettings)
}

func tests(_ name: String, imports: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: imports, swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "goldcrest",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "convert", targets: ["convert"]),
    .executable(name: "goldcrest", targets: ["goldcrest"]),
    .library(
      name: "Goldcrest",
      targets: ["Inference", "Conversion", "Pruning", "Verification", "Retrieval"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // C
    .target(name: "CKernels", cSettings: cSettings),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(
      name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),
    .target(name: "CProtobuf", dependencies: ["CProtobufC"], cSettings: cSettings),

    // Values and files
    module("Bytes", imports: [.product(name: "Crypto", package: "swift-crypto")]),
    module("Tensors", imports: []),

    // One concern each
    module("Safetensors", imports: ["Bytes", "Tensors"]),
    module("PyTorchFiles", imports: ["Bytes", "Tensors"]),
    module("Architectures", imports: ["Bytes", "Tensors"]),
    module("Reporting", imports: ["Bytes"]),
    module("CrestFormat", imports: ["Bytes", "Tensors", "CProtobuf"]),
    module("Quantization", imports: ["Bytes", "Tensors", "Kernels"]),
    module("Kernels", imports: ["Bytes", "Tensors", "CKernels", "COpenBLAS"]),
    module("Tokenization", imports: ["Bytes", "CProtobuf"]),

    // The runtime
    module(
      "Inference",
      imports: ["Bytes", "Tensors", "Kernels", "CrestFormat", "Architectures", "Tokenization"]),

    // What is built on it
    module(
      "Conversion",
      imports: [
        "Bytes", "Tensors", "Safetensors", "PyTorchFiles", "Architectures", "Quantization",
        "CrestFormat", "Tokenization", "Kernels", "Inference",
      ]),
    module(
      "Pruning",
      imports: ["Bytes", "Tensors", "CrestFormat", "Tokenization", "Kernels", "Inference"]),
    module(
      "Verification",
      imports: ["Bytes", "Tensors", "Safetensors", "Architectures", "Tokenization", "Inference"]),

    module(
      "Retrieval",
      imports: ["Bytes", "Architectures", "Kernels", "Tokenization", "Inference"]),

    // Command line
    .target(
      name: "GoldcrestCLI",
      dependencies: [
        "Bytes", "Tensors", "Safetensors", "Architectures", "CrestFormat", "Tokenization",
        "Kernels", "Quantization", "Inference", "Conversion", "Pruning", "Verification",
        "Retrieval", "Reporting", argumentParser,
      ], swiftSettings: swiftSettings),
    .executableTarget(
      name: "convert", dependencies: ["GoldcrestCLI"], swiftSettings: swiftSettings),
    .executableTarget(
      name: "goldcrest", dependencies: ["GoldcrestCLI"], swiftSettings: swiftSettings),

    // Tests
    .target(
      name: "CInstructionEmulator", path: "Tests/CInstructionEmulator", cSettings: cSettings),
    .target(
      name: "TestSupport", dependencies: ["Bytes", "Tensors", "Kernels", "CInstructionEmulator"],
      path: "Tests/TestSupport", swiftSettings: swiftSettings),
    .target(
      name: "CSentencePiece", path: "Tests/CSentencePiece",
      cxxSettings: [.treatAllWarnings(as: .error)],
      linkerSettings: [.linkedLibrary("sentencepiece")]),
    tests("BytesTests", imports: ["Bytes", "Tensors", "TestSupport"]),
    tests("SafetensorsTests", imports: ["Safetensors", "Bytes", "Tensors", "TestSupport"]),
    tests("PyTorchFilesTests", imports: ["PyTorchFiles", "Bytes", "Tensors", "TestSupport"]),
    tests("ArchitecturesTests", imports: ["Architectures", "Bytes", "Tensors", "TestSupport"]),
    tests("CrestFormatTests", imports: ["CrestFormat", "Bytes", "Tensors", "TestSupport"]),
    tests(
      "QuantizationTests", imports: ["Quantization", "Kernels", "Bytes", "Tensors", "TestSupport"]),
    tests(
      "KernelsTests",
      imports: [
        "Kernels", "CKernels", "CInstructionEmulator", "Bytes", "Tensors", "TestSupport",
      ]),
    tests(
      "TokenizationTests", imports: ["Tokenization", "Bytes", "CSentencePiece", "TestSupport"]),
    tests(
      "InferenceTests",
      imports: [
        "Inference", "Conversion", "Safetensors", "Architectures", "Kernels", "CrestFormat",
        "Tokenization", "Bytes", "Tensors", "TestSupport",
      ]),
    tests(
      "ConversionTests",
      imports: [
        "Conversion", "Safetensors", "PyTorchFiles", "Architectures", "CrestFormat",
        "Quantization", "Inference", "Tokenization", "Kernels", "Verification", "Bytes", "Tensors",
        "TestSupport",
      ]),
    tests("ReportingTests", imports: ["Reporting", "Bytes", "TestSupport"]),
    tests(
      "PruningTests",
      imports: [
        "Pruning", "Conversion", "CrestFormat", "Inference", "Tokenization", "Kernels",
        "Architectures", "Bytes", "Tensors", "TestSupport",
      ]),
    tests(
      "VerificationTests",
      imports: [
        "Verification", "Conversion", "Inference", "Safetensors", "Bytes", "Tensors", "TestSupport",
      ]),
    tests(
      "RetrievalTests",
      imports: [
        "Retrieval", "Conversion", "Inference", "Kernels", "Architectures", "Bytes", "TestSupport",
      ]),
    tests(
      "EndToEndTests",
      imports: [
        "GoldcrestCLI", "Verification", "CrestFormat", "Bytes", "Safetensors", "TestSupport",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11,
  cxxLanguageStandard: .cxx17
)
