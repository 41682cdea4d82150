package wine

import (
	"bytes"
	"debug/pe"
	"testing"
)

func TestShimIsAnImage(t *testing.T) {
	f, err := pe.NewFile(bytes.NewReader(shim()))
	if err != nil {
		t.Fatal(err)
	}
	h, ok := f.OptionalHeader.(*pe.OptionalHeader64)
	if !ok || f.Machine != pe.IMAGE_FILE_MACHINE_AMD64 || h.DataDirectory[0].VirtualAddress != sectionRVA {
		t.Errorf("got %+v", f.OptionalHeader)
	}
	data, err := f.Sections[0].Data()
	if err != nil || !bytes.Contains(data, []byte("\x00ProcessPrng\x00")) {
		t.Errorf("%v: %q", err, data)
	}
}
