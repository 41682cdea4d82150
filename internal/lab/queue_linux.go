package lab

import (
	"slices"
	"time"
)

// An event is something to do at a moment.
type event struct {
	due time.Time
	do  func(now time.Time)
}

// A queue holds events in the order in which they are due; those due at the
// same moment in the order in which they came.
type queue []event

func (q *queue) push(e event) {
	i, _ := slices.BinarySearchFunc(*q, e, func(have, e event) int {
		if have.due.After(e.due) {
			return 1
		}
		return -1 // behind its equals
	})
	*q = slices.Insert(*q, i, e)
}

// pop takes the first event if it is due.
func (q *queue) pop(now time.Time) (event, bool) {
	if len(*q) == 0 || (*q)[0].due.After(now) {
		return event{}, false
	}
	e := (*q)[0]
	*q = slices.Delete(*q, 0, 1)
	return e, true
}

// wait returns the time until the first event is due, not less than zero, and
// false where there is none.
func (q queue) wait(now time.Time) (time.Duration, bool) {
	if len(q) == 0 {
		return 0, false
	}
	return max(0, q[0].due.Sub(now)), true
}
