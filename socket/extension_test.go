package socket

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// object returns an object of an extension structure.
func object(class, typ uint8, payload ...byte) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(objectHeaderLen+len(payload)))
	return append(append(b, class, typ), payload...)
}

// structure returns an extension structure with its checksum.
func structure(objects ...[]byte) []byte {
	b := slices.Concat(append([][]byte{{extensionVersion << 4, 0, 0, 0}}, objects...)...)
	binary.BigEndian.PutUint16(b[2:], ^sum(b))
	return b
}

// unhex reads bytes in hexadecimal with blanks between them.
func unhex(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var (
	oneLabel  = object(classMPLS, mplsIncoming, 0x05, 0xdc, 0x10, 0x01)
	twoLabels = object(classMPLS, mplsIncoming, 0x05, 0xdc, 0x1a, 0x01, 0xff, 0xff, 0xf1, 0xfe)

	wantTwo = []Label{{24001, 5, false, 1}, {1<<20 - 1, 0, true, 254}}
)

func TestExtendReadsObjects(t *testing.T) {
	index := []byte{0, 0, 0, 9}
	addr4 := []byte{0, 1, 0, 0, 192, 0, 2, 254}
	addr6 := append([]byte{0, 2, 0, 0}, netip.MustParseAddr("2001:db8::fe").AsSlice()...)
	name := append([]byte{12}, "ge-0/0/1\x00\x00\x00"...)
	mtu := []byte{0, 0, 0x23, 0x28}
	all := slices.Concat(index, addr4, name, mtu)
	for what, c := range map[string]struct {
		objects [][]byte
		want    Reply
	}{
		"no object":            {nil, Reply{}},
		"a label stack":        {[][]byte{twoLabels}, Reply{MPLS: wantTwo}},
		"an empty label stack": {[][]byte{object(classMPLS, mplsIncoming)}, Reply{}},
		"a label stack of another type": {
			[][]byte{object(classMPLS, 2, 1, 2, 3, 4)}, Reply{},
		},
		"an unknown class before a label": {
			[][]byte{object(247, 1, 1, 2, 3), oneLabel}, Reply{MPLS: []Label{{24001, 0, false, 1}}},
		},
		"an interface with all parts": {
			[][]byte{object(classInterface, 0b00_00_1111, all...)},
			Reply{Interfaces: []Interface{{Incoming, 9, end4.router, "ge-0/0/1", 9000}}},
		},
		"two interfaces, two roles": {
			[][]byte{object(classInterface, 0b10_00_1000, index...), object(classInterface, 0b11_00_0100, addr6...)},
			Reply{Interfaces: []Interface{{Role: Outgoing, Index: 9}, {Role: NextHop, Addr: end6.router}}},
		},
		"a name and an MTU": {
			[][]byte{object(classInterface, 0b01_00_0011, append(name, mtu...)...)},
			Reply{Interfaces: []Interface{{Role: IncomingSub, Name: "ge-0/0/1", MTU: 9000}}},
		},
		"an index that no int holds": {
			[][]byte{object(classInterface, 0b1000, 0xff, 0xff, 0xff, 0xff)}, Reply{Interfaces: []Interface{{}}},
		},
		"an interface that ends too soon, then a label": {
			[][]byte{object(classInterface, 0b1111, all[:len(all)-1]...), oneLabel}, Reply{MPLS: []Label{{24001, 0, false, 1}}},
		},
		"an address of an unknown family": {
			[][]byte{object(classInterface, 0b0100, 0, 6, 0, 0, 1, 2, 3, 4)}, Reply{},
		},
		"a name longer than its object":  {[][]byte{object(classInterface, 0b10, 8, 'x', 0, 0)}, Reply{}},
		"a name of an odd length":        {[][]byte{object(classInterface, 0b10, 3, 'x', 0, 0)}, Reply{}},
		"a name of length zero":          {[][]byte{object(classInterface, 0b10, 0, 'x', 0, 0)}, Reply{}},
		"a length behind the end":        {[][]byte{twoLabels, {0, 9, 1, 1, 0, 0, 0, 0}}, Reply{MPLS: wantTwo}},
		"a length that is under minimum": {[][]byte{twoLabels, {0, 3, 1, 1, 0, 0, 0, 0}}, Reply{MPLS: wantTwo}},
		"half an object":                 {[][]byte{twoLabels, {0, 8}}, Reply{MPLS: wantTwo}},
	} {
		var r Reply
		r.extend(structure(c.objects...))
		if !reflect.DeepEqual(r, c.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", what, r, c.want)
		}
	}
}

// The quote is 160 bytes where the router tells so, and 128 where it does not.
func TestSplitExtensionFindsTheStructure(t *testing.T) {
	s := structure(twoLabels)
	unsummed, wrong, old := slices.Clone(s), slices.Clone(s), slices.Clone(s)
	unsummed[2], unsummed[3] = 0, 0
	wrong[3] ^= 1
	old[0] = 1 << 4
	for what, c := range map[string]struct {
		length int // as told
		quote  int // as it is
		end    []byte
		want   []byte
	}{
		"length told":                       {160, 160, s, s},
		"length told, no checksum":          {160, 160, unsummed, unsummed},
		"length told, wrong checksum":       {160, 160, wrong, nil},
		"length told, another version":      {160, 160, old, nil},
		"length told, structure cut":        {160, 160, s[:3], nil},
		"length told, nothing there":        {160, 160, nil, nil},
		"length behind the end":             {400, 160, s, nil},
		"no length":                         {0, 128, s, s},
		"no length, no checksum":            {0, 128, unsummed, nil},
		"no length, wrong checksum":         {0, 128, wrong, nil},
		"no length, structure elsewhere":    {0, 160, s, nil},
		"a length that lies":                {200, 128, append(slices.Clone(s), object(9, 9, make([]byte, 200)...)...), nil},
		"a length under minimum":            {64, 128, s, s},
		"a length under minimum that holds": {64, 64, s, nil},
	} {
		b := append(make([]byte, c.quote), c.end...)
		quote, got := splitExtension(b, c.length, minExtended)
		if !slices.Equal(got, c.want) || c.want != nil && len(quote) != c.quote || c.want == nil && len(quote) != len(b) {
			t.Errorf("%s: quote of %d bytes, structure %x; want %x", what, len(quote), got, c.want)
		}
	}
}

// What routers send, byte by byte: a probe of 60 bytes, padded to 128.
func TestDecodeErrorReadsCaptures(t *testing.T) {
	const (
		quote = `45 00 00 3c 00 00 00 00 01 01 00 00 c0 00 02 01 c6 33 64 07
			08 00 00 00 12 00 00 05`
		compliant = `0b 00 00 00 00 20 00 00` // 32 words of quote
		older     = `0b 00 00 00 00 00 00 00`
	)
	padded := append(unhex(t, quote), make([]byte, 128-28)...)
	for what, c := range map[string]struct {
		head, end string
		want      Reply
	}{
		"RFC 4884, one label": {
			compliant, `20 00 bc 19 00 08 01 01 05 dc 1d 01`,
			Reply{MPLS: []Label{{24001, 6, true, 1}}},
		},
		"before RFC 4884, one label": {
			older, `20 00 bc 19 00 08 01 01 05 dc 1d 01`,
			Reply{MPLS: []Label{{24001, 6, true, 1}}},
		},
		"Linux with icmp_errors_extension_mask": {
			compliant, `20 00 00 00 00 1c 02 0f 00 00 00 02 00 01 00 00 0a 00 00 02
				08 65 74 68 30 00 00 00 00 00 05 dc`,
			Reply{Interfaces: []Interface{{Incoming, 2, netip.MustParseAddr("10.0.0.2"), "eth0", 1500}}},
		},
		"nothing behind the padding": {compliant, ``, Reply{}},
		"not even padded":            {older, ``, Reply{}},
	} {
		m := message{bytes: slices.Concat(unhex(t, c.head), padded, unhex(t, c.end))}
		a, d, ok := decodeError(false, m, protoICMP)
		if !ok || d.dst != end4.dst || !reflect.DeepEqual(a.reply.MPLS, c.want.MPLS) || !reflect.DeepEqual(a.reply.Interfaces, c.want.Interfaces) {
			t.Errorf("%s:\ngot  %+v, %v\nwant %+v", what, a.reply, ok, c.want)
		}
	}
}

// An error queue holds the same structure behind less of the quote.
func TestErrorQueueTellsExtensions(t *testing.T) {
	s := structure(twoLabels)
	for name, e := range ends {
		typ := map[bool]uint8{false: 11, true: 3}[e.v6]
		for what, c := range map[string]struct {
			typ       uint8
			taken     int // behind the IP header
			extension int
			quote     int
			want      []Label
		}{
			"UDP, as the kernel tells":      {typ, 8, 200, 200, wantTwo},
			"UDP, not told":                 {typ, 8, 0, 128 - ipHeadLen(e.v6) - 8, wantTwo},
			"ping, not told":                {typ, 0, 0, 128 - ipHeadLen(e.v6), wantTwo},
			"not told, elsewhere":           {typ, 0, 0, 200, nil},
			"told behind the end":           {typ, 8, 60000, 200, nil},
			"a type without an extension":   {2, 8, 200, 200, nil},
			"told within what there is not": {typ, 8, 203 + len(s), 200, nil},
		} {
			m := message{bytes: append(make([]byte, c.quote), s...)}
			f := failure{typ: c.typ, code: 0, extension: c.extension, offender: e.router}
			a, _ := failureArrival(e.v6, m, f, c.taken)
			if !reflect.DeepEqual(a.reply.MPLS, c.want) {
				t.Errorf("%s, %s: %+v, want %+v", name, what, a.reply.MPLS, c.want)
			}
		}
	}
}

// FuzzExtension reads anything, and reads the same again from what it writes.
func FuzzExtension(f *testing.F) {
	f.Add(structure(twoLabels, object(classInterface, 0b1000, 0, 0, 0, 1)), 0)
	f.Add(append(make([]byte, minExtended), structure(object(classInterface, 0b0010, 4, 'e', '0', 0))...), 0)
	f.Add(append(make([]byte, 160), structure(oneLabel)...), 160)
	f.Add([]byte{0x20, 0, 0, 0, 0, 4, 1, 1, 0, 3}, 0)
	f.Fuzz(func(t *testing.T, b []byte, length int) {
		quote, s := splitExtension(b, length, minExtended)
		if len(quote)+len(s) != len(b) {
			t.Errorf("%x: parted into %d and %d bytes", b, len(quote), len(s))
		}
		var got, again Reply
		got.extend(b)
		again.extend(written(got))
		if !reflect.DeepEqual(again, got) {
			t.Errorf("%x: %+v, written and read again %+v", b, got, again)
		}
	})
}

// written returns a structure that says what r does.
func written(r Reply) []byte {
	var stack []byte
	for _, l := range r.MPLS {
		e := l.Label<<12 | uint32(l.Exp)<<9 | uint32(l.TTL)
		if l.Bottom {
			e |= 1 << 8
		}
		stack = binary.BigEndian.AppendUint32(stack, e)
	}
	objects := [][]byte{object(classMPLS, mplsIncoming, stack...)}
	for _, i := range r.Interfaces {
		objects = append(objects, writtenInterface(i))
	}
	return structure(objects...)
}

// writtenInterface gives an interface all parts but an address that it has not.
func writtenInterface(i Interface) []byte {
	typ := uint8(i.Role)<<roleShift | hasIndex | hasName | hasMTU
	b := binary.BigEndian.AppendUint32(nil, uint32(i.Index))
	if i.Addr.IsValid() {
		typ |= hasAddr
		family := byte(ianaIPv4)
		if i.Addr.Is6() {
			family = ianaIPv6
		}
		b = append(append(b, 0, family, 0, 0), i.Addr.AsSlice()...)
	}
	n := (1 + len(i.Name) + 3) &^ 3
	b = append(append(b, byte(n)), i.Name...)
	b = append(b, make([]byte, n-1-len(i.Name))...)
	return object(classInterface, typ, binary.BigEndian.AppendUint32(b, uint32(i.MTU))...)
}
