package main

import (
	"fmt"
	"strings"

	"ftr/socket"
)

// protocolValue takes --protocol.
func protocolValue(c *config) value {
	return value{kind: "icmp|udp|tcp", set: func(s string) error {
		switch strings.ToLower(s) {
		case "icmp":
			return chooseProtocol(c, socket.ICMP)
		case "udp":
			return chooseProtocol(c, socket.UDP)
		case "tcp":
			return chooseProtocol(c, socket.TCP)
		}
		return fmt.Errorf("not icmp, udp or tcp")
	}}
}

// chooseProtocol takes -I, -U or -T, unless another was given already.
func chooseProtocol(c *config, p socket.Protocol) error {
	if c.Protocol != socket.AnyProtocol && c.Protocol != p {
		return usagef("choose one", "-I, -U and -T (or --protocol) contradict each other")
	}
	c.Protocol = p
	return nil
}

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
