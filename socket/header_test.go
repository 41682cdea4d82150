package socket

import (
	"bytes"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// The length is 60, which is 3c, and the flag DF is 4000.
func TestPacketsHaveTheByteOrderOfTheSystem(t *testing.T) {
	if !little {
		t.Skip("both byte orders are one here")
	}
	network := "45b8 003c 1235 4000 0701 0000 c0000201 c6336407"
	host := "45b8 3c00 1235 0040 0701 0000 c0000201 c6336407"
	for _, c := range []struct {
		os   quirks
		want string
	}{
		{linux, network},
		{freebsd, network},
		{openbsd, network},
		{darwin, host},
		{netbsd, host},
		{dragonfly, host},
	} {
		h := headed{
			codec: echo{base: 0x77, nonce: nonce{1, 2, 3, 4, 5, 6}}, os: c.os, proto: protoICMP,
			config: Config{TOS: testTOS, DontFragment: true, Source: end4.src},
		}
		got, err := h.encode(Probe{Dst: end4.dst, TTL: 7}, 0x1234)
		if err != nil {
			t.Fatal(err)
		}
		echo := "0800 ee7c 0077 1234 edcb 010203040506" + strings.Repeat("00", 24)
		if want := unhex(t, c.want+echo); !bytes.Equal(got, want) {
			t.Errorf("%s:\ngot  %x\nwant %x", c.os.name, got, want)
		}
	}
}

// Without a source and DF, the kernel chooses the one and fragments; no identifier
// is zero, for which it would choose one.
func TestPacketsLeaveTheSourceToTheKernel(t *testing.T) {
	for _, os := range systems {
		h := headed{codec: echo{}, os: os, proto: protoICMP}
		got, err := h.encode(Probe{Dst: end4.dst, TTL: 255, Size: 50}, 0)
		if err != nil {
			t.Fatal(err)
		}
		length := net2(50)
		if os.hostOrder {
			length = host2(50)
		}
		want := slices.Concat([]byte{0x45, 0}, length[:], []byte{0, 1, 0, 0, 255, 1, 0, 0, 0, 0, 0, 0}, end4.dst.AsSlice())
		if len(got) != 50 || !bytes.Equal(got[:20], want) {
			t.Errorf("%s: %x, want 50 bytes from %x", os.name, got, want)
		}
	}
}

// UDP has a checksum that covers the source address, which is then in the header,
// too.
func TestDatagramsHaveAChecksum(t *testing.T) {
	var asked netip.Addr
	for _, os := range systems {
		u := udp{first: 33434, nonce: nonce{1, 2, 3, 4, 5, 6}, os: os}
		h := headed{
			codec: datagrams{udp: u, source: 50000}, os: os, proto: protoUDP,
			source: func(dst netip.Addr) (netip.Addr, error) {
				asked = dst
				return end4.src, nil
			},
		}
		p := Probe{Dst: end4.dst, TTL: 3, Flow: 2}
		got, err := h.encode(p, 9)
		if err != nil || asked != p.Dst {
			t.Fatalf("asked for %s, %v", asked, err)
		}
		d, ok := parseDelivered4(got)
		if !ok || d.src != end4.src || d.dst != end4.dst || d.proto != protoUDP || d.ttl != 3 {
			t.Errorf("%s: %+v, %v", os.name, d, ok)
		}
		want := unhex(t, "c350 829c 0028") // ports 50000 and 33436, 40 bytes
		if !bytes.Equal(d.body[:6], want) || !bytes.Equal(d.body[8:], u.payload(33436, 32, 9)) {
			t.Errorf("%s: datagram %x", os.name, d.body)
		}
		if s := sum(append(pseudoHeader(end4.src, end4.dst, protoUDP, 40), d.body...)); s != 0xffff {
			t.Errorf("%s: the checksum is wrong: %x", os.name, s)
		}
	}
}

func TestDatagramWithoutSourceIsNotSent(t *testing.T) {
	h := headed{codec: datagrams{}, os: darwin, proto: protoUDP, source: func(netip.Addr) (netip.Addr, error) {
		return netip.Addr{}, syscall.ENETUNREACH
	}}
	if _, err := h.encode(Probe{Dst: end4.dst, TTL: 1}, 1); !errors.Is(err, syscall.ENETUNREACH) {
		t.Errorf("got %v, want ENETUNREACH", err)
	}
}

// In one's complement arithmetic there are two zeros, and one says that there is no
// checksum.
func TestChecksumIsNeverZero(t *testing.T) {
	b := make([]byte, 10)
	pseudo := pseudoHeader(end4.src, end4.dst, protoUDP, 10)
	complement := net2(^sum(append(slices.Clone(pseudo), b...)))
	copy(b[8:], complement[:])
	sumUDP(b, end4.src, end4.dst)
	if got := [2]byte(b[6:]); got != [2]byte{0xff, 0xff} {
		t.Errorf("checksum %x, want ffff", got)
	}
}
