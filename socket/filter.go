package socket

import (
	"golang.org/x/net/bpf"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// filter returns the classic BPF program for a raw ICMP socket: it lets echo
// replies and errors through whose identifier, own or quoted, is in base to
// base+maxFlow. All else the kernel then drops without waking us. A load behind
// the end of the packet drops it, too.
func filter(v6 bool, base uint16) ([]bpf.RawInstruction, error) {
	if v6 {
		return bpf.Assemble(filter6(base))
	}
	return bpf.Assemble(filter4(base))
}

// filter4 expects a packet from its IP header on, as raw IPv4 sockets see it.
// It keeps in X where the ICMP header begins, then where the quoted one does.
func filter4(base uint16) []bpf.Instruction {
	return append([]bpf.Instruction{
		bpf.LoadMemShift{Off: 0}, // X = length of the IP header
		bpf.LoadIndirect{Off: 0, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(ipv4.ICMPTypeEchoReply), SkipTrue: 8},
		bpf.LoadIndirect{Off: transportHeadLen + 9, Size: 1}, // quoted protocol
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: protoICMP, SkipTrue: 10},
		bpf.LoadIndirect{Off: transportHeadLen, Size: 1}, // quoted version and IHL
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 0xf},
		bpf.ALUOpConstant{Op: bpf.ALUOpMul, Val: 4},
		bpf.ALUOpX{Op: bpf.ALUOpAdd},
		bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: transportHeadLen},
		bpf.TAX{},
		bpf.LoadIndirect{Off: 4, Size: 2}, // identifier
	}, within(base)...)
}

// filter6 expects a packet from its ICMPv6 header on.
func filter6(base uint16) []bpf.Instruction {
	return append([]bpf.Instruction{
		bpf.LoadAbsolute{Off: 0, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(ipv6.ICMPTypeEchoReply), SkipTrue: 4},
		bpf.LoadAbsolute{Off: transportHeadLen + 6, Size: 1}, // quoted next header
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: protoICMPv6, SkipTrue: 6},
		bpf.LoadAbsolute{Off: transportHeadLen + headerLen6 + 4, Size: 2},
		bpf.Jump{Skip: 1},
		bpf.LoadAbsolute{Off: 4, Size: 2},
	}, within(base)...)
}

// within accepts the packet if base <= A <= base+maxFlow.
func within(base uint16) []bpf.Instruction {
	return []bpf.Instruction{
		bpf.JumpIf{Cond: bpf.JumpLessThan, Val: uint32(base), SkipTrue: 2},
		bpf.JumpIf{Cond: bpf.JumpGreaterThan, Val: uint32(base) + maxFlow, SkipTrue: 1},
		bpf.RetConstant{Val: maxPacket + 1},
		bpf.RetConstant{Val: 0},
	}
}
