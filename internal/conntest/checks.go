package conntest

import (
	"errors"
	"math"
	"net/netip"
	"slices"
	"testing"

	"ftr/socket"
)

func eachTTL(t *testing.T, n Network) {
	for _, p := range n.path(n.Dst, 0) {
		exchange(t, n, open(t, n), []socket.Probe{p})
	}
}

func tokens(t *testing.T, n Network) {
	exchange(t, n, open(t, n), []socket.Probe{
		{Dst: n.Dst, TTL: 1, Token: 0},
		{Dst: n.Dst, TTL: n.reach(), Token: math.MaxUint64},
		{Dst: n.Dst, TTL: 1, Token: 1 << 63},
	})
}

func destinations(t *testing.T, n Network) {
	if len(n.Others) == 0 {
		t.Skip("there is one destination only")
	}
	var ps []socket.Probe
	for i, dst := range append([]netip.Addr{n.Dst}, n.Others...) {
		ps = append(ps, n.path(dst, uint64(1000*i))...)
	}
	slices.SortStableFunc(ps, func(a, b socket.Probe) int { return a.TTL - b.TTL })
	exchange(t, n, open(t, n), ps)
}

// twoConns sends the same probes but for the tokens on two Conns at once.
// receive fails where one gets a reply of the other.
func twoConns(t *testing.T, n Network) {
	a, b := open(t, n), open(t, n)
	pa, pb := n.path(n.Dst, 1000), n.path(n.Dst, 2000)
	for i := range pa {
		send(t, a, pa[i:i+1])
		send(t, b, pb[i:i+1])
	}
	receive(t, n, a, pa)
	receive(t, n, b, pb)
}

// burst sends 30 probes with no gap, most of which reach the destination.
func burst(t *testing.T, n Network) {
	var ps []socket.Probe
	for ttl := 1; ttl <= 30; ttl++ {
		ps = append(ps, socket.Probe{Dst: n.Dst, TTL: ttl, Token: uint64(ttl)})
	}
	exchange(t, n, open(t, n), ps)
}

func flows(t *testing.T, n Network) {
	if !n.Flows {
		t.Skip("there is one flow only")
	}
	var ps []socket.Probe
	for flow := range 3 {
		for _, p := range n.path(n.Dst, uint64(1000*flow)) {
			p.Flow = flow
			ps = append(ps, p)
		}
	}
	exchange(t, n, open(t, n), ps)
}

// sizes sends probes that just fit through the narrow link, where there is one,
// and such as are a byte too long for it.
func sizes(t *testing.T, n Network) {
	c := open(t, n)
	if n.OneSize {
		sent, err := c.Send([]socket.Probe{{Dst: n.Dst, TTL: n.reach(), Size: size}})
		if sent != 0 || !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("Send of a probe of %d bytes = %d, %v, want 0, errors.ErrUnsupported", size, sent, err)
		}
		return
	}
	exchange(t, n, c, []socket.Probe{{Dst: n.Dst, TTL: n.reach(), Size: size, Token: 1}})
	if n.Narrow == 0 {
		return
	}
	exchange(t, n, c, []socket.Probe{{Dst: n.Dst, TTL: n.reach(), Size: n.Narrow, Token: 2}})
	long := []socket.Probe{{Dst: n.Dst, TTL: n.reach(), Size: n.Narrow + 1, Token: 3}}
	send(t, c, long)
	r := receive(t, n, c, long)[3]
	if r.Kind != socket.PacketTooBig || r.From != n.Routers[0] || r.MTU != n.Narrow {
		t.Errorf("%d bytes: kind %d from %s with MTU %d, want kind %d from %s with MTU %d",
			n.Narrow+1, r.Kind, r.From, r.MTU, socket.PacketTooBig, n.Routers[0], n.Narrow)
	}
}

func duplicate(t *testing.T, n Network) {
	if n.Twice == 0 {
		t.Skip("nothing is answered twice")
	}
	c := open(t, n)
	send(t, c, []socket.Probe{{Dst: n.Dst, TTL: n.Twice, Token: 7}})
	from, kind := n.answer(n.Dst, n.Twice)
	for i := range 2 {
		r, err := c.Recv()
		if err != nil {
			t.Fatalf("reply %d: %v", i+1, err)
		}
		if r.Token != 7 || r.From != from || r.Kind != kind {
			t.Errorf("reply %d: token %d, kind %d from %s, want token 7, kind %d from %s",
				i+1, r.Token, r.Kind, r.From, kind, from)
		}
	}
}

func badProbe(t *testing.T, n Network) {
	foreign := netip.IPv6Loopback()
	if n.Dst.Is6() {
		foreign = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	good := func(token uint64) socket.Probe { return socket.Probe{Dst: n.Dst, TTL: 1, Token: token} }
	for what, bad := range map[string]socket.Probe{
		"no destination":       {TTL: 1},
		"of another family":    {Dst: foreign, TTL: 1},
		"with TTL 0":           {Dst: n.Dst},
		"with TTL 256":         {Dst: n.Dst, TTL: 256},
		"with a negative flow": {Dst: n.Dst, TTL: 1, Flow: -1},
		"of one byte":          {Dst: n.Dst, TTL: 1, Size: 1},
	} {
		c := open(t, n)
		ps := []socket.Probe{good(1), bad, good(2)}
		sent, err := c.Send(ps)
		if sent != 1 || err == nil {
			t.Errorf("a probe %s in second place: Send = %d, %v, want 1 and an error", what, sent, err)
			continue
		}
		send(t, c, ps[2:])
		receive(t, n, c, []socket.Probe{ps[0], ps[2]})
	}
}
