package main

import _ "embed"

// helpText is what --help prints: every option, in groups.
//
//go:embed help.txt
var helpText string
