package socket

import (
	"encoding/binary"
	"net/netip"
	"testing"
)

// extendedErr returns a struct sock_extended_err and the offender's sockaddr.
func extendedErr(f failure, scope uint32) []byte {
	b := make([]byte, extendedErrLen)
	b[4], b[5], b[6] = f.origin, f.typ, f.code
	binary.NativeEndian.PutUint32(b[8:], f.info)
	binary.NativeEndian.PutUint16(b[12:], uint16(f.extension))
	switch {
	case f.offender.Is4():
		b = binary.NativeEndian.AppendUint16(b, linuxInet)
		b = append(b, 0, 0)
		b = append(b, f.offender.AsSlice()...)
		return append(b, make([]byte, 8)...)
	case f.offender.Is6():
		b = binary.NativeEndian.AppendUint16(b, linuxInet6)
		b = append(b, make([]byte, 6)...)
		b = append(b, f.offender.AsSlice()...)
		return binary.NativeEndian.AppendUint32(b, scope)
	}
	return append(b, make([]byte, 16)...)
}

func TestParseFailure(t *testing.T) {
	for _, c := range []struct {
		name  string
		f     failure
		scope uint32
		ok    bool
	}{
		{"IPv4", failure{origin: originICMP, typ: 11, offender: end4.router}, 0, true},
		{"IPv6", failure{origin: originICMP6, typ: 2, info: 1280, offender: end6.router}, 0, true},
		{"IPv6, global with a scope", failure{origin: originICMP6, typ: 3, offender: end6.router}, 3, true},
		{"an extension", failure{origin: originICMP, typ: 11, extension: 100, offender: end4.router}, 0, true},
		{"link-local", failure{origin: originICMP6, typ: 3, offender: netip.MustParseAddr("fe80::1%7")}, 7, true},
		{"no offender", failure{origin: originICMP, typ: 3, code: 13}, 0, true},
		{"local error", failure{origin: 1, info: 1400}, 0, false},
		{"transmit stamp", failure{origin: 4}, 0, false},
	} {
		got, ok := parseFailure(extendedErr(c.f, c.scope))
		if ok != c.ok || ok && got != c.f {
			t.Errorf("%s: %+v, %v, want %+v, %v", c.name, got, ok, c.f, c.ok)
		}
	}
}

func FuzzParseFailure(f *testing.F) {
	f.Add(extendedErr(failure{origin: originICMP, typ: 11, offender: end4.router}, 0))
	f.Add(extendedErr(failure{origin: originICMP6, typ: 3, offender: end6.router}, 0))
	f.Add(extendedErr(failure{origin: originICMP, typ: 3, extension: 256}, 0))
	f.Add(make([]byte, 17))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, ok := parseFailure(b)
		if !ok || got.offender.Zone() != "" {
			return
		}
		if again, ok := parseFailure(extendedErr(got, 0)); !ok || again != got {
			t.Errorf("%x: %+v, written and read again %+v, %v", b, got, again, ok)
		}
	})
}
