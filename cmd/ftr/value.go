package main

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// A value is a flag's value (pflag.Value): a function that takes what was typed
// and a word for it in messages.
type value struct {
	set  func(string) error
	kind string
}

func (v value) Set(s string) error { return v.set(s) }
func (v value) Type() string       { return v.kind }
func (v value) String() string     { return "" } // defaults stand in the help text

// upTo takes a whole number from 1 to high.
func upTo(p *int, high int) value {
	return value{kind: "number", set: func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > high {
			return fmt.Errorf("not a whole number from 1 to %d", high)
		}
		*p = n
		return nil
	}}
}

// timeValue takes a time in which a bare number counts units, from low to high.
func timeValue(p *time.Duration, unit, low, high time.Duration) value {
	return value{kind: "time", set: func(s string) error {
		d, err := parseDuration(s, unit)
		switch {
		case err != nil:
			return err
		case d < low:
			return fmt.Errorf("less than %v", low)
		case d > high:
			return fmt.Errorf("more than %v", high)
		}
		*p = d
		return nil
	}}
}

// deadlineValue takes the limit of the whole trace. A bare number means
// milliseconds, as in the reference tool; one that was meant as seconds, as in
// ping, is told from it by its size.
func deadlineValue(p *time.Duration) value {
	return value{kind: "time", set: func(s string) error {
		d, err := parseDuration(s, time.Millisecond)
		switch {
		case err != nil:
			return err
		case d > 0 && d < minDeadline && isNumber(s):
			return usagef(fmt.Sprintf("for %s s write -W %ss, per probe -w %s", s, s, s),
				"-W %s means %s ms for the whole trace", s, s)
		case d < minDeadline:
			return fmt.Errorf("less than %v for the whole trace", minDeadline)
		case d > maxDeadline:
			return fmt.Errorf("more than %v", maxDeadline)
		}
		*p = d
		return nil
	}}
}

var errNotBool = errors.New("not true or false")

// same takes a switch that means a fixed value of another flag: -I for
// --protocol icmp.
func same(set func() error) value {
	return value{kind: "bool", set: func(s string) error {
		on, err := strconv.ParseBool(s)
		if err != nil {
			return errNotBool
		}
		if !on {
			return nil
		}
		return set()
	}}
}
