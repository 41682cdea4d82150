package main

import (
	"fmt"

	"github.com/spf13/pflag"

	"ftr/socket"
)

// check says what is wrong with options that are right each by itself.
func check(c config, flags *pflag.FlagSet) error {
	for _, err := range []error{
		checkFamily(c),
		checkRange(c, flags),
		checkMethod(c),
		checkPacket(c),
		checkEnrichment(c),
		checkDemo(c),
		checkTarget(c),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func checkFamily(c config) error {
	if c.IPv4 && c.IPv6 {
		return usagef("choose one", "-4 and -6 contradict each other")
	}
	source := c.Source.IsValid()
	if source && (c.IPv4 && c.Source.Is6() || c.IPv6 && c.Source.Is4()) {
		return usagef("leave one of them out", "the source %v is not an %s address", c.Source, c.family())
	}
	return nil
}

func checkRange(c config, flags *pflag.FlagSet) error {
	if c.FirstTTL <= c.MaxTTL {
		return nil
	}
	if !flags.Changed("max-hops") {
		return usagef("add -m with a number from there on", "the first TTL, %d, is beyond the last, %d", c.FirstTTL, c.MaxTTL)
	}
	return usagef("-m is the last TTL to probe", "the first TTL, %d, is beyond the last, %d", c.FirstTTL, c.MaxTTL)
}

func checkMethod(c config) error {
	if c.Port != 0 && c.Protocol == socket.ICMP {
		return usagef("leave out -p, or use -U or -T", "ICMP has no ports")
	}
	return nil
}

func checkPacket(c config) error {
	switch {
	case c.FindMTU && c.Size != 0:
		return usagef("leave one of them out", "--mtu looks for the size by itself, so --size has no use")
	case c.protocol() == socket.TCP && c.Mode == socket.Datagram && beyondConnect(c) != "":
		return usagef("leave out --socket-mode dgram", "%s", beyondConnect(c))
	}
	return nil
}

// beyondConnect says what is asked of a TCP probe that the kernel does not do in
// the SYN of a connection; empty: nothing. It keeps the two bits of ECN for
// itself (ip(7), IP_TOS).
func beyondConnect(c config) string {
	option, why := beyondSYN(c)
	if option == "" {
		return ""
	}
	return fmt.Sprintf("%s with TCP needs a raw socket: without one the kernel %s", option, why)
}

// beyondSYN returns the option that asks for that, and what the kernel does.
func beyondSYN(c config) (option, why string) {
	const ofOneSize = "makes the SYN, of one size"
	switch {
	case c.FindMTU:
		return "--mtu", ofOneSize
	case c.Size != 0:
		return "--size", ofOneSize
	case c.TOS&(1<<ecnBits-1) != 0:
		return "--tos", "chooses its two lowest bits"
	}
	return "", ""
}

func checkEnrichment(c config) error {
	told := c.PublicAddr.IsValid() || len(c.STUNServers) > 0
	if c.NoEnrich && told {
		return usagef("leave one of them out", "--no-enrich asks nobody for the public address, so --public-ip and --stun-server have no use")
	}
	return nil
}

func checkDemo(c config) error {
	switch {
	case c.Demo && (c.Source.IsValid() || c.Interface != ""):
		return usagef("leave out the source address and the interface", "--demo runs on a simulated network with a source of its own")
	case c.Demo && c.Mark != 0:
		return usagef("leave out --mark", "--demo sends nothing that a mark would be on")
	}
	return nil
}

func checkTarget(c config) error {
	if c.Host == "" && c.Demo {
		return nil
	}
	return checkHost(c.Host, c)
}

// protocol returns the protocol to ask the system for: a port without a
// protocol means UDP.
func (c config) protocol() socket.Protocol {
	if c.Protocol == socket.AnyProtocol && c.Port != 0 {
		return socket.UDP
	}
	return c.Protocol
}
