package socket

import "encoding/binary"

// systems are all that there are quirks of.
var systems = []quirks{linux, darwin, freebsd, openbsd, netbsd, dragonfly}

// host2 and net2 return the two bytes of a number in the byte order of this machine
// and in that of the network.
func host2(n uint16) [2]byte { return [2]byte(binary.NativeEndian.AppendUint16(nil, n)) }
func net2(n uint16) [2]byte  { return [2]byte(binary.BigEndian.AppendUint16(nil, n)) }

// little says whether this machine is like all that macOS and the BSDs run on, but
// for few.
var little = host2(1) == [2]byte{1, 0}
