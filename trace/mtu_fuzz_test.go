package trace

import (
	"testing"
	"time"

	"ftr/socket"
)

// Whatever routers claim and drop, the search ends, with few probes and a
// finding that is possible.
func FuzzMTU(f *testing.F) {
	f.Add(uint16(1500), []byte{5, 200, 1, 8, 100, 0}, []byte{1, 0, 255}, false)
	f.Add(uint16(9000), []byte{3, 10, 2}, []byte{}, true)
	f.Add(uint16(69), []byte{1, 0, 1, 2, 0, 2, 3, 0, 3}, []byte{0x55}, false)
	f.Fuzz(func(t *testing.T, mtu uint16, links, noise []byte, hidden bool) {
		w := wires{rtts: eleven, links: map[int]int{}, claims: map[int]func(int) int{}, hidden: hidden}
		for ; len(links) >= 3; links = links[3:] {
			hop := 1 + int(links[0])%10
			w.links[hop] = 60 + int(links[1])*8
			switch kind := links[2]; {
			case kind == 1:
				w.holes = append(w.holes, hop)
			case kind > 1:
				w.claims[hop] = func(size int) int { return size - 100 + int(kind) }
			}
		}
		w.drop = func(l launch, n int) bool {
			return l.size > 0 && n/8 < len(noise) && noise[n/8]>>(n%8)&1 == 1
		}
		o := Options{Target: target, MTU: max(minMTU, int(mtu))}
		d := answerer(w.answer).run(t, o, socket.ICMP)
		if n := len(d.long()); n > maxLong {
			t.Errorf("%d long probes, want %d at most", n, maxLong)
		}
		if d.stop != StopReached || d.path.MTU < 0 || d.path.MTU > o.MTU || d.path.MTU > 0 && d.path.MTU < o.baseSize() {
			t.Errorf("stopped with %q and MTU %d, want reached and one of %d to %d", d.stop, d.path.MTU, o.baseSize(), o.MTU)
		}
	})
}

// Where nothing lies and nothing gets lost by chance, the MTU found is that of
// the narrowest link.
func FuzzHonestMTU(f *testing.F) {
	f.Add(uint16(1500), uint16(1400), uint16(1280), uint8(4), uint8(8), uint8(0))
	f.Add(uint16(1500), uint16(1400), uint16(1111), uint8(4), uint8(8), uint8(3))
	f.Add(uint16(9000), uint16(1500), uint16(1471), uint8(1), uint8(10), uint8(2))
	f.Fuzz(func(t *testing.T, mtu, a, b uint16, hopA, hopB, kinds uint8) {
		o := Options{Target: target, MTU: max(minMTU, int(mtu))}
		w := wires{rtts: eleven, links: map[int]int{}, hidden: kinds&16 != 0}
		narrowest := o.MTU
		for i, link := range []uint16{a, b} {
			hop := 1 + int([]uint8{hopA, hopB}[i])%10
			w.links[hop] = max(minMTU, int(link))
			if kinds>>i&1 == 1 {
				w.holes = append(w.holes, hop)
			}
		}
		if kinds&4 != 0 {
			w.claims = map[int]func(int) int{1 + int(hopA)%10: says(0)}
		}
		for _, link := range w.links {
			narrowest = min(narrowest, link)
		}
		d := answerer(w.answer).run(t, o, socket.ICMP)
		if d.path.MTU != narrowest {
			t.Errorf("MTU %d, want %d: %s, sent %v", d.path.MTU, narrowest, hops(d.path), d.long())
		}
		for _, h := range d.path.Hops {
			if h.MTU != 0 && h.MTU != w.links[h.TTL] {
				t.Errorf("MTU %d behind hop %d, want %d: %s, sent %v", h.MTU, h.TTL, w.links[h.TTL], hops(d.path), d.long())
			}
		}
		if d.end > o.withDefaults(0).Deadline-time.Second {
			t.Errorf("took %v", d.end)
		}
	})
}
