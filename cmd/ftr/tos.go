package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// tosFlags remembers which of the two flags set the type of service.
type tosFlags struct{ tos, dscp bool }

var errTOSTwice = usagef("choose one", "--tos and --dscp set the same byte")

// tosValue takes --tos: the whole byte that was once the type of service
// (RFC 791) and is the traffic class in IPv6 (RFC 8200), as a number or by the
// name of a code point.
func tosValue(c *config, given *tosFlags) value {
	return value{kind: "number or name", set: func(s string) error {
		given.tos = true
		if given.dscp {
			return errTOSTwice
		}
		return setTOS(c, s, 0)
	}}
}

// dscpValue takes --dscp: the upper six bits of that byte (RFC 2474, section 3).
func dscpValue(c *config, given *tosFlags) value {
	return value{kind: "number or name", set: func(s string) error {
		given.dscp = true
		if given.tos {
			return errTOSTwice
		}
		return setTOS(c, s, ecnBits)
	}}
}

// ecnBits is how many bits of the byte lie below the code point (RFC 3168,
// section 5).
const ecnBits = 2

// setTOS takes a number that is to be shifted to the left, or a name.
func setTOS(c *config, s string, shift uint) error {
	if point, ok := codePoint(strings.ToLower(s)); ok {
		c.TOS = point << ecnBits
		return nil
	}
	most := uint64(0xff >> shift)
	n, err := strconv.ParseUint(s, 0, 8)
	if err != nil || n > most {
		return fmt.Errorf("neither a number from 0 to %d nor a name such as ef, cs1 or af41", most)
	}
	c.TOS = uint8(n) << shift
	return nil
}

// codePoint returns the differentiated services code point with a name, in lower
// case.
func codePoint(name string) (uint8, bool) {
	if point, ok := codePoints[name]; ok {
		return point, true
	}
	var class, drop uint8
	switch {
	case len(name) == 3 && name[:2] == "cs": // class selectors 0 to 7 (RFC 2474, section 4.2.2)
		class = name[2] - '0'
		return class << 3, name[2] >= '0' && class <= 7
	case len(name) == 4 && name[:2] == "af": // classes 1 to 4, drop precedences 1 to 3 (RFC 2597, section 6)
		class, drop = name[2]-'0', name[3]-'0'
		return class<<3 | drop<<1, name[2] >= '1' && class <= 4 && name[3] >= '1' && drop <= 3
	}
	return 0, false
}

// codePoints holds those that belong to no family of names.
var codePoints = map[string]uint8{
	"be": 0,  // best effort (RFC 2474, section 4.1)
	"df": 0,  // default forwarding: the same
	"le": 1,  // lower effort (RFC 8622)
	"va": 44, // voice admit (RFC 5865)
	"ef": 46, // expedited forwarding (RFC 3246)
}

// codePointNames lists the names that codePoint knows.
func codePointNames() []string {
	names := slices.Sorted(maps.Keys(codePoints))
	for class := range 8 {
		names = append(names, fmt.Sprintf("cs%d", class))
	}
	for class := 1; class <= 4; class++ {
		for drop := 1; drop <= 3; drop++ {
			names = append(names, fmt.Sprintf("af%d%d", class, drop))
		}
	}
	return names
}
