package lab

import (
	"slices"
	"testing"
	"time"
)

func TestQueueGivesWhatIsDueInOrder(t *testing.T) {
	start := time.Now()
	var q queue
	var done []string
	add := func(name string, d time.Duration) {
		q.push(event{due: start.Add(d), do: func(time.Time) { done = append(done, name) }})
	}
	add("c", 3)
	add("a", 1)
	add("d", 3)
	add("b", 1)
	add("later", 9)
	now := start.Add(3)
	for e, ok := q.pop(now); ok; e, ok = q.pop(now) {
		e.do(now)
	}
	if want := []string{"a", "b", "c", "d"}; !slices.Equal(done, want) {
		t.Errorf("got %v, want %v", done, want)
	}
	if d, ok := q.wait(now); d != 6 || !ok {
		t.Errorf("next in %v, %v; want 6ns, true", d, ok)
	}
	if d, ok := q.wait(start.Add(20)); d != 0 || !ok {
		t.Errorf("overdue in %v, %v; want 0s, true", d, ok)
	}
}
