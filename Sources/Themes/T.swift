public let terminalTheme = PackageResources.terminal_yaml
