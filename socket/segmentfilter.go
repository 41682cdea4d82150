package socket

import "golang.org/x/net/bpf"

// filter returns the classic BPF program for the raw socket: it lets through the
// segments from the port that the probes go to, to the port that they come from,
// with RST, or SYN and ACK.
func (t tcp) filter() ([]bpf.RawInstruction, error) {
	head := bpf.Instruction(bpf.LoadMemShift{Off: 0}) // X = length of the IPv4 header
	if t.ipv6 {
		head = bpf.LoadConstant{Dst: bpf.RegX, Val: 0} // raw IPv6 sockets see none
	}
	return bpf.Assemble([]bpf.Instruction{
		head,
		bpf.LoadIndirect{Off: 0, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(t.dst), SkipTrue: 7},
		bpf.LoadIndirect{Off: 2, Size: 2},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(t.source), SkipTrue: 5},
		bpf.LoadIndirect{Off: 13, Size: 1},
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: flagSYN | flagRST | flagACK},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: flagSYN | flagACK, SkipTrue: 1},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: flagRST | flagACK, SkipTrue: 1},
		bpf.RetConstant{Val: maxPacket + 1},
		bpf.RetConstant{Val: 0},
	})
}
