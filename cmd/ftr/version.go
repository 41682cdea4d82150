package main

// version is the version of this program. A release sets it when it links:
// go build -ldflags "-X main.version=0.1.0".
var version = "0.1.0-dev"
