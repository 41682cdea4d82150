package wine

import (
	"bytes"
	"encoding/binary"
)

// Addresses in the image: its one section is loaded at sectionRVA and lies at
// sectionOffset in the file.
const (
	sectionRVA    = 0x1000
	sectionOffset = 0x200
	sectionSize   = 0x200
)

// shim returns bcryptprimitives.dll, a library without code. The runtime of Go
// asks it for random bytes (ProcessPrng) and does not start without it; Wine
// before 8.13 lacks it. Its only export is a forwarder to the function that Wine
// has instead. The layout is that of "PE Format", Microsoft Learn.
func shim() []byte {
	var b bytes.Buffer
	dos := make([]byte, 0x40) // the DOS header, of which only the ends matter
	copy(dos, "MZ")
	binary.LittleEndian.PutUint32(dos[0x3c:], uint32(len(dos)))
	b.Write(dos)
	b.WriteString("PE\x00\x00")
	put(&b, coffHeader{
		Machine: 0x8664, Sections: 1, OptionalSize: 240,
		Characteristics: 0x2022, // executable, large addresses, a DLL
	})
	put(&b, newOptionalHeader())
	put(&b, sectionHeader{
		Name: [8]byte{'.', 'r', 'd', 'a', 't', 'a'}, VirtualSize: sectionSize, RVA: sectionRVA,
		RawSize: sectionSize, RawOffset: sectionOffset,
		Characteristics: 0x40000040, // initialized data, readable
	})
	b.Write(make([]byte, sectionOffset-b.Len()))
	b.Write(exports())
	return b.Bytes()
}

// put writes a struct of fixed size as it lies in the file.
func put(b *bytes.Buffer, v any) {
	if err := binary.Write(b, binary.LittleEndian, v); err != nil {
		panic(err) // v has no fixed size
	}
}

// exports returns the section: the directory of exports, its three tables of one
// entry, and the strings that they point to.
func exports() []byte {
	const (
		functions, names, ordinals = 0x28, 0x2c, 0x30 // the tables
		library, export, forwarder = 0x34, 0x50, 0x60 // the strings
	)
	s := make([]byte, sectionSize)
	copy(s[library:], "bcryptprimitives.dll")
	copy(s[export:], "ProcessPrng")
	copy(s[forwarder:], "advapi32.SystemFunction036") // RtlGenRandom
	for at, value := range map[int]uint32{
		0x0c: sectionRVA + library,
		0x10: 1, // the first ordinal
		0x14: 1, // functions
		0x18: 1, // names
		0x1c: sectionRVA + functions,
		0x20: sectionRVA + names,
		0x24: sectionRVA + ordinals,

		functions: sectionRVA + forwarder, // within the directory, hence a forwarder
		names:     sectionRVA + export,
	} {
		binary.LittleEndian.PutUint32(s[at:], value)
	}
	return s
}
