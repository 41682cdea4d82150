package main

import (
	"fmt"
	"strings"

	"ftr/socket"
)

// protocolValue takes --protocol. TCP is for a later version.
func protocolValue(c *config) value {
	return value{kind: "icmp|udp", set: func(s string) error {
		switch strings.ToLower(s) {
		case "icmp":
			return chooseProtocol(c, socket.ICMP)
		case "udp":
			return chooseProtocol(c, socket.UDP)
		case "tcp":
			return errNoTCP
		}
		return fmt.Errorf("not icmp or udp")
	}}
}

var errNoTCP = usagef("use -I (ICMP) or -U (UDP)", "TCP is not in this version")

// modeValue takes --socket-mode.
func modeValue(m *socket.Mode) value {
	return value{kind: "raw|dgram", set: func(s string) error {
		switch strings.ToLower(s) {
		case "raw":
			*m = socket.Raw
		case "dgram", "datagram":
			*m = socket.Datagram
		default:
			return fmt.Errorf("not raw or dgram")
		}
		return nil
	}}
}

// colorValue takes --color.
func colorValue(m *colorMode) value {
	return value{kind: "auto|always|never", set: func(s string) error {
		switch mode := colorMode(s); mode {
		case colorAuto, colorAlways, colorNever:
			*m = mode
			return nil
		}
		return fmt.Errorf("not auto, always or never")
	}}
}
