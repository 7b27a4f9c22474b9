import GoldcrestCLI

CommandLineTool.goldcrest()
