import GoldcrestCLI

CommandLineTool.convert()
