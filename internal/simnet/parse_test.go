package simnet

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"ftr/socket"
)

func addr(s string) netip.Addr { return netip.MustParseAddr(s) }

func mustParse(t *testing.T, text string) *World {
	t.Helper()
	w, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// everything is a world text in which every line and option occurs.
const everything = `
# a comment
source 192.168.1.50 mtu=9000
hop 192.168.1.1 rtt=1ms mtu=1400 claim=0 block=icmp,udp reject=tcp/reset,udp/!X,icmp
hop *            # never answers
hop 154.54.10.1,154.54.10.5 rtt=14ms back=-2 tos=0 nat=clean balance=flow mtu=1280 blackhole
hop 81.2.64.9 rtt=9ms jitter=2ms loss=0.1 dup=1 limit=6/1s quote=28 mpls=24001/0/1,16004/7/255 ttl=250 ext=legacy "iface=in/7/81.2.64.9/ge-0/0/1/1500,nexthop///evil\x1b \xff/"
hop 203.0.113.1 rtt=12ms unreachable=!X balance=packet
hop 10.9.9.9 rtt=5ms nat zerottl intercept=tcp,udp
dest 142.251.46.174 rtt=25ms icmp=silent tcp=closed,443:open,80:silent udp=open,53:silent from=142.251.46.175 drop=3
loop 4 6
noise truncated,mislabelled,foreign,lying,forged
dns rtt=20ms loss=0.3 dead
stun rtt=1ms public=81.2.69.160 dead
host www.dest.example 142.251.46.174
host www.dest.example 2001:db8::1
ptr 81.2.64.9 ae9.core2.isp.example
ptr 81.2.64.1 "evil\x1b[31m.example"
ptr 81.2.64.2 SERVFAIL
origin 81.2.64.7/20 64500,64501 GB ripencc
origin 81.2.80.0/20 SERVFAIL
as 64500 ISPNET Example ISP, GB
as 64501 SERVFAIL
`

func TestParseReadsEveryLine(t *testing.T) {
	got := mustParse(t, everything)
	want := &World{
		Source: addr("192.168.1.50"), MTU: 9000,
		Hops: []Hop{
			{Addrs: []netip.Addr{addr("192.168.1.1")}, Manners: Manners{RTT: time.Millisecond}, Link: Link{MTU: 1400, Claims: true}, Firewall: Firewall{
				Block:  []socket.Protocol{socket.ICMP, socket.UDP},
				Reject: []Rule{{socket.TCP, Reset}, {socket.UDP, "!X"}, {Proto: socket.ICMP}},
			}},
			{},
			{Addrs: []netip.Addr{addr("154.54.10.1"), addr("154.54.10.5")}, Manners: Manners{RTT: 14 * time.Millisecond, Back: -2}, Passage: Passage{Remarks: true, NAT: NATClean}, Link: Link{MTU: 1280, BlackHole: true}},
			{Addrs: []netip.Addr{addr("81.2.64.9")}, Manners: Manners{
				RTT: 9 * time.Millisecond, Jitter: 2 * time.Millisecond, Loss: 0.1, Dup: 1,
				Limit: Limit{6, time.Second}, Quote: 28, ReplyTTL: 250,
				MPLS: []socket.Label{{Label: 24001, TTL: 1}, {Label: 16004, Exp: 7, TTL: 255, Bottom: true}},
				Interfaces: []socket.Interface{
					{Index: 7, Addr: addr("81.2.64.9"), Name: "ge-0/0/1", MTU: 1500},
					{Role: socket.NextHop, Name: "evil\x1b \xff"},
				},
				Ext: LegacyExt,
			}},
			{Addrs: []netip.Addr{addr("203.0.113.1")}, Balance: PerPacket, Manners: Manners{RTT: 12 * time.Millisecond, Unreachable: "!X"}},
			{Addrs: []netip.Addr{addr("10.9.9.9")}, Manners: Manners{RTT: 5 * time.Millisecond}, Passage: Passage{NAT: NATChecksum}, ZeroTTL: true, Firewall: Firewall{Intercept: []socket.Protocol{socket.TCP, socket.UDP}}},
		},
		Dest: Dest{
			Addr: addr("142.251.46.174"), Manners: Manners{RTT: 25 * time.Millisecond},
			ICMP: Silent, UDP: Open, TCP: Closed,
			Ports: []Port{{socket.UDP, 53, Silent}, {socket.TCP, 443, Open}, {socket.TCP, 80, Silent}},
			From:  addr("142.251.46.175"), Drop: 3,
		},
		Loop:  Loop{4, 6},
		Noise: []Noise{Truncated, Mislabelled, Foreign, Lying, Forged},
		DNS:   DNS{RTT: 20 * time.Millisecond, Loss: 0.3, Dead: true},
		STUN:  STUN{RTT: time.Millisecond, Public: addr("81.2.69.160"), Dead: true},
		Hosts: []Host{{"www.dest.example", addr("142.251.46.174")}, {"www.dest.example", addr("2001:db8::1")}},
		PTRs: []PTR{
			{Addr: addr("81.2.64.9"), Name: "ae9.core2.isp.example"},
			{Addr: addr("81.2.64.1"), Name: "evil\x1b[31m.example"},
			{Addr: addr("81.2.64.2"), Fail: true},
		},
		Origins: []Origin{
			{Prefix: netip.MustParsePrefix("81.2.64.0/20"), ASNs: []uint32{64500, 64501}, CountryCode: "GB", Registry: "ripencc"},
			{Prefix: netip.MustParsePrefix("81.2.80.0/20"), Fail: true},
		},
		ASNames: []ASName{{ASN: 64500, Text: "ISPNET Example ISP, GB"}, {ASN: 64501, Fail: true}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestParseFillsWhatIsLeftOut(t *testing.T) {
	w := mustParse(t, "source 10.0.0.1\ndest 192.0.2.1")
	if got, want := w.DNS, (DNS{RTT: 15 * time.Millisecond}); got != want {
		t.Errorf("DNS = %v, want %v", got, want)
	}
	if w.STUN.Public.IsValid() {
		t.Errorf("STUN knows the public address %s", w.STUN.Public)
	}
}

func TestParseNamesTheLineOfAnError(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "world: there is no source"},
		{"source 10.0.0.1", "world: there is no dest"},
		{"source 10.0.0.1\n\nhop", "world, line 3: hop needs 1 words behind it"},
		{"source 10.0.0.1\nsource 10.0.0.2", "world, line 2: there is one source already"},
		{"source ::ffff:10.0.0.1", `world, line 1: "::ffff:10.0.0.1" is not an address`},
		{"source fe80::1%eth0", `world, line 1: "fe80::1%eth0" is not an address`},
		{"source 10.0.0.1 x", `world, line 1: option "x": unknown option`},
		{"route 10.0.0.1", `world, line 1: "route" is not something a world has`},
		{"hop 10.0.0.1 rtt=-1s", `world, line 1: option "rtt=-1s": "-1s" is not a time from 0s to 1h`},
		{"hop 10.0.0.1 loss=NaN", `world, line 1: option "loss=NaN": "NaN" is not a probability from 0 to 1`},
		{"hop 10.0.0.1 limit=6", `world, line 1: option "limit=6": "6" is not BURST/INTERVAL as in 6/1s`},
		{"hop 10.0.0.1 mpls=1/8/1", `world, line 1: option "mpls=1/8/1": "1/8/1" is not LABEL/EXP/TTL as in 24001/0/1`},
		{"hop 10.0.0.1 quote=7", `world, line 1: option "quote=7": "7" is not a number from 8 to 1280`},
		{"hop 10.0.0.1 ext=odd", `world, line 1: option "ext=odd": "odd" is not legacy, badsum or badlen`},
		{"hop 10.0.0.1 iface=in/1", `world, line 1: option "iface=in/1": "in/1" is not ROLE/INDEX/ADDR/NAME/MTU as in in/7/192.0.2.1/ge-0/0/1/1500`},
		{"hop 10.0.0.1 iface=in/1//x", `world, line 1: option "iface=in/1//x": "in/1//x" has no MTU`},
		{"hop 10.0.0.1 iface=up////", `world, line 1: option "iface=up////": "up" is not one of ["in" "insub" "out" "nexthop"]`},
		{"hop 10.0.0.1 drop=1", `world, line 1: option "drop=1": unknown option`},
		{"dest 10.0.0.1 balance=flow", `world, line 1: option "balance=flow": unknown option`},
		{"dest 10.0.0.1 icmp=open", `world, line 1: option "icmp=open": "open" is not one of ["echo" "silent"]`},
		{"dest 10.0.0.1 tcp=open,closed", `world, line 1: option "tcp=open,closed": only the first manner is that of all ports`},
		{"dest 10.0.0.1 udp=0:open", `world, line 1: option "udp=0:open": "0" is not a number from 1 to 65535`},
		{"dest 10.0.0.1 udp=53:echo", `world, line 1: option "udp=53:echo": "echo" is not one of ["open" "closed" "silent"]`},
		{"source 10.0.0.2\ndest 10.0.0.1 udp=53:open,53:open", "world: UDP port 53 has two manners"},
		{"hop 10.0.0.1 nat=full", `world, line 1: option "nat=full": nat is checksum, address or clean`},
		{"hop 10.0.0.1 tos=256", `world, line 1: option "tos=256": "256" is not a number from 0 to 255`},
		{"hop 10.0.0.1 mtu=67", `world, line 1: option "mtu=67": "67" is not a number from 68 to 65535`},
		{"source 10.0.0.2\nhop 10.0.0.3 claim=0\ndest 10.0.0.1", "world: blackhole and claim need an mtu"},
		{"source 10.0.0.2\nhop 10.0.0.3 mtu=99 claim=0 blackhole\ndest 10.0.0.1", "world: a blackhole claims nothing"},
		{"source ::1 mtu=1279\ndest ::2", "world: mtu=1279 is too short for IPv6, which needs 1280"},
		{"hop 10.0.0.1 block=sctp", `world, line 1: option "block=sctp": "sctp" is not one of icmp, udp and tcp`},
		{"hop 10.0.0.1 reject=tcp/", `world, line 1: option "reject=tcp/": "tcp/" has no mark`},
		{"hop 10.0.0.1 reject=udp/reset", `world, line 1: option "reject=udp/reset": only tcp can be reset`},
		{"source ::1\nhop ::3 reject=udp/!V\ndest ::2", `world: "!V" is not a mark of an unreachable such as !X, !F-1400 or !13`},
		{"ptr 10.0.0.1 \"x", "world, line 1: a quotation mark is not closed, or the string is not one of Go's"},
		{"ptr 10.0.0.1 a..b", `world, line 1: "a..b" is not a domain name`},
		{"origin 10.0.0.0/8 64500", "world, line 1: origin needs a prefix, AS numbers, a country and a registry"},
		{"noise loud", `world, line 1: "loud" is not a kind of noise`},
		{"source 10.0.0.1\ndest ::1", "world: ::1 and the source 10.0.0.1 are of different families"},
		{"source 10.0.0.1\ndest 10.0.0.2\nloop 1 2", "world: loop 1 2 does not lie within the 0 hops"},
		{"source ::1\ndest ::2 unreachable=!V", `world: "!V" is not a mark of an unreachable such as !X, !F-1400 or !13`},
		{"source ::1\ndest ::2 unreachable=!F1400", `world: "!F1400" has no MTU`},
		{"source ::1\n" + strings.Repeat("hop *\n", 255) + "dest ::2", "world: there are more than 254 hops"},
	} {
		_, err := Parse(tt.text)
		if err == nil || err.Error() != tt.want {
			t.Errorf("Parse(%.60q)\n got %v\nwant %s", tt.text, err, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(everything)
	f.Add("source ::1\ndest ::2 unreachable=!F-1280 # x")
	f.Add("source 10.0.0.1\nhop *\ndest 10.0.0.2\nas 1 \"\"\nptr ::2 \"\\xff#\"")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(w.String())
		if err != nil {
			t.Fatalf("%v in\n%s", err, w)
		}
		if !reflect.DeepEqual(w, again) {
			t.Errorf("got\n%+v\nwant\n%+v", again, w)
		}
	})
}
