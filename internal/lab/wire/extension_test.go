package wire

import (
	"encoding/binary"
	"net/netip"
	"reflect"
	"testing"

	"golang.org/x/net/icmp"

	"ftr/internal/simnet"
	"ftr/socket"
)

// interfaceAnswer reports all that RFC 5837 knows, and as little as it may.
func interfaceAnswer(is6 bool) simnet.Answer {
	a := timeExceeded(is6)
	a.MPLS = []socket.Label{{Label: 24001, Bottom: true}}
	a.Interfaces = []socket.Interface{
		{Index: 7, Addr: router(is6), Name: "ge-0/0/1", MTU: 1500},
		{Role: socket.Outgoing, Name: "eth0"},
		{Role: socket.NextHop, Addr: netip.MustParseAddr("192.0.2.9"), MTU: 9000},
	}
	return a
}

// readBack returns the interfaces that x/net reads in an answer's packet.
func readBack(t *testing.T, a simnet.Answer, is6 bool) []socket.Interface {
	t.Helper()
	p := parsed(sent(socket.UDP, is6))
	_, body := received(t, mustReply(t, p, a))
	m, err := icmp.ParseMessage(int(p.icmpProto()), body)
	if err != nil {
		t.Fatal(err)
	}
	var all []socket.Interface
	for _, e := range m.Body.(*icmp.TimeExceeded).Extensions {
		info, ok := e.(*icmp.InterfaceInfo)
		if !ok {
			continue
		}
		i := socket.Interface{Role: socket.InterfaceRole(info.Type >> 6)}
		if info.Interface != nil {
			i.Index, i.Name, i.MTU = info.Interface.Index, info.Interface.Name, info.Interface.MTU
		}
		if info.Addr != nil {
			i.Addr, _ = netip.AddrFromSlice(info.Addr.IP)
		}
		all = append(all, i)
	}
	return all
}

func TestInterfacesCanBeReadBack(t *testing.T) {
	for name, is6 := range families {
		a := interfaceAnswer(is6)
		if got := readBack(t, a, is6); !reflect.DeepEqual(got, a.Interfaces) {
			t.Errorf("%s: got %+v, want %+v", name, got, a.Interfaces)
		}
	}
}

func TestExtensionsThatAreNotWrittenWell(t *testing.T) {
	for name, is6 := range families {
		for ext, want := range map[simnet.Ext]int{simnet.LegacyExt: 3, simnet.BadSumExt: 0, simnet.BadLenExt: 0} {
			a := interfaceAnswer(is6)
			a.Ext = ext
			if got := readBack(t, a, is6); len(got) != want {
				t.Errorf("%s %s: %d interfaces can be read, want %d", name, ext, len(got), want)
			}
			_, body := received(t, mustReply(t, parsed(sent(socket.UDP, is6)), a))
			if told := body[lengthAt(is6)] != 0; told == (ext == simnet.LegacyExt) {
				t.Errorf("%s %s: the length of the quote is told: %v", name, ext, told)
			}
		}
	}
}

func TestFragmentationNeededHasExtensionsBesideTheMTU(t *testing.T) {
	a := interfaceAnswer(false)
	a.Kind, a.Type, a.Code, a.MTU = socket.PacketTooBig, 3, 4, 1400
	_, body := received(t, mustReply(t, parsed(sent(socket.UDP, false)), a))
	if mtu := binary.BigEndian.Uint16(body[6:]); mtu != 1400 {
		t.Errorf("the MTU is %d, want 1400", mtu)
	}
	m, err := icmp.ParseMessage(protoICMP, body)
	if err != nil {
		t.Fatal(err)
	}
	if got := len(m.Body.(*icmp.DstUnreach).Extensions); got != 4 {
		t.Errorf("%d objects can be read, want 4", got)
	}
}
