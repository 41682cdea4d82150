package socket

import (
	"golang.org/x/net/bpf"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
)

// A sieve says which packets a raw ICMP socket is to let through: errors that
// quote a probe of ours, by a 16-bit field of the quoted transport header, and
// echo replies by the same field of their own. A load behind the end of a packet
// drops it, too.
type sieve struct {
	proto     uint8  // of the quoted packet
	field     uint32 // offset in the transport header: the identifier, or the source port
	low, high uint16 // values that are ours
	replies   bool   // echo replies, too
}

// sieve lets through the answers to echo requests of all flows.
func (e echo) sieve() sieve {
	return sieve{proto: e.proto(), field: 4, low: e.base, high: e.base + maxFlow, replies: true}
}

// errorSieve lets through errors about packets of a transport protocol that left
// from our port, which both UDP and TCP have first in their headers.
func errorSieve(proto uint8, port uint16) sieve {
	return sieve{proto: proto, low: port, high: port}
}

// filter returns the classic BPF program for a raw ICMP socket. What it does not
// let through the kernel drops without waking us.
func (s sieve) filter(v6 bool) ([]bpf.RawInstruction, error) {
	if v6 {
		return bpf.Assemble(s.filter6())
	}
	return bpf.Assemble(s.filter4())
}

// filter4 expects a packet from its IP header on, as raw IPv4 sockets see it.
// It keeps in X where the ICMP header begins, then where the quoted one does.
func (s sieve) filter4() []bpf.Instruction {
	return append([]bpf.Instruction{
		bpf.LoadMemShift{Off: 0}, // X = length of the IP header
		bpf.LoadIndirect{Off: 0, Size: 1},
		s.ifReply(uint32(ipv4.ICMPTypeEchoReply), 8),
		bpf.LoadIndirect{Off: transportHeadLen + 9, Size: 1}, // quoted protocol
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(s.proto), SkipTrue: 10},
		bpf.LoadIndirect{Off: transportHeadLen, Size: 1}, // quoted version and IHL
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 0xf},
		bpf.ALUOpConstant{Op: bpf.ALUOpMul, Val: 4},
		bpf.ALUOpX{Op: bpf.ALUOpAdd},
		bpf.ALUOpConstant{Op: bpf.ALUOpAdd, Val: transportHeadLen},
		bpf.TAX{},
		bpf.LoadIndirect{Off: s.field, Size: 2},
	}, s.within()...)
}

// filter6 expects a packet from its ICMPv6 header on. It keeps in X where the
// header with the field begins. Of quoted extension headers it knows that of a
// fragment, as parseDatagram6 does.
func (s sieve) filter6() []bpf.Instruction {
	const next, head = transportHeadLen + 6, transportHeadLen + headerLen6
	return append([]bpf.Instruction{
		bpf.LoadConstant{Dst: bpf.RegX, Val: 0},
		bpf.LoadAbsolute{Off: 0, Size: 1},
		s.ifReply(uint32(ipv6.ICMPTypeEchoReply), 7),
		bpf.LoadConstant{Dst: bpf.RegX, Val: head},
		bpf.LoadAbsolute{Off: next, Size: 1}, // quoted next header
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: uint32(s.proto), SkipTrue: 4},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: protoFragment, SkipTrue: 7},
		bpf.LoadConstant{Dst: bpf.RegX, Val: head + fragmentLen},
		bpf.LoadAbsolute{Off: head, Size: 1}, // what the fragment is of
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(s.proto), SkipTrue: 4},
		bpf.LoadIndirect{Off: s.field, Size: 2},
	}, s.within()...)
}

// ifReply skips instructions where A is typ, the type of echo replies, and they
// are to be let through.
func (s sieve) ifReply(typ uint32, skip uint8) bpf.Instruction {
	if !s.replies {
		skip = 0
	}
	return bpf.JumpIf{Cond: bpf.JumpEqual, Val: typ, SkipTrue: skip}
}

// within accepts the packet if A is ours.
func (s sieve) within() []bpf.Instruction {
	return []bpf.Instruction{
		bpf.JumpIf{Cond: bpf.JumpLessThan, Val: uint32(s.low), SkipTrue: 2},
		bpf.JumpIf{Cond: bpf.JumpGreaterThan, Val: uint32(s.high), SkipTrue: 1},
		bpf.RetConstant{Val: maxPacket + 1},
		bpf.RetConstant{Val: 0},
	}
}
