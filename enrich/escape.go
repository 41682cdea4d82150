package enrich

import "strings"

// unescape returns the bytes that stand behind a name or a text in the
// presentation format of master files (RFC 1035, section 5.1), which is how
// package dns returns them: \DDD is the byte of that decimal value, \X is X.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '\\' && i+1 < len(s) {
			i++
			c = s[i]
			if v, ok := decimalByte(s[i:]); ok {
				c, i = v, i+2
			}
		}
		b = append(b, c)
	}
	return string(b)
}

// decimalByte reads three decimal digits that make a byte.
func decimalByte(s string) (byte, bool) {
	if len(s) < 3 {
		return 0, false
	}
	v := 0
	for _, d := range []byte(s[:3]) {
		if d < '0' || d > '9' {
			return 0, false
		}
		v = 10*v + int(d-'0')
	}
	return byte(v), v <= 255
}
