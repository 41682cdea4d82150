package simnet

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"ftr/socket"
)

// longest is the longest time that a world text may name. It keeps sums of
// such times far from overflow.
const longest = time.Hour

func parseDuration(s string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 || d > longest {
		return 0, fmt.Errorf("%q is not a time from 0s to 1h", s)
	}
	return d, nil
}

func parseInt(s string, least, most int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%q is not a number from %d to %d", s, least, most)
	}
	return n, nil
}

func parseProbability(s string) (float64, error) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f >= 0 && f <= 1) {
		return 0, fmt.Errorf("%q is not a probability from 0 to 1", s)
	}
	return f, nil
}

// parseAddr parses an address of a packet: a plain IPv4 or IPv6 one.
func parseAddr(s string) (netip.Addr, error) {
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" || a.Is4In6() || a.IsUnspecified() {
		return netip.Addr{}, fmt.Errorf("%q is not an address", s)
	}
	return a, nil
}

// parseAddrs parses addresses joined by commas, or "*" for none.
func parseAddrs(s string) ([]netip.Addr, error) {
	if s == "*" {
		return nil, nil
	}
	return parseList(s, parseAddr)
}

// parseList parses values joined by commas.
func parseList[T any](s string, parse func(string) (T, error)) ([]T, error) {
	var list []T
	for part := range strings.SplitSeq(s, ",") {
		v, err := parse(part)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// parseLimit parses BURST/INTERVAL.
func parseLimit(s string) (Limit, error) {
	burst, interval, _ := strings.Cut(s, "/")
	n, err := parseInt(burst, 1, 1_000_000)
	d, err2 := parseDuration(interval)
	if errors.Join(err, err2) != nil || d == 0 {
		return Limit{}, fmt.Errorf("%q is not BURST/INTERVAL as in 6/1s", s)
	}
	return Limit{n, d}, nil
}

// parseLabel parses LABEL/EXP/TTL.
func parseLabel(s string) (socket.Label, error) {
	label, rest, _ := strings.Cut(s, "/")
	exp, ttl, _ := strings.Cut(rest, "/")
	l, err := parseInt(label, 0, 1<<20-1)
	e, err2 := parseInt(exp, 0, 7)
	t, err3 := parseInt(ttl, 0, 255)
	if errors.Join(err, err2, err3) != nil {
		return socket.Label{}, fmt.Errorf("%q is not LABEL/EXP/TTL as in 24001/0/1", s)
	}
	return socket.Label{Label: uint32(l), Exp: uint8(e), TTL: uint8(t)}, nil
}

// parseLabels parses labels joined by commas, of which the last is the bottom
// of the stack.
func parseLabels(s string) ([]socket.Label, error) {
	stack, err := parseList(s, parseLabel)
	if err != nil {
		return nil, err
	}
	stack[len(stack)-1].Bottom = true
	return stack, nil
}

func parseASN(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%q is not an AS number", s)
	}
	return uint32(n), nil
}
