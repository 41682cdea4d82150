package simnet

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"

	"ftr/socket"
)

func builtin(t *testing.T, name string) *World {
	t.Helper()
	w, err := Builtin(name)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryBuiltinParsesAndHasATwin(t *testing.T) {
	names := Names()
	if len(names) == 0 || !slices.IsSorted(names) {
		t.Errorf("Names = %q", names)
	}
	for _, name := range names {
		w := builtin(t, name)
		if is6 := strings.HasSuffix(name, "6"); w.Is6() != is6 {
			t.Errorf("%s: IPv6 is %v", name, w.Is6())
		} else if !is6 {
			checkTwins(t, name, w, builtin(t, name+"6"))
		}
	}
}

// checkTwins compares what two worlds do but for the addresses.
func checkTwins(t *testing.T, name string, a, b *World) {
	t.Helper()
	if len(a.Hops) != len(b.Hops) {
		t.Fatalf("%s has %d hops, its twin %d", name, len(a.Hops), len(b.Hops))
	}
	for i := range a.Hops {
		x, y := withoutInterfaceAddrs(a.Hops[i]), withoutInterfaceAddrs(b.Hops[i])
		if len(x.Addrs) != len(y.Addrs) || fmt.Sprint(x.options()) != fmt.Sprint(y.options()) {
			t.Errorf("%s: hop %d is %v, its twin's %v", name, i+1, x, y)
		}
	}
	if a.Dest.RTT != b.Dest.RTT || a.Loop != b.Loop || a.DNS != b.DNS || a.STUN.RTT != b.STUN.RTT {
		t.Errorf("%s and its twin differ", name)
	}
}

func withoutInterfaceAddrs(h Hop) Hop {
	h.Interfaces = slices.Clone(h.Interfaces)
	for i := range h.Interfaces {
		h.Interfaces[i].Addr = netip.Addr{}
	}
	return h
}

func TestNoBuiltinOfThatName(t *testing.T) {
	for _, name := range []string{"", "atlantis", "../builtin", "internet"} {
		if _, err := Builtin(name); err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("there is no built-in world %q; there are allsilent, ", name)) {
			t.Errorf("Builtin(%q) = %v", name, err)
		}
	}
}

func TestIncludeNamesItsErrors(t *testing.T) {
	for text, want := range map[string]string{
		"include":           "world, line 1: include needs one name",
		"include a b":       "world, line 1: include needs one name",
		"\ninclude nowhere": `world, line 2: there is nothing called "nowhere" to include`,
	} {
		if _, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("Parse(%q) = %v, want %s", text, err, want)
		}
	}
}

func TestElevenAnswersAsDescribed(t *testing.T) {
	for _, name := range []string{"eleven", "eleven6"} {
		n := builtin(t, name).Start()
		for i, ms := range []int{1, 6, 8, 9, 14, 15, 17, 19, 22, 24, 25} {
			got := n.Receive(epoch, n.packet(socket.ICMP, i+1))
			if len(got) != 1 || got[0].After != time.Duration(ms)*time.Millisecond {
				t.Fatalf("%s, TTL %d: got %v", name, i+1, got)
			}
			if isDest := got[0].From == n.world.Dest.Addr; isDest != (i == 10) {
				t.Errorf("%s, TTL %d: answered by %s", name, i+1, got[0].From)
			}
			checkNamed(t, n, got[0].From, i+1 == 8)
		}
	}
}

// checkNamed checks that an address has a name, or that asking for it fails.
func checkNamed(t *testing.T, n *Network, a netip.Addr, fails bool) {
	t.Helper()
	name, err := dns.ReverseAddr(a.String())
	if err != nil {
		t.Fatal(err)
	}
	reply := n.Answer(new(dns.Msg).SetQuestion(name, dns.TypePTR))
	if failed := reply.Rcode == dns.RcodeServerFailure; failed != fails || len(reply.Answer) != 1 && !fails {
		t.Errorf("%s: got %v", a, reply)
	}
}

func TestRoutersOfEveryBuiltinBelongToSomeone(t *testing.T) {
	for _, name := range Names() {
		w := builtin(t, name)
		for _, h := range append(w.Hops, Hop{Addrs: []netip.Addr{w.Dest.Addr}}) {
			for _, a := range h.Addrs {
				if a.IsPrivate() || a == addr("100.64.0.1") || a == addr("80.249.208.1") || a == addr("2a0e:b400::1") {
					continue // the exchange is not announced
				}
				if !slices.ContainsFunc(w.Origins, func(o Origin) bool { return o.Prefix.Contains(a) }) {
					t.Errorf("%s: %s is in no prefix", name, a)
				}
			}
		}
	}
}
