package wine

// coffHeader is the header that every object file has.
type coffHeader struct {
	Machine, Sections        uint16
	Time, Symbols, SymbolNum uint32
	OptionalSize             uint16
	Characteristics          uint16
}

// optionalHeader is the header of a 64-bit image (PE32+).
type optionalHeader struct {
	Magic                        uint16
	LinkerMajor, LinkerMinor     uint8
	Code, Data, BSS, Entry, Base uint32
	ImageBase                    uint64
	SectionAlign, FileAlign      uint32
	OSMajor, OSMinor             uint16
	ImageMajor, ImageMinor       uint16
	SubsystemMajor, SubsystemMin uint16
	Win32                        uint32
	ImageSize, HeadersSize       uint32
	Checksum                     uint32
	Subsystem, DLL               uint16
	StackReserve, StackCommit    uint64
	HeapReserve, HeapCommit      uint64
	LoaderFlags, DirectoryNum    uint32
	Directories                  [16]directory
}

// A directory says where a table of the image lies.
type directory struct{ RVA, Size uint32 }

// sectionHeader says where a section lies, in the file and in memory.
type sectionHeader struct {
	Name                   [8]byte
	VirtualSize, RVA       uint32
	RawSize, RawOffset     uint32
	Relocations, Lines     uint32
	RelocationNum, LineNum uint16
	Characteristics        uint32
}

// newOptionalHeader returns that of the shim.
func newOptionalHeader() optionalHeader {
	return optionalHeader{
		Magic: 0x20b, LinkerMajor: 14,
		Data:         sectionSize,
		ImageBase:    0x1F0000000,
		SectionAlign: 0x1000, FileAlign: 0x200,
		OSMajor: 6, SubsystemMajor: 6,
		ImageSize: 0x2000, HeadersSize: sectionOffset,
		Subsystem:    3,     // console
		DLL:          0x160, // address space layout randomization, no execution of data
		StackReserve: 1 << 20, StackCommit: 1 << 12,
		HeapReserve: 1 << 20, HeapCommit: 1 << 12,
		DirectoryNum: 16,
		Directories:  [16]directory{{sectionRVA, 0x80}}, // of exports, with the forwarder's name
	}
}
