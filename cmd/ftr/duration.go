package main

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

var (
	errNotDuration = errors.New("not a time; write 2s or 500ms")
	errDayOrMore   = errors.New("longer than a day")
)

// parseDuration reads a time with a unit (2s, 500ms, 1m30s), or a bare number
// in the given unit. It refuses what is negative or a day and longer.
func parseDuration(s string, unit time.Duration) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	if isNumber(s) {
		d, err = bareDuration(s, unit)
	}
	switch {
	case errors.Is(err, errDayOrMore):
		return 0, err
	case err != nil || d < 0:
		return 0, errNotDuration
	case d >= 24*time.Hour:
		return 0, errDayOrMore
	}
	return d, nil
}

// bareDuration reads a number of units.
func bareDuration(s string, unit time.Duration) (time.Duration, error) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, errNotDuration
	}
	if n*float64(unit) >= float64(24*time.Hour) {
		return 0, errDayOrMore
	}
	return time.Duration(n * float64(unit)), nil
}

// isNumber reports whether s is digits with at most one point.
func isNumber(s string) bool {
	digits := strings.Replace(s, ".", "", 1)
	return digits != "" && strings.Trim(digits, "0123456789") == ""
}
