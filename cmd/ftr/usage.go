package main

import "fmt"

// A usageError is wrong usage: what is wrong, and what to type instead. It is
// shown as it is.
type usageError struct {
	Message string
	Hint    string // may be empty
}

func (e *usageError) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + "; " + e.Hint
}

// usagef returns a usageError with a formatted message and the given hint.
func usagef(hint, format string, args ...any) *usageError {
	return &usageError{Message: fmt.Sprintf(format, args...), Hint: hint}
}
