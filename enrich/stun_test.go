package enrich

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/stun/v3"
)

// serveSTUN runs a server on loopback that answers each datagram with what
// answer returns.
func serveSTUN(t *testing.T, answer func(request []byte) [][]byte) netip.AddrPort {
	t.Helper()
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { c.Close(); <-done })
	go func() {
		defer close(done)
		b := make([]byte, 1500)
		for {
			n, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			for _, a := range answer(b[:n]) {
				c.WriteTo(a, from)
			}
		}
	}()
	return netip.MustParseAddrPort(c.LocalAddr().String())
}

// binding returns a Binding success response to a request.
func binding(request []byte, attribute stun.Setter) []byte {
	m := &stun.Message{Raw: append([]byte(nil), request...)}
	if err := m.Decode(); err != nil {
		panic(err)
	}
	return stun.MustBuild(stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess, attribute).Raw
}

// xor returns the attribute that tells an address.
func xor(addr string) *stun.XORMappedAddress {
	return &stun.XORMappedAddress{IP: net.ParseIP(addr), Port: 1234}
}

func TestAskSTUN(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func([]byte) [][]byte
	}{
		{"the address in XOR-MAPPED-ADDRESS", func(b []byte) [][]byte {
			return [][]byte{binding(b, xor("81.2.69.160"))}
		}},
		{"the address that an old server tells in MAPPED-ADDRESS", func(b []byte) [][]byte {
			return [][]byte{binding(b, &stun.MappedAddress{IP: net.ParseIP("81.2.69.160"), Port: 1234})}
		}},
		{"forged and broken answers are passed over", func(b []byte) [][]byte {
			other := binding(b, xor("81.66.66.66"))
			other[8]++ // the transaction id
			request := binding(b, xor("81.66.66.66"))
			request[0] = 0 // the class of a request
			cut := binding(b, xor("81.66.66.66"))
			return [][]byte{other, request, cut[:len(cut)-3], []byte("rubbish"), {}, binding(b, xor("81.2.69.160"))}
		}},
	} {
		addr, err := askSTUN(t.Context(), serveSTUN(t, test.answer))
		if err != nil || addr != netip.MustParseAddr("81.2.69.160") {
			t.Errorf("%s: got %v, %v", test.name, addr, err)
		}
	}
}

func TestAskSTUNSendsAgain(t *testing.T) {
	n := 0
	server := serveSTUN(t, func(b []byte) [][]byte {
		if n++; n < 2 {
			return nil
		}
		return [][]byte{binding(b, xor("81.2.69.160"))}
	})
	if addr, err := askSTUN(t.Context(), server); err != nil || addr != netip.MustParseAddr("81.2.69.160") {
		t.Errorf("got %v, %v", addr, err)
	}
}

func TestAskSTUNWithAClosedPort(t *testing.T) {
	var refused *net.OpError // its cause has another name on each system
	if _, err := askSTUN(t.Context(), closedPort(t)); !errors.As(err, &refused) {
		t.Errorf("got %v, want %T", err, refused)
	}
}

func TestAskSTUNEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	server := serveSTUN(t, func([]byte) [][]byte { return nil })
	if _, err := askSTUN(ctx, server); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
}

// An address that is read from a message comes back from a message made of it.
func FuzzParseBinding(f *testing.F) {
	request := stun.MustBuild(stun.NewTransactionIDSetter([12]byte{1, 2, 3}), stun.BindingRequest).Raw
	f.Add(binding(request, xor("81.2.69.160")))
	f.Add(binding(request, xor("2a00:1450::1")))
	f.Add(binding(request, &stun.MappedAddress{IP: net.IPv4(81, 2, 69, 160), Port: 1}))
	f.Fuzz(func(t *testing.T, b []byte) {
		var id [12]byte
		if len(b) >= 20 {
			copy(id[:], b[8:20])
		}
		addr, err := parseBinding(b, id)
		if err != nil {
			return
		}
		request := stun.MustBuild(stun.NewTransactionIDSetter(id), stun.BindingRequest).Raw
		again, err := parseBinding(binding(request, xor(addr.String())), id)
		if err != nil || again != addr {
			t.Errorf("%v became %v, %v", addr, again, err)
		}
	})
}
